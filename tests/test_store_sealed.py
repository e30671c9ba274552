"""Nothing that was typed can be read in the database, and what was erased is gone for good."""

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from bot.core.clock import StillClock
from bot.core.post import Send
from bot.store.books import Books
from bot.store.ring import Ring
from bot.store.store import Store
from bot.store.tables import metadata

pytest_plugins = ["postgres"]

MARKED = "Mäŕkéd words of 2 a.m."
CHAT = 7_000_123_456_789


def live(books: Books) -> bytes:
    """Somebody leaves something in every table that can hold anything of theirs."""
    person = books.person(CHAT)
    books.is_new(500, person_message=60)
    person.facts = {"name": MARKED}
    person.session = {"dialog": MARKED, "answers": [MARKED]}
    books.add_entry(person, {MARKED: MARKED})
    books.add_item(person, MARKED, {"name": MARKED})
    books.appoint(person, MARKED, books.now, {"text": MARKED}, key=MARKED)
    books.prompt_sent(person, MARKED, date(2026, 1, 1))
    books.say(person, Send(MARKED, slot=MARKED))
    books.keep(person)
    return person.id


def spellings(words: str) -> Iterator[bytes]:
    yield words.encode()
    yield words.encode("utf-16-le")
    yield words.encode("utf-16-be")
    yield json.dumps(words)[1:-1].encode()
    for shift in range(3):
        coded = base64.b64encode(b" " * shift + words.encode())
        yield coded[4:-4]
        yield coded[4:-4].translate(bytes.maketrans(b"+/", b"-_"))


def kept(store: Store) -> bytes:
    """Every byte: of SQLite the files as they lie there, of PostgreSQL every column."""
    if store.on_sqlite:
        folder = Path(str(make_url(str(store.engine.url)).database)).parent
        return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    with store.engine.connect() as connection:
        rows = [
            tuple(row)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )


def sealed_values(store: Store, person: bytes) -> list[bytes]:
    """What lies in the rows of this person: sealed text, the wrapped key, the hash of the chat."""
    found = []
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            owner = table.c.get("person", table.c.get("id"))
            if owner is None:
                continue
            for row in connection.execute(select(table).where(owner == person)):
                found += [value for value in row if isinstance(value, bytes) and len(value) > 16]
        connection.rollback()
    return found


async def test_nothing_that_was_typed_chosen_or_named_can_be_read(store: Store) -> None:
    await store.turn(live)
    await store.set_aside(501, MARKED.encode(), MARKED, CHAT)

    everything = kept(store)

    assert len(everything) > 1_000
    for spelling in (*spellings(MARKED), str(CHAT).encode(), CHAT.to_bytes(8)):
        assert spelling not in everything


async def test_erasing_leaves_neither_row_nor_byte(store: Store, clock: StillClock) -> None:
    person = (await store.turn(live)).value
    await store.set_aside(501, MARKED.encode(), MARKED, CHAT)
    await store.turn(lambda books: books.keep(books.person(2)))
    before = sealed_values(store, person)

    await store.turn(lambda books: books.erase(books.person(CHAT)))
    everything = kept(store)

    assert len(before) == 7
    assert [value for value in (*before, person) if value in everything] == []
    assert {name: number for name, number in (await store.stats()).items() if number} == {
        "people": 1,
        "erased": 1,
    }


async def test_whoever_erased_everything_is_someone_new_when_they_come_back(
    store: Store,
) -> None:
    first = (await store.turn(live)).value
    await store.turn(lambda books: books.erase(books.person(CHAT)))

    def back(books: Books) -> tuple[bytes, bool, dict[str, object]]:
        person = books.person(CHAT)
        books.keep(person)
        return person.id, person.new, dict(person.facts)

    id, new, facts = (await store.turn(back)).value

    assert id != first
    assert (new, facts) == (True, {})


async def test_an_update_that_erased_is_still_seen_when_it_comes_again(store: Store) -> None:
    def leave(books: Books) -> None:
        person = books.person(CHAT)
        books.is_new(700, person_message=61)
        books.erase(person)

    await store.turn(live)
    await store.turn(leave)

    assert not (await store.turn(lambda books: books.is_new(700))).value
    assert (await store.stats())["people"] == 0


async def test_the_farewell_is_said_and_then_nothing_of_it_is_left(
    store: Store, clock: StillClock
) -> None:
    await store.turn(live)

    def leave(books: Books) -> None:
        person = books.person(CHAT)
        books.say(person, Send("never said"))
        books.erase(person)
        books.say_farewell(person.chat, Send("All is erased."))

    (post,) = (await store.turn(leave)).posts
    clock.jump(timedelta(seconds=26))
    (found,) = await store.claim_posts(10)
    await store.sent(found, 62)
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM outbox")).scalar()

    assert (post.person, post.chat, post.outgoing) == (None, CHAT, Send("All is erased."))
    assert (found.person, found.chat, found.outgoing) == (None, CHAT, Send("All is erased."))
    assert rows == 0


async def test_an_erased_entry_is_gone_from_file_and_log(store: Store) -> None:
    person = (await store.turn(live)).value
    (entry,) = (await store.turn(lambda books: books.entries(books.person(CHAT), 1))).value
    with store.engine.connect() as connection:
        sealed = connection.execute(text("SELECT sealed FROM entries")).scalar_one()
        connection.rollback()

    await store.turn(lambda books: books.erase_entry(books.person(CHAT), entry.id))

    assert person
    assert sealed not in kept(store)


async def test_a_row_moved_to_another_person_does_not_open(store: Store) -> None:
    from bot.store.faults import Tampered

    await store.turn(live)
    await store.turn(lambda books: books.keep(books.person(2)))
    other = (await store.turn(lambda books: books.person(2).id)).value
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE entries SET person = :other"), {"other": other})

    with pytest.raises(Tampered):
        await store.turn(lambda books: books.entries(books.person(2), 1))


async def test_what_was_set_aside_is_kept_two_weeks_and_holds_up_nobody(
    store: Store, clock: StillClock
) -> None:
    await store.set_aside(501, b"\xff not even text", "cannot be parsed")
    again = (await store.turn(lambda books: books.is_new(501))).value
    held = (await store.stats())["set_aside"]
    clock.jump(timedelta(days=15))
    await store.upkeep()

    assert not again
    assert held == 1
    assert (await store.stats())["set_aside"] == 0


async def test_no_exception_of_the_database_tells_what_was_written(
    store: Store, ring: Ring
) -> None:
    def breaks(books: Books) -> None:
        person = books.person(CHAT)
        person.turn = "not a number"  # type: ignore[assignment]
        person.facts = {"name": MARKED}
        books.keep(person)
        books.run(text("SELECT :x FROM nowhere"), {"x": MARKED})

    with pytest.raises(Exception) as raised:  # noqa: PT011
        await store.turn(breaks)

    assert MARKED not in repr(raised.value) + str(raised.value)
