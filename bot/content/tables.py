"""A TOML file of word lists, read with its places: every wrong shape is named where it stands."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

Table = Mapping[str, object]
Item = TypeVar("Item", str, int)


class BadHearingFile(Exception):
    def __init__(self, path: Path, where: str, why: str) -> None:
        super().__init__(f"{path}: [{where}] {why}")


class WordFile:
    """One parsed file whose tables are all known by name."""

    def __init__(self, path: Path, tables: Collection[str]) -> None:
        self._path = path
        try:
            self._tables: Table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as wrong:
            raise BadHearingFile(path, "file", str(wrong)) from wrong
        self.only(self._tables, tables, "file")

    def wrong(self, where: str, why: str) -> BadHearingFile:
        return BadHearingFile(self._path, where, why)

    def table(self, name: str, keys: Collection[str] = ()) -> Table:
        """A table of the file, empty when it is missing; with `keys`, it holds no others."""
        found = self.as_table(name, self._tables.get(name, {}))
        if keys:
            self.only(found, keys, name)
        return found

    def only(self, table: Table, keys: Collection[str], where: str) -> None:
        strange = next((key for key in table if key not in keys), None)
        if strange is not None:
            raise self.wrong(where, f"{strange!r} is not known here (known: {', '.join(keys)})")

    def as_table(self, where: str, value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.wrong(where, "should be a table")
        return value

    def words(self, where: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(where, 'should be a list of phrases: ["one", "other"]')
        return tuple(value)

    def lists(self, where: str, value: object) -> dict[str, tuple[str, ...]]:
        """Every key of a table with its list of phrases."""
        table = self.as_table(where, value)
        return {key: self.words(f"{where}.{key}", said) for key, said in table.items()}

    def items(self, where: str, value: object, kind: type[Item]) -> dict[str, Item]:
        """Every key of a table with its one number or text."""
        table = self.as_table(where, value)
        found = {key: item for key, item in table.items() if isinstance(item, kind)}
        if len(found) != len(table):
            raise self.wrong(where, f"should hold one {kind.__name__} for each word")
        return found
