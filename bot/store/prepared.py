"""Statements worded once: what every turn does costs a fifth of a Core call."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, LargeBinary, Select, Update

Values = Mapping[str, object]
Statement = Insert | Update | Delete | Select[Any]


class Prepared:
    """A statement, and its words for each database.

    What it reads comes as the driver gives it: numbers for moments and truths.
    """

    def __init__(self, statement: Statement, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._worded: dict[str, _Worded] = {}

    def run(self, connection: Connection, values: Values) -> int:
        """How many rows it changed."""
        worded = self._for(connection)
        return int(execute(connection, worded.text, worded.row(values)).rowcount)

    def run_all(self, connection: Connection, values: Sequence[Values]) -> None:
        worded = self._for(connection)
        execute(connection, worded.text, [worded.row(each) for each in values])

    def first(self, connection: Connection, values: Values) -> Any:
        """The first row, its columns by name; or None."""
        worded = self._for(connection)
        row = execute(connection, worded.text, worded.row(values)).fetchone()
        return None if row is None else worded.read(row)

    def _for(self, connection: Connection) -> "_Worded":
        worded = self._worded.get(connection.dialect.name)
        if worded is None:
            worded = _Worded(self._statement, self._columns, connection.dialect)
            self._worded[connection.dialect.name] = worded
        return worded


def execute(connection: Connection, text: str, row: Any) -> Any:
    """A cursor. A list of rows: each of them. SQLite is asked itself, and is never lost on us."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return connection.exec_driver_sql(text, row)
    return driver.executemany(text, row) if isinstance(row, list) else driver.execute(text, row)


class _Worded:
    """The text for one database, and how it wants its values."""

    def __init__(
        self,
        statement: Statement,
        columns: list[str] | None,
        dialect: Dialect,
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.text = str(compiled)
        self._fixed = compiled.params
        self._order = compiled.positiontup
        self._ways: dict[str, Callable[[Any], Any]] = {}
        for bind, name in compiled.bind_names.items():
            if isinstance(bind.type, LargeBinary):
                continue  # both drivers take bytes as they are
            if way := bind.type.dialect_impl(dialect).bind_processor(dialect):
                self._ways[name] = way
        names = statement.selected_columns.keys() if isinstance(statement, Select) else []
        self.read: Callable[[Any], Any] = namedtuple("Row", names)._make  # type: ignore[attr-defined]

    def row(self, values: Values) -> Any:
        named = {**self._fixed, **values}
        for name, way in self._ways.items():
            named[name] = way(named[name])
        return tuple([named[name] for name in self._order]) if self._order else named
