"""The morning: 10,000 prompts fall due in one minute, and people go on talking meanwhile.

    python benchmarks/morning.py --people 1000000 --due 10000

The bot runs as its users run it, with Telegram's pace of 30 messages a second.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import orjson
import uvloop
from crowd import HERE, fill, store_at
from people import Person, Telegram
from run import Bot, machine, surroundings
from wire import Params

from bot.core.clock import WallClock

LIVE = 20  # people who talk meanwhile: one command each, every few seconds
PAUSE = 4.0
SETTLE = 20.0  # from filling to the minute in which all is due


class Morning(Telegram):
    """Counts what comes unasked, and how long those who asked had to wait."""

    def __init__(self, due: datetime) -> None:
        super().__init__(LIVE)
        self.due, self.late, self.doubled = due, list[float](), 0
        self._prompted: set[int] = set()

    def called(self, method: str, params: Params, in_body: bool = False) -> object:
        if method.lower() not in ("sendmessage", "editmessagetext"):
            return super().called(method, params, in_body)
        chat = int(str(params["chat_id"]))
        person = self.people.get(chat)
        if person is None:
            self.doubled += chat in self._prompted
            self._prompted.add(chat)
            self.late.append((datetime.now(UTC) - self.due).total_seconds())
        elif person.waiting:
            person.waiting = False
            person.times.append(perf_counter() - person.acted)
        self._message += 1
        return {"message_id": self._message, "date": 1, "chat": {"id": chat, "type": "private"}}

    async def talk(self, person: Person) -> None:
        who = {"id": person.id, "is_bot": False, "first_name": "P", "language_code": "en"}
        chat = {"id": person.id, "type": "private"}
        await asyncio.sleep(PAUSE * (person.id % LIVE) / LIVE)  # nobody keeps step with the others
        while self.going:
            self._update += 1
            self._message += 1
            said = {"message_id": self._message, "from": who, "chat": chat, "date": 1}
            said |= {"text": "/menu", "date": int(datetime.now(UTC).timestamp())}
            person.waiting, person.acted = True, perf_counter()
            assert self.hooks is not None
            update = {"update_id": self._update, "message": said}
            self.hooks.post(person.id, orjson.dumps(update))
            await asyncio.sleep(PAUSE)


async def main(people: int, due: int, most: float) -> None:
    with tempfile.TemporaryDirectory() as home:
        store = store_at(Path(home), WallClock())
        await store.open()
        when = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=SETTLE)
        when += timedelta(seconds=people / 1500)  # while the house fills
        local = f"{when:%H:%M}"
        facts = {**HERE, "morning_at": local}
        await fill(store, people, facts=facts, due=("morning", when, due))
        await store.close()
        street = Morning(when)
        address = await street.open()
        bot = Bot("secure-base", (sys.executable, "-m", "bot"), _as_shipped())
        process = await asyncio.create_subprocess_exec(
            *bot.command, env=surroundings(bot, address, home)
        )
        try:
            await street.ready.wait()
            street.going = True
            talking = [asyncio.create_task(street.talk(p)) for p in street.people.values()]
            await asyncio.sleep((when - datetime.now(UTC)).total_seconds())
            for person in street.people.values():
                person.times.clear()
            began = perf_counter()
            while len(street.late) < due and perf_counter() - began < most:
                await asyncio.sleep(0.5)
            street.going = False
            await asyncio.gather(*talking)
        finally:
            street.close()
            process.send_signal(signal.SIGKILL)
            await process.wait()
    print(report(street, people, due, perf_counter() - began))


def report(street: Morning, people: int, due: int, seconds: float) -> str:
    times = sorted(t for person in street.people.values() for t in person.times)
    late = sorted(street.late) or [0.0]
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else 0.0
    return (
        f"{machine()}\n\n"
        "| people | due | sent | doubled | a second | lateness median / last s"
        " | live answers p50 / p95 ms |\n|---|---|---|---|---|---|---|\n"
        f"| {people:,} | {due:,} | {len(street.late):,} | {street.doubled}"
        f" | {len(street.late) / seconds:.1f} | {median(late):.0f} / {late[-1]:.0f}"
        f" | {1000 * median(times or [0]):.0f} / {1000 * p95:.0f} |"
    )


def _as_shipped() -> dict[str, str]:
    root = Path(__file__).resolve().parents[1]
    return {
        "PYTHONPATH": str(root),
        "SECURE_BASE_DIALOGS": str(root / "dialogs"),
        "TELEGRAM_PACE": "30/1",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--most", type=float, default=900.0, help="seconds at most")
    asked = parser.parse_args()
    uvloop.run(main(asked.people, asked.due, asked.most))
