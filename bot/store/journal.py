"""The journal's entries, and the person's own lists."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.core.post import Json
from bot.store import tables
from bot.store.people import People
from bot.store.records import Entry, Item, Person

entries, items = tables.entries.c, tables.items.c
_of_person = entries.person == bindparam("person")
_latest = (
    select(entries.id, entries.kept_at, entries.sealed)
    .where(_of_person)
    .order_by(entries.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_LATEST = _latest
_BEFORE = _latest.where(entries.id < bindparam("before"))
_COUNT = select(func.count()).select_from(tables.entries).where(_of_person)
_CHANGE_ENTRY = (
    update(tables.entries)
    .where(entries.person == bindparam("whose"), entries.id == bindparam("which"))
    .values(sealed=bindparam("sealed"))
)
_ERASE_ENTRY = delete(tables.entries).where(_of_person, entries.id == bindparam("which"))
_ITEMS = (
    select(items.id, items.kept_at, items.sealed)
    .where(items.person == bindparam("person"), items.kind == bindparam("kind"))
    .order_by(items.id)
)
_CHANGE_ITEM = (
    update(tables.items)
    .where(items.person == bindparam("whose"), items.id == bindparam("which"))
    .values(sealed=bindparam("sealed"))
)
_DROP_ITEM = delete(tables.items).where(
    items.person == bindparam("person"), items.id == bindparam("which")
)


class Journal(People):
    """What was kept when dialogs ended, and what the person collects."""

    def add_entry(self, person: Person, entry: Mapping[str, Json]) -> bytes:
        self.born(person)
        row = self.new_id()
        sealed = self.seal(person.id, "entries", row, entry)
        values = {"id": row, "person": person.id, "kept_at": self.now, "sealed": sealed}
        self.run(insert(tables.entries), values)
        return row

    def entries(
        self, person: Person, limit: int, before: bytes | None = None, offset: int = 0
    ) -> list[Entry]:
        """Latest first; `before` is the id of the last one already read."""
        wanted = {"person": person.id, "limit": limit, "offset": offset}
        if before is None:
            rows = self.run(_LATEST, wanted)
        else:
            rows = self.run(_BEFORE, {**wanted, "before": before})
        return [
            Entry(row.id, row.kept_at, self.open(person.id, "entries", row.id, row.sealed))
            for row in rows
        ]

    def count_entries(self, person: Person) -> int:
        return int(self.run(_COUNT, {"person": person.id}).scalar_one())

    def change_entry(self, person: Person, id: bytes, data: Mapping[str, Json]) -> None:
        sealed = self.seal(person.id, "entries", id, data)
        self.run(_CHANGE_ENTRY, {"whose": person.id, "which": id, "sealed": sealed})

    def erase_entry(self, person: Person, id: bytes) -> None:
        self.run(_ERASE_ENTRY, {"person": person.id, "which": id})
        self.traces = True

    def items(self, person: Person, kind: str) -> list[Item]:
        """One of the person's own lists, oldest first."""
        rows = self.run(_ITEMS, {"person": person.id, "kind": self._kind(person, kind)})
        return [
            Item(row.id, kind, row.kept_at, self.open(person.id, "items", row.id, row.sealed))
            for row in rows
        ]

    def add_item(self, person: Person, kind: str, data: Mapping[str, Json]) -> bytes:
        self.born(person)
        row = self.new_id()
        values = {
            "id": row,
            "person": person.id,
            "kind": self._kind(person, kind),
            "kept_at": self.now,
            "sealed": self.seal(person.id, "items", row, data),
        }
        self.run(insert(tables.items), values)
        return row

    def change_item(self, person: Person, id: bytes, data: Mapping[str, Json]) -> None:
        sealed = self.seal(person.id, "items", id, data)
        self.run(_CHANGE_ITEM, {"whose": person.id, "which": id, "sealed": sealed})

    def drop_item(self, person: Person, id: bytes) -> None:
        self.run(_DROP_ITEM, {"person": person.id, "which": id})
        self.traces = True

    def _kind(self, person: Person, kind: str) -> bytes:
        return self.keys.mark("item", person.id, kind)
