"""Many workers on one database: each update once, in order, even when one of them is killed."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from many_workers import many_workers
from processes import nursery
from whole_house import HandClock, Room, new_key, pressed, typed

if TYPE_CHECKING:
    from postgres import Server

from bot.core.post import Json

pytest_plugins = ["postgres"]

UPDATES, PEOPLE = 150, 15  # docs/hosting.md has the figures of 3,000 and 150
TIMES = 15
STALL = 30.0  # seconds


async def test_four_workers_and_a_clock_lose_one_and_nothing_is_lost(
    postgres: "Server", tmp_path: Path
) -> None:
    with nursery(tmp_path) as houses:
        outcome = await many_workers(
            *(houses, postgres.new_database(), tmp_path),
            updates=UPDATES,
            people=PEOPLE,
            workers=4,
            haste="2",
        )

    assert outcome.updates == UPDATES
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.longest_wait < STALL


async def test_a_press_and_a_text_at_once_end_as_one_of_the_two_orders(
    database: str, tmp_path: Path
) -> None:
    clock, key = HandClock(), new_key()
    one, other = [await Room(database, key, clock, tmp_path).open() for _ in range(2)]

    async def begun(chat: int) -> tuple[dict[str, Json], dict[str, Json]]:
        """Both updates of somebody who is asked, and answers in two ways."""
        await one.knows(chat)
        await one.says(chat, "/impulse")
        turn = (await one.session(chat)).turn
        return pressed(chat, f"{turn}/away"), typed(chat, "something of my own")

    async def came_to(chat: int) -> list[tuple[str, str, str]]:
        session = await one.session(chat)
        trail = [(step.state, step.answer.key, step.answer.words) for step in session.trail]
        return [*trail, (session.frame.dialog, session.frame.state, "")]

    serial = []
    for chat, backwards in ((1, False), (2, True)):
        press, text = await begun(chat)
        for raw in (text, press) if backwards else (press, text):
            await one.take(raw)
        serial.append(await came_to(chat))
    found = []
    for chat in range(3, 3 + TIMES):
        press, text = await begun(chat)
        await asyncio.gather(one.take(press), other.take(text))
        found.append(await came_to(chat))
    for room in (one, other):
        await room.close()

    assert all(trail in serial for trail in found)
    # Without a lock the second would fail at the outbox's key, and be tried again.
    assert [room.hatch.metrics.failed._value.get() for room in (one, other)] == [0, 0]


async def test_two_first_words_at_once_are_of_one_person(database: str, tmp_path: Path) -> None:
    clock, key = HandClock(), new_key()
    one, other = [await Room(database, key, clock, tmp_path).open() for _ in range(2)]

    for chat in range(1, 1 + TIMES):
        await asyncio.gather(one.take(typed(chat, "hello")), other.take(typed(chat, "anybody")))
    people = (await one.store.stats())["people"]
    for room in (one, other):
        await room.close()

    assert people == TIMES
    # Without a lock the second would find the first's name taken, and be tried again.
    assert [room.hatch.metrics.failed._value.get() for room in (one, other)] == [0, 0]
