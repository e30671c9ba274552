"""Moving the house's clock from the page: to the next prompt, by some seconds, to a local hour."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.local.ports import Clock, Json
from bot.local.refusal import bad

SECONDS = re.compile(r"[+-]\d{1,9}")
TOMORROW = re.compile(r"tomorrow ([01]?\d|2[0-3]):([0-5]\d)")


async def shown(clock: Clock) -> dict[str, object]:
    due = await clock.next_due()
    return {"now": clock.now().timestamp(), "next": due.timestamp() if due else None}


async def move(clock: Clock, to: str, zone: str) -> Json:
    """Jump, and say where the clock now stands."""
    before = clock.now()
    delta = await _delta(clock, to.strip(), zone, before)
    if delta:
        clock.jump(delta)
    return {**await shown(clock), "moved": delta.total_seconds()}


async def _delta(clock: Clock, to: str, zone: str, now: datetime) -> timedelta:
    if to == "next":
        due = await clock.next_due()
        return max(due - now, timedelta()) if due else timedelta()
    if SECONDS.fullmatch(to):
        return timedelta(seconds=int(to))
    if found := TOMORROW.fullmatch(to):
        return _tomorrow(now, time(int(found[1]), int(found[2])), zone) - now
    raise bad(f'clock: cannot go to {to!r} (right: "next", "+3600", "tomorrow 08:00")')


def _tomorrow(now: datetime, at: time, zone: str) -> datetime:
    try:
        place = ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        raise bad(f"clock: no time zone {zone!r}") from None
    day = now.astimezone(place).date() + timedelta(days=1)
    return datetime.combine(day, at, place).astimezone(UTC)
