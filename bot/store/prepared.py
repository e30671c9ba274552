"""Statements worded once: what every turn does costs a third of a Core call."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Dialect,
    Insert,
    LargeBinary,
    Select,
    Update,
)

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

    def run(self, connection: Connection, values: Values | Sequence[Values]) -> "CursorResult[Any]":
        worded = self._worded.get(connection.dialect.name)
        if worded is None:
            worded = _Worded(self._statement, self._columns, connection.dialect)
            self._worded[connection.dialect.name] = worded
        if isinstance(values, Mapping):
            return connection.exec_driver_sql(worded.text, worded.row(values))
        return connection.exec_driver_sql(worded.text, [worded.row(each) for each in values])


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

    def row(self, values: Values) -> Any:
        named = {**self._fixed, **values}
        for name, way in self._ways.items():
            named[name] = way(named[name])
        return tuple([named[name] for name in self._order]) if self._order else named
