"""A person goes the whole path over real HTTP: welcome, a pull, quiet minutes, prompts, the end."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from running_house import SPECIFICATION, Chat, Requests, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


async def welcome(chat: Chat) -> None:
    """Through /start: grown up, agreed, Ada, London, both prompts, nobody added."""
    await chat.says("/start")
    for key in ("on", "yes", "agree"):
        await chat.presses(key)
    await chat.says("United Kingdom")
    await chat.says("Ada")
    await chat.says("London")
    await chat.presses("both")
    for answer in ("08:00", "20:30"):
        await chat.says(answer)
    for _ in range(3):
        if "later" in (offered := await chat.offered()):
            await chat.presses("later")
            return
        await chat.presses("neutral" if "neutral" in offered else "skip")


async def through(chat: Chat, typed: str) -> None:
    """To the end of what is asked: typed where only words will do, else the first button."""
    for _ in range(30):
        offered = await chat.offered()
        first = next((key for key in offered if key not in ("back", "stop", "menu", "helpnow")), "")
        messages = await chat.theirs()
        if not messages[-1].get("rows"):
            return
        await (chat.presses(first) if first and first != "skip" else chat.says(typed))
    raise AssertionError("this dialog does not end")


@dataclass
class Street:
    """One house for all tests of this file: each is another person at its door."""

    home: Path
    door: Chat
    requests: Requests


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    home, requests = tmp_path_factory.mktemp("home"), Requests()
    async with running(home, requests) as (_, door):
        yield Street(home, door, requests)


async def test_a_person_goes_the_whole_path(street: Street) -> None:
    chat = await street.door.anew()

    await welcome(chat)
    assert not await chat.offered() or not (await chat.theirs())[-1].get("rows")

    await chat.says("/impulse")
    await chat.says("my sister")
    await chat.presses("toward")
    await chat.presses("4")
    await chat.presses("skip")
    await chat.presses("skip")
    await chat.presses("waited")
    await chat.presses("done")
    await chat.presses("done")

    await chat.says("/timer 1")
    await chat.jump("+61")
    await chat.until_offered("7")
    await chat.presses("7")

    await chat.says("/journal")
    kept = [key for key in await chat.offered() if len(key) == 32]
    assert len(kept) == 2

    await chat.presses("done")
    shown = len(await chat.theirs())
    await chat.jump("next")
    prompt = (await chat.until(lambda m: len(m) > shown))[-1]
    assert prompt["rows"]

    await chat.says("/delete")
    await chat.presses("yes")
    await chat.presses("erase")
    await chat.says("hello")
    assert "on" in await chat.offered()
    assert {"sendMessage", "editMessageText", "answerCallbackQuery"} <= street.requests.methods


async def test_what_is_kept_is_sealed_from_the_first_row(street: Street) -> None:
    chat = await street.door.anew()
    await welcome(chat)
    await chat.says("/hard")
    await chat.says("my brother Bartholomew left the room")
    await chat.says("/stop")

    kept = b"".join(path.read_bytes() for path in street.home.rglob("*") if path.is_file())

    assert kept
    assert b"Bartholomew" not in kept


async def test_an_old_button_repeats_the_question(street: Street) -> None:
    chat = await street.door.anew()
    await welcome(chat)
    await chat.says("/hard")
    old = await chat.button("begin")
    await chat.presses("begin")
    before = await chat.offered()
    await asyncio.sleep(2.1)  # less would be a thumb that shakes

    shown = len(await chat.theirs())
    await chat.post("press", person=chat.person, message=old[0], data=old[1], invented=True)
    await chat.until(lambda m: len(m) > shown)

    assert await chat.offered() == before


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="Telegram's specification is not here")
async def test_every_request_is_clean_by_telegrams_own_description(street: Street) -> None:
    chat, requests = await street.door.anew(), street.requests
    await welcome(chat)
    await chat.says("/soothe")
    await through(chat, "it is quieter now")
    await chat.says("/timer 2")
    await chat.jump("+31")
    await chat.says("/export")
    await chat.presses("all")
    await chat.says("/helpnow")

    assert requests.unclean == []
    assert {"getMe", "getUpdates", "sendMessage", "sendDocument"} <= requests.methods


# ---- killed in the middle


@contextmanager
def process(home: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A real `secure-base`, and the address it prints."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM")},
        "SECURE_BASE_HOME": str(home),
        "PORT": "0",
        "LOG_LEVEL": "error",
    }
    ran = subprocess.Popen(
        [Path(sys.executable).parent / "secure-base"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert ran.stdout is not None
        address = next(found[0] for line in ran.stdout if (found := ADDRESS.search(line)))
        yield ran, address
    finally:
        ran.kill()
        ran.wait()
        if ran.stdout is not None:
            ran.stdout.close()


async def test_killed_in_the_middle_of_a_hard_moment_it_goes_on_after_a_restart(
    tmp_path: Path,
) -> None:
    async with aiohttp.ClientSession() as http:
        with process(tmp_path) as (ran, address):
            chat = await Chat(http, address, 0).anew()
            await welcome(chat)
            await chat.says("/hard")
            await chat.presses("begin")
            await chat.presses("safe")
            offered = await chat.offered()
            await asyncio.sleep(1)  # the page itself keeps what it shows a moment later
            ran.send_signal(signal.SIGKILL)
            ran.wait()

        with process(tmp_path) as (_, address):
            chat = Chat(http, address, chat.person)
            assert await chat.offered() == offered

            await chat.presses("3")

            await chat.until_offered("rather_not")
