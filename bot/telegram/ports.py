"""What this room asks of the store and of the companion: shapes only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.post import Incoming
from bot.store.records import Posted


class Heard(Protocol):
    """What became of an update. `ack` is shown for a moment after a press; "" shows nothing."""

    @property
    def ack(self) -> str: ...


class Hear(Protocol):
    """Returns once everything about this update is committed. Raises `StoreAway` when it cannot be.

    `flooding`: this person is faster than anyone reads. Keep what was said, but say the answer with
    `Urgency.COUNTDOWN` and no `expires`: of these only the last is sent, once the person pauses.
    (With `expires`, as a timer's edits have it, one is dropped when it cannot leave at once.)
    """

    async def __call__(
        self, update_id: int, incoming: Incoming, flooding: bool = False
    ) -> Heard: ...


class Aside(Protocol):
    """Where the ingress puts what nobody can understand."""

    async def set_aside(
        self, update_id: int, raw: bytes, why: str, chat: int | None = None
    ) -> None: ...


class Leases(Protocol):
    """Decides which process polls."""

    async def lease(self, name: str, seconds: float) -> bool: ...


class Alive(Protocol):
    """Says whether the database answers."""

    async def ping(self) -> None: ...


class Posts(Protocol):
    """The outbox as it is kept."""

    async def claim_posts(self, limit: int) -> list[Posted]: ...
    async def sent(self, post: Posted, message: int | None) -> None: ...
    async def put_off(self, post: Posted, until: datetime, *, unknown: bool = False) -> None: ...
    async def drop(self, post: Posted) -> None: ...
    async def blocked(self, person: bytes) -> None: ...
    async def message_of(self, person: bytes, slot: str) -> int | None: ...


class Keeping(Aside, Leases, Alive, Posts, Protocol):
    """All of it: the store."""


class Sender(Protocol):
    """Takes what a turn has just put in the outbox, already held by this process."""

    def hand_over(self, posts: Sequence[Posted]) -> None: ...
