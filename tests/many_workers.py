"""Several webhook workers and a clock on one PostgreSQL, one of them killed: figures.

python tests/many_workers.py --updates 3000 --people 150 --workers 4
"""

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import aiohttp
from aiohttp import web
from kill_loop import STEPS, Outcome, Player, Ration, outcome_of
from processes import TOKEN, Nursery, Process, free_port

from bot.local import Local, courier
from bot.local.doubles import GlassVault, HandClock
from bot.store.ring import Ring


class Front:
    """What stands before the workers: each request to the next that answers."""

    def __init__(self, ports: list[int]) -> None:
        self._ports, self._count = ports, cycle(range(len(ports)))
        self.port = 0

    async def start(self) -> None:
        self._http = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_post("/telegram", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        names = ("X-Telegram-Bot-Api-Secret-Token", "Content-Type")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        for _ in self._ports:
            port = self._ports[next(self._count)]
            try:
                url = f"http://127.0.0.1:{port}/telegram"
                async with self._http.post(url, data=body, headers=headers) as answer:
                    kind = answer.headers.get("Content-Type", "")
                    return web.Response(
                        body=await answer.read(),
                        status=answer.status,
                        headers={"Content-Type": kind} if kind else {},
                    )
            except aiohttp.ClientError:
                continue  # this one is dead; its update goes to another as well
        return web.Response(status=502)


@dataclass(slots=True)
class Fleet:
    workers: list[Process]
    clock: Process

    @property
    def all(self) -> list[Process]:
        return [*self.workers, self.clock]


def start_all(nursery: Nursery, ports: list[int], url: str, settings: dict[str, str]) -> Fleet:
    web_settings = {**settings, "WEBHOOK_URL": url}
    workers = [nursery.start("web", PORT=str(port), **web_settings) for port in ports]
    fleet = Fleet(workers, nursery.start("clock", **settings))
    for worker in workers:
        worker.wait_until("webhook set")
    return fleet


async def many_workers(
    nursery: Nursery,
    database: str,
    folder: Path,
    *,
    updates: int,
    people: int,
    workers: int,
    haste: str = "",
) -> Outcome:
    courier.LONGEST_PAUSE = 0.5
    local = Local(TOKEN, HandClock(), GlassVault(), None, first_pause=0.05)
    await local.start()
    ports = [free_port() for _ in range(workers)]
    front = Front(ports)
    await front.start()
    key = Ring.new_key()
    settings = {
        "DATABASE_URL": database,
        "SECURE_BASE_KEY": key,
        "SECURE_BASE_HOME": str(folder),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": local.address,
        "TELEGRAM_PACE": "off",
    }
    if haste:
        settings["HASTE"] = haste
    url = f"http://127.0.0.1:{front.port}"
    fleet = await asyncio.to_thread(start_all, nursery, ports, url, settings)

    began, ration = time.monotonic(), Ration(updates, 0)
    players = [Player(local, ration, f"p{n}") for n in range(people)]
    talks = asyncio.gather(*(one.plays(updates // STEPS // people) for one in players))
    while ration.sent < updates / 3:
        await asyncio.sleep(0.01)
    random.choice(fleet.workers).kill()
    await talks
    seconds = time.monotonic() - began

    for process in fleet.all:
        process.end()
    for process in fleet.all:
        await asyncio.to_thread(process.gone, 10)
    await front.stop()
    await local.stop()
    outcome = await outcome_of(database, key, players)
    outcome.updates, outcome.kills, outcome.seconds = ration.sent, 1, round(seconds, 1)
    outcome.longest_wait = round(ration.longest_wait, 1)
    return outcome


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--updates", type=int, default=3000)
    asked.add_argument("--people", type=int, default=150)
    asked.add_argument("--workers", type=int, default=4)
    given = asked.parse_args()
    from postgres import Own

    server = Own()
    with tempfile.TemporaryDirectory() as name:
        nursery = Nursery(Path(name))
        sizes = {"updates": given.updates, "people": given.people, "workers": given.workers}
        try:
            print(asyncio.run(many_workers(nursery, server.new_database(), Path(name), **sizes)))
        finally:
            nursery.close()
            server.close()


if __name__ == "__main__":
    main()
