"""Controls, choices, numbers, times, yes and no, as people type them."""

import datetime

import pytest
from hearing_lexicons import lexicon

from bot.hearing import Choice
from bot.hearing.choices import numbers_of

WAYS = {
    "toward": ("Toward", "text", "chase", "explain"),
    "away": ("Away", "leave", "go quiet", "shut down"),
    "still": ("Frozen", "freeze", "nothing"),
    "unclear": ("Can't tell",),
}


@pytest.mark.parametrize(
    ("language", "text", "control"),
    [
        ("en", "Skip!", "skip"),
        ("en", "help now please", "helpnow"),
        ("en", "/helpnow", "helpnow"),
        ("en", "go back", "back"),
        ("en", "stop", "stop"),
        ("en", "stop calling me", None),
        ("en", "he came back", None),
        ("es", "atrás", "back"),
        ("es", "¡Ayúdame por favor!", "helpnow"),
        ("es", "saltar", "skip"),
        ("es", "para mi madre", None),
    ],
)
def test_a_control_is_the_whole_message(language: str, text: str, control: str | None) -> None:
    assert lexicon(language).control(text) == control


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("away", Choice("away", "exact")),
        ("can't tell", Choice("unclear", "exact")),
        ("i went quiet", Choice("away", "near")),
        ("I left the room", Choice("away", "near")),
        ("texted him ten times", Choice("toward", "near")),
        ("towrad", Choice("toward", "near")),
        ("i froze", Choice("still", "near")),
        ("not away", None),
        ("texted him, then left", None),
        ("bananas", None),
        ("nothing", Choice("still", "exact")),
        ("well, nothing", Choice("still", "near")),
        ("please write back, nothing else would help me now", None),  # a story
    ],
)
def test_a_sentence_means_the_button_whose_words_it_holds(text: str, choice: Choice | None) -> None:
    assert lexicon("en").choice(text, WAYS) == choice


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "7ish", 7),
        ("en", "seven", 7),
        ("en", "7-8", 8),
        ("en", "7/10", 7),
        ("en", "8 out of 10", 8),
        ("en", "a 7 maybe", 7),
        ("en", "7.5", 8),
        ("en", "seven and a half", 8),
        ("en", "it was 9 now 6", 6),
        ("en", "from 9 to 4", 4),
        ("en", "5 minutes ago it was 8", 8),
        ("en", "15", None),
        ("en", "-3", None),
        ("en", "no one cares", None),
        ("es", "siete y medio", 8),
        ("es", "un siete", 7),
        ("es", "7 u 8", 8),
        ("es", "era 9, ahora 5", 5),
        ("es", "ni idea", None),
    ],
)
def test_a_number_is_read_and_rounded_up(language: str, text: str, number: int | None) -> None:
    assert lexicon(language).number(text, 0, 10) == number


def test_an_age_is_read_from_words() -> None:
    assert lexicon("en").number("I'm thirty-four", 0, 120) == 34
    assert lexicon("es").number("treinta y cuatro años", 0, 120) == 34


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("en", "half past seven", "07:30"),
        ("en", "19h", "19:00"),
        ("en", "0730", "07:30"),
        ("en", "7pm", "19:00"),
        ("en", "9 p.m.", "21:00"),
        ("en", "noon", "12:00"),
        ("en", "12am", "00:00"),
        ("en", "quarter to eight", "07:45"),
        ("en", "seven in the evening", "19:00"),
        ("en", "7 or 8", None),
        ("en", "hello", None),
        ("es", "a las siete y media", "07:30"),
        ("es", "siete menos cuarto", "06:45"),
        ("es", "cuarto para las ocho", "07:45"),
        ("es", "las 8 de la noche", "20:00"),
        ("es", "la una y media", "01:30"),
        ("es", "medianoche", "00:00"),
    ],
)
def test_a_time_is_read_in_any_usual_form(language: str, text: str, time: str | None) -> None:
    wanted = datetime.time.fromisoformat(time) if time else None

    assert lexicon(language).time(text) == wanted


@pytest.mark.parametrize(
    ("language", "text", "agreed"),
    [
        ("en", "yes, I think so", True),
        ("en", "👍", True),
        ("en", "no, I'm fine", False),
        ("en", "not really", False),
        ("en", "yes but no", None),
        ("en", "yes and no", None),
        ("en", "not sure", None),
        ("en", "i do the dishes", None),
        ("es", "si", True),
        ("es", "sí, a veces", True),
        ("es", "si él viene", None),
        ("es", "claro que no", False),
        ("es", "no sé", None),
    ],
)
def test_yes_and_no_are_heard_and_doubt_is_neither(
    language: str, text: str, agreed: bool | None
) -> None:
    assert lexicon(language).yes(text) is agreed


def test_i_cannot_tell_is_an_answer_and_a_long_story_with_it_is_not() -> None:
    assert lexicon("en").unsure("I can't tell")
    assert lexicon("es").unsure("no sé")
    assert not lexicon("en").unsure("i don't know why he left me alone on friday night")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", (3,)),
        ("1, 3 and 5", (1, 3, 5)),
        ("1 3 5", (1, 3, 5)),
        ("2 y 4.", (2, 4)),
        ("1,3,1", (1, 3)),
        ("3 times", ()),
        ("I was 5", ()),
        ("12:30", ()),
        ("", ()),
    ],
)
def test_numbers_alone_are_choices_and_a_number_in_a_sentence_is_not(
    text: str, numbers: tuple[int, ...]
) -> None:
    assert numbers_of(text) == numbers
