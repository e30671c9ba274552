"""The whole house in a real browser: welcome, a hard moment, quiet minutes, a prompt arriving."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect
from running_house import Chat, running

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass
class Room:
    """A phone in somebody's hand."""

    page: Page

    async def press(self, label: str) -> None:
        """The newest button with these words; until it is answered."""
        await self._answered(self.page.get_by_role("button", name=label, exact=True).last.click())

    async def type(self, text: str) -> None:
        box = self.page.get_by_label("Message", exact=True)
        await box.fill(text)
        await self._answered(box.press("Enter"))

    async def _answered(self, doing: Awaitable[None]) -> None:
        theirs = self.page.locator(".theirs .said")
        before = await theirs.count()
        await doing
        await expect(theirs.nth(before)).to_be_visible(timeout=10_000)

    async def hears(self, words: str) -> None:
        """Until the newest message says so."""
        await expect(self.page.locator(".theirs .said").last).to_contain_text(words)

    async def is_offered(self, label: str) -> None:
        key = self.page.get_by_role("button", name=label, exact=True).last
        await expect(key).to_be_visible()

    async def jump(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).click()

    async def welcome(self) -> None:
        await self.press("Start")
        for label in ("Go on", "Yes, 18 or older", "Keep what I write"):
            await self.press(label)
        await self.press("United Kingdom")
        await self.is_offered("No name")
        await self.type("Ada")
        await self.is_offered("Skip")
        await self.type("London")
        await self.press("Both")
        await self.press("8:00")
        await self.press("20:30")
        await self.press("Neutral")
        await self.press("Later")
        await self.hears("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    home: Path = tmp_path_factory.mktemp("home")
    async with running(home) as (_, door):
        yield door


@pytest_asyncio.fixture(loop_scope="module")
async def room(street: Chat) -> AsyncIterator[Room]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        page.set_default_timeout(10_000)
        complaints: list[str] = []
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        await page.goto(street.address)
        yield Room(page)
        await browser.close()
    assert complaints == []


async def test_somebody_comes_in_goes_through_a_hard_moment_and_hears_from_us_later(
    room: Room,
) -> None:
    await room.welcome()

    await room.type("/hard")
    await room.press("Step by step")
    await room.press("I'm safe")
    await room.press("4")
    await room.type("she read my message and did not answer")
    await room.press("Toward")
    await room.press("Back")
    await room.hears("Toward")
    await room.press("Keep")
    await room.is_offered("Numb")
    await room.press("Stop")
    await room.press("Keep it")

    await room.type("/timer 4")
    countdown = room.page.locator(".message.theirs").filter(has_text="When you drift")
    await room.jump("+2 min")
    await expect(countdown).to_contain_text(re.compile(r"[12]:?\d*"))
    await room.jump("+2 min")
    await room.is_offered("10")
    await expect(countdown.locator(".key")).to_have_count(0)
    await room.press("7")

    await room.jump("To the next prompt")
    await room.is_offered("Not today")
    await room.press("Not today")
    await room.hears("ot today")
