"""A mistyped word read as the known word it is nearest to: one slip, or two in a long word."""

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.hearing.fold import Words

SHORTEST = 5  # letters; shorter words are too near to each other
LONG = 9  # from here on two slips are still the same word
LONGEST = 20  # letters; what is longer is no word

_RUN = re.compile(r"(.)\1")


class Spelling:
    """Words worth mending, filed under what one lost letter leaves of them: few dict reads."""

    def __init__(self, worth: Iterable[str], known: Iterable[str]) -> None:
        """`worth`: what a slip is mended to; `known`: other words that are right as they are."""
        self._worth = frozenset(worth)
        self._known = frozenset(known) | self._worth
        self._left: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._worth):
            if SHORTEST <= len(word) <= LONGEST:
                for left in {word, *_losses(word)}:
                    self._left[left].append(word)

    def mend(self, words: Words) -> Words:
        """The same words, the mistyped ones replaced."""
        return tuple(word if word in self._known else self._mended(word) for word in words)

    def _mended(self, word: str) -> str:
        single = _RUN.sub(r"\1", word)
        if single in self._worth:
            return single
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        near = {known for left in (word, *_losses(word)) for known in self._left.get(left, ())}
        alike = [known for known in near if known[0] == word[0] and _same(word, known)]
        return min(alike, key=lambda known: (OSA.distance(word, known), known), default=word)


def _same(word: str, known: str) -> bool:
    slips = OSA.distance(word, known)
    return slips <= (2 if min(len(word), len(known)) >= LONG else 1)


def _losses(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))
