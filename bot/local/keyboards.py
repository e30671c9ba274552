"""Keyboards under messages and under the input, checked as Telegram checks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.local.call import Call, shaped
from bot.local.fields import BUTTONS, COPY, DATA_BYTES, ROW
from bot.local.ports import Json
from bot.local.refusal import bad

Rows = list[list[Json]]
STYLES = {"danger", "success", "primary"}
DOES = (
    "url", "callback_data", "copy_text", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """What `reply_markup` asked for."""

    rows: Rows = field(default_factory=list)  # under the message
    below: Json | None = None  # under the input, or its removal


def markup(call: Call, *, inline_only: bool = False) -> Markup:
    given = call.value("reply_markup")
    if given is None:
        return Markup()
    if not isinstance(given, Mapping):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in given:
        return Markup(_rows(shaped(given, "InlineKeyboardMarkup")["inline_keyboard"]))
    if inline_only and given:
        raise bad("inline keyboard expected")
    for key, kind in (
        ("keyboard", "ReplyKeyboardMarkup"),
        ("remove_keyboard", "ReplyKeyboardRemove"),
        ("force_reply", "ForceReply"),
    ):
        if key in given:
            below = shaped(given, kind)
            return Markup(below=_keyboard(below) if key == "keyboard" else below)
    for key in given:
        raise bad(f'unknown parameter "{key}" of reply_markup')
    return Markup()


def _rows(value: object) -> Rows:
    rows = [[_button(button) for button in row] for row in _arrays(value, "inline_keyboard")]
    return _bounded([row for row in rows if row])


def _bounded(rows: Rows) -> Rows:
    if sum(map(len, rows)) > BUTTONS or any(len(row) > ROW for row in rows):
        raise bad("reply markup is too long")
    return rows


def _arrays(value: object, name: str) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f'field "{name}" must be an Array of Arrays')
    return value


def _button(value: object) -> Json:
    if not isinstance(value, Mapping):
        raise bad("can't parse inline keyboard button: expected an Object")
    button = shaped(value, "InlineKeyboardButton")
    if not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: field "text" must be of type String')
    if not str(button["text"]).strip():
        raise bad("inline keyboard button text must be non-empty")
    does = [key for key in DOES if key in button]
    if not does:
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(does) > 1:
        raise bad(f"inline keyboard button does several things: {', '.join(does)}")
    if button.get("style", "primary") not in STYLES:
        raise bad("invalid button style specified")
    _check_deed(button)
    return button


def _check_deed(button: Json) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    if "copy_text" in button:
        copied = shaped(button["copy_text"], "CopyTextButton").get("text")
        if not isinstance(copied, str) or not 1 <= len(copied) <= COPY:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    url = str(button.get("url", "https://t.me"))
    if not url.startswith(("https://", "http://", "tg://")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: unsupported URL protocol")


def _keyboard(given: Json) -> Json:
    rows = [[_key(key) for key in row] for row in _arrays(given["keyboard"], "keyboard")]
    if not any(rows):
        raise bad("reply keyboard is empty")
    return {**given, "keyboard": _bounded([row for row in rows if row])}


def _key(value: object) -> Json:
    key = shaped({"text": value} if isinstance(value, str) else value, "KeyboardButton")
    if not str(key.get("text", "")).strip():
        raise bad("keyboard button text must be non-empty")
    return key
