"""Messages leave in order, once, and the ones that cannot leave hold up nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.core.clock import StillClock
from bot.core.post import Button, Edit, Outgoing, Remove, Send, Urgency
from bot.store.records import Posted
from bot.telegram import outbox as outbox_module
from bot.telegram.api import Api
from bot.telegram.carrier import Carrier
from bot.telegram.doubles import MemoryStore, ScriptedApi
from bot.telegram.leftovers import Leftovers
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import Outbox
from bot.telegram.pace import Pace
from bot.telegram.request import MaybeSent, NotSent, TooFast

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Desk:
    """An outbox with its store and its Telegram in hand."""

    def __init__(self, pace: str = "off") -> None:
        self.clock = StillClock(NOW)
        self.store = MemoryStore(self.clock)
        self.api = ScriptedApi()
        self.metrics = Metrics()
        carrier = Carrier(cast(Api, self.api), cast(Bot, None))
        self.gate = Pace.parse(pace)
        self.outbox = Outbox(self.store, carrier, self.gate, self.clock, self.metrics)

    def say(self, *outgoing: Outgoing, **more: Any) -> None:
        self.outbox.hand_over([self.store.post(one, **more) for one in outgoing])

    async def until(self, true: Callable[[], object], seconds: float = 3.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    async def emptied(self, seconds: float = 3.0) -> None:
        await self.until(lambda: not self.outbox.waiting and not self.store.waiting, seconds)

    @property
    def texts(self) -> list[str]:
        return [str(params["text"]) for params in self.api.of("sendMessage")]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.outbox.close(1)


async def test_what_a_turn_said_leaves_in_order_and_is_marked_sent(desk: Desk) -> None:
    rows = ((Button("Yes", "y"),),)

    desk.say(Send("one"), Send("two", rows, quiet=True))
    await desk.emptied()

    assert desk.texts == ["one", "two"]
    last = desk.api.of("sendMessage")[1]
    assert last["parse_mode"] == "HTML"
    assert last["disable_notification"] is True
    assert last["reply_markup"] == {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    assert desk.store.said("sent") == [101, 102]


async def test_a_slow_message_to_one_person_holds_up_nobody_else(desk: Desk) -> None:
    desk.api.pause = 0.05

    for chat in range(20):
        desk.say(Send("hello"), chat=chat)
    await desk.emptied(0.5)

    assert len(desk.texts) == 20


async def test_what_another_process_left_behind_is_found_at_the_start(desk: Desk) -> None:
    desk.store.post(Send("left behind"))
    desk.clock.jump(timedelta(seconds=30))

    await desk.outbox.start()
    await desk.emptied()

    assert desk.texts == ["left behind"]


async def test_the_same_post_is_not_taken_twice(desk: Desk) -> None:
    post = desk.store.post(Send("once"))

    desk.outbox.hand_over([post])
    desk.outbox.hand_over([post])
    await desk.emptied()

    assert desk.texts == ["once"]


async def test_what_was_surely_not_sent_is_sent_later_and_still_in_order(desk: Desk) -> None:
    desk.api.answers["sendMessage"] = [NotSent("away")]
    await desk.outbox.start()

    desk.say(Send("one"), Send("two"))
    await desk.until(lambda: desk.store.said("put off"))
    desk.clock.jump(timedelta(seconds=20))
    await desk.emptied()

    assert desk.texts == ["one", "one", "two"]


async def test_what_may_have_arrived_is_sent_once_more_and_then_let_go(desk: Desk) -> None:
    desk.api.answers["sendMessage"] = [MaybeSent("cut"), MaybeSent("cut")]
    await desk.outbox.start()

    desk.say(Send("one"), Send("two"))
    await desk.until(lambda: desk.store.said("put off"))
    desk.clock.jump(timedelta(seconds=2))
    await desk.emptied()

    assert desk.texts == ["one", "one", "two"]
    assert desk.store.said("put off") == [True]
    assert desk.store.said("drop") == [Send("one")]


async def test_an_edit_in_doubt_is_made_again_as_often_as_it_takes(desk: Desk) -> None:
    desk.api.answers["editMessageText"] = [MaybeSent("cut")] * 3
    await desk.outbox.start()

    desk.say(Edit("new", message=9))
    for times in (1, 2, 3):
        await desk.until(lambda n=times: len(desk.store.said("put off")) == n)  # type: ignore[misc]
        desk.clock.jump(timedelta(seconds=5))
    await desk.emptied(5)

    assert len(desk.api.of("editMessageText")) == 4


async def test_not_modified_is_success(desk: Desk) -> None:
    same = "Bad Request: message is not modified: specified new message content is the same"
    desk.api.answers["editMessageText"] = [BadRequest(same)]

    desk.say(Edit("same", message=9))
    await desk.emptied()

    assert desk.store.said("sent") == [None]


@pytest.mark.parametrize("why", ["message to edit not found", "message can't be edited"])
async def test_an_edit_of_a_message_that_is_gone_becomes_a_new_message(
    desk: Desk, why: str
) -> None:
    desk.api.answers["editMessageText"] = [BadRequest(f"Bad Request: {why}")]

    desk.say(Edit("words", ((Button("Yes", "y"),),), message=9))
    await desk.emptied()

    assert desk.texts == ["words"]
    assert "reply_markup" in desk.api.of("sendMessage")[0]


async def test_buttons_of_a_message_that_is_gone_need_not_go(desk: Desk) -> None:
    desk.api.answers["editMessageReplyMarkup"] = [BadRequest("message to edit not found")]

    desk.say(Edit(message=9))
    await desk.emptied()

    assert desk.texts == []
    assert desk.api.of("editMessageReplyMarkup")[0]["reply_markup"] == {"inline_keyboard": []}


async def test_an_edit_finds_its_message_by_slot(desk: Desk) -> None:
    desk.store.slots["timer"] = 55

    desk.say(Edit("1:59", slot="timer"), Edit("lost", slot="nowhere"))
    await desk.emptied()

    assert desk.api.of("editMessageText")[0]["message_id"] == 55
    assert desk.texts == ["lost"]


async def test_an_edit_follows_the_message_that_was_sent_just_before_it(desk: Desk) -> None:
    desk.say(Send("2:00", slot="timer"), Edit("1:59", slot="timer"))
    await desk.emptied()

    assert desk.api.of("editMessageText")[0]["message_id"] == 101


@pytest.mark.parametrize(
    "refused",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: user is deactivated"),
        BadRequest("Bad Request: chat not found"),
    ],
)
async def test_someone_who_blocked_us_gets_one_attempt(desk: Desk, refused: Exception) -> None:
    desk.api.answers["sendMessage"] = [refused]

    desk.say(Send("one"), Send("two"), Send("three"))
    await desk.emptied()

    assert desk.texts == ["one"]
    assert desk.store.said("blocked") == [b"person"]


async def test_a_message_that_telegram_refuses_holds_up_nothing(desk: Desk) -> None:
    desk.api.answers["sendMessage"] = [BadRequest("Bad Request: BUTTON_DATA_INVALID")]

    desk.say(Send("one"), Send("bad", ((Button("", "x"),),)), Send("three"))
    await desk.emptied()

    assert desk.texts == ["one", "three"]
    assert desk.store.said("drop")[0] == Send("one")


async def test_markup_that_telegram_cannot_parse_is_sent_as_bare_words(desk: Desk) -> None:
    broken = "Bad Request: can't parse entities: unsupported start tag"
    desk.api.answers["sendMessage"] = [BadRequest(broken)]

    desk.say(Send("<b>a &lt; b</b>"))
    await desk.emptied()

    again = desk.api.of("sendMessage")[1]
    assert again["text"] == "a < b"
    assert "parse_mode" not in again


async def test_a_long_text_goes_in_parts_with_the_buttons_on_the_last(desk: Desk) -> None:
    desk.say(Send("x" * 5000, ((Button("Yes", "y"),),)))
    await desk.emptied()

    first, last = desk.api.of("sendMessage")
    assert (len(first["text"]), len(last["text"])) == (4096, 904)
    assert "reply_markup" not in first
    assert "reply_markup" in last


async def test_a_long_edit_goes_on_in_a_new_message(desk: Desk) -> None:
    desk.say(Edit("x" * 5000, ((Button("Yes", "y"),),), message=9))
    await desk.emptied()

    assert len(desk.api.of("editMessageText")[0]["text"]) == 4096
    assert desk.texts == ["x" * 904]


async def test_telegram_asking_for_a_short_pause_is_waited_for_right_here(desk: Desk) -> None:
    desk.api.answers["sendMessage"] = [TooFast(0.1)]

    desk.say(Send("one"), Send("two"))
    desk.say(Send("other"), chat=2)
    await desk.emptied()

    assert desk.texts == ["one", "other", "one", "two"]
    assert desk.store.said("put off") == []


async def test_telegram_asking_for_a_long_pause_is_waited_for_in_the_database(desk: Desk) -> None:
    desk.api.answers["sendMessage"] = [TooFast(60)]

    desk.say(Send("one"), Send("two"))
    await desk.until(lambda: not desk.outbox.waiting)

    assert desk.texts == ["one"]
    assert desk.gate.delay(1) > 50
    assert desk.gate.delay(2) == 0


async def test_what_expired_is_not_said(desk: Desk) -> None:
    desk.say(Send("good morning"), expires=NOW, urgency=Urgency.PROMPT)
    await desk.emptied()

    assert desk.texts == []


async def test_a_countdown_gives_way_to_whatever_is_newer(desk: Desk) -> None:
    soon = NOW + timedelta(seconds=5)

    one, two = (Edit(f"1:5{n}", message=9) for n in (9, 8))
    desk.say(one, two, urgency=Urgency.COUNTDOWN, expires=soon)
    await desk.emptied()

    assert [params["text"] for params in desk.api.of("editMessageText")] == ["1:58"]


async def test_a_countdown_is_dropped_rather_than_queued_when_the_pace_is_tight() -> None:
    desk = Desk("30/1")
    for n in range(5):
        desk.say(Send(str(n)))
    await desk.emptied()

    soon = NOW + timedelta(seconds=5)
    desk.say(Edit("1:59", message=9), urgency=Urgency.COUNTDOWN, expires=soon)
    await desk.emptied(0.5)

    assert desk.api.of("editMessageText") == []
    assert desk.store.said("drop") == [Edit("1:59", message=9)]


async def test_of_a_floods_answers_the_last_is_sent_once_the_person_pauses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "QUIET_SECONDS", 0.1)

    for n in range(50):
        desk.say(Send(str(n)), urgency=Urgency.COUNTDOWN)
        await asyncio.sleep(0.002)
    await desk.emptied()

    assert desk.texts == ["49"]


async def test_of_a_storm_of_taps_the_last_edit_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "QUIET_SECONDS", 0.1)

    for n in range(20):
        desk.say(Edit(str(n), message=9), urgency=Urgency.COUNTDOWN)
    await desk.emptied()

    assert [params["text"] for params in desk.api.of("editMessageText")] == ["19"]


async def test_a_post_held_too_long_goes_back_so_that_no_other_process_doubles_it(
    desk: Desk,
) -> None:
    post = desk.store.post(Send("late"))
    desk.clock.jump(timedelta(seconds=20))

    desk.outbox.hand_over([post])
    await desk.until(lambda: desk.store.said("put off"))

    assert desk.texts == []


async def test_a_database_that_is_away_is_told_once_it_is_back(desk: Desk) -> None:
    desk.store.away = True
    desk.say(Send("one"), Send("two"))
    await desk.until(lambda: desk.texts == ["one"])
    await asyncio.sleep(0.05)
    assert desk.texts == ["one"]

    desk.store.away = False
    await desk.emptied()

    assert desk.texts == ["one", "two"]


async def test_closing_finishes_what_is_being_sent_and_leaves_the_rest(desk: Desk) -> None:
    desk.api.pause = 0.1
    desk.say(Send("one"), Send("two"))
    await desk.until(lambda: desk.texts == ["one"])

    await desk.outbox.close(1)

    assert desk.texts == ["one"]
    assert desk.store.said("sent") == [101]
    assert [post.outgoing for post, _ in desk.store.waiting] == [Send("two")]
    assert desk.outbox.waiting == 0


async def test_closing_does_not_wait_for_someone_who_must_wait(desk: Desk) -> None:
    desk.gate.hold(1, 2.5)
    desk.say(Send("one"))
    await asyncio.sleep(0.01)

    await asyncio.wait_for(desk.outbox.close(2), 0.5)

    assert len(desk.store.waiting) == 1


async def test_messages_are_removed_as_far_as_telegram_allows(desk: Desk) -> None:
    numbers = tuple(range(1, 151))
    desk.api.answers["deleteMessages"] = [BadRequest("message can't be deleted")]

    desk.say(Remove(numbers))
    await desk.emptied()

    removed = [params["message_ids"] for params in desk.api.of("deleteMessages")]
    assert [len(some) for some in removed] == [100, 50, 50, 50]
    assert [n for some in removed[1:] for n in some] == list(numbers)


async def test_an_answer_overtakes_other_peoples_prompts() -> None:
    desk = Desk("2/1000")
    for chat in range(10, 14):
        desk.say(Send(f"prompt {chat}"), chat=chat, urgency=Urgency.PROMPT)
    await desk.until(lambda: len(desk.texts) == 2)

    desk.say(Send("answer"), chat=1)
    await desk.emptied(4)

    assert desk.texts[2] == "answer"


async def test_what_waits_longer_than_it_is_held_goes_back_and_takes_nobodys_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk("2/1000")
    monkeypatch.setattr(outbox_module, "MARGIN", timedelta(seconds=24.8))  # of the 25 it is held

    for chat in range(4):
        desk.say(Send("good morning"), chat=chat, person=b"%d" % chat, urgency=Urgency.PROMPT)
    await desk.until(lambda: not desk.outbox.waiting, seconds=0.8)
    left = [post.attempts for post, _ in desk.store.waiting]
    full = desk.gate.tight()
    await asyncio.sleep(1.0)

    assert desk.texts == ["good morning"] * 2
    assert left == [1, 1]
    assert full
    assert not desk.gate.tight()
    await desk.outbox.close(1)


ROWS = ((Button("Yes", "y"),),)


async def test_buttons_that_were_answered_in_words_go_once_the_answer_is_out(desk: Desk) -> None:
    desk.say(Send("one", ROWS))
    await desk.emptied()

    desk.say(Send("two", ROWS, answered=True))
    await desk.until(lambda: desk.api.of("editMessageReplyMarkup"))

    (edit,) = desk.api.of("editMessageReplyMarkup")
    assert edit == {"chat_id": 1, "message_id": 101, "reply_markup": {"inline_keyboard": []}}
    assert desk.texts == ["one", "two"]


async def test_buttons_stay_where_nobody_said_they_were_answered(desk: Desk) -> None:
    desk.say(Send("one", ROWS), Send("two", ROWS))
    desk.say(Send("by somebody else", answered=True), chat=8)
    await desk.emptied()

    assert desk.api.of("editMessageReplyMarkup") == []


async def test_buttons_that_a_press_took_away_are_not_taken_away_again(desk: Desk) -> None:
    desk.say(Send("one", ROWS))
    await desk.emptied()

    desk.say(Edit("one: yes", message=101), Send("two", answered=True))
    await desk.emptied()

    assert desk.api.of("editMessageReplyMarkup") == []


async def test_old_buttons_stay_rather_than_take_up_the_pace() -> None:
    desk = Desk("30/1")
    desk.say(Send("one", ROWS), *[Send("more")] * 3)
    await desk.emptied()

    desk.say(Send("the fifth at once", answered=True))
    await desk.emptied()
    await desk.outbox.close(1)

    assert len(desk.texts) == 5
    assert desk.api.of("editMessageReplyMarkup") == []


async def test_a_refusal_to_take_old_buttons_away_is_no_fault(desk: Desk) -> None:
    desk.say(Send("one", ROWS))
    await desk.emptied()
    desk.api.answers["editMessageReplyMarkup"] = [BadRequest("message can't be edited")]

    desk.say(Send("two", answered=True))
    await desk.until(lambda: desk.api.of("editMessageReplyMarkup"))
    desk.say(Send("three"))
    await desk.emptied()

    assert desk.texts == ["one", "two", "three"]


async def test_what_stands_behind_another_process_is_looked_for_at_once() -> None:
    class Elsewhere(MemoryStore):
        looks = 0

        async def claim_posts(self, limit: int) -> list[Posted]:
            self.looks += 1
            return []

    desk = Desk()
    store = Elsewhere(desk.clock)
    leftovers = Leftovers(store, desk.outbox)
    leftovers.start()
    await asyncio.sleep(0.02)
    at_first = store.looks
    leftovers.look_soon()
    await asyncio.sleep(0.3)
    leftovers.stop()

    assert at_first == 1
    assert store.looks >= 3  # the next look would have been two seconds later
