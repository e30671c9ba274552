"""The list of acts, and what every act gives back."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.dialog import THEN
from bot.core.effects import Effect, SetFact
from bot.core.look import Look
from bot.core.session import Answer


@dataclass(frozen=True, slots=True)
class Done:
    """The exit taken, and what the house is to do."""

    effects: tuple[Effect, ...] = ()
    exit: str = THEN


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    carry_out: Callable[[Look], Done]
    exits: tuple[str, ...]


ACTS: dict[str, Act] = {}
REMEMBERED = 100  # days on which something was counted


def act(*exits: str) -> Callable[[Callable[[Look], Done]], Callable[[Look], Done]]:
    """Enter a function into the list of acts, under its own name."""

    def enter(function: Callable[[Look], Done]) -> Callable[[Look], Done]:
        ACTS[function.__name__] = Act(function.__name__, function, exits or (THEN,))
        return function

    return enter


def said(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.key or answer.words or ("" if answer.number is None else str(answer.number))


def counted(look: Look, name: str) -> tuple[SetFact, SetFact]:
    """One more of something: in all, as an operator may see it, and on which day, for a look back."""
    counts, days = (dict(look.facts.get(fact) or {}) for fact in ("counts", "counted_on"))
    on = [*days.get(name, ()), look.local.date().isoformat()][-REMEMBERED:]
    return (
        SetFact("counts", {**counts, name: int(counts.get(name, 0)) + 1}),
        SetFact("counted_on", {**days, name: on}),
    )
