"""Updates reach the bot by polling or by webhook, as Telegram delivers them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web

from bot.local import Local
from bot.local.doubles import GlassVault, HandClock

TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"
SECRET = "a-secret-of-the-webhook"


class House:
    def __init__(self, local: Local, clock: HandClock, http: aiohttp.ClientSession) -> None:
        self.local, self.clock, self.http = local, clock, http
        self.person = local.people.new("Ada", "en").id

    async def bot(self, method: str, **params: object) -> Any:
        url = f"{self.local.address}/bot{TOKEN}/{method}"
        async with self.http.post(url, json=params) as answer:
            return await answer.json()

    async def fetch(self, **params: object) -> list[Any]:
        answer = await self.bot("getUpdates", **params)
        assert answer["ok"], answer
        return list(answer["result"])

    def say(self, text: str, person: int = 0) -> None:
        self.local.people.say(person or self.person, text)


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    clock = HandClock()
    local = Local(TOKEN, clock, GlassVault(), None, first_pause=0.05)
    await local.start()
    async with aiohttp.ClientSession() as http:
        yield House(local, clock, http)
        await local.stop()


async def test_an_update_comes_again_until_its_number_is_passed(house: House) -> None:
    house.say("one")
    house.say("two")

    first = await house.fetch()
    again = await house.fetch(offset=first[0]["update_id"] + 1)

    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert [update["message"]["text"] for update in again] == ["two"]


async def test_a_poll_waits_for_what_is_still_to_come(house: House) -> None:
    waiting = asyncio.create_task(house.fetch(timeout=5))
    await asyncio.sleep(0.05)

    house.say("at last")

    assert [update["message"]["text"] for update in await waiting] == ["at last"]


async def test_no_more_come_than_were_asked_for(house: House) -> None:
    for number in range(3):
        house.say(str(number))

    assert len(await house.fetch(limit=2)) == 2


async def test_a_second_poller_ends_the_first_with_a_conflict(house: House) -> None:
    first = asyncio.create_task(house.bot("getUpdates", timeout=5))
    await asyncio.sleep(0.05)

    await house.fetch(timeout=0)

    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_polling_is_refused_while_a_webhook_is_set(house: House) -> None:
    await house.bot("setWebhook", url="http://127.0.0.1:9/hook")

    answer = await house.bot("getUpdates")

    assert answer["error_code"] == 409
    assert "can't use getUpdates method while webhook is active" in answer["description"]


async def test_kinds_that_were_not_asked_for_do_not_come(house: House) -> None:
    await house.fetch(allowed_updates=["callback_query"])

    house.say("unheard")

    assert await house.fetch() == []


async def test_a_message_not_fetched_for_a_day_is_gone(house: House) -> None:
    house.say("old")
    house.clock.jump(timedelta(hours=24, seconds=1))

    assert await house.fetch() == []


async def test_an_edit_by_the_person_comes_as_an_edited_message(house: House) -> None:
    message = house.local.people.say(house.person, "frist")

    house.local.people.edit(house.person, message.id, "first")

    updates = await house.fetch()
    assert updates[-1]["edited_message"]["text"] == "first"


async def test_odd_things_come_as_messages_without_text(house: House) -> None:
    for what in ("sticker", "voice", "photo", "location", "contact", "dice", "document"):
        house.local.people.send(house.person, what)

        (update,) = (await house.fetch())[-1:]

        assert what in update["message"]
        assert "text" not in update["message"]


async def test_a_bot_in_a_group_hears_commands_only(house: House) -> None:
    group = house.local.people.group(house.person, "Us").id

    house.local.people.say(house.person, "hello all", group)
    house.local.people.say(house.person, "/start", group)

    kinds = [{*update} - {"update_id"} for update in await house.fetch()]
    assert kinds == [{"my_chat_member"}, {"message"}, {"message"}]


async def test_only_this_machine_may_be_a_webhook(house: House) -> None:
    answer = await house.bot("setWebhook", url="https://example.org/hook")

    assert answer["error_code"] == 400


# -- by webhook

Answer = Callable[[Any], web.Response]


@asynccontextmanager
async def hook(house: House, answer: Answer, **settings: object) -> AsyncIterator[list[Any]]:
    """A webhook that answers so; yields what reached it, with its headers."""
    got: list[Any] = []

    async def receive(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((update, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        await asyncio.sleep(0)
        return answer(update)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await house.bot("setWebhook", url=address, secret_token=SECRET, **settings)
    yield got
    await house.bot("deleteWebhook")
    await runner.cleanup()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


async def test_a_webhook_gets_updates_in_order_with_its_secret(house: House) -> None:
    async with hook(house, lambda _: web.Response()) as got:
        for number in range(5):
            house.say(str(number))

        await until(lambda: len(got) == 5)

    assert [update["message"]["text"] for update, _ in got] == ["0", "1", "2", "3", "4"]
    assert {secret for _, secret in got} == {SECRET}


async def test_what_was_not_taken_comes_again_and_holds_back_only_its_chat(house: House) -> None:
    other = house.local.people.new("Bo", "en").id
    refusals = 3

    def answer(update: Any) -> web.Response:
        nonlocal refusals
        if update["message"]["text"] == "one" and refusals:
            refusals -= 1
            return web.Response(status=503)
        return web.Response()

    async with hook(house, answer) as got:
        house.say("one")
        house.say("two")
        house.say("mine", other)
        await until(lambda: len(got) == 6)
        info = await house.bot("getWebhookInfo")

    texts = [update["message"]["text"] for update, _ in got]
    assert texts.index("mine") < 3
    assert [text for text in texts if text != "mine"] == ["one"] * 4 + ["two"]
    assert info["result"]["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_retry_after_is_obeyed(house: House) -> None:
    times: list[float] = []

    def answer(update: Any) -> web.Response:
        times.append(asyncio.get_running_loop().time())
        return web.Response(status=503 if len(times) == 1 else 200, headers={"Retry-After": "1"})

    async with hook(house, answer):
        house.say("one")
        await until(lambda: len(times) == 2)

    assert times[1] - times[0] >= 0.9


async def test_presses_and_texts_of_one_person_travel_apart(house: House) -> None:
    house.say("/start")
    await house.fetch(offset=-1)
    told = await house.bot(
        "sendMessage",
        chat_id=house.person,
        text="Now?",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]},
    )

    def answer(update: Any) -> web.Response:
        return web.Response(status=503 if "message" in update else 200)

    async with hook(house, answer, drop_pending_updates=True) as got:
        house.say("stuck")
        house.local.people.press(house.person, told["result"]["message_id"], "go")
        await until(lambda: any("callback_query" in update for update, _ in got))
        waiting = (await house.bot("getWebhookInfo"))["result"]["pending_update_count"]

    assert waiting == 1


async def test_the_answer_to_an_update_may_carry_one_call(house: House) -> None:
    def answer(update: Any) -> web.Response:
        call = {"method": "sendMessage", "chat_id": house.person, "text": "from the body"}
        return web.Response(text=json.dumps(call), content_type="application/json")

    async with hook(house, answer):
        house.say("/start")
        chat = house.local.people.find(house.person)
        await until(lambda: len(chat.messages) == 2)

    assert [message.text for message in chat.messages.values()][-1] == "from the body"
