"""The person's side over HTTP: what the chat page asks for, and what it sends."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.local import clockwork, look, profile
from bot.local.asked import body_of, number_in, text_in, whole
from bot.local.guard import dress
from bot.local.people import People
from bot.local.ports import Json
from bot.local.refusal import Refused
from bot.local.state import Chat
from bot.local.world import World

FILES = Path(__file__).parent / "page"
HEARTBEAT = 15.0  # seconds; keeps the stream of events open
IMAGES = ("image/png", "image/jpeg", "image/webp")


class Page:
    def __init__(
        self,
        world: World,
        saved: Callable[[], Awaitable[None]],
        shows: Json,
    ) -> None:
        self._world = world
        self.people = People(world)
        self._saved = saved
        self._shows = shows  # what the house offers beside the chat

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/page/{file:[a-z]+[.](?:css|js)}", self.asset),
            web.get("/page/house", self.house),
            web.get("/page/persons", self.persons),
            web.post("/page/persons", self.new_person),
            web.post("/page/groups", self.new_group),
            web.post("/page/standing", self.stand),
            web.get("/page/chat", self.chat),
            web.post("/page/say", self.say),
            web.post("/page/press", self.press),
            web.post("/page/edit", self.edit),
            web.post("/page/send", self.send),
            web.get("/page/file/{file}", self.file),
            web.get("/page/events", self.events),
        ]

    # -- what the page is made of

    async def index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(FILES / "index.html")

    async def asset(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(FILES / request.match_info["file"])

    async def house(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "bot": self._world.me(),
                "persons": self._world.persons(),
                **self._shows,
                "clock": await clockwork.shown(self._world.clock),
            }
        )

    # -- people

    async def persons(self, request: web.Request) -> web.Response:
        return web.json_response({"persons": self._world.persons()})

    async def new_person(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        chat = self.people.new(text_in(asked, "name") or "Sam", text_in(asked, "language") or "en")
        return await self._done({"person": look.person(chat)})

    async def new_group(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        chat = self.people.group(number_in(asked, "person"), text_in(asked, "title") or "Group")
        return await self._done({"group": look.person(chat)})

    async def stand(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        self.people.stand(number_in(asked, "person"), text_in(asked, "standing"))
        return await self._done({})

    async def chat(self, request: web.Request) -> web.Response:
        return web.json_response(self._chat(self.people.find(whole(request.query.get("person")))))

    def _chat(self, chat: Chat) -> dict[str, object]:
        bot = self._world.bot_id
        return {
            "person": look.person(chat),
            "messages": [look.for_page(message, bot) for message in chat.messages.values()],
            "keyboard": chat.keyboard,
            "commands": profile.commands_for(self._world, chat),
            "profile": profile.texts_for(self._world, chat),
        }

    # -- what people do

    async def say(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        message = self.people.say(
            number_in(asked, "person"), text_in(asked, "text"), number_in(asked, "chat")
        )
        return await self._done({"message": look.for_page(message, self._world.bot_id)})

    async def press(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        query = self.people.press(
            number_in(asked, "person"),
            number_in(asked, "message"),
            text_in(asked, "data"),
            invented=asked.get("invented") is True,
        )
        return await self._done({"query": query})

    async def edit(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        message = self.people.edit(
            number_in(asked, "person"), number_in(asked, "message"), text_in(asked, "text")
        )
        return await self._done({"message": look.for_page(message, self._world.bot_id)})

    async def send(self, request: web.Request) -> web.Response:
        asked = await body_of(request)
        message = self.people.send(
            number_in(asked, "person"),
            text_in(asked, "what"),
            number_in(asked, "chat"),
            text_in(asked, "caption"),
        )
        return await self._done({"message": look.for_page(message, self._world.bot_id)})

    async def file(self, request: web.Request) -> web.Response:
        body = self._world.files.get(request.match_info["file"])
        if body is None:
            raise Refused(404, "Not Found: files last until a restart")
        kind = request.query.get("as", "")
        if kind in IMAGES:
            return web.Response(body=body, content_type=kind)
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=body, content_type="application/octet-stream", headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The chat as it is now, then every change as it happens."""
        chat = self.people.find(whole(request.query.get("person")))
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        dress(stream)
        with self._world.live.listening(chat.id) as queue:
            await stream.prepare(request)
            await _write(stream, {"event": "chat", "chat": self._chat(chat)})
            while (event := await self._next(queue)) is not None:
                if event.get("event") == "profile":
                    event = {"event": "chat", "chat": self._chat(chat)}
                await _write(stream, event)
        return stream

    async def _next(self, queue: "asyncio.Queue[Json | None]") -> Json | None:
        try:
            async with asyncio.timeout(HEARTBEAT):
                return await queue.get()
        except TimeoutError:
            return {"event": "clock", "clock": await clockwork.shown(self._world.clock)}

    async def _done(self, answer: Json) -> web.Response:
        await self._saved()
        return web.json_response({"ok": True, **answer})


async def _write(stream: web.StreamResponse, event: Json) -> None:
    await stream.write(f"data: {json.dumps(event)}\n\n".encode())
