"""Phrases as patterns over a message, found by their rarest word, and what takes them back again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from bot.hearing.danger_phrase import Node, Word, anchor, words_of
from bot.hearing.danger_regex import Writer
from bot.hearing.danger_table import TO, Guard, Heard, Rule, Table
from bot.hearing.danger_waiting import Waiting
from bot.hearing.danger_words import Vocabulary
from bot.hearing.normal import STOP

_SHORT: Final = 3  # a word this short is in half of all messages: a poor anchor
_SHORT_WEIGHT: Final = 40
_Masks = dict[tuple[str, str, str], bytearray]  # language, kind, to -> one byte for each word


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One phrase of a rule."""

    rule: Rule
    waiting: Waiting


@dataclass(frozen=True, slots=True, eq=False)
class GuardPattern:
    """One phrase of a guard."""

    guard: Guard
    waiting: Waiting


class Patterns:
    """All phrases, each waiting behind its rarest word, so that most messages touch none."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self._counts = Counter(word for table in tables for word in _all_words(table))
        groups = _groups(tables)
        self._vocabulary = Vocabulary(
            {word: groups.get(word, "") for word in self._counts},
            (own for table in tables for own in table.own),
            {typed: meant for table in tables for typed, meant in table.means.items()},
        )
        self.line = self._vocabulary.line
        self._counts_in = {
            table.lang: [
                other.lang for other in tables if table.lang in (other.lang, *other.shares)
            ]
            for table in tables
        }
        self._rules: dict[str, list[Pattern]] = {}
        self._guards: dict[str, list[GuardPattern]] = {}
        for table in tables:
            self._take(table)

    def __getstate__(self) -> dict[str, object]:
        """How often each word stands in the phrases matters only while they are filed."""
        return {name: value for name, value in self.__dict__.items() if name != "_counts"}

    def near(self, line: str) -> tuple[list[Pattern], list[GuardPattern]]:
        """The phrases whose rarest word is in this message, with the guards that may be."""
        present = set(line)
        waiting = self._rules
        rules = dict.fromkeys(
            pattern for code in present if code in waiting for pattern in waiting[code]
        )
        if not rules:
            return [], []
        guards = dict.fromkeys(
            pattern for code in present for pattern in self._guards.get(code, ())
        )
        return list(rules), list(guards)

    def guarding(self, line: str, guards: Iterable[GuardPattern]) -> "Guarding":
        return Guarding(line, guards, self._counts_in)

    def _take(self, table: Table) -> None:
        writer = Writer(self._vocabulary.codes, table.special)
        guarding = Writer(self._vocabulary.codes, table.special, across=False)
        for rule in table.rules:
            bare = replace(rule, phrases=())
            for phrase in rule.phrases:
                pattern = Pattern(bare, Waiting(writer, phrase, rule.whole))
                for code in self._anchors(phrase):
                    self._rules.setdefault(code, []).append(pattern)
        for guard in table.guards:
            without = replace(guard, phrases=())
            for phrase in guard.phrases:
                held = GuardPattern(without, Waiting(guarding, phrase))
                for code in self._anchors(phrase):
                    self._guards.setdefault(code, []).append(held)

    def _anchors(self, phrase: Node) -> set[str]:
        found = anchor(phrase, self._weight)
        words = found[1] if found else frozenset()
        return {code for word in words for code in self._vocabulary.codes(word)}

    def _weight(self, word: Word) -> int:
        return self._counts[word] + (_SHORT_WEIGHT if len(word.text) <= _SHORT else 0)


class Guarding:
    """One message: which of its words a guard holds, worked out once, and only when asked."""

    def __init__(
        self, line: str, guards: Iterable[GuardPattern], counts_in: Mapping[str, Iterable[str]]
    ) -> None:
        self._line = line
        self._counts_in = counts_in
        self._guards = list(guards)
        self._masks: _Masks | None = None

    def heard(self, pattern: Pattern) -> Heard | None:
        """The surest way in which this phrase stands in the message, guards minded."""
        rule, best = pattern.rule, None
        for start, end in pattern.waiting.spans(self._line):
            if rule.always or not (held := self._held(rule, start, end)):
                return rule.sure
            if held == "maybe":
                best = rule.sure if rule.sure == "sign" else "maybe"
        return best

    def _held(self, rule: Rule, start: int, end: int) -> str | None:
        if self._masks is None:
            self._masks = self._mask()
        for to in TO:
            mask = self._masks.get((rule.lang, rule.kind, to))
            if mask and mask.find(1, start, end) >= 0:
                return to
        return None

    def _mask(self) -> _Masks:
        masks: _Masks = {}
        for held in self._guards:
            guard = held.guard
            for span in held.waiting.spans(self._line):
                start, end = self._reach(guard.reach, *span)
                for lang, kind in product(self._counts_in[guard.lang], guard.kinds):
                    mask = masks.setdefault((lang, kind, guard.to), bytearray(len(self._line)))
                    mask[start:end] = b"\1" * (end - start)
                if guard.reach == "message":
                    break
        return masks

    def _reach(self, reach: str, start: int, end: int) -> tuple[int, int]:
        if reach == "phrase":
            return start, end
        if reach == "message":
            return 0, len(self._line)
        before = self._line.rfind(STOP, 0, start) + 1
        after = self._line.find(STOP, end)
        return before, len(self._line) if after < 0 else after


def _groups(tables: tuple[Table, ...]) -> dict[Word, str]:
    """The little words of each language ("not", "and", fillers), by the lists that they are in."""
    groups: dict[Word, str] = {}
    for table in tables:
        for name, words in table.special.items():
            for word in dict.fromkeys(words):
                groups[word] = f"{groups.get(word, '')} {table.lang}.{name}".strip()
    return groups


def _all_words(table: Table) -> Iterable[Word]:
    entries: list[Rule | Guard] = [*table.rules, *table.guards]
    for entry in entries:
        for phrase in entry.phrases:
            yield from words_of(phrase)
    for special in table.special.values():
        yield from special
