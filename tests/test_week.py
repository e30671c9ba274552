"""The week looked back at: own sentences, small counts by time of day, and a picture of both."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.companion.companion import Companion
from bot.companion.exporting import week_picture
from bot.companion.looking_back import Reader
from bot.companion.opening import open_house
from bot.companion.picture import Day, Labels, Part, draw
from bot.core.clock import StillClock
from bot.core.post import Json
from bot.store.records import Entry

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
LABELS = Labels("Seven days", "Days with a note", "toward", "away")


@pytest.fixture(scope="module")
def house() -> Companion:
    return open_house(Path(__file__).parents[1] / "dialogs", StillClock(NOW))


def leaned(way: str, at: datetime, words: str = "") -> Entry:
    answer: dict[str, Json] = {"keys": [way]}
    steps: list[Json] = [["lean", answer]]
    if words:
        steps.append(["what_else", {"words": words}])
    return Entry(at.isoformat().encode(), at, {"dialog": "impulse", "steps": steps})


def looked_back(house: Companion, entries: list[Entry], **facts: object) -> dict[str, Json]:
    reader = Reader(house.words, facts, "en", ZoneInfo("Europe/Berlin"))
    return reader.week(entries, NOW)


def test_pulls_are_counted_by_the_time_of_day_that_it_was_for_the_person(house: Companion) -> None:
    late = datetime(2026, 3, 7, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    early = datetime(2026, 3, 7, 6, tzinfo=UTC)

    week = looked_back(house, [leaned("toward", late), leaned("away", early)])

    assert week["parts"] == [
        {"part": "morning", "toward": 0, "away": 1},
        {"part": "night", "toward": 1, "away": 0},
    ]
    assert (week["toward"], week["away"], week["days"]) == (1, 1, 1)


def test_what_is_older_than_seven_days_is_not_in_the_week(house: Companion) -> None:
    week = looked_back(house, [leaned("toward", NOW - timedelta(days=8))])

    assert (week["toward"], week["days"], week["noted"]) == (0, 0, [])


def test_a_word_is_an_answer_and_only_a_sentence_is_read_back(house: Companion) -> None:
    entries = [leaned("away", NOW, "tense"), leaned("away", NOW, "I went for a walk")]

    assert looked_back(house, entries)["words"] == ["I went for a walk"]


def test_shares_are_those_of_the_week_and_not_of_always(house: Companion) -> None:
    on = {"shares": ["2026-01-01", "2026-03-07"]}

    week = looked_back(house, [], counts={"shares": 2}, counted_on=on)

    assert week["shares"] == 1


def test_forecasts_are_those_made_or_answered_in_the_week(house: Companion) -> None:
    old: dict[str, Json] = {"said": "they leave", "on": "2026-01-01"}
    new: dict[str, Json] = {"said": "it passes", "on": "2026-01-01", "came_on": "2026-03-05"}

    assert looked_back(house, [], forecasts=[old, new])["forecasts"] == [new]


def test_the_caption_says_what_the_picture_shows(house: Companion) -> None:
    week = looked_back(house, [leaned("toward", NOW), leaned("toward", NOW)])

    attached = week_picture(house.words, week, "en")

    assert attached.picture
    assert "1 of 7 days" in attached.caption
    assert "Afternoon: toward 2." in attached.caption


def test_a_week_without_pulls_is_drawn_and_said_as_well(house: Companion) -> None:
    attached = week_picture(house.words, looked_back(house, []), "es")

    assert "No se anotó ningún impulso" in attached.caption


def test_the_picture_is_a_small_png_for_a_phone() -> None:
    days = [Day(f"{date(2026, 3, day):%a}", day % 2 == 0) for day in range(2, 9)]

    png = draw(LABELS, days, [Part("morning", 0, 1), Part("noche", 30, 2)])

    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    assert image.size == (720, 800)
    assert len(png) < 100_000


def test_more_dots_change_the_picture() -> None:
    one, two = (draw(LABELS, [], [Part("morning", count, 0)]) for count in (1, 2))

    assert one != two
