"""When a person next hears from us, in their own day. Pure: the clock is an argument."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_TO = time(22), time(7)  # nothing unasked between these, unless the person says so
TOO_LATE = timedelta(hours=2)
OPEN_FOR = timedelta(minutes=30)  # a session is open this long after the last word
KEPT_FOR = timedelta(hours=72)  # and waits this long
EVERY_DAYS = {0: 1, 1: 2, 2: 3, 3: 7}  # rarity -> days between two prompts of a kind


def at_local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant that reads `at` that day: shifted forward in a gap, the first of a fold."""
    return datetime.combine(day, at, tzinfo=zone).replace(fold=0).astimezone(UTC)


def next_due(now: datetime, at: time, zone: ZoneInfo, every: int = 1) -> datetime:
    """The first moment after `now` that reads `at` on the person's own clock (UTC).

    `every`: days at least until then, when prompts have grown rarer.
    """
    day = now.astimezone(zone).date()
    while at_local(day, at, zone) <= now:
        day += timedelta(days=1)
    return at_local(day + timedelta(days=every - 1), at, zone)


def is_quiet(now: datetime, zone: ZoneInfo, start: time = QUIET_FROM, end: time = QUIET_TO) -> bool:
    """Is it the person's night? Quiet hours may run over midnight."""
    local = now.astimezone(zone).time()
    return start <= local < end if start <= end else local >= start or local < end


def after_quiet(now: datetime, zone: ZoneInfo) -> datetime:
    """Now, or the end of the quiet hours that it falls into."""
    return next_due(now, QUIET_TO, zone) if is_quiet(now, zone) else now


def local_day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def parsed(hour: str) -> time:
    """ "08:30" as a time of day."""
    return time.fromisoformat(hour)


def zone_of(facts: Mapping[str, Any]) -> ZoneInfo:
    return ZoneInfo(facts.get("zone") or "UTC")


def prompts_due(
    facts: Mapping[str, Any], kinds: tuple[str, ...], now: datetime
) -> dict[str, datetime]:
    """When the next prompt of each kind is due (UTC); kinds that are not wanted are left out."""
    if not facts.get("agreed"):
        return {}
    until = facts.get("paused_until")
    if until == "always":
        return {}
    start = max(now, datetime.fromisoformat(until)) if until else now
    zone, every = zone_of(facts), EVERY_DAYS[int(facts.get("rarity") or 0)]
    hours = {kind: facts.get(f"{kind}_at") for kind in kinds}
    return {
        kind: next_due(start, parsed(hour), zone, every) for kind, hour in hours.items() if hour
    }


def spaced(unanswered: int, kind: str, wanted: tuple[str, ...], day: date) -> bool:
    """Does this day's prompt go out, given how many went unanswered? They grow rarer by themselves.

    From 3 on one a day, from 7 on two days a week.
    """
    if unanswered < ONE_A_DAY_FROM:
        return True
    if wanted and kind != wanted[0]:
        return False
    return unanswered < TWICE_A_WEEK_FROM or day.isoweekday() in TWICE_A_WEEK


ONE_A_DAY_FROM, TWICE_A_WEEK_FROM = 3, 7
TWICE_A_WEEK = (2, 6)  # Tuesday and Saturday
