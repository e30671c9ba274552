"""The whole house without a network: real store, real companion, a clock in hand, raw updates in."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import cast

from processes import TOKEN
from pydantic import SecretStr
from whole_path import opener

from bot.companion.companion import Companion
from bot.companion.turn import Turn
from bot.core.clock import WallClock
from bot.core.post import Attach, Button, Edit, Json, Send
from bot.core.session import Session, from_plain
from bot.local import Local
from bot.local.doubles import GlassVault
from bot.local.doubles import HandClock as LocalClock
from bot.running import House
from bot.settings import Settings
from bot.store.books import Books
from bot.store.records import Person, Posted
from bot.store.ring import Ring
from bot.store.store import Store
from bot.telegram import Telegram
from bot.telegram.flood import Flood
from bot.telegram.ingress import Ingress
from bot.telegram.metrics import Metrics

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_numbers = count(1)


class HandClock(WallClock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime = MONDAY) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at

    def jump(self, delta: timedelta) -> None:
        self._at += delta


class Hatch:
    """In Telegram's place: where posts are handed over."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.posts: list[Posted] = []
        self.waiting = 0

    @property
    def outbox(self) -> "Hatch":
        return self

    def hand_over(self, posts: Sequence[Posted]) -> None:
        self.posts += posts

    def look_soon(self) -> None:
        """What waits is looked for after each update here."""


class Room:
    """One process of the house. `says` and `presses` are raw updates, as Telegram would bring."""

    def __init__(self, database: str, key: str, clock: WallClock, home: Path) -> None:
        settings = Settings(
            database_url=SecretStr(database), secure_base_key=SecretStr(key), secure_base_home=home
        )
        self.clock, self.hatch = clock, Hatch()
        self.house = House(settings, clock, opener()(clock))
        self.house.telegram = cast(Telegram, self.hatch)
        self.house.store.companion = self.house.companion
        self.house.store.hand_over = self.hatch.hand_over
        flood = Flood(strict=False)
        self.ingress = Ingress(self.house.hear, self.store, self.hatch.metrics, _stay, flood)

    @property
    def store(self) -> Store:
        return self.house.store

    async def open(self) -> "Room":
        await self.store.open()
        return self

    async def close(self) -> None:
        await self.store.close()

    async def take(self, raw: Json, *, patient: bool = True) -> list[Posted]:
        """One raw update; what was posted for it."""
        before = len(self.hatch.posts)
        await self.ingress.take(raw, patient=patient)
        return await self._sent(before)

    async def says(self, chat: int, text: str) -> list[Posted]:
        return await self.take(typed(chat, text, self.clock.now()))

    async def presses(self, chat: int, key: str) -> list[Posted]:
        """The button of the newest question with this key."""
        posts = [p for p in self.hatch.posts if p.chat == chat]
        button = next(b for b in reversed(_buttons(posts)) if _key(b) == key)
        return await self.take(pressed(chat, button.data))

    async def tick(self) -> list[Posted]:
        before = len(self.hatch.posts)
        await self.house.tick()
        return await self._sent(before)

    async def _sent(self, before: int) -> list[Posted]:
        """What is new at the hatch goes out, and what waited behind it."""
        done = before
        while done < len(self.hatch.posts):
            for post in self.hatch.posts[done:]:
                await self.store.sent(post, next(_numbers))
                done += 1
            self.hatch.hand_over(await self.store.claim_posts(100))
        return self.hatch.posts[before:]

    async def knows(self, chat: int, **facts: Json) -> None:
        """Facts come to be known, and prompts are arranged as they ask."""
        companion = self.house.companion

        def learn(books: Books) -> None:
            turn = Turn(companion, books, books.person(chat))
            turn.person.facts.update({"agreed": True, **facts})
            turn.keep()

        await self.store.turn(learn)

    async def person(self, chat: int) -> Person:
        return (await self.store.turn(lambda books: books.person(chat))).value

    async def session(self, chat: int) -> Session:
        plain = (await self.person(chat)).session
        return from_plain(plain) if plain else Session()

    async def entries(self, chat: int) -> list[dict[str, Json]]:
        """What the journal holds, oldest first."""

        def read(books: Books) -> list[dict[str, Json]]:
            entries = books.entries(books.person(chat), 1_000_000)
            return [entry.data for entry in reversed(entries)]

        return (await self.store.turn(read)).value


async def _stay(_group: object) -> None:
    """Nothing is left here."""


def new_key() -> str:
    return Ring.new_key()


def words_of(posts: Sequence[Posted]) -> list[str]:
    """What they say, edits and files included."""
    said = []
    for post in posts:
        match post.outgoing:
            case Send(text=text) | Edit(text=text) | Attach(caption=text):
                said.append(text)
    return said


def _buttons(posts: Sequence[Posted]) -> list[Button]:
    rows = [p.outgoing.rows for p in posts if isinstance(p.outgoing, Send | Edit)]
    return [button for some in rows for row in some for button in row]


def _key(button: Button) -> str:
    return button.data.partition("/")[2].lstrip("=+-")


# ---- raw updates, as Telegram brings them


def message(chat: int, at: datetime | None = None, **fields: Json) -> dict[str, Json]:
    number = next(_numbers)
    body: dict[str, Json] = {
        "message_id": number,
        "date": int((at or MONDAY).timestamp()),
        "chat": {"id": chat, "type": "private", "first_name": "Ada"},
        "from": {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"},
        **fields,
    }
    return {"update_id": number, "message": body}


def typed(chat: int, text: str, at: datetime | None = None) -> dict[str, Json]:
    return message(chat, at, text=text)


def pressed(chat: int, data: str, at_message: int = 1) -> dict[str, Json]:
    number = next(_numbers)
    who: dict[str, Json] = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
    under: dict[str, Json] = {"message_id": at_message, "chat": {"id": chat, "type": "private"}}
    press: dict[str, Json] = {"id": str(number), "from": who, "message": under, "data": data}
    return {"update_id": number, "callback_query": press}


def blocking(chat: int, *, back: bool = False) -> dict[str, Json]:
    """The person blocks the bot, or lets it in again."""
    member: dict[str, Json] = {"status": "member" if back else "kicked"}
    change: dict[str, Json] = {"chat": {"id": chat, "type": "private"}, "new_chat_member": member}
    return {"update_id": next(_numbers), "my_chat_member": change}


# ---- with a Telegram of one's own, over HTTP


@asynccontextmanager
async def on_telegram(
    database: str, home: Path, companion: Callable[[WallClock], Companion], key: str = ""
) -> AsyncIterator[tuple[Local, House]]:
    """A house that polls a local Telegram, as strict as the real one."""
    local = Local(TOKEN, LocalClock(), GlassVault(), None)
    await local.start()
    settings = Settings(
        telegram_bot_token=SecretStr(TOKEN),
        database_url=SecretStr(database),
        secure_base_key=SecretStr(key or new_key()),
        secure_base_home=home,
        telegram_pace="off",
    )
    clock = WallClock()
    house = House(settings, clock, companion(clock))
    await house.open(TOKEN, local.address)
    assert house.telegram is not None, "the house is open"
    await house.telegram.start_outbox()
    polling = await house.telegram.start_polling()
    try:
        yield local, house
    finally:
        await house.close()
        await polling
        await local.stop()
