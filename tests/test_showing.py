"""What stays under a question once it has been answered by a press."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.core.clock import StillClock
from bot.core.post import Edit, Outgoing, Pressed, Send
from bot.desk.stage import CHAT, Stage

NOW = datetime(2026, 3, 2, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def house() -> Companion:
    return open_house(Path(__file__).parents[1] / "dialogs", StillClock(NOW))


def edit_after(stage: Stage, label: str) -> str:
    """The text that a press leaves under its question."""
    message, send = stage.shown[-1]
    data = next(b.data for row in send.rows for b in row if b.label == label)
    stage._updates += 1
    pressed = Pressed(CHAT, data, message, "callback")
    stage.companion.hear(stage.books, stage._updates, pressed)
    edits = [said.outgoing for said in stage.books.said if isinstance(said.outgoing, Edit)]
    return edits[-1].text


@pytest.fixture
def at_the_mind(house: Companion) -> Stage:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    for words in ("/impulse", "Mo"):
        stage.types(words)
    stage.presses("Toward")
    stage.presses("7")
    return stage


def test_what_was_ticked_is_shown_and_not_the_word_done(at_the_mind: Stage) -> None:
    at_the_mind.presses("Urgent")
    at_the_mind.presses("Numb")

    text = edit_after(at_the_mind, "Done")

    assert text.endswith("✓ <b>Urgent, Numb</b>")


def test_words_of_a_list_stand_with_a_capital_on_their_buttons(at_the_mind: Stage) -> None:
    _, send = at_the_mind.shown[-1]

    labels = [button.label for row in send.rows for button in row]

    assert "Cool and above it" in labels
    assert all(label[0].isupper() for label in labels)


def test_what_is_left_of_the_quiet_is_rounded_and_not_cut_off(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.types("/timer")
    stage.clock.jump(timedelta(seconds=15))
    due = stage.books.next_due()
    assert due is not None

    house.due(stage.books, due)

    edits = [said.outgoing for said in stage.books.said if isinstance(said.outgoing, Edit)]
    assert edits[-1].text.endswith("About 2 minutes left.")  # 105 seconds


def answered_in_words(stage: Stage) -> bool:
    """Does the newest message say that the choices above it are behind?"""
    _, send = stage.shown[-1]
    return send.answered


def test_words_typed_where_there_were_choices_take_the_old_ones_away(at_the_mind: Stage) -> None:
    at_the_mind.types("like a wasp in a glass")

    assert answered_in_words(at_the_mind)


def test_a_press_takes_its_own_choices_away(at_the_mind: Stage) -> None:
    at_the_mind.presses("Urgent")
    at_the_mind.presses("Done")

    assert not answered_in_words(at_the_mind)


def test_a_question_without_choices_leaves_nothing_to_take_away(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.types("/speak")
    stage.presses("No")
    stage.presses("No")

    stage.types("when you came home at nine")

    assert not answered_in_words(stage)


def test_a_question_put_again_has_its_choices_in_one_place(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.types("/hard")

    stage.types("/skip")  # which cannot be passed over

    assert answered_in_words(stage)


def pressed_again(stage: Stage, label: str, later: float) -> list[Outgoing]:
    """What comes of pressing a button once more, so many seconds after the first time."""
    stage.companion.clock = stage.clock
    message, send = stage.shown[-1]
    data = next(b.data for row in send.rows for b in row if b.label == label)
    assert stage.presses_data(data, message)
    stage.clock.jump(timedelta(seconds=later))
    stage._updates += 1
    pressed = Pressed(CHAT, data, message, "callback")
    stage.companion.hear(stage.books, stage._updates, pressed)
    return [said.outgoing for said in stage.books.said]


def test_a_thumb_that_taps_twice_is_not_told_so(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.types("/hard")

    assert pressed_again(stage, "Step by step", later=0.4) == []
    assert stage.presses("I'm safe")  # the next question stands as it was


def test_a_thumb_that_corrects_itself_is_told_and_asked_again(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.companion.clock = stage.clock
    for words in ("/hard", "Step by step"):
        stage.types(words)
    message, send = stage.shown[-1]
    safe, unsafe = (
        next(b.data for row in send.rows for b in row if b.label == label)
        for label in ("I'm safe", "Not safe")
    )
    stage.presses_data(safe, message)
    stage.clock.jump(timedelta(seconds=0.4))

    seen = stage.presses_data(unsafe, message)

    assert "earlier question" in seen[-1]


def test_a_button_pressed_much_later_goes_and_the_question_comes_again(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True})
    stage.types("/hard")
    message, _ = stage.shown[-1]

    gone, again = pressed_again(stage, "Step by step", later=5)

    assert gone == Edit(message=message)
    assert isinstance(again, Send)
    assert again.answered  # the question's own earlier buttons go as well


def test_in_plain_mode_nothing_is_taken_away(house: Companion) -> None:
    stage = Stage(house, StillClock(NOW), facts={"agreed": True, "plain": True})
    stage.types("/impulse")
    stage.types("Mo")
    stage.types("away")

    assert not answered_in_words(stage)
