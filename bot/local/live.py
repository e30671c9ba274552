"""What open pages hear at once: small events, by chat."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.local.ports import Json

EVERYONE = 0


class Live:
    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Json | None], int] = {}

    @contextmanager
    def listening(self, chat: int) -> Iterator["asyncio.Queue[Json | None]"]:
        """A queue of that chat's events; None means that the local Telegram is closing."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._listeners[queue] = chat
        try:
            yield queue
        finally:
            del self._listeners[queue]

    def tell(self, chat: int, event: str, **said: object) -> None:
        for queue, listens_to in self._listeners.items():
            if chat in (EVERYONE, listens_to):
                queue.put_nowait({"event": event, **said})

    def close(self) -> None:
        for queue in self._listeners:
            queue.put_nowait(None)
