"""People talk with a house whose process is killed again and again: nothing lost, nothing doubled.

python tests/kill_loop.py --updates 500 --kills 50 [--webhook] [--postgres] [--real]
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, groupby
from pathlib import Path

from processes import TOKEN, Nursery, Process, Real, free_port

from bot.core.clock import StillClock
from bot.core.session import Answer, Entry, entry_from_plain
from bot.local import Local, courier
from bot.local.doubles import GlassVault, HandClock
from bot.local.state import Message
from bot.store.books import Books
from bot.store.ring import Ring
from bot.store.store import Store

PATIENCE = 90.0  # seconds, for one answer
ENERGIES = ("low", "ok", "high")
STEPS = 5  # updates in one conversation


@dataclass(slots=True)
class Outcome:
    """What came of it, in figures."""

    updates: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    extra_messages: int = 0
    longest_wait: float = 0.0
    seconds: float = 0.0


@dataclass(slots=True)
class Ration:
    """Lets updates out evenly between the kills."""

    updates: int
    kills: int
    sent: int = 0
    killed: int = 0
    longest_wait: float = 0.0

    async def one(self) -> None:
        while self.killed < self.kills * self.sent // self.updates:
            await asyncio.sleep(0.02)
        self.sent += 1
        await asyncio.sleep(random.uniform(0, 0.4 if self.killed < self.kills else 0.05))


@dataclass(slots=True)
class Player:
    """One person, who answers the newest question and remembers what should have been kept."""

    local: Local
    ration: Ration
    name: str
    chat: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)

    async def plays(self, rounds: int) -> None:
        self.chat = self.local.people.new(self.name, "en").id
        for number in range(rounds):
            await self._checks_in(random.choice(ENERGIES), f"{self.name} {number}")

    async def _checks_in(self, energy: str, note: str) -> None:
        await self._says("/checkin")
        await self._until(lambda last: "energy" in last.text)
        await self._presses(energy)
        await self._until(lambda last: "emotions" in last.text)
        await self._presses("+calm")
        await self._presses("done")
        await self._until(lambda last: "note" in last.text and not last.text.startswith("Kept"))
        await self._says(note)
        self.kept.append((energy, note))
        await self._until(lambda last: last.text.startswith("Kept") and note in last.text)

    async def _says(self, text: str) -> None:
        await self.ration.one()
        self.local.people.say(self.chat, text)

    async def _presses(self, key: str) -> None:
        await self.ration.one()
        message = self.messages[-1]
        turn = str(message.rows[0][0]["callback_data"]).partition("/")[0]
        # "Done" appears once something is ticked; somebody quick need not wait to see it.
        self.local.people.press(self.chat, message.id, f"{turn}/{key}", invented=True)

    async def _until(self, right: Callable[[Message], bool]) -> None:
        began = time.monotonic()
        while not (self.messages and right(self.messages[-1])):
            waited = time.monotonic() - began
            assert waited < PATIENCE, f"no answer: {[m.text for m in self.messages[-3:]]}"
            await asyncio.sleep(0.01)
        self.ration.longest_wait = max(self.ration.longest_wait, time.monotonic() - began)

    @property
    def messages(self) -> list[Message]:
        said = self.local.people.find(self.chat).messages.values()
        return [message for message in said if message.sender != self.chat]

    def extra(self) -> int:
        """Copies of a message. In another order than they were said is a fault of its own."""
        return sum(len(list(same)) - 1 for _, same in groupby(m.text[:14] for m in self.messages))

    def disorder(self) -> int:
        """Questions that came in another order than they were asked."""
        order = [text for text, _ in groupby(message.text[:14] for message in self.messages)]
        right = cycle(("How is your en", "Which emotions", "Write a note.", "Kept: "))
        return sum(not said.startswith(want) for said, want in zip(order, right, strict=False))


async def kill_loop(
    nursery: Nursery | Real,
    database: str,
    folder: Path,
    *,
    updates: int,
    kills: int,
    webhook: bool,
    people: int = 10,
    haste: str = "",
    slow: str = "",
) -> Outcome:
    courier.LONGEST_PAUSE = 0.5  # between two deliveries: what is tried here is not Telegram
    began, ration = time.monotonic(), Ration(updates, kills)
    local = Local(TOKEN, HandClock(), GlassVault(), None, first_pause=0.05)
    await local.start()
    key = Ring.new_key()
    settings = {
        "DATABASE_URL": database,
        "SECURE_BASE_KEY": key,
        "SECURE_BASE_HOME": str(folder),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": local.address,
        "TELEGRAM_PACE": "off",
    }
    settings |= {name: value for name, value in (("HASTE", haste), ("SLOW", slow)) if value}
    if webhook:
        port = free_port()
        settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
    players = [Player(local, ration, f"p{n}") for n in range(people)]
    talks = asyncio.gather(*(one.plays(updates // STEPS // people) for one in players))
    ready = "webhook set" if webhook else "polling"
    last = await _kills(nursery, settings, ration, talks, ready)
    last.end()
    await asyncio.to_thread(last.gone, 10)
    await local.stop()
    outcome = await outcome_of(database, key, players)
    outcome.kills, outcome.longest_wait = ration.killed, round(ration.longest_wait, 1)
    outcome.updates, outcome.seconds = ration.sent, round(time.monotonic() - began, 1)
    return outcome


async def _kills(
    nursery: Nursery | Real,
    settings: dict[str, str],
    ration: Ration,
    talks: "asyncio.Future[list[None]]",
    ready: str,
) -> Process:
    while True:
        process = nursery.start(**settings)
        await asyncio.to_thread(process.wait_until, ready)
        if ration.killed == ration.kills:
            await talks
            return process
        while ration.sent < ration.updates * ration.killed // ration.kills and not talks.done():
            await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0.02, 0.6))
        process.kill()
        await asyncio.to_thread(process.gone, 5)
        ration.killed += 1
        if talks.done():
            await talks  # somebody got no answer


async def outcome_of(database: str, key: str, players: list[Player]) -> Outcome:
    store, outcome = Store(database, Ring.parse(key), StillClock(datetime.now(UTC))), Outcome()
    await store.open()
    for player in players:
        kept = (await store.turn(lambda books, chat=player.chat: _kept(books, chat))).value  # type: ignore[misc]
        outcome.lost += len([one for one in player.kept if one not in kept])
        outcome.doubled += len(kept) - len(set(kept))
        outcome.disordered += int(kept != player.kept) + player.disorder()
        outcome.extra_messages += player.extra()
    await store.close()
    return outcome


def _kept(books: Books, chat: int) -> list[tuple[str, str]]:
    """What the journal says, oldest first."""
    entries = reversed(books.entries(books.person(chat), 1_000_000))
    return [_answers(entry_from_plain(entry.data)) for entry in entries]


def _answers(entry: Entry) -> tuple[str, str]:
    given = {state: answer for state, answer in entry.steps if isinstance(answer, Answer)}  # type: ignore[misc]
    return given["energy"].key, given["note"].words


@contextmanager
def _database(postgres: bool, folder: Path) -> Iterator[str]:
    if not postgres:
        yield f"sqlite:///{folder}/base.db"
        return
    from postgres import Own

    server = Own()
    try:
        yield server.new_database()
    finally:
        server.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--updates", type=int, default=500)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--webhook", action="store_true")
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--real", action="store_true", help="the installed command, not a fork")
    given = asked.parse_args()
    haste = "3" if given.postgres and not given.real else ""
    with tempfile.TemporaryDirectory() as name, _database(given.postgres, Path(name)) as database:
        folder = Path(name)
        nursery = Real(folder) if given.real else Nursery(folder)
        try:
            figures = kill_loop(
                *(nursery, database, folder),
                updates=given.updates,
                kills=given.kills,
                webhook=given.webhook,
                haste=haste,
            )
            print(asyncio.run(figures))
        finally:
            nursery.close()


if __name__ == "__main__":
    main()
