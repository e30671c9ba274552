"""The webhook takes what Telegram sends, keeps it before it says so, and turns others away."""

import asyncio
import io
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson
import pytest

from bot.core.clock import StillClock
from bot.core.post import Incoming
from bot.store.faults import StoreAway
from bot.telegram import ingress as ingress_module
from bot.telegram.doubles import Ear, MemoryStore
from bot.telegram.ingress import Ingress
from bot.telegram.metrics import Metrics
from bot.telegram.updates import Leave
from bot.telegram.webhook import BODY_LIMIT, SECRET_HEADER, Webhook, secret_of

SECRET = "a" * 40


class House:
    def __init__(self) -> None:
        self.ear = Ear()
        self.store = MemoryStore(StillClock(datetime(2026, 11, 22, tzinfo=UTC)))
        self.metrics = Metrics()
        ingress = Ingress(self.ear.hear, self.store, self.metrics, self.leave)
        self.webhook = Webhook(ingress, self.store, self.metrics, SECRET, "/hook")
        self.port = 0

    async def leave(self, group: Leave) -> None: ...

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def post(
        self, body: object, secret: str = SECRET, path: str = "/hook", method: str = "POST"
    ) -> tuple[int, bytes]:
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                method, self.url(path), data=io.BytesIO(data), headers={SECRET_HEADER: secret}
            ) as response,
        ):
            return response.status, await response.read()


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(ingress_module, "PAUSES", (0.001, 0.001))
    made = House()
    made.port = await made.webhook.start("127.0.0.1", 0)
    yield made
    await made.webhook.stop(1)


def text(number: int = 1) -> dict[str, Any]:
    where = {"id": 7, "type": "private"}
    return {"update_id": number, "message": {"message_id": 3, "chat": where, "text": "hi"}}


def press() -> dict[str, Any]:
    under = {"message_id": 5, "chat": {"id": 7, "type": "private"}}
    query = {"id": "q1", "from": {"id": 7}, "message": under, "data": "a"}
    return {"update_id": 2, "callback_query": query}


async def test_an_update_is_heard_before_it_is_acknowledged(house: House) -> None:
    assert await house.post(text()) == (200, b"")
    assert house.ear.numbers == [1]


async def test_a_press_is_answered_in_the_body(house: House) -> None:
    house.ear.ack = "Already answered"

    status, body = await house.post(press())

    assert status == 200
    assert orjson.loads(body) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "q1",
        "text": "Already answered",
    }


async def test_an_update_that_nobody_understands_is_set_aside_and_acknowledged(
    house: House,
) -> None:
    assert await house.post({"update_id": 9, "message": []}) == (200, b"")
    assert list(house.store.aside) == [9]


async def test_a_database_that_is_away_is_503_and_nothing_is_set_aside(house: House) -> None:
    def away(incoming: Incoming) -> None:
        raise StoreAway(OSError("away"))

    house.ear.before = away

    assert (await house.post(text()))[0] == 503
    house.ear.before = lambda incoming: None
    assert (await house.post(text()))[0] == 200
    assert house.store.aside == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b'{"message": {}}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 150_000, 400),
        (b"\xff\xfe", 400),
        (b"x" * (BODY_LIMIT + 1), 413),
    ],
)
async def test_what_telegram_would_never_send_is_turned_away_at_once(
    house: House, body: bytes, status: int
) -> None:
    began = time.monotonic()

    assert (await house.post(body))[0] == status

    assert time.monotonic() - began < 1
    assert house.ear.numbers == []
    assert house.store.aside == {}


@pytest.mark.parametrize("secret", ["", "b" * 40, SECRET + "a", SECRET[:-1], "é"])
async def test_whoever_does_not_know_the_secret_is_turned_away(house: House, secret: str) -> None:
    assert (await house.post(text(), secret))[0] == 403
    assert house.ear.numbers == []


async def test_without_the_secret_the_body_is_not_even_awaited(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbegin")

    answer = await asyncio.wait_for(reader.read(20), 1)

    assert answer.startswith(b"HTTP/1.1 403")
    writer.close()


async def test_a_body_that_says_it_is_too_long_is_not_even_awaited(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
    writer.write(f"{head}Content-Length: 1048577\r\n\r\nbegin".encode())

    answer = await asyncio.wait_for(reader.read(20), 1)

    assert answer.startswith(b"HTTP/1.1 413")
    writer.close()


async def test_a_body_without_a_length_is_cut_off_at_the_limit(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    async with (
        aiohttp.ClientSession() as session,
        session.post(house.url(), data=endless(), headers={SECRET_HEADER: SECRET}) as response,
    ):
        assert response.status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/hook", 405),
        ("POST", "/", 404),
        ("POST", "/wp-login.php", 404),
        ("POST", "/healthz", 405),
        ("PUT", "/hook", 405),
    ],
)
async def test_other_doors_are_closed(house: House, method: str, path: str, status: int) -> None:
    assert (await house.post(b"", path=path, method=method))[0] == status


async def test_bytes_that_are_not_http_get_a_4xx(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(b"\x16\x03\x01 what is this\r\n\r\n")

    assert (await asyncio.wait_for(reader.read(20), 1)).startswith(b"HTTP/1.0 400")
    writer.close()


async def test_health_and_readiness_are_told_apart(house: House) -> None:
    async def get(path: str) -> int:
        return (await house.post(b"", path=path, method="GET"))[0]

    assert (await get("/healthz"), await get("/readyz")) == (200, 200)

    house.store.away = True

    assert (await get("/healthz"), await get("/readyz")) == (200, 503)


async def test_the_numbers_name_nobody(house: House) -> None:
    await house.post(text())
    await house.post(press())
    await house.post(text(), "wrong")
    house.metrics.danger("suicide")

    _, body = await house.post(b"", path="/metrics", method="GET")

    told = body.decode()
    for line in (
        "secure_base_turns_total 2.0",
        "secure_base_texts_total 1.0",
        "secure_base_presses_total 1.0",
        "secure_base_refused_total 1.0",
        "secure_base_turn_seconds_count 2.0",
        "secure_base_outbox_waiting 0.0",
        'secure_base_danger_total{kind="suicide"} 1.0',
    ):
        assert line in told
    labels = {part.split("=")[0] for part in told.replace("{", "\n{").split() if "=" in part}
    assert labels <= {"{kind", "{le", "{why"}


async def test_stopping_finishes_what_came_before_and_sends_later_ones_away(
    house: House,
) -> None:
    kept = asyncio.Event()
    house.ear.before = lambda incoming: kept.wait()
    first = asyncio.create_task(house.post(text(1)))
    await asyncio.sleep(0.05)

    stopping = asyncio.create_task(house.webhook.stop(2))
    await asyncio.sleep(0.05)
    assert (await house.post(text(2)))[0] == 503
    assert (await house.post(b"", path="/readyz", method="GET"))[0] == 503
    kept.set()

    assert (await first)[0] == 200
    await stopping
    with socket.socket() as trying:
        assert trying.connect_ex(("127.0.0.1", house.port)) != 0


def test_every_worker_of_a_bot_knows_its_secret_and_it_is_not_the_token() -> None:
    assert secret_of("1:a") == secret_of("1:a") != secret_of("1:b")
    assert len(secret_of("1:a")) == 64
