"""What comes from a person and what goes to one, free of any messenger."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Urgency(IntEnum):
    """Which of two waiting messages goes first: the smaller number."""

    ANSWER = 0
    PROMPT = 1
    COUNTDOWN = 2  # dropped rather than queued when the pace is tight


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, or a command, that a person sent."""

    chat: int
    text: str
    message: int  # the messenger's number of the message
    language: str = ""  # what the person's app says, e.g. "en-GB"
    edited: bool = False
    sent: int = 0  # when it was sent, seconds since 1970; late arrivals are answered as late


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under an earlier message. `data` is what the button carried."""

    chat: int
    data: str
    message: int
    callback: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that is neither words nor a press: a voice note, a sticker, a photo."""

    chat: int
    kind: str
    message: int = 0
    language: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot (or `back`: unblocked it)."""

    chat: int
    back: bool = False


Incoming = Typed | Pressed | Odd | Gone


@dataclass(frozen=True, slots=True)
class Button:
    """`data` returns to us, `copy` puts text in the clipboard, `share` opens the list of chats."""

    label: str
    data: str = ""
    copy: str = ""
    share: str = ""
    grave: bool = False  # the one dangerous button


@dataclass(frozen=True, slots=True)
class Send:
    """A new message. `text` is HTML; `slot` lets a later edit find it."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    slot: str = ""
    quiet: bool = False
    answered: bool = False  # what was asked before was answered in words: its buttons may go


@dataclass(frozen=True, slots=True)
class Edit:
    """Change an earlier message, found by number or by slot. Without text, only its buttons go."""

    text: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    message: int = 0
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Attach:
    """A file, made when it is sent and kept nowhere else."""

    name: str
    content: str  # base64
    caption: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Take messages out of the chat, as far as the messenger still allows."""

    messages: tuple[int, ...]


Outgoing = Send | Edit | Attach | Remove
_KINDS = {kind.__name__.lower(): kind for kind in (Send, Edit, Attach, Remove)}


def packed(outgoing: Outgoing) -> dict[str, Json]:
    """As plain data, to be sealed and kept."""
    return {"kind": type(outgoing).__name__.lower(), **asdict(outgoing)}


def unpacked(data: Mapping[str, Any]) -> Outgoing:
    """What `packed` made, read back."""
    values = {key: value for key, value in data.items() if key != "kind"}
    if "rows" in values:
        values["rows"] = tuple(tuple(Button(**b) for b in row) for row in values["rows"])
    if "messages" in values:
        values["messages"] = tuple(values["messages"])
    outgoing: Outgoing = _KINDS[data["kind"]](**values)
    return outgoing
