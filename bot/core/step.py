"""One step: a session and what was heard give the next session, what to say and what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.acts import ACTS, Done
from bot.core.dialog import CONTROLS, MORE, SKIP, TEXT, THEN, Dialog, House, State
from bot.core.effects import (
    Effect,
    EraseEntry,
    EraseEverything,
    ExtendTimer,
    Facts,
    Flag,
    KeepNoEntry,
    Learned,
    StartTimer,
    StopTimer,
)
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.rules import RULES, Look
from bot.core.session import SKIPPED, Answer, Aside, Entry, Session, entry_of

HOUSE = "house"  # the dialog that holds the words of asides and of single lines
DEEPEST = 4  # conversations on top of each other; one more takes the place of the last
LONGEST_WAY = 200  # passing states in one turn; `check` proves that no loop comes near it
SKIPS_BEFORE_ASKING = 3
MINUTE_MORE = 1.0
HARMLESS = ("menu", "helpnow")  # controls that work from an old message too


class NoSuchExit(Exception):
    """A rule or an act took a way that the flow does not have: a fault in content or code."""

    def __init__(self, dialog: str, state: State, way: str) -> None:
        ways = ", ".join(state.exits) or "none"
        super().__init__(f"{dialog}/{state.name}: no exit {way!r} (exits: {ways})")


class GoesRound(Exception):
    """A loop in which nobody is asked anything."""

    def __init__(self, dialog: str, state: str) -> None:
        super().__init__(f"{dialog}/{state}: goes round without asking the person anything")


@dataclass(frozen=True, slots=True)
class Say:
    """A state's words are due, as things stood at that moment."""

    session: Session
    frame: int | None
    dialog: str
    state: str
    asks: bool = False
    again: bool = False  # said before: the same wording once more


@dataclass(frozen=True, slots=True)
class Stepped:
    """What one step came to."""

    session: Session
    says: tuple[Say, ...] = ()
    effects: tuple[Effect, ...] = ()
    entries: tuple[Entry, ...] = ()
    took: str = ""  # the way out that was taken from the question asked, to be shown under it
    ticked: bool = False  # only the ticks of the present question changed
    facts: Facts | None = None  # as known after the effects


def step(house: House, session: Session, heard: Heard, facts: Facts, now: datetime) -> Stepped:
    """Take one step. Pure: everything it needs is given, everything it does is returned."""
    walk = _Walk(house, session, Learned(facts), now)
    match heard:
        case Press():
            walk.press(heard)
        case Words():
            walk.words(heard)
        case Control(name):
            walk.control(name)
        case Open():
            walk.open(heard)
        case TimeUp(turn):
            walk.time_up(turn)
    return walk.done()


def expire(house: House, session: Session) -> Stepped:
    """Close everything silently; what was answered is kept."""
    walk = _Walk(house, session, Learned({}), datetime.min.replace(tzinfo=UTC))
    while walk.at.open:
        walk.end("expired")
    walk.at = replace(walk.at, aside=None, skips=0, flags=frozenset())
    return walk.done()


class _Walk:
    """The step while it is being taken."""

    def __init__(self, house: House, session: Session, known: Learned, now: datetime) -> None:
        self.house, self.at, self.known, self.now = house, session, known, now
        self.says: list[Say] = []
        self.effects: list[Effect] = []
        self.entries: list[Entry] = []
        self.took = ""
        self.ticked = False
        self.over = False  # everything was erased: nothing below goes on

    def done(self) -> Stepped:
        return Stepped(
            self.at,
            tuple(self.says),
            tuple(self.effects),
            tuple(self.entries),
            self.took,
            self.ticked,
            self.known.facts,
        )

    # ---- where we are

    @property
    def dialog(self) -> Dialog:
        return self.house.dialogs[self.at.frame.dialog]

    @property
    def state(self) -> State:
        return self.dialog.states[self.at.frame.state]

    def say(self, state: str = "", asks: bool = False, again: bool = False) -> None:
        """The present state's words, or a line of the house's own."""
        dialog = HOUSE if state else self.at.frame.dialog
        state = state or self.at.frame.state
        self.says.append(Say(self.at, self.at.here, dialog, state, asks, again))

    def ask_aside(self, aside: Aside) -> None:
        self.at = replace(self.at, aside=aside, turn=self.at.turn + 1)
        self.say(aside.name, asks=True)

    def ask_again(self, line: str = "") -> None:
        """Repeat the present question, aside or not. Its earlier buttons stay good."""
        if line:
            self.say(line)
        if self.at.aside is not None:
            self.say(self.at.aside.name, asks=True, again=True)
        elif self.at.open:
            self.say(asks=True, again=True)

    # ---- going on

    def take(self, way: str) -> None:
        target = self.state.exits.get(way)
        if target is None:
            raise NoSuchExit(self.dialog.name, self.state, way)
        if self.state.timer and target != self.state.name:
            self.do(StopTimer())
        self.at = self.at.moved_to(target)
        self.go_on()

    def answer(self, answer: Answer, way: str, took: str = "") -> None:
        """Keep the answer under the name of the state that asked, and follow `way`."""
        skips = 0 if answer.given else self.at.skips + 1
        self.at = replace(self.at.answered(answer), skips=skips, aside=None)
        self.took = took
        self.take(way)

    def go_on(self) -> None:
        """Through the states that ask nobody anything, to the next question or the end."""
        for _ in range(LONGEST_WAY):
            if not self.at.open:
                return None
            state = self.state
            if state.asks:
                return self.ask()
            self.say()
            if state.rests:
                self.end("rest")
            else:
                self.pass_through(state)
            if self.at.aside is not None:
                return None
        raise GoesRound(self.dialog.name, self.state.name)

    def ask(self) -> None:
        self.at = replace(self.at, turn=self.at.turn + 1, ticked=(), aside=None)
        state = self.state
        if state.timer:
            minutes = _minutes(self.at.frame.given) or state.timer
            self.do(StartTimer(minutes, self.at.turn))
        if self.at.skips >= SKIPS_BEFORE_ASKING:
            self.at = replace(self.at, skips=0)
            return self.ask_aside(Aside("soft_end"))
        self.say(asks=True)

    def pass_through(self, state: State) -> None:
        if state.rule:
            way = RULES[state.rule].look(self.look(state))
            self.follow(state, way if way in state.exits else "other")
        elif state.act:
            outcome = ACTS[state.act].carry_out(self.look(state))
            for effect in outcome.effects:
                self.do(effect)
            self.follow(state, _way(state, outcome))
        elif state.dialog:
            self.enter(state)
        else:
            self.follow(state, THEN)

    def follow(self, state: State, way: str) -> None:
        if way not in state.exits:
            raise NoSuchExit(self.dialog.name, state, way)
        self.at = self.at.moved_to(state.exits[way])

    def enter(self, state: State) -> None:
        """Into another dialog: to come back, or (without `then`) to go over for good."""
        look = self.look(state)
        given = look.answer.words if look.answer is not None else ""
        target = self.house.dialogs[state.dialog]
        if THEN in state.exits:
            self.at = self.at.pushed(target.name, target.start, "call", given)
            return
        here = self.at.frame
        if here.reason == "call":
            self.at = replace(self.at, here=here.caller)
        else:
            self.end("rest", goes_over=True)
        self.at = self.at.pushed(target.name, target.start, here.reason, given or here.given)

    def look(self, state: State) -> Look:
        return Look(self.at, state.of, self.known.facts, self.now, self.house.senses)

    def do(self, effect: Effect) -> None:
        if isinstance(effect, Flag):
            flags = self.at.flags | {effect.name} if effect.up else self.at.flags - {effect.name}
            self.at = replace(self.at, flags=flags)
        elif isinstance(effect, KeepNoEntry):
            base = self.at.base()
            self.at = self.at.with_frame(base, replace(self.at.frames[base], kept=False))
        else:
            self.over = self.over or isinstance(effect, EraseEverything)
            self.known.learn(effect)
            self.effects.append(effect)

    # ---- ending

    def end(self, how: str, goes_over: bool = False) -> None:
        """The dialog that is open ends: back to its caller, or to what it lay upon."""
        frame = self.at.frame
        if frame.reason == "call" and not self.over and how == "rest" and not goes_over:
            assert frame.caller is not None, "a call has a caller"
            state = self.house.dialogs[self.at.frames[frame.caller].dialog].states[
                frame.called_from
            ]
            self.at = replace(self.at, here=frame.caller).moved_to(state.exits[THEN])
            return
        base = self.at.base()
        if self.over:
            self.at = Session(turn=self.at.turn)
            return
        if self.state.timer:
            self.do(StopTimer())
        first = self.at.frames[base]
        if first.kept and self.house.dialogs[first.dialog].journal:
            entry = entry_of(self.at, base, how)
            if not entry.empty:
                self.entries.append(entry)
        self.at = replace(self.at.without(base), aside=None, skips=0)
        if not self.at.open:
            self.at = replace(self.at, frames=(), trail=())
        elif how != "expired" and not goes_over:
            self.come_back(first.reason)

    def come_back(self, reason: str) -> None:
        """To what was left: after a safety card at once, else when the person says so."""
        if reason == "safety":
            self.ask_again()
        else:
            self.ask_aside(Aside("go_on"))

    # ---- what a person does

    def press(self, press: Press) -> None:
        stale = press.turn != self.at.turn
        if press.key in HARMLESS or (press.key in CONTROLS and not stale):
            self.took = "" if stale else press.key
            self.control(press.key)
        elif stale and not (self.at.open or self.at.aside):
            self.say("old_button")
        elif stale:
            self.ask_again("old_button")
        elif self.at.aside is not None:
            self.took = press.key
            if not self.answer_aside(press.key):
                self.ask_again("old_button")
        elif self.at.open:
            self.press_here(press.key)
        else:
            self.say("old_button")

    def press_here(self, key: str) -> None:
        state = self.state
        if state.pick and key[:1] in "+-" and state.most > 1:
            self.tick(key[1:], key[0] == "+")
        elif state.pick and key == "done" and self.at.ticked:
            self.answer(Answer(keys=self.at.ticked), THEN, took=key)
        elif state.timer and key == MORE:
            self.took = key
            self.do(ExtendTimer(MINUTE_MORE, self.at.turn))
            self.ticked = True
        elif key in state.buttons:
            self.answer(Answer(keys=(key,)), key, took=key)
        elif state.scale and key.isdigit() and state.scale[0] <= int(key) <= state.scale[1]:
            self.answer(Answer(number=int(key)), THEN, took=key)
        elif state.pick and key.startswith("="):
            self.answer(Answer(keys=(key[1:],)), THEN, took=key)
        else:
            self.ask_again("old_button")

    def tick(self, key: str, on: bool) -> None:
        rest = tuple(k for k in self.at.ticked if k != key)
        ticked = (*rest, key)[-self.state.most :] if on else rest
        self.at = replace(self.at, ticked=ticked)
        self.ticked = True

    def words(self, words: Words) -> None:
        if self.at.aside is not None:
            self.took = words.exact or words.near
            if self.took and self.answer_aside(self.took):
                return
            self.took = ""
            self.at = replace(self.at, aside=None)
        if not self.at.open:
            self.open(Open(self.house.typed, given=words.text))
        elif words.silent:
            self.at = self.at.noted(words.text)
            self.ask_aside(Aside("pick_up", words=words.text))
        else:
            self.words_here(words)

    def words_here(self, words: Words) -> None:
        state = self.state
        if state.timer:
            self.at = self.at.noted(words.text)  # kept silently: the quiet goes on
            self.ticked = True
        elif words.exact:
            self.press_here(words.exact)
        elif state.scale and words.number is not None:
            self.answer(Answer(number=words.number), THEN)
        elif words.near:
            self.ask_aside(Aside("read_as", words=words.text, keys=(words.near,)))
        elif words.asking and TEXT not in state.exits:
            self.at = self.at.noted(words.text)
            self.ask_again("ask_me")
        elif words.cross:
            self.at = self.at.noted(words.text)
            self.ask_aside(Aside("fair"))
        else:
            self.own_words(words)

    def own_words(self, words: Words) -> None:
        """Words that are nobody's button: kept, and never refused twice."""
        state = self.state
        answer = Answer(words=words.text, number=words.number, signs=words.signs)
        if words.long:
            self.say("long")
        if TEXT in state.exits:
            self.answer(answer, TEXT)
        elif state.pick:
            self.answer(replace(answer, keys=self.at.ticked), THEN)
        elif SKIP in state.exits:
            self.say("kept")
            self.answer(answer, SKIP)
        else:
            self.at = self.at.noted(words.text)
            self.ask_again("nearest")

    def control(self, name: str) -> None:
        if name == "menu":
            self.open(Open(self.house.menu))
        elif name == "helpnow":
            self.open(Open(self.house.helpnow, reason="safety"))
        elif name == "stop":
            self.stop()
        elif not self.at.open:
            self.open(Open(self.house.menu))
        elif name == "back":
            self.back()
        else:
            self.skip()

    def back(self) -> None:
        """To the earlier question, with the old answer; nothing is lost until it is changed."""
        aside = self.at.aside
        before = aside.step if aside is not None and aside.name == "keep_or_change" else None
        if aside is not None and before is None:
            self.at = replace(self.at, aside=None)
            return self.ask_again()
        index = self.at.earlier(before)
        if index is not None:
            return self.ask_aside(Aside("keep_or_change", step=index))
        if self.at.frames[self.at.base()].reason == "safety":
            self.end("stop")
        if not self.at.open or (self.at.aside is None and not self.says):
            self.open(Open(self.house.menu))

    def skip(self) -> None:
        if self.at.aside is not None:
            self.at = replace(self.at, aside=None)
            self.ask_again()
        elif SKIP in self.state.exits:
            self.answer(SKIPPED, SKIP, took=SKIP)
        elif self.state.timer:
            self.answer(SKIPPED, THEN, took=SKIP)
        else:
            self.ask_again("not_skipped")

    def stop(self) -> None:
        """At once, without asking whether one is sure."""
        if not self.at.open:
            return self.ask_aside(Aside("stop_what"))
        frame, before = self.at.frame, len(self.entries)
        self.says.append(Say(self.at, self.at.here, frame.dialog, "stopped"))
        waiting = self.at.frames[self.at.base()].caller is not None
        self.end("stop")
        if not waiting and len(self.entries) > before:
            self.ask_aside(Aside("stopped"))
        elif not waiting:
            self.say("ended")

    def open(self, opening: Open) -> None:
        dialog = self.house.dialogs[opening.dialog]
        self.lay_aside(opening)
        if self.at.open and opening.reason == "safety":
            base = self.at.frames[self.at.base()]
            if base.reason == "safety" and base.dialog != self.house.helpnow:
                self.leave_quietly()
        elif self.at.open:
            base = self.at.frames[self.at.base()]
            if dialog.name in (base.dialog, self.at.frame.dialog):
                name = "one_running" if self.state.timer else "pick_up"
                return self.ask_aside(Aside(name, words=opening.given))
            ignored = base.reason == "prompt" and self.at.earlier() is None
            if ignored or self.at.depth() >= DEEPEST:
                self.leave_quietly()
        self.at = self.at.pushed(dialog.name, dialog.start, opening.reason, opening.given)
        self.go_on()

    def lay_aside(self, opening: Open) -> None:
        """What was typed on the way into a side trip stays with the question it was typed under."""
        waiting = self.at.aside.words if self.at.aside is not None else ""
        for words in (waiting, opening.given if opening.reason == "safety" else ""):
            if words and self.at.open:
                self.at = self.at.noted(words)
        self.at = replace(self.at, aside=None)

    def leave_quietly(self) -> None:
        """End the present side trip without a word; its answers are kept."""
        says = list(self.says)
        self.end("stop", goes_over=True)
        self.says = says

    def time_up(self, turn: int) -> None:
        """The quiet is over, wherever the person is by now."""
        for index, frame in enumerate(self.at.frames):
            state = self.house.dialogs[frame.dialog].states[frame.state]
            if not state.timer:
                continue
            if index == self.at.here:
                self.at = replace(self.at, aside=None)
                self.take(THEN)
            else:
                target = state.exits[THEN]
                self.at = self.at.with_frame(index, replace(frame, state=target))
                if self.at.frames[self.at.base()].reason != "safety":
                    self.say("over")
            return

    def answer_aside(self, key: str) -> bool:
        """Carry out what was answered to a question about the conversation itself."""
        aside = self.at.aside
        assert aside is not None, "no aside is open"
        move = ASIDES.get((aside.name, key))
        if move is None:
            return False
        self.at = replace(self.at, aside=None, turn=self.at.turn + 1)
        move(self, aside)
        return True


def _way(state: State, outcome: Done) -> str:
    return outcome.exit if outcome.exit in state.exits else THEN


def _minutes(given: str) -> float:
    """What came with `/timer 5`: one to ten minutes, else nothing."""
    return float(given) if given.isdigit() and 1 <= int(given) <= 10 else 0


# ---- the house's own questions: (aside, key) -> what it does ---------------------------------


def _again(walk: _Walk, aside: Aside) -> None:
    walk.ask_again()


def _change(walk: _Walk, aside: Aside) -> None:
    walk.at = walk.at.rewound(aside.step)
    walk.ask()


def _fresh(walk: _Walk, aside: Aside) -> None:
    """From the start of the same dialog; what was said so far is kept as it is."""
    base = walk.at.frames[walk.at.base()]
    walk.leave_quietly()
    dialog = walk.house.dialogs[base.dialog]
    given = aside.words or base.given
    walk.at = walk.at.pushed(dialog.name, dialog.start, base.reason, given)
    walk.go_on()


def _leave(walk: _Walk, aside: Aside) -> None:
    walk.leave_quietly()
    if walk.at.open:
        walk.ask_aside(Aside("go_on"))
    else:
        walk.say("ended")


def _soft_close(walk: _Walk, aside: Aside) -> None:
    walk.end("stop")
    if not walk.at.open:
        walk.say("ended")


def _keep(walk: _Walk, aside: Aside) -> None:
    walk.say("kept")


def _erase_latest(walk: _Walk, aside: Aside) -> None:
    walk.do(EraseEntry())
    walk.say("erased")


def _read_so(walk: _Walk, aside: Aside) -> None:
    key = aside.keys[0]
    if key in walk.state.buttons:
        walk.answer(Answer(keys=(key,), words=aside.words), key)
    else:
        walk.answer(Answer(keys=aside.keys, words=aside.words), THEN)


def _my_words(walk: _Walk, aside: Aside) -> None:
    walk.own_words(Words(aside.words))


def _mute(walk: _Walk, aside: Aside) -> None:
    walk.open(Open(walk.house.commands.get("pause", walk.house.menu)))


def _erase(walk: _Walk, aside: Aside) -> None:
    walk.open(Open(walk.house.commands.get("delete", walk.house.menu)))


def _nothing(walk: _Walk, aside: Aside) -> None:
    walk.say("ended")


ASIDES: Mapping[tuple[str, str], Callable[[_Walk, Aside], None]] = {
    ("keep_or_change", "keep"): _again,
    ("keep_or_change", "change"): _change,
    ("pick_up", "pick_up"): _again,
    ("pick_up", "fresh"): _fresh,
    ("pick_up", "leave"): _leave,
    ("go_on", "go_on"): _again,
    ("go_on", "leave"): _leave,
    ("one_running", "keep"): _again,
    ("one_running", "restart"): _fresh,
    ("slipped", "again"): lambda walk, aside: walk.ask(),
    ("slipped", "no"): lambda walk, aside: walk.take(THEN),
    ("soft_end", "close"): _soft_close,
    ("soft_end", "on"): _again,
    ("stopped", "keep"): _keep,
    ("stopped", "erase"): _erase_latest,
    ("stop_what", "mute"): _mute,
    ("stop_what", "erase"): _erase,
    ("stop_what", "nothing"): _nothing,
    ("read_as", "yes"): _read_so,
    ("read_as", "mine"): _my_words,
    ("fair", "stop"): lambda walk, aside: walk.stop(),
    ("fair", "slower"): _again,
}
