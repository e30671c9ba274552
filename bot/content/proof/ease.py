"""How hard a text is to read: Flesch–Kincaid for English, Fernández-Huerta for Spanish.

Kincaid et al. 1975; Fernández Huerta 1959 (with words a sentence, as corrected by Law 2011).
Both are rough on a few lines, so short texts are not judged and a finding is only a warning.
"""

import re
from collections.abc import Callable, Iterator

from bot.content.proof.tone import Guide
from bot.content.reading import Wrong

ENOUGH = 25  # words; below this the figures mean nothing
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE = re.compile(r"[.?!:;…]+(?:\s|$)|\n+")
ENGLISH = re.compile(r"[aeiouy]+")
SPANISH = re.compile(
    r"[iuü]?[aeoáéó][iuy]?|[íú]|[iuüy]+"  # a weak vowel beside a strong one is one syllable
)


def ease(text: str, line: int, language: str, guide: Guide) -> Iterator[Wrong]:
    """Warnings about one wording."""
    sentences = [words for s in SENTENCE.split(text) if (words := WORD.findall(s))]
    words = [word for sentence in sentences for word in sentence]
    longest = max((len(sentence) for sentence in sentences), default=0)
    if guide.longest and longest > guide.longest:
        what = f"a sentence of {longest} words"
        yield Wrong(line, "easy_reading", what, f"{guide.longest} at most", warning=True)
    if len(words) < ENOUGH:
        return
    each = len(words) / len(sentences)
    syllables = sum(map(_counter(language), words)) / len(words)
    grade = 0.39 * each + 11.8 * syllables - 15.59
    if language == "en" and guide.hardest and grade > guide.hardest:
        what = f"reads like school year {grade:.0f}"
        right = f"{guide.hardest:g} at most: shorter words, shorter sentences"
        yield Wrong(line, "easy_reading", what, right, warning=True)
    score = 206.84 - 60 * syllables - 1.02 * each
    if language == "es" and guide.easiest and score < guide.easiest:
        what = f"reads at {score:.0f} of 100 for ease (Fernández-Huerta)"
        right = f"{guide.easiest:g} at least: shorter words, shorter sentences"
        yield Wrong(line, "easy_reading", what, right, warning=True)


def syllables_en(word: str) -> int:
    word = word.lower()
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and len(word) > 2
    ended = word.endswith("ed") and len(word) > 3 and word[-3] not in "td"
    return max(1, len(ENGLISH.findall(word)) - silent - ended)


def syllables_es(word: str) -> int:
    word = word.lower().replace("qu", "k").replace("gue", "ge").replace("gui", "gi")
    return max(1, len(SPANISH.findall(word)))


def _counter(language: str) -> Callable[[str], int]:
    return syllables_es if language == "es" else syllables_en
