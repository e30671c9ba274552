"""People, their sessions and their journal come back as they were, from either database."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.clock import StillClock
from bot.core.post import Json
from bot.store.books import Books
from bot.store.records import Person
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]

ODD: list[Json] = [
    "",
    "NUL \0 inside",
    "\ud83d lone surrogate",
    "\u202eright to left\u2066",
    "<b>&amp;</b> {{ 7*7 }} '; DROP TABLE people; --",
    "🫂" * 4096,
    2**53 + 1,
    -1.5,
    None,
    ["nested", {"deep": [True, False]}],
]


async def test_someone_new_is_remembered_with_facts_and_session(store: Store) -> None:
    def meet(books: Books) -> bytes:
        person = books.person(-100_123)
        person.facts["name"] = "Ada"
        person.session = {"dialog": "impulse", "state": "mind"}
        person.turn = 1
        books.keep(person)
        return person.id

    id = (await store.turn(meet)).value
    again = (await store.turn(lambda books: books.person(-100_123))).value

    assert (again.id, again.chat, again.turn, again.new) == (id, -100_123, 1, False)
    assert again.facts == {"name": "Ada"}
    assert again.session == {"dialog": "impulse", "state": "mind"}


async def test_somebody_who_was_only_looked_at_leaves_no_trace(store: Store) -> None:
    person = (await store.turn(lambda books: books.person(7))).value

    assert person.new
    assert (await store.stats())["people"] == 0


async def test_a_turn_that_fails_keeps_nothing_and_others_go_on(store: Store) -> None:
    def fails(books: Books) -> None:
        person = books.person(1)
        books.keep(person)
        books.add_entry(person, {"text": "lost"})
        raise ValueError("in the middle")

    def works(books: Books) -> None:
        books.keep(books.person(2))

    results = await asyncio.gather(
        store.turn(works), store.turn(fails), store.turn(works), return_exceptions=True
    )

    assert isinstance(results[1], ValueError)
    assert (await store.stats())["people"] == 1
    assert (await store.stats())["entries"] == 0


async def test_two_hundred_turns_of_one_person_at_once_all_count(store: Store) -> None:
    def one_more(books: Books) -> None:
        person = books.person(5)
        person.turn += 1
        person.facts["count"] = int(str(person.facts.get("count", 0))) + 1
        books.keep(person)

    await asyncio.gather(*(store.turn(one_more) for _ in range(200)))
    person = (await store.turn(lambda books: books.person(5))).value

    assert (person.turn, person.facts["count"]) == (200, 200)
    assert (await store.stats())["people"] == 1


async def test_an_update_is_new_once(store: Store) -> None:
    first = await store.turn(lambda books: books.is_new(900))
    second = await store.turn(lambda books: books.is_new(900))

    assert (first.value, second.value) == (True, False)


async def test_the_same_update_at_once_from_two_sides_is_new_once(store: Store) -> None:
    def hear(books: Books) -> bool:
        books.person(3)
        return books.is_new(41, 7)

    heard = await asyncio.gather(*(store.turn(hear) for _ in range(8)))

    assert sorted(turned.value for turned in heard) == [False] * 7 + [True]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
async def test_whatever_was_typed_comes_back_unchanged(store: Store, odd: Json) -> None:
    def write(books: Books) -> None:
        person = books.person(1)
        person.facts["typed"] = odd
        books.keep(person)
        books.add_entry(person, {"typed": odd})

    def read(books: Books) -> tuple[Json, Json]:
        person = books.person(1)
        return person.facts["typed"], books.entries(person, 1)[0].data["typed"]

    await store.turn(write)

    assert (await store.turn(read)).value == (odd, odd)


async def test_entries_are_read_latest_first_page_by_page(store: Store, clock: StillClock) -> None:
    def write(books: Books) -> None:
        person = books.person(1)
        for number in range(5):
            books.add_entry(person, {"number": number})

    def pages(books: Books) -> list[list[Json]]:
        person = books.person(1)
        first = books.entries(person, 2)
        second = books.entries(person, 2, before=first[-1].id)
        third = books.entries(person, 2, offset=4)
        return [[entry.data["number"] for entry in page] for page in (first, second, third)]

    await store.turn(write)
    clock.jump(timedelta(days=1))

    assert (await store.turn(pages)).value == [[4, 3], [2, 1], [0]]
    assert (await store.turn(lambda books: books.count_entries(books.person(1)))).value == 5


async def test_an_entry_can_be_changed_and_erased(store: Store) -> None:
    def write(books: Books) -> list[bytes]:
        person = books.person(1)
        return [books.add_entry(person, {"number": number}) for number in range(2)]

    first, second = (await store.turn(write)).value

    def revise(books: Books) -> None:
        person = books.person(1)
        books.change_entry(person, first, {"number": "changed"})
        books.erase_entry(person, second)

    await store.turn(revise)
    entries = (await store.turn(lambda books: books.entries(books.person(1), 9))).value

    assert [(entry.id, entry.data) for entry in entries] == [(first, {"number": "changed"})]


async def test_one_person_cannot_touch_what_belongs_to_another(store: Store) -> None:
    entry = (await store.turn(lambda books: books.add_entry(books.person(1), {"mine": 1}))).value

    def intrude(books: Books) -> int:
        stranger = books.person(2)
        books.keep(stranger)
        books.erase_entry(stranger, entry)
        books.drop_item(stranger, entry)
        return len(books.entries(stranger, 9))

    seen = (await store.turn(intrude)).value

    assert seen == 0
    assert (await store.turn(lambda books: books.count_entries(books.person(1)))).value == 1


async def test_lists_of_ones_own_keep_their_order_and_their_kind(store: Store) -> None:
    def write(books: Books) -> list[bytes]:
        person = books.person(1)
        books.add_item(person, "methods", {"name": "breath"})
        return [books.add_item(person, "people", {"name": name}) for name in ("Bo", "Cy", "Di")]

    ids = (await store.turn(write)).value

    def revise(books: Books) -> list[dict[str, Json]]:
        person = books.person(1)
        books.change_item(person, ids[0], {"name": "Bea"})
        books.drop_item(person, ids[1])
        return [item.data for item in books.items(person, "people")]

    assert (await store.turn(revise)).value == [{"name": "Bea"}, {"name": "Di"}]


async def test_found_by_row_or_by_chat_it_is_one_person_in_a_turn(store: Store) -> None:
    await store.turn(lambda books: books.keep(books.person(1)))

    def both(books: Books) -> tuple[Person | None, Person, Person | None]:
        person = books.person(1)
        return books.find(person.id), person, books.find(b"nobody")

    found, person, nobody = (await store.turn(both)).value

    assert found is person
    assert nobody is None


async def test_a_minor_is_remembered_by_chat_until_the_day(store: Store, clock: StillClock) -> None:
    until = clock.now() + timedelta(days=400)

    def mark(books: Books) -> None:
        person = books.person(1)
        books.mark_minor(person, until)
        books.erase(person)

    await store.turn(mark)
    asked = [(await store.turn(lambda books: books.is_marked_minor(1))).value]
    clock.jump(timedelta(days=401))
    asked.append((await store.turn(lambda books: books.is_marked_minor(1))).value)
    asked.append((await store.turn(lambda books: books.is_marked_minor(2))).value)

    assert asked == [True, False, False]


async def test_a_restart_forgets_nothing(database: str, ring: Ring, clock: StillClock) -> None:
    for expected in range(3):
        store = Store(database, ring, clock)
        await store.open()

        def step(books: Books, expected: int = expected) -> int:
            person = books.person(1)
            assert person.turn == expected
            person.turn += 1
            books.keep(person)
            return person.turn

        await store.turn(step)
        await store.close()


async def test_what_a_person_is_never_shows_in_a_repr(store: Store) -> None:
    def meet(books: Books) -> Person:
        person = books.person(987654321)
        person.facts["name"] = "MARKED"
        person.session = {"text": "MARKED"}
        books.keep(person)
        return person

    shown = repr((await store.turn(meet)).value)

    assert "MARKED" not in shown
    assert "987654321" not in shown
