"""The Bot API over HTTP: /bot<TOKEN>/<method>, as JSON, form, multipart or query."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.local.call import Call, Upload
from bot.local.methods import METHODS, PACED
from bot.local.pace import Pace
from bot.local.polling import Polling
from bot.local.ports import Json, Watch
from bot.local.refusal import Refused, bad
from bot.local.world import World


class Api:
    def __init__(
        self,
        world: World,
        polling: Polling,
        token: str,
        saved: Callable[[], Awaitable[None]],
        pace: Pace | None,
        watch: Watch | None,
    ) -> None:
        self._world = world
        self._polling = polling
        self._token = token
        self._saved = saved
        self._pace = pace
        self._watch = watch

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/files/{file}", self.file),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        try:
            self._check(request)
            if request.method not in ("GET", "POST"):
                raise Refused(405, "Method Not Allowed")
            result = await self.perform(request.match_info["method"], await parameters(request))
        except Refused as refused:
            return _json(refused.answer(), refused.code)
        return _json({"ok": True, "result": result}, 200)

    async def perform(self, method: str, raw: Json) -> object:
        """One call; what it changed is kept before anyone hears that it was done."""
        call = Call(method, raw)
        if self._watch:
            self._watch(call.method, call.raw)
        if call.method == "getUpdates":
            found = await self._polling.fetch(call)
            await self._saved()
            return found
        if self._pace and call.method in PACED:
            self._pace.check(call.chat(), asyncio.get_running_loop().time)
        result = METHODS[call.method](self._world, call)
        await self._saved()
        return result

    async def file(self, request: web.Request) -> web.Response:
        try:
            self._check(request)
        except Refused as refused:
            return _json(refused.answer(), refused.code)
        body = self._world.files.get(request.match_info["file"])
        if body is None:
            return _json(Refused(404, "Not Found").answer(), 404)
        return web.Response(body=body, content_type="application/octet-stream")

    def _check(self, request: web.Request) -> None:
        given = request.match_info["token"].encode()
        if not hmac.compare_digest(given, self._token.encode()):
            raise Refused(401, "Unauthorized")


async def parameters(request: web.Request) -> Json:
    """The parameters of a call, wherever the caller put them."""
    found: dict[str, object] = dict(request.query)
    if request.method == "GET":
        return found
    if request.content_type == "application/json":
        return {**found, **_object(await request.read())}
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            kind = value.content_type or "application/octet-stream"
            found[key] = Upload(value.filename, kind, value.file.read())
        else:
            found[key] = value if isinstance(value, str) else bytes(value).decode()
    return found


def _object(body: bytes) -> Mapping[str, object]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad("can't parse request parameters: expected a JSON object")
    return parsed


def _json(body: Json, status: int) -> web.Response:
    return web.json_response(body, status=status)
