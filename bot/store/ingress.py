"""What comes in: each update once, those that cannot be read set aside, one poller at a time."""

import base64
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import bindparam, delete, or_, update

from bot.core.post import Json
from bot.store import tables
from bot.store.outbox import HOUSE
from bot.store.page import Page
from bot.store.people import People
from bot.store.prepared import Prepared
from bot.store.sql import insert_once, inserted_once, is_postgresql

_SEEN = {
    on_postgresql: Prepared(inserted_once(on_postgresql, tables.seen), *tables.seen.columns.keys())
    for on_postgresql in (True, False)
}
_LINK = (
    update(tables.seen)
    .where(tables.seen.c.update_id == bindparam("number"))
    .values(person=bindparam("person"))
)
_TAKE_OVER = (
    update(tables.leases)
    .where(
        tables.leases.c.name == bindparam("which"),
        or_(
            tables.leases.c.holder == bindparam("by"),
            tables.leases.c.until <= bindparam("now", type_=tables.Moment),
            tables.leases.c.until > bindparam("then", type_=tables.Moment),  # the clock went back
        ),
    )
    .values(holder=bindparam("by"), until=bindparam("then"))
)
_LET_GO = delete(tables.leases).where(tables.leases.c.holder == bindparam("by"))


class Ingress(People):
    """Which updates were seen."""

    _unlinked: int | None = None

    def is_new(self, update_id: int, person_message: int = 0) -> bool:
        """Records it. Best asked after `person`: then the message's number is theirs at once."""
        whose = next(iter(self._met), None) if person_message else None
        row = {
            "update_id": update_id,
            "person": whose,
            "message": person_message,
            "at": self.now,
        }
        new = self.quick(_SEEN[is_postgresql(self.connection)], row) == 1
        if new and person_message and whose is None:
            self._unlinked = update_id
        return new

    def _link(self) -> None:
        if self._unlinked is not None and (whose := next(iter(self._met), None)):
            self.run(_LINK, {"number": self._unlinked, "person": whose})


def lease(page: Page, name: str, seconds: float) -> bool:
    """Take it or renew it. False: somebody else has it."""
    until = page.now + timedelta(seconds=seconds)
    row = {"name": name, "holder": page.holder, "until": until}
    if page.run(insert_once(page.connection, tables.leases), row).rowcount == 1:
        return True
    again = {"which": name, "by": page.holder, "now": page.now, "then": until}
    return page.run(_TAKE_OVER, again).rowcount == 1


def let_leases_go(page: Page) -> None:
    page.run(_LET_GO, {"by": page.holder})


def set_aside(page: Page, update_id: int, raw: bytes, why: str, chat: int | None) -> None:
    """Seen, and kept for an operator to look at. With its chat known it goes when they erase."""
    seen = {"update_id": update_id, "person": None, "message": 0, "at": page.now}
    page.run(insert_once(page.connection, tables.seen), seen)
    row = update_id.to_bytes(8, signed=True)
    data: Mapping[str, Json] = {"why": why, "raw": base64.b64encode(raw).decode()}
    values = {
        "update_id": update_id,
        "lookup": None if chat is None else page.keys.lookup(chat),
        "at": page.now,
        "sealed": page.keys.house.close(data, HOUSE, "aside", row),
    }
    page.run(insert_once(page.connection, tables.aside), values)
