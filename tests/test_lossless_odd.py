"""Whatever arrives, in whatever state: kept and exported unchanged, or politely declined."""

import asyncio
import io
import json
import time
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from processes import SMALL
from sqlalchemy import select
from whole_house import HandClock, Room, message, new_key, on_telegram, pressed, typed, words_of
from whole_path import opener

from bot.companion.turn import Outcome, Turn
from bot.core.post import Incoming, Json
from bot.desk.replay import Opener
from bot.local import Local
from bot.local.html import read as as_shown
from bot.local.html import units
from bot.local.state import Message
from bot.running import House
from bot.store.books import Books
from bot.store.ring import Ring
from bot.store.store import Store
from bot.store.tables import metadata

pytest_plugins = ["postgres"]

ADA = 7
PHOTO: list[Json] = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
USER: dict[str, Json] = {"id": 9, "is_bot": False, "first_name": "Bo"}
ODD: dict[str, dict[str, Json]] = {
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    "photo": {"photo": PHOTO},
    "sticker": {"sticker": {"file_id": "s"}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "location": {"location": {"latitude": 1.0, "longitude": 2.0}},
    "contact": {"contact": {"phone_number": "+1", "first_name": "Bo"}},
    "something new": {"never_heard_of": {"deep": [{"er": None}]}},
    "lone surrogate": {"text": "half \ud83d of one"},
    "far too long": {"text": "a" * 20_000},
}
TEXTS: dict[str, str] = {
    "emoji": "🫂" * 2048,
    "family": "👩‍👩‍👧‍👦🏳️‍🌈" * 40,
    "right to left": "\u202eabc\u2066 שלום \u2069\u202c مرحبا",
    "NUL": "before \0 after",
    "control": "bell \x07 vertical \x0b escape \x1b[31m",
    "html": "<b>bold</b> <script>alert(1)</script> &amp; &lt; </b></i>",
    "jinja": "{{ 7 * 7 }} {% for a in b %} {# no #} {{ config }}",
    "sql": "'; DROP TABLE people; -- \" OR 1=1",
    "buttons": "[yes] Yes\n[no] No\n---\n{% endblock %}",
    "format": "%s %d {0} {name!r} \\n \\u0000",
    "zalgo": "h̷̢̛e̸̡l̵̨p̶̧ ̴̢w̷̡i̸̢t̵̡h̶̢",
    "blank": "\u200b\u00a0\u3000.",
}
STATES = ("", "/start", "/feelings", "/impulse", "/timer", "/people", "/delete", "/helpnow")


@pytest.fixture
async def room(database: str, tmp_path: Path) -> AsyncIterator[Room]:
    made = await Room(database, new_key(), HandClock(), tmp_path).open()
    await made.knows(ADA)
    yield made
    await made.close()


@pytest.mark.parametrize("state", STATES)
async def test_what_is_not_words_is_declined_and_changes_nothing(room: Room, state: str) -> None:
    if state:
        await room.says(ADA, state)
    before = (await room.session(ADA)).frames

    for name, fields in ODD.items():
        said = words_of(await room.take(message(ADA, None, **fields)))
        assert any(said), name
        assert (await room.session(ADA)).frames == before, name

    assert (await room.store.stats())["set_aside"] == 0
    assert await room.entries(ADA) == []


async def test_what_nobody_said_gets_no_answer(room: Room) -> None:
    await room.says(ADA, "/feelings")
    group: dict[str, Json] = {"id": -5, "type": "supergroup", "title": "Friends"}
    channel: dict[str, Json] = {"id": -6, "type": "channel", "title": "News"}
    others: list[dict[str, Json]] = [
        message(ADA, pinned_message={"message_id": 1}),
        {**typed(ADA, "/delete"), "message": {**message(ADA)["message"], "chat": group}},  # type: ignore[dict-item]
        {"update_id": 1 << 30, "channel_post": {"message_id": 1, "chat": channel, "text": "x"}},
        {"update_id": (1 << 30) + 1, "inline_query": {"id": "1", "from": USER, "query": "x"}},
        {"update_id": (1 << 30) + 2, "edited_channel_post": {"chat": channel}},
        {"update_id": (1 << 30) + 3, "poll_answer": {"poll_id": "1", "user": USER}},
        {"update_id": (1 << 30) + 4},
        {"update_id": (1 << 30) + 5, "brand_new_kind": {"text": "x", "chat": {"id": ADA}}},
    ]

    for raw in others:
        assert await room.take(raw) == []

    assert (await room.store.stats())["set_aside"] == 0


async def test_what_cannot_be_read_is_set_aside_and_holds_up_nobody(room: Room) -> None:
    broken: list[dict[str, Json]] = [
        {"update_id": (1 << 31) + 1, "message": "no message"},
        {"update_id": (1 << 31) + 2, "message": {"chat": {"id": "seven"}}},
        {"update_id": (1 << 31) + 3, "callback_query": {"id": 4, "from": USER}},
    ]

    for raw in [*broken, *broken]:  # and what is redelivered changes nothing
        assert await room.take(raw) == []
    said = words_of(await room.says(ADA, "/menu"))

    assert (await room.store.stats())["set_aside"] == len(broken)
    assert any(said)


async def test_what_cannot_be_handled_is_set_aside_with_a_kind_word_and_holds_up_nobody(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear, tries = room.house.companion.hear, []

    def fails(books: Books, update_id: int, incoming: Incoming, flooding: bool) -> Outcome:
        if getattr(incoming, "text", "") == "cursed":
            books.add_entry(books.person(ADA), {"half": "a step"})
            tries.append(update_id)
            raise ArithmeticError
        return hear(books, update_id, incoming, flooding)

    monkeypatch.setattr(room.house.companion, "hear", fails)
    await room.says(ADA, "/feelings")
    before = (await room.session(ADA)).frames
    raw = typed(ADA, "cursed")
    sorry = words_of(await room.take(raw))
    stats = await room.store.stats()

    assert len(tries) == 3
    assert (stats["set_aside"], stats["entries"]) == (1, 0)
    assert (await room.session(ADA)).frames == before
    assert any(sorry)
    assert any(words_of(await room.says(ADA, "sad")))


@pytest.mark.parametrize(
    "data", ["", "x", "0/yes", "999999999999/yes", "1/yes/\0", "💥/done", "-1/"]
)
@pytest.mark.parametrize("state", ["/delete", "/feelings"])
async def test_an_invented_press_takes_no_step(room: Room, state: str, data: str) -> None:
    await room.says(ADA, state)
    before = (await room.session(ADA)).frames

    await room.take(pressed(ADA, data))

    assert (await room.session(ADA)).frames == before
    assert (await room.store.stats())["people"] == 1


@pytest.mark.parametrize("state", ["/delete", "/feelings", "/people", "/language"])
async def test_a_press_of_this_very_question_that_was_not_offered_takes_no_step(
    room: Room, state: str
) -> None:
    await room.says(ADA, state)

    for key in ("=made-up", "+made-up", "-made-up", "made-up", "0", "erase", "yes"):
        before = await room.session(ADA)
        kept = (await room.person(ADA)).session or {}
        asked: Any = kept["asked"]
        if key not in asked[1]:
            await room.take(pressed(ADA, f"{before.turn}/{key}"))
        after = await room.session(ADA)
        taken = [(one.frames, one.trail, one.ticked) for one in (before, after)]
        assert taken[0] == taken[1], key


async def test_a_forwarded_and_an_edited_message_are_words_like_others(room: Room) -> None:
    await room.says(ADA, "/feelings")
    forwarded = message(ADA, text="sad", forward_origin={"type": "hidden_user", "date": 1})

    said = words_of(await room.take(forwarded))
    body = forwarded["message"]
    edited: dict[str, Json] = {"update_id": 1 << 32, "edited_message": body}
    await room.take(edited)

    assert any(said)
    assert (await room.store.stats())["set_aside"] == 0


@pytest.mark.parametrize("name", TEXTS)
async def test_odd_words_are_kept_and_exported_unchanged(room: Room, name: str) -> None:
    await room.says(ADA, "/feelings")
    await room.says(ADA, "sad")
    await room.says(ADA, TEXTS[name])
    await room.says(ADA, "/stop")
    companion = room.house.companion

    exported = (await room.store.turn(lambda books: companion.exported(books, ADA))).value
    assert exported is not None
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("journal.html").decode()

    assert TEXTS[name].strip() in strings(data["entries"])
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", TEXTS)
async def test_odd_words_that_were_held_come_back_as_they_were_written(
    room: Room, name: str
) -> None:
    await room.says(ADA, "/hold")
    for answer in ("no", "no"):
        await room.presses(ADA, answer)
    await room.says(ADA, TEXTS[name])
    for answer in ("m2", "done"):
        await room.presses(ADA, answer)
    room.clock.jump(timedelta(minutes=3))
    await room.tick()
    said = words_of(await room.presses(ADA, "open"))

    assert TEXTS[name].strip() in "".join(as_shown(words)[0] for words in said)


def strings(value: Any) -> list[str]:
    """Every text in it."""
    if isinstance(value, dict):
        return strings(list(value.values()))
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) else []


# ---- over HTTP, with Telegram's own limits


async def until(local: Local, chat: int, right: Callable[[list[Message]], object]) -> list[Message]:
    """What is in the chat, once it is right."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        shown = list(local.people.find(chat).messages.values())
        if right(shown):
            return shown
        await asyncio.sleep(0.02)
    raise AssertionError([one.text[:80] for one in shown])


async def says(local: Local, chat: int, text: str) -> list[Message]:
    """Until the bot answers."""
    number = local.people.say(chat, text).id
    return await until(local, chat, lambda shown: shown[-1].id > number)


async def presses(local: Local, chat: int, key: str) -> None:
    """The newest button with this key, once there is one."""
    shown = await until(local, chat, lambda shown: _found(shown, key))
    message, data = _found(shown, key)[-1]
    local.people.press(chat, message, data)


def _found(shown: list[Message], key: str) -> list[tuple[int, str]]:
    """Buttons with this key: the message's number, and what they carry."""
    return [
        (message.id, str(data))
        for message in shown
        for row in message.rows
        for data in (button.get("callback_data", "") for button in row)
        if str(data).partition("/")[2].lstrip("=+-") == key
    ]


async def test_a_summary_of_four_thousand_brackets_is_split_and_loses_nothing(
    tmp_path: Path,
) -> None:
    brackets = "<" * 4090
    async with on_telegram(f"sqlite:///{tmp_path}/b.db", tmp_path, Opener(SMALL)) as (local, _):
        chat = local.people.new("Ada", "en").id
        await says(local, chat, "/checkin")
        await presses(local, chat, "low")
        await until(local, chat, lambda shown: "emotions" in shown[-1].text)
        await presses(local, chat, "calm")
        await presses(local, chat, "done")
        await until(local, chat, lambda shown: "note" in shown[-1].text)
        mark = local.people.say(chat, brackets).id
        shown = await until(local, chat, lambda all: sum(m.text.count("<") for m in all) == 8180)

    parts = [one.text for one in shown if one.id > mark]
    assert len(parts) > 1
    assert max(units(part) for part in parts) <= 4096
    assert "".join(parts).endswith(f"Kept: low, calm, {brackets}")


async def agreed(local: Local, house: House) -> int:
    """Somebody who is known and has said something."""
    chat = local.people.new("Ada", "en").id
    await says(local, chat, "/privacy")
    await says(local, chat, "/stop")

    def agree(books: Books) -> None:
        turn = Turn(house.companion, books, books.person(chat))
        turn.person.facts.update({"agreed": True, "morning_at": "08:00"})
        turn.keep()
        books.prompt_sent(turn.person, "morning", turn.now.date())
        books.add_item(turn.person, "whatever", {"a": "thing"})

    await house.store.turn(agree)
    await says(local, chat, "/feelings")
    await says(local, chat, "sad")
    await says(local, chat, "a marked sentence")
    await says(local, chat, "/stop")
    return chat


async def test_hide_export_and_delete_do_what_they_say(database: str, tmp_path: Path) -> None:
    async with on_telegram(database, tmp_path, opener()) as (local, house):
        chat = await agreed(local, house)
        await says(local, chat, "/export")
        await presses(local, chat, "all")
        shown = await until(local, chat, lambda shown: any(m.media for m in shown))
        file = next(m.media.name for m in shown if m.media)

        await says(local, chat, "/hide")
        await presses(local, chat, "hide")
        left = await until(local, chat, lambda shown: len(shown) <= 2)
        entries = (await house.store.stats())["entries"]

        await says(local, chat, "/delete")
        await presses(local, chat, "yes")
        await presses(local, chat, "erase")
        await until(local, chat, lambda shown: "rased" in shown[-1].text)
        await asyncio.sleep(0.1)
        stats = await house.store.stats()
        left_in = await house.store._do(
            lambda page: [
                table.name
                for table in metadata.sorted_tables
                if "person" in table.c and table.name != "seen" and page.run(select(table)).all()
            ]
        )

    assert file.endswith(".zip")
    assert all("marked" not in one.text for one in left)
    assert entries == 1
    assert (stats["people"], stats["entries"], stats["erased"]) == (0, 0, 1)
    assert stats["waiting"] == stats["appointments"] == 0
    assert left_in == []


async def test_keys_are_rotated_under_a_running_house_and_a_backup_is_tried(
    database: str, tmp_path: Path
) -> None:
    old, new = Ring.new_key(), Ring.new_key()
    async with on_telegram(database, tmp_path, opener(), old) as (local, house):
        chat = await agreed(local, house)
    async with on_telegram(database, tmp_path, opener(), f"{new},{old}") as (local, house):
        rotated = await house.store.rotate()
        await house.store.backup(tmp_path / "backup.db")
    clock = HandClock()
    elsewhere = Store(f"sqlite:///{tmp_path}/restored.db", Ring.parse(new), clock)
    await elsewhere.open()
    await elsewhere.restore(tmp_path / "backup.db")
    companion = opener()(clock)
    exported = (await elsewhere.turn(lambda books: companion.exported(books, chat))).value
    await elsewhere.close()

    assert rotated >= 1
    assert exported is not None
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        assert "a marked sentence" in archive.read("data.json").decode()
