"""Exhaustive play: every way out of every state is taken, and rendered in every language."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from whole_path import EVENING, companion, stage

from bot.companion.companion import Companion
from bot.companion.turn import Turn
from bot.core.clock import StillClock
from bot.core.dialog import SKIP, TEXT, THEN, State
from bot.core.effects import Learned
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.session import Frame, Session, from_plain, to_plain
from bot.core.step import step
from bot.core.stepped import HOUSE, Stepped
from bot.core.walk import Walk
from bot.desk.stage import CHAT

AGAIN, CALLED = 12, 1  # how often a question is met with other answers behind it; inside a call
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
    who: int


class Play:
    """Walks breadth first through everything that can be met, and remembers the edges."""

    def __init__(self, house: Companion) -> None:
        self.house = house
        self.met: Counter[tuple[object, ...]] = Counter()
        self.seen: set[tuple[object, ...]] = set()
        self.edges: set[tuple[str, str, str]] = set()
        self.states: set[tuple[str, str]] = set()
        self.waiting: deque[Situation] = deque()
        self.stranded: set[str] = set()
        self.mute: set[str] = set()
        self.forced = 0

    def everything(self) -> "Play":
        for who, facts in enumerate(people(self.house)):
            for name in sorted(self.house.house.dialogs.keys() - {HOUSE}):
                for given in ("", "something said before"):
                    self.take(Situation(Session(turn=1), facts, who), Open(name, given=given))
        self.walk()
        while (left := sorted(self.ways() - self.edges))[:1]:
            self.force(*left[0])
            self.walk()
        return self

    def ways(self) -> set[tuple[str, str, str]]:
        dialogs = [d for d in self.house.house.dialogs.values() if d.name != HOUSE]
        return {(d.name, state, to) for d in dialogs for state, _, to in d.steps()}

    def walk(self) -> None:
        while self.waiting:
            self.visit(self.waiting.popleft())

    def force(self, dialog: str, state: str, to: str) -> None:
        """A way that needs what nobody here has behind them: put somebody right behind it."""
        self.forced += 1
        self.edges.add((dialog, state, to))
        self.states.add((dialog, to))
        there = Session((Frame(dialog, to),), here=0, turn=1, flags=frozenset((str(self.forced),)))
        if self.state(there).asks:
            self.waiting.append(Situation(there, QUIET, -1))
            return
        walk = Walk(self.house.house, there, Learned(QUIET), EVENING)
        walk.go_on()
        stepped = walk.done()
        self.note_edges(there, stepped)
        self.render(stepped, QUIET)
        self.waiting.append(Situation(stepped.session, dict(stepped.facts or QUIET), -1))

    def visit(self, now: Situation) -> None:
        if not now.session.open:
            return
        options = self.house.listener.options(now.session, now.facts, "en")
        heard = list(self.possible(now.session, [option.key for option in options]))
        if not heard:
            self.stranded.add(f"{now.session.frame.dialog}/{now.session.frame.state}")
        here = (now.session.frame.dialog, now.session.frame.state, now.session.aside is None)
        if here in self.seen and now.session.frame.reason == "call":
            heard = [min(heard, key=lambda way: self.far(now.session, way[0]))]  # straight out
        elif here not in self.seen:
            self.seen.add(here)
            for aside in (Control("back"), Control("stop"), Words("?", asking=True)):
                self.take(now, aside, on=False)
        for _, one in heard:
            self.take(now, one)

    def possible(self, session: Session, keys: list[str]) -> Iterator[tuple[str, Heard]]:
        """What may be done at this question, by its way out: each thing that leads elsewhere."""
        turn = session.turn
        if session.aside is not None:
            yield from ((key, Press(key, turn)) for key in keys)
            return
        state = self.state(session)
        yield from ((key, Press(key, turn)) for key in state.buttons if key in keys)
        looked_at = state.name in self.looked_at(session.frame.dialog)
        if state.scale is not None:
            numbers = (state.scale[0], 7, state.scale[1])
            yield from ((THEN, Press(str(n), turn)) for n in numbers)
        if state.pick and session.ticked:
            yield THEN, Press("done", turn)
        elif state.pick:
            mark = "+" if state.most > 1 else "="
            words = [key for key in keys if key not in state.buttons][: None if looked_at else 2]
            yield from ((THEN, Press(mark + key, turn)) for key in words)
        if TEXT in state.exits or state.pick:
            way = TEXT if TEXT in state.exits else THEN
            yield from ((way, said) for said in SAID[: None if looked_at else 1])
        if SKIP in state.exits:
            yield SKIP, Control("skip")
        if state.timer:
            yield THEN, TimeUp(turn)

    def far(self, session: Session, way: str) -> int:
        """How many states there are between this way out and the end of the dialog."""
        dialog = self.house.house.dialogs[session.frame.dialog]
        ahead, steps = {self.state(session).exits.get(way, dialog.start)}, 0
        while not any(dialog.states[name].rests for name in ahead) and steps < len(dialog.states):
            ahead |= {to for name in ahead for to in dialog.states[name].exits.values()}
            steps += 1
        return steps

    @cache  # noqa: B019 - one play lives as long as the tests
    def looked_at(self, dialog: str) -> frozenset[str]:
        """The answers that rules and acts of this dialog look at."""
        states = self.house.house.dialogs[dialog].states.values()
        return frozenset(s.of for s in states if s.of and (s.rule or s.act))

    def take(self, before: Situation, heard: Heard, on: bool = True) -> None:
        stepped = step(self.house.house, before.session, heard, before.facts, EVENING)
        new = self.note_edges(before.session, stepped)
        after = stepped.session
        place = _place(after)
        behind = (*place, before.who, *self.behind(after))
        called = after.aside is not None or (after.open and after.frame.reason == "call")
        often = CALLED if called else AGAIN
        if not new and (behind in self.seen or self.met[place] >= often):
            return
        self.render(stepped, before.facts)
        if not on:
            return
        self.seen.add(behind)
        self.met[place] += 1
        assert from_plain(to_plain(after)) == after
        self.waiting.append(Situation(after, dict(stepped.facts or before.facts), before.who))

    def behind(self, session: Session) -> Iterator[object]:
        """What rules may still make of the answers so far."""
        if not session.open:
            return
        yield session.ticked
        looked_at = self.looked_at(session.frame.dialog)
        for s in session.trail:
            if s.frame == session.here and s.state in looked_at:
                answer = s.answer
                number = answer.number is not None and (answer.number >= 7, answer.number >= 8)
                yield s.state, answer.keys[:1], answer.given, answer.signs, number

    def state(self, session: Session) -> State:
        return self.house.house.dialogs[session.frame.dialog].states[session.frame.state]

    def note_edges(self, before: Session, stepped: Stepped) -> bool:
        """Whether a way was taken that nobody took before."""
        last = {index: frame.state for index, frame in enumerate(before.frames)}
        count = len(self.edges) + len(self.states)
        for say in stepped.says:
            if say.dialog == HOUSE or say.frame is None:
                continue
            self.states.add((say.dialog, say.state))
            if say.frame in last:
                self.edges.add((say.dialog, last[say.frame], say.state))
            last[say.frame] = say.state
        return len(self.edges) + len(self.states) > count

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

    assert not play.ways() - play.edges
    assert play.forced < len(play.ways()) / 10


def test_nobody_stands_before_a_question_without_a_way_on() -> None:
    assert not played().stranded


def test_no_question_is_asked_without_words() -> None:
    assert not played().mute
