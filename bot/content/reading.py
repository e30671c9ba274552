"""What one page of words comes to: its mentions, labels, sizes, and its own faults.

A reading needs nothing but the page, so it is kept for as long as the page is the same.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# How long a text can become: a number of UTF-16 units, or ["sum"|"max", number, size, …],
# ["say", name], ["least", number, size], ["each", name, limit, size].
Size = Any
ITEM = 100  # what one item of a list says of itself, at its longest


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the words."""

    line: int
    name: str  # "story"; "felt.family" for an answer under a call
    guarded: bool  # was it asked for first?
    said: bool  # printed, not only asked about
    rooted: bool = False  # was what stands before its dot asked for first?
    key: str = ""  # what it is compared with


@dataclass(frozen=True, slots=True)
class Wording:
    line: int
    size: Size
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelRead:
    line: int
    text: str
    size: Size
    also: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockRead:
    line: int
    print: str  # a short hash of the words, to notice that they changed
    wordings: tuple[Wording, ...] = ()
    labels: Mapping[str, LabelRead] = field(default_factory=dict)
    bridges: Mapping[str, str] = field(default_factory=dict)  # key -> label

    @property
    def mentions(self) -> tuple[Mention, ...]:
        worded = [mention for wording in self.wordings for mention in wording.mentions]
        return (*worded, *(m for label in self.labels.values() for m in label.mentions))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault that the page shows by itself."""

    line: int
    promise: str
    what: str
    right: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    blocks: Mapping[str, BlockRead] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    lines: int = 1


def to_plain(reading: Reading) -> dict[str, Any]:
    """As JSON values; `from_plain` reads it back."""
    return asdict(reading)


def from_plain(plain: Mapping[str, Any]) -> Reading:
    blocks = {name: _block(block) for name, block in plain["blocks"].items()}
    return Reading(blocks, tuple(Wrong(**wrong) for wrong in plain["wrong"]), plain["lines"])


def _block(plain: Mapping[str, Any]) -> BlockRead:
    wordings = tuple(Wording(w["line"], w["size"], _mentions(w)) for w in plain["wordings"])
    labels = {
        key: LabelRead(p["line"], p["text"], p["size"], tuple(p["also"]), _mentions(p))
        for key, p in plain["labels"].items()
    }
    return BlockRead(plain["line"], plain["print"], wordings, labels, plain["bridges"])


def _mentions(plain: Mapping[str, Any]) -> tuple[Mention, ...]:
    return tuple(Mention(**mention) for mention in plain["mentions"])
