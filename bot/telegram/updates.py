"""A raw update, read by hand into what the house hears. Unknown fields cannot make it fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.post import Gone, Incoming, Json, Odd, Pressed, Typed

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
TEXT_LIMIT = 16_384  # Telegram's own is 4,096 characters
DATA_LIMIT = 64  # bytes of callback data
ID_LIMIT = 1 << 53
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")

# The more telling name first: an animation is also a document, a venue also a location.
_KINDS = (
    "voice", "video_note", "photo", "sticker", "animation", "live_photo", "video", "audio",
    "document", "venue", "location", "contact", "poll", "dice", "game", "story", "checklist",
    "paid_media", "rich_message", "invoice", "gift", "unique_gift", "giveaway",
)  # fmt: skip
# What Telegram itself puts into a chat. Nobody said anything.
_SERVICE = frozenset({
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed",
    "connected_website", "chat_background_set", "proximity_alert_triggered", "boost_added",
    "users_shared", "chat_shared", "web_app_data", "successful_payment", "refunded_payment",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "video_chat_started", "video_chat_ended", "passport_data", "managed_bot_created",
    "paid_message_price_changed", "checklist_tasks_done", "checklist_tasks_added",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leave:
    """A group or a channel that we were put into."""

    chat: int
    language: str = ""


class CannotRead(Exception):
    """An update without the shape of one. Says which part is wrong, never what was in it."""

    def __init__(self, part: str) -> None:
        super().__init__(f"an update whose {part} cannot be read")
        self.part = part


def number_of(raw: Json) -> int:
    if not isinstance(raw, dict):
        raise CannotRead("outermost value")
    return _whole(raw, "update_id")


def read(raw: Mapping[str, Json]) -> Incoming | Leave | None:
    """What an update means to us. None: nothing that anybody said."""
    if (message := raw.get("message")) is not None:
        return _message(_table(message, "message"))
    if (press := raw.get("callback_query")) is not None:
        return _press(_table(press, "callback_query"))
    if (edited := raw.get("edited_message")) is not None:
        return _edited(_table(edited, "edited_message"))
    if (member := raw.get("my_chat_member")) is not None:
        return _member(_table(member, "my_chat_member"))
    if (post := raw.get("channel_post")) is not None:
        return Leave(_whole(_table(_table(post, "channel_post").get("chat"), "chat"), "id"))
    return None


def _message(message: Mapping[str, Json]) -> Incoming | Leave | None:
    chat = _table(message.get("chat"), "chat")
    number, language = _whole(chat, "id"), _language(message.get("from"))
    if chat.get("type") != "private":
        return Leave(number, language)
    mark = _whole(message, "message_id")
    text = message.get("text")
    if text is None:
        return _odd(message, number, mark, language)
    if not isinstance(text, str):
        raise CannotRead("text")
    if len(text) > TEXT_LIMIT or not _encodes(text):
        return Odd(number, "unreadable", mark, language)
    return Typed(number, text, mark, language, sent=_moment(message, "date"))


def _edited(message: Mapping[str, Json]) -> Incoming | None:
    chat = _table(message.get("chat"), "chat")
    text = message.get("text")
    if chat.get("type") != "private" or not isinstance(text, str):
        return None
    if len(text) > TEXT_LIMIT or not _encodes(text):
        return None
    number, mark = _whole(chat, "id"), _whole(message, "message_id")
    sent = _moment(message, "edit_date") or _moment(message, "date")
    return Typed(number, text, mark, _language(message.get("from")), edited=True, sent=sent)


def _odd(message: Mapping[str, Json], chat: int, mark: int, language: str) -> Odd | None:
    caption = message.get("caption")
    if not isinstance(caption, str) or not _encodes(caption):
        caption = ""
    for kind in _KINDS:
        if kind in message:
            return Odd(chat, kind, mark, language, caption[:TEXT_LIMIT])
    if not _SERVICE.isdisjoint(message):
        return None
    return Odd(chat, "other", mark, language, caption[:TEXT_LIMIT])


def _press(press: Mapping[str, Json]) -> Pressed | Leave:
    who = _table(press.get("from"), "from")
    person, callback = _whole(who, "id"), press.get("id")
    if not isinstance(callback, str) or not callback.isascii() or len(callback) > 128:
        raise CannotRead("callback id")
    message = press.get("message")
    chat = _table(message.get("chat"), "chat") if isinstance(message, dict) else {}
    if chat and chat.get("type", "private") != "private":
        return Leave(_whole(chat, "id"), _language(who))
    data = press.get("data")
    if not isinstance(data, str) or not _encodes(data) or len(data.encode()) > DATA_LIMIT:
        data = ""  # no button of ours: treated as an old one
    # A button under someone else's message is pressed for the one who pressed it.
    own = isinstance(message, dict) and chat.get("id") == person
    mark = _whole(message, "message_id") if own and isinstance(message, dict) else 0
    return Pressed(person, data, mark, callback, _language(who))


def _member(change: Mapping[str, Json]) -> Gone | Leave | None:
    chat = _table(change.get("chat"), "chat")
    number = _whole(chat, "id")
    status = _table(change.get("new_chat_member"), "new_chat_member").get("status")
    here = status in ("member", "administrator", "restricted", "creator")
    if chat.get("type") == "private":
        return Gone(number, back=here)
    return Leave(number, _language(change.get("from"))) if here else None


def _table(value: Json, part: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise CannotRead(part)
    return value


def _whole(table: Mapping[str, Json], part: str) -> int:
    value = table.get(part)
    if type(value) is not int or not -ID_LIMIT < value < ID_LIMIT:
        raise CannotRead(part)
    return value


def _moment(message: Mapping[str, Json], part: str) -> int:
    value = message.get(part)
    return value if type(value) is int and 0 <= value < 1 << 40 else 0


def _language(who: Json) -> str:
    code = who.get("language_code") if isinstance(who, dict) else None
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else ""


def _encodes(text: str) -> bool:
    """False for half of a surrogate pair, which no database and no Telegram takes."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
