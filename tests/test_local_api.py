"""The local Telegram says yes and no as Telegram does, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.local import Local, Pace, Refused
from bot.local.doubles import GlassVault, HandClock

TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"
BUTTON = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


class Talk:
    """A bot and a person, both speaking HTTP to one local Telegram."""

    def __init__(self, local: Local, clock: HandClock, http: aiohttp.ClientSession) -> None:
        self.local, self.clock, self.http = local, clock, http
        self.person = 0

    async def bot(self, method: str, **params: object) -> Any:
        url = f"{self.local.address}/bot{self.local.token}/{method}"
        async with self.http.post(url, json=params) as answer:
            return await answer.json()

    async def page(self, path: str, **asked: object) -> Any:
        async with self.http.post(f"{self.local.address}/page/{path}", json=asked) as answer:
            return await answer.json()

    async def chat(self) -> Any:
        url = f"{self.local.address}/page/chat?person={self.person}"
        async with self.http.get(url) as answer:
            return await answer.json()

    async def say(self, text: str) -> Any:
        return await self.page("say", person=self.person, text=text)

    async def told(self, text: str = "Hello", **more: object) -> int:
        """The bot says something; returns the message's number."""
        answer = await self.bot("sendMessage", chat_id=self.person, text=text, **more)
        assert answer["ok"], answer
        return int(answer["result"]["message_id"])

    async def refusal(self, method: str, **params: object) -> str:
        answer = await self.bot(method, **params)
        assert answer["ok"] is False, answer
        return f"{answer['error_code']} {answer['description']}"


@pytest_asyncio.fixture
async def talk() -> AsyncIterator[Talk]:
    clock = HandClock()
    local = Local(TOKEN, clock, GlassVault(), None)
    await local.start()
    async with aiohttp.ClientSession() as http:
        talk = Talk(local, clock, http)
        talk.person = (await talk.page("persons", name="Ada", language="es"))["person"]["id"]
        await talk.say("/start")
        yield talk
        await local.stop()


async def test_a_wrong_token_is_unauthorized(talk: Talk) -> None:
    url = f"{talk.local.address}/bot42:wrong/getMe"

    async with talk.http.get(url) as answer:
        body = await answer.json()

    assert (answer.status, body["description"]) == (401, "Unauthorized")


async def test_an_unknown_method_is_not_found(talk: Talk) -> None:
    assert await talk.refusal("sendLove", chat_id=1) == "404 Not Found"


async def test_an_unknown_field_is_refused_so_that_mistakes_are_seen(talk: Talk) -> None:
    refusal = await talk.refusal("sendMessage", chat_id=talk.person, txt="Hello")

    assert refusal == '400 Bad Request: unknown parameter "txt" of sendMessage'


async def test_an_unknown_field_of_a_button_is_refused(talk: Talk) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_date": "go"}]]}

    refusal = await talk.refusal(
        "sendMessage", chat_id=talk.person, text="Hello", reply_markup=markup
    )

    assert refusal == '400 Bad Request: unknown parameter "callback_date" of InlineKeyboardButton'


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "chat_id": None}, "chat_id is empty"),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    ],
)
async def test_a_message_that_telegram_would_refuse_is_refused(
    talk: Talk, params: Mapping[str, object], refusal: str
) -> None:
    asked = {"chat_id": talk.person, **params}

    assert await talk.refusal("sendMessage", **asked) == f"400 Bad Request: {refusal}"


async def test_a_long_text_counts_after_its_entities_are_read(talk: Talk) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"

    number = await talk.told(text, parse_mode="HTML")

    assert (await talk.chat())["messages"][-1]["id"] == number


def key(**does: object) -> Mapping[str, object]:
    return {"inline_keyboard": [[{"text": "x", **does}]]}


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (key(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (key(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (key(callback_data=""), "BUTTON_DATA_INVALID"),
        (key(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (key(), "text buttons are unallowed in the inline keyboard"),
        (key(callback_data="x", style="loud"), "invalid button style specified"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
         "reply markup is too long"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"keyboard": []}, "reply keyboard is empty"),
        ("[", "can't parse reply markup JSON object"),
    ],
)  # fmt: skip
async def test_a_keyboard_that_telegram_would_refuse_is_refused(
    talk: Talk, markup: object, refusal: str
) -> None:
    answer = await talk.refusal(
        "sendMessage", chat_id=talk.person, text="Hello", reply_markup=markup
    )

    assert answer == f"400 Bad Request: {refusal}"


async def test_an_edit_that_changes_nothing_is_refused(talk: Talk) -> None:
    number = await talk.told("<b>Hello</b>", parse_mode="HTML", reply_markup=BUTTON)

    refusal = await talk.refusal(
        "editMessageText",
        chat_id=talk.person,
        message_id=number,
        text="<strong>Hello</strong>",
        parse_mode="HTML",
        reply_markup=BUTTON,
    )

    assert refusal.startswith("400 Bad Request: message is not modified: specified new message")


async def test_an_edit_changes_the_message_in_place_and_takes_the_buttons(talk: Talk) -> None:
    number = await talk.told("Hello", reply_markup=BUTTON)

    await talk.bot("editMessageText", chat_id=talk.person, message_id=number, text="Bye")

    shown = (await talk.chat())["messages"][-1]
    assert (shown["id"], shown["text"], shown["rows"]) == (number, "Bye", [])
    assert shown["edited"]


@pytest.mark.parametrize(
    ("method", "more", "refusal"),
    [
        ("editMessageText", {"text": "x"}, "message to edit not found"),
        ("editMessageReplyMarkup", {}, "message to edit not found"),
        ("deleteMessage", {}, "message to delete not found"),
        ("setMessageReaction", {}, "message to react not found"),
    ],
)
async def test_nothing_is_done_to_a_message_that_does_not_exist(
    talk: Talk, method: str, more: Mapping[str, object], refusal: str
) -> None:
    answer = await talk.refusal(method, chat_id=talk.person, message_id=999, **more)

    assert answer == f"400 Bad Request: {refusal}"


async def test_a_bot_cannot_edit_what_a_person_wrote(talk: Talk) -> None:
    said = (await talk.say("mine"))["message"]["id"]

    answer = await talk.refusal(
        "editMessageText", chat_id=talk.person, message_id=said, text="yours"
    )

    assert answer == "400 Bad Request: message can't be edited"


async def test_a_message_older_than_48_hours_stays(talk: Talk) -> None:
    number = await talk.told()
    talk.clock.jump(timedelta(hours=48, seconds=2))

    answer = await talk.refusal("deleteMessage", chat_id=talk.person, message_id=number)

    assert answer == "400 Bad Request: message can't be deleted for everyone"


async def test_deleted_messages_leave_the_chat(talk: Talk) -> None:
    numbers = [await talk.told("one"), await talk.told("two")]

    await talk.bot("deleteMessages", chat_id=talk.person, message_ids=[*numbers, 999])

    left = [message["id"] for message in (await talk.chat())["messages"]]
    assert not {*numbers} & {*left}


async def test_a_press_is_answered_within_150_seconds_or_never(talk: Talk) -> None:
    number = await talk.told(reply_markup=BUTTON)
    pressed = await talk.page("press", person=talk.person, message=number, data="go")
    talk.clock.jump(timedelta(seconds=151))

    answer = await talk.refusal("answerCallbackQuery", callback_query_id=pressed["query"])

    assert answer.startswith("400 Bad Request: query is too old and response timeout expired")


async def test_an_invented_press_is_not_answered(talk: Talk) -> None:
    answer = await talk.refusal("answerCallbackQuery", callback_query_id="7")

    assert answer.endswith("or query ID is invalid")


async def test_a_blocked_bot_is_told_so_until_the_person_is_back(talk: Talk) -> None:
    await talk.page("standing", person=talk.person, standing="blocked")

    answer = await talk.refusal("sendMessage", chat_id=talk.person, text="Hello")
    await talk.say("/start")

    assert answer == "403 Forbidden: bot was blocked by the user"
    assert await talk.told()


async def test_a_bot_that_left_a_group_may_not_speak_there(talk: Talk) -> None:
    group = (await talk.page("groups", person=talk.person, title="Us"))["group"]["id"]

    left = await talk.bot("leaveChat", chat_id=group)
    answer = await talk.refusal("sendMessage", chat_id=group, text="Hello")

    assert left["ok"]
    assert answer == "403 Forbidden: bot is not a member of the group chat"


async def test_forms_carry_the_same_as_json(talk: Talk) -> None:
    url = f"{talk.local.address}/bot{TOKEN}/sendMessage"
    form = {
        "chat_id": str(talk.person),
        "text": "<i>Hello</i>",
        "parse_mode": "HTML",
        "reply_markup": '{"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}',
    }

    async with talk.http.post(url, data=form) as answer:
        result = (await answer.json())["result"]

    assert result["entities"] == [{"type": "italic", "offset": 0, "length": 5}]
    assert result["reply_markup"] == BUTTON


async def test_a_document_arrives_and_can_be_fetched(talk: Talk) -> None:
    url = f"{talk.local.address}/bot{TOKEN}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(talk.person), "caption": "All of it"})
    form.add_field("document", b"PK..", filename="export.zip", content_type="application/zip")

    async with talk.http.post(url, data=form) as answer:
        file = (await answer.json())["result"]["document"]["file_id"]
    async with talk.http.get(f"{talk.local.address}/page/file/{file}") as fetched:
        body = await fetched.read()

    assert body == b"PK.."
    assert (await talk.chat())["messages"][-1]["media"]["name"] == "export.zip"


async def test_the_menu_shows_the_commands_of_the_persons_language(talk: Talk) -> None:
    one = [{"command": "hard", "description": "A hard moment"}]
    dos = [{"command": "hard", "description": "Un momento duro"}]

    await talk.bot("setMyCommands", commands=one)
    await talk.bot("setMyCommands", commands=dos, language_code="es")

    assert (await talk.chat())["commands"] == dos


async def test_too_fast_a_bot_is_told_when_to_come_back() -> None:
    local = Local(TOKEN, HandClock(), GlassVault(), None, pace=Pace(burst=2))
    await local.start()
    async with aiohttp.ClientSession() as http:
        talk = Talk(local, HandClock(), http)
        talk.person = (await talk.page("persons"))["person"]["id"]
        await talk.say("/start")
        await talk.told("one")
        await talk.told("two")

        answer = await talk.bot("sendMessage", chat_id=talk.person, text="three")

        await local.stop()
    assert answer["error_code"] == 429
    assert answer["parameters"] == {"retry_after": 1}


async def test_a_watcher_sees_every_call_and_may_refuse_it() -> None:
    seen: list[str] = []

    def watch(method: str, params: Mapping[str, object]) -> None:
        seen.append(method)
        if method == "getMe":
            raise Refused(502, "Bad Gateway")

    local = Local(TOKEN, HandClock(), GlassVault(), None, watch=watch)
    await local.start()
    async with aiohttp.ClientSession() as http:
        talk = Talk(local, HandClock(), http)

        refusal = await talk.refusal("getMe")

        await local.stop()
    assert (seen, refusal) == (["getMe"], "502 Bad Gateway")


async def test_many_people_may_write_at_once_and_every_update_has_its_own_number(
    talk: Talk,
) -> None:
    await asyncio.gather(*(talk.say(f"line {n}") for n in range(50)))

    updates = (await talk.bot("getUpdates"))["result"]

    numbers = [update["update_id"] for update in updates]
    assert numbers == sorted({*numbers})
    assert len(numbers) == 51
