"""What operators and the start of a process ask of the store."""

import sqlite3
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, func, select, update

from bot.store import tables
from bot.store.ingress import lease, let_leases_go
from bot.store.page import Page

_FREE_POSTS = (
    update(tables.outbox)
    .where(tables.WAITING, tables.outbox.c.claimed_by.is_not(None))
    .values(claimed_until=None, claimed_by=None)
)
_FREE_DUE = (
    update(tables.appointments)
    .where(
        tables.appointments.c.due_at <= bindparam("now", type_=tables.Moment),
        tables.appointments.c.claimed_until.is_not(None),
    )
    .values(claimed_until=None)
)
_COUNTED = {
    "people": select(func.count()).select_from(tables.people),
    "blocked": select(func.count()).select_from(tables.people).where(tables.people.c.blocked),
    "entries": select(func.count()).select_from(tables.entries),
    "appointments": select(func.count()).select_from(tables.appointments),
    "waiting": select(func.count()).select_from(tables.outbox).where(tables.WAITING),
    "set_aside": select(func.count()).select_from(tables.aside),
    "erased": select(func.count()).select_from(tables.erased),
}


def stats(page: Page) -> Mapping[str, int]:
    """Counts, of nobody in particular."""
    return {name: int(page.run(count).scalar_one()) for name, count in _COUNTED.items()}


def ping(page: Page) -> None:
    """Something small is written: a full disk can still be read."""
    lease(page, "ready", 0)


def free_mine(page: Page) -> None:
    """This process ends: others need not wait until its claims and leases run out."""
    page.run(_FREE_POSTS.where(tables.outbox.c.claimed_by == page.holder))
    let_leases_go(page)


def free_all(page: Page) -> None:
    """This process is the only one: whoever held something is dead."""
    page.run(_FREE_POSTS)
    page.run(_FREE_DUE, {"now": page.now})
    page.run(tables.leases.delete())


def empty_log(connection: Connection) -> bool:
    """False while a reader (a backup) holds it: to be tried again."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    patience = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute("PRAGMA busy_timeout = 100").close()
    try:
        busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience}").close()
    return not busy
