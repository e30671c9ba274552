"""The few words that the two databases spell apart."""

from functools import lru_cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Insert

POSTGRESQL = "postgresql"
COUNTED = {"preserve_rowcount": True}  # otherwise PostgreSQL's inserts do not tell


def is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == POSTGRESQL


def insert_once(connection: Connection, table: Table) -> Insert:
    """Insert, or leave what is there."""
    return inserted_once(is_postgresql(connection), table)


@lru_cache
def inserted_once(on_postgresql: bool, table: Table) -> Insert:
    if on_postgresql:
        return postgresql.insert(table).on_conflict_do_nothing().execution_options(**COUNTED)
    return sqlite.insert(table).on_conflict_do_nothing().execution_options(**COUNTED)


def insert_or_change(
    connection: Connection, table: Table, unique: tuple[str, ...], *changed: str
) -> Insert:
    """Insert, or change these columns of what is there under the same unique ones."""
    return _insert_or_change(is_postgresql(connection), table, unique, changed)


@lru_cache
def _insert_or_change(
    on_postgresql: bool, table: Table, unique: tuple[str, ...], changed: tuple[str, ...]
) -> Insert:
    if on_postgresql:
        here = postgresql.insert(table)
        new = {name: here.excluded[name] for name in changed}
        return here.on_conflict_do_update(index_elements=unique, set_=new)
    there = sqlite.insert(table)
    new = {name: there.excluded[name] for name in changed}
    return there.on_conflict_do_update(index_elements=unique, set_=new)
