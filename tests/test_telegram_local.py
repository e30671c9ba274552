"""Everything that can be said and pressed, over HTTP, with a Telegram as strict as the real one."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.core.clock import WallClock
from bot.core.post import (
    Attach,
    Button,
    Edit,
    Gone,
    Incoming,
    Odd,
    Outgoing,
    Pressed,
    Remove,
    Send,
    Typed,
    Urgency,
)
from bot.local import Local
from bot.local import Pace as LocalPace
from bot.local.doubles import GlassVault, HandClock
from bot.store.records import Posted
from bot.telegram import BadToken, Telegram
from bot.telegram.doubles import MemoryStore

TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"


class Parrot:
    """A companion that gives back what it hears, and says what it is told to say."""

    ack = ""

    def __init__(self, clock: WallClock) -> None:
        self.store = MemoryStore(clock)
        self.heard: list[Incoming] = []
        self.telegram: Telegram

    async def hear(self, update_id: int, incoming: Incoming, flooding: bool = False) -> "Parrot":
        self.heard.append(incoming)
        urgency = Urgency.COUNTDOWN if flooding else Urgency.ANSWER
        if isinstance(incoming, Typed):
            rows = ((Button("Yes", "yes"), Button("No", "no", grave=True)),)
            self.say(Send(f"<b>{incoming.text}</b>", rows), incoming.chat, urgency)
        elif isinstance(incoming, Pressed):
            self.say(Edit(f"chosen: {incoming.data}", message=incoming.message), incoming.chat)
        return self

    def say(self, outgoing: Outgoing, chat: int, urgency: Urgency = Urgency.ANSWER) -> None:
        post: Posted = self.store.post(outgoing, chat, urgency, person=str(chat).encode())
        self.telegram.hand_over([post])


class Street:
    """A local Telegram, a bot on it, and people who talk with the bot."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.clock = WallClock()
        self.local = Local(TOKEN, HandClock(), GlassVault(), None, first_pause=0.05)
        self.parrot = Parrot(self.clock)
        self.http = http
        self.person = 0

    async def open(self, webhook: bool, pace: str = "off") -> None:
        await self.local.start()
        self.parrot.telegram = self.telegram = Telegram(
            TOKEN,
            self.parrot.store,
            self.parrot.hear,
            self.clock,
            url=self.local.address,
            pace=pace,
            farewell=lambda language: "I am for two only.",
        )
        await self.telegram.open()
        await self.telegram.start_outbox()
        self.polling: asyncio.Task[None] | None = None
        if webhook:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            url = f"http://127.0.0.1:{port}"
            await self.telegram.start_webhook(url, port, host="127.0.0.1")
        else:
            self.polling = await self.telegram.start_polling()
        self.person = (await self.page("persons", name="Ada", language="es"))["person"]["id"]

    async def close(self) -> None:
        await self.telegram.stop(1)
        if self.polling is not None:
            await asyncio.wait_for(self.polling, 2)
        await self.local.stop()

    async def page(self, path: str, **asked: object) -> Any:
        async with self.http.post(f"{self.local.address}/page/{path}", json=asked) as answer:
            return await answer.json()

    async def messages(self) -> list[Any]:
        url = f"{self.local.address}/page/chat?person={self.person}"
        async with self.http.get(url) as answer:
            return list((await answer.json())["messages"])

    async def say(self, text: str) -> None:
        await self.page("say", person=self.person, text=text)

    async def until(self, true: Callable[[list[Any]], object], seconds: float = 5.0) -> list[Any]:
        async with asyncio.timeout(seconds):
            while not true(shown := await self.messages()):
                await asyncio.sleep(0.02)
        return shown


@pytest_asyncio.fixture(params=["poll", "webhook"])
async def street(request: pytest.FixtureRequest) -> AsyncIterator[Street]:
    async with aiohttp.ClientSession() as http:
        made = Street(http)
        await made.open(request.param == "webhook")
        yield made
        await made.close()


async def test_words_and_presses_go_there_and_back(street: Street) -> None:
    await street.say("hello")
    shown = await street.until(lambda m: len(m) == 2)
    number = shown[1]["id"]

    await street.page("press", person=street.person, message=number, data="yes")
    shown = await street.until(lambda m: "chosen" in str(m[-1]))

    assert len(shown) == 2
    assert [type(one) for one in street.parrot.heard] == [Typed, Pressed]


async def test_every_kind_of_thing_that_can_be_said_is_taken(street: Street) -> None:
    await street.say("hello")
    await street.until(lambda m: len(m) == 2)
    rows = ((Button("Copy", copy="words"), Button("Tell", share="hi")),)
    content = base64.b64encode(b"PK").decode()

    for outgoing in (
        Send("2:00", rows, slot="timer", quiet=True),
        Edit("1:59", slot="timer"),
        Attach("export.zip", content, "<b>Yours</b>"),
        Send("&lt;" * 5000),
        Edit(message=2),
    ):
        street.parrot.say(outgoing, street.person)
    shown = await street.until(lambda m: len(m) == 6)
    await street.until(lambda m: not street.parrot.store.waiting)

    assert "1:59" in str(shown[2])
    assert street.parrot.store.said("drop") == []


async def test_messages_can_be_taken_out_of_the_chat(street: Street) -> None:
    await street.say("hello")
    shown = await street.until(lambda m: len(m) == 2)

    street.parrot.say(Remove(tuple(one["id"] for one in shown)), street.person)

    await street.until(lambda m: not m)


async def test_someone_who_blocks_gets_one_attempt_and_is_heard_to_come_back(
    street: Street,
) -> None:
    await street.say("hello")
    await street.until(lambda m: len(m) == 2)
    street.local.people.stand(street.person, "blocked")
    await street.until(lambda m: Gone(street.person) in street.parrot.heard)

    street.parrot.say(Send("one"), street.person)
    await street.until(lambda m: street.parrot.store.said("blocked"))
    street.local.people.stand(street.person, "member")

    await street.until(lambda m: Gone(street.person, back=True) in street.parrot.heard)


async def test_a_sticker_is_heard_as_odd_and_a_group_is_left(street: Street) -> None:
    street.local.people.send(street.person, "sticker")
    group = street.local.people.group(street.person, "Friends")

    await street.until(lambda m: any(isinstance(one, Odd) for one in street.parrot.heard))
    await street.until(lambda m: "I am for two only." in str(group))

    assert len(street.parrot.heard) == 1


async def test_the_menu_of_commands_is_published(street: Street) -> None:
    await street.telegram.publish({"en": [("start", "Begin")]}, {"en": ("Long", "Short")})

    commands = await street.telegram.bot.get_my_commands()

    assert [(one.command, one.description) for one in commands] == [("start", "Begin")]


async def test_a_flood_gets_five_answers_at_most_and_everything_is_kept() -> None:
    async with aiohttp.ClientSession() as http:
        street = Street(http)
        await street.open(webhook=False, pace="30/1")
        for number in range(500):
            street.local.people.say(street.person, f"line {number}")
        await street.local.saved()

        await street.until(lambda m: len(street.parrot.heard) == 500, 20)
        last = (await street.messages())[-1]["id"]
        shown = await street.until(lambda m: m[-1]["id"] > last and "line 499" in str(m[-1]))
        await asyncio.sleep(1.5)

        assert (await street.messages())[-1] == shown[-1]
        assert street.telegram.metrics.sent._value.get() <= 5
        assert street.parrot.store.waiting == []
        await street.close()


async def test_telegrams_own_pace_is_kept_without_being_told() -> None:
    async with aiohttp.ClientSession() as http:
        street = Street(http)
        # A little more than is asked: what leaves a second apart may arrive closer.
        pace = LocalPace(every=33, chat=1.1)
        street.local = Local(TOKEN, HandClock(), GlassVault(), None, pace=pace)
        await street.open(webhook=False, pace="30/1")
        await street.say("hello")
        await street.until(lambda m: len(m) == 2)

        for number in range(6):
            street.parrot.say(Send(str(number)), street.person)
        await street.until(lambda m: len(m) == 8)

        await street.close()
    assert street.telegram.metrics.retries._value.get() == 0


async def test_a_wrong_token_ends_with_a_clear_sentence() -> None:
    local = Local(TOKEN, HandClock(), GlassVault(), None)
    await local.start()
    parrot = Parrot(WallClock())
    wrong = Telegram("42:wrong", parrot.store, parrot.hear, WallClock(), url=local.address)

    with pytest.raises(BadToken, match="BotFather"):
        await wrong.open()

    await wrong.stop()
    await local.stop()
