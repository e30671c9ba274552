"""One house for all tests of the whole path, and stages on which a person talks with it."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.companion.companion import Companion
from bot.core.clock import Clock, StillClock
from bot.core.post import Button, Json, Send
from bot.core.session import Session, from_plain
from bot.core.stepped import HOUSE
from bot.desk.replay import Opener
from bot.desk.stage import CHAT, Stage

ROOT = Path(__file__).parents[1]
DIALOGS = ROOT / "dialogs"
TRANSCRIPTS = Path(__file__).parent / "transcripts"
EVENING = datetime(2026, 3, 2, 20, 40, tzinfo=UTC)  # a Monday


@cache
def opener() -> Opener:
    """Opening takes most of a second: once is enough. Only its clock changes."""
    return Opener(DIALOGS)


def companion(clock: Clock) -> Companion:
    return opener()(clock)


def stage(language: str = "en", at: datetime = EVENING, **facts: Json) -> Stage:
    """Somebody who has agreed, and of whom `facts` are known."""
    clock = StillClock(at)
    return Stage(companion(clock), clock, language, {"agreed": True, "zone": "UTC", **facts})


def stranger(language: str = "en", at: datetime = EVENING) -> Stage:
    """Somebody who was never here."""
    clock = StillClock(at)
    return Stage(companion(clock), clock, language)


def dialogs() -> list[str]:
    """All but the house's own lines."""
    names = companion(StillClock(EVENING)).house.dialogs
    return sorted(name for name in names if name != HOUSE)


def session(at: Stage) -> Session:
    """Where the person is."""
    person = at.books.people.get(CHAT)
    return from_plain(person.session) if person is not None and person.session else Session()


def place(at: Stage) -> str:
    """`dialog/state`, or nothing."""
    now = session(at)
    return f"{now.frame.dialog}/{now.frame.state}" if now.open else ""


def last_question(at: Stage) -> tuple[int, Send] | None:
    """The newest message with buttons, and its number."""
    asked = [shown for shown in at.shown if shown[1].rows]
    return asked[-1] if asked else None


def buttons(at: Stage) -> dict[str, Button]:
    """What may be pressed under the newest question, by key."""
    question = last_question(at)
    rows = question[1].rows if question is not None else ()
    return {button.data.partition("/")[2]: button for row in rows for button in row}


def press(at: Stage, key: str) -> list[str]:
    """Press the newest button with this key; a word of a vocabulary by its bare name."""
    question = last_question(at)
    assert question is not None, "nothing was asked"
    offered = buttons(at)
    found = next((offered[k] for k in (key, f"={key}", f"+{key}", f"-{key}") if k in offered), None)
    assert found is not None, f"{place(at)}: no button {key!r} (there are: {', '.join(offered)})"
    return at.presses_data(found.data, question[0])
