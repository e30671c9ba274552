"""JSON from outside: fast for what Telegram sends, forgiving, and never deep."""

import json
import re

import orjson

from bot.core.post import Json

DEPTH_LIMIT = 64
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class TooDeep(ValueError):
    """More levels than any update has."""


def loads(data: bytes) -> Json:
    """Raises ValueError. What orjson refuses (half a surrogate pair) the standard library takes."""
    check_depth(data)
    try:
        return orjson.loads(data)  # type: ignore[no-any-return]
    except ValueError:
        pass
    try:
        return json.loads(data.decode("utf-8", "replace"))  # type: ignore[no-any-return]
    except RecursionError:
        raise TooDeep("too many levels") from None
    except ValueError:
        raise ValueError("not JSON") from None


def check_depth(data: bytes) -> None:
    # As many brackets as levels are needed to be deep: most updates end here.
    if data.count(b"{") + data.count(b"[") <= DEPTH_LIMIT:
        return
    depth = 0
    for mark in _MARKS.finditer(data):
        first = data[mark.start()]
        if first in b"[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise TooDeep("too many levels")
        elif first in b"]}":
            depth -= 1
