"""One post carried to Telegram: which methods it takes, and what stands in when one is refused."""

import base64
from collections.abc import Awaitable, Callable

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.core.post import Attach, Button, Edit, Json, Outgoing, Send
from bot.telegram.api import Api
from bot.telegram.keyboards import keyboard
from bot.telegram.split import CAPTION_LIMIT, length, plain, split

SEND_SECONDS = 10.0  # to wait for an answer; shorter than a sender holds a post
REMOVE_LIMIT = 100  # messages in one deleteMessages
_NO_PREVIEW: Json = {"is_disabled": True}
_SAME = "message is not modified"
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
)
_BAD_BUTTON = "button_type_invalid"  # sharing, where inline mode was not switched on at BotFather
_BAD_MARKUP = ("can't parse entities", "can't find end of the entity", "unsupported start tag")

Find = Callable[[str], Awaitable[int | None]]  # the message of a slot
Rows = tuple[tuple[Button, ...], ...]


class Carrier:
    """Raises what Telegram or the network raises; gives the number of a new message, if any."""

    def __init__(self, api: Api, bot: Bot) -> None:
        self._api = api
        self._bot = bot

    async def carry(self, chat: int, outgoing: Outgoing, find: Find) -> int | None:
        if isinstance(outgoing, Send):
            return await self._send(chat, outgoing)
        if isinstance(outgoing, Edit):
            return await self._edit(chat, outgoing, find)
        if isinstance(outgoing, Attach):
            return await self._attach(chat, outgoing)
        await self._remove(chat, outgoing.messages)
        return None

    async def _send(self, chat: int, send: Send) -> int | None:
        *first, last = split(send.text)
        for part in first:
            await self._say(chat, part, (), send.quiet)
        return await self._say(chat, last, send.rows, send.quiet)

    async def _say(self, chat: int, text: str, rows: Rows, quiet: bool = False) -> int | None:
        params: dict[str, Json] = {
            "chat_id": chat,
            "text": text,
            "parse_mode": "HTML",
            "link_preview_options": _NO_PREVIEW,
        }
        if rows:
            params["reply_markup"] = keyboard(rows)
        if quiet:
            params["disable_notification"] = True
        try:
            return _number(await self._marked_up("sendMessage", params))
        except BadRequest as problem:
            if not _says(problem, (_BAD_BUTTON,)):
                raise
        params["reply_markup"] = keyboard(_without_sharing(rows))
        return _number(await self._marked_up("sendMessage", params))

    async def _marked_up(self, method: str, params: dict[str, Json]) -> Json:
        """With its markup; should Telegram not understand that, the bare words."""
        try:
            return await self._api.call(method, params, SEND_SECONDS)
        except BadRequest as problem:
            if not _says(problem, _BAD_MARKUP):
                raise
        del params["parse_mode"]
        params["text"] = plain(str(params["text"]))
        return await self._api.call(method, params, SEND_SECONDS)

    async def _edit(self, chat: int, edit: Edit, find: Find) -> int | None:
        message = edit.message or (await find(edit.slot) if edit.slot else None)
        first, *more = split(edit.text)
        rows = () if more else edit.rows
        try:
            if not message:
                raise BadRequest(_NO_MESSAGE[0])
            await self._change(chat, message, first, rows)
        except BadRequest as problem:
            if _says(problem, _NO_MESSAGE):
                return await self._instead(chat, edit)
            if _SAME not in problem.message.lower():
                raise
        return await self._send(chat, Send("".join(more), edit.rows)) if more else None

    async def _change(self, chat: int, message: int, text: str, rows: Rows) -> None:
        params: dict[str, Json] = {"chat_id": chat, "message_id": message}
        if rows or not text:
            params["reply_markup"] = keyboard(rows)
        if not text:
            await self._api.call("editMessageReplyMarkup", params, SEND_SECONDS)
            return
        params["text"] = text
        params["parse_mode"] = "HTML"
        params["link_preview_options"] = _NO_PREVIEW
        await self._marked_up("editMessageText", params)

    async def _instead(self, chat: int, edit: Edit) -> int | None:
        return await self._send(chat, Send(edit.text, edit.rows)) if edit.text else None

    async def _attach(self, chat: int, attach: Attach) -> int | None:
        file = InputFile(base64.b64decode(attach.content), filename=attach.name)
        fits = length(attach.caption) <= CAPTION_LIMIT
        caption = attach.caption if fits else None
        send = self._bot.send_photo if attach.picture else self._bot.send_document
        message = await send(
            chat,
            file,
            caption=caption or None,
            parse_mode=ParseMode.HTML if caption else None,
            read_timeout=SEND_SECONDS,
        )
        if not fits:
            await self._send(chat, Send(attach.caption))
        return message.message_id

    async def _remove(self, chat: int, messages: tuple[int, ...]) -> None:
        for start in range(0, len(messages), REMOVE_LIMIT):
            await self._remove_some(chat, messages[start : start + REMOVE_LIMIT])

    async def _remove_some(self, chat: int, messages: tuple[int, ...]) -> None:
        """One that is too old spoils the lot: then by halves, as far as Telegram allows."""
        params: dict[str, Json] = {"chat_id": chat, "message_ids": list[Json](messages)}
        try:
            await self._api.call("deleteMessages", params, SEND_SECONDS)
        except BadRequest:
            half = len(messages) // 2
            if half:
                await self._remove_some(chat, messages[:half])
                await self._remove_some(chat, messages[half:])


def _without_sharing(rows: Rows) -> Rows:
    kept = (tuple(button for button in row if not button.share) for row in rows)
    return tuple(row for row in kept if row)


def _says(problem: BadRequest, phrases: tuple[str, ...]) -> bool:
    said = problem.message.lower()
    return any(phrase in said for phrase in phrases)


def _number(message: Json) -> int | None:
    number = message.get("message_id") if isinstance(message, dict) else None
    return number if isinstance(number, int) else None
