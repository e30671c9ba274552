"""Questions about what is known of the person, and about their day."""

from datetime import date

from bot.core.acts.journal import PAGE
from bot.core.look import Look
from bot.core.rules.registry import YesNo, rule, yes

MONTH = 30  # days


@rule
def has_memories(look: Look) -> YesNo:
    return yes(any(not item.get("resting") for item in look.facts.get("memories") or ()))


@rule
def has_people(look: Look) -> YesNo:
    return yes(any(not item.get("resting") for item in look.facts.get("people") or ()))


@rule
def has_methods(look: Look) -> YesNo:
    return yes(bool(look.facts.get("methods")))


@rule
def has_forecasts(look: Look) -> YesNo:
    return yes(bool(look.facts.get("forecasts")))


@rule
def has_open_forecast(look: Look) -> YesNo:
    return yes(any(not f.get("came") for f in look.facts.get("forecasts") or ()))


@rule
def has_resting(look: Look) -> YesNo:
    return yes(bool(look.facts.get("resting")))


@rule
def has_practice(look: Look) -> YesNo:
    """Is somebody chosen to practise with, and not resting?"""
    practice = look.facts.get("practice") or {}
    return yes(bool(practice) and not practice.get("resting"))


@rule
def asked_lately(look: Look) -> YesNo:
    """Was this answer's cost asked about within the last month?"""
    asked = (look.facts.get("asked_on") or {}).get(look.answer.key if look.answer else "")
    days = (look.local.date() - date.fromisoformat(asked)).days if asked else MONTH
    return yes(days < MONTH)


@rule
def has_entries(look: Look) -> YesNo:
    return yes(bool(look.facts.get("entries_count")))


@rule
def many_entries(look: Look) -> YesNo:
    """Are there more notes than fit on one screen?"""
    return yes(int(look.facts.get("entries_count") or 0) > PAGE)


@rule
def knows_zone(look: Look) -> YesNo:
    return yes(bool(look.facts.get("zone")))


@rule
def agreed(look: Look) -> YesNo:
    return yes(bool(look.facts.get("agreed")))


@rule
def keeps_nothing(look: Look) -> YesNo:
    return yes(bool(look.facts.get("keeps_nothing")))


@rule
def afraid_lately(look: Look) -> YesNo:
    return yes(bool(look.facts.get("afraid")))


@rule
def watched(look: Look) -> YesNo:
    """Was a thought of dying asked about, and not yet asked again?"""
    return yes("watch" in look.session.flags)


@rule
def card_lately(look: Look) -> YesNo:
    """Was a safety card shown today or yesterday?"""
    shown = look.facts.get("card_on")
    days = (look.local.date() - date.fromisoformat(shown)).days if shown else None
    return yes(days is not None and days <= 1)


@rule
def rough_evening(look: Look) -> YesNo:
    """Did yesterday's evening carry much distress, or a lonely day?"""
    rough = look.facts.get("rough_on")
    days = (look.local.date() - date.fromisoformat(rough)).days if rough else None
    return yes(days is not None and days <= 1)


@rule
def marked_minor(look: Look) -> YesNo:
    """Did somebody under 18 say so from this chat within the last 30 days?"""
    return yes(bool(look.facts.get("marked_minor")))
