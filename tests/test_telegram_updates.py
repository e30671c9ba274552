"""A raw update becomes what the house hears, and nothing in it can do harm."""

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.post import Gone, Odd, Pressed, Typed
from bot.telegram.jsons import DEPTH_LIMIT, TooDeep, loads
from bot.telegram.updates import CannotRead, Leave, number_of, read

WHO = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en-GB"}
CHAT = {"id": 7, "type": "private", "first_name": "Ada"}


def message(**more: Any) -> dict[str, Any]:
    said = {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": WHO, **more}
    return {"update_id": 1, "message": said}


def press(data: str = "a/b", who: int = 7, **more: Any) -> dict[str, Any]:
    under = {"message_id": 5, "date": 1, "chat": CHAT}
    query = {"id": "99", "from": {**WHO, "id": who}, "message": under, "data": data, **more}
    return {"update_id": 2, "callback_query": query}


def test_typed_words_arrive_with_language_and_time() -> None:
    heard = read(message(text="I feel torn"))

    assert heard == Typed(7, "I feel torn", 5, "en-GB", sent=1_700_000_000)


def test_an_edited_message_says_that_it_was_edited() -> None:
    raw: Any = {
        "update_id": 1,
        "edited_message": {**message(text="calm")["message"], "edit_date": 9},
    }

    assert read(raw) == Typed(7, "calm", 5, "en-GB", edited=True, sent=9)


def test_an_edited_caption_says_nothing() -> None:
    raw = {"update_id": 1, "edited_message": message(photo=[], caption="x")["message"]}

    assert read(raw) is None


def test_a_press_carries_what_the_button_carried() -> None:
    assert read(press()) == Pressed(7, "a/b", 5, "99", "en-GB")


def test_a_press_under_someone_elses_message_is_a_press_on_nothing_of_ones_own() -> None:
    assert read(press(who=8)) == Pressed(8, "a/b", 0, "99", "en-GB")


@pytest.mark.parametrize("data", ["x" * 65, "é" * 33, "\ud800"])
def test_what_no_button_of_ours_could_carry_counts_as_an_old_button(data: str) -> None:
    assert read(press(data)) == Pressed(7, "", 5, "99", "en-GB")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ({"voice": {}}, "voice"),
        ({"animation": {}, "document": {}}, "animation"),
        ({"venue": {}, "location": {}}, "venue"),
        ({"dice": {}}, "dice"),
        ({"poll": {}}, "poll"),
        ({"invented_in_2031": {}}, "other"),
    ],
)
def test_what_is_not_words_is_named(field: dict[str, Any], kind: str) -> None:
    heard = read(message(**field, caption="look"))

    assert heard == Odd(7, kind, 5, "en-GB", "look")


def test_what_telegram_itself_puts_into_a_chat_is_not_heard() -> None:
    assert read(message(pinned_message={})) is None


def test_a_group_is_left_politely() -> None:
    group: Any = {"id": -5, "type": "supergroup"}

    assert read(message(chat=group, text="hello")) == Leave(-5, "en-GB")
    assert read({"update_id": 1, "channel_post": {"chat": group}}) == Leave(-5)


def test_blocking_and_coming_back_are_heard() -> None:
    def changed(status: str, chat: dict[str, Any]) -> dict[str, Any]:
        member = {"chat": chat, "from": WHO, "new_chat_member": {"status": status}}
        return {"update_id": 1, "my_chat_member": member}

    assert read(changed("kicked", CHAT)) == Gone(7)
    assert read(changed("member", CHAT)) == Gone(7, back=True)
    assert read(changed("member", {"id": -5, "type": "group"})) == Leave(-5, "en-GB")
    assert read(changed("kicked", {"id": -5, "type": "group"})) is None


def test_half_of_a_surrogate_pair_is_declined_and_not_lost_in_the_crowd() -> None:
    raw = loads(rb'{"update_id": 1, "message": {"message_id": 5, "chat": {"id": 7, "type":'
                rb' "private"}, "text": "a\ud800b"}}')  # fmt: skip

    assert isinstance(raw, dict)
    assert read(raw) == Odd(7, "unreadable", 5)


@pytest.mark.parametrize("text", ["\x00", "\u202eabc", "😀" * 4096, "<b>&amp;{{ 7*7 }}'; --"])
def test_strange_words_arrive_unchanged(text: str) -> None:
    heard = read(message(text=text))

    assert isinstance(heard, Typed)
    assert heard.text == text


def test_an_update_that_cannot_be_read_says_which_part_and_not_what_was_in_it() -> None:
    for chat in ("secret words", None, {"id": "secret words"}, {"id": True}):
        with pytest.raises(CannotRead) as told:
            read(message(chat=chat, text="secret words"))
        assert "secret" not in str(told.value)


def test_a_made_up_language_is_no_language() -> None:
    heard = read(message(**{"from": {"id": 7, "language_code": "x'; DROP"}}, text="hi"))

    assert isinstance(heard, Typed)
    assert heard.language == ""


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "chat", "from", "text", "data", "message", "status"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["message", "callback_query", "edited_message", "my_chat_member"]),
    anything,
    st.sampled_from(["chat", "from", "text", "message_id", "message", "data", "id"]),
)
def test_whatever_stands_where_is_read_or_refused_and_never_raises_anything_else(
    kind: str, value: Any, part: str
) -> None:
    whole = copy.deepcopy(message(text="x")["message"])
    whole.update(press()["callback_query"])
    whole[part] = value

    for raw in ({kind: value}, {kind: whole}):
        with contextlib.suppress(CannotRead):
            read(raw)


def test_an_update_without_a_number_is_refused() -> None:
    shapes: list[Any] = [[], None, {}, {"update_id": "1"}, {"update_id": True}]
    for raw in shapes:
        with pytest.raises(CannotRead):
            number_of(raw)


def test_json_may_be_wide_but_not_deep() -> None:
    wide = b"[" + b",".join([b"[]"] * 500) + b"]"
    bracketed = b'{"text": "' + b"[" * 5000 + b'"}'
    deep = b"[" * (DEPTH_LIMIT + 1) + b"]" * (DEPTH_LIMIT + 1)

    assert loads(wide) == [[]] * 500
    assert loads(bracketed) == {"text": "[" * 5000}
    for hostile in (deep, b"[" * 900_000, b'{"a":' * 100_000):
        with pytest.raises(TooDeep):
            loads(hostile)


def test_bytes_that_are_not_json_are_refused_without_being_quoted() -> None:
    with pytest.raises(ValueError, match="not JSON") as told:
        loads(b"secret words")
    assert "secret" not in str(told.value)
