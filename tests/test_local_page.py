"""The chat page belongs to this machine's browser alone, and moves the house's clock."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.local import Local
from bot.local.doubles import GlassVault, HandClock

TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"


class Browser:
    def __init__(self, local: Local, clock: HandClock, http: aiohttp.ClientSession) -> None:
        self.local, self.clock, self.http = local, clock, http

    async def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], str]:
        async with self.http.get(f"{self.local.address}/{path}", headers=headers) as answer:
            return answer.status, answer.headers, await answer.text()

    async def post(self, path: str, **asked: object) -> Any:
        async with self.http.post(f"{self.local.address}/page/{path}", json=asked) as answer:
            return await answer.json()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    clock = HandClock(due=datetime.now(UTC) + timedelta(hours=5))
    local = Local(
        TOKEN,
        clock,
        GlassVault(),
        None,
        hear=lambda text: {"danger": None, "heard": text},
        draw=lambda dialog: "<svg/>" if dialog == "impulse" else None,
        dialogs=["impulse"],
    )
    await local.start()
    async with aiohttp.ClientSession() as http:
        yield Browser(local, clock, http)
        await local.stop()


async def test_the_page_loads_nothing_from_outside(browser: Browser) -> None:
    _, headers, html = await browser.get("")
    files = [html]
    for name in (
        "style.css", "chat.js", "words.js", "bubbles.js", "wire.js", "panel.js", "composer.js",
    ):  # fmt: skip
        status, _, text = await browser.get(f"page/{name}")
        assert status == 200
        files.append(text)

    everything = "".join(files).replace("http://www.w3.org/2000/svg", "")

    assert "://" not in everything.replace("https://${url}", "")
    assert "innerHTML" not in everything
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "page/house", "page/events?person=1001"])
async def test_another_page_may_not_ask(
    browser: Browser, path: str, headers: dict[str, str]
) -> None:
    status, _, _ = await browser.get(path, **headers)

    assert status == 403


async def test_a_name_that_points_here_does_not_open_the_bot_side_either(browser: Browser) -> None:
    status, _, _ = await browser.get(f"bot{TOKEN}/getMe", Host="evil.example")

    assert status == 403


async def test_a_form_of_another_page_is_not_taken(browser: Browser) -> None:
    async with browser.http.post(
        f"{browser.local.address}/page/persons", data=b"{}", headers={"Content-Type": "text/plain"}
    ) as answer:
        assert answer.status == 415


async def test_localhost_and_its_addresses_may_ask(browser: Browser) -> None:
    port = browser.local.address.rpartition(":")[2]

    for host in ("localhost", "127.0.0.1", "[::1]"):
        status, _, _ = await browser.get(
            "page/house", Host=f"{host}:{port}", Origin=f"http://{host}:{port}"
        )
        assert status == 200


async def test_the_clock_goes_to_the_next_prompt(browser: Browser) -> None:
    due = browser.clock.due
    assert due is not None

    await browser.post("clock", to="next")

    assert abs(browser.clock.now() - due) < timedelta(seconds=2)


async def test_the_clock_goes_on_by_seconds(browser: Browser) -> None:
    before = browser.clock.now()

    moved = await browser.post("clock", to="+3600")

    assert moved["moved"] == 3600
    assert browser.clock.now() - before >= timedelta(hours=1)


async def test_tomorrow_at_eight_is_eight_where_the_person_is(browser: Browser) -> None:
    from zoneinfo import ZoneInfo

    place = ZoneInfo("Asia/Kathmandu")
    today = browser.clock.now().astimezone(place).date()

    await browser.post("clock", to="tomorrow 08:00", zone="Asia/Kathmandu")

    there = browser.clock.now().astimezone(place)
    assert (there.date() - today, there.hour, there.minute) == (timedelta(days=1), 8, 0)


@pytest.mark.parametrize(
    ("to", "zone"), [("yesterday", ""), ("tomorrow 25:00", ""), ("tomorrow 08:00", "Moon/Base")]
)
async def test_the_clock_does_not_go_just_anywhere(browser: Browser, to: str, zone: str) -> None:
    answer = await browser.post("clock", to=to, zone=zone)

    assert answer["error_code"] == 400


async def test_what_is_heard_is_shown(browser: Browser) -> None:
    assert (await browser.post("hear", text="so alone"))["heard"] == "so alone"


async def test_a_map_is_shown_in_a_box_that_runs_nothing(browser: Browser) -> None:
    status, headers, _ = await browser.get("page/map?dialog=impulse")
    missing, _, _ = await browser.get("page/map?dialog=nowhere")

    assert (status, missing) == (200, 404)
    assert headers["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in headers["Content-Security-Policy"]


async def test_an_open_page_hears_what_happens(browser: Browser) -> None:
    person = (await browser.post("persons", name="Ada"))["person"]["id"]
    await browser.post("say", person=person, text="/start")
    heard: list[Any] = []

    async def listen() -> None:
        url = f"{browser.local.address}/page/events?person={person}"
        async with browser.http.get(url) as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    heard.append(json.loads(line[6:]))
                if len(heard) == 4:
                    return

    listening = asyncio.create_task(listen())
    while not heard:
        await asyncio.sleep(0.01)
    url = f"{browser.local.address}/bot{TOKEN}/"
    for method, more in (("sendChatAction", {"action": "typing"}), ("sendMessage", {"text": "x"})):
        await browser.http.post(url + method, json={"chat_id": person, **more})
    await browser.post("say", person=person, text="y")

    await asyncio.wait_for(listening, 5)
    assert [event["event"] for event in heard] == ["chat", "typing", "message", "message"]


async def test_a_button_that_is_not_there_cannot_be_pressed(browser: Browser) -> None:
    person = (await browser.post("persons", name="Ada"))["person"]["id"]

    answer = await browser.post("press", person=person, message=1, data="go")

    assert answer["description"] == "Bad Request: message 1 has no such button"


async def test_a_test_may_press_what_was_never_offered(browser: Browser) -> None:
    person = (await browser.post("persons", name="Ada"))["person"]["id"]

    answer = await browser.post("press", person=person, message=1, data="go", invented=True)

    assert answer["ok"]
