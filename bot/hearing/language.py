"""Which of six languages a message is in, by its small words; unsure is an answer."""

from bot.hearing.fold import fold, spoken

_SMALL: dict[str, str] = {
    "en": "the and is was i im my me you he she they it not dont cant this that with for of to have "
    "be are were his her what when how am so just but because feel like do did in on at ive he's "
    "who about there would want know been then again after all no",
    "es": "el la los las un una y es era yo mi me tu el ella ellos no que de con por para en lo se "
    "esta estoy tengo muy pero porque como cuando hay fue ser si le su nos ya mas todo siento "
    "hoy del al nada soy ha he quiero estaba te",
    "de": "der die das und ist war ich mein meine mich mir du er sie es nicht mit fur auf zu habe "
    "bin aber weil wie wenn ein eine einen dass so auch noch nur hat wir ihr kann will sich von "
    "im am bei schon immer nichts",
    "fr": "le la les un une et est etait je jai mon ma me tu il elle ils ne pas que de avec pour en "
    "ce suis mais parce comme quand des du au sur cest dans plus tout moi lui se sa son nest ai "
    "vous nous rien quil fait",
    "pt": "o a os as um uma e era eu meu minha me voce ele ela eles nao que de com por para em isso "
    "se esta estou tenho muito mas porque como quando foi ser ha do da no na sou mais tudo sinto "
    "hoje nada ja ate pra",
}
_LETTERS = {"ñ": "es", "¿": "es", "¡": "es", "ß": "de", "ä": "de", "ã": "pt", "õ": "pt", "œ": "fr"}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_LETTER_WORTH = 2.0
MARGIN = 1.0  # how far the best must be ahead of the next

LANGUAGES = ("en", "es", "de", "fr", "pt", "ru")


def detect(text: str) -> str | None:
    """The language code, or None when two are as likely or nothing tells."""
    if _cyrillic(text):
        return "ru"
    words = spoken(fold(text))
    scores = dict.fromkeys(_WORDS, 0.0)
    for word in words:
        homes = [language for language, small in _WORDS.items() if word in small]
        for language in homes:
            scores[language] += 1.0 if len(homes) == 1 else 0.5
    for letter in text.casefold():
        if letter in _LETTERS:
            scores[_LETTERS[letter]] += _LETTER_WORTH
    first, second = sorted(scores, key=lambda language: -scores[language])[:2]
    if scores[first] < MARGIN or scores[first] - scores[second] < MARGIN / 2:
        return None
    return first


def _cyrillic(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = sum("\u0400" <= c <= "\u04ff" for c in letters)
    return foreign > len(letters) / 2 and not any(c in "іїєґўІЇЄҐЎ" for c in letters)
