"""Many phrases in one index: a message meets only those whose rarest word is in it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.hearing.fold import STOP, Words
from bot.hearing.phrase import BadPhrase, Step, Steps, parse

__all__ = ["BadPhrase", "Hit", "Phrases"]

Meaning = TypeVar("Meaning")

POOR = 300  # rare words that a common one counts for when a phrase is filed
MOST_LOOKS = 10_000  # phrases looked at in one message; ordinary ones of 4,096 letters need 6,000
MOST_TRIES = 40  # places where one word of a message is tried; a flood of the same word stays cheap


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """Where a phrase was found (`start` to before `end`), and what it means."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Meaning]):
    """A phrase under one of its words: the place of that word, and another that must be there."""

    steps: Steps
    at: int
    needs: tuple[str, ...]
    meaning: Meaning


class Phrases(Generic[Meaning]):
    """Many phrases and their meanings; `find` looks only at those whose rarest word is there."""

    def __init__(
        self, pairs: Iterable[tuple[str, Meaning]], common: Collection[str] = frozenset()
    ) -> None:
        """`common`: words that ordinary messages are full of, poor to find a phrase by."""
        shared: dict[Step, Step] = {}  # one word stands in many phrases; it is held once
        known = [
            (tuple(shared.setdefault(step, step) for step in steps), meaning)
            for phrase, meaning in pairs
            for steps in parse(phrase)
        ]
        self._by_word: dict[str, list[_Entry[Meaning]]] = defaultdict(list)
        self._by_start: dict[str, list[_Entry[Meaning]]] = defaultdict(list)
        self.words = frozenset(w for steps, _ in known for step in steps for w in step.words)
        self.alone = frozenset(w for steps, _ in known if len(steps) == 1 for w in steps[0].words)
        for steps, meaning in known:
            entry = _entry(steps, meaning, common)
            for word in steps[entry.at].words:
                self._by_word[word].append(entry)
            for start in steps[entry.at].starts:
                self._by_start[start].append(entry)
        self._lengths = tuple(sorted({len(start) for start in self._by_start}))

    def find(self, words: Words) -> Iterator[Hit[Meaning]]:
        """Every phrase in these words, in the order of the words that gave it away."""
        present = frozenset(words)
        tries: Counter[str] = Counter()
        looks = 0
        for place, word in enumerate(words):
            entries = self._entries(word)
            if not entries:
                continue
            tries[word] += 1
            looks += len(entries)
            if tries[word] > MOST_TRIES or looks > MOST_LOOKS:
                continue
            for entry in entries:
                if entry.needs and present.isdisjoint(entry.needs):
                    continue
                hit = _at(words, entry, place)
                if hit is not None:
                    yield hit

    def _entries(self, word: str) -> list[_Entry[Meaning]]:
        found = self._by_word.get(word, [])
        for length in self._lengths:
            if length > len(word):
                break
            more = self._by_start.get(word[:length])
            if more:
                found = found + more
        return found


def _entry(steps: Steps, meaning: Meaning, common: Collection[str]) -> _Entry[Meaning]:
    order = sorted(range(len(steps)), key=lambda i: _cost(steps[i], common))
    others = (steps[i].words for i in order[1:] if not steps[i].starts)
    return _Entry(steps, order[0], next(others, ()), meaning)


def _cost(step: Step, common: Collection[str]) -> int:
    """How often ordinary messages would make us look: short and common words are poor."""
    starts = sum(5 if len(start) > 3 else 50 for start in step.starts)
    return starts + sum(1 + POOR * max(w in common, 4 - len(w)) for w in step.words)


def _at(words: Words, entry: _Entry[Meaning], place: int) -> Hit[Meaning] | None:
    if len(entry.steps) == 1:
        return Hit(place, place + 1, entry.meaning)
    end = _after(words, entry.steps, entry.at + 1, place + 1)
    start = None if end is None else _before(words, entry.steps, entry.at, place)
    return None if start is None or end is None else Hit(start, end, entry.meaning)


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
