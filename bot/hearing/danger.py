"""Whether a message speaks of danger, of which kind, how surely, and which rule heard it.

Phrases first: they say what was meant. What none of them names is weighed, and is worth a question;
and a phrase among words that all lean far away is doubted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.hearing.danger_match import Pattern, Patterns
from bot.hearing.danger_table import Sure, Table, read_table
from bot.hearing.danger_weights import Weighed, Weights
from bot.hearing.language import detect
from bot.hearing.normal import parts

WEIGHED: Final = "weights."  # how the rule of what no phrase named begins
FAR_AWAY: Final = -7.0  # a lean below which a phrase is doubted
FEW: Final = 6  # words and marks: the phrase and little else, which is not doubted
SIGNS_FOR_A_QUESTION: Final = 2  # indirect signs that together are worth one plain question

# The order of gravity. A question about dying comes before the card for an age or a referral.
_GRAVITY: Final = tuple(
    (kind, sure)
    for kinds, sure in (
        (("suicide", "self_harm", "violence", "harm_other", "third_person"), "certain"),
        (("suicide", "self_harm", "violence", "harm_other"), "maybe"),
        (("minor", "other"), "certain"),
        (("third_person", "minor", "other"), "maybe"),
    )
    for kind in kinds
)
_RANK: Final = {heard: rank for rank, heard in enumerate(_GRAVITY)}


@dataclass(frozen=True, slots=True)
class Danger:
    """What was heard. `rule` is all that may be logged; the text never is."""

    kind: str
    sure: Sure
    rule: str


class DangerRules:
    """Every language's rules, always all of them: people write in their own language."""

    def __init__(self, tables: Iterable[Table], weights: Weights | None = None) -> None:
        self._patterns = Patterns(tuple(tables))
        self._weights = weights

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Mapping[str, object]], weights: Weights | None = None
    ) -> "DangerRules":
        """Language -> its parsed table. Raises `BadDangerTable`."""
        return cls((read_table(lang, table) for lang, table in tables.items()), weights)

    def find(self, text: str) -> Danger | None:
        """The gravest danger in the text, or none. Never raises; time grows with length alone."""
        heard = parts(text)
        said = self._said(heard)
        if self._weights is None:
            return said
        weighed = self._weights.weigh(heard, self._language(text, heard, self._weights))
        if said is None:
            return _asked(weighed) if weighed.lean > 0 else None
        sound = weighed.lean > FAR_AWAY or len(heard) <= FEW
        return said if sound else _doubted(said)

    def because(self, text: str) -> list[str]:
        """The words that weighed most where no phrase was found, for whoever tries a sentence."""
        if self._weights is None:
            return []
        heard = parts(text)
        return self._weights.because(heard, self._language(text, heard, self._weights))

    @staticmethod
    def _language(text: str, heard: list[str], weights: Weights) -> str:
        return detect(text) or weights.language(heard)

    def _said(self, heard: list[str]) -> Danger | None:
        """The gravest danger that a phrase names."""
        line = self._patterns.line(heard)
        rules, guards = self._patterns.near(line)
        if not rules:
            return None
        guarding = self._patterns.guarding(line, guards)
        best: Danger | None = None
        signs: dict[str, set[str]] = {}
        for pattern in sorted(rules, key=_rank_of):
            if best and pattern.rule.sure != "sign" and _rank_of(pattern) >= _rank(best):
                continue
            if not (sure := guarding.heard(pattern)):
                continue
            if sure == "sign":
                signs.setdefault(pattern.rule.kind, set()).add(pattern.rule.id)
            else:
                best = _graver(best, Danger(pattern.rule.kind, sure, pattern.rule.id))
        for kind, found in signs.items():
            if len(found) >= SIGNS_FOR_A_QUESTION:
                best = _graver(best, Danger(kind, "maybe", "+".join(sorted(found))))
        return best


def _asked(weighed: Weighed) -> Danger:
    return Danger(weighed.kind, "maybe", f"{WEIGHED}{weighed.kind}")


def _doubted(said: Danger) -> Danger | None:
    """All else in the message is far from danger: what was sure is asked, what was not is let go."""
    return replace(said, sure="maybe") if said.sure == "certain" else None


def _rank(danger: Danger) -> int:
    return _RANK[danger.kind, danger.sure]


def _rank_of(pattern: Pattern) -> int:
    return _RANK.get((pattern.rule.kind, pattern.rule.sure), len(_RANK))


def _graver(one: Danger | None, other: Danger) -> Danger:
    return one if one and _rank(one) <= _rank(other) else other
