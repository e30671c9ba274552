"""Measures turns: this bot and its peers with the same dialog, in turn, several rounds, medians.

    python benchmarks/run.py --short              what `make bench` runs: this bot alone, a few seconds
    python benchmarks/run.py --people 1,50,500 --rounds 3 --peers .bench/bin/python

`--peers` is a Python that has requirements.txt; without it the bot is measured alone.
"""

import argparse
import asyncio
import os
import platform
import re
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import uvloop
from people import Telegram

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0


@dataclass(frozen=True)
class Figures:
    """One run."""

    turns: float  # a second
    p50: float  # ms
    p99: float
    slowest: float  # the slowest person's median, against the fastest's
    cpu: float  # ms of a core for each turn
    memory: float  # MiB, at most
    calls: float  # HTTP calls of the bot for each turn
    bad: int  # wrong, lost or doubled answers
    start: float  # s


@dataclass(frozen=True)
class Bot:
    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


async def measured(bot: Bot, people: int, warm: float, seconds: float) -> Figures:
    """One fresh process with a fresh home, for so long."""
    telegram = Telegram(people)
    address = await telegram.open()
    with tempfile.TemporaryDirectory() as home:
        began = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *bot.command, env=surroundings(bot, address, home), stdout=-3, stderr=-3
        )
        try:
            await asyncio.wait_for(telegram.ready.wait(), START_SECONDS)
            started = perf_counter() - began
            telegram.start()
            await asyncio.sleep(warm)
            return await _watched(telegram, process.pid, seconds, started)
        finally:
            telegram.close()
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def _watched(telegram: Telegram, pid: int, seconds: float, started: float) -> Figures:
    for person in telegram.people.values():
        person.times.clear()
    before, calls, (cpu, _) = perf_counter(), telegram.count["calls"], _spent(pid)
    await asyncio.sleep(seconds)
    wall, (cpu_after, memory) = perf_counter() - before, _spent(pid)
    calls = telegram.count["calls"] - calls
    telegram.going = False
    times = sorted(t for person in telegram.people.values() for t in person.times)
    medians = [median(person.times) for person in telegram.people.values() if person.times]
    unheard = len(telegram.people) - len(medians)
    turns = len(times) or 1
    return Figures(
        turns / wall,
        1000 * times[turns // 2] if times else 0.0,
        1000 * times[turns * 99 // 100] if times else 0.0,
        max(medians) / min(medians) if medians and not unheard else float("inf"),
        1000 * (cpu_after - cpu) / turns,
        memory,
        calls / turns,
        telegram.count["lost or wrong"] + telegram.count["doubled"],
        started,
    )


def surroundings(bot: Bot, address: str, home: str) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": f"42:{'bench' * 7}",
        "TELEGRAM_API_URL": address,
        "PORT": str(port),
        "WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "WEBHOOK_SECRET": secrets.token_hex(8),
        "TELEGRAM_PACE": "off",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "warning"),
        "SECURE_BASE_HOME": home,
        "SECURE_BASE_DIALOGS": str(HERE / "dialogs"),
        "BENCH_HOME": home,
        **bot.env,
    }


def _spent(pid: int) -> tuple[float, float]:
    """CPU seconds of a process, and the most memory that it had."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    return (int(stat[11]) + int(stat[12])) / TICKS, int(peak[1]) / 1024 if peak else 0.0


def bots(peers: str) -> list[Bot]:
    """This one, as its users run it; and the peers, if there is a Python for them."""
    ours = Bot("secure-base", (sys.executable, "-m", "bot"), {"PYTHONPATH": str(HERE.parent)})
    if not peers:
        return [ours]
    ptb = Bot("python-telegram-bot", (peers, str(HERE / "peers/ptb_checkin.py")))
    aiogram = Bot("aiogram", (peers, str(HERE / "peers/aiogram_checkin.py")))
    return [ours, ptb, aiogram]


def table(results: Mapping[tuple[str, int], Sequence[Figures]]) -> str:
    """Medians, and how much faster than the slowest peer's line of the same people."""
    lines = [
        "| bot | people | turns/s | ratio | p50 / p99 ms | slowest person | CPU ms a turn"
        " | MiB | calls | bad | start s |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (name, people), runs in results.items():
        base = results.get(("python-telegram-bot", people))
        m = {key: median(getattr(run, key) for run in runs) for key in Figures.__annotations__}
        ratio = f"{m['turns'] / median(r.turns for r in base):.2f}" if base else "–"
        lines.append(
            f"| {name} | {people} | {m['turns']:.0f} | {ratio} | {m['p50']:.0f} / {m['p99']:.0f}"
            f" | × {m['slowest']:.1f} | {m['cpu']:.2f} | {m['memory']:.0f} | {m['calls']:.2f}"
            f" | {max(run.bad for run in runs)} | {m['start']:.1f} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Where this was measured, and whether others used it meanwhile."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    load = os.getloadavg()[0]
    name = found[1] if found else platform.processor()
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{when}, {name}, {os.cpu_count()} cores, load {load:.1f}, {platform.python_version()}"


async def main(asked: argparse.Namespace) -> None:
    results: dict[tuple[str, int], list[Figures]] = {}
    for _ in range(asked.rounds):
        for people in asked.people:
            for bot in bots(asked.peers):
                figures = await measured(bot, people, asked.warm, asked.seconds)
                results.setdefault((bot.name, people), []).append(figures)
    print(f"{machine()}; {asked.rounds} rounds of {asked.seconds:g} s, medians\n")
    print(table(results))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    numbers = lambda text: [int(one) for one in text.split(",")]  # noqa: E731
    parser.add_argument("--people", type=numbers, default=[50])
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--warm", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    if asked.short:
        asked.seconds, asked.warm, asked.rounds = 5.0, 2.0, 1
        print("The short form: one run of 5 s, without peers. A number, not a measurement.")
        print("For one that can be compared: benchmarks/README.md\n")
    return asked


if __name__ == "__main__":
    uvloop.run(main(arguments()))
