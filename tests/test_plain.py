"""Plain reading mode: every choice has a number that can be typed, and nothing changes in place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.core.clock import StillClock
from bot.core.post import Edit, Pressed
from bot.desk.stage import CHAT, Stage

NOW = datetime(2026, 3, 2, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def house() -> Companion:
    return open_house(Path(__file__).parents[1] / "dialogs", StillClock(NOW))


@pytest.fixture
def stage(house: Companion) -> Stage:
    return Stage(house, StillClock(NOW), facts={"agreed": True, "plain": True})


def test_a_number_chooses_a_button(stage: Stage) -> None:
    stage.types("/impulse")
    stage.types("Mo")

    (seen,) = stage.types("2")

    assert "0 is" in seen or "From 0" in seen
    assert "1. " not in seen  # numbers of a scale stand for themselves


def test_a_number_chooses_a_word_of_a_list(stage: Stage) -> None:
    stage.types("/impulse")
    stage.types("Mo")
    stage.types("2")
    stage.types("7")

    (seen,) = stage.types("2")

    assert "1. " in seen
    assert "older button" not in seen
    assert "earlier question" not in seen


def test_nothing_changes_in_place(house: Companion, stage: Stage) -> None:
    stage.types("/impulse")
    stage.types("Mo")
    message, send = stage.shown[-1]
    toward = next(b.data for row in send.rows for b in row if b.label == "Toward")

    house.hear(stage.books, 99, Pressed(CHAT, toward, message, "callback"))

    said = [said.outgoing for said in stage.books.said]
    assert said
    assert not any(isinstance(outgoing, Edit) for outgoing in said)


def test_several_numbers_choose_several_words_of_a_list(stage: Stage) -> None:
    stage.types("/feelings")
    stage.types("2")

    (seen,) = stage.types("1, 3 and 5")

    assert "Anxious" in seen  # nearer words for scared
    assert "Annoyed" in seen  # and for angry
    assert "Small" not in seen  # two at most: not for ashamed


def test_a_number_that_stands_nowhere_is_a_word_of_ones_own(stage: Stage) -> None:
    stage.types("/feelings")
    stage.types("2")

    (seen,) = stage.types("1 and 40")

    assert "What matters here?" in seen
