"""One prompt of a kind and local day, whatever happens to clocks, workers and people's minds."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from whole_house import MONDAY, HandClock, Room, blocking, new_key, words_of

from bot.core.post import Urgency
from bot.store.books import Books
from bot.store.records import Posted

pytest_plugins = ["postgres"]

ADA = 7
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Day:
    """Two workers on one database, and the invitations that Ada got from either."""

    def __init__(self, one: Room, other: Room, clock: HandClock) -> None:
        self.rooms, self.clock = (one, other), clock
        self.got: list[tuple[datetime, str]] = []

    async def tick(self) -> int:
        """Both at once; how many invitations that made."""
        before = len(self.got)
        for posts in await asyncio.gather(*(room.tick() for room in self.rooms)):
            self.got += [(self.clock.now(), words) for words in words_of(asked(posts))]
        return len(self.got) - before

    async def at(self, hour: str, day: int = 0) -> int:
        """Let it become that time (UTC), ticking once when it has come."""
        when = datetime.fromisoformat(f"2026-03-02T{hour}:00+00:00") + day * DAY
        self.clock.jump(when - self.clock.now())
        return await self.tick()

    async def passes(self, length: timedelta, step: timedelta = 10 * MINUTE) -> int:
        made, until = 0, self.clock.now() + length
        while self.clock.now() < until:
            self.clock.jump(min(step, until - self.clock.now()))
            made += await self.tick()
        return made

    async def knows(self, **facts: object) -> None:
        await self.rooms[0].knows(ADA, **facts)  # type: ignore[arg-type]

    async def says(self, text: str) -> None:
        await self.rooms[0].says(ADA, text)

    async def is_reminded(self, length: timedelta) -> None:
        """A follow-up comes by itself, that much later."""

        def later(books: Books) -> None:
            due = self.clock.now() + length
            books.appoint(books.person(ADA), "follow", due, {"dialog": "", "given": ""})

        await self.rooms[0].store.turn(later)

    def days(self) -> Counter[date]:
        return Counter(at.date() for at, _ in self.got)


def asked(posts: list[Posted]) -> list[Posted]:
    return [post for post in posts if post.urgency is Urgency.PROMPT]


@pytest.fixture
async def day(database: str, tmp_path: Path) -> AsyncIterator[Day]:
    clock, key = HandClock(), new_key()
    rooms = [await Room(database, key, clock, tmp_path).open() for _ in range(2)]
    made = Day(rooms[0], rooms[1], clock)
    await made.knows(zone="UTC", morning_at="14:00")
    yield made
    for room in rooms:
        await room.close()


async def test_two_workers_at_the_due_second_make_one_prompt(day: Day) -> None:
    early = await day.at("13:59")
    due = await day.at("14:00")
    again = await day.passes(HOUR)

    assert (early, due, again) == (0, 1, 0)


async def test_a_worker_that_dies_with_it_in_hand_leaves_it_to_the_other(day: Day) -> None:
    day.clock.jump(2 * HOUR)
    claimed = await day.rooms[0].store.due(10)  # and then it is gone

    at_once = await day.tick()
    a_minute_later = await day.passes(2 * MINUTE, MINUTE)
    later = await day.passes(HOUR)

    assert len(claimed) == 1
    assert (at_once, a_minute_later, later) == (0, 1, 0)


async def test_a_process_that_stopped_for_ten_minutes_is_ten_minutes_late_once(day: Day) -> None:
    assert await day.at("14:10") == 1
    assert await day.passes(HOUR) == 0


@pytest.mark.parametrize(("hour", "prompts"), [("14:30", 1), ("13:30", 0)])
async def test_another_hour_chosen_a_minute_before_moves_the_one_prompt(
    day: Day, hour: str, prompts: int
) -> None:
    await day.at("13:59")
    await day.knows(morning_at=hour)

    assert await day.passes(10 * HOUR) == prompts


async def test_another_hour_chosen_while_the_prompt_is_in_hand_leaves_only_the_new_one(
    day: Day,
) -> None:
    day.clock.jump(2 * HOUR)
    [claimed] = await day.rooms[0].store.due(10)
    await day.knows(morning_at="15:00")
    await day.rooms[0].house._keep(claimed)  # the tick goes on with what it took

    assert asked(day.rooms[0].hatch.posts) == []
    assert await day.at("15:00") == 1


async def test_another_hour_chosen_a_minute_after_makes_no_second_one_that_day(day: Day) -> None:
    await day.at("14:00")
    await day.at("14:01")
    await day.knows(morning_at="15:00")

    assert await day.passes(6 * HOUR) == 0
    assert await day.at("15:00", day=1) == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
@pytest.mark.parametrize("at", ["13:59", "14:01"])
async def test_another_zone_a_minute_before_or_after_makes_no_second_one_that_day(
    day: Day, zone: str, at: str
) -> None:
    await day.at("13:59")
    if at == "14:01":
        await day.at("14:00")
        await day.at("14:01")
    await day.knows(zone=zone)

    await day.passes(2 * DAY, 20 * MINUTE)

    assert 1 <= len(day.got) <= 3
    apart = [later[0] - earlier[0] for earlier, later in zip(day.got, day.got[1:], strict=False)]
    # A local day is a label: flying over the date line may bring two of them close together.
    assert all(gap > 2 * HOUR for gap in apart)


@pytest.mark.parametrize(
    ("leap", "prompts"), [(2 * HOUR, 1), (2 * HOUR + MINUTE, 0), (30 * DAY, 0)]
)
async def test_a_clock_that_leaps_forward_brings_one_at_most_and_goes_on_the_next_day(
    day: Day, leap: timedelta, prompts: int
) -> None:
    await day.at("13:59")
    day.clock.jump(MINUTE + leap)

    at_once = await day.tick()
    soon = await day.passes(3 * HOUR)

    assert (at_once, soon) == (prompts, 0)
    assert await day.passes(DAY) == 1


async def test_a_clock_that_falls_back_two_hours_brings_no_second_one(day: Day) -> None:
    await day.at("14:00")
    day.clock.jump(-2 * HOUR)

    assert await day.passes(6 * HOUR) == 0
    assert await day.passes(DAY) == 1


async def test_a_clock_that_was_a_month_ahead_and_comes_back_asks_no_second_time(day: Day) -> None:
    await day.at("14:00")
    await day.at("14:00", day=30)
    ahead = await day.at("14:00", day=31)
    await day.at("14:10")
    await day.knows(morning_at="14:30")

    assert ahead == 1
    assert await day.at("14:30") == 0


async def test_a_day_is_the_persons_own_and_not_the_servers(day: Day) -> None:
    await day.knows(zone="Pacific/Kiritimati", morning_at="08:00")
    morning = await day.at("18:00")  # Tuesday there
    await day.knows(morning_at="15:00")
    afternoon = await day.at("01:00", day=1)  # still Tuesday

    assert (morning, afternoon) == (1, 0)
    assert await day.at("01:00", day=2) == 1


async def test_what_comes_after_midnight_was_the_evenings_and_the_next_one_comes(day: Day) -> None:
    await day.knows(morning_at="23:30")

    assert await day.at("00:15", day=1) == 1
    assert await day.at("23:30", day=1) == 1


async def test_after_three_days_away_there_are_not_three_at_once(day: Day) -> None:
    await day.knows(evening_at="20:30")

    assert await day.at("14:30", day=3) <= 1
    assert await day.passes(5 * HOUR) == 0
    assert await day.at("20:30", day=3) == 1


async def test_what_cannot_leave_within_two_hours_is_not_sent_later(day: Day) -> None:
    day.clock.jump(2 * HOUR)
    room = day.rooms[0]

    [post] = asked(await room.tick())

    assert post.expires == day.clock.now() + 2 * HOUR


async def test_nobody_is_interrupted_and_two_hours_later_it_is_dropped(day: Day) -> None:
    await day.at("13:50")
    await day.says("/impulse")
    while_talking = await day.at("14:00")
    for _ in range(13):
        day.clock.jump(10 * MINUTE)
        await day.says("/impulse")
        while_talking += await day.tick()

    assert while_talking == 0
    assert await day.passes(2 * HOUR) == 0
    assert await day.at("14:00", day=1) == 1


async def test_when_the_talk_ends_soon_the_invitation_still_comes(day: Day) -> None:
    await day.at("13:50")
    await day.says("/impulse")
    await day.at("14:00")
    await day.says("/stop")

    assert await day.passes(HOUR) == 1


async def test_an_invitation_that_waited_for_a_talk_does_not_come_in_the_night(day: Day) -> None:
    await day.knows(morning_at="21:45")
    await day.at("21:40")
    await day.says("/impulse")
    await day.at("21:45")

    assert await day.passes(8 * HOUR) == 0
    assert await day.at("21:45", day=1) == 1


async def test_a_follow_up_waits_for_the_end_of_the_talk_as_well(day: Day) -> None:
    await day.knows(morning_at=None)
    await day.is_reminded(HOUR)
    await day.at("12:50")
    await day.says("/impulse")
    while_talking = await day.passes(20 * MINUTE)
    await day.says("/stop")

    assert while_talking == 0
    assert await day.passes(HOUR) == 1


async def test_whoever_blocked_the_bot_is_asked_nothing_until_they_come_back(day: Day) -> None:
    await day.is_reminded(HOUR)
    await day.rooms[0].take(blocking(ADA))
    while_away = await day.passes(DAY + HOUR, 20 * MINUTE)
    await day.rooms[0].take(blocking(ADA, back=True))

    assert while_away == 0
    assert await day.at("14:00", day=1) == 1


async def test_what_was_asked_for_later_waits_for_the_end_of_the_night(day: Day) -> None:
    await day.knows(morning_at=None)
    await day.at("23:30")
    await day.is_reminded(HOUR)

    assert await day.passes(7 * HOUR) == 0
    assert await day.at("07:00", day=1) == 1


async def test_unanswered_ones_grow_rarer_then_ask_once_then_there_is_silence(day: Day) -> None:
    await day.knows(evening_at="20:30")

    for number in range(60):
        await day.at("14:00", number)
        await day.at("20:30", number)

    days = day.days()
    first = MONDAY.date()
    assert days[first] == 2
    assert days[first + DAY] == 1  # the third went unanswered: one a day
    from_seven = [when for when in sorted(days) if when > first + 5 * DAY]
    assert {when.isoweekday() for when in from_seven} <= {2, 6}
    assert len(day.got) == 14
    assert "stop" in day.got[-1][1].lower()


async def test_any_answer_makes_them_come_every_day_again(day: Day) -> None:
    for number in range(8):
        await day.at("14:00", number)
    rare = len(day.got)
    await day.says("hello")
    day.clock.jump(HOUR)
    for number in range(8, 11):
        await day.at("14:00", number)

    assert rare < 9
    assert len(day.got) == rare + 3


async def test_put_off_it_comes_once_more_and_paused_it_does_not_come(day: Day) -> None:
    await day.at("14:00")
    room = next(room for room in day.rooms if room.hatch.posts)
    await room.presses(ADA, "later")
    again = await day.passes(3 * HOUR)
    await day.knows(paused_until=(day.clock.now() + 3 * DAY).isoformat())
    paused = await day.passes(2 * DAY + 12 * HOUR, HOUR)

    assert (again, paused) == (1, 0)
    assert await day.passes(2 * DAY, HOUR) >= 1


async def test_what_was_put_off_and_could_not_come_for_hours_is_left_out(day: Day) -> None:
    await day.at("14:00")
    room = next(room for room in day.rooms if room.hatch.posts)
    await room.presses(ADA, "later")

    assert await day.at("18:30") == 0  # it was to come at four
    assert await day.passes(3 * HOUR) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_there_is_one_of_a_kind_and_local_day(day: Day, seed: int) -> None:
    chance = random.Random(seed)
    zones = ["UTC", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "Europe/Berlin"]
    leaps = [MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, -2 * HOUR, -HOUR, DAY]

    for _ in range(40):
        match chance.randrange(5):
            case 0:
                await day.knows(zone=chance.choice(zones))
            case 1:
                hour = f"{chance.randrange(7, 22):02}:{chance.choice((0, 30)):02}"
                await day.knows(morning_at=hour, unanswered=0)
            case 2:
                await day.rooms[chance.randrange(2)].store.due(5)  # and it died
            case _:
                day.clock.jump(chance.choice(leaps))
        made = await day.tick()
        assert made <= 1

    await day.knows(zone="UTC", morning_at="14:00", unanswered=0)
    day.clock.jump(2 * DAY)
    assert await day.passes(DAY, HOUR) >= 0
