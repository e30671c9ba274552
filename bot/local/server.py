"""A Telegram of one's own, wired: the Bot API, the chat page, delivery and keeping, on loopback."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from bot.local.api import Api
from bot.local.courier import Courier
from bot.local.guard import guarded
from bot.local.keep import Keep
from bot.local.live import Live
from bot.local.pace import Pace
from bot.local.page import Page
from bot.local.panel import Panel
from bot.local.people import People
from bot.local.polling import Polling
from bot.local.ports import Clock, Draw, Hear, Vault, Watch
from bot.local.state import dump
from bot.local.world import World

LARGEST_REQUEST = 50 * 1024 * 1024  # what Telegram takes from a bot


class Local:
    """`start()` listens and returns the address; `stop()` keeps what is left and ends."""

    def __init__(
        self,
        token: str,
        clock: Clock,
        vault: Vault,
        home: Path | None,
        *,
        port: int = 0,
        name: str = "Bot",
        hear: Hear | None = None,
        draw: Draw | None = None,
        dialogs: Sequence[str] = (),
        languages: Sequence[str] = ("en", "es"),
        pace: Pace | None = None,
        watch: Watch | None = None,
        first_pause: float = 0.5,
    ) -> None:
        self.token = token
        self._port = port
        self._keep = Keep(home, vault)
        self._world = World(self._keep.read(), token, name, clock, Live())
        self._world.touched = self._keep.touch
        self._polling = Polling(self._world)
        self._api = Api(self._world, self._polling, token, self.saved, pace, watch)
        shows = {
            "dialogs": list(dialogs) if draw else [],
            "languages": list(languages),
            "hears": hear is not None,
        }
        self._page = Page(self._world, self.saved, shows)
        self._panel = Panel(self._world, hear, draw)
        self._courier = Courier(self._world, self.saved, self._api.perform, first_pause)
        self._runner: web.AppRunner | None = None
        self._delivering: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Scheme, host and port: what TELEGRAM_API_URL is to be."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def people(self) -> People:
        """What people do, without HTTP; follow it with `saved()` where it must last."""
        return self._page.people

    async def saved(self) -> None:
        await self._keep.saved(lambda: dump(self._world.state))

    async def start(self) -> str:
        """Listen on 127.0.0.1; OSError when the port is taken."""
        app = web.Application(
            middlewares=[guarded(lambda: self._port)], client_max_size=LARGEST_REQUEST
        )
        app.add_routes([*self._api.routes(), *self._page.routes(), *self._panel.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        listening = _loopback(self._port)
        self._port = listening.getsockname()[1]
        await web.SockSite(self._runner, listening).start()
        self._delivering = asyncio.create_task(self._courier.run())
        return self.address

    async def stop(self) -> None:
        self._polling.closing = True
        self._world.ring()
        self._world.live.close()
        if self._delivering:
            self._delivering.cancel()
            with suppress(asyncio.CancelledError):
                await self._delivering
        if self._runner:
            await self._runner.cleanup()
        await self.saved()


def _loopback(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    return listening
