"""What the page asks, read from the JSON of a request."""

import json
from collections.abc import Mapping

from aiohttp import web

from bot.local.refusal import bad


async def body_of(request: web.Request) -> Mapping[str, object]:
    try:
        asked = json.loads(await request.read() or b"{}")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise bad("expected a JSON object")
    return asked


def text_in(asked: Mapping[str, object], key: str) -> str:
    return str(asked.get(key) or "")


def number_in(asked: Mapping[str, object], key: str) -> int:
    return whole(asked.get(key) or 0)


def whole(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise bad(f"{value!r} is not a number") from None
