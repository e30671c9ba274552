"""From what a step says to messages with buttons, and to the change under the button pressed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from bot.content.words import Message, Option, Words
from bot.core.dialog import SKIP, House, State
from bot.core.effects import Facts
from bot.core.post import Button, Edit, Json, Send
from bot.core.session import Session
from bot.core.stepped import HOUSE, Say

SHORT = 18  # characters: two labels of this length fit beside each other on a phone
PAIRED_FROM = 5  # fewer buttons stand one under the other: a thumb need not choose
ACROSS = 6  # numbers in a row
TIMER = "timer"  # the slot under which a countdown finds its message
TICK = "✓ "
A_MINUTE = 60  # seconds; what is left of a timer is counted in minutes down to here
CARRIED = 256  # characters: the most that Telegram's copy and share buttons take
FOR_SOMEBODY = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it was sent: kept, so that a press can show the choice beneath it."""

    text: str
    labels: Mapping[str, str]  # key -> label


class Shower:
    """Renders for one person in one language."""

    def __init__(
        self, house: House, words: Words, facts: Facts, language: str, met: dict[str, Json]
    ) -> None:
        self._house, self._words, self._facts = house, words, facts
        self._language, self.met = language, met

    # ---- new messages

    def message(self, say: Say, again: bool = False) -> Message:
        """One state's words; the wording moves on each time the state is met."""
        place = f"{say.dialog}/{say.state}"
        count = int(str(self.met.get(place, 0)))
        message = self._words.message(say, self._facts, self._language, max(count - again, 0))
        if message.worded > 1 and not again:
            self.met[place] = count + 1
        return message

    def shown(self, says: Iterable[Say]) -> list[tuple[Send, Asked | None]]:
        """Messages to send. What asks nothing is said above the question that follows it."""
        sends: list[tuple[Send, Asked | None]] = []
        above: list[str] = []
        out: list[tuple[Button, ...]] = []
        for say in says:
            message = self.message(say, say.again)
            if message.text:
                above.append(message.text)
            out += _bridges(message)
            if say.asks:
                sends.append(self._question(say, "\n\n".join(above), message, out))
                above, out = [], []
        if above:
            sends.append((Send("\n\n".join(above), tuple(out)), None))
        return sends

    def _question(
        self, say: Say, text: str, message: Message, out: list[tuple[Button, ...]]
    ) -> tuple[Send, Asked]:
        state = self._state(say)
        slot = TIMER if state is not None and state.timer else ""
        if self._facts.get("plain") and not (state is not None and state.scale):
            text = "\n".join([text, "", *_numbered(message.options)]).strip()
        rows = (*out, *self.rows(say.session, say, message.options))
        return Send(text, rows, slot), Asked(text, {o.key: o.label for o in message.options})

    # ---- buttons

    def rows(
        self, session: Session, say: Say, options: tuple[Option, ...]
    ) -> tuple[tuple[Button, ...], ...]:
        state = self._state(say)
        buttons = [self._button(session, state, option) for option in options]
        rows = _packed(buttons, state)
        if state is not None and state.most > 1 and session.ticked and say.dialog != HOUSE:
            done = self._words.controls(self._language).get("done")
            if done is not None:
                rows.append((Button(done.label, data=f"{session.turn}/done"),))
        if say.dialog != HOUSE:
            rows += self._controls(session, state)
        return tuple(rows)

    def _button(self, session: Session, state: State | None, option: Option) -> Button:
        key, label = option.key, option.label
        if state is not None and state.pick and key not in state.buttons:
            if state.most > 1:
                on = key in session.ticked
                label, key = (TICK + label, f"-{key}") if on else (label, f"+{key}")
            else:
                key = f"={key}"
        grave = key in ("erase", "erase_all", "delete")
        return Button(label, data=f"{session.turn}/{key}", grave=grave)

    def _controls(self, session: Session, state: State | None) -> list[tuple[Button, ...]]:
        labels = self._words.controls(self._language)
        skippable = state is not None and (SKIP in state.exits or bool(state.timer))
        first = ("back", "skip", "stop") if skippable else ("back", "stop")
        return [
            tuple(
                Button(labels[key].label, data=f"{session.turn}/{key}")
                for key in row
                if key in labels
            )
            for row in (first, ("menu", "helpnow"))
        ]

    # ---- the message under which a button was pressed

    def chosen(self, asked: Asked, took: str, message: int, ticked: tuple[str, ...] = ()) -> Edit:
        """The choice is shown, or all that was ticked; the keyboard goes."""
        key = took.lstrip("=+-")
        picked = [asked.labels[one] for one in ticked if one in asked.labels]
        label = ", ".join(picked) if key == "done" and picked else ""
        label = label or asked.labels.get(key) or self._control_label(key)
        return Edit(f"{asked.text}\n\n{TICK}<b>{escape(label, quote=False)}</b>", message=message)

    def _control_label(self, key: str) -> str:
        control = self._words.controls(self._language).get(key)
        return control.label if control is not None else key

    def ticked(self, session: Session, asked: Asked, message: int) -> Edit:
        """The same question, with what is picked so far."""
        frame = session.frame
        say = Say(session, session.here, frame.dialog, frame.state, asks=True)
        options = self.message(say, again=True).options
        return Edit(asked.text, self.rows(session, say, options), message=message)

    def left(self, session: Session, asked: Asked, seconds: int) -> Edit:
        """The countdown: the timer's words with what is left beneath them."""
        frame = session.frame
        say = Say(session, session.here, frame.dialog, frame.state, asks=True)
        options = self.message(say, again=True).options
        minutes = round(seconds / 60) if seconds >= A_MINUTE else 0
        left = self._words.line("left", self._language, minutes=minutes, seconds=seconds)
        return Edit(f"{asked.text}\n\n{left}", self.rows(session, say, options), slot=TIMER)

    def _state(self, say: Say) -> State | None:
        dialog = self._house.dialogs.get(say.dialog)
        return dialog.states.get(say.state) if dialog is not None else None


def _bridges(message: Message) -> list[tuple[Button, ...]]:
    """Buttons that carry the words in <pre> out of the chat. Longer words are tapped to copy."""
    found = FOR_SOMEBODY.search(message.text)
    words = unescape(found[1]).strip() if found is not None else ""
    if not words or len(words) > CARRIED:
        return []
    return [
        (Button(b.label, copy=words) if b.key == "copy" else Button(b.label, share=words),)
        for b in message.bridges
    ]


def _packed(buttons: list[Button], state: State | None) -> list[tuple[Button, ...]]:
    """Numbers in two rows; many short labels in pairs; else one under the other."""
    if state is not None and state.scale:
        numbers = state.scale[1] - state.scale[0] + 1
        scale, rest = buttons[:numbers], buttons[numbers:]
        rows = [tuple(scale[i : i + ACROSS]) for i in range(0, numbers, ACROSS)]
        return rows + [(button,) for button in rest]
    rows, waiting = [], None
    for button in buttons:
        short = len(button.label) <= SHORT and len(buttons) >= PAIRED_FROM
        if short and waiting is not None:
            rows.append((waiting, button))
            waiting = None
        elif short:
            waiting = button
        else:
            if waiting is not None:
                rows.append((waiting,))
                waiting = None
            rows.append((button,))
    if waiting is not None:
        rows.append((waiting,))
    return rows


def _numbered(options: Iterable[Option]) -> list[str]:
    return [f"{n}. {escape(option.label, quote=False)}" for n, option in enumerate(options, 1)]
