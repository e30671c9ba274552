"""Words that a typed one may be a misspelling of, found without looking at all of them."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from zlib import crc32


class NearMisses:
    """Two words a letter apart are alike when a letter is taken out of one of them, or of both.

    Every word is filed under itself and under each of its forms with a letter less. A form is
    held as a number and its word as a place, for there are ten forms to a word: as text they would
    take twenty times the memory. Two forms may share a number, so `of` may give a stranger.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)
        filed = sorted(
            (_number(form), place)
            for place, word in enumerate(self._words)
            for form in {word, *_without_one(word)}
        )
        self._numbers = array("I", (number for number, _ in filed))
        self._places = array("I", (place for _, place in filed))

    def of(self, typed: str) -> Iterator[str]:
        """Every word that may be a letter away; to be measured by whoever asks."""
        for form in (typed, *_without_one(typed)):
            number = _number(form)
            at = bisect_left(self._numbers, number)
            while at < len(self._numbers) and self._numbers[at] == number:
                yield self._words[self._places[at]]
                at += 1


def _number(form: str) -> int:
    return crc32(form.encode("utf-8", "surrogatepass"))


def _without_one(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
