"""The one injected clock. Nobody below the wiring asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, in UTC."""
        ...


class WallClock:
    """The machine's clock, moved by what the local page asked for (nothing, elsewhere)."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def jump(self, delta: timedelta) -> None:
        self._ahead += delta


class StillClock:
    """A clock that stands still until it is moved: for tests, talk and transcripts."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def jump(self, delta: timedelta) -> None:
        self._at += delta
