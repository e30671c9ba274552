"""Delivery by webhook: one update in flight for each chat and kind, again and again until 2xx."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import aiohttp

from bot.local.polling import as_json
from bot.local.ports import Json
from bot.local.state import Update
from bot.local.world import World

Lane = tuple[int, bool]  # a chat, and whether it is for presses: these travel apart
Perform = Callable[[str, Json], Awaitable[object]]
PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE = 60.0
PATIENCE = aiohttp.ClientTimeout(total=60)


@dataclass(slots=True)
class _Pause:
    seconds: float
    until: float


class Courier:
    def __init__(
        self,
        world: World,
        saved: Callable[[], Awaitable[None]],
        perform: Perform,
        first_pause: float,
    ) -> None:
        self._world = world
        self._saved = saved
        self._perform = perform
        self._first_pause = first_pause
        self._flying: dict[Lane, asyncio.Task[None]] = {}
        self._pauses: dict[Lane, _Pause] = {}

    async def run(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            try:
                while True:
                    wait = self._send_what_may_go(http)
                    await self._world.rung(wait)
            finally:
                for task in [*self._flying.values()]:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    def _send_what_may_go(self, http: aiohttp.ClientSession) -> float:
        """Start deliveries; returns the seconds until a paused lane is to be tried again."""
        hook, now, wait = self._world.state.hook, asyncio.get_running_loop().time(), 60.0
        if not hook.url:
            return wait
        asked: set[Lane] = set()
        for update in self._world.waiting():
            lane = (update.chat, update.kind == "callback_query")
            if lane in asked or lane in self._flying:
                continue
            asked.add(lane)
            if (pause := self._pauses.get(lane)) and pause.until > now:
                wait = min(wait, pause.until - now)
            elif len(self._flying) < hook.connections:
                self._flying[lane] = asyncio.ensure_future(self._deliver(http, lane, update))
        return wait

    async def _deliver(self, http: aiohttp.ClientSession, lane: Lane, update: Update) -> None:
        try:
            await self._saved()
            call = await self._post(http, lane, update)
            if call:
                with suppress(Exception):  # Telegram tells nobody what came of such a call
                    await self._perform(str(call.pop("method")), call)
        finally:
            self._flying.pop(lane, None)
            self._world.ring()

    async def _post(
        self, http: aiohttp.ClientSession, lane: Lane, update: Update
    ) -> dict[str, object]:
        hook = self._world.state.hook
        headers = {PROOF_HEADER: hook.secret} if hook.secret else {}
        try:
            async with http.post(hook.url, json=as_json(update), headers=headers) as answer:
                if answer.status // 100 == 2:
                    self._pauses.pop(lane, None)
                    self._world.forget(update.id)
                    return _call_in(await answer.read())
                after = answer.headers.get("Retry-After", "")
                wrong = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            after, wrong = "", f"Connection failed: {type(fault).__name__}"
        self._failed(lane, wrong, int(after) if after.isdigit() else None)
        return {}

    def _failed(self, lane: Lane, wrong: str, after: int | None) -> None:
        last = self._pauses.get(lane)
        seconds = min(last.seconds * 2, LONGEST_PAUSE) if last else self._first_pause
        pause = seconds if after is None else float(after)
        self._pauses[lane] = _Pause(seconds, asyncio.get_running_loop().time() + pause)
        hook = self._world.state.hook
        hook.failed_at, hook.failure = int(self._world.now()), wrong
        self._world.touched()


def _call_in(body: bytes) -> dict[str, object]:
    """The one method call that the answer to an update may carry."""
    with suppress(ValueError):
        found = json.loads(body)
        if isinstance(found, dict) and isinstance(found.get("method"), str):
            return cast(dict[str, object], found)
    return {}
