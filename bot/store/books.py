"""What one turn may read and write. Lives only inside `Store.turn`."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from bot.store import tables
from bot.store.appointments import Appointments
from bot.store.erasure import Erasure
from bot.store.ingress import Ingress
from bot.store.journal import Journal
from bot.store.keys import Keys
from bot.store.outbox import Outbox
from bot.store.records import Person, Posted

_SAID = (
    update(tables.people)
    .where(tables.people.c.id == bindparam("whose"))
    .values(said=bindparam("said"))
)


class Books(Ingress, Journal, Appointments, Outbox, Erasure):
    """Everything kept about one person, open for one turn."""

    def __init__(self, connection: Connection, keys: Keys, now: datetime, holder: str) -> None:
        super().__init__(connection, keys, now, holder)
        self._met: dict[bytes, Person] = {}
        self._to_keep: dict[bytes, Person] = {}
        self._to_say: list[tuple[dict[str, object], Posted | None]] = []

    @property
    def waits(self) -> bool:
        """Does something that was said stand behind what another process is sending?"""
        return any(held is None for _, held in self._to_say)

    def finish(self) -> tuple[Posted, ...]:
        """What was gathered is written now, once. The posts that this process may send."""
        self._keep_all()
        for row, _ in self._to_say:
            person = self._met.get(row["person"])  # type: ignore[call-overload]
            if person is not None and person.id not in self._to_keep:
                self.run(_SAID, {"whose": person.id, "said": person.said})
        self._link()
        return self._say_all()

    def _unsay(self, person: bytes) -> None:
        self._to_say = [(row, held) for row, held in self._to_say if row["person"] != person]
