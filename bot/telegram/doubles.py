"""In-memory stand-ins for tests: a store that keeps posts, a Telegram that answers as told."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.clock import Clock
from bot.core.post import Edit, Incoming, Json, Outgoing, Send, Urgency
from bot.store.faults import StoreAway
from bot.store.records import Posted
from bot.telegram.request import READ_SECONDS

HOLD = timedelta(seconds=25)


class MemoryStore:
    """Keeps posts, leases and what was set aside. `away` makes every call raise `StoreAway`."""

    def __init__(self, clock: Clock) -> None:
        self.away = False
        self.waiting: list[tuple[Posted, datetime]] = []  # and from when it may be claimed
        self.log: list[tuple[str, object]] = []
        self.aside: dict[int, bytes] = {}
        self.holders: dict[str, str] = {}
        self.slots: dict[str, int] = {}
        self._clock = clock
        self._count = 0

    def post(
        self,
        outgoing: Outgoing,
        chat: int = 1,
        urgency: Urgency = Urgency.ANSWER,
        expires: datetime | None = None,
        person: bytes | None = b"person",
    ) -> Posted:
        """As a turn would: kept, and held by this process."""
        self._count += 1
        held = self._clock.now() + HOLD
        id = self._count.to_bytes(8)
        post = Posted(id, person, chat, outgoing, urgency, 0, expires, held)
        self.waiting.append((post, held))
        return post

    def said(self, kind: str) -> list[object]:
        return [what for name, what in self.log if name == kind]

    async def claim_posts(self, limit: int) -> list[Posted]:
        self._check()
        now = self._clock.now()
        held = now + HOLD
        free: list[Posted] = []
        blocked: set[int] = set()
        for at, (post, since) in enumerate(self.waiting):
            if since > now or post.chat in blocked:
                blocked.add(post.chat)
                continue
            claimed = replace(post, held_until=held)
            self.waiting[at] = (claimed, held)
            free.append(claimed)
        return free

    async def sent(self, post: Posted, message: int | None) -> None:
        self._check()
        if isinstance(post.outgoing, Send | Edit) and post.outgoing.slot and message:
            self.slots[post.outgoing.slot] = message
        self._forget(post)
        self.log.append(("sent", message))

    async def put_off(self, post: Posted, until: datetime, *, unknown: bool = False) -> None:
        self._check()
        place = [one.id for one, _ in self.waiting].index(post.id)
        for at, (one, _) in enumerate(self.waiting):
            if one.id == post.id:
                doubt = one.unknown or unknown
                later = replace(one, attempts=one.attempts + 1, unknown=doubt)
                self.waiting[at] = (later, until)
            elif one.chat == post.chat and at > place:
                self.waiting[at] = (one, self._clock.now())
        self.log.append(("put off", unknown))

    async def drop(self, post: Posted) -> None:
        self._check()
        self._forget(post)
        self.log.append(("drop", post.outgoing))

    async def blocked(self, person: bytes) -> None:
        self._check()
        self.waiting = [pair for pair in self.waiting if pair[0].person != person]
        self.log.append(("blocked", person))

    async def message_of(self, person: bytes, slot: str) -> int | None:
        self._check()
        return self.slots.get(slot)

    async def lease(self, name: str, seconds: float) -> bool:
        self._check()
        if self.holders.get(name, "us") != "us":
            return False
        if seconds:
            self.holders[name] = "us"
        else:
            self.holders.pop(name, None)
        return True

    async def set_aside(
        self, update_id: int, raw: bytes, why: str, chat: int | None = None
    ) -> None:
        self._check()
        self.aside[update_id] = raw
        self.log.append(("aside", why))

    async def ping(self) -> None:
        self._check()

    def _forget(self, post: Posted) -> None:
        self.waiting = [pair for pair in self.waiting if pair[0].id != post.id]

    def _check(self) -> None:
        if self.away:
            raise StoreAway(OSError("away"))


class Ear:
    """A companion that remembers what it heard. `before` may wait or raise."""

    ack = ""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.numbers: list[int] = []
        self.flooded: list[bool] = []
        self.before: Callable[[Incoming], Any] = lambda incoming: None

    async def hear(self, update_id: int, incoming: Incoming, flooding: bool = False) -> "Ear":
        wait = self.before(incoming)
        if wait is not None:
            await wait
        self.heard.append(incoming)
        self.numbers.append(update_id)
        self.flooded.append(flooding)
        return self


class ScriptedApi:
    """In the place of `Api`. `answers` has what a method gives next: a value, or what it raises."""

    host = "telegram.test"

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[object]] = {}
        self.pause = 0.0
        self._message = 100

    def of(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        read: float = READ_SECONDS,
    ) -> Json:
        self.calls.append((method, dict(params or {})))
        await asyncio.sleep(self.pause)
        answers = self.answers.get(method)
        answer = answers.pop(0) if answers else None
        if isinstance(answer, BaseException):
            raise answer
        if answer is not None:
            return answer  # type: ignore[return-value]
        if method in ("sendMessage", "editMessageText"):
            self._message += 1
            return {"message_id": self._message}
        return True
