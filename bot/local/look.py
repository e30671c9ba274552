"""How chats and messages look from outside: to the bot (Bot API objects) and to the page."""

from bot.local.ports import Json
from bot.local.state import Chat, Media, Message
from bot.local.written import as_html


def user(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "is_bot": False,
        "first_name": chat.name,
        "language_code": chat.language,
    }


def chat_of(chat: Chat) -> Json:
    if chat.group:
        return {"id": chat.id, "type": "group", "title": chat.name}
    return {"id": chat.id, "type": "private", "first_name": chat.name}


def for_bot(message: Message, chat: Chat, sender: Json) -> dict[str, object]:
    """The Message object of the Bot API."""
    seen: dict[str, object] = {
        "message_id": message.id,
        "from": sender,
        "chat": chat_of(chat),
        "date": message.date,
    }
    if message.edited:
        seen["edit_date"] = message.edited
    if message.media:
        seen[message.media.kind] = _media(message.media)
    if message.text:
        seen["caption" if message.media else "text"] = message.text
    if message.entities:
        seen["caption_entities" if message.media else "entities"] = message.entities
    if message.rows:
        seen["reply_markup"] = {"inline_keyboard": message.rows}
    if message.protected:
        seen["has_protected_content"] = True
    if message.reply_to and (first := chat.messages.get(message.reply_to)):
        seen["reply_to_message"] = {
            "message_id": first.id,
            "chat": chat_of(chat),
            "date": first.date,
            "text": first.text,
        }
    return seen


def _media(media: Media) -> object:
    known = {"file_id": media.file, "file_unique_id": media.file[-12:], "file_size": media.size}
    shapes: dict[str, object] = {
        "document": {**known, "file_name": media.name, "mime_type": media.mime},
        "photo": [{**known, "width": 320, "height": 240}],
        "sticker": {
            **known, "type": "regular", "width": 512, "height": 512,
            "is_animated": False, "is_video": False, "emoji": "👍",
        },
        "voice": {**known, "duration": 3, "mime_type": "audio/ogg"},
        "location": {"latitude": 0.0, "longitude": 0.0},
        "contact": {"phone_number": "+10000000000", "first_name": "A"},
        "dice": {"emoji": "🎲", "value": 4},
    }  # fmt: skip
    return shapes[media.kind]


def for_page(message: Message, bot: int) -> Json:
    media = message.media
    return {
        "id": message.id,
        "mine": message.sender != bot,
        "date": message.date,
        "edited": bool(message.edited),
        "text": message.text,
        "entities": message.entities,
        "html": as_html(message.text, message.entities),
        "rows": message.rows,
        "media": media and {"kind": media.kind, "file": media.file, "name": media.name,
                            "mime": media.mime, "size": media.size},
        "reaction": message.reaction,
        "reply_to": message.reply_to,
        "quiet": message.quiet,
        "protected": message.protected,
        "service": message.service,
    }  # fmt: skip


def person(chat: Chat) -> Json:
    last = max(chat.messages.values(), key=lambda message: message.id, default=None)
    return {
        "id": chat.id,
        "name": chat.name,
        "language": chat.language,
        "group": chat.group,
        "standing": chat.standing,
        "last": last.text[:80] if last else "",
    }
