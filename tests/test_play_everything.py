"""Exhaustive play: every way out of every state is taken, and rendered in every language."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from whole_path import CHAT, EVENING, companion, stage

from bot.companion.companion import Companion
from bot.companion.turn import Turn
from bot.core.clock import StillClock
from bot.core.dialog import SKIP, TEXT, State
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.session import Session, from_plain, to_plain
from bot.core.step import step
from bot.core.stepped import HOUSE, Say, Stepped

OFTEN = 2  # how often one question is met from one place of call, with other answers behind it
MOST_UNITS, MOST_DATA = 4096, 64  # Telegram's limits: UTF-16 units, bytes
SAID = (
    Words("it was a quiet evening and then it was not"),
    Words("trapped", signs=("posing.trapped",)),
    Words("ignored", signs=("posing.ignored", "anxious")),
    Words("she never listens", signs=("mind_reading", "vague", "wish", "grief")),
    Words("stop shouting", signs=("stopping",)),
    Words("17", number=17),
    Words("34", number=34),
    Words("half past seven"),
    Words("Spain"),
    Words("Lisbon"),
    Words("09:00"),
    Words("nowhere at all"),
)
TODAY = EVENING.date().isoformat()
RICH: dict[str, Any] = {
    "name": "Ada",
    "country": "GB",
    "zone": "Europe/London",
    "afraid": True,
    "card_on": TODAY,
    "rough_on": TODAY,
    "morning_at": "08:00",
    "practice": {"name": "Kim", "gives": "listening", "since": TODAY},
    "memories": [{"id": "a1", "title": "the lake"}, {"id": "a2", "title": "gran", "resting": True}],
    "people": [{"id": "b1", "name": "Kim", "kinds": "listening"}],
    "methods": [{"id": "c1", "title": "cold water"}],
    "forecasts": [{"id": "d1", "said": "they leave", "on": TODAY}],
    "resting": [{"id": "a2", "title": "gran", "resting": None}],
    "entries_count": 1,
    "journal": [{"id": "e1", "title": "2 Mar · Hard", "when": "", "dialog": "", "lines": ["it"]}],
}
QUIET: dict[str, Any] = {**RICH, "afraid": None, "card_on": None, "rough_on": None}


@dataclass(frozen=True)
class Situation:
    session: Session
    facts: Mapping[str, Any]


class Play:
    """Walks breadth first through everything that can be met, and remembers the edges."""

    def __init__(self, house: Companion) -> None:
        self.house = house
        self.met: Counter[tuple[object, ...]] = Counter()
        self.edges: set[tuple[str, str, str]] = set()
        self.states: set[tuple[str, str]] = set()
        self.waiting: deque[Situation] = deque()
        self.stranded: set[str] = set()
        self.mute: set[str] = set()
        self.steps = 0

    def everything(self) -> "Play":
        for facts in people(self.house):
            for name in sorted(self.house.house.dialogs.keys() - {HOUSE}):
                for given in ("", "something said before"):
                    self.take(Situation(Session(turn=1), facts), Open(name, given=given))
        while self.waiting:
            self.visit(self.waiting.popleft())
        return self

    def visit(self, now: Situation) -> None:
        if not now.session.open:
            return
        options = self.house.listener.options(now.session, now.facts, "en")
        heard = list(self.possible(now.session, [option.key for option in options]))
        if not heard:
            self.stranded.add(f"{now.session.frame.dialog}/{now.session.frame.state}")
        for one in heard:
            self.take(now, one)
        for aside in (Control("back"), Control("stop"), Words("?", asking=True)):
            self.take(now, aside, on=False)

    def possible(self, session: Session, keys: list[str]) -> Iterator[Heard]:
        """What may be done at this question: each thing that leads elsewhere once."""
        turn = session.turn
        if session.aside is not None:
            yield from (Press(key, turn) for key in keys)
            return
        state = self.state(session)
        yield from (Press(key, turn) for key in state.buttons if key in keys)
        if state.scale is not None:
            yield from (Press(str(n), turn) for n in (state.scale[0], 7, state.scale[1]))
        if state.pick and session.ticked:
            yield Press("done", turn)
        elif state.pick:
            mark = "+" if state.most > 1 else "="
            words = [key for key in keys if key not in state.buttons]
            yield from (Press(mark + key, turn) for key in words)
        if TEXT in state.exits or state.pick:
            yield from SAID
        if SKIP in state.exits:
            yield Control("skip")
        if state.timer:
            yield TimeUp(turn)

    def take(self, before: Situation, heard: Heard, on: bool = True) -> None:
        self.steps += 1
        stepped = step(self.house.house, before.session, heard, before.facts, EVENING)
        self.note_edges(before.session, stepped)
        self.render(stepped, before.facts)
        after = stepped.session
        key = _place(after)
        if not on or self.met[key] >= OFTEN:
            return
        self.met[key] += 1
        assert from_plain(to_plain(after)) == after
        self.waiting.append(Situation(after, dict(stepped.facts or before.facts)))

    def state(self, session: Session) -> State:
        return self.house.house.dialogs[session.frame.dialog].states[session.frame.state]

    def note_edges(self, before: Session, stepped: Stepped) -> None:
        last = {index: frame.state for index, frame in enumerate(before.frames)}
        for say in stepped.says:
            if say.dialog == HOUSE or say.frame is None:
                continue
            self.states.add((say.dialog, say.state))
            if say.frame in last:
                self.edges.add((say.dialog, last[say.frame], say.state))
            last[say.frame] = say.state

    def render(self, stepped: Stepped, facts: Mapping[str, Any]) -> None:
        known = stepped.facts or facts
        for language in self.house.house.languages:
            for say in stepped.says:
                message = self.house.words.message(say, known, language)
                assert len(message.text.encode("utf-16-le")) // 2 <= MOST_UNITS
                if say.asks and not message.text:
                    self.mute.add(f"{say.dialog}/{say.state}")
                for option in message.options:
                    assert option.label.strip(), f"{say.dialog}/{say.state}: {option.key}"
                    data = f"{say.session.turn}/={option.key}".encode()
                    assert len(data) <= MOST_DATA


def _place(session: Session) -> tuple[object, ...]:
    """What makes two situations the same to this play: the question, and where it was called."""
    if not session.open:
        return ()
    frame = session.frame
    waiting = session.frames[frame.caller].dialog if frame.caller is not None else ""
    aside = session.aside.name if session.aside else ""
    return (frame.dialog, frame.state, frame.reason, waiting, frame.called_from, aside)


def people(house: Companion) -> Iterator[Mapping[str, Any]]:
    """Nothing is known of one, everything of another, and of a third everything but alarm."""
    for facts in ({}, RICH, QUIET):
        bare = stage()
        person = bare.books.person(CHAT)
        yield {**Turn(house, bare.books, person).known, **facts}


@cache
def played() -> Play:
    return Play(companion(StillClock(EVENING))).everything()


def test_every_state_of_every_dialog_is_met_by_somebody() -> None:
    play = played()

    states = {(d.name, s) for d in play.house.house.dialogs.values() for s in d.states}
    unmet = {place for place in states - play.states if place[0] != HOUSE}

    assert not unmet


def test_every_way_out_of_every_state_is_taken() -> None:
    play = played()

    dialogs = play.house.house.dialogs.values()
    ways = {(d.name, s, to) for d in dialogs for s, _, to in d.steps() if d.name != HOUSE}

    assert not ways - play.edges


def test_nobody_stands_before_a_question_without_a_way_on() -> None:
    assert not played().stranded


def test_no_question_is_asked_without_words() -> None:
    assert not played().mute
