"""A house full of people, made quickly: sealed and kept exactly as turns would keep them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.post import Json
from bot.store.books import Books
from bot.store.ring import key_file
from bot.store.store import Store

BATCH = 2_000  # people in one transaction
YEAR = 365  # entries of one who was here for a year, one a day
FIRST = 10_000  # chat of the first of them
HERE: dict[str, Json] = {"agreed": True, "zone": "UTC", "country": "gb", "language": "en"}
ENTRY: dict[str, Json] = {
    "dialog": "checkin",
    "given": "",
    "ended": "rest",
    "steps": [
        ["energy", {"keys": ["ok"]}],
        ["emotions", {"keys": ["calm", "joy"]}],
        ["note", {"words": "We talked for an hour, and I did not leave the room this time."}],
    ],
}


def store_at(home: Path, clock: object) -> Store:
    """The SQLite file and the key that the bot itself would find there."""
    return Store(f"sqlite:///{home / 'base.db'}", key_file(home / "keys"), clock)  # type: ignore[arg-type]


async def fill(
    store: Store,
    people: int,
    long_here: int = 0,
    facts: Mapping[str, Json] | None = None,
    due: tuple[str, datetime, int] | None = None,
) -> None:
    """`long_here`: every so manieth has a year of entries. `due`: for the first so many of them."""
    for start in range(0, people, BATCH):
        numbers = range(start, min(start + BATCH, people))

        def some(books: Books, numbers: range = numbers) -> None:
            for number in numbers:
                _one(books, number, long_here, dict(facts or HERE), due)

        await store.turn(some)


def _one(
    books: Books,
    number: int,
    long_here: int,
    facts: dict[str, Json],
    due: tuple[str, datetime, int] | None,
) -> None:
    person = books.person(FIRST + number)
    person.facts = facts
    person.last_active = books.now - timedelta(days=1)
    if due is not None:
        kind, when, many = due
        books.appoint(person, kind, when if number < many else when + timedelta(days=1))
    books.keep(person)
    for _ in range(YEAR if long_here and number % long_here == 0 else 0):
        books.add_entry(person, ENTRY)
