"""A conversation without Telegram: the real companion, books in memory, a clock in hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from re import sub

from bot.companion.companion import Companion
from bot.companion.memory import MemoryBooks
from bot.companion.prompting import reschedule
from bot.companion.turn import Turn
from bot.core.clock import StillClock
from bot.core.dialog import CONTROLS
from bot.core.heard import Open
from bot.core.post import Attach, Button, Edit, Json, Outgoing, Pressed, Remove, Send, Typed

CHAT = 1


@dataclass(slots=True)
class Stage:
    """Speaks for one person, and hears what they would see."""

    companion: Companion
    clock: StillClock
    language: str = "en"
    facts: Mapping[str, Json] = field(default_factory=dict)
    books: MemoryBooks = field(init=False)
    _updates: int = 0
    shown: list[tuple[int, Send]] = field(default_factory=list)  # by the message's number

    def __post_init__(self) -> None:
        self.books = MemoryBooks(self.clock)
        person = self.books.person(CHAT)
        person.facts.update({"app_language": self.language, **self.facts})
        reschedule(self.companion.house, self.books, person, {}, self.clock.now())

    # ---- what the person does

    def types(self, text: str) -> list[str]:
        typed = Typed(CHAT, text, self._next(), self.language)
        self.companion.hear(self.books, self._updates, typed)
        return self._seen()

    def presses(self, label: str) -> list[str] | None:
        """Press the newest button with this label; None when there is none."""
        for message, send in reversed(self.shown):
            for row in send.rows:
                for button in row:
                    if button.data and button.label.lower() == label.lower():
                        return self.presses_data(button.data, message)
        return None

    def presses_data(self, data: str, message: int) -> list[str]:
        pressed = Pressed(CHAT, data, message, "callback", self.language)
        self._next()
        self.companion.hear(self.books, self._updates, pressed)
        return self._seen()

    def opens(self, dialog: str, given: str = "") -> list[str]:
        """A dialog opens by itself, as when one calls it or something was due."""
        turn = Turn(self.companion, self.books, self.books.person(CHAT))
        reason = "safety" if dialog in self.companion.house.safety else "command"
        turn.go(Open(dialog, reason, given))
        return self._seen()

    def waits(self, length: timedelta) -> list[str]:
        """Let time pass, and everything happen that becomes due on the way."""
        until, seen = self.clock.now() + length, []
        while (due := self.books.next_due()) is not None and due.due <= until:
            self.clock.jump(max(due.due - self.clock.now(), timedelta()))
            self.companion.due(self.books, due)
            seen += self._seen()
        self.clock.jump(until - self.clock.now())
        return seen

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def _next(self) -> int:
        self._updates += 1
        return self._updates

    # ---- what the person sees

    def _seen(self) -> list[str]:
        said, self.books.said = self.books.said, []
        return [text for item in said if (text := self._written(item.outgoing))]

    def _written(self, outgoing: Outgoing) -> str:
        match outgoing:
            case Send():
                self.shown.append((1000 + len(self.shown), outgoing))
                return written(outgoing)
            case Edit(slot=slot) if slot:
                return ""  # a countdown: too many lines for a transcript
            case Edit(rows=rows) if rows:
                return self._edited(outgoing)
            case Attach(name, _, caption):
                return f"({name})\n{plain(caption)}".strip()
            case Remove(messages):
                return f"({len(messages)} messages are taken out of the chat)"
            case _:
                return ""

    def _edited(self, edit: Edit) -> str:
        """New ticks on a question: its buttons again."""
        for index, (message, send) in enumerate(self.shown):
            if message == edit.message:
                self.shown[index] = (message, Send(send.text, edit.rows, send.slot))
        return "\n".join(_buttons(edit.rows))


def written(send: Send) -> str:
    """A message as a transcript shows it: words, then buttons; the controls go without saying."""
    return "\n".join([plain(send.text), *_buttons(send.rows)]).strip()


def plain(html: str) -> str:
    return unescape(sub(r"<[^>]+>", "", html))


def _buttons(rows: tuple[tuple[Button, ...], ...]) -> Iterator[str]:
    for row in rows:
        shown = [f"[{b.label}]" for b in row if b.data.partition("/")[2] not in CONTROLS]
        if shown:
            yield " ".join(shown)
