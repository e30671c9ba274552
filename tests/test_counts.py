"""What a turn costs, as exact numbers: nothing here is timed, and nothing may grow unseen."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jinja2
import pytest
from sqlalchemy import event
from statements import watched
from whole_path import EVENING, ROOT

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.core.clock import StillClock
from bot.core.post import Edit, Incoming, Pressed, Send, Typed
from bot.store.records import Posted
from bot.store.store import Store
from bot.telegram.carrier import Carrier
from bot.telegram.doubles import ScriptedApi

pytest_plugins = ["postgres"]
CHAT = 7


class Count(Counter[str]):
    """Of statements by their first word, and of commits."""

    @contextmanager
    def of(self, store: Store) -> Iterator[None]:
        def committed(_connection: Any) -> None:
            self["COMMIT"] += 1

        event.listen(store.engine, "commit", committed)
        with watched(store, lambda statement: self.update([statement.split()[0]])):
            yield
        event.remove(store.engine, "commit", committed)
        del self["BEGIN"]


class CheckIn:
    """One person in the six-step dialog that is measured in benchmarks/."""

    def __init__(self, companion: Companion, store: Store) -> None:
        self.companion, self.store = companion, store
        self.api = ScriptedApi()
        self.carrier = Carrier(self.api, None)  # type: ignore[arg-type]
        self.question: tuple[int, Send | Edit] | None = None
        self._number = 0

    async def types(self, text: str) -> tuple[Posted, ...]:
        self._number += 1
        return await self._turn(Typed(CHAT, text, self._number, "en"))

    async def presses(self, key: str) -> tuple[Posted, ...]:
        assert self.question is not None, "nothing was asked"
        message, send = self.question
        buttons = [button for row in send.rows for button in row]
        data = next(b.data for b in buttons if b.data.partition("/")[2].lstrip("+-=") == key)
        return await self._turn(Pressed(CHAT, data, message, "1", "en"))

    async def sends(self, posts: tuple[Posted, ...]) -> None:
        for post in posts:
            await self.carrier.carry(post.chat, post.outgoing, self._no_slot)
            await self.store.sent(post, 1)

    async def _turn(self, incoming: Incoming) -> tuple[Posted, ...]:
        self._number += 1
        number = self._number
        turned = await self.store.turn(lambda b: self.companion.hear(b, number, incoming))
        for post in turned.posts:
            if isinstance(post.outgoing, Send | Edit) and post.outgoing.rows:
                self.question = (number, post.outgoing)
        return turned.posts

    async def _no_slot(self, _slot: str) -> int | None:
        return None


@pytest.fixture(scope="module")
def companion() -> Companion:
    return open_house(ROOT / "benchmarks/dialogs", StillClock(EVENING), cache=compiled())


@pytest.fixture
async def checkin(companion: Companion, store: Store, clock: StillClock) -> CheckIn:
    companion.clock = clock
    one = CheckIn(companion, store)
    for _ in range(2):  # the second time everything is known and compiled
        await one.sends(await one.types("/checkin"))
        await one.sends(await one.presses("ok"))
        await one.sends(await one.presses("calm"))
        await one.sends(await one.presses("done"))
        await one.sends(await one.types("felt fine"))
    one.api.calls.clear()
    return one


def reads(store: Store) -> int:
    """Of a turn. PostgreSQL is asked once more what waits, when nobody else can change it."""
    return 1 if store.on_sqlite else 2


async def test_a_command_costs_four_statements_and_one_commit(checkin: CheckIn) -> None:
    count = Count()

    with count.of(checkin.store):
        await checkin.types("/checkin")

    assert count == {"SELECT": reads(checkin.store), "INSERT": 2, "UPDATE": 1, "COMMIT": 1}


async def test_a_press_costs_four_statements_and_one_commit(checkin: CheckIn) -> None:
    await checkin.types("/checkin")
    count = Count()

    with count.of(checkin.store):
        await checkin.presses("ok")

    assert count == {"SELECT": reads(checkin.store), "INSERT": 2, "UPDATE": 1, "COMMIT": 1}


async def test_the_end_of_a_dialog_costs_one_statement_more_for_its_entry(
    checkin: CheckIn,
) -> None:
    await checkin.types("/checkin")
    for key in ("ok", "calm", "done"):
        await checkin.presses(key)
    count = Count()

    with count.of(checkin.store):
        await checkin.types("felt fine")

    assert count == {"SELECT": reads(checkin.store), "INSERT": 3, "UPDATE": 1, "COMMIT": 1}


async def test_an_update_that_comes_twice_costs_two_statements(checkin: CheckIn) -> None:
    typed = Typed(CHAT, "/checkin", 900, "en")
    hear = checkin.companion.hear
    await checkin.store.turn(lambda books: hear(books, 900, typed))
    count = Count()

    with count.of(checkin.store):
        await checkin.store.turn(lambda books: hear(books, 900, typed))

    assert count == {"SELECT": reads(checkin.store), "INSERT": 1, "COMMIT": 1}


async def test_a_message_that_has_gone_costs_one_statement(checkin: CheckIn) -> None:
    posts = await checkin.types("/checkin")
    count = Count()

    with count.of(checkin.store):
        await checkin.sends(posts)

    assert count == {"UPDATE": 1, "COMMIT": 1}


async def test_each_step_makes_as_few_calls_as_it_can(checkin: CheckIn) -> None:
    """A press is also answered in the webhook's body, which is no call of its own."""
    made = []
    for step in ("/checkin", "ok", "calm", "joy", "done", "felt fine"):
        here = len(checkin.api.calls)
        typed = step[0] in "/f"
        await checkin.sends(await (checkin.types(step) if typed else checkin.presses(step)))
        made.append([method for method, _ in checkin.api.calls[here:]])

    edit, send = "editMessageText", "sendMessage"
    assert made == [[send], [edit, send], [edit], [edit], [edit, send], [send]]


async def test_a_turn_compiles_no_template(
    checkin: CheckIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    compilations: list[object] = []
    monkeypatch.setattr(
        jinja2.Environment, "compile", lambda *asked, **_: compilations.append(asked)
    )

    await checkin.types("/checkin")
    for key in ("ok", "calm", "done"):
        await checkin.presses(key)
    await checkin.types("felt fine")

    assert compilations == []
