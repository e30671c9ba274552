"""What poll and webhook share: each person in order, each update kept before it is acknowledged."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import orjson
import structlog

from bot.core.post import Gone, Incoming, Json, Pressed, Typed
from bot.store.faults import StoreAway
from bot.telegram.flood import Flood
from bot.telegram.metrics import Metrics
from bot.telegram.ports import Aside, Hear
from bot.telegram.troubles import Troubles
from bot.telegram.updates import CannotRead, Leave, number_of, read

log = structlog.get_logger()
T = TypeVar("T")
ACK_LIMIT = 200  # characters
PAUSES = (0.05, 0.5)  # seconds before the second and the third try
STORE_PAUSES = (0.2, 0.5, 1.0, 2.0)  # the last one again and again


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at once after a press; without it the button goes on turning."""

    callback: str
    text: str = ""

    def params(self) -> dict[str, Json]:
        """For answerCallbackQuery."""
        shown: dict[str, Json] = {"callback_query_id": self.callback}
        if self.text:
            shown["text"] = self.text[:ACK_LIMIT]
        return shown


class _Lane:
    """One person's updates, one after the other."""

    __slots__ = ("lock", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


class Ingress:
    """Hears raw updates. `take` returns once its update may be acknowledged, for good."""

    def __init__(
        self,
        hear: Hear,
        aside: Aside,
        metrics: Metrics,
        leave: Callable[[Leave], Awaitable[None]],
        flood: Flood | None = None,
    ) -> None:
        self._hear = hear
        self._aside = aside
        self._metrics = metrics
        self._leave = leave
        self._flood = flood or Flood()
        self._lanes: dict[int, _Lane] = {}
        self._away = Troubles("the database is back")

    async def take(self, raw: Json, *, patient: bool) -> Answer | None:
        """`patient`: wait for a database that is away; else raise `StoreAway`, and come again.

        Raises `CannotRead` for what has no number and so can be neither kept nor acknowledged.
        """
        update_id = number_of(raw)
        assert isinstance(raw, dict)
        try:
            incoming = read(raw)
        except Exception as problem:
            why = str(problem) if isinstance(problem, CannotRead) else type(problem).__name__
            await self._set_aside(update_id, raw, why, patient)
            return None
        if incoming is None:
            return None
        if isinstance(incoming, Leave):
            await self._leave(incoming)
            return None
        return await self._in_turn(update_id, incoming, raw, patient)

    async def _in_turn(
        self, update_id: int, incoming: Incoming, raw: Json, patient: bool
    ) -> Answer | None:
        began = time.monotonic()
        lane = self._lanes.get(incoming.chat)
        if lane is None:
            lane = self._lanes[incoming.chat] = _Lane()
        pressing = isinstance(incoming, Pressed)
        flooding = not isinstance(incoming, Gone) and self._flood.swells(
            incoming.chat, began, lane.waiting, pressing
        )
        lane.waiting += 1
        try:
            async with lane.lock:
                ack = await self._tried(update_id, incoming, raw, flooding, patient)
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[incoming.chat]
        self._count(incoming, flooding, time.monotonic() - began)
        return Answer(incoming.callback, ack) if isinstance(incoming, Pressed) else None

    async def _tried(
        self, update_id: int, incoming: Incoming, raw: Json, flooding: bool, patient: bool
    ) -> str:
        for pause in (*PAUSES, None):
            try:
                return await self._heard(update_id, incoming, flooding, patient)
            except StoreAway:
                raise
            except Exception as problem:
                self._metrics.failed.inc()
                log.error("an update failed", kind=type(incoming).__name__, exc_info=problem)
                if pause is None:
                    why, chat = type(problem).__name__, incoming.chat
                    await self._set_aside(update_id, raw, why, patient, chat)
                else:
                    await asyncio.sleep(pause)
        return ""

    async def _heard(
        self, update_id: int, incoming: Incoming, flooding: bool, patient: bool
    ) -> str:
        async def hear() -> str:
            return (await self._hear(update_id, incoming, flooding)).ack

        return await (self._patiently(hear) if patient else hear())

    async def _set_aside(
        self, update_id: int, raw: Json, why: str, patient: bool, chat: int | None = None
    ) -> None:
        async def put() -> None:
            await self._aside.set_aside(update_id, _as_bytes(raw), why, chat)

        await (self._patiently(put) if patient else put())
        self._metrics.set_aside.inc()
        log.error("an update was set aside", why=why)

    async def _patiently(self, do: Callable[[], Awaitable[T]]) -> T:
        """Again until the database is back."""
        pauses = iter(STORE_PAUSES)
        while True:
            try:
                done = await do()
            except StoreAway as problem:
                self._away.tell("the database is away; updates wait for it", problem)
                await asyncio.sleep(next(pauses, STORE_PAUSES[-1]))
            else:
                self._away.over()
                return done

    def _count(self, incoming: Incoming, flooding: bool, seconds: float) -> None:
        metrics = self._metrics
        metrics.turns.inc()
        metrics.turn_seconds.observe(seconds)
        if isinstance(incoming, Pressed):
            metrics.presses.inc()
        elif isinstance(incoming, Typed):
            metrics.texts.inc()
        elif not isinstance(incoming, Gone):
            metrics.odd.inc()
        if flooding:
            metrics.flooding.inc()


def _as_bytes(raw: Json) -> bytes:
    try:
        return orjson.dumps(raw)
    except TypeError:  # half of a surrogate pair
        return repr(raw).encode("utf-8", "backslashreplace")
