"""When the database fails, nothing is half kept, everybody is told, and it goes on afterwards."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from statements import watched

from bot.core.clock import StillClock
from bot.core.post import Edit, Send, Urgency
from bot.store.books import Books
from bot.store.faults import StoreAway
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]


def a_turn(books: Books) -> None:
    """What a person's step does at most."""
    person = books.person(1)
    if not books.is_new(800, person_message=9):
        return
    person.turn += 1
    person.session = {"state": "next"}
    books.add_entry(person, {"text": "kept"})
    books.appoint(person, "follow-up", books.now)
    books.say(person, Edit(message=3))
    books.say(person, Send("next?", slot="question"), Urgency.ANSWER)
    books.keep(person)


@contextmanager
def failing_at(store: Store, number: int) -> Iterator[list[str]]:
    """The k-th statement from now fails, as it would when the database goes away."""
    statements: list[str] = []

    def fail(statement: str) -> None:
        if statement.startswith("BEGIN"):
            return
        statements.append(statement)
        if len(statements) == number:
            raise OSError("the database went away")

    with watched(store, fail):
        yield statements


async def kept(store: Store) -> tuple[int, ...]:
    stats = await store.stats()
    return tuple(stats[name] for name in ("people", "entries", "appointments", "waiting"))


async def test_a_fault_at_any_statement_keeps_nothing_and_the_next_try_keeps_all(
    store: Store,
) -> None:
    number, failed = 1, True
    while failed:
        with failing_at(store, number):
            try:
                await store.turn(a_turn)
                failed = False
            except StoreAway:
                assert await kept(store) == (0, 0, 0, 0)
        number += 1

    assert number - 2 >= 6
    assert await kept(store) == (1, 1, 1, 2)


async def test_a_commit_that_fails_is_told_to_everyone_in_it(store: Store) -> None:
    fail = True

    def lose(_connection: Any) -> None:
        if fail:
            raise OSError("disk")

    event.listen(store.engine, "commit", lose)
    one = [lambda books, chat=chat: books.keep(books.person(chat)) for chat in range(5)]
    results = await asyncio.gather(*(store.turn(work) for work in one), return_exceptions=True)
    fail = False
    found = await kept(store)
    await asyncio.gather(*(store.turn(work) for work in one))

    assert [type(result) for result in results] == [StoreAway] * 5
    assert found == (0, 0, 0, 0)
    assert await kept(store) == (5, 0, 0, 0)


async def test_a_commit_is_on_the_disk_and_not_only_on_its_way_there(
    tmp_path: Any, ring: Ring, clock: StillClock
) -> None:
    store = Store(f"sqlite:///{tmp_path}/base.db", ring, clock)
    await store.open()
    with store.engine.connect() as connection:  # the one that every turn is written with
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous")
        ]
    await store.close()

    assert settings == ["wal", 2]  # 2 is FULL: in WAL mode the log is synced at each commit


async def test_a_full_disk_keeps_nothing_and_goes_on_when_there_is_room(
    tmp_path: Any, ring: Ring, clock: StillClock
) -> None:
    store = Store(f"sqlite:///{tmp_path}/base.db", ring, clock)
    await store.open()

    def room(pages: int) -> None:
        with store.engine.connect() as connection:
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    def much(books: Books) -> None:
        books.add_entry(books.person(1), {"text": "x" * 200_000})

    room(1)
    results = await asyncio.gather(
        store.turn(lambda books: books.keep(books.person(2))),
        store.turn(much),
        store.turn(lambda books: books.keep(books.person(3))),
        return_exceptions=True,
    )
    away = [isinstance(result, StoreAway) for result in results]
    people = (await store.stats())["people"]
    room(100_000)
    await store.turn(much)
    await store.close()

    assert away[1]
    assert people == away.count(False)


async def test_postgresql_may_go_away_and_come_back(
    postgres: Any, ring: Ring, clock: StillClock
) -> None:
    database = postgres.new_database()
    store = Store(database, ring, clock)
    await store.open()
    await store.turn(lambda books: books.keep(books.person(1)))

    postgres.cut_off(database)
    outcomes = []
    for _ in range(6):
        try:
            await store.turn(lambda books: books.keep(books.person(2)))
            outcomes.append("kept")
        except StoreAway:
            outcomes.append("away")
    await store.close()

    assert outcomes[-1] == "kept"
    assert "away" in outcomes


async def test_a_database_that_is_not_there_is_said_to_be_away(
    ring: Ring, clock: StillClock
) -> None:
    store = Store("postgres://nobody@127.0.0.1:1/nowhere", ring, clock)

    with pytest.raises(StoreAway, match="nothing was kept"):
        await store.open()


async def test_a_database_that_can_only_be_read_is_not_ready(store: Store) -> None:
    def full(statement: str) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            raise OSError("no space left on the device")

    await store.ping()
    with watched(store, full), pytest.raises(StoreAway):
        await store.ping()
    await store.ping()


async def test_whoever_stopped_waiting_disturbs_nobody(store: Store) -> None:
    async def impatient() -> None:
        async with asyncio.timeout(0):
            await store.turn(lambda books: books.keep(books.person(1)))

    results = await asyncio.gather(
        impatient(), store.turn(lambda books: books.keep(books.person(2))), return_exceptions=True
    )

    assert isinstance(results[0], TimeoutError)
    assert not isinstance(results[1], BaseException)


async def test_a_dialogs_fault_is_told_as_it_is(store: Store) -> None:
    def breaks(books: Books) -> None:
        raise KeyError("a fault in code")

    with pytest.raises(KeyError):
        await store.turn(breaks)


async def test_closing_finishes_what_was_in_flight(
    database: str, ring: Ring, clock: StillClock
) -> None:
    store = Store(database, ring, clock)
    await store.open()
    flight = [
        asyncio.create_task(store.turn(lambda books, chat=chat: books.keep(books.person(chat))))  # type: ignore[misc]
        for chat in range(20)
    ]
    await asyncio.sleep(0)

    await store.close()
    await asyncio.gather(*flight)
    again = Store(database, ring, clock)
    await again.open()
    stats = await again.stats()
    await again.close()

    assert stats["people"] == 20
