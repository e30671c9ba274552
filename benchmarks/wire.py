"""Just enough HTTP for a Telegram that costs little itself: a server for calls, a client for hooks."""

import asyncio
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import orjson

Params = dict[str, object]
OK = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"


def taken(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Head, body and what follows of the first message; None while it is not all there."""
    head, found, rest = data.partition(b"\r\n\r\n")
    if not found:
        return None
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return _unchunked(head, rest)
    _, named, after = lower.partition(b"\r\ncontent-length:")
    length = int(after.split(b"\r\n", 1)[0]) if named else 0
    return (head, rest[:length], rest[length:]) if len(rest) >= length else None


def _unchunked(head: bytes, rest: bytes) -> tuple[bytes, bytes, bytes] | None:
    body = b""
    while True:
        line, found, rest = rest.partition(b"\r\n")
        if not found or len(rest) < (size := int(line, 16)) + 2:
            return None
        if not size:
            return head, body, rest[2:]
        body, rest = body + rest[:size], rest[size + 2 :]


def params_of(head: bytes, body: bytes) -> Params:
    """What a call was given: as JSON, as a form, or in parts (aiogram sends those)."""
    if body[:1] == b"{":
        return dict(orjson.loads(body))
    if body[:2] != b"--":
        return dict(parse_qsl(body.decode()))
    params: Params = {}
    for part in body.split(body.split(b"\r\n", 1)[0])[1:-1]:
        said, _, value = part.partition(b"\r\n\r\n")
        name = said.partition(b'name="')[2].partition(b'"')[0]
        params[name.decode()] = value[:-2].decode()
    return params


class Calls(asyncio.Protocol):
    """The Bot API's side of one connection."""

    def __init__(self, answer: Callable[[str, Params], object]) -> None:
        self._answer, self._data = answer, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (message := taken(self._data)) is not None:
            head, body, self._data = message
            method = head.split(b" ", 2)[1].partition(b"?")[0].rpartition(b"/")[2].decode()
            result = self._answer(method, params_of(head, body))
            said = orjson.dumps({"ok": True, "result": result})
            self._transport.write(OK % (200, len(said), said))  # type: ignore[attr-defined]


class Hooks:
    """Updates to the bot, over a few connections kept open, as Telegram does."""

    def __init__(
        self, url: str, secret: str, limit: int, answered: Callable[[int, bytes], None]
    ) -> None:
        where = urlsplit(url)
        self.address = where.hostname or "127.0.0.1", where.port or 80
        self._head = (
            f"POST {where.path or '/'} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self.answered, self._limit = answered, limit
        self._open, self._idle = 0, list["_Hook"]()
        self._waiting: deque[tuple[int, bytes]] = deque()
        self.refused = 0
        self.closed = False  # the bot is gone, and nobody tries again

    def post(self, person: int, update: bytes) -> None:
        if self.closed:
            return
        if self._idle:
            self._idle.pop().send(person, update)
        elif self._open < self._limit:
            self._open += 1
            asyncio.get_running_loop().create_task(self._connect(person, update))
        else:
            self._waiting.append((person, update))

    async def _connect(self, person: int, update: bytes) -> None:
        loop = asyncio.get_running_loop()
        _, hook = await loop.create_connection(lambda: _Hook(self), *self.address)
        hook.send(person, update)

    def free(self, hook: "_Hook") -> None:
        if self._waiting:
            hook.send(*self._waiting.popleft())
        else:
            self._idle.append(hook)

    def lost(self, hook: "_Hook") -> None:
        self._open -= 1
        if hook in self._idle:
            self._idle.remove(hook)

    def request(self, update: bytes) -> bytes:
        return self._head + b"%d\r\n\r\n%b" % (len(update), update)


class _Hook(asyncio.Protocol):
    """One connection to the bot."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks, self._data, self._under_way = hooks, b"", None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._hooks.lost(self)
        self._again()

    def send(self, person: int, update: bytes) -> None:
        self._under_way: tuple[int, bytes] | None = (person, update)
        self._transport.write(self._hooks.request(update))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._data += data
        if (message := taken(self._data)) is None or self._under_way is None:
            return
        head, body, self._data = message
        if head[9:12] != b"200":
            self._again()
        else:
            person, self._under_way = self._under_way[0], None
            self._hooks.answered(person, body)
        self._hooks.free(self)

    def _again(self) -> None:
        """Telegram brings what was not taken once more."""
        if self._under_way is not None:
            self._hooks.refused += 1
            again, self._under_way = self._under_way, None
            asyncio.get_event_loop().call_later(0.5, self._hooks.post, *again)
