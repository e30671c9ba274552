"""What a person may have meant, as the core takes it in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """A button, and the question under which it stood."""

    key: str
    turn: int


@dataclass(frozen=True, slots=True)
class Words:
    """Typed words, with what hearing read in them for the present question."""

    text: str
    exact: str = ""  # the button that these words are
    several: tuple[str, ...] = ()  # words of the vocabulary, each meant by its number
    near: str = ""  # a button, or a word of the vocabulary, that they come close to
    number: int | None = None
    signs: tuple[str, ...] = ()  # feelings, posing words and the like, for rules
    asking: bool = False  # a question to the house itself
    cross: bool = False  # anger at the house
    long: bool = False
    silent: bool = False  # the first words after a long silence


@dataclass(frozen=True, slots=True)
class Control:
    """back, skip, stop, menu or helpnow: by button, command or typed word."""

    name: str


@dataclass(frozen=True, slots=True)
class Open:
    """A dialog is asked for: by a command, a prompt, or a sign of danger."""

    dialog: str
    reason: str = "command"  # command, prompt or safety
    given: str = ""


@dataclass(frozen=True, slots=True)
class TimeUp:
    """The timer that was begun at this turn has run out."""

    turn: int


Heard = Press | Words | Control | Open | TimeUp
