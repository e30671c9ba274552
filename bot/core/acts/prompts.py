"""The morning and the evening invitation: when, how often, not today."""

from datetime import timedelta

from bot.core.acts.registry import Done, act, said
from bot.core.effects import KeepNoEntry, Later, NoLonger, SetFact
from bot.core.look import Look

SNOOZE = timedelta(hours=2)
RAREST = 3  # how rare prompts can grow before they ask whether to stop


def _set_hour(look: Look, kind: str) -> Done:
    at = look.senses.time(said(look.answer), look.language)
    if at is None:
        return Done(exit="unknown")
    return Done((SetFact(f"{kind}_at", f"{at:%H:%M}"), SetFact("rarity", None)), "known")


@act("known", "unknown")
def set_morning(look: Look) -> Done:
    return _set_hour(look, "morning")


@act("known", "unknown")
def set_evening(look: Look) -> Done:
    return _set_hour(look, "evening")


@act()
def drop_morning(look: Look) -> Done:
    return Done((SetFact("morning_at", None),))


@act()
def drop_evening(look: Look) -> Done:
    return Done((SetFact("evening_at", None),))


@act()
def later(look: Look) -> Done:
    """This prompt again in two hours, once."""
    frame = look.session.frame
    return Done((Later("again", look.now + SNOOZE, frame.given, frame.dialog), KeepNoEntry()))


@act()
def not_today(look: Look) -> Done:
    return Done((NoLonger("again"), KeepNoEntry()))


@act()
def fewer_prompts(look: Look) -> Done:
    rarity = min(int(look.facts.get("rarity") or 0) + 1, RAREST)
    return Done((SetFact("rarity", rarity), KeepNoEntry()))


@act()
def pause_prompts(look: Look) -> Done:
    """For as many days as the answer says; without a number, until they are wanted again."""
    digits = "".join(c for c in said(look.answer) if c.isdigit())
    until = (look.local + timedelta(days=int(digits))).isoformat() if digits else "always"
    return Done((SetFact("paused_until", until), NoLonger("again")))


@act()
def resume_prompts(look: Look) -> Done:
    return Done((SetFact("paused_until", None), SetFact("rarity", None)))
