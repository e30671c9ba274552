"""A step while it is being taken: through the states that ask nobody, to the next question."""

from dataclasses import replace
from datetime import datetime

from bot.core.acts import ACTS, Done
from bot.core.dialog import THEN, Dialog, House, State
from bot.core.effects import (
    Effect,
    EraseEverything,
    Flag,
    KeepNoEntry,
    Learned,
    StartTimer,
    StopTimer,
)
from bot.core.look import Look
from bot.core.rules import RULES
from bot.core.session import Answer, Aside, Entry, Frame, Session, entry_of
from bot.core.stepped import HOUSE, Say, Stepped

LONGEST_WAY = 200  # passing states in one turn; `check` proves that no loop comes near it
SKIPS_BEFORE_ASKING = 3
WATCH = "watch"  # the flag that `flag_watch` raises


class NoSuchExit(Exception):
    """A rule or an act took a way that the flow does not have: a fault in content or code."""

    def __init__(self, dialog: str, state: State, way: str) -> None:
        ways = ", ".join(state.exits) or "none"
        super().__init__(f"{dialog}/{state.name}: no exit {way!r} (exits: {ways})")


class GoesRound(Exception):
    """A loop in which nobody is asked anything."""

    def __init__(self, dialog: str, state: str) -> None:
        super().__init__(f"{dialog}/{state}: goes round without asking the person anything")


class Walk:
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
                if self.end("rest"):
                    return None
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

    def end(self, how: str, goes_over: bool = False) -> bool:
        """The dialog that is open ends: back to its caller, or to what it lay upon.

        True when the question of what it lay upon has been put again.
        """
        frame = self.at.frame
        if frame.reason == "call" and not self.over and how == "rest" and not goes_over:
            assert frame.caller is not None, "a call has a caller"
            state = self.house.dialogs[self.at.frames[frame.caller].dialog].states[
                frame.called_from
            ]
            self.at = replace(self.at, here=frame.caller).moved_to(
                state.exits.get(THEN, state.name)
            )
            return False
        base = self.at.base()
        if self.over:
            self.at = Session(turn=self.at.turn)
            return False
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
            if how == "rest" and not goes_over:
                self.watch_over(first)
        elif how != "expired" and not goes_over:
            self.come_back(first.reason)
            return True
        return False

    def watch_over(self, ended: Frame) -> None:
        """Thoughts of dying came up on the way: the talk does not end without asking once more."""
        if WATCH not in self.at.flags or ended.reason == "safety" or not self.house.watch:
            return
        self.do(Flag(WATCH, up=False))
        dialog = self.house.dialogs[self.house.watch]
        self.at = self.at.pushed(dialog.name, dialog.start, "safety")

    def come_back(self, reason: str) -> None:
        """To what was left: after a safety card at once, else when the person says so."""
        if reason == "safety":
            self.ask_again()
        else:
            self.ask_aside(Aside("go_on"))

    def leave_quietly(self) -> None:
        """End the present side trip without a word; its answers are kept."""
        says = list(self.says)
        self.end("stop", goes_over=True)
        self.says = says


def _way(state: State, outcome: Done) -> str:
    return outcome.exit if outcome.exit in state.exits else THEN


def _minutes(given: str) -> float:
    """What came with `/timer 5`: one to ten minutes, else nothing."""
    return float(given) if given.isdigit() and 1 <= int(given) <= 10 else 0
