"""What is to be said is said once, in order for each person, by whichever process is there."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.clock import StillClock
from bot.core.post import Attach, Button, Edit, Outgoing, Remove, Send, Urgency
from bot.store import tables
from bot.store.books import Books
from bot.store.faults import StoreAway
from bot.store.records import Posted
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]

A_WHILE = timedelta(seconds=26)
OUTGOING: list[Outgoing] = [
    Send("<b>hello</b>", ((Button("Yes", "y"), Button("Tell", share="x")),), "question", True),
    Send("plain"),
    Edit("", (), message=5),
    Attach("export.zip", "UEsDBA==", "yours"),
    Remove((1, 2, 3)),
]


def saying(
    *texts: str, chat: int = 1, urgency: Urgency = Urgency.ANSWER
) -> Callable[[Books], bytes]:
    def say(books: Books) -> bytes:
        person = books.person(chat)
        for text in texts:
            books.say(person, Send(text), urgency)
        return person.id

    return say


def texts(posts: Iterable[Posted]) -> list[str]:
    return [post.outgoing.text for post in posts if isinstance(post.outgoing, Send)]


async def another(store: Store, database: str, ring: Ring, clock: StillClock) -> Store:
    """A second process on the same database."""
    other = Store(database, ring, clock)
    await other.open()
    return other


@pytest.mark.parametrize("outgoing", OUTGOING, ids=lambda outgoing: type(outgoing).__name__)
async def test_a_message_waits_unchanged_until_it_is_sent(
    store: Store, clock: StillClock, outgoing: Outgoing
) -> None:
    posts = (await store.turn(lambda books: books.say(books.person(8), outgoing))).posts
    clock.jump(A_WHILE)
    (found,) = await store.claim_posts(10)

    assert [post.outgoing for post in posts] == [outgoing]
    assert (found.outgoing, found.chat, found.person) == (outgoing, 8, posts[0].person)


async def test_what_a_turn_said_is_held_by_this_process_at_first(
    store: Store, clock: StillClock
) -> None:
    posts = (await store.turn(saying("one", "two"))).posts

    at_once = await store.claim_posts(10)
    clock.jump(A_WHILE)
    later = await store.claim_posts(10)

    assert texts(posts) == ["one", "two"]
    assert at_once == []
    assert texts(later) == ["one", "two"]


async def test_what_was_sent_is_not_said_again_and_its_number_is_known(
    store: Store, clock: StillClock
) -> None:
    def ask(books: Books) -> bytes:
        person = books.person(1)
        books.say(person, Send("which?", slot="question"))
        books.say(person, Send("which, then?", slot="question"))
        return person.id

    turned = await store.turn(ask)
    for number, post in enumerate(turned.posts, start=70):
        await store.sent(post, number)
    clock.jump(A_WHILE)

    assert await store.claim_posts(10) == []
    assert await store.message_of(turned.value, "question") == 71
    assert await store.message_of(turned.value, "another") is None


async def test_messages_of_both_sides_are_remembered_for_hiding(
    store: Store, clock: StillClock
) -> None:
    start = clock.now()

    def hear(books: Books) -> None:
        person = books.person(1)
        books.is_new(100, person_message=10)
        books.is_new(101)
        books.say(person, Send("hello"))

    (post,) = (await store.turn(hear)).posts
    await store.sent(post, 11)
    clock.jump(timedelta(hours=1))
    messages = await store.turn(lambda books: books.messages(books.person(1), start))
    lately = await store.turn(lambda books: books.messages(books.person(1), clock.now()))

    assert messages.value == [10, 11]
    assert lately.value == []


async def test_a_persons_own_message_is_linked_though_the_update_was_asked_about_first(
    store: Store, clock: StillClock
) -> None:
    def hear(books: Books) -> None:
        books.is_new(100, person_message=10)
        books.keep(books.person(1))

    await store.turn(hear)
    messages = await store.turn(lambda books: books.messages(books.person(1), clock.now()))

    assert messages.value == [10]


async def test_after_two_days_messages_and_updates_are_forgotten(
    store: Store, clock: StillClock
) -> None:
    start = clock.now()

    def hear(books: Books) -> None:
        books.say(books.person(1), Send("hello"))
        books.is_new(100, person_message=10)

    (post,) = (await store.turn(hear)).posts
    await store.sent(post, 11)
    clock.jump(timedelta(hours=47))
    await store.upkeep()
    before = await store.turn(lambda books: books.messages(books.person(1), start))
    clock.jump(timedelta(hours=2))
    await store.upkeep()
    after = await store.turn(lambda books: books.messages(books.person(1), start))

    assert before.value == [10, 11]
    assert after.value == []
    assert (await store.turn(lambda books: books.is_new(100))).value


async def test_a_later_message_waits_while_an_earlier_one_is_held_elsewhere(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    other = await another(store, database, ring, clock)
    first = (await store.turn(saying("one"))).posts
    second = (await other.turn(saying("two"))).posts
    too_early = await other.claim_posts(10)

    await store.sent(first[0], 1)
    then = await other.claim_posts(10)
    await other.close()

    assert (second, too_early) == ((), [])
    assert texts(then) == ["two"]


async def test_of_two_processes_that_hear_somebody_at_once_the_second_waits_to_speak(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    other = await another(store, database, ring, clock)
    (hello,) = (await store.turn(saying("hello"))).posts
    await store.sent(hello, 1)
    begun = threading.Event()

    def slowly(books: Books) -> None:
        saying("one")(books)
        begun.set()
        time.sleep(0.3)  # the other asks for this person meanwhile

    first = asyncio.create_task(store.turn(slowly))
    await asyncio.to_thread(begun.wait)
    second = (await other.turn(saying("two"))).posts
    await other.close()

    assert texts((await first).posts) == ["one"]
    assert second == ()


async def test_what_is_said_while_something_is_put_off_waits_behind_it(store: Store) -> None:
    (late,) = (await store.turn(saying("one"))).posts
    begun = threading.Event()

    def slowly(books: Books) -> None:
        saying("two")(books)
        begun.set()
        time.sleep(0.3)

    second = asyncio.create_task(store.turn(slowly))
    await asyncio.to_thread(begun.wait)
    await store.put_off(late, late.held_until)
    held = {post.id for post in (await second).posts}
    found = await store.claim_posts(10)

    assert held
    assert found == []  # "two" is let go, and stands behind "one"
    assert await _free(store) == 2


async def _free(store: Store) -> int:
    """Messages that wait and that nobody holds."""
    free = select(func.count()).where(tables.WAITING, tables.outbox.c.claimed_by.is_(None))
    with store.engine.connect() as connection:
        return connection.execute(free).scalar_one()


async def test_when_a_process_dies_another_says_what_it_had_not(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    other = await another(store, database, ring, clock)
    await store.turn(saying("one", "two"))

    clock.jump(A_WHILE)
    found = await other.claim_posts(10)
    late = await store.claim_posts(10)
    await other.close()

    assert texts(found) == ["one", "two"]
    assert late == []


async def test_whoever_is_a_moment_behind_does_not_take_what_another_holds(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    behind = StillClock(clock.now() - timedelta(milliseconds=3))
    other = await another(store, database, ring, behind)
    await store.turn(saying("one", "two"))

    found = await other.claim_posts(10)
    said = (await other.turn(saying("three"))).posts
    await other.close()

    assert found == []
    assert said == ()  # it stands behind the others


async def test_after_the_clock_went_back_an_hour_nothing_is_held_for_an_hour(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    earlier = StillClock(clock.now() - timedelta(hours=1))
    other = await another(store, database, ring, earlier)
    await store.turn(saying("one"))

    found = await other.claim_posts(10)
    await other.close()

    assert texts(found) == ["one"]


async def test_a_process_that_ends_lets_go_at_once(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    other = await another(store, database, ring, clock)
    await other.turn(saying("one"))
    await other.lease("poll", 60)

    await other.close()

    assert texts(await store.claim_posts(10)) == ["one"]
    assert await store.lease("poll", 60)


async def test_what_was_put_off_holds_back_what_comes_after_it(
    store: Store, clock: StillClock
) -> None:
    one, _ = (await store.turn(saying("one", "two"))).posts
    later = clock.now() + timedelta(seconds=40)

    await store.put_off(one, later, unknown=True)
    third = (await store.turn(saying("three"))).posts
    early = await store.claim_posts(10)
    clock.jump(timedelta(seconds=40))
    found = await store.claim_posts(10)

    assert (third, early) == ((), [])
    assert texts(found) == ["one", "two", "three"]
    assert [(post.attempts, post.unknown) for post in found] == [
        (1, True),
        (0, False),
        (0, False),
    ]


async def test_live_answers_come_before_prompts(store: Store, clock: StillClock) -> None:
    await store.turn(saying("prompt", chat=1, urgency=Urgency.PROMPT))
    await store.turn(saying("answer", chat=2))
    clock.jump(A_WHILE)

    found = await store.claim_posts(10)

    assert texts(found) == ["answer", "prompt"]


async def test_nobody_is_left_out_when_more_wait_than_are_asked_for(
    store: Store, clock: StillClock
) -> None:
    for chat in range(5):
        await store.turn(saying(f"a{chat}", f"b{chat}", chat=chat))
    clock.jump(A_WHILE)

    found = [await store.claim_posts(2) for _ in range(4)]

    assert [len(posts) for posts in found] == [4, 4, 2, 0]


async def test_an_expired_message_is_never_said(store: Store, clock: StillClock) -> None:
    soon = clock.now() + timedelta(seconds=20)

    def say(books: Books) -> None:
        books.say(books.person(1), Send("expires"), expires=soon)
        books.say(books.person(1), Send("stays"))

    await store.turn(say)
    clock.jump(A_WHILE)

    assert texts(await store.claim_posts(10)) == ["stays"]


async def test_a_dropped_message_lets_the_next_one_go(store: Store, clock: StillClock) -> None:
    one, _ = (await store.turn(saying("one", "two"))).posts

    await store.drop(one)
    clock.jump(A_WHILE)

    assert texts(await store.claim_posts(10)) == ["two"]


async def test_whoever_blocked_us_is_marked_and_waits_for_nothing(
    store: Store, clock: StillClock
) -> None:
    person = (await store.turn(saying("one", "two"))).value

    await store.blocked(person)
    clock.jump(A_WHILE)
    blocked = (await store.turn(lambda books: books.person(1).blocked)).value

    assert blocked
    assert await store.claim_posts(10) == []


async def test_whoever_comes_back_hears_from_us_again(store: Store) -> None:
    await store.blocked((await store.turn(saying("one"))).value)

    def back(books: Books) -> None:
        person = books.person(1)
        person.blocked = False
        books.keep(person)
        books.say(person, Send("welcome back"))

    posts = (await store.turn(back)).posts

    assert texts(posts) == ["welcome back"]


async def test_many_processes_hand_out_each_message_once(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    for chat in range(60):
        await store.turn(saying("one", "two", chat=chat))
    clock.jump(A_WHILE)
    others = [await another(store, database, ring, clock) for _ in range(3)]

    found = await asyncio.gather(*(each.claim_posts(25) for each in [store, *others] * 3))
    ids = [post.id for posts in found for post in posts]
    for other in others:
        await other.close()

    assert len(ids) == 120
    assert len(set(ids)) == 120


async def test_messages_sent_at_once_are_noted_together(store: Store) -> None:
    from sqlalchemy import event

    posts = [(await store.turn(saying("hello", chat=chat))).posts[0] for chat in range(30)]
    commits: list[None] = []
    event.listen(store.engine, "commit", lambda _: commits.append(None))

    await asyncio.gather(*(store.sent(post, 7) for post in posts))

    assert (await store.stats())["waiting"] == 0
    assert len(commits) <= 4


async def test_when_a_sent_message_cannot_be_noted_everyone_who_asked_is_told(
    store: Store, clock: StillClock
) -> None:
    from sqlalchemy import event

    posts = [(await store.turn(saying("hello", chat=chat))).posts[0] for chat in range(3)]

    def lose(_connection: object) -> None:
        raise OSError("disk")

    event.listen(store.engine, "commit", lose)
    told = await asyncio.gather(*(store.sent(post, 7) for post in posts), return_exceptions=True)
    event.remove(store.engine, "commit", lose)
    await store.sent(posts[0], 7)

    assert [type(each) for each in told] == [StoreAway] * 3
    assert (await store.stats())["waiting"] == 2


async def test_what_was_sent_holds_no_words_any_more(store: Store) -> None:
    from sqlalchemy import text

    (post,) = (await store.turn(saying("gone"))).posts

    await store.sent(post, 4)
    with store.engine.connect() as connection:
        row = connection.execute(text("SELECT sealed, message FROM outbox")).one()

    assert tuple(row) == (None, 4)
