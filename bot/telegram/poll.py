"""Fetches updates by long polling. One process polls at a time; nothing unfinished is confirmed."""

import asyncio
import contextlib
import time

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.core.post import Json
from bot.store.faults import StoreAway
from bot.telegram.api import Api, BadToken
from bot.telegram.ingress import Answer, Ingress
from bot.telegram.ports import Leases
from bot.telegram.request import TooFast
from bot.telegram.troubles import Troubles
from bot.telegram.updates import WANTED, CannotRead, number_of
from bot.telegram.window import Window

log = structlog.get_logger()
LEASE = "poll"
LEASE_SECONDS = 30.0
RENEW_SECONDS = 10.0
LONG_POLL_SECONDS = 10  # short enough to renew the lease between two of them
UNDER_WAY_LIMIT = 300
QUIET_SECONDS = 6 * 86_400.0  # Telegram may number anew after a week


class Poller:
    """`run` until `stop`. `wait`: seconds that one long poll may last."""

    def __init__(
        self, api: Api, ingress: Ingress, leases: Leases, wait: int = LONG_POLL_SECONDS
    ) -> None:
        self._wait = wait
        self._api = api
        self._ingress = ingress
        self._leases = leases
        self._window = Window()
        self._tasks: set[asyncio.Task[None]] = set()
        self._finished = asyncio.Event()
        self._fetching: asyncio.Task[Json] | None = None
        self._renewed = self._active = float("-inf")
        self._stopping = False
        self._troubles = Troubles("polling")

    async def run(self) -> None:
        """Raises `BadToken` when Telegram refuses the token."""
        while not self._stopping:
            if not await self._may_poll():
                continue
            fresh = 0
            for raw in await self._fetch():
                fresh += self._begin(raw)
            await self._breathe(fresh)

    async def stop(self, timeout: float) -> None:
        """Finish what is under way, tell Telegram, and let another process poll."""
        self._stopping = True
        self._finished.set()
        if self._fetching is not None:
            self._fetching.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout)
        for task in self._tasks:
            task.cancel()
        if self._renewed > float("-inf"):
            await self._part()

    async def _part(self) -> None:
        try:
            if self._window.offset:
                last = {"offset": self._window.offset, "limit": 1, "timeout": 0}
                await asyncio.wait_for(self._api.call("getUpdates", last), 1)
            await asyncio.wait_for(self._leases.lease(LEASE, 0), 1)
        except (TelegramError, StoreAway, TimeoutError):
            pass  # what was heard twice is recognised; a lease ends by itself

    async def _may_poll(self) -> bool:
        now = time.monotonic()
        if now - self._renewed < RENEW_SECONDS:
            return True
        try:
            ours = await self._leases.lease(LEASE, LEASE_SECONDS)
        except StoreAway as problem:
            self._troubles.tell("the database is away; not polling until it is back", problem)
            await self._pause(1.0)
            return False
        if not ours:
            self._renewed = float("-inf")
            self._troubles.tell("another process polls for this bot; waiting for it to end")
            await self._pause(3.0)
            return False
        self._renewed = now
        return True

    async def _fetch(self) -> list[Json]:
        params: dict[str, Json] = {
            "timeout": self._wait,
            "allowed_updates": list[Json](WANTED),
        }
        if time.monotonic() - self._active > QUIET_SECONDS:
            self._window.start_over()
        if offset := self._window.offset:
            params["offset"] = offset
        call = self._api.call("getUpdates", params, self._wait + 10.0)
        self._fetching = asyncio.ensure_future(call)
        try:
            batch = await self._fetching
        except asyncio.CancelledError:
            if self._stopping:
                return []
            raise
        except TelegramError as problem:
            await self._recover(problem)
            return []
        finally:
            self._fetching = None
        self._troubles.over()
        return batch if isinstance(batch, list) else []

    async def _recover(self, problem: TelegramError) -> None:
        if isinstance(problem, InvalidToken):
            raise BadToken(self._api.host) from None
        if isinstance(problem, TooFast):
            await self._pause(problem.seconds)
        elif isinstance(problem, Conflict) and "webhook" in problem.message:
            self._troubles.tell("a webhook is in the way of polling; removing it")
            await self._remove_webhook()
            await self._pause(1.0)
        elif isinstance(problem, Conflict):
            self._troubles.tell(
                "somebody else polls with this bot's token, outside of this database;"
                " stop that one or make a token for each"
            )
            await self._pause(5.0)
        else:
            self._troubles.tell(f"{self._api.host} cannot be reached; trying again", problem)
            await self._pause(self._troubles.back_off())

    async def _remove_webhook(self) -> None:
        try:
            await self._api.call("deleteWebhook", {})
        except TelegramError as problem:
            log.warning("the webhook could not be removed", exc_info=problem)

    def _begin(self, raw: Json) -> bool:
        try:
            update_id = number_of(raw)
        except CannotRead as problem:
            log.error("an update was passed over", exc_info=problem)
            return False
        if not self._window.begin(update_id):
            return False
        self._active = time.monotonic()
        task = asyncio.create_task(self._hear(update_id, raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _hear(self, update_id: int, raw: Json) -> None:
        answer = None
        try:
            answer = await self._ingress.take(raw, patient=True)
        except Exception as problem:  # when cancelled, it stays unfinished and comes again
            log.error("an update was passed over", exc_info=problem)
        self._window.finish(update_id)
        self._finished.set()
        if answer is not None:
            await self._answer(answer)

    async def _answer(self, answer: Answer) -> None:
        with contextlib.suppress(TelegramError):  # too old, or lost: it stops turning by itself
            await self._api.call("answerCallbackQuery", answer.params())

    async def _breathe(self, fresh: int) -> None:
        """While something is under way Telegram would repeat it at once: let it finish first."""
        if not self._window:
            return
        deadline = time.monotonic() + (0.05 if fresh else 0.25)
        while self._window and not self._stopping:
            left = deadline - time.monotonic()
            if left <= 0 and len(self._window) < UNDER_WAY_LIMIT:
                return
            self._finished.clear()
            try:
                await asyncio.wait_for(self._finished.wait(), max(left, 0.05))
            except TimeoutError:
                continue

    async def _pause(self, seconds: float) -> None:
        """Sleep, but not through a stop."""
        end = time.monotonic() + seconds
        while not self._stopping and (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.25))
