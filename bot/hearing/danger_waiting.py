"""One phrase, written as regular expressions when a message first comes near it, and where it stands."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bot.hearing.danger_phrase import APART, Node, Together
from bot.hearing.danger_regex import Writer

Span = tuple[int, int]
_REMEMBERED: Final = 2  # places of each side kept in mind: the last may be part of another side


class Waiting:
    """A phrase that becomes regular expressions when a message first comes near it.

    Thousands stand in the tables; to compile them all takes seconds. What is kept between two
    runs is their text alone: the trees they were written from take ten times the memory.
    """

    __slots__ = ("_regexes", "_tree", "_written")

    def __init__(self, writer: Writer, phrase: Node, whole: bool = False) -> None:
        self._tree: tuple[Writer, Node, bool] | None = (writer, phrase, whole)
        self._written: tuple[str, ...] = ()
        self._regexes: tuple[re.Pattern[str], ...] = ()

    def __getstate__(self) -> tuple[str, ...]:
        return self.written()

    def __setstate__(self, written: tuple[str, ...]) -> None:
        self._tree, self._written, self._regexes = None, written, ()

    def spans(self, line: str) -> Iterator[Span]:
        """Where the phrase stands in the message."""
        regexes = self._regexes or self.compiled()
        if len(regexes) == 1:
            return (match.span() for match in regexes[0].finditer(line))
        return _together(regexes, line)

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        self._regexes = tuple(re.compile(text) for text in self.written())
        return self._regexes

    def written(self) -> tuple[str, ...]:
        """One expression, or one for each side of a phrase whose sides may stand either way round."""
        if self._tree is not None:
            writer, phrase, whole = self._tree
            match phrase:
                case Together(sides):
                    self._written = tuple(writer.regex(side) for side in sides)
                case one:
                    self._written = (writer.regex(one, whole=whole),)
            self._tree = None
        return self._written


def _together(regexes: tuple[re.Pattern[str], ...], line: str) -> Iterator[Span]:
    """All sides, none inside another, neighbours `APART` words apart at most: one sweep."""
    places: list[tuple[Span, int]] = []
    for side, regex in enumerate(regexes):
        found = [(match.span(), side) for match in regex.finditer(line)]
        if not found:
            return
        places += found
    last: list[list[Span]] = [[] for _ in regexes]
    for span, side in sorted(places):
        others = [last[other] for other in range(len(regexes)) if other != side]
        for chain in _chains(others):
            if (whole := _near([*chain, span])) is not None:
                yield whole
                break
        last[side] = [*last[side][1 - _REMEMBERED :], span]


def _chains(others: list[list[Span]]) -> Iterator[list[Span]]:
    if not others:
        yield []
        return
    for rest in _chains(others[1:]):
        for span in reversed(others[0]):
            yield [span, *rest]


def _near(spans: list[Span]) -> Span | None:
    ordered = sorted(spans)
    for (_, end), (start, _) in pairwise(ordered):
        if not 0 <= start - end <= APART:
            return None
    return ordered[0][0], ordered[-1][1]
