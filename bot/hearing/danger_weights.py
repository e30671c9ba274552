"""Words that weigh together: none of them is danger, all of them are a reason to ask.

A message is the beginnings of its words, its themes, and the pairs of themes that stand near each
other. Each leans toward a kind of danger or away from it; the leanings were learnt from the
sentences in `tests/hearing` (`python tests/hearing/weigh.py`) and stand in a table that can be read.
What words share beyond that is added by `danger_shades`.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final, TypeVar

from bot.hearing.danger_rows import BadWeights, read
from bot.hearing.danger_shades import Shades
from bot.hearing.danger_table import KINDS
from bot.hearing.normal import PAUSE, STOP
from bot.hearing.themes import Themes

FILE: Final = "weights.tsv"
BEGINNING: Final = 5  # letters of a word that count
NEAR: Final = 3  # words on which a theme may lean
MOST_SHOWN: Final = 4  # words that explain what was found
AT_ONCE: Final = 45  # words that are weighed together; a longer message is weighed in parts
UNIT: Final = 16  # of the table's numbers to a step of the natural logarithm of the odds
ANY: Final = "(any)"
_NO_THEMES: Final = Themes("", {})
_ZERO: Final = 128  # a leaning is kept as a byte

T = TypeVar("T")
Row = bytes | bytearray  # one leaning for each of `KINDS`


@dataclass(frozen=True, slots=True)
class Weighed:
    """The kind a message leans to, and how much: above 0 it is worth a question."""

    kind: str
    lean: float  # a natural logarithm of odds, less what the table asks for


class Weights:
    """The table: features of each language's messages and how far each leans."""

    def __init__(
        self, themes: Mapping[str, Themes], table: Iterable[str], shades: Shades | None = None
    ) -> None:
        """`table`: its lines, the first of them naming the columns. Raises `BadWeights`."""
        self._themes = themes
        self._shades = shades
        names = sorted({name for each in themes.values() for name in each.names})
        self._number = {name: number for number, name in enumerate(names)}
        # A theme's row, or that of a theme before another: where in `_leanings` it begins.
        self._pairs = array("I", bytes(4 * len(names) ** 2))
        self._leanings = bytearray(len(KINDS))  # the first is nobody's
        self._words: dict[str, Row] = {}
        for number, line in enumerate(table, 1):
            if number > 1:
                feature, row = read(FILE, number, line, KINDS)
                self._keep(feature, bytes(max(0, min(255, one + _ZERO)) for one in row))
        if ANY not in self._words:
            raise BadWeights(FILE, 2, f"a line {ANY} is needed, from which every message starts")
        self._any = self._words.pop(ANY)

    def _keep(self, feature: str, row: Row) -> None:
        about = [self._number.get(f"<{name}") for name in feature.split("<")[1:]]
        if not about:
            self._words[feature] = row
        elif (place := self._place(about)) is not None:
            self._pairs[place] = len(self._leanings)
            self._leanings += row

    def _place(self, about: Sequence[int | None]) -> int | None:
        """Of one theme, or of two; None when no list holds it any more."""
        first, last = about[0], about[-1]
        return None if first is None or last is None else first * len(self._number) + last

    def language(self, words: Sequence[str]) -> str:
        """The language whose themes know most of these words."""
        return max(self._themes, key=lambda lang: sum(map(bool, map(self._themes[lang].of, words))))

    def weigh(self, heard: Iterable[str], lang: str) -> Weighed:
        """The heaviest part of a message, given as `parts` gives it."""
        each = (self._weighed(words, lang) for words in _together(heard))
        return max(each, key=lambda weighed: weighed.lean)

    def _weighed(self, words: Sequence[str], lang: str) -> Weighed:
        begun, about = self._known(words, lang)
        rows = self._rows(begun, about)
        totals = [
            sum(column) - _ZERO * len(column) for column in zip(self._any, *rows, strict=True)
        ]
        odds = [total / UNIT for total in totals]
        if self._shades:
            shaded = self._shades.leanings(begun.union(*about))
            odds = [one + other for one, other in zip(odds, shaded, strict=True)]
        most = max(odds)
        lean = most + log(sum(exp(one - most) for one in odds))
        return Weighed(KINDS[odds.index(most)], lean)

    def _known(self, words: Sequence[str], lang: str) -> tuple[set[str], list[tuple[str, ...]]]:
        """The beginnings of some words, and the themes of each."""
        themes = self._themes.get(lang, _NO_THEMES)
        return _beginnings(words, lang), [themes.of(word) for word in words]

    def _rows(self, begun: Iterable[str], about: Sequence[Sequence[str]]) -> list[Row]:
        """What is known of the `features` of some words, without spelling out every pair."""
        numbers, pairs = self._number, self._pairs
        numbered = [[numbers[name] for name in names] for names in about]
        places = {one * len(numbers) + other for one, other in _near(numbered)}
        rows = [self._words.get(word) for word in begun]
        found = (pairs[place] for place in places)
        return [
            *(row for row in rows if row is not None),
            *(self._leanings[at : at + len(KINDS)] for at in found if at),
        ]

    def because(self, heard: Iterable[str], lang: str) -> list[str]:
        """The words that lean most to the kind that was found, each for itself, the heaviest first:
        to be shown to whoever tries a sentence, never to be logged."""
        parts_of = {self._weighed(words, lang): words for words in _together(heard)}
        heaviest = max(parts_of, key=lambda weighed: weighed.lean)
        column = KINDS.index(heaviest.kind)
        leanings = {
            word: sum(row[column] - _ZERO for row in self._rows(*self._known([word], lang)))
            for word in parts_of[heaviest]
        }
        return [
            word
            for word in sorted(leanings, key=lambda word: -leanings[word])[:MOST_SHOWN]
            if leanings[word] > 0
        ]


def features(words: Sequence[str], lang: str, themes: Themes) -> set[str]:
    """What is weighed in a few words."""
    found = _beginnings(words, lang)
    about = [themes.of(word) for word in words]
    return found | {one if one == other else one + other for one, other in _near(about)}


def _near(about: Sequence[Sequence[T]]) -> Iterator[tuple[T, T]]:
    """Each theme with itself, and with every other that follows within `NEAR` words."""
    for place, here in enumerate(about):
        following = about[place + 1 : place + 1 + NEAR]
        for one in here:
            yield one, one
            for there in following:
                for other in there:
                    yield one, other


def _beginnings(words: Iterable[str], lang: str) -> set[str]:
    return {f"{lang}:{word[:BEGINNING]}" for word in words}


def _together(heard: Iterable[str]) -> Iterator[list[str]]:
    """Whole sentences as far as they fit; what is longer is cut."""
    words: list[str] = []
    sentence: list[str] = []
    for part in (*heard, STOP):
        if part == PAUSE:
            continue
        if part != STOP:
            sentence.append(part)
        if part == STOP or len(sentence) == AT_ONCE:
            if len(words) + len(sentence) > AT_ONCE:
                yield words
                words = []
            words, sentence = words + sentence, []
    yield words
