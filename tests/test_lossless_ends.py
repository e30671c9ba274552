"""How a process ends, how another takes over, and what happens while the database is away."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from kill_loop import STEPS, Player, Ration, outcome_of
from processes import TOKEN, Nursery, Process, free_port, nursery
from psycopg import sql
from sqlalchemy import make_url

from bot.local import Local, courier
from bot.local.doubles import GlassVault, HandClock
from bot.store.ring import Ring

if TYPE_CHECKING:
    from postgres import Server

pytest_plugins = ["postgres"]

ANOTHER = "another process polls"
TEN = 10.0  # seconds, within which a process ends


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("houses")) as made:
        yield made


@dataclass(slots=True)
class Town:
    """People, their Telegram, and the settings of the house they talk with."""

    local: Local
    settings: dict[str, str]
    key: str

    def people(self, many: int, rounds: int) -> list[Player]:
        ration = Ration(many * rounds * STEPS, 0)
        return [Player(self.local, ration, f"p{n}") for n in range(many)]


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[Town]:
    courier.LONGEST_PAUSE = 0.5
    local = Local(TOKEN, HandClock(), GlassVault(), None, first_pause=0.05)
    await local.start()
    key = Ring.new_key()
    settings = {
        "DATABASE_URL": database,
        "SECURE_BASE_KEY": key,
        "SECURE_BASE_HOME": str(tmp_path),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": local.address,
        "TELEGRAM_PACE": "off",
        "LOG_LEVEL": "debug",
        "HASTE": "2",
    }
    yield Town(local, settings, key)
    await local.stop()


async def ready(process: Process, said: str = "polling") -> Process:
    await asyncio.to_thread(process.wait_until, said)
    return process


async def test_told_to_end_it_ends_in_ten_seconds_and_the_next_one_goes_on(
    town: Town, houses: Nursery
) -> None:
    first = await ready(houses.start(**town.settings))
    players = town.people(5, 3)
    talks = asyncio.gather(*(player.plays(3) for player in players))
    await asyncio.sleep(0.3)
    first.end()
    took = await asyncio.to_thread(first.gone, TEN)
    second = await ready(houses.start(**town.settings))
    await talks
    second.end()
    await asyncio.to_thread(second.gone, TEN)
    outcome = await outcome_of(town.settings["DATABASE_URL"], town.key, players)

    assert took < TEN
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.extra_messages == 0
    assert TOKEN.partition(":")[2] not in first.said + second.said


@pytest.mark.parametrize("how", ["killed", "told to end"])
async def test_what_was_kept_and_not_yet_said_is_said_by_the_next(
    town: Town, houses: Nursery, how: str
) -> None:
    settings = dict(town.settings)
    if how == "told to end" or settings["DATABASE_URL"].startswith("sqlite"):
        del settings["HASTE"]  # it lets go by itself, or the next one sees that it is alone
    first = await ready(houses.start(**settings, MUTE="yes"))
    [player] = town.people(1, 1)
    talk = asyncio.ensure_future(player.plays(1))
    await ready(first, "stepped")
    first.kill() if how == "killed" else first.end()
    await asyncio.to_thread(first.gone, TEN)
    second = await ready(houses.start(**settings))
    await asyncio.wait_for(talk, TEN)
    second.end()
    await asyncio.to_thread(second.gone, TEN)
    outcome = await outcome_of(settings["DATABASE_URL"], town.key, [player])

    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.extra_messages == 0


async def test_a_second_poller_waits_and_says_so_and_takes_over_from_a_dead_one(
    town: Town, houses: Nursery
) -> None:
    first = await ready(houses.start(**town.settings))
    second = await ready(houses.start(**town.settings), ANOTHER)
    [player] = town.people(1, 2)
    await player.plays(1)

    first.kill()
    began = time.monotonic()
    await player.plays(1)
    took = time.monotonic() - began
    second.end()
    await asyncio.to_thread(second.gone, TEN)

    assert took < 60


async def test_while_the_database_is_away_nothing_is_acknowledged_and_then_all_is_handled(
    postgres: "Server", town: Town, houses: Nursery
) -> None:
    url = town.settings["DATABASE_URL"]
    shut, opened = _locked(url) if url.startswith("sqlite") else _refusing(postgres, url)
    port = free_port()
    hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
    process = await ready(houses.start(**town.settings, **hook), "webhook set")
    players = town.people(3, 1)
    shut()

    async with aiohttp.ClientSession() as http:
        status = await _webhook(http, port, town)
        well = await (await http.get(f"http://127.0.0.1:{port}/healthz")).text()
        unready = (await http.get(f"http://127.0.0.1:{port}/readyz")).status
        talks = asyncio.gather(*(player.plays(1) for player in players))
        await asyncio.sleep(1.0)
        alive = process.alive
        opened()
        await talks
    process.end()
    await asyncio.to_thread(process.gone, TEN)
    outcome = await outcome_of(town.settings["DATABASE_URL"], town.key, players)

    assert status == 503
    assert (well, unready) == ("ok\n", 503)
    assert alive
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)


async def _webhook(http: aiohttp.ClientSession, port: int, town: Town) -> int:
    secret = town.local._world.state.hook.secret
    who = {"id": 5, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": who}
    raw = json.dumps({"update_id": 1 << 40, "message": {**message, "text": "hello"}})
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    url = f"http://127.0.0.1:{port}/telegram"
    async with http.post(url, data=raw, headers=headers) as answer:
        return answer.status


def _locked(url: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """SQLite is away for whoever waits longer than it is told to for somebody else's writing."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)

    def opened() -> None:
        other.execute("ROLLBACK").close()
        other.close()

    return lambda: other.execute("BEGIN IMMEDIATE").close(), opened


def _refusing(server: "Server", url: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """PostgreSQL lets nobody in, and everybody out."""
    name = sql.Identifier(str(make_url(url).database))
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")

    def shut() -> None:
        server._say(allow.format(name, sql.SQL("false")))
        server.cut_off(url)

    return shut, lambda: server._say(allow.format(name, sql.SQL("true")))
