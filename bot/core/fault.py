"""A fault in content: a value that says where, what, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str  # "impulse/flow.toml"
    line: int
    promise: str  # the promise that is broken: the name of a folder in tests/broken
    what: str
    right: str = ""  # what would be right
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        right = f" ({self.right})" if self.right else ""
        return f"{self.file}:{self.line}: {kind}{self.what}{right}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for a mistyped name; empty when nothing is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else ""
