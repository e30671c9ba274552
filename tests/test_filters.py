"""The person's own words inside one of our sentences."""

import pytest
from markupsafe import Markup

from bot.content.filters import after, begun_with, sentence


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("could you put the phone away", "put the phone away"),
        ("Could you please, listen", "listen"),
        ("put the phone away", "put the phone away"),
        ("could your mother wait", "could your mother wait"),
        ("please", "please"),  # nothing else was said
        ("I’d like you to wait", "wait"),  # as phones write it
        (Markup("could you say &quot;hi&quot;"), 'say "hi"'),
    ],
)
def test_a_beginning_that_our_sentence_has_is_left_out(words: str, left: str) -> None:
    assert after(words, "could you", "i'd like you to", "please") == left


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("when Mo came home", "When Mo came home."),
        ("is that so?", "Is that so?"),
        ("…", "…"),
        ("", ""),
    ],
)
def test_a_sentence_has_a_capital_and_a_stop(words: str, whole: str) -> None:
    assert sentence(words) == whole


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("I need to know you care", True),
        ("i'm tired of guessing", True),
        ("I’m tired of guessing", True),  # as phones write it
        ("im tired of guessing", True),
        (Markup("I&#39;m tired of guessing"), True),
        ("it matters", False),  # begins with the letter, not with the word
        ("rest", False),
        ("", False),
    ],
)
def test_what_begins_like_a_sentence_stands_alone(words: str, whole: bool) -> None:
    assert begun_with(words, "I", "I'm") is whole
