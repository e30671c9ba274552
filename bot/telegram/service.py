"""Telegram as the rest of the program sees it: started, handed posts, stopped."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.core.clock import Clock
from bot.core.post import Json
from bot.store.records import Posted
from bot.telegram import commands
from bot.telegram.api import Api, BadToken, make_bot
from bot.telegram.carrier import Carrier
from bot.telegram.flood import Flood
from bot.telegram.ingress import Ingress
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import Outbox
from bot.telegram.pace import Pace
from bot.telegram.poll import Poller
from bot.telegram.ports import Hear, Keeping
from bot.telegram.request import AiohttpRequest
from bot.telegram.troubles import Troubles
from bot.telegram.updates import WANTED, Leave
from bot.telegram.webhook import Webhook, secret_of

log = structlog.get_logger()
STOP_SECONDS = 6.0
MAX_CONNECTIONS = 100
LEAVE_SECONDS = 3.0  # an update waits for it


class Telegram:
    """Join it to the store and the companion, `open` it, start what this process is for, `stop` it.

    `farewell` gives, for a language, what is said before leaving a group; nothing by default.
    """

    def __init__(
        self,
        token: str,
        store: Keeping,
        hear: Hear,
        clock: Clock,
        *,
        url: str = "",
        pace: str = "30/1",
        metrics: Metrics | None = None,
        farewell: Callable[[str], str] | None = None,
        proxy: str | None = None,
    ) -> None:
        self.metrics = metrics or Metrics()
        self._token = token
        self._store = store
        self._request = AiohttpRequest(proxy=proxy)
        self._api = Api(self._request, token, url)
        self._farewell = farewell
        self._left: OrderedDict[int, None] = OrderedDict()
        gate = Pace.parse(pace)
        self.bot: Bot = make_bot(self._request, token, url)
        self._ingress = Ingress(hear, store, self.metrics, self._leave, Flood(strict=gate.on))
        carrier = Carrier(self._api, self.bot)
        self.outbox = Outbox(store, carrier, gate, clock, self.metrics)
        self._poller: Poller | None = None
        self._webhook: Webhook | None = None
        self._opened = False

    async def open(self) -> str:
        """The bot's username. Waits for a Telegram that is away; raises `BadToken`."""
        await self._request.initialize()
        self._opened = True
        troubles = Troubles("Telegram answers again")
        while True:
            try:
                me = await self._api.call("getMe")
                troubles.over()
                return str(me["username"]) if isinstance(me, dict) else ""
            except InvalidToken:
                raise BadToken(self._api.host) from None
            except TelegramError as problem:
                troubles.tell(f"{self._api.host} cannot be reached; trying again", problem)
                await asyncio.sleep(troubles.back_off())

    def hand_over(self, posts: Sequence[Posted]) -> None:
        """What a turn put in the outbox, to be sent without reading it again."""
        self.outbox.hand_over(posts)

    async def start_outbox(self) -> None:
        await self.outbox.start()

    async def start_polling(self) -> asyncio.Task[None]:
        """The task ends only by `stop`, or with `BadToken`: watch it."""
        self._poller = Poller(self._api, self._ingress, self._store)
        return asyncio.create_task(self._poller.run())

    async def start_webhook(
        self, url: str, port: int, *, secret: str = "", host: str | None = None
    ) -> int:
        """Listens first, then tells Telegram. Gives the port listened on."""
        secret = secret or secret_of(self._token)
        path = urlsplit(url).path
        self._webhook = Webhook(self._ingress, self._store, self.metrics, secret, path)
        listening = await self._webhook.start(host, port)
        whole = url if path not in ("", "/") else url.rstrip("/") + self._webhook.path
        params: dict[str, Json] = {
            "url": whole,
            "secret_token": secret,
            "max_connections": MAX_CONNECTIONS,
            "allowed_updates": list[Json](WANTED),
        }
        await self._told("setWebhook", params)
        return listening

    async def publish(self, menu: commands.Commands, descriptions: commands.Descriptions) -> None:
        """The menu of commands and the profile; a failure is only logged."""
        try:
            await commands.publish(self.bot, menu, descriptions)
        except Exception as problem:  # other Bot API servers may not know of menus at all
            log.warning("the menu of commands could not be told", exc_info=problem)

    async def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Finish what is under way: first what comes in, then what goes out."""
        if self._poller is not None:
            await self._poller.stop(timeout / 2)
        if self._webhook is not None:
            await self._webhook.stop(timeout / 2)
        await self.outbox.close(timeout / 2)
        if self._opened:
            await self._request.shutdown()

    async def _told(self, method: str, params: dict[str, Json]) -> None:
        troubles = Troubles("Telegram answers again")
        while True:
            try:
                await self._api.call(method, params)
                return troubles.over()
            except InvalidToken:
                raise BadToken(self._api.host) from None
            except TelegramError as problem:
                troubles.tell(f"Telegram did not take {method}; trying again", problem)
                await asyncio.sleep(troubles.back_off())

    async def _leave(self, group: Leave) -> None:
        """Once a group; what goes wrong there is not ours to mend."""
        if group.chat in self._left:
            return
        self._left[group.chat] = None
        if len(self._left) > 256:
            self._left.popitem(last=False)
        words = self._farewell(group.language) if self._farewell else ""
        if words:
            with contextlib.suppress(TelegramError):
                said: dict[str, Json] = {"chat_id": group.chat, "text": words}
                await self._api.call("sendMessage", said, LEAVE_SECONDS)
        try:
            await self._api.call("leaveChat", {"chat_id": group.chat}, LEAVE_SECONDS)
        except TelegramError as problem:
            del self._left[group.chat]
            log.info("a group could not be left", why=type(problem).__name__)
