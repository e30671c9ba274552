"""Which of six languages a message is in, by its small words; unsure is an answer."""

from bot.hearing.fold import fold, spoken

LANGUAGES = ("en", "es", "de", "fr", "pt", "ru")
MARGIN = 0.5  # how far the best must be ahead of the next
LETTER_WORTH = 1.5  # a letter that one language has alone

_SMALL = {
    "en": """
        the and is was i im my me you he she they it not dont cant this that with for of to have be
        are were his her what when how just but because feel like do did at ive hes who about there
        would know been then again after all we our out up so if from an or as can will its get got
        go going went very too really never always every now today myself anymore think want need
        still some something nothing everything someone here could should had has them him by hi
        hello thanks yes why where didnt doesnt isnt wasnt more than only even over off help""",
    "es": """
        el la los las un una y es yo mi me tu ella ellos no que de con por para en lo se esta estoy
        tengo muy pero porque como cuando hay fue ser si le su nos ya mas todo siento hoy del al nada
        soy ha he quiero estaba te era esto eso ese esa puedo hola gracias bien mal siempre nunca
        tambien donde quien sin sobre hasta desde ayer ahora aqui asi mucho mis sus dice hace hacer
        tiene algo alguien cada otra otro vez voy va estan sentir ni les cosas creo casa dos""",
    "de": """
        der die das und ist war ich mein meine mich mir du er sie es nicht mit fur auf zu habe bin aber
        weil wie wenn ein eine einen dass so auch noch nur hat wir ihr kann will sich von im am bei
        schon immer nichts den dem des einem einer keine kein mehr ihm ihn uns was wer wo warum sehr
        heute jetzt doch mal ja nein hab nach aus vor uber unter oder als dann wird werde wieder alles
        alle meinem meinen meiner seit ohne gegen geht gut muss hallo danke ins zum zur""",
    "fr": """
        le la les un une et est etait je jai mon ma me tu il elle ils ne pas que de avec pour en ce suis
        mais parce comme quand des du au sur cest dans plus tout moi lui se sa son nest ai vous nous
        rien quil quelle fait mes ses aux ou qui quoi pourquoi tres bien mal jamais toujours aussi sans
        depuis encore trop peux veux sens sais suis etre avoir fais ca jen dun dune bonjour merci oui
        non cette ces leur notre votre hier toi meme si donc vais va ont""",
    "pt": """
        o a os as um uma e eu meu minha me voce ele ela eles nao que de com por para em isso se esta
        estou tenho muito mas porque como quando foi ser ha do da no na sou mais tudo sinto hoje nada
        ja ate pra dos das nos nas pelo pela seu sua meus minhas tambem sempre nunca bem mal quem onde
        sem sobre depois agora aqui assim fazer tem alguem cada outra outro vez vou vai estao quero
        nem lhe coisas acho casa dois ontem obrigada obrigado ola oi consigo era fico so ao num numa""",
}
_LETTERS = {"ñ": "es", "¿": "es", "¡": "es", "ß": "de", "ä": "de", "ã": "pt", "õ": "pt", "œ": "fr"}


def _worths() -> dict[str, tuple[tuple[str, float], ...]]:
    """Each small word with its languages; one that several share is worth little."""
    lists = {language: frozenset(words.split()) for language, words in _SMALL.items()}
    homes = {
        word: [language for language, words in lists.items() if word in words]
        for word in frozenset().union(*lists.values())
    }
    return {
        word: tuple((home, 1 / len(near) ** 2) for home in near) for word, near in homes.items()
    }


_WORTHS = _worths()


def detect(text: str) -> str | None:
    """The language code, or None when two are as likely or nothing tells."""
    if _cyrillic(text):
        return "ru"
    scores = dict.fromkeys(_SMALL, 0.0)
    for word in spoken(fold(text)):
        for language, worth in _WORTHS.get(word, ()):
            scores[language] += worth
    for letter in set(text.lower()).intersection(_LETTERS):
        scores[_LETTERS[letter]] += LETTER_WORTH
    first, second = sorted(scores, key=lambda language: -scores[language])[:2]
    return first if scores[first] - scores[second] >= MARGIN else None


def _cyrillic(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    slavic = sum("\u0400" <= c <= "\u04ff" for c in letters)
    return slavic > len(letters) / 2 and not any(c in "іїєґўІЇЄҐЎ" for c in letters)
