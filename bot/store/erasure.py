"""Erasing someone for good: their key first, then every row, then a line in the ledger."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import bindparam, delete, select, update

from bot.store import tables
from bot.store.page import Page
from bot.store.people import People
from bot.store.records import Person
from bot.store.sql import insert_once

_OF_PERSON = (
    tables.data_keys,
    tables.entries,
    tables.items,
    tables.appointments,
    tables.prompts_sent,
    tables.outbox,
)
_DELETE = [delete(table).where(table.c.person == bindparam("person")) for table in _OF_PERSON]
_UNLINK = (
    update(tables.seen)
    .where(tables.seen.c.person == bindparam("whose"), tables.TYPED)
    .values(person=None, message=0)
)
_ASIDE = delete(tables.aside).where(tables.aside.c.lookup == bindparam("lookup"))
_PERSON = delete(tables.people).where(tables.people.c.id == bindparam("person"))
_PEOPLE = select(tables.people.c.id, tables.people.c.lookup)
_LEDGER = select(tables.erased.c.hash)
BATCH = 1_000


class Erasure(People):
    """The turn in which someone leaves."""

    def erase(self, person: Person) -> None:
        """Nothing of theirs is left when the turn ends. What was only to be said is not said."""
        self._met.pop(person.id, None)
        self._to_keep.pop(person.id, None)
        self._unsay(person.id)
        erase(self, person.id, self.keys.lookup(person.chat))
        self.traces = True

    def _unsay(self, person: bytes) -> None:
        raise NotImplementedError


def erase(page: Page, person: bytes, lookup: bytes) -> None:
    for statement in _DELETE:
        page.run(statement, {"person": person})
    page.run(_UNLINK, {"whose": person})
    page.run(_ASIDE, {"lookup": lookup})
    page.run(_PERSON, {"person": person})
    ledger = {"hash": entered(page, person), "at": page.now}
    page.run(insert_once(page.connection, tables.erased), ledger)
    page.let_key_go(person)


def entered(page: Page, person: bytes) -> bytes:
    """How the ledger names someone: by row, so that whoever comes back later stays."""
    return page.keys.mark("erased", person)


def replay(page: Page) -> int:
    """After a restore: whoever had left before it leaves again. How many they were."""
    ledger = set(page.run(_LEDGER).scalars())
    everyone = page.run(_PEOPLE).all()
    gone = [row for row in everyone if entered(page, row.id) in ledger]
    for row in gone:
        erase(page, row.id, row.lookup)
    return len(gone)


def enter(page: Page, hashes: Iterable[bytes]) -> None:
    """Lines of a ledger that was kept elsewhere."""
    left = iter(hashes)
    while batch := list(islice(left, BATCH)):
        rows: list[dict[str, object]] = [{"hash": hash, "at": page.now} for hash in batch]
        page.run(insert_once(page.connection, tables.erased), rows)


def ledger(page: Page) -> list[bytes]:
    return list(page.run(_LEDGER).scalars())
