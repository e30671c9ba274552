"""Buttons as Telegram wants them, and none that it would refuse."""

import pytest
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit

from bot.core.post import Button
from bot.telegram import keyboards
from bot.telegram.keyboards import BadButton, keyboard


def test_our_limits_are_telegrams() -> None:
    assert keyboards.BUTTON_LIMIT == InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert keyboards.ROW_LIMIT == InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert keyboards.DATA_LIMIT == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert keyboards.COPY_LIMIT == InlineKeyboardButtonLimit.MAX_COPY_TEXT


def test_each_kind_of_button_carries_its_own() -> None:
    rows = ((Button("Yes", "a/b"), Button("Copy", copy="words")), (Button("Tell", share="hello"),))

    assert keyboard(rows) == {
        "inline_keyboard": [
            [
                {"text": "Yes", "callback_data": "a/b"},
                {"text": "Copy", "copy_text": {"text": "words"}},
            ],
            [
                {
                    "text": "Tell",
                    "switch_inline_query_chosen_chat": {"query": "hello", "allow_user_chats": True},
                }
            ],
        ]
    }


def test_the_grave_button_is_red() -> None:
    made = keyboard(((Button("Erase everything", "e", grave=True),),))

    assert made == {
        "inline_keyboard": [[{"text": "Erase everything", "callback_data": "e", "style": "danger"}]]
    }


def test_a_row_too_long_goes_on_in_the_next() -> None:
    made = keyboard((tuple(Button(str(n), str(n)) for n in range(11)),))

    assert isinstance(made, dict)
    lines = made["inline_keyboard"]
    assert isinstance(lines, list)
    assert [len(line) for line in lines if isinstance(line, list)] == [8, 3]


@pytest.mark.parametrize(
    "button",
    [Button("x"), Button("", "d"), Button("x", "é" * 33), Button("x", copy="y" * 257)],
)
def test_a_button_that_telegram_would_refuse_is_refused_here(button: Button) -> None:
    with pytest.raises(BadButton):
        keyboard(((button,),))


def test_more_buttons_than_a_message_may_have_are_refused() -> None:
    with pytest.raises(BadButton, match="100"):
        keyboard(tuple((Button("x", "y"),) for _ in range(101)))
