"""A bot whose inline mode is off cannot offer sharing; its words arrive all the same."""

from typing import cast

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.core.post import Button, Send
from bot.telegram.api import Api
from bot.telegram.carrier import Carrier
from bot.telegram.doubles import ScriptedApi

ROWS = ((Button("Copy", copy="tea?"),), (Button("Pick a chat", share="tea?"),))


async def nowhere(slot: str) -> int | None:
    return None


async def test_words_arrive_without_the_share_button_where_telegram_refuses_it() -> None:
    api = ScriptedApi()
    api.answers["sendMessage"] = [BadRequest("BUTTON_TYPE_INVALID")]
    carrier = Carrier(cast(Api, api), cast(Bot, None))

    await carrier.carry(1, Send("<pre>tea?</pre>", ROWS), nowhere)

    keyboards = [params["reply_markup"]["inline_keyboard"] for params in api.of("sendMessage")]
    assert [len(rows) for rows in keyboards] == [2, 1]
    assert keyboards[1][0][0]["copy_text"] == {"text": "tea?"}


async def test_any_other_refusal_is_told() -> None:
    api = ScriptedApi()
    api.answers["sendMessage"] = [BadRequest("chat not found")]
    carrier = Carrier(cast(Api, api), cast(Bot, None))

    with pytest.raises(BadRequest):
        await carrier.carry(1, Send("tea?", ROWS), nowhere)
