"""The engine for each database, with the settings that make it lose nothing and leave no trace."""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

WORKERS = 4  # turns at once on PostgreSQL, from one process
BUSY_MS = 5_000
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a power cut loses nothing that was acknowledged
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA cache_size = -4096",  # KiB; what is not in it is mostly in the system's own
    "PRAGMA temp_store = MEMORY",
)


def normal(url: str) -> URL:
    """`postgres://` and `postgresql://` mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def engine_for(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=WORKERS,
        max_overflow=1,
        pool_timeout=10,
        connect_args={"connect_timeout": 5},
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=StaticPool,  # the writer's one connection, on the loop or in its thread
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def settle(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver's own BEGIN comes late and loses updates (two read, both write).
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class Presence:
    """Tells whether other processes use the same SQLite file. The kernel forgets the dead."""

    def __init__(self, database: Path) -> None:
        self._file: IO[str] = database.with_name(database.name + ".lock").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.alone = True
        except BlockingIOError:
            self.alone = False
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> None:
        self._file.close()
