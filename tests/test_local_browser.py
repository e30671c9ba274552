"""The chat page in a real browser: what a person sees, presses and hears read out."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from bot.local import Local
from bot.local.doubles import GlassVault, HandClock

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"
BUTTONS = [[{"text": "Go on", "callback_data": "go"}, {"text": "Erase", "callback_data": "x"}]]

MEASURE = """() => [
    Math.min(...[...document.querySelectorAll('main button')]
        .map((button) => button.getBoundingClientRect())
        .filter((box) => box.width)
        .map((box) => Math.min(box.width, box.height))),
    document.documentElement.scrollWidth - innerWidth,
]"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


class Room:
    """A person's page and the bot at the other end of it."""

    def __init__(self, local: Local, clock: HandClock, page: Page) -> None:
        self.local, self.clock, self.page = local, clock, page
        self.person = 0
        self.complaints: list[str] = []

    async def bot(self, method: str, **params: object) -> Any:
        url = f"{self.local.address}/bot{TOKEN}/{method}"
        async with aiohttp.ClientSession() as http, http.post(url, json=params) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def tell(self, text: str, **more: object) -> int:
        told = await self.bot(
            "sendMessage", chat_id=self.person, text=text, parse_mode="HTML", **more
        )
        return int(told["message_id"])


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    clock = HandClock(due=datetime.now(UTC) + timedelta(hours=5))
    local = Local(TOKEN, clock, GlassVault(), None, hear=lambda text: {"heard": text})
    await local.start()
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        room = Room(local, clock, page)
        page.on("console", lambda said: room.complaints.append(said.text))
        page.on("pageerror", lambda fault: room.complaints.append(str(fault)))
        await page.goto(local.address)
        await page.get_by_role("button", name="Start", exact=True).click()
        await expect(page.locator(".message.mine")).to_have_count(1)
        room.person = (await room.bot("getUpdates"))[-1]["message"]["chat"]["id"]
        yield room
        await browser.close()
    await local.stop()
    assert room.complaints == []  # no error, and nothing that the page's own policy forbids


async def test_a_person_types_and_enter_sends(room: Room) -> None:
    box = room.page.get_by_label("Message", exact=True)

    await box.fill("one line")
    await box.press("Shift+Enter")
    await box.press_sequentially("and another")
    await box.press("Enter")

    await expect(room.page.locator(".mine .said").last).to_have_text("one line\nand another")
    assert (await room.bot("getUpdates"))[-1]["message"]["text"] == "one line\nand another"


async def test_a_press_reaches_the_bot_and_the_message_changes_in_place(room: Room) -> None:
    number = await room.tell("Ready?", reply_markup={"inline_keyboard": BUTTONS})

    await room.page.get_by_role("button", name="Go on").click()
    await expect(room.page.locator(".key.waiting")).to_have_count(1)
    press = (await room.bot("getUpdates"))[-1]["callback_query"]
    await room.bot("answerCallbackQuery", callback_query_id=press["id"], text="Noted")
    await room.bot("editMessageText", chat_id=room.person, message_id=number, text="Going on")

    assert press["data"] == "go"
    await expect(room.page.locator(f"#m{number} .said")).to_have_text("Going on")
    await expect(room.page.locator(".key")).to_have_count(0)
    await expect(room.page.locator("#toast")).to_have_text("Noted")


async def test_markup_is_shown_and_never_run(room: Room) -> None:
    await room.tell(
        "<b>bold</b> &lt;img src=x onerror=alert(1)&gt; <tg-spoiler>hidden</tg-spoiler>"
    )
    said = room.page.locator(".theirs .said").last

    await expect(said.locator("strong")).to_have_text("bold")
    await expect(said).to_contain_text("<img src=x onerror=alert(1)>")
    await said.get_by_role("button", name="Hidden text").press("Enter")

    await expect(said.locator(".spoiler.shown")).to_have_text("hidden")


async def test_a_slash_offers_the_commands_that_begin_so(room: Room) -> None:
    commands = [("hard", "A hard moment"), ("help", "What this is"), ("timer", "Two minutes")]
    await room.bot(
        "setMyCommands",
        commands=[{"command": name, "description": what} for name, what in commands],
    )
    box = room.page.get_by_label("Message", exact=True)
    await expect(room.page.get_by_role("button", name="Menu")).to_be_visible()

    await box.press_sequentially("/h")
    await expect(room.page.locator("#popup").get_by_role("option")).to_have_count(2)
    await box.press("ArrowDown")
    await box.press("Enter")

    await expect(room.page.locator(".mine .said").last).to_have_text("/hard")


async def test_the_clock_on_the_page_jumps_to_the_next_prompt(room: Room) -> None:
    await room.page.get_by_role("button", name="To the next prompt").click()

    await expect(room.page.locator("#day")).to_contain_text("moved")
    assert room.clock.due is not None
    assert abs(room.clock.now() - room.clock.due) < timedelta(seconds=30)


async def test_a_new_person_has_a_chat_of_their_own(room: Room) -> None:
    await room.tell("for the first")
    await room.page.get_by_label("Name").fill("José")
    await room.page.get_by_label("Language").select_option("es")

    await room.page.get_by_role("button", name="New person").click()

    await expect(room.page.locator("#as")).to_have_text("as José")
    await expect(room.page.locator(".message")).to_have_count(0)
    await expect(room.page.get_by_role("button", name="Start", exact=True)).to_be_visible()


async def test_a_screen_reader_hears_new_messages_but_not_a_countdown(room: Room) -> None:
    log = room.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")

    number = await room.tell("2:00 left")
    await room.bot("editMessageText", chat_id=room.person, message_id=number, text="1:50 left")

    await expect(room.page.locator(f"#m{number} .said")).to_have_text("1:50 left")
    await expect(room.page.locator(f"#m{number}")).to_have_attribute("aria-live", "off")


async def test_nothing_is_too_small_to_touch_or_runs_off_the_side(room: Room) -> None:
    await room.tell("x" * 300, reply_markup={"inline_keyboard": BUTTONS})
    await expect(room.page.locator(".key")).to_have_count(2)

    for width in (360, 390, 430, 1280):
        await room.page.set_viewport_size({"width": width, "height": 844})
        smallest, beyond = await room.page.evaluate(MEASURE)

        assert smallest >= 44, width
        assert beyond <= 0, width
