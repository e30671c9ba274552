"""The part of the Bot API that is spoken here: its methods and their fields, as data."""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SEND = "chat_id disable_notification protect_content reply_parameters reply_markup"
_SCOPE = "scope language_code"

METHODS: Mapping[str, frozenset[str]] = {
    "getMe": _words(""),
    "getUpdates": _words("offset limit timeout allowed_updates"),
    "setWebhook": _words("url max_connections allowed_updates drop_pending_updates secret_token"),
    "deleteWebhook": _words("drop_pending_updates"),
    "getWebhookInfo": _words(""),
    "sendMessage": _words(f"{_SEND} text parse_mode entities link_preview_options"),
    "sendDocument": _words(
        f"{_SEND} document caption parse_mode caption_entities disable_content_type_detection"
    ),
    "sendPhoto": _words(
        f"{_SEND} photo caption parse_mode caption_entities show_caption_above_media has_spoiler"
    ),
    "editMessageText": _words(
        "chat_id message_id text parse_mode entities link_preview_options reply_markup"
    ),
    "editMessageReplyMarkup": _words("chat_id message_id reply_markup"),
    "answerCallbackQuery": _words("callback_query_id text show_alert url cache_time"),
    "deleteMessage": _words("chat_id message_id"),
    "deleteMessages": _words("chat_id message_ids"),
    "setMessageReaction": _words("chat_id message_id reaction is_big"),
    "sendChatAction": _words("chat_id action"),
    "leaveChat": _words("chat_id"),
    "getFile": _words("file_id"),
    "setMyCommands": _words(f"commands {_SCOPE}"),
    "deleteMyCommands": _words(_SCOPE),
    "getMyCommands": _words(_SCOPE),
    "setMyName": _words("name language_code"),
    "getMyName": _words("language_code"),
    "setMyDescription": _words("description language_code"),
    "getMyDescription": _words("language_code"),
    "setMyShortDescription": _words("short_description language_code"),
    "getMyShortDescription": _words("language_code"),
    "setChatMenuButton": _words("chat_id menu_button"),
}

TYPES: Mapping[str, frozenset[str]] = {
    "InlineKeyboardMarkup": _words("inline_keyboard"),
    "InlineKeyboardButton": _words(
        "text style url callback_data copy_text switch_inline_query"
        " switch_inline_query_current_chat switch_inline_query_chosen_chat"
    ),
    "CopyTextButton": _words("text"),
    "ReplyKeyboardMarkup": _words(
        "keyboard is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective"
    ),
    "KeyboardButton": _words("text style request_location"),
    "ReplyKeyboardRemove": _words("remove_keyboard selective"),
    "ForceReply": _words("force_reply input_field_placeholder selective"),
    "LinkPreviewOptions": _words(
        "is_disabled url prefer_small_media prefer_large_media show_above_text"
    ),
    "ReplyParameters": _words("message_id allow_sending_without_reply"),
    "MessageEntity": _words(
        "type offset length url language custom_emoji_id unix_time date_time_format"
    ),
    "ReactionTypeEmoji": _words("type emoji"),
    "BotCommand": _words("command description"),
    "MenuButtonCommands": _words("type"),
}

BY_LOWER_NAME: Mapping[str, str] = {name.lower(): name for name in METHODS}

UPDATES = _words("message edited_message callback_query my_chat_member")

# Telegram's limits, named once.
TEXT = 4096  # UTF-16 units, after entities
CAPTION = 1024
DATA_BYTES = 64
BUTTONS = 100
ROW = 8
COPY = 256
COMMANDS = 100
PRESS_SECONDS = 150
MESSAGE_HOURS = 24  # how long an update waits to be fetched
DELETE_HOURS = 48

REACTIONS = _words(
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)

ACTIONS = _words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document"
    " choose_sticker find_location record_video_note upload_video_note"
)
