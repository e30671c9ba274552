"""When a person next hears from us: twelve hard zones, gaps and folds, quiet hours, spacing."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar import (
    after_quiet,
    at_local,
    is_quiet,
    local_day,
    next_due,
    prompts_due,
    spaced,
)

# Half hours, three quarters, a half-hour summer, a whole day beside UTC, two clock changes a year
# around Ramadan, a change at midnight, one at noon of the year, none at all.
HARD = (
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
    "America/Santiago",
    "America/Havana",
    "America/St_Johns",
    "Asia/Tehran",
)
EIGHT = time(8)
NEW_YORK, BERLIN, HAVANA = (
    ZoneInfo(z) for z in ("America/New_York", "Europe/Berlin", "America/Havana")
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("name", HARD)
def test_eight_in_the_morning_comes_once_a_day_for_two_years(name: str) -> None:
    zone, now = ZoneInfo(name), utc("2026-01-01 00:00")
    days = []

    while now < utc("2028-01-01 00:00"):
        now = next_due(now, EIGHT, zone)
        days.append(local_day(now, zone))
        assert now.astimezone(zone).time() == EIGHT

    assert all(later - day == timedelta(days=1) for day, later in pairwise(days))


@given(
    st.sampled_from(HARD),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    st.times(),
)
@settings(max_examples=150, deadline=None)
def test_what_is_due_lies_ahead_and_within_two_days(name: str, now: datetime, at: time) -> None:
    now, zone = now.replace(tzinfo=UTC), ZoneInfo(name)

    due = next_due(now, at.replace(second=0, microsecond=0), zone)

    assert now < due <= now + timedelta(hours=49)
    assert due.tzinfo is UTC


def test_an_hour_that_the_clock_leaps_over_comes_an_hour_later() -> None:
    due = at_local(date(2026, 3, 29), time(2, 30), BERLIN)

    assert due == utc("2026-03-29 01:30")
    assert due.astimezone(BERLIN).time() == time(3, 30)


def test_an_hour_that_comes_twice_is_kept_the_first_time() -> None:
    due = at_local(date(2026, 11, 1), time(1, 30), NEW_YORK)

    assert due == utc("2026-11-01 05:30")
    assert next_due(due, time(1, 30), NEW_YORK) == utc("2026-11-02 06:30")


def test_a_midnight_that_does_not_exist_is_one_o_clock() -> None:
    day = date(2026, 3, 8)  # Havana leaps from 00:00 to 01:00

    assert at_local(day, time(0), HAVANA).astimezone(HAVANA).time() == time(1)
    assert local_day(at_local(day, time(0), HAVANA), HAVANA) == day


def test_whoever_moves_east_hears_at_the_same_hour_of_their_own_day() -> None:
    now = utc("2026-03-02 12:00")

    assert next_due(now, EIGHT, ZoneInfo("Europe/Madrid")) == utc("2026-03-03 07:00")
    assert next_due(now, EIGHT, ZoneInfo("Pacific/Kiritimati")) == utc("2026-03-02 18:00")


@pytest.mark.parametrize(
    ("local", "quiet"),
    [("21:59", False), ("22:00", True), ("03:00", True), ("06:59", True), ("07:00", False)],
)
def test_the_night_is_quiet_over_midnight(local: str, quiet: bool) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    now = at_local(date(2026, 3, 2), time.fromisoformat(local), zone)

    assert is_quiet(now, zone) is quiet
    assert after_quiet(now, zone).astimezone(zone).time() == (
        time(7) if quiet else time.fromisoformat(local)
    )


def test_nobody_who_has_not_agreed_or_has_paused_is_due() -> None:
    facts = {"zone": "Europe/Madrid", "morning_at": "08:00"}
    now = utc("2026-03-02 12:00")

    assert prompts_due(facts, ("morning",), now) == {}
    assert prompts_due({**facts, "agreed": True, "paused_until": "always"}, ("morning",), now) == {}


def test_a_pause_ends_by_itself() -> None:
    facts = {"agreed": True, "zone": "Europe/Madrid", "morning_at": "08:00"}
    paused = {**facts, "paused_until": "2026-03-05T13:00:00+01:00"}

    due = prompts_due(paused, ("morning", "evening"), utc("2026-03-02 12:00"))

    assert due == {"morning": utc("2026-03-06 07:00")}


@pytest.mark.parametrize(("rarity", "days"), [(0, 1), (1, 2), (2, 3), (3, 7)])
def test_fewer_of_these_means_fewer(rarity: int, days: int) -> None:
    facts = {"agreed": True, "zone": "UTC", "morning_at": "08:00", "rarity": rarity}
    now = utc("2026-03-02 08:00")

    (due,) = prompts_due(facts, ("morning",), now).values()

    assert due - now == timedelta(days=days)


def test_prompts_that_nobody_answers_grow_rarer_by_themselves() -> None:
    both, week = ("morning", "evening"), [date(2026, 3, 2) + timedelta(n) for n in range(7)]

    def sent(unanswered: int) -> int:
        return sum(spaced(unanswered, kind, both, day) for kind in both for day in week)

    assert [sent(n) for n in (0, 2, 3, 6, 7, 13)] == [14, 14, 7, 7, 2, 2]
