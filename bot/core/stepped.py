"""What one step comes to: what is to be said, what is to be done, and where the person is now."""

from dataclasses import dataclass

from bot.core.effects import Effect, Facts
from bot.core.session import Entry, Session

HOUSE = "house"  # the dialog that holds the words of asides and of single lines


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
