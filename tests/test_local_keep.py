"""What was said is still there after a restart, sealed."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.local import Local
from bot.local.doubles import GlassVault, HandClock
from bot.local.keep import FILE, Unreadable

TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"


class Turned:
    """A vault that only a test would trust: every bit is turned."""

    def seal(self, plain: bytes) -> bytes:
        return b"!" + bytes(byte ^ 0xFF for byte in plain)

    def open(self, sealed: bytes) -> bytes:
        if sealed[:1] != b"!":
            raise ValueError("not sealed here")
        return bytes(byte ^ 0xFF for byte in sealed[1:])


async def call(local: Local, path: str, **params: object) -> Any:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{local.address}/{path}", json=params) as answer,
    ):
        return await answer.json()


async def test_a_killed_local_telegram_still_has_the_chat_and_what_was_not_fetched(
    tmp_path: Path,
) -> None:
    first = Local(TOKEN, HandClock(), Turned(), tmp_path)
    await first.start()
    person = (await call(first, "page/persons", name="Ada"))["person"]["id"]
    await call(first, "page/say", person=person, text="/start")
    told = await call(
        first,
        f"bot{TOKEN}/sendMessage",
        chat_id=person,
        text="Hello <b>you</b>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]},
    )
    killed = (tmp_path / FILE).read_bytes()  # nothing is written on the way out
    await first.stop()
    (tmp_path / FILE).write_bytes(killed)

    second = Local(TOKEN, HandClock(), Turned(), tmp_path)
    await second.start()
    pressed = await call(
        second, "page/press", person=person, message=told["result"]["message_id"], data="go"
    )
    updates = (await call(second, f"bot{TOKEN}/getUpdates"))["result"]
    await second.stop()

    assert pressed["ok"]
    assert [update["update_id"] for update in updates] == [1, 2]
    assert updates[0]["message"]["text"] == "/start"
    assert updates[1]["callback_query"]["message"]["text"] == "Hello you"


async def test_nothing_that_was_said_is_readable_in_the_folder(tmp_path: Path) -> None:
    local = Local(TOKEN, HandClock(), Turned(), tmp_path)
    await local.start()
    person = (await call(local, "page/persons", name="Marigold"))["person"]["id"]
    await call(local, "page/say", person=person, text="a very private sentence")
    await local.stop()

    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*"))

    assert written
    assert b"private" not in written
    assert b"Marigold" not in written


async def test_a_file_of_another_key_is_not_thrown_away(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"sealed by someone else")

    with pytest.raises(Unreadable, match="move the file away"):
        Local(TOKEN, HandClock(), Turned(), tmp_path)

    assert (tmp_path / FILE).read_bytes() == b"sealed by someone else"


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    local = Local(TOKEN, HandClock(), GlassVault(), tmp_path)
    await local.start()
    await call(local, "page/persons", name="Ada")
    await local.stop()

    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
