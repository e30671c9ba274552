"""A mistyped word read as the known word it is nearest to: one slip, or two in a long word."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.hearing.fold import Words
from bot.hearing.near_misses import NearMisses

SHORTEST = 5  # letters; shorter words are too near to each other
LONG = 9  # from here on two slips are still the same word
LONGEST = 20  # letters; what is longer is no word

_RUN = re.compile(r"(.)\1")


class Spelling:
    """Words worth mending, and the others that are right as they are."""

    def __init__(self, worth: Iterable[str], known: Iterable[str]) -> None:
        """`worth`: what a slip is mended to; `known`: other words that are right as they are."""
        self._worth = frozenset(worth)
        self._known = frozenset(known) | self._worth
        self._near = NearMisses(w for w in sorted(self._worth) if SHORTEST <= len(w) <= LONGEST)

    def mend(self, words: Words) -> Words:
        """The same words, the mistyped ones replaced."""
        return tuple(word if word in self._known else self._mended(word) for word in words)

    def _mended(self, word: str) -> str:
        single = _RUN.sub(r"\1", word)
        if single in self._worth:
            return single
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        near = set(self._near.of(word))
        alike = [known for known in near if known[0] == word[0] and _same(word, known)]
        return min(alike, key=lambda known: (OSA.distance(word, known), known), default=word)


def _same(word: str, known: str) -> bool:
    slips = OSA.distance(word, known)
    return slips <= (2 if min(len(word), len(known)) >= LONG else 1)
