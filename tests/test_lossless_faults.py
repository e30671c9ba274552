"""A fault at any database call or any Bot API call of a dialog: it can be finished, and is the same."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from aiohttp import web
from kill_loop import Player, Ration
from processes import SMALL, TOKEN
from pydantic import SecretStr
from statements import watched
from whole_house import HandClock, Room, new_key, typed

from bot.core.clock import WallClock
from bot.core.post import Json
from bot.desk.replay import Opener
from bot.local import Local
from bot.local.doubles import GlassVault
from bot.local.doubles import HandClock as LocalClock
from bot.running import House
from bot.settings import Settings
from bot.store.faults import StoreAway

pytest_plugins = ["postgres"]

T = TypeVar("T")
CALLS = 8  # about a person, in one check-in
WORDS = ("/feelings", "sad and tired", "quite", "I feel sad, because rest matters to me", "done")


@pytest.fixture
async def room(database: str, tmp_path: Path) -> AsyncIterator[Room]:
    made = await Room(database, new_key(), HandClock(), tmp_path).open()
    yield made
    await made.close()


async def talks(room: Room, chat: int) -> list[dict[str, Json]]:
    """The whole dialog; what is not acknowledged comes again, as Telegram would have it."""
    for words in WORDS:
        raw = typed(chat, words)
        for _ in range(3):
            try:
                await room.take(raw, patient=False)
                break
            except StoreAway:
                continue
    await room.says(chat, "/stop")
    return await room.entries(chat)


@contextmanager
def failing_at(room: Room, number: int) -> Iterator[list[str]]:
    """The k-th statement from now fails."""
    seen: list[str] = []

    def fail(statement: str) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)
            if len(seen) == number:
                raise OSError("the database went away")

    with watched(room.store, fail):
        yield seen


@contextmanager
def in_doubt_at(room: Room, number: int) -> Iterator[list[int]]:
    """The k-th transaction is kept, but the connection breaks before anybody hears of it."""
    lane, calls = room.store._lane, [0]
    run = lane.run

    async def broken(work: Callable[[Any], T]) -> T:
        done = await run(work)
        calls[0] += 1
        if calls[0] == number:
            raise StoreAway(OSError("cut off"))
        return done

    lane.run = broken  # type: ignore[method-assign]
    try:
        yield calls
    finally:
        lane.run = run  # type: ignore[method-assign]


@pytest.mark.parametrize("fault", [failing_at, in_doubt_at])
async def test_a_fault_at_any_database_call_leaves_the_same_entry(
    room: Room, fault: Callable[[Room, int], Any]
) -> None:
    await room.knows(1)
    right = await talks(room, 1)

    for number in count(1):
        chat = 1 + number
        await room.knows(chat)
        with fault(room, number) as reached:
            try:
                kept = await talks(room, chat)
            except StoreAway:  # not while it was heard, but when it was marked as sent or read
                kept = await room.entries(chat)
        assert kept == right, f"fault at call {number}"
        if (reached[0] if isinstance(reached[0], int) else len(reached)) < number:
            break

    assert right
    assert number > len(WORDS)


# ---- at the Bot API


class Wire:
    """Between the house and Telegram. Each person's k-th call fails in a way of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._calls: dict[str, int] = {}
        self._polls = 0
        self.faults: dict[str, tuple[int, str]] = {}  # chat -> which of its calls, and how
        self.failed = 0
        self.pause = 0.0  # seconds before an answer comes back

    async def start(self) -> str:
        self._http = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._http.close()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        body, fault = await request.read(), ""
        if request.path.endswith("/getUpdates"):
            self._polls += 1
            fault = {3: "before", 5: "after", 7: "500", 9: "429"}.get(self._polls, "")
        elif b"chat_id" in body:
            chat = str((await request.json())["chat_id"])
            self._calls[chat] = self._calls.get(chat, 0) + 1
            which, how = self.faults.get(chat, (0, ""))
            fault = how if self._calls[chat] == which else ""
        self.failed += bool(fault)
        if fault == "before":
            return self._cut(request)
        if fault in ("500", "429"):
            wrong: dict[str, Json] = {"ok": False, "error_code": int(fault), "description": "no"}
            wrong["parameters"] = {"retry_after": 1} if fault == "429" else {}
            return web.json_response(wrong, status=int(fault))
        kind = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with self._http.post(self._address + request.path, data=body, headers=kind) as answer:
            given = await answer.read()
        if b"chat_id" in body:
            await asyncio.sleep(self.pause)
        if fault == "after":
            return self._cut(request)
        return web.Response(body=given, status=answer.status, content_type="application/json")

    def _cut(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


@asynccontextmanager
async def wired(folder: Path) -> AsyncIterator[tuple[Local, Wire, Settings]]:
    """A Telegram, the wire to it, and the settings of a house at the wire's end."""
    local = Local(TOKEN, LocalClock(), GlassVault(), None)
    await local.start()
    wire = Wire(local.address)
    settings = Settings(
        telegram_bot_token=SecretStr(TOKEN),
        telegram_api_url=await wire.start(),
        database_url=SecretStr(f"sqlite:///{folder}/base.db"),
        secure_base_key=SecretStr(new_key()),
        secure_base_home=folder,
        telegram_pace="off",
    )
    yield local, wire, settings
    await wire.stop()
    await local.stop()


@asynccontextmanager
async def living(settings: Settings) -> AsyncIterator[None]:
    """A house, from its start until it was told to end."""
    clock = WallClock()
    house = House(settings, clock, Opener(SMALL)(clock))
    await house.open(TOKEN, settings.telegram_api_url)
    assert house.telegram is not None
    await house.telegram.start_outbox()
    polling = await house.telegram.start_polling()
    yield
    await house.close()
    await polling


async def test_a_fault_at_any_bot_api_call_leaves_the_same_talk(tmp_path: Path) -> None:
    kinds = ("before", "after", "500", "429")
    async with wired(tmp_path) as (local, wire, settings), living(settings):
        ration = Ration(1000, 0)
        people = [Player(local, ration, f"p{n}") for n in range(len(kinds) * CALLS)]
        for number in range(len(people)):
            chat = str(1001 + number)
            wire.faults[chat] = (number // len(kinds) + 1, kinds[number % len(kinds)])
        await asyncio.gather(*(player.plays(1) for player in people))

    assert wire.failed >= len(people) * 3 // 4
    assert all(player.disorder() == 0 for player in people)
    extra = [player.extra() for player in people]
    assert all(copies <= 1 for copies in extra)
    assert sum(extra) <= CALLS  # only what may have been sent is said twice


async def test_a_message_on_its_way_when_the_house_is_told_to_end_is_not_said_again(
    tmp_path: Path,
) -> None:
    async with wired(tmp_path) as (local, wire, settings):
        player = Player(local, Ration(1000, 0), "p")
        wire.pause = 1.0
        async with living(settings):
            talk = asyncio.ensure_future(player.plays(1))
            while not (player.chat and player.messages):
                await asyncio.sleep(0.01)
        wire.pause = 0.0
        async with living(settings):
            await talk

    assert player.extra() == player.disorder() == 0
