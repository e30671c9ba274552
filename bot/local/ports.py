"""What the local Telegram asks of the house: its clock, its vault, and what the page may show."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

Json = Mapping[str, object]
Hear = Callable[[str], Json]
Draw = Callable[[str], str | None]  # a dialog's name -> its map, as SVG or as plain text
Watch = Callable[[str, Json], None]  # every Bot API call, before it acts; may raise Refused


class Clock(Protocol):
    """The house's one clock, which the page may move."""

    def now(self) -> datetime: ...

    def jump(self, delta: timedelta) -> None: ...

    async def next_due(self) -> datetime | None: ...


class Vault(Protocol):
    """Seals what is written to disk."""

    def seal(self, plain: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes: ...
