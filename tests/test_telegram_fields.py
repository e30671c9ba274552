"""Everything that we can send is known to Telegram, by its own list of methods and fields."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from telegram.error import BadRequest
from telegram.request import BaseRequest, RequestData

from bot.core.clock import StillClock
from bot.core.post import Attach, Button, Edit, Outgoing, Remove, Send
from bot.telegram.api import Api, make_bot
from bot.telegram.carrier import Carrier
from bot.telegram.commands import publish
from bot.telegram.doubles import Ear, MemoryStore, ScriptedApi
from bot.telegram.ingress import Answer
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import Telegram
from bot.telegram.updates import _KINDS, _SERVICE, WANTED, Leave

LIST = Path(__file__).resolve().parents[2] / "shared" / "telegram" / "api.min.json"


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    if not LIST.exists():
        pytest.skip(f"Telegram's list of methods and fields is not at {LIST}")
    return cast(dict[str, Any], json.loads(LIST.read_text()))


class Recorder(AiohttpRequest):
    """Writes down what PTB sends."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        given = dict(request_data.parameters) if request_data else {}
        name = url.rpartition("/")[2]
        if request_data and request_data.contains_files:
            given |= dict.fromkeys(request_data.multipart_data, "a file")
        self.calls.append((name, given))
        result: Any = True
        if name.startswith("get"):
            result = [] if name == "getMyCommands" else {"description": "", "short_description": ""}
        elif name.startswith("send"):
            result = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def nothing(slot: str) -> int | None:
    return None


BUTTONS = ((Button("a", "b", grave=True), Button("c", copy="d"), Button("e", share="f")),)
OUTGOING: list[Outgoing] = [
    Send("text", BUTTONS, quiet=True),
    Edit("text", BUTTONS, message=1),
    Edit("", BUTTONS, message=1),
    Attach("a.zip", "QQ==", "caption"),
    Attach("a.png", "QQ==", picture=True),
    Remove((1, 2)),
]


async def everything() -> list[tuple[str, dict[str, Any]]]:
    api, recorder = ScriptedApi(), Recorder()
    bot = make_bot(recorder, "1:x")
    carrier = Carrier(cast(Api, api), bot)
    for outgoing in OUTGOING:
        await carrier.carry(1, outgoing, nothing)
    api.answers["sendMessage"] = [BadRequest("can't parse entities")]
    await carrier.carry(1, Send("<b>"), nothing)
    await publish(bot, {"en": [("start", "Begin")]}, {"en": ("long", "short")})
    clock = StillClock(datetime(2026, 11, 22, tzinfo=UTC))
    telegram = Telegram("1:x", MemoryStore(clock), Ear().hear, clock, farewell=lambda _: "bye")
    telegram._api = cast(Api, api)
    await telegram.open()
    await telegram._leave(Leave(-5))
    await telegram.start_webhook("http://127.0.0.1/hook", 0, host="127.0.0.1")
    polling = await telegram.start_polling()
    while not api.of("getUpdates"):
        await asyncio.sleep(0.01)
    await telegram.stop(0.2)
    polling.cancel()
    calls = [*api.calls, *recorder.calls]
    return [*calls, ("answerCallbackQuery", dict(Answer("1", "text").params()))]


def faults(known: dict[str, Any], name: str, given: Any, kind: str) -> Iterator[str]:
    """Fields of `given` that the method or type `name` does not have, and those it misses."""
    fields = {field["name"]: field for field in known[kind][name].get("fields", [])}
    yield from (f"{name}.{field} is unknown" for field in given.keys() - fields.keys())
    needed = {name for name, field in fields.items() if field["required"]}
    yield from (f"{name}.{field} is missing" for field in needed - given.keys())
    for field in given.keys() & fields.keys():
        types = [
            one.removeprefix("Array of ").removeprefix("Array of ")
            for one in fields[field]["types"]
        ]
        (of, *more) = types
        values = given[field]
        if isinstance(values, dict) and not more and of in known["types"]:
            yield from faults(known, of, values, "types")
        if field == "reply_markup":
            for row in values["inline_keyboard"]:
                for button in row:
                    yield from faults(known, "InlineKeyboardButton", button, "types")


async def test_every_method_and_field_that_we_send_is_known(known: dict[str, Any]) -> None:
    calls = await everything()

    found = [fault for name, given in calls for fault in faults(known, name, given, "methods")]

    assert found == []
    assert len({name for name, _ in calls}) >= 17
    assert {name for name, _ in calls} <= known["methods"].keys()


def test_every_field_that_we_read_is_known(known: dict[str, Any]) -> None:
    message = {field["name"] for field in known["types"]["Message"]["fields"]}
    update = {field["name"] for field in known["types"]["Update"]["fields"]}

    assert set(_KINDS) | _SERVICE <= message
    assert set(WANTED) <= update


def test_the_transport_is_one_of_ptbs() -> None:
    assert issubclass(AiohttpRequest, BaseRequest)
