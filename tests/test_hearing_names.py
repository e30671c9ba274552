"""A name as somebody gives it."""

import pytest

from bot.hearing.names import name_given

WAYS = ["Call me", " My name is", "I'm", " Hello", " Soy", " Me llamo"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada", "Ada"),
        ("call me Ada", "Ada"),
        ("Hello, I’m Ada.", "Ada"),
        ("my name is María José", "María José"),
        ('call me "B."', "B"),
        ("me llamo Ada", "Ada"),
    ],
)
def test_the_way_of_giving_a_name_is_no_part_of_it(text: str, name: str) -> None:
    assert name_given(text, WAYS) == name


@pytest.mark.parametrize("text", ["Soyla", "Hellory", "Callie"])
def test_a_name_that_only_begins_like_it_stays_whole(text: str) -> None:
    assert name_given(text, WAYS) == text


@pytest.mark.parametrize("text", ["call me", "…", ""])
def test_where_nothing_would_be_left_all_of_it_is_the_name(text: str) -> None:
    assert name_given(text, WAYS) == text
