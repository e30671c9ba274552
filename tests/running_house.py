"""A whole house that runs in a test: store, companion, Telegram over HTTP, clock, local page."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.athome import LocalClock, LocalVault
from bot.local import Local
from bot.running import House
from bot.settings import Settings

SPECIFICATION = Path(__file__).parents[2] / "shared/telegram/api.min.json"
SECONDS = 10.0  # an answer takes milliseconds; the machine may be busy
Messages = list[dict[str, Any]]


class Chat:
    """What one person does on the page, over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, address: str, person: int) -> None:
        self.http, self.address, self.person = http, address, person

    async def anew(self, language: str = "en") -> "Chat":
        """Somebody else, who was never here."""
        made = await self.post("persons", name="Ada", language=language)
        return Chat(self.http, self.address, made["person"]["id"])

    async def post(self, path: str, **asked: object) -> Any:
        async with self.http.post(f"{self.address}/page/{path}", json=asked) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self) -> Messages:
        url = f"{self.address}/page/chat?person={self.person}"
        async with self.http.get(url) as answer:
            return list((await answer.json())["messages"])

    async def theirs(self) -> Messages:
        return [m for m in await self.messages() if not m["mine"]]

    async def says(self, text: str) -> str:
        """Type, and wait for the answer."""
        return await self._answered(self.post("say", person=self.person, text=text))

    async def presses(self, key: str) -> str:
        """Press the newest button with this key, and wait for what comes of it."""
        number, data = await self.button(key)
        return await self._answered(
            self.post("press", person=self.person, message=number, data=data)
        )

    async def button(self, key: str) -> tuple[int, str]:
        messages = await self.theirs()
        for message in reversed(messages):
            for data in _pressed(message):
                if data.partition("/")[2].lstrip("=+-") == key:
                    return message["id"], data
        raise AssertionError(f"no button {key!r} under {messages[-1:]}")

    async def offered(self) -> list[str]:
        """The keys under the newest message with buttons."""
        for message in reversed(await self.theirs()):
            if found := [data.partition("/")[2].lstrip("=+-") for data in _pressed(message)]:
                return found
        return []

    async def jump(self, to: str) -> None:
        await self.post("clock", to=to, zone="UTC")

    async def until(self, true: Callable[[Messages], object]) -> Messages:
        async with asyncio.timeout(SECONDS):
            while not true(shown := await self.theirs()):
                await asyncio.sleep(0.02)
        return shown

    async def until_offered(self, key: str) -> None:
        """Until the newest buttons have this one."""
        async with asyncio.timeout(SECONDS):
            while key not in await self.offered():
                await asyncio.sleep(0.02)

    async def _answered(self, doing: Any) -> str:
        before = max([m["id"] for m in await self.theirs()], default=0)
        await doing
        shown = await self.until(lambda m: m and m[-1]["id"] > before)
        return str(shown[-1]["text"])


def _pressed(message: Mapping[str, Any]) -> list[str]:
    keys = [key for row in message.get("rows") or [] for key in row]
    return [str(key["callback_data"]) for key in keys if "callback_data" in key]


def settings_in(home: Path) -> Settings:
    return Settings(secure_base_home=home, telegram_pace="off", secure_base_operator="a test")


class Requests:
    """Every request that the house sends, and what is unclean about them."""

    def __init__(self) -> None:
        found = SPECIFICATION.read_text(encoding="utf-8") if SPECIFICATION.exists() else ""
        self.described = json.loads(found)["methods"] if found else {}
        self.methods: set[str] = set()
        self.unclean: list[str] = []

    def __call__(self, method: str, params: Mapping[str, object]) -> None:
        self.methods.add(method)
        if not self.described:
            return
        fields = {f["name"]: f for f in self.described[method].get("fields", [])}
        self.unclean += [f"{method}: {name}" for name in params.keys() - fields.keys()]
        needed = {name for name, field in fields.items() if field["required"]}
        self.unclean += [f"{method} lacks {name}" for name in needed - params.keys()]


@asynccontextmanager
async def running(home: Path, watch: Requests | None = None) -> AsyncIterator[tuple[House, Chat]]:
    """A house at home in `home` with its doors open, and the street before it."""
    house = House(settings_in(home))
    vault = LocalVault.of(home, house.ring)
    clock = LocalClock(house.clock, house.store)
    local = Local(vault.token, clock, vault, home, watch=watch, first_pause=0.05)
    address = await local.start()
    async with aiohttp.ClientSession() as http:
        await house.open(vault.token, address)
        assert house.telegram is not None
        await house.telegram.start_outbox()
        house.metronome.start()
        polling = await house.telegram.start_polling()
        await house.publish()
        try:
            yield house, Chat(http, address, 0)
        finally:
            await house.close()
            polling.cancel()
            await local.stop()
