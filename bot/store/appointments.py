"""Appointments: what will happen later, handed out once when it is due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, or_, select, update

from bot.core.post import Json
from bot.store import tables
from bot.store.page import Page
from bot.store.people import People
from bot.store.records import Appointment, Due, Person
from bot.store.sql import insert_once, insert_or_change

CLAIM = timedelta(seconds=60)  # how long a claimed appointment is left to whoever took it
DAYS_REMEMBERED = 35  # past this a prompt's day is forgotten; longer than any jump of a clock

appointments, prompts, data_keys = (
    tables.appointments.c,
    tables.prompts_sent.c,
    tables.data_keys.c,
)
_of_person = appointments.person == bindparam("person")
_free = or_(
    appointments.claimed_until.is_(None),
    appointments.claimed_until <= bindparam("now", type_=tables.Moment),
    appointments.claimed_until > bindparam("sane", type_=tables.Moment),  # the clock went back
)
_ALL = (
    select(appointments.id, appointments.due_at, appointments.sealed)
    .where(_of_person)
    .order_by(appointments.due_at, appointments.id)
)
_CANCEL_KIND = delete(tables.appointments).where(_of_person, appointments.kind == bindparam("kind"))
_CANCEL = _CANCEL_KIND.where(appointments.key == bindparam("key"))
_FINISHED = delete(tables.appointments).where(_of_person, appointments.id == bindparam("which"))
_DUE = (
    select(
        appointments.id,
        appointments.person,
        appointments.due_at,
        appointments.sealed,
        data_keys.ring,
        data_keys.wrapped,
    )
    .join(tables.data_keys, data_keys.person == appointments.person)
    .where(appointments.due_at <= bindparam("now", type_=tables.Moment), _free)
    .order_by(appointments.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=tables.appointments, skip_locked=True)
)
_CLAIM = (
    update(tables.appointments)
    .where(appointments.id.in_(bindparam("ids", expanding=True)))
    .values(claimed_until=bindparam("until"))
)
_NEXT = (  # not min(): with a condition it would read the whole table
    select(appointments.due_at)
    .where(appointments.claimed_until.is_(None))
    .order_by(appointments.due_at)
    .limit(1)
)
_OLD_PROMPTS = delete(tables.prompts_sent).where(
    prompts.person == bindparam("person"),
    prompts.kind == bindparam("kind"),
    prompts.day < bindparam("before"),
)


class Appointments(People):
    """What one turn may arrange for later."""

    def appoint(
        self,
        person: Person,
        kind: str,
        due: datetime,
        payload: Mapping[str, Json] | None = None,
        key: str = "",
    ) -> bytes:
        """The same kind and key replaces the earlier one, which then cannot be finished."""
        self.born(person)
        row = self.new_id()
        data: dict[str, Json] = {"kind": kind, "key": key, "payload": dict(payload or {})}
        values = {
            "id": row,
            "person": person.id,
            "kind": self._kind(person, kind),
            "key": self._key(person, key),
            "due_at": due,
            "claimed_until": None,
            "sealed": self.seal(person.id, "appointments", row, data),
        }
        changed = ("id", "due_at", "claimed_until", "sealed")
        unique = ("person", "kind", "key")
        self.run(insert_or_change(self.connection, tables.appointments, unique, *changed), values)
        return row

    def cancel(self, person: Person, kind: str, key: str | None = None) -> int:
        """How many there were."""
        which = {"person": person.id, "kind": self._kind(person, kind)}
        if key is None:
            return self.run(_CANCEL_KIND, which).rowcount
        return self.run(_CANCEL, {**which, "key": self._key(person, key)}).rowcount

    def appointments(self, person: Person) -> list[Appointment]:
        found = []
        for row in self.run(_ALL, {"person": person.id}):
            kind, key, payload = opened(self, person.id, row)
            found.append(Appointment(row.id, kind, key, row.due_at, payload))
        return found

    def finished(self, due: Due) -> bool:
        """It has been carried out. False: it was finished, cancelled or replaced meanwhile."""
        return self.run(_FINISHED, {"person": due.person, "which": due.id}).rowcount == 1

    def prompt_sent(self, person: Person, kind: str, day: date) -> bool:
        """False when that local day's prompt has gone out before. The key decides, not the code."""
        self.born(person)
        of_kind = {"person": person.id, "kind": self.keys.mark("prompt", person.id, kind)}
        row = {**of_kind, "day": day.toordinal()}
        first = self.run(insert_once(self.connection, tables.prompts_sent), row).rowcount == 1
        if first:
            self.run(_OLD_PROMPTS, {**of_kind, "before": day.toordinal() - DAYS_REMEMBERED})
        return first

    def _kind(self, person: Person, kind: str) -> bytes:
        return self.keys.mark("appointment", person.id, kind)

    def _key(self, person: Person, key: str) -> bytes:
        return self.keys.mark("appointment key", person.id, key)


def opened(page: Page, person: bytes, row: Row[Any]) -> tuple[str, str, Mapping[str, Json]]:
    data = page.open(person, "appointments", row.id, row.sealed)
    return str(data["kind"]), str(data["key"]), data["payload"]  # type: ignore[return-value]


def claim_due(page: Page, limit: int) -> list[Due]:
    """What is due now, for this process alone until the claim runs out."""
    rows = page.run(
        _DUE, {"now": page.now, "sane": tables.believable(page.now, CLAIM), "limit": limit}
    ).all()
    if not rows:
        return []
    until = page.now + CLAIM
    page.run(_CLAIM, {"ids": [row.id for row in rows], "until": until})
    return list(_handed_out(page, rows, until))


def _handed_out(page: Page, rows: Iterable[Row[Any]], until: datetime) -> Iterable[Due]:
    for row in rows:
        page.hold_key(row.person, row.ring, row.wrapped)
        kind, key, payload = opened(page, row.person, row)
        yield Due(row.id, kind, key, row.due_at, payload, person=row.person, held_until=until)


def next_due(page: Page) -> datetime | None:
    when: datetime | None = page.run(_NEXT).scalar()
    return when
