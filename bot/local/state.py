"""Everything that the local Telegram remembers, as data that can be written out and read back."""

from dataclasses import dataclass, field

import orjson

from bot.local.html import Entity
from bot.local.keyboards import Rows
from bot.local.ports import Json

FIRST_PERSON = 1001
FIRST_GROUP = -1001


@dataclass(slots=True)
class Media:
    kind: str  # document, photo, sticker, voice, location, contact, poll, dice
    file: str = ""
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(slots=True)
class Message:
    id: int
    chat: int
    sender: int
    date: int  # UTC, Unix seconds on the house's clock
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    media: Media | None = None
    edited: int = 0
    reaction: str = ""
    reply_to: int = 0
    quiet: bool = False
    protected: bool = False
    fixed: bool = False  # it brought a keyboard below the input, so it cannot be edited
    service: str = ""


@dataclass(slots=True)
class Chat:
    """A person's private chat with the bot, or a group."""

    id: int
    name: str
    language: str = "en"
    group: bool = False
    standing: str = "new"  # new, member, blocked, deactivated; in groups also left
    keyboard: Json | None = None
    messages: dict[int, Message] = field(default_factory=dict)


@dataclass(slots=True)
class Update:
    id: int
    kind: str
    chat: int
    at: float  # Unix seconds on the house's clock
    body: Json


@dataclass(slots=True)
class Press:
    """A button press that waits for answerCallbackQuery."""

    chat: int
    message: int
    at: float


@dataclass(slots=True)
class Hook:
    """Where updates are delivered; no URL means polling."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    failed_at: int = 0
    failure: str = ""


@dataclass(slots=True)
class State:
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[Update] = field(default_factory=list)
    presses: dict[str, Press] = field(default_factory=dict)
    hook: Hook = field(default_factory=Hook)
    allowed: list[str] = field(default_factory=list)  # empty: Telegram's default
    profile: dict[str, str] = field(default_factory=dict)  # "name/es" -> text
    commands: dict[str, list[Json]] = field(default_factory=dict)  # "scope/es" -> commands
    last_update: int = 0
    last_message: int = 0


def dump(state: State) -> bytes:
    return orjson.dumps(state, option=orjson.OPT_NON_STR_KEYS)


def load(written: bytes) -> State:
    raw = orjson.loads(written)
    raw["chats"] = {int(key): _chat(chat) for key, chat in raw["chats"].items()}
    raw["updates"] = [Update(**update) for update in raw["updates"]]
    raw["presses"] = {key: Press(**press) for key, press in raw["presses"].items()}
    raw["hook"] = Hook(**raw["hook"])
    return State(**raw)


def _chat(raw: dict[str, dict[str, dict[str, object]]]) -> Chat:
    messages = {int(key): _message(message) for key, message in raw["messages"].items()}
    return Chat(**{**raw, "messages": messages})  # type: ignore[arg-type]


def _message(raw: dict[str, object]) -> Message:
    media = raw.pop("media", None)
    known = Media(**media) if isinstance(media, dict) else None
    return Message(**raw, media=known)  # type: ignore[arg-type]
