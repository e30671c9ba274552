"""The panel beside the chat: the clock, what was heard, and the map of a dialog."""

from aiohttp import web

from bot.local import clockwork
from bot.local.asked import body_of, text_in
from bot.local.guard import DRAWING
from bot.local.live import EVERYONE
from bot.local.ports import Draw, Hear
from bot.local.refusal import Refused
from bot.local.world import World


class Panel:
    def __init__(self, world: World, hear: Hear | None, draw: Draw | None) -> None:
        self._world = world
        self._hear = hear
        self._draw = draw

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/page/clock", self.clock),
            web.post("/page/clock", self.move_clock),
            web.post("/page/hear", self.hear),
            web.get("/page/map", self.map),
        ]

    async def clock(self, request: web.Request) -> web.Response:
        return web.json_response(await clockwork.shown(self._world.clock))

    async def move_clock(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        moved = await clockwork.move(
            self._world.clock, text_in(asked, "to"), text_in(asked, "zone")
        )
        self._world.live.tell(EVERYONE, "clock", clock=moved)
        return web.json_response(moved)

    async def hear(self, request: web.Request) -> web.Response:
        if self._hear is None:
            raise Refused(404, "Not Found: nothing hears here")
        return web.json_response(self._hear(text_in(await body_of(request), "text")))

    async def map(self, request: web.Request) -> web.Response:
        drawn = self._draw(request.query.get("dialog", "")) if self._draw else None
        if drawn is None:
            raise Refused(404, "Not Found: no such map")
        kind = "image/svg+xml" if drawn.lstrip().startswith("<") else "text/plain"
        headers = {"Content-Security-Policy": DRAWING}
        return web.Response(text=drawn, content_type=kind, headers=headers)
