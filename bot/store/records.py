"""What the store hands out: people, entries, items, appointments, posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.core.post import Json, Outgoing, Urgency

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Person:
    """Someone who chats, held for the length of one turn. Its `repr` tells nothing about them."""

    id: bytes = field(repr=False)
    chat: int = field(repr=False)
    facts: dict[str, Json] = field(repr=False)
    session: dict[str, Json] | None = field(repr=False)
    turn: int
    last_active: datetime = field(repr=False)
    blocked: bool
    new: bool
    said: int = 0  # messages so far: the next one's place in this person's order
    behind: bool = False  # an earlier message still waits elsewhere: new ones queue behind it


@dataclass(frozen=True, slots=True)
class Entry:
    id: bytes
    kept_at: datetime
    data: dict[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    id: bytes
    kind: str
    kept_at: datetime
    data: dict[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appointment:
    id: bytes
    kind: str
    key: str = field(repr=False)
    due: datetime
    payload: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Due(Appointment):
    """An appointment that has come, claimed by this process until `held_until`."""

    person: bytes = field(repr=False)
    held_until: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in the outbox, held by this process until `held_until`: later, let it go.

    `person` is None for a farewell, whose person is no more.
    """

    id: bytes = field(repr=False)
    person: bytes | None = field(repr=False)
    chat: int = field(repr=False)
    outgoing: Outgoing = field(repr=False)
    urgency: Urgency
    attempts: int
    expires: datetime | None
    held_until: datetime
    unknown: bool = False  # an earlier attempt may have arrived


@dataclass(frozen=True, slots=True)
class Turned(Generic[T]):
    """What a turn gave back, and what it put in the outbox for this process to send."""

    value: T
    posts: tuple[Posted, ...]
    waits: bool = False  # more was said, which stands behind what another process is sending
