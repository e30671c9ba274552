"""Phrases as authors write them, found by an index: a message never meets all of them.

stomach .. (knot|knots)     `..` lets up to three words stand between
(my|) heart (is|) pounding  one of these; an empty side may be missing
(enojad|molest)(o|a)        also inside a word
cry*                        any ending
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.hearing.fold import STOP, Words, plain

Meaning = TypeVar("Meaning")

GAP = 3  # words that `..` lets stand between
MOST_TRIES = 40  # places where one word of a message is tried; a flood of the same word stays cheap


class BadPhrase(Exception):
    def __init__(self, phrase: str, why: str) -> None:
        super().__init__(f"{phrase!r}: {why}; write words, `..`, `(one|other)` or `begin*`")


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a phrase: any of these, or any beginning so, after at most `gap` others."""

    words: frozenset[str]
    starts: tuple[str, ...]
    gap: int

    def fits(self, word: str) -> bool:
        return word in self.words or bool(self.starts and word.startswith(self.starts))


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """Where a phrase was found (`start` to before `end`), and what it means."""

    start: int
    end: int
    meaning: Meaning


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
    whole = frozenset(word for word in spelt if not word.endswith("*"))
    return Step(whole, tuple(sorted(word[:-1] for word in spelt if word.endswith("*"))), gap)


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


class Phrases(Generic[Meaning]):
    """Many phrases and their meanings; `find` looks only at those whose rarest word is there."""

    def __init__(self, pairs: Iterable[tuple[str, Meaning]]) -> None:
        known = [(steps, meaning) for phrase, meaning in pairs for steps in parse(phrase)]
        common = Counter(w for steps, _ in known for step in steps for w in step.words)
        self._by_word: dict[str, list[tuple[Steps, int, Meaning]]] = defaultdict(list)
        self._by_start: dict[str, list[tuple[Steps, int, Meaning]]] = defaultdict(list)
        self.words = frozenset(common)
        self.alone = frozenset(w for steps, _ in known if len(steps) == 1 for w in steps[0].words)
        for steps, meaning in known:
            at = min(range(len(steps)), key=lambda i: _cost(steps[i], common))
            for word in steps[at].words:
                self._by_word[word].append((steps, at, meaning))
            for start in steps[at].starts:
                self._by_start[start].append((steps, at, meaning))
        self._lengths = tuple(sorted({len(start) for start in self._by_start}))

    def find(self, words: Words) -> Iterator[Hit[Meaning]]:
        """Every phrase in these words, in the order of the words that gave it away."""
        tries: Counter[str] = Counter()
        for place, word in enumerate(words):
            entries = self._entries(word)
            if not entries:
                continue
            tries[word] += 1
            if tries[word] > MOST_TRIES:
                continue
            for steps, at, meaning in entries:
                if len(steps) == 1:
                    yield Hit(place, place + 1, meaning)
                    continue
                end = _after(words, steps, at + 1, place + 1)
                start = _before(words, steps, at, place) if end is not None else None
                if start is not None and end is not None:
                    yield Hit(start, end, meaning)

    def _entries(self, word: str) -> list[tuple[Steps, int, Meaning]]:
        found = self._by_word.get(word, [])
        for length in self._lengths:
            more = self._by_start.get(word[:length]) if len(word) >= length else None
            if more:
                found = found + more
        return found


def _cost(step: Step, common: Counter[str]) -> tuple[int, int]:
    """How poor a word is as an index: short and shared words are poor."""
    if step.starts:
        return 1000, 0
    return max(common[w] + (100 if len(w) < 3 else 0) for w in step.words), len(step.words)


def _after(words: Words, steps: Steps, step: int, place: int) -> int | None:
    """Where the rest of the phrase ends when it goes on from this place."""
    if step == len(steps):
        return place
    for at in range(place, min(place + steps[step].gap + 1, len(words))):
        if steps[step].fits(words[at]):
            end = _after(words, steps, step + 1, at + 1)
            if end is not None:
                return end
        if words[at] == STOP:
            return None
    return None


def _before(words: Words, steps: Steps, step: int, place: int) -> int | None:
    """Where the phrase began, when its words before this one are there as well."""
    if step == 0:
        return place
    for at in range(place - 1, max(place - steps[step].gap - 2, -1), -1):
        if steps[step - 1].fits(words[at]):
            start = _before(words, steps, step - 1, at)
            if start is not None:
                return start
        if words[at] == STOP:
            return None
    return None
