"""Where one person is: a stack of frames and the trail behind them. Small enough to be one row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

SCHEMA = 1
NOTED = "noted"  # the name under which words are kept that answered no question


@dataclass(frozen=True, slots=True)
class Answer:
    """What was pressed, picked, rated or typed. All empty: it was skipped."""

    keys: tuple[str, ...] = ()
    words: str = ""
    number: int | None = None
    signs: tuple[str, ...] = ()  # what hearing read in the words, for rules alone

    @property
    def given(self) -> bool:
        return bool(self.keys or self.words) or self.number is not None

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


SKIPPED = Answer()


@dataclass(frozen=True, slots=True)
class Frame:
    """One dialog that the person is in, or came through."""

    dialog: str
    state: str
    caller: int | None = None  # the frame that waits for this one
    called_from: str = ""  # the state in which the caller waits
    reason: str = "command"  # command, call, prompt or safety
    given: str = ""  # what came with the opening
    kept: bool = True  # False: leave no entry


@dataclass(frozen=True, slots=True)
class Step:
    """One answer on the trail."""

    frame: int
    state: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Aside:
    """A question about the conversation itself, laid over the present one."""

    name: str  # a state of the dialog `house`
    step: int = -1  # the step of the trail that it is about
    words: str = ""  # what was typed, when it waits for a yes
    keys: tuple[str, ...] = ()  # what was read in it


@dataclass(frozen=True, slots=True)
class Session:
    frames: tuple[Frame, ...] = ()
    here: int | None = None  # the frame in which the person is; None: in no dialog
    trail: tuple[Step, ...] = ()
    turn: int = 0  # counts the questions asked; every button carries it
    aside: Aside | None = None
    ticked: tuple[str, ...] = ()  # picked so far, not yet done
    skips: int = 0  # in a row
    flags: frozenset[str] = frozenset()

    @property
    def frame(self) -> Frame:
        assert self.here is not None, "no dialog is open"
        return self.frames[self.here]

    @property
    def open(self) -> bool:
        return self.here is not None

    def base(self) -> int:
        """The frame that began the present side trip (or the whole conversation)."""
        index = self.here
        assert index is not None, "no dialog is open"
        while self.frames[index].reason == "call":
            caller = self.frames[index].caller
            assert caller is not None, "a call has a caller"
            index = caller
        return index

    def depth(self) -> int:
        """How many conversations lie on each other, the present one included."""
        return sum(frame.reason != "call" for frame in self._line())

    def _line(self) -> Iterator[Frame]:
        index = self.here
        while index is not None:
            yield self.frames[index]
            index = self.frames[index].caller

    def moved_to(self, state: str) -> "Session":
        assert self.here is not None, "no dialog is open"
        return self.with_frame(self.here, replace(self.frame, state=state))

    def with_frame(self, index: int, frame: Frame) -> "Session":
        return replace(self, frames=(*self.frames[:index], frame, *self.frames[index + 1 :]))

    def pushed(self, dialog: str, state: str, reason: str, given: str = "") -> "Session":
        waits_in = self.frame.state if self.here is not None else ""
        frame = Frame(dialog, state, self.here, waits_in, reason, given)
        return replace(self, frames=(*self.frames, frame), here=len(self.frames), ticked=())

    def answered(self, answer: Answer) -> "Session":
        """The trail with this answer to the present question."""
        assert self.here is not None, "no dialog is open"
        step = Step(self.here, self.frame.state, answer)
        return replace(self, trail=(*self.trail, step), ticked=())

    def noted(self, words: str) -> "Session":
        assert self.here is not None, "no dialog is open"
        return replace(self, trail=(*self.trail, Step(self.here, NOTED, Answer(words=words))))

    def reworded(self, words: str) -> "Session":
        """The last answer in other words."""
        last = self.trail[-1]
        step = replace(last, answer=replace(last.answer, words=words))
        return replace(self, trail=(*self.trail[:-1], step))

    def without(self, base: int) -> "Session":
        """As it was before the frame `base` opened: the frame itself and all it called are gone."""
        frames, trail = self.frames[:base], tuple(s for s in self.trail if s.frame < base)
        return replace(self, frames=frames, trail=trail, here=self.frames[base].caller, ticked=())

    def rewound(self, index: int) -> "Session":
        """Back at the question of one step of the trail, as if it had not been answered yet."""
        step, before = self.trail[index], self.trail[:index]
        last = max([step.frame, *(s.frame for s in before)])
        frames = list(self.frames[: last + 1])
        frames[step.frame] = replace(frames[step.frame], state=step.state)
        child = step.frame
        while (caller := frames[child].caller) is not None:
            frames[caller] = replace(frames[caller], state=frames[child].called_from)
            child = caller
        return replace(self, frames=tuple(frames), here=step.frame, trail=before, ticked=())

    def earlier(self, before: int | None = None) -> int | None:
        """The last real answer of the present conversation (ahead of step `before`)."""
        if self.here is None:
            return None
        base, end = self.base(), len(self.trail) if before is None else before
        for index in range(end - 1, -1, -1):
            step = self.trail[index]
            if step.frame >= base and step.state != NOTED:
                return index
        return None

    def answers(self, frame: int | None = None) -> dict[str, "Answer | dict[str, Any]"]:
        """What words and rules may look at: own answers, those of dialogs called and of callers."""
        index = self.here if frame is None else frame
        if index is None:
            return {}
        seen: dict[str, Answer | dict[str, Any]] = {}
        caller = self.frames[index].caller
        if self.frames[index].reason == "call" and caller is not None:
            seen.update(self.answers(caller))
        seen.update(self._own(index))
        return seen

    def _own(self, frame: int) -> dict[str, "Answer | dict[str, Any]"]:
        own: dict[str, Answer | dict[str, Any]] = {}
        for child, other in enumerate(self.frames):
            if other.caller == frame and other.reason == "call":
                own[other.called_from] = self._own(child)
        own.update({s.state: s.answer for s in self.trail if s.frame == frame})
        return own


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept in the journal when a dialog ends: its answers, and those of what it called."""

    dialog: str
    steps: tuple["tuple[str, Answer] | Entry", ...] = field(default=())
    given: str = ""
    ended: str = "rest"  # rest, stop or expired

    @property
    def empty(self) -> bool:
        return not self.given and not any(
            not step.empty if isinstance(step, Entry) else step[1].given for step in self.steps
        )


def entry_of(session: Session, base: int, ended: str) -> Entry:
    """The entry for frame `base`, with the dialogs it called at the place of the call."""
    steps: list[tuple[str, Answer] | Entry] = []
    placed: set[int] = set()
    for step in session.trail:
        if step.frame == base:
            steps.append((step.state, step.answer))
        elif (child := _child_of(session, step.frame, base)) is not None and child not in placed:
            placed.add(child)
            steps.append(entry_of(session, child, ended))
    frame = session.frames[base]
    return Entry(frame.dialog, tuple(steps), frame.given, ended)


def _child_of(session: Session, frame: int, base: int) -> int | None:
    """The frame called by `base` through which `frame` was reached."""
    index: int | None = frame
    while index is not None:
        if session.frames[index].caller == base and session.frames[index].reason == "call":
            return index
        index = session.frames[index].caller
    return None


# ---- as plain data, for the row -------------------------------------------------------------


def _plain_answer(answer: Answer) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if answer.keys:
        plain["keys"] = list(answer.keys)
    if answer.words:
        plain["words"] = answer.words
    if answer.number is not None:
        plain["number"] = answer.number
    if answer.signs:
        plain["signs"] = list(answer.signs)
    return plain


def _answer(plain: Mapping[str, Any]) -> Answer:
    return Answer(
        tuple(plain.get("keys", ())),
        plain.get("words", ""),
        plain.get("number"),
        tuple(plain.get("signs", ())),
    )


def to_plain(session: Session) -> dict[str, Any]:
    """The session as JSON values; `from_plain` reads it back."""
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "turn": session.turn,
        "here": session.here,
        "frames": [
            [f.dialog, f.state, f.caller, f.called_from, f.reason, f.given, f.kept]
            for f in session.frames
        ],
        "trail": [[s.frame, s.state, _plain_answer(s.answer)] for s in session.trail],
    }
    if session.aside is not None:
        aside = session.aside
        plain["aside"] = [aside.name, aside.step, aside.words, list(aside.keys)]
    if session.ticked:
        plain["ticked"] = list(session.ticked)
    if session.skips:
        plain["skips"] = session.skips
    if session.flags:
        plain["flags"] = sorted(session.flags)
    return plain


def from_plain(plain: Mapping[str, Any]) -> Session:
    aside = plain.get("aside")
    return Session(
        frames=tuple(Frame(*frame) for frame in plain["frames"]),
        here=plain["here"],
        trail=tuple(Step(frame, state, _answer(a)) for frame, state, a in plain["trail"]),
        turn=plain["turn"],
        aside=Aside(aside[0], aside[1], aside[2], tuple(aside[3])) if aside else None,
        ticked=tuple(plain.get("ticked", ())),
        skips=plain.get("skips", 0),
        flags=frozenset(plain.get("flags", ())),
    )


def entry_to_plain(entry: Entry) -> dict[str, Any]:
    return {
        "dialog": entry.dialog,
        "given": entry.given,
        "ended": entry.ended,
        "steps": [
            entry_to_plain(step) if isinstance(step, Entry) else [step[0], _plain_answer(step[1])]
            for step in entry.steps
        ],
    }


def entry_from_plain(plain: Mapping[str, Any]) -> Entry:
    steps = tuple(
        entry_from_plain(step) if isinstance(step, dict) else (step[0], _answer(step[1]))
        for step in plain["steps"]
    )
    return Entry(plain["dialog"], steps, plain.get("given", ""), plain.get("ended", "rest"))
