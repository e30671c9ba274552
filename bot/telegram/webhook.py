"""Serves the webhook, and what those who watch over it ask: healthz, readyz, metrics."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable

import orjson
import structlog
from aiohttp import web

from bot.store.faults import StoreAway
from bot.telegram.ingress import Ingress
from bot.telegram.jsons import loads
from bot.telegram.metrics import CONTENT_TYPE, Metrics
from bot.telegram.ports import Alive
from bot.telegram.updates import CannotRead

log = structlog.get_logger()
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
BODY_LIMIT = 1 << 20  # also aiohttp's own, for bodies that come without a length
BODY_SECONDS = 10.0  # for a body to arrive
READY_SECONDS = 2.0
DEFAULT_PATH = "/telegram"
_JSON = {"Content-Type": "application/json"}


def secret_of(token: str) -> str:
    """A secret that every worker of a bot knows without being told."""
    return hmac.new(token.encode(), b"secure-base webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Telegram's requests in, 2xx once they are kept; a press is answered in the 2xx's body."""

    def __init__(
        self, ingress: Ingress, alive: Alive, metrics: Metrics, secret: str, path: str = ""
    ) -> None:
        self._ingress = ingress
        self._alive = alive
        self._metrics = metrics
        self._secret = secret.encode()
        self._path = path if path not in ("", "/") else DEFAULT_PATH
        self._under_way = 0
        self._idle = asyncio.Event()
        self._stopping = False
        self._runner: web.ServerRunner | None = None

    @property
    def path(self) -> str:
        return self._path

    async def start(self, host: str | None, port: int) -> int:
        """Listens; gives the port, which the system chooses for 0."""
        server = web.Server(self.serve, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=1024).start()
        return int(self._runner.addresses[0][1])

    async def stop(self, timeout: float) -> None:
        """503 from now on; those that came before are finished."""
        self._stopping = True
        if self._under_way:
            self._idle.clear()
            try:
                await asyncio.wait_for(self._idle.wait(), timeout)
            except TimeoutError:
                log.warning("some updates were not finished; Telegram brings them again")
        if self._runner is not None:
            await self._runner.cleanup()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path == self._path:
            if request.method != "POST":
                return self._refused(405)
            return await self._update(request)
        watch = _WATCH.get(path)
        if watch is None:
            return self._refused(404)
        if request.method not in ("GET", "HEAD"):
            return self._refused(405)
        return await watch(self)

    async def _update(self, request: web.BaseRequest) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            return self._refused(403)
        if (request.content_length or 0) > BODY_LIMIT:
            return self._refused(413)
        if self._stopping:
            return _later()
        self._under_way += 1
        try:
            return await self._heard(request)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _heard(self, request: web.BaseRequest) -> web.Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = loads(await request.read())
            answer = await self._ingress.take(raw, patient=False)
        except web.HTTPRequestEntityTooLarge:
            return self._refused(413)
        except TimeoutError:
            return self._refused(408)
        except (ValueError, CannotRead):
            return self._refused(400)
        except StoreAway:
            return _later()
        if answer is None:
            return web.Response()
        call = {"method": "answerCallbackQuery", **answer.params()}
        return web.Response(body=orjson.dumps(call), headers=_JSON)

    def _refused(self, status: int) -> web.Response:
        self._metrics.refused.inc()
        response = web.Response(status=status)
        response.force_close()  # whatever else this client sends need not be read
        return response

    async def _health(self) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self) -> web.Response:
        if self._stopping:
            return web.Response(status=503, text="stopping\n")
        try:
            await asyncio.wait_for(self._alive.ping(), READY_SECONDS)
        except (StoreAway, TimeoutError):
            return web.Response(status=503, text="the database is away\n")
        return web.Response(text="ready\n")

    async def _numbers(self) -> web.Response:
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})


_WATCH: dict[str, Callable[[Webhook], Awaitable[web.Response]]] = {
    "/healthz": Webhook._health,
    "/readyz": Webhook._ready,
    "/metrics": Webhook._numbers,
}


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": "2"})
