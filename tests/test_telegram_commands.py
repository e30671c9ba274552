"""The bot's menu and profile are told once, in each language, and again when they changed."""

import json
from typing import Any

import pytest
from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.telegram.commands import publish

MENU = {"en": [("/start", "Begin"), ("menu", "All there is")], "es": [("start", "Empezar")]}
ABOUT = {"en": ("A companion", "Practice"), "es": ("Una compañía", "Práctica")}


class Profile(BaseRequest):
    """A Telegram that knows menus and descriptions and nothing else."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Any] = {}
        self.told: list[str] = []

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *rest: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        given: dict[str, Any] = dict(request_data.parameters) if request_data else {}
        what, language = name[5:], str(given.pop("language_code", ""))
        result: Any = True
        if name.startswith("set"):
            self.told.append(f"{name} {language}".strip())
            self.known[what, language] = next(iter(given.values()), "")
        else:
            empty = [] if what == "Commands" else ""
            result = self.known.get((what, language), empty)
            if what != "Commands":
                result = {"description" if what == "Description" else "short_description": result}
        return 200, json.dumps({"ok": True, "result": result}).encode()


@pytest.fixture
def profile() -> Profile:
    return Profile()


async def test_every_language_is_told_and_everybody_else_gets_the_first(profile: Profile) -> None:
    await publish(Bot("1:x", request=profile), MENU, ABOUT)

    assert profile.known["Commands", ""] == profile.known["Commands", "en"]
    assert profile.known["Commands", "es"] == [{"command": "start", "description": "Empezar"}]
    assert profile.known["Description", "es"] == "Una compañía"
    assert profile.known["ShortDescription", ""] == "Practice"


async def test_what_is_known_already_is_not_told_again(profile: Profile) -> None:
    bot = Bot("1:x", request=profile)
    await publish(bot, MENU, ABOUT)
    profile.told.clear()

    await publish(bot, MENU, {**ABOUT, "es": ("Una compañía", "Nueva")})

    assert profile.told == ["setMyShortDescription es"]
