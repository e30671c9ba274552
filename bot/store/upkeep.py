"""Upkeep: what has served goes, a little at a time, so that no turn waits for it."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete, select, tuple_

from bot.store import tables
from bot.store.page import Page

REMAINS = timedelta(hours=48)  # what Telegram still lets a bot remove, and redeliver
ASIDE = timedelta(days=14)
BATCH = 2_000


def _some(table: Table, old: ColumnElement[bool]) -> Delete:
    key = tuple_(*table.primary_key.columns)
    return delete(table).where(key.in_(select(*table.primary_key.columns).where(old).limit(BATCH)))


_before = bindparam("before", type_=tables.Moment)
_SEEN = _some(tables.seen, tables.seen.c.at < _before)
_SENT = _some(tables.outbox, tables.SENT & (tables.outbox.c.sent_at < _before))
_ASIDE = _some(tables.aside, tables.aside.c.at < _before)
_MINORS = _some(tables.minors, tables.minors.c.until < _before)
_LEASES = _some(tables.leases, tables.leases.c.until < _before)


def rounds() -> list[Callable[[Page], int]]:
    """Each deletes one batch and says how many; asked again while it is a full one."""
    kept = (
        (_SEEN, REMAINS),
        (_SENT, REMAINS),
        (_ASIDE, ASIDE),
        (_MINORS, timedelta()),
        (_LEASES, REMAINS),
    )
    return [_round(statement, age) for statement, age in kept]


def _round(statement: Delete, age: timedelta) -> Callable[[Page], int]:
    return lambda page: page.run(statement, {"before": page.now - age}).rowcount
