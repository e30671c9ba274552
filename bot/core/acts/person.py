"""What is known about the person: agreement, name, language, country, zone."""

from bot.core.acts.lists import picked
from bot.core.acts.registry import Done, act, said
from bot.core.effects import Effect, EraseEverything, SetFact
from bot.core.look import Look
from bot.core.post import Json


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


@act()
def remember(look: Look) -> Done:
    """The answer becomes the fact of the same name."""
    answer: Json = said(look.answer)
    return Done(
        (SetFact(_last(look.of), {"yes": True, "no": False}.get(str(answer), answer) or None),)
    )


@act()
def keep_name(look: Look) -> Done:
    """What the person wants to be called, without the words around it; by a button, nothing."""
    words = look.answer.words if look.answer is not None else ""
    return Done((SetFact("name", look.senses.name(words, look.language) or None),))


@act()
def forget_fact(look: Look) -> Done:
    return Done((SetFact(_last(look.of), None),))


@act()
def agree(look: Look) -> Done:
    return Done((SetFact("agreed", True), SetFact("keeps_nothing", None)))


@act()
def agree_keep_nothing(look: Look) -> Done:
    return Done((SetFact("agreed", True), SetFact("keeps_nothing", True)))


@act()
def mark_minor(look: Look) -> Done:
    """Everything goes; only a keyed mark stays for 30 days."""
    return Done((EraseEverything(minor=True),))


@act("known", "unknown")
def set_language(look: Look) -> Done:
    code = look.senses.language(said(look.answer))
    return Done((SetFact("language", code),), "known") if code else Done(exit="unknown")


@act("known", "unknown")
def find_country(look: Look) -> Done:
    code = look.senses.country(said(look.answer))
    return Done((SetFact("country", code),), "known") if code else Done(exit="unknown")


@act("known", "several", "unknown")
def find_zone(look: Look) -> Done:
    """A city or the local time becomes a zone, or a few zones to choose from."""
    zones = look.senses.zones(said(look.answer), look.language, look.now)
    if len(zones) == 1:
        return Done((SetFact("zone", zones[0]),), "known")
    choices: list[Json] = [
        {"id": str(n), "name": _city(zone), "zone": zone} for n, zone in enumerate(zones[:8])
    ]
    return Done((SetFact("zone_choices", choices),), "several") if zones else Done(exit="unknown")


@act()
def choose_zone(look: Look) -> Done:
    choice = picked(look, "zone_choices")
    zone: Effect = SetFact("zone", choice["zone"] if choice else look.facts.get("zone"))
    return Done((zone, SetFact("zone_choices", None)))


def _city(zone: str) -> str:
    """America/Mexico_City as people say it."""
    return zone.rpartition("/")[2].replace("_", " ")
