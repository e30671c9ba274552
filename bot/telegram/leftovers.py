"""Looks for messages that nobody holds: left by a process that died, or put off until now."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.store.faults import StoreAway
from bot.store.records import Posted
from bot.telegram.ports import Posts
from bot.telegram.troubles import Troubles

log = structlog.get_logger()
EVERY_SECONDS = 2.0
CLAIM_LIMIT = 100  # people at a time
SOON = (0.0, 0.1, 0.3, 0.8)  # seconds in which another process has mostly sent what it held
FULL = 200  # messages in hand: no more are claimed; with these they leave while they are held


class Taker(Protocol):
    @property
    def waiting(self) -> int: ...

    def hand_over(self, posts: Sequence[Posted]) -> None: ...


class Leftovers:
    def __init__(self, posts: Posts, taker: Taker) -> None:
        self._posts = posts
        self._taker = taker
        self._now = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._troubles = Troubles("the outbox can be read again")

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def look_in(self, seconds: float) -> None:
        """Something will be free then."""
        asyncio.get_running_loop().call_later(seconds + 0.05, self._now.set)

    def look_soon(self) -> None:
        """Something waits behind what another process is sending just now."""
        for seconds in SOON:
            self.look_in(seconds)

    async def _run(self) -> None:
        while True:
            self._now.clear()
            await self._look()
            try:
                await asyncio.wait_for(self._now.wait(), EVERY_SECONDS)
            except TimeoutError:
                continue

    async def _look(self) -> None:
        if self._taker.waiting >= FULL:
            return
        try:
            self._taker.hand_over(await self._posts.claim_posts(CLAIM_LIMIT))
        except StoreAway as problem:
            self._troubles.tell("the database is away; the outbox waits for it", problem)
        except Exception as problem:
            log.error("the outbox could not be read", exc_info=problem)
        else:
            self._troubles.over()
