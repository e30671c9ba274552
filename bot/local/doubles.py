"""A clock moved by hand and a vault of glass, for tests and for trying things out."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """Real time plus every jump made so far; `due` is what a test says comes next."""

    def __init__(self, due: datetime | None = None) -> None:
        self.due = due
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def jump(self, delta: timedelta) -> None:
        self._ahead += delta

    async def next_due(self) -> datetime | None:
        return self.due


class GlassVault:
    """Seals nothing; only for tests."""

    def seal(self, plain: bytes) -> bytes:
        return plain

    def open(self, sealed: bytes) -> bytes:
        return sealed
