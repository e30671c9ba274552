"""Each person is heard in order, nobody waits for another, and nothing is acknowledged unkept."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from bot.core.clock import StillClock
from bot.core.post import Incoming, Typed
from bot.store.faults import StoreAway
from bot.telegram import ingress as ingress_module
from bot.telegram.doubles import Ear, MemoryStore
from bot.telegram.flood import PRESSES_ALLOWED, QUIET_SECONDS, TEXTS_ALLOWED, Flood
from bot.telegram.ingress import Answer, Ingress
from bot.telegram.metrics import Metrics
from bot.telegram.updates import CannotRead, Leave


def typed(number: int, text: str = "hi", chat: int = 1) -> dict[str, Any]:
    where = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "chat": where, "text": text}}


def pressed(number: int, chat: int = 1) -> dict[str, Any]:
    under = {"message_id": 5, "chat": {"id": chat, "type": "private"}}
    query = {"id": f"q{number}", "from": {"id": chat}, "message": under, "data": "a/b"}
    return {"update_id": number, "callback_query": query}


class Room:
    def __init__(self, strict: bool = True) -> None:
        self.ear = Ear()
        self.store = MemoryStore(StillClock(datetime(2026, 11, 22, tzinfo=UTC)))
        self.metrics = Metrics()
        self.left: list[int] = []
        self.ingress = Ingress(
            self.ear.hear, self.store, self.metrics, self.leave, Flood(strict=strict)
        )

    async def leave(self, group: Leave) -> None:
        self.left.append(group.chat)

    async def take(self, *raws: object, patient: bool = True) -> list[Answer | None]:
        taking = (self.ingress.take(raw, patient=patient) for raw in raws)  # type: ignore[arg-type]
        return await asyncio.gather(*taking)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(ingress_module, "PAUSES", (0.001, 0.001))
    monkeypatch.setattr(ingress_module, "STORE_PAUSES", (0.01,))
    return Room()


async def test_one_person_is_heard_in_order_and_others_at_the_same_time(room: Room) -> None:
    def slow(incoming: Incoming) -> Any:
        return asyncio.sleep(0.05 if incoming.message == 1 else 0)  # type: ignore[union-attr]

    room.ear.before = slow

    await room.take(typed(1), typed(2), typed(3, chat=2), typed(4))

    assert room.ear.numbers == [3, 1, 2, 4]


async def test_a_press_is_answered_with_what_the_companion_wants_shown(room: Room) -> None:
    room.ear.ack = "Already answered"

    assert await room.take(pressed(1)) == [Answer("q1", "Already answered")]
    assert await room.take(typed(2)) == [None]


async def test_it_is_not_acknowledged_before_it_is_kept(room: Room) -> None:
    kept = asyncio.Event()
    room.ear.before = lambda incoming: kept.wait()

    taking = asyncio.create_task(room.ingress.take(typed(1), patient=True))
    await asyncio.sleep(0.02)
    assert not taking.done()

    kept.set()
    await taking


async def test_what_fails_is_tried_again_and_then_set_aside_and_holds_up_nobody(
    room: Room,
) -> None:
    tries: list[int] = []

    def broken(incoming: Incoming) -> None:
        if isinstance(incoming, Typed) and incoming.text == "bad":
            tries.append(1)
            raise KeyError("secret words")

    room.ear.before = broken

    await room.take(typed(1, "bad"), typed(2, "good"))

    assert len(tries) == 3
    assert room.ear.numbers == [2]
    assert list(room.store.aside) == [1]
    assert room.store.said("aside") == ["KeyError"]


async def test_what_fails_once_is_heard_the_second_time(room: Room) -> None:
    tries: list[int] = []

    def broken(incoming: Incoming) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError

    room.ear.before = broken

    await room.take(pressed(1))

    assert room.ear.numbers == [1]
    assert room.store.aside == {}


async def test_an_update_that_cannot_be_read_is_set_aside_whole(room: Room) -> None:
    await room.take({"update_id": 7, "message": {"chat": "?", "text": "secret words"}})

    assert b"secret words" in room.store.aside[7]
    assert room.ear.numbers == []


async def test_half_of_a_surrogate_pair_can_be_set_aside(room: Room) -> None:
    await room.take({"update_id": 7, "message": {"chat": "\ud800"}})

    assert 7 in room.store.aside


async def test_what_has_no_number_is_refused(room: Room) -> None:
    with pytest.raises(CannotRead):
        await room.take({"message": {}})


async def test_what_says_nothing_to_us_is_acknowledged_at_once(room: Room) -> None:
    assert await room.take({"update_id": 1, "poll": {}}) == [None]
    assert room.ear.numbers == []


async def test_a_group_is_left_without_being_heard(room: Room) -> None:
    chat = {"id": -5, "type": "group"}

    await room.take({"update_id": 1, "message": {"chat": chat, "text": "hello all"}})

    assert room.left == [-5]
    assert room.ear.numbers == []


async def test_polling_waits_for_a_database_that_is_away_and_keeps_the_order(room: Room) -> None:
    away = [1, 1, 1]

    def check(incoming: Incoming) -> None:
        if away:
            away.pop()
            raise StoreAway(OSError("away"))

    room.ear.before = check

    await room.take(typed(1), typed(2), typed(3))

    assert room.ear.numbers == [1, 2, 3]
    assert room.store.aside == {}


async def test_the_webhook_says_at_once_that_the_database_is_away(room: Room) -> None:
    def away(incoming: Incoming) -> None:
        raise StoreAway(OSError("away"))

    room.ear.before = away

    with pytest.raises(StoreAway):
        await room.take(typed(1), patient=False)


async def test_a_flood_is_all_kept_and_its_answers_are_held_but_for_a_few(room: Room) -> None:
    await room.take(*(typed(n) for n in range(1, 501)), typed(501, chat=2))

    assert len(room.ear.numbers) == 501
    assert room.ear.flooded.count(False) == TEXTS_ALLOWED + 1


async def test_for_a_benchmark_only_those_who_do_not_wait_for_their_answers_flood() -> None:
    patient, hasty = Room(strict=False), Room(strict=False)
    hasty.ear.before = lambda incoming: asyncio.sleep(0.001)

    for n in range(1, 20):
        await patient.take(typed(n))
    await hasty.take(*(typed(n) for n in range(1, 20)))

    assert True not in patient.ear.flooded
    assert True in hasty.ear.flooded


async def test_tapping_fast_is_choosing_and_tapping_on_and_on_is_not(room: Room) -> None:
    await room.take(*(pressed(n) for n in range(1, 31)))

    assert room.ear.flooded.count(False) == PRESSES_ALLOWED


def test_a_pause_ends_the_flood() -> None:
    flood = Flood()
    now = 50.0

    for _ in range(10):
        swelling = flood.swells(1, now, 0)
    assert swelling
    assert not flood.swells(1, now + QUIET_SECONDS, 0)


def test_a_crowd_does_not_fill_the_memory() -> None:
    flood = Flood()

    for chat in range(10_000):
        flood.swells(chat, chat * 0.01, 0)

    assert len(flood._runs) <= 4097


async def test_no_line_of_the_log_tells_what_was_said(room: Room) -> None:
    def broken(incoming: Incoming) -> None:
        raise ValueError("secret words")

    room.ear.before = broken

    with structlog.testing.capture_logs() as lines:
        await room.take(typed(1, "secret words"), {"update_id": 2, "message": "secret words"})

    told = [{k: v for k, v in line.items() if k != "exc_info"} for line in lines]
    assert len(told) == 5
    assert "secret" not in repr(told)
