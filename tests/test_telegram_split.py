"""A text of any length reaches the person whole, in parts that Telegram takes."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.telegram.split import CAPTION_LIMIT, TEXT_LIMIT, length, plain, split


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def open_tags(text: str) -> list[str]:
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z-]+)[^>]*>", text):
        if closing:
            assert stack
            assert stack.pop() == name
        else:
            stack.append(name)
    return stack


def test_our_limits_are_telegrams() -> None:
    assert TEXT_LIMIT == MessageLimit.MAX_TEXT_LENGTH
    assert CAPTION_LIMIT == MessageLimit.CAPTION_LENGTH


def test_a_text_that_fits_is_left_as_it_is() -> None:
    text = "<b>" + "x" * 4096 + "</b>"

    assert split(text) == [text]


def test_four_thousand_less_than_signs_are_one_message_and_five_thousand_are_two() -> None:
    assert split("&lt;" * 4096) == ["&lt;" * 4096]
    assert split("&lt;" * 5000) == ["&lt;" * 4096, "&lt;" * 904]


def test_emoji_count_double() -> None:
    parts = split("😀" * 4096)

    assert [length(part) for part in parts] == [4096, 4096]


def test_it_is_cut_at_a_paragraph_rather_than_at_a_line_or_a_word() -> None:
    text = "one two\nthree\n\nfour five\nsix seven eight"

    assert split(text, 30) == ["one two\nthree\n\n", "four five\nsix seven eight"]


def test_tags_are_closed_at_the_cut_and_opened_again_after_it() -> None:
    parts = split('<b>bold <a href="https://e.org/?a=1">' + "word " * 10 + "</a></b> end", 30)

    assert len(parts) > 1
    for part in parts:
        assert open_tags(part) == []
        assert length(part) <= 30
    assert parts[1].startswith('<b><a href="https://e.org/?a=1">')


def test_a_family_of_emoji_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧‍👦"

    for part in split(family * 10, 30):
        assert part.replace(family, "") == ""


piece = st.sampled_from(
    ["word", " ", "\n", "\n\n", "&lt;", "&amp;", "&#39;", "😀", "é", "<b>x</b>", "<i>a b</i>", "<"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(piece, max_size=200), st.integers(12, 60))
def test_nothing_is_lost_and_every_part_fits(pieces: list[str], limit: int) -> None:
    text = "".join(pieces).replace("<", "&lt;") if "<" in pieces else "".join(pieces)

    parts = split(text, limit)

    assert letters("".join(plain(part) for part in parts)) == letters(plain(text))
    for part in parts:
        assert length(part) <= limit
        assert open_tags(part) == []


def test_plain_gives_the_words_without_markup() -> None:
    assert plain("<b>a &lt; b</b> 1 < 2") == "a < b 1 < 2"
    assert plain(html.escape("<b>")) == "<b>"
