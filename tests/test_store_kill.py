"""Killed at any moment, what was acknowledged is there, once and whole."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

from bot.core.clock import StillClock, WallClock
from bot.core.post import Send
from bot.store.books import Books
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]

KILLS = 2
PEOPLE = 20
NEVER = 1_000_000


def hear(books: Books, number: int) -> None:
    """One update of one person: an entry, a message, a turn more."""
    person = books.person(number % PEOPLE)
    if books.is_new(number, person_message=number):
        person.turn += 1
        books.add_entry(person, {"number": number})
        books.say(person, Send(str(number)))
        books.keep(person)


async def live(url: str, keys: str, start: int) -> None:
    """Twenty people at once; a line is written when an update is kept, and not before."""
    store = Store(url, Ring.parse(keys), WallClock())
    await store.open()

    async def one(chat: int) -> None:
        for number in range(start + chat, start + NEVER, PEOPLE):
            await store.turn(lambda books, number=number: hear(books, number))  # type: ignore[misc]
            print(number, flush=True)

    await asyncio.gather(*(one(chat) for chat in range(PEOPLE)))


def killed(url: str, keys: str, start: int, after: float) -> list[int]:
    """What it said was kept."""
    command = [sys.executable, __file__, url, keys, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        lines = [first, *process.stdout.read().splitlines()]
    return [int(line) for line in lines if line.strip()]


async def numbers(store: Store) -> list[list[int]]:
    def read(books: Books) -> list[list[int]]:
        found = []
        for chat in range(PEOPLE):
            person = books.person(chat)
            entries = books.entries(person, NEVER)
            assert len(entries) == person.turn == person.said
            found.append([int(str(entry.data["number"])) for entry in reversed(entries)])
        return found

    return (await store.turn(read)).value


async def test_what_was_acknowledged_survives_a_kill_once_and_in_order(database: str) -> None:
    keys, acknowledged = Ring.new_key(), []
    for kill in range(KILLS):
        after = random.uniform(0.02, 0.3)
        acknowledged += await asyncio.to_thread(killed, database, keys, kill * NEVER, after)

    store = Store(database, Ring.parse(keys), StillClock(datetime.now(UTC)))
    await store.open()
    kept = await numbers(store)
    stats = await store.stats()
    await store.close()
    everything = [number for person in kept for number in person]

    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(everything)
    assert len(everything) == len(set(everything)) == stats["waiting"]
    assert kept == [sorted(person) for person in kept]


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], sys.argv[2], int(sys.argv[3])))
