"""Appointments come once, and one prompt of a kind goes out on a day."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.core.clock import StillClock
from bot.core.post import Send
from bot.store.books import Books
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]

HOUR = timedelta(hours=1)


async def test_an_appointment_comes_when_it_is_due_and_brings_what_it_was_given(
    store: Store, clock: StillClock
) -> None:
    due = clock.now() + HOUR

    def appoint(books: Books) -> bytes:
        person = books.person(1)
        books.appoint(person, "follow-up", due, {"about": "impulse"}, key="impulse")
        return person.id

    person = (await store.turn(appoint)).value
    early = await store.due(10)
    next_due = await store.next_due()
    clock.jump(HOUR)
    (come,) = await store.due(10)

    assert early == []
    assert next_due == due
    assert (come.kind, come.key, come.due, come.person) == ("follow-up", "impulse", due, person)
    assert come.payload == {"about": "impulse"}


async def test_what_is_claimed_is_handed_out_again_only_when_the_claim_runs_out(
    store: Store, clock: StillClock
) -> None:
    await store.turn(lambda books: books.appoint(books.person(1), "timer", clock.now()))

    first = await store.due(10)
    at_once = await store.due(10)
    clock.jump(timedelta(seconds=61))
    again = await store.due(10)

    assert at_once == []
    assert [due.id for due in again] == [due.id for due in first]


async def test_what_was_carried_out_does_not_come_again(store: Store, clock: StillClock) -> None:
    await store.turn(lambda books: books.appoint(books.person(1), "timer", clock.now()))
    (come,) = await store.due(10)

    once = (await store.turn(lambda books: books.finished(come))).value
    twice = (await store.turn(lambda books: books.finished(come))).value
    clock.jump(HOUR)

    assert (once, twice) == (True, False)
    assert await store.due(10) == []
    assert await store.next_due() is None


async def test_the_same_kind_and_key_replaces_the_earlier_one_even_while_it_is_claimed(
    store: Store, clock: StillClock
) -> None:
    now = clock.now()
    await store.turn(lambda books: books.appoint(books.person(1), "evening", now, key="a"))
    (claimed,) = await store.due(10)

    await store.turn(lambda books: books.appoint(books.person(1), "evening", now + HOUR, key="a"))
    finished = (await store.turn(lambda books: books.finished(claimed))).value
    rest = (await store.turn(lambda books: books.appointments(books.person(1)))).value

    assert not finished
    assert [(each.kind, each.key, each.due) for each in rest] == [("evening", "a", now + HOUR)]


async def test_appointments_are_cancelled_by_kind_or_by_key(
    store: Store, clock: StillClock
) -> None:
    def arrange(books: Books) -> tuple[int, int, list[tuple[str, str]]]:
        person = books.person(1)
        for kind, key in (("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")):
            books.appoint(person, kind, clock.now(), key=key)
        cancelled = books.cancel(person, "a"), books.cancel(person, "b", "2")
        return *cancelled, [(each.kind, each.key) for each in books.appointments(person)]

    assert (await store.turn(arrange)).value == (2, 1, [("b", "1")])


async def test_a_turn_that_fails_leaves_its_appointment_due(
    store: Store, clock: StillClock
) -> None:
    await store.turn(lambda books: books.appoint(books.person(1), "timer", clock.now()))
    (come,) = await store.due(10)

    def fails(books: Books) -> None:
        books.finished(come)
        raise ValueError

    await asyncio.gather(store.turn(fails), return_exceptions=True)
    clock.jump(HOUR)

    assert [due.id for due in await store.due(10)] == [come.id]


async def test_one_prompt_of_a_kind_goes_out_on_a_day(store: Store) -> None:
    day = date(2026, 3, 29)

    def prompts(books: Books) -> list[bool]:
        person = books.person(1)
        asked = (("morning", day), ("morning", day), ("evening", day))
        return [books.prompt_sent(person, kind, day) for kind, day in asked]

    first = (await store.turn(prompts)).value
    again = (await store.turn(prompts)).value
    other_day = await store.turn(
        lambda books: books.prompt_sent(books.person(1), "morning", day + timedelta(days=30))
    )

    assert first == [True, False, True]
    assert again == [False, False, False]
    assert other_day.value


async def test_two_clocks_that_send_the_same_prompt_at_once_send_it_once(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    await store.turn(lambda books: books.keep(books.person(1)))
    other = Store(database, ring, clock)
    await other.open()

    def prompt(books: Books) -> bool:
        person = books.person(1)
        if books.prompt_sent(person, "morning", date(2026, 1, 1)):
            books.say(person, Send("Good morning"))
            return True
        return False

    sent = await asyncio.gather(*(each.turn(prompt) for each in [store, other] * 5))
    await other.close()

    assert sum(turned.value for turned in sent) == 1


async def test_many_clocks_hand_out_each_appointment_once(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    for chat in range(90):
        await store.turn(
            lambda books, chat=chat: books.appoint(  # type: ignore[misc]
                books.person(chat), "morning", clock.now()
            )
        )
    others = [Store(database, ring, clock) for _ in range(3)]
    for other in others:
        await other.open()

    handed = await asyncio.gather(*(each.due(20) for each in [store, *others] * 3))
    ids = [due.id for dues in handed for due in dues]
    for other in others:
        await other.close()

    assert len(ids) == 90
    assert len(set(ids)) == 90


async def test_an_instant_comes_back_to_the_microsecond_in_utc(
    store: Store, clock: StillClock
) -> None:
    due = datetime(2026, 10, 25, 0, 30, 0, 123_457, tzinfo=UTC)

    await store.turn(lambda books: books.appoint(books.person(1), "odd", due))
    (kept,) = (await store.turn(lambda books: books.appointments(books.person(1)))).value

    assert kept.due == due


async def test_whoever_is_a_moment_behind_is_not_given_what_another_has_claimed(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    behind = StillClock(clock.now() - timedelta(milliseconds=3))
    other = Store(database, ring, behind)
    await other.open()
    due = clock.now() - HOUR
    await store.turn(lambda books: books.appoint(books.person(1), "timer", due))

    first = await store.due(10)
    second = await other.due(10)
    await other.close()

    assert len(first) == 1
    assert second == []


async def test_a_clock_that_goes_back_holds_nothing_up(store: Store, clock: StillClock) -> None:
    def arrange(books: Books) -> None:
        person = books.person(1)
        books.appoint(person, "timer", clock.now() - 3 * HOUR)
        books.say(person, Send("hello"))

    await store.turn(arrange)
    first = await store.due(10)

    clock.jump(-2 * HOUR)
    again = await store.due(10)
    posts = await store.claim_posts(10)

    assert [due.id for due in again] == [due.id for due in first]
    assert len(posts) == 1
