"""Does a turn grow with people, or with a person's past? In process, no HTTP: what the store does.

python benchmarks/growth.py --people 1000,10000,100000,1000000
"""

import argparse
import asyncio
import random
import re
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import uvloop
from crowd import FIRST, fill, store_at
from run import machine

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.core.clock import WallClock
from bot.core.post import Typed
from bot.store.store import Store

TURNS = 3_000
AT_ONCE = 50
DUE = 10_000
LONG_HERE = 1_000  # every so manieth person has a year of entries
AT_A_TIME = 500


def memory() -> float:
    """MiB in use."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


async def turns(store: Store, companion: Companion, chats: list[int], first: int) -> float:
    """A second, with so many under way: each a command, heard, kept and sent."""
    waiting = list(enumerate(chats, first))

    async def one() -> None:
        while waiting:
            number, chat = waiting.pop()
            typed = Typed(chat, "/checkin", number, "en")
            turned = await store.turn(lambda b: companion.hear(b, number, typed))  # noqa: B023
            for post in turned.posts:
                await store.sent(post, number)

    began = perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return len(chats) / (perf_counter() - began)


async def tick(store: Store) -> tuple[float, float, int]:
    """Seconds to claim all that is due, the longest claim in ms, and how many there were."""
    whole, longest, claimed = 0.0, 0.0, 0
    while True:
        began = perf_counter()
        some = await store.due(AT_A_TIME)
        took = perf_counter() - began
        if not some:
            return whole, 1000 * longest, claimed
        whole, longest, claimed = whole + took, max(longest, took), claimed + len(some)


async def row(people: int, companion: Companion, clock: WallClock) -> str:
    with tempfile.TemporaryDirectory() as folder:
        store = store_at(Path(folder), clock)
        await store.open()
        began = process_time()
        await fill(store, people, LONG_HERE, due=("morning", clock.now(), min(DUE, people)))
        filled = process_time() - began
        size = sum(file.stat().st_size for file in Path(folder).glob("*.db*"))
        chance = random.Random(7)
        everyone = [FIRST + chance.randrange(people) for _ in range(TURNS)]
        long_here = [FIRST + n * LONG_HERE for n in range(min(100, max(1, people // LONG_HERE)))]
        speed = await turns(store, companion, everyone, 1)
        past = await turns(store, companion, (long_here * TURNS)[:TURNS], TURNS + 1)
        before = memory()
        whole, longest, claimed = await tick(store)
        grown = memory() - before
        await store.close()
    return (
        f"| {people:,} | {speed:.0f} | {past:.0f} | {size / people:,.0f} | {claimed:,} in"
        f" {whole:.2f} s, longest {longest:.0f} ms, +{grown:.0f} MiB | {filled:.0f} |"
    )


async def main(people: list[int]) -> None:
    clock = WallClock()
    dialogs = Path(__file__).parent / "dialogs"
    companion = open_house(dialogs, clock, cache=compiled())
    print(f"{machine()}; {TURNS:,} turns, {AT_ONCE} under way; a year: 365 entries\n")
    print(
        "| people | turns/s, anyone | turns/s, with a year of entries | bytes a person"
        " | claiming what is due | s of CPU to fill |\n|---|---|---|---|---|---|"
    )
    for many in people:
        print(await row(many, companion, clock), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="1000,10000,100000")
    asked = parser.parse_args()
    uvloop.run(main([int(one) for one in asked.people.split(",")]))
