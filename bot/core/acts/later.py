"""What comes back later: a follow-up, a held message, a reminder, and the old forecast."""

from datetime import time, timedelta

from bot.core.acts.registry import Done, act, said
from bot.core.calendar import next_due
from bot.core.effects import AddItem, ChangeItem, Later
from bot.core.look import Look
from bot.core.post import Json

TOMORROW_AT = time(10)
HELD_MINUTES = 20


@act()
def ask_tomorrow(look: Look) -> Done:
    """Tomorrow in the forenoon: what came of it?"""
    due = next_due(look.now + timedelta(hours=8), TOMORROW_AT, look.zone)
    return Done((Later("follow", due, given=look.said()),))


@act()
def open_forecast(look: Look) -> Done:
    day = look.local.date().isoformat()
    return Done((AddItem("forecasts", {"said": look.said(), "on": day}),))


@act()
def close_forecast(look: Look) -> Done:
    """What came: for the forecast spoken of, else for the oldest that is still open."""
    waiting = [f for f in look.facts.get("forecasts") or () if not f.get("came")]
    if not waiting or look.answer is None:
        return Done()
    spoken_of = look.session.frame.given
    forecast = next((f for f in waiting if f["said"] == spoken_of), waiting[0])
    came: dict[str, Json] = {
        "came": look.said(),
        "key": look.answer.key,
        "came_on": look.local.date().isoformat(),
    }
    return Done((ChangeItem("forecasts", str(forecast["id"]), came),))


@act()
def hold_message(look: Look) -> Done:
    """Back, word for word, after what was answered in `minutes` (a key like m20, or a number)."""
    chosen = look.named("minutes")
    digits = "".join(c for c in chosen.key if c.isdigit()) if chosen is not None else ""
    minutes = int(digits) if digits else (chosen.number if chosen is not None else None)
    minutes = min(max(minutes or HELD_MINUTES, 2), 180)
    due = look.now + timedelta(minutes=minutes)
    return Done((Later("held", due, given=said(look.answer)),))


@act()
def remind(look: Look) -> Done:
    """At the hour answered, today or tomorrow, with neutral words."""
    at = look.senses.time(said(look.answer), look.language) or TOMORROW_AT
    return Done((Later("reminder", next_due(look.now, at, look.zone)),))
