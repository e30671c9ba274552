"""Cities, countries and clocks into time zones."""

import datetime
import tomllib
from zoneinfo import ZoneInfo

import pytest
from hearing_lexicons import DIALOGS, places

from bot.content.hearing import CITIES, LEXICONS
from bot.hearing import zones_at
from bot.hearing.places import WELL_KNOWN


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("i live in Nuremburg", "Europe/Berlin"),
        ("bogota", "America/Bogota"),
        ("Bogotá", "America/Bogota"),
        ("Londres", "Europe/London"),
        ("cdmx", "America/Mexico_City"),
        ("sydny", "Australia/Sydney"),
        ("Alemania", "Europe/Berlin"),
        ("peru", "America/Lima"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("valencia, españa", "Europe/Madrid"),
        ("san jose costa rica", "America/Costa_Rica"),
        ("Texas", "America/Chicago"),
    ],
)
def test_a_place_resolves_to_its_zone(text: str, zone: str) -> None:
    assert places().zones(text)[0].name == zone


def test_a_name_of_two_places_gives_both() -> None:
    names = {zone.name for zone in places().zones("Valencia")}

    assert names == {"Europe/Madrid", "America/Caracas"}


@pytest.mark.parametrize("text", ["", "hola", "what do you mean", "in the morning", "x" * 500])
def test_what_names_no_place_gives_none(text: str) -> None:
    assert places().zones(text) == ()


def test_every_zone_exists() -> None:
    table = tomllib.loads((DIALOGS / LEXICONS / CITIES).read_text(encoding="utf-8"))
    named = {*table["cities"], *(z for zones in table["countries"].values() for z in zones)}

    for zone in named.union(WELL_KNOWN):
        assert ZoneInfo(zone).key == zone


def test_a_clock_gives_the_zones_that_read_it_now_the_most_people_first() -> None:
    now = datetime.datetime(2026, 1, 15, 12, 0, tzinfo=datetime.UTC)

    zones = zones_at(datetime.time(13, 5), now)

    assert zones[:2] == ("Europe/Berlin", "Africa/Lagos")
    assert "Europe/London" not in zones


def test_a_clock_is_read_over_midnight() -> None:
    now = datetime.datetime(2026, 7, 1, 22, 2, tzinfo=datetime.UTC)

    assert "Europe/Berlin" in zones_at(datetime.time(23, 58), now)


def test_a_clock_that_reads_what_no_clock_reads_gives_none() -> None:
    now = datetime.datetime(2026, 1, 15, 12, 0, tzinfo=datetime.UTC)

    assert zones_at(datetime.time(13, 22), now) == ()
