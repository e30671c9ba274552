"""A phrase as authors write it, into the steps by which it is found in folded words.

stomach .. (knot|knots)     `..` lets up to three words stand between
(my|) heart (is|) pounding  one of these; an empty side may be missing
(enojad|molest)(o|a)        also inside a word
cry*                        any ending
"""

import itertools
import sys
from typing import NamedTuple

from bot.hearing.fold import plain

GAP = 3  # words that `..` lets stand between


class BadPhrase(Exception):
    def __init__(self, phrase: str, why: str) -> None:
        super().__init__(f"{phrase!r}: {why}; write words, `..`, `(one|other)` or `begin*`")


class Step(NamedTuple):
    """One word of a phrase: any of these, or any beginning so, after at most `gap` others.

    A tuple: thousands are read back at every start, and a slotted dataclass takes twice as long.
    """

    words: tuple[str, ...]
    starts: tuple[str, ...]
    gap: int

    def fits(self, word: str) -> bool:
        return word in self.words or bool(self.starts and word.startswith(self.starts))


Steps = tuple[Step, ...]


def parse(phrase: str) -> tuple[Steps, ...]:
    """Every way a phrase may go, where words may be missing or stand for each other."""
    pieces = _pieces(plain(phrase).replace("-", " "))
    ways: list[list[Steps]] = []
    gap = 0
    for piece in pieces:
        if piece == "..":
            gap = GAP
            continue
        ways.append(_ways(phrase, piece, gap))
        gap = 0
    if gap or not ways or pieces[0] == "..":
        raise BadPhrase(phrase, "`..` stands between words")
    found = (tuple(itertools.chain(*way)) for way in itertools.product(*ways))
    return tuple(steps for steps in found if steps)


def _ways(phrase: str, piece: str, gap: int) -> list[Steps]:
    """One step of all single words, a way for each side of several words, perhaps none."""
    spelt = [tuple(side.split()) for side in _spellings(phrase, piece)]
    single = {side[0] for side in spelt if len(side) == 1}
    ways: list[Steps] = [(_step(single, gap),)] if single else []
    ways.extend(_row(side, gap) for side in spelt if len(side) > 1)
    return [*ways, ()] if () in spelt else ways


def _row(side: tuple[str, ...], gap: int) -> Steps:
    return (_step({side[0]}, gap), *(_step({word}, 0) for word in side[1:]))


def _step(spelt: set[str], gap: int) -> Step:
    whole = sorted(sys.intern(word) for word in spelt if not word.endswith("*"))
    starts = sorted(word[:-1] for word in spelt if word.endswith("*"))
    return Step(tuple(whole), tuple(starts), gap)


def _spellings(phrase: str, piece: str) -> set[str]:
    spelt = {side.strip() for side in _unfolded(phrase, piece)}
    for word in (word for side in spelt for word in side.split()):
        bare = word.removesuffix("*")
        if not bare.isalnum() and not (len(bare) == 1 and ord(bare) > 0x2600):
            raise BadPhrase(phrase, f"cannot read {word!r}")
    return spelt


def _unfolded(phrase: str, text: str) -> list[str]:
    """All that a text with forks may say; a fork may hold others."""
    said = [""]
    while text:
        before, fork, text = text.partition("(")
        said = [start + before for start in said]
        if fork:
            inside, text = _closed(phrase, text)
            sides = [side for part in _sides(inside) for side in _unfolded(phrase, part)]
            said = [start + side for start in said for side in sides]
    return said


def _closed(phrase: str, text: str) -> tuple[str, str]:
    """What stands before the bracket that closes this fork, and what stands after."""
    depth = 1
    for place, mark in enumerate(text):
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth == 0:
            return text[:place], text[place + 1 :]
    raise BadPhrase(phrase, "a bracket is not closed")


def _sides(inside: str) -> list[str]:
    sides, depth = [""], 0
    for mark in inside:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark == "|" and depth == 0:
            sides.append("")
        else:
            sides[-1] += mark
    return sides


def _pieces(phrase: str) -> list[str]:
    """Split at the spaces that are in no bracket."""
    pieces, depth = [""], 0
    for mark in phrase:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark == " " and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += mark
    return [piece for piece in pieces if piece]
