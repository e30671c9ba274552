"""People: found by keyed hash, locked for the turn, kept as one sealed blob."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, insert, or_, select, update

from bot.core.post import Json
from bot.store import tables
from bot.store.page import Page
from bot.store.prepared import Prepared
from bot.store.records import Person
from bot.store.sql import insert_or_change, is_postgresql

people, data_keys, outbox = tables.people.c, tables.data_keys.c, tables.outbox.c

# A message of theirs that another process holds, or nobody: what is said now must wait behind it.
_ELSEWHERE = and_(
    tables.WAITING,
    or_(
        outbox.claimed_by.is_(None),
        outbox.claimed_by != bindparam("holder"),
        outbox.claimed_until <= bindparam("now", type_=tables.Moment),
        outbox.claimed_until > bindparam("sane", type_=tables.Moment),
    ),
)
_BEHIND = (
    exists().where(outbox.person == people.id, _ELSEWHERE).correlate(tables.people).label("behind")
)
# PostgreSQL answers a statement as of its beginning, also when it had to wait for the lock.
_BEHIND_NOW = Prepared(
    select(outbox.position).where(outbox.person == bindparam("wanted"), _ELSEWHERE).limit(1)
)
_PERSON: Select[Any] = (
    select(tables.people, data_keys.ring, data_keys.wrapped, _BEHIND)
    .join(tables.data_keys, data_keys.person == people.id)
    .with_for_update(of=tables.people)
)
ALONE_WITH = select(people.id).where(people.id == bindparam("whose")).with_for_update()
_BY_CHAT = Prepared(_PERSON.where(people.lookup == bindparam("wanted")))
_BY_ID = Prepared(_PERSON.where(people.id == bindparam("wanted")))
_ALONE = select(func.pg_advisory_xact_lock(bindparam("number")))
_KEEP = Prepared(
    update(tables.people).where(people.id == bindparam("whose")),
    "turn",
    "said",
    "active_at",
    "blocked",
    "sealed",
)


class People(Page):
    """Who is here. `keep` is remembered and done once, when the turn ends."""

    _met: dict[bytes, Person]
    _to_keep: dict[bytes, Person]

    def person(self, chat: int) -> Person:
        """Whoever chats there, locked until the turn ends. Someone new is stored when kept."""
        return self.known(chat) or self._someone_new(chat)

    def known(self, chat: int) -> Person | None:
        """Like `person`, and nobody new."""
        for person in self._met.values():
            if person.chat == chat:
                return person
        return self._read(_BY_CHAT, self.keys.lookup(chat))

    def find(self, person_id: bytes) -> Person | None:
        """By row id, locked until the turn ends: for appointments."""
        return self._met.get(person_id) or self._read(_BY_ID, person_id)

    def keep(self, person: Person) -> None:
        """Keep facts and session as they are when the turn ends."""
        self._to_keep[person.id] = person

    def mark_minor(self, person: Person, until: datetime) -> None:
        row = {"hash": self._minor(person.chat), "until": until}
        self.run(insert_or_change(self.connection, tables.minors, ("hash",), "until"), row)

    def is_marked_minor(self, chat: int) -> bool:
        wanted = {"hash": self._minor(chat), "now": self.now}
        return self.run(_MARKED, wanted).first() is not None

    def _minor(self, chat: int) -> bytes:
        return self.keys.mark("minor", str(chat))

    def _read(self, statement: Prepared, wanted: bytes) -> Person | None:
        sane = tables.believable(self.now, tables.HOLD)
        values = {"wanted": wanted, "holder": self.holder, "now": self.now, "sane": sane}
        row = self.first(statement, values)
        if row is None:
            return None
        behind = bool(row.behind)
        if is_postgresql(self.connection):
            behind = self.first(_BEHIND_NOW, {**values, "wanted": row.id}) is not None
        return self._opened(row, behind)

    def _opened(self, row: Any, behind: bool) -> Person:
        self.hold_key(row.id, row.ring, row.wrapped)
        sealed = self.open(row.id, "people", row.id, row.sealed)
        person = Person(
            id=row.id,
            chat=sealed["chat"],  # type: ignore[arg-type]
            facts=sealed["facts"],  # type: ignore[arg-type]
            session=sealed["session"],  # type: ignore[arg-type]
            turn=row.turn,
            last_active=tables.moment(row.active_at),
            blocked=bool(row.blocked),
            new=False,
            said=row.said,
            behind=behind,
        )
        self._met[person.id] = person
        return person

    def _someone_new(self, chat: int) -> Person:
        lookup = self.keys.lookup(chat)
        if is_postgresql(
            self.connection
        ):  # two first updates at once: the second waits, then finds
            self.run(_ALONE, {"number": int.from_bytes(lookup[:8], signed=True)})
            if (person := self._read(_BY_CHAT, lookup)) is not None:
                return person
        person = Person(self.new_id(), chat, {}, None, 0, self.now, False, new=True)
        self._met[person.id] = person
        return person

    def born(self, person: Person) -> bool:
        """Store someone new before anything of theirs is. Until then they left no trace."""
        if not person.new or person.id in self._seals:
            return False
        wrapped = self.keys.new(person.id)
        self.hold_key(person.id, wrapped.ring, wrapped.sealed)
        row = self._row(person)
        row |= {"id": person.id, "lookup": self.keys.lookup(person.chat)}
        self.run(insert(tables.people), row)
        key = {"person": person.id, "ring": wrapped.ring, "wrapped": wrapped.sealed}
        self.run(insert(tables.data_keys), key)
        return True

    def _keep_all(self) -> None:
        for person in self._to_keep.values():
            if not self.born(person):
                self.quick(_KEEP, {"whose": person.id, **self._row(person)})

    def _row(self, person: Person) -> dict[str, object]:
        data: dict[str, Json] = {
            "chat": person.chat,
            "facts": person.facts,
            "session": person.session,
        }
        return {
            "turn": person.turn,
            "said": person.said,
            "active_at": person.last_active,
            "blocked": person.blocked,
            "sealed": self.seal(person.id, "people", person.id, data),
        }


_MARKED = select(tables.minors.c.hash).where(
    tables.minors.c.hash == bindparam("hash"),
    tables.minors.c.until > bindparam("now", type_=tables.Moment),
)
