"""The list of rules, and how a function becomes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args, get_type_hints

from bot.core.look import Look

YesNo = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    look: Callable[[Look], str]
    exits: tuple[str, ...]  # empty: any, as named in the flow


RULES: dict[str, Rule] = {}


def rule(function: Callable[[Look], str]) -> Callable[[Look], str]:
    """Enter a function into the list of rules, under its own name."""
    exits = get_args(get_type_hints(function)["return"])
    RULES[function.__name__] = Rule(function.__name__, function, exits)
    return function


def yes(so: bool) -> YesNo:
    return "yes" if so else "no"
