"""Polling confirms only what is kept, and one process polls at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import Conflict, InvalidToken

from bot.core.clock import StillClock
from bot.telegram import ingress as ingress_module
from bot.telegram.api import Api, BadToken
from bot.telegram.doubles import Ear, MemoryStore, ScriptedApi
from bot.telegram.ingress import Ingress
from bot.telegram.metrics import Metrics
from bot.telegram.poll import Poller
from bot.telegram.request import NotSent, TooFast
from bot.telegram.updates import Leave
from bot.telegram.window import Window


class Telegram(ScriptedApi):
    """Hands out updates by Telegram's rules: what lies below the offset is forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[dict[str, Any]] = []

    def text(self, number: int, chat: int = 1, text: str = "hi") -> None:
        where = {"id": chat, "type": "private"}
        said = {"message_id": number, "chat": where, "text": text}
        self.updates.append({"update_id": number, "message": said})

    async def call(self, method: str, params: Any = None, read: float = 20.0) -> Any:
        answer = await super().call(method, params, read)
        if method != "getUpdates" or answer is not True:
            return answer
        offset = (params or {}).get("offset", 0)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        if not self.updates:
            await asyncio.sleep(0.01)
        return self.updates[:100]


class Station:
    def __init__(self) -> None:
        self.telegram = Telegram()
        self.ear = Ear()
        self.store = MemoryStore(StillClock(datetime(2026, 11, 22, tzinfo=UTC)))
        ingress = Ingress(self.ear.hear, self.store, Metrics(), self.leave)
        self.poller = Poller(cast(Api, self.telegram), ingress, self.store, wait=0)
        self.task: asyncio.Task[None] | None = None

    async def leave(self, group: Leave) -> None: ...

    def start(self) -> None:
        self.task = asyncio.create_task(self.poller.run())

    async def until(self, true: Callable[[], object], seconds: float = 3.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)


@pytest.fixture
async def station(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Station]:
    monkeypatch.setattr(ingress_module, "STORE_PAUSES", (0.01,))
    made = Station()
    yield made
    await made.poller.stop(0.5)
    if made.task is not None:
        made.task.cancel()


async def test_updates_are_heard_once_each_and_then_confirmed(station: Station) -> None:
    for number in range(10, 40):
        station.telegram.text(number, chat=number % 3)

    station.start()
    await station.until(lambda: station.telegram.updates == [])

    assert sorted(station.ear.numbers) == list(range(10, 40))


async def test_nothing_unfinished_is_ever_confirmed(station: Station) -> None:
    kept = asyncio.Event()
    station.ear.before = lambda incoming: kept.wait() if incoming.chat == 1 else None
    station.telegram.text(10, chat=2)
    station.telegram.text(11, chat=1)
    station.telegram.text(12, chat=3)

    station.start()
    await station.until(lambda: sorted(station.ear.numbers) == [10, 12])
    await asyncio.sleep(0.3)
    assert [one["update_id"] for one in station.telegram.updates] == [11, 12]

    kept.set()
    await station.until(lambda: station.telegram.updates == [])
    assert station.ear.numbers == [10, 12, 11]


async def test_somebody_new_is_heard_while_another_still_waits(station: Station) -> None:
    station.ear.before = lambda incoming: asyncio.sleep(9) if incoming.chat == 1 else None
    station.telegram.text(10, chat=1)
    station.start()
    await station.until(lambda: station.telegram.of("getUpdates"))

    station.telegram.text(11, chat=2)

    await station.until(lambda: station.ear.numbers == [11], 1.0)


async def test_waiting_for_one_update_does_not_hammer_telegram(station: Station) -> None:
    station.ear.before = lambda incoming: asyncio.sleep(9)
    station.telegram.text(10)

    station.start()
    await asyncio.sleep(0.6)

    assert len(station.telegram.of("getUpdates")) <= 5


async def test_a_press_is_answered_directly_and_too_late_is_not_an_error(
    station: Station,
) -> None:
    station.ear.ack = "kept"
    under = {"message_id": 5, "chat": {"id": 1, "type": "private"}}
    query = {"id": "q", "from": {"id": 1}, "message": under, "data": "a"}
    station.telegram.updates.append({"update_id": 1, "callback_query": query})
    station.telegram.answers["answerCallbackQuery"] = [NotSent("query is too old")]

    station.start()
    await station.until(lambda: station.telegram.of("answerCallbackQuery"))

    answered = station.telegram.of("answerCallbackQuery")
    assert answered == [{"callback_query_id": "q", "text": "kept"}]


async def test_a_second_poller_waits_with_a_clear_line_and_takes_over(station: Station) -> None:
    station.store.holders["poll"] = "another process"
    station.telegram.text(10)

    with structlog.testing.capture_logs() as lines:
        station.start()
        await asyncio.sleep(0.1)
        assert station.telegram.of("getUpdates") == []
        assert "another process polls for this bot" in lines[0]["event"]
        del station.store.holders["poll"]
        await station.until(lambda: station.ear.numbers == [10], 4.0)


async def test_a_stranger_who_polls_is_named_and_outwaited(station: Station) -> None:
    stranger = "Conflict: terminated by other getUpdates request"
    station.telegram.answers["getUpdates"] = [Conflict(stranger)]

    with structlog.testing.capture_logs() as lines:
        station.start()
        await station.until(lambda: lines)

    assert "somebody else polls with this bot's token" in lines[0]["event"]


async def test_a_webhook_in_the_way_is_removed(station: Station) -> None:
    inactive = "Conflict: can't use getUpdates method while webhook is active"
    station.telegram.answers["getUpdates"] = [Conflict(inactive)]
    station.telegram.text(10)

    station.start()
    await station.until(lambda: station.ear.numbers == [10])

    assert station.telegram.of("deleteWebhook") == [{}]


async def test_a_token_that_telegram_refuses_ends_it_with_a_clear_sentence(
    station: Station,
) -> None:
    station.telegram.answers["getUpdates"] = [InvalidToken("42:secret")]

    with pytest.raises(BadToken, match="TELEGRAM_BOT_TOKEN") as told:
        await station.poller.run()
    assert "secret" not in str(told.value)


async def test_a_network_that_is_away_is_said_once_and_tried_again(station: Station) -> None:
    station.telegram.answers["getUpdates"] = [NotSent("away"), TooFast(0.01)]
    station.telegram.text(10)

    with structlog.testing.capture_logs() as lines:
        station.start()
        await station.until(lambda: station.ear.numbers == [10])

    events = [line["event"] for line in lines]
    assert events == ["telegram.test cannot be reached; trying again", "polling"]


async def test_a_database_that_is_away_stops_polling_and_loses_nothing(station: Station) -> None:
    station.store.away = True
    station.telegram.text(10)
    station.start()
    await asyncio.sleep(0.05)
    assert station.telegram.of("getUpdates") == []

    station.store.away = False

    await station.until(lambda: station.ear.numbers == [10])


async def test_stopping_finishes_what_is_under_way_confirms_it_and_gives_up_the_lease(
    station: Station,
) -> None:
    station.ear.before = lambda incoming: asyncio.sleep(0.1)
    station.telegram.text(10)
    station.start()
    await station.until(lambda: station.telegram.of("getUpdates"))
    await asyncio.sleep(0.02)

    await station.poller.stop(2)

    assert station.ear.numbers == [10]
    assert station.telegram.of("getUpdates")[-1]["offset"] == 11
    assert station.store.holders == {}


async def test_what_could_not_be_finished_in_time_is_left_for_the_next_start(
    station: Station,
) -> None:
    station.ear.before = lambda incoming: asyncio.sleep(9)
    station.telegram.text(10)
    station.start()
    await station.until(lambda: station.telegram.of("getUpdates"))
    await asyncio.sleep(0.02)

    await station.poller.stop(0.05)

    assert station.telegram.of("getUpdates")[-1]["offset"] == 10


@given(st.lists(st.integers(0, 30), max_size=60), st.data())
def test_the_offset_is_never_above_an_unfinished_update(
    ids: list[int], data: st.DataObject
) -> None:
    window, under_way = Window(), set[int]()

    for update_id in ids:
        if window.begin(update_id):
            assert update_id not in under_way
            under_way.add(update_id)
        finishes: bool = data.draw(st.booleans())
        if under_way and finishes:
            done = data.draw(st.sampled_from(sorted(under_way)))
            window.finish(done)
            under_way.discard(done)
        assert all(window.offset <= one for one in under_way)


def test_after_a_quiet_week_it_begins_with_whatever_telegram_has() -> None:
    window = Window()
    window.begin(1000)
    window.finish(1000)

    window.start_over()

    assert window.offset == 0
    assert window.begin(3)
