"""The page that a turn is written on: one open transaction, one moment, and the keys."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, bindparam, select

from bot.core.post import Json
from bot.store import tables
from bot.store.keys import Keys
from bot.store.prepared import Prepared, Values
from bot.store.ring import Wrapped
from bot.store.sealing import Seal

_counted = count()
_COUNTER = 2**32
KEY_OF = select(tables.data_keys.c.ring, tables.data_keys.c.wrapped).where(
    tables.data_keys.c.person == bindparam("person")
)


class Page:
    """What every kind of keeping needs. Lives only as long as its transaction."""

    def __init__(self, connection: Connection, keys: Keys, now: datetime, holder: str) -> None:
        self.connection = connection
        self.keys = keys
        self.now = now.astimezone(UTC)
        self.holder = holder
        self.traces = False  # something was erased: its remains in the log must go, too
        self._seals: dict[bytes, Seal] = {}

    def run(
        self,
        statement: Executable,
        values: Mapping[str, object] | list[dict[str, object]] | None = None,
    ) -> "CursorResult[Any]":
        result = self.connection.execute(statement, values)
        assert isinstance(result, CursorResult)
        return result

    def quick(self, statement: Prepared, values: Values) -> int:
        """For what every turn does: how many rows it changed."""
        return statement.run(self.connection, values)

    def quickly_all(self, statement: Prepared, values: Sequence[Values]) -> None:
        statement.run_all(self.connection, values)

    def first(self, statement: Prepared, values: Values) -> Any:
        return statement.first(self.connection, values)

    def new_id(self) -> bytes:
        """16 bytes that sort by when they were made: indexes stay compact, latest is last."""
        milliseconds = int(self.now.timestamp() * 1000)
        order = next(_counted) % _COUNTER
        return milliseconds.to_bytes(6) + order.to_bytes(4) + token_bytes(6)

    def seal(self, person: bytes, table: str, row: bytes, data: Mapping[str, object]) -> bytes:
        return self._seal_of(person).close(data, person, table, row)

    def open(self, person: bytes, table: str, row: bytes, sealed: bytes) -> dict[str, Json]:
        return self._seal_of(person).open(sealed, person, table, row)

    def hold_key(self, person: bytes, ring: str, wrapped: bytes) -> None:
        """A joined statement brought the person's key along: no need to ask for it."""
        self._seals[person] = self.keys.of(person, Wrapped(ring, wrapped))

    def let_key_go(self, person: bytes) -> None:
        self._seals.pop(person, None)
        self.keys.forget(person)

    def _seal_of(self, person: bytes) -> Seal:
        if person not in self._seals:
            row = self.run(KEY_OF, {"person": person}).one()
            self.hold_key(person, row.ring, row.wrapped)
        return self._seals[person]
