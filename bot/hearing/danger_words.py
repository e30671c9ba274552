"""The words that the danger rules know, each a single character, and what a typed word is taken for."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from rapidfuzz.distance import OSA

from bot.hearing.danger_phrase import Word
from bot.hearing.near_misses import NearMisses
from bot.hearing.normal import PAUSE, STOP

UNKNOWN: Final = "_"
# Any run of 20,000 code points serves. In a plane beyond the first, `re` compiles sets of them four
# times faster and searches them half as fast; phrases are compiled often and searched seldom.
_FIRST_CODE: Final = 0xF0000
SHORTEST_MISSPELT: Final = 5  # shorter words have too many honest neighbours
SHORTEST_GLUED: Final = 5
SHORTEST_PIECE: Final = 4
_SHORT_PIECES: Final = frozenset(
    ("i", "to", "me", "my", "die", "end", "it", "all", "be", "я", "не")
)
LONGEST_HEARD: Final = 40  # letters; beyond it nothing is a word
REMEMBERED: Final = 20_000  # typed words whose meaning is kept ready

_LEET: Final = str.maketrans("013457@$!|", "oieastasil")
_LEET_L: Final = str.maketrans("013457@$!|", "oleastasll")
_LATIN_IN_CYRILLIC: Final = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_BREAKS: Final = (STOP, PAUSE)
_NOT_KEPT: Final = frozenset(("hear", "_codes", "_ordered"))


class Vocabulary:
    """All words of all phrases. A word typed is the same word, one that begins so, or a near miss."""

    def __init__(
        self,
        groups: Mapping[Word, str],
        own: Iterable[str],
        means: Mapping[str, str],
    ) -> None:
        """`groups` names the little words alike, so that their characters stand side by side."""
        entries = sorted(((word.text, word.stem) for word in groups), key=_by(groups))
        self._codes = {entry: chr(_FIRST_CODE + place) for place, entry in enumerate(entries)}
        self._exact = {text: code for (text, stem), code in self._codes.items() if not stem}
        self._stems = {text: code for (text, stem), code in self._codes.items() if stem}
        self._longest_stem = max(map(len, self._stems), default=0)
        self._ordered = sorted(self._codes)
        self._own = frozenset(own)
        self._near = NearMisses(
            word for word in self._exact if len(word) >= SHORTEST_MISSPELT and word.isalpha()
        )
        for typed, meant in means.items():
            if code := self._known(meant):
                self._exact.setdefault(typed, code)
        self.hear = lru_cache(REMEMBERED)(self._hear)

    def __getstate__(self) -> dict[str, object]:
        """What hearing needs, to be kept between two runs: no phrase is written after that."""
        return {name: self.__dict__[name] for name in self.__dict__.keys() - _NOT_KEPT}

    def __setstate__(self, kept: dict[str, object]) -> None:
        self.__dict__.update(kept)
        self.hear = lru_cache(REMEMBERED)(self._hear)

    def codes(self, word: Word) -> frozenset[str]:
        """Every character that stands for this word in a message."""
        if not word.stem:
            return frozenset({self._codes[word.text, False]})
        first = bisect_left(self._ordered, (word.text,))
        begun = takewhile(lambda entry: entry[0].startswith(word.text), self._ordered[first:])
        return frozenset(self._codes[entry] for entry in begun)

    def line(self, heard: Iterable[str]) -> str:
        """One character for each word or break (more for words run together)."""
        hear = self.hear
        return "".join(
            [part if part in _BREAKS else hear(part) for part in heard]  # faster than a generator
        )

    def _hear(self, typed: str) -> str:
        if known := self._known(typed):
            return known
        if len(typed) > LONGEST_HEARD or typed in self._own:
            return UNKNOWN
        for reading in _readings(typed):
            if known := self._known(reading):
                return known
        if not typed.isalpha():
            return self._apart(typed)
        return self._misspelt(typed) or self._glued(typed) or UNKNOWN

    def _known(self, typed: str) -> str:
        if code := self._exact.get(typed):
            return code
        if typed in self._own:
            return ""
        for end in range(min(len(typed), self._longest_stem), 2, -1):
            if code := self._stems.get(typed[:end]):
                return code
        return ""

    def _apart(self, typed: str) -> str:
        """ "15yo" is 15 and yo; "die!please" is two words."""
        pieces = list(_pieces(typed))
        if len(pieces) < 2:
            return UNKNOWN
        return "".join(self.hear(piece) for piece in pieces)

    def _misspelt(self, typed: str) -> str:
        """One letter missing, too many, wrong or swapped; the first letter is nearly always right."""
        if len(typed) < SHORTEST_MISSPELT - 1:
            return ""
        for word in self._near.of(typed):
            same_start = word[0] == typed[0] or word[:2] == typed[1::-1]
            if same_start and OSA.distance(word, typed, score_cutoff=1) <= 1:
                return self._exact[word]
        return ""

    def _glued(self, typed: str) -> str:
        """ "killmyself" is two words, if all of it is words that the rules know."""
        if len(typed) < SHORTEST_GLUED:
            return ""
        best: list[str | None] = [""] + [None] * len(typed)
        for end in range(1, len(typed) + 1):
            for start in range(max(0, end - 12), end):
                before, code = best[start], self._exact.get(typed[start:end])
                if before is None or code is None or not _may_be_glued(typed[start:end]):
                    continue
                if best[end] is None or len(before) + 1 < len(best[end] or ""):
                    best[end] = before + code
        return best[-1] or ""


def _by(groups: Mapping[Word, str]) -> Callable[[tuple[str, bool]], tuple[str, str, bool]]:
    return lambda entry: (groups[Word(*entry)], *entry)


def _may_be_glued(piece: str) -> bool:
    return len(piece) >= SHORTEST_PIECE or piece in _SHORT_PIECES


def _readings(typed: str) -> Iterator[str]:
    """What may have been meant by stretched, disguised or mixed letters."""
    if any(one == next_ for one, next_ in pairwise(typed)):
        yield _squeezed(typed, 2)
        yield _squeezed(typed, 1)
    if not typed.isalpha():
        yield typed.translate(_LEET)
        yield typed.translate(_LEET_L)
        if "*" in typed:
            yield from (typed.replace("*", vowel, 1).replace("*", vowel) for vowel in "iueao")
            yield typed.replace("*", "")
    elif typed.isalpha() and not typed.isascii() and any(letter.isascii() for letter in typed):
        yield typed.translate(_LATIN_IN_CYRILLIC)


def _squeezed(typed: str, most: int) -> str:
    kept: list[str] = []
    for letter in typed:
        if len(kept) < most or any(before != letter for before in kept[-most:]):
            kept.append(letter)
    return "".join(kept)


def _pieces(typed: str) -> Iterator[str]:
    """Runs of letters and runs of digits."""
    piece = ""
    for sign in typed:
        if piece and (not sign.isalnum() or sign.isdigit() != piece[-1].isdigit()):
            yield piece
            piece = ""
        if sign.isalnum():
            piece += sign
    if piece:
        yield piece
