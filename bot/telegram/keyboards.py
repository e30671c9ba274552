"""Rows of buttons as Telegram wants them."""

from collections.abc import Sequence

from bot.core.post import Button, Json

ROW_LIMIT = 8  # buttons side by side
BUTTON_LIMIT = 100
COPY_LIMIT = 256
DATA_LIMIT = 64  # bytes


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
