"""What the network does to a request, told apart: surely not sent, maybe sent, refused."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.telegram.api import Api, BadAddress, make_bot
from bot.telegram.request import AiohttpRequest, MaybeSent, NotSent, TooFast, refusal

TOKEN = "123456:AAHsecretsecretsecretsecretsecretsecr"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A Telegram that does what `answer` does."""

    def __init__(self) -> None:
        self.answer: Answer = self.fine
        self.seen: list[tuple[str, bytes]] = []
        self.url = ""

    async def fine(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b'{"ok":true,"result":{"message_id":1}}')

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.path, await request.read()))
        return await self.answer(request)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_route("*", "/{all:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest()
    await made.initialize()
    yield made
    await made.shutdown()


async def raised(call: Awaitable[object]) -> TelegramError:
    """The exception; wherever it goes, nobody can read the token from it."""
    with pytest.raises(TelegramError) as told:
        await call
    assert TOKEN not in "".join(traceback.format_exception(told.value))
    assert TOKEN not in repr(told.value)
    return told.value


async def test_a_call_sends_json_and_gives_the_result(
    server: Server, request_: AiohttpRequest
) -> None:
    api = Api(request_, TOKEN, server.url)

    result = await api.call("sendMessage", {"chat_id": 1, "text": "hé"})

    assert result == {"message_id": 1}
    assert server.seen == [(f"/bot{TOKEN}/sendMessage", '{"chat_id":1,"text":"hé"}'.encode())]


async def test_ptbs_bot_uses_the_same_connections(server: Server, request_: AiohttpRequest) -> None:
    bot = make_bot(request_, TOKEN, server.url)

    await bot.set_my_description("about", "es")

    (path, body), *_ = server.seen
    assert path == f"/bot{TOKEN}/setMyDescription"
    assert body == b'{"description":"about","language_code":"es"}'


async def test_a_file_travels_as_a_form(server: Server, request_: AiohttpRequest) -> None:
    async def message(request: web.Request) -> web.Response:
        return web.json_response(
            {
                "ok": True,
                "result": {"message_id": 4, "date": 1, "chat": {"id": 1, "type": "private"}},
            }
        )

    server.answer = message
    bot = make_bot(request_, TOKEN, server.url)

    sent = await bot.send_document(1, b"content", filename="a.zip", caption="<b>x</b>")

    body = server.seen[0][1]
    assert sent.message_id == 4
    assert b'filename="a.zip"' in body
    assert b"content" in body


async def test_nobody_listening_means_surely_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

        problem = await raised(Api(request_, TOKEN, url).call("getMe"))

    assert isinstance(problem, NotSent)
    assert problem.__suppress_context__  # aiohttp's own exception may hold the URL


async def test_a_connection_cut_after_the_request_means_maybe_sent(
    server: Server, request_: AiohttpRequest
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.answer = cut

    assert isinstance(await raised(Api(request_, TOKEN, server.url).call("getMe")), MaybeSent)


async def test_no_answer_in_time_means_maybe_sent(server: Server, request_: AiohttpRequest) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    server.answer = slow

    problem = await raised(Api(request_, TOKEN, server.url).call("getMe", {}, 0.05))

    assert isinstance(problem, MaybeSent)


async def test_an_answer_that_nobody_can_read_means_maybe_sent(
    server: Server, request_: AiohttpRequest
) -> None:
    async def odd(request: web.Request) -> web.StreamResponse:
        return web.Response(text=f"<html>/bot{TOKEN}/getMe is fine</html>")

    server.answer = odd

    assert isinstance(await raised(Api(request_, TOKEN, server.url).call("getMe")), MaybeSent)
    await raised(make_bot(request_, TOKEN, server.url).get_me())


async def test_a_closed_connection_means_not_sent() -> None:
    api = Api(AiohttpRequest(), TOKEN, "http://127.0.0.1:1")

    assert isinstance(await raised(api.call("getMe")), NotSent)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, NotSent),
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (413, BadRequest),
        (429, TooFast),
        (500, MaybeSent),
        (502, MaybeSent),
        (504, MaybeSent),
    ],
)
async def test_each_refusal_is_told_apart(
    status: int, kind: type[Exception], server: Server, request_: AiohttpRequest
) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=f"proxy page about /bot{TOKEN}/getMe")

    server.answer = refuse

    assert type(await raised(Api(request_, TOKEN, server.url).call("getMe"))) is kind
    await raised(make_bot(request_, TOKEN, server.url).get_me())


def test_how_long_telegram_wants_us_to_wait_is_heard() -> None:
    body = b'{"ok":false,"error_code":429,"parameters":{"retry_after":7},"description":"Too Many"}'

    problem = refusal(429, body)

    assert isinstance(problem, TooFast)
    assert problem.seconds == 7


async def test_half_of_a_surrogate_pair_is_a_bad_request_and_not_a_crash(
    server: Server, request_: AiohttpRequest
) -> None:
    problem = await raised(Api(request_, TOKEN, server.url).call("sendMessage", {"text": "\ud800"}))

    assert isinstance(problem, BadRequest)
    assert server.seen == []


@pytest.mark.parametrize("url", ["nonsense", "ftp://e.org", "http://", "http://e.org:port"])
async def test_an_address_that_is_none_is_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(BadAddress, match=r"https://api\.telegram\.org") as told:
        Api(AiohttpRequest(), TOKEN, url)
    assert TOKEN not in "".join(traceback.format_exception(told.value))
