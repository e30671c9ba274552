"""The person's own lists: memories, people who care, ways to settle, someone to practise with."""

from collections.abc import Mapping

from bot.core.acts.registry import Done, act, counted
from bot.core.effects import AddItem, ChangeItem, DropItem, SetFact
from bot.core.look import Look
from bot.core.post import Json

NEW_PARTS = {"new_name": "name", "new_kinds": "kinds"}


def picked(look: Look, name: str) -> Mapping[str, Json] | None:
    """The item of a list that was picked in the answer."""
    items = look.facts.get(name) or ()
    return (
        next((item for item in items if item["id"] == look.answer.key), None)
        if look.answer
        else None
    )


def _parts(look: Look, *names: str) -> dict[str, Json]:
    """Those answers of the conversation that were given, in the words the person saw."""
    return {name: said for name in names if (said := look.said(name))}


@act()
def keep_memory(look: Look) -> Done:
    """With its scene, gesture and face, under the title given (else who it was)."""
    parts = _parts(look, "who", "scene", "gesture", "face")
    return Done((AddItem("memories", {"title": look.said(), **parts}),))


@act()
def keep_title(look: Look) -> Done:
    return Done((AddItem("memories", {"title": look.said()}),))


@act()
def rest_person(look: Look) -> Done:
    """Someone is not offered back for now; nothing is lost."""
    lists = ("memories", "people")
    found = [(name, item) for name in lists if (item := picked(look, name)) is not None]
    return Done(tuple(ChangeItem(name, str(item["id"]), {"resting": True}) for name, item in found))


@act()
def wake_person(look: Look) -> Done:
    """Offered back again. Whoever rests is in no list but that of the resting."""
    item = picked(look, "resting")
    if item is None:
        return Done()
    name = "people" if "name" in item else "memories"
    return Done((ChangeItem(name, str(item["id"]), {"resting": None}),))


@act()
def keep_method(look: Look) -> Done:
    return Done((AddItem("methods", {"title": look.said()}),))


@act()
def mark_helped(look: Look) -> Done:
    """Counts one exercise after which the number was lower; names no exercise."""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    eased = len(numbers) > 1 and numbers[-1] < numbers[-2]
    return Done(counted(look, "eased" if eased else "not_eased"))


@act()
def keep_person(look: Look) -> Done:
    return Done((AddItem("people", {"name": look.said(), **_parts(look, "kinds", "how")}),))


@act()
def change_item(look: Look) -> Done:
    """The person picked gets the latest new name, or new kinds of care, that was answered."""
    item = picked(look, "people")
    latest = next((s for s in reversed(look.session.trail) if s.state in NEW_PARTS), None)
    if item is None or latest is None or not latest.answer.given:
        return Done()
    part = NEW_PARTS[latest.state]
    return Done((ChangeItem("people", str(item["id"]), {part: look.said(latest.state)}),))


@act()
def keep_practice(look: Look) -> Done:
    """The one person to practise with; what was not answered stays as it was."""
    before = dict(look.facts.get("practice") or {})
    before.pop("resting", None)
    parts = _parts(look, "kind", "gives", "edge", "size")
    since = look.local.date().isoformat()
    name = look.said() or str(before.get("name", ""))
    return Done((SetFact("practice", {**before, "name": name, "since": since, **parts}),))


@act()
def rest_practice(look: Look) -> Done:
    return Done((SetFact("practice", {**(look.facts.get("practice") or {}), "resting": True}),))


@act()
def note_asked(look: Look) -> Done:
    """What a habit costs is not asked of the same habit twice in a month."""
    key = look.answer.key if look.answer is not None else ""
    asked = {**(look.facts.get("asked_on") or {}), key: look.local.date().isoformat()}
    return Done((SetFact("asked_on", asked),) if key else ())


@act()
def drop_item(look: Look) -> Done:
    """The item that was picked, whichever of the person's lists it is in."""
    lists = ("memories", "people", "methods", "forecasts", "favourites")
    return Done(
        tuple(
            DropItem(name, str(item["id"]))
            for name in lists
            if (item := picked(look, name)) is not None
        )
    )
