"""Which button a sentence means: its label, nearly its label, or a sentence with its words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz.distance import OSA

from bot.hearing.fold import PAUSE, STOP, Words, fold, spoken

LONGEST = 400  # characters; a longer message is a story
TYPED = 4  # letters a label needs before a mistyped one is looked for
LONG = 9  # letters from which on two slips are still the same label
REACH = 4  # words that a "not" governs
SHORT = 4  # words of a message in which a bare word can be the answer
_NUMBERS = re.compile(r"\d{1,3}(?:[\s,;.&+]+(?:[^\W\d]{1,3}\s+)?\d{1,3})*[.,]?")  # a short "and"


@dataclass(frozen=True, slots=True)
class Choice:
    """The exit a message means, and whether it is the label itself."""

    key: str
    sure: Literal["exact", "near"]


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """What one language needs to see a label in a sentence."""

    small: Sequence[str] = ()  # words that say nothing: the, a, my
    nots: Sequence[str] = ()
    bare: Sequence[str] = ()  # no, nothing, now: an answer in a short message, not in a story
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)  # go: went, going, gone
    endings: Sequence[str] = ()  # ing, ed, s: left away when words are compared


class Choices:
    """One language's way of comparing labels with sentences."""

    def __init__(self, data: ChoiceWords) -> None:
        self._small = frozenset(data.small)
        self._nots = frozenset(data.nots)
        self._bare = frozenset(data.bare)
        self._roots = {form: root for root, forms in data.forms.items() for form in forms}
        self._endings = tuple(sorted(data.endings, key=len, reverse=True))

    def find(self, text: str, options: Mapping[str, Sequence[str]]) -> Choice | None:
        """The one option meant, or None when there is none or there are two."""
        if len(text) > LONGEST:
            return None
        words = spoken(fold(text))
        labels = [(key, spoken(fold(label))) for key, said in options.items() for label in said]
        exact = {key for key, label in labels if label and label == words}
        if len(exact) == 1:
            return Choice(exact.pop(), "exact")
        near = _best(self._mistyped(words, labels)) or _best(self._within(fold(text), labels))
        return Choice(near, "near") if near else None

    def _mistyped(
        self, words: Words, labels: list[tuple[str, Words]]
    ) -> Iterator[tuple[float, str]]:
        said = " ".join(words)
        for key, label in labels:
            written = " ".join(label)
            if self._bare.issuperset(label):
                continue  # Ada is a name, and no mistyped "nada"
            slips = OSA.distance(said, written)
            if len(written) >= TYPED and slips <= (2 if len(written) >= LONG else 1):
                yield -float(slips), key

    def _within(self, words: Words, labels: list[tuple[str, Words]]) -> Iterator[tuple[float, str]]:
        heard = self._heard(words)
        story = len(spoken(words)) > SHORT
        for key, label in labels:
            telling = [w for w in label if w not in self._small] or list(label)
            if story and self._bare.issuperset(telling):
                continue
            wanted = [self._root(w) for w in telling]
            if not wanted or not heard.issuperset(wanted):
                continue
            if self._nots.isdisjoint(label) and self._denied(words, wanted):
                continue
            yield float(len(wanted)), key

    def _heard(self, words: Words) -> set[str]:
        return {self._root(w) for w in words if w not in (PAUSE, STOP)}

    def _denied(self, words: Words, wanted: list[str]) -> bool:
        for place, word in enumerate(words):
            if word in self._nots:
                after = words[place + 1 : place + 1 + REACH]
                clause = after[
                    : next((i for i, w in enumerate(after) if w in (PAUSE, STOP)), REACH)
                ]
                if any(self._root(w) in wanted for w in clause):
                    return True
        return False

    def _root(self, word: str) -> str:
        if word in self._roots:
            return self._roots[word]
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                bare = word[: -len(ending)]
                return self._roots.get(bare, bare)
        return word


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers of "2" or "1, 3 and 5", each once; none when anything else is said."""
    found = _NUMBERS.fullmatch(text.strip())
    return tuple(dict.fromkeys(map(int, re.findall(r"\d+", text)))) if found else ()


def _best(found: Iterator[tuple[float, str]]) -> str | None:
    scored = sorted(found, reverse=True)
    if not scored:
        return None
    best = {key for score, key in scored if score == scored[0][0]}
    return best.pop() if len(best) == 1 else None
