"""Rows of buttons as Telegram wants them, and which message of a chat still has some."""

from collections import OrderedDict
from collections.abc import Sequence

from bot.core.post import Button, Edit, Json, Outgoing, Send

ROW_LIMIT = 8  # buttons side by side
BUTTON_LIMIT = 100
COPY_LIMIT = 256
DATA_LIMIT = 64  # bytes
_REMEMBERED = 8192  # chats


class BadButton(Exception):
    """A button that Telegram would refuse, and with it the whole message."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"a button {fault}")


def keyboard(rows: Sequence[Sequence[Button]]) -> Json:
    """`inline_keyboard`; rows that are too long for Telegram go on in the next one."""
    lines: list[Json] = []
    count = 0
    for row in rows:
        count += len(row)
        starts = range(0, len(row), ROW_LIMIT)
        lines.extend([_button(one) for one in row[at : at + ROW_LIMIT]] for at in starts)
    if count > BUTTON_LIMIT:
        raise BadButton(f"beyond the {BUTTON_LIMIT} that a message may have")
    return {"inline_keyboard": lines}


def _button(button: Button) -> Json:
    made: dict[str, Json] = {"text": button.label}
    if not button.label:
        raise BadButton("without a label")
    if button.copy:
        if len(button.copy) > COPY_LIMIT:
            raise BadButton(f"that copies more than {COPY_LIMIT} characters")
        made["copy_text"] = {"text": button.copy}
    elif button.share:
        made["switch_inline_query_chosen_chat"] = {"query": button.share, "allow_user_chats": True}
    elif button.data and len(button.data.encode()) <= DATA_LIMIT:
        made["callback_data"] = button.data
    else:
        raise BadButton(f"that carries nothing, or more than {DATA_LIMIT} bytes")
    if button.grave:
        made["style"] = "danger"
    return made


class Keyboards:
    """The last message with buttons in each chat, as far as this process sent it and remembers."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()

    def after(self, chat: int, outgoing: Outgoing, message: int | None) -> int | None:
        """Take note of what was sent; the earlier message whose buttons are to go, if any."""
        last = self._last.get(chat)
        if isinstance(outgoing, Edit):
            if last == outgoing.message and not outgoing.rows:
                del self._last[chat]
            return None
        if not isinstance(outgoing, Send):
            return None
        if outgoing.rows and message:
            self._last[chat] = message
            self._last.move_to_end(chat)
            if len(self._last) > _REMEMBERED:
                self._last.popitem(last=False)
        elif outgoing.answered:
            self._last.pop(chat, None)
        return last if outgoing.answered else None
