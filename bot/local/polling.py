"""getUpdates: long polling, one poller at a time, as Telegram has it."""

import asyncio

from bot.local.call import Call
from bot.local.ports import Json
from bot.local.refusal import conflict
from bot.local.state import Update
from bot.local.world import World

ACTIVE_HOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
CONFLICT_PAUSE = 3.0  # seconds; Telegram slows pollers that fight
LONGEST_POLL = 50


def as_json(update: Update) -> Json:
    return {"update_id": update.id, update.kind: update.body}


class Polling:
    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0
        self._next_conflict = 0.0
        self.closing = False

    async def fetch(self, call: Call) -> list[Json]:
        """What waits, at once or as soon as something comes; ends any earlier poll with 409."""
        if self._world.state.hook.url:
            raise conflict(ACTIVE_HOOK)
        if call.has("allowed_updates"):
            self._world.allow(call.rows("allowed_updates"))
        self._world.confirm(call.number("offset"))
        self._turn += 1
        mine = self._turn
        self._world.ring()
        wait = min(max(call.number("timeout"), 0), LONGEST_POLL)
        limit = min(max(call.number("limit", 100), 1), 100)
        found = await self._wait(mine, wait)
        return [as_json(update) for update in found[:limit]]

    async def _wait(self, mine: int, seconds: float) -> list[Update]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            if mine != self._turn:
                await self._fight(loop.time())
            if self._world.state.hook.url:
                raise conflict("terminated by setWebhook request")
            found = self._world.waiting()
            left = deadline - loop.time()
            if found or left <= 0 or self.closing:
                return found
            await self._world.rung(left)

    async def _fight(self, now: float) -> None:
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE
        raise conflict(OTHER_POLLER)
