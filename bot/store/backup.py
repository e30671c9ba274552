"""Backups: always one SQLite file, from either database, into either."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert, select

from bot.store import keys, tables
from bot.store.erasure import enter, ledger, replay
from bot.store.page import Page
from bot.store.ring import Ring
from bot.store.schema import migrate

BATCH = 500


def copy_sqlite(database: Path, path: Path) -> None:
    """A snapshot in one read transaction: writers go on meanwhile."""
    draft = _draft(path)
    with sqlite3.connect(database) as source:
        source.execute("VACUUM INTO ?", (str(draft),))
    source.close()
    _settle(draft, path)


def copy_rows(connection: Connection, path: Path) -> None:
    """The same from PostgreSQL: every table at one instant, row by row."""
    draft = _draft(path)
    connection = connection.execution_options(isolation_level="REPEATABLE READ")
    engine = create_engine(f"sqlite:///{draft}")
    with connection.begin(), engine.begin() as there:
        migrate(there)
        for table in tables.metadata.sorted_tables:
            rows = connection.execution_options(yield_per=BATCH).execute(select(table))
            for some in rows.mappings().partitions(BATCH):
                there.execute(insert(table), [dict(row) for row in some])
    engine.dispose()
    _settle(draft, path)


def restore(page: Page, ring: Ring, path: Path, more: Iterable[bytes]) -> int:
    """In one transaction: the backup's rows for ours, then the erasures that came after it."""
    left = [*ledger(page), *more]
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as there:
        migrate(there)
        for table in reversed(tables.metadata.sorted_tables):
            page.run(table.delete())
        for table in tables.metadata.sorted_tables:
            for some in there.execute(select(table)).mappings().partitions(BATCH):
                page.run(insert(table), [dict(row) for row in some])
        there.rollback()
    engine.dispose()
    page.run(tables.outbox.delete().where(tables.WAITING))  # said long ago, or too late now
    page.run(tables.leases.delete())
    page.keys = keys.load(page.connection, ring)
    enter(page, left)
    return replay(page)


def _draft(path: Path) -> Path:
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return draft


def _settle(draft: Path, path: Path) -> None:
    """Under its name only when it is whole and on disk."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(path)
