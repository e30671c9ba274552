"""What a dialog may ask the house to do. An act is pure: it returns the exit taken and effects.

An act knows no dialog by name. Acts without exits of their own go on by `then`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from bot.core.calendar import next_due
from bot.core.dialog import THEN
from bot.core.effects import (
    AddItem,
    ChangeItem,
    DropItem,
    Effect,
    EraseEntry,
    EraseEverything,
    Export,
    Flag,
    HideMessages,
    KeepNoEntry,
    Later,
    NoLonger,
    SetFact,
)
from bot.core.post import Json
from bot.core.rules import Look
from bot.core.session import Answer

SNOOZE = timedelta(hours=2)
TOMORROW_AT = time(10)
RAREST = 3  # how rare prompts can grow before they ask whether to stop


@dataclass(frozen=True, slots=True)
class Done:
    """The exit taken, and what the house is to do."""

    effects: tuple[Effect, ...] = ()
    exit: str = THEN


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    carry_out: Callable[[Look], Done]
    exits: tuple[str, ...]


ACTS: dict[str, Act] = {}


def act(*exits: str) -> Callable[[Callable[[Look], Done]], Callable[[Look], Done]]:
    """Enter a function into the list of acts, under its own name."""

    def enter(function: Callable[[Look], Done]) -> Callable[[Look], Done]:
        ACTS[function.__name__] = Act(function.__name__, function, exits or (THEN,))
        return function

    return enter


def _said(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.key or answer.words or ("" if answer.number is None else str(answer.number))


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


# ---- what is known about the person


@act()
def remember(look: Look) -> Done:
    """The answer becomes the fact of the same name."""
    said: Json = _said(look.answer)
    return Done((SetFact(_last(look.of), {"yes": True, "no": False}.get(str(said), said) or None),))


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
    code = look.senses.language(_said(look.answer))
    return Done((SetFact("language", code),), "known") if code else Done(exit="unknown")


@act("known", "unknown")
def find_country(look: Look) -> Done:
    code = look.senses.country(_said(look.answer))
    return Done((SetFact("country", code),), "known") if code else Done(exit="unknown")


@act("known", "several", "unknown")
def find_zone(look: Look) -> Done:
    """A city or the local time becomes a zone, or a few zones to choose from."""
    zones = look.senses.zones(_said(look.answer), look.language, look.now)
    if len(zones) == 1:
        return Done((SetFact("zone", zones[0]),), "known")
    choices: list[Json] = [{"id": str(n), "name": zone} for n, zone in enumerate(zones[:8])]
    return Done((SetFact("zone_choices", choices),), "several") if zones else Done(exit="unknown")


@act()
def choose_zone(look: Look) -> Done:
    picked = _item(look, "zone_choices")
    zone: Effect = SetFact("zone", picked["name"] if picked else look.facts.get("zone"))
    return Done((zone, SetFact("zone_choices", None)))


# ---- prompts


def _set_hour(look: Look, kind: str) -> Done:
    at = look.senses.time(_said(look.answer), look.language)
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
    dialog = look.session.frame.dialog
    return Done((Later("again", look.now + SNOOZE, dialog), KeepNoEntry()))


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
    digits = "".join(c for c in _said(look.answer) if c.isdigit())
    until = (look.local + timedelta(days=int(digits))).isoformat() if digits else "always"
    return Done((SetFact("paused_until", until), NoLonger("again")))


@act()
def resume_prompts(look: Look) -> Done:
    return Done((SetFact("paused_until", None), SetFact("rarity", None)))


# ---- the person's own lists


def _item(look: Look, name: str) -> Mapping[str, Json] | None:
    """The item of a list that was picked in the answer."""
    items = look.facts.get(name) or ()
    return (
        next((item for item in items if item["id"] == look.answer.key), None)
        if look.answer
        else None
    )


def _parts(look: Look, *names: str) -> dict[str, Json]:
    """Those answers of the conversation that were given, as part of an item."""
    found = {name: look.named(name) for name in names}
    return {name: _all(answer) for name, answer in found.items() if answer is not None}


def _all(answer: Answer) -> Json:
    return list(answer.keys) if answer.keys and not answer.words else _said(answer)


@act()
def keep_memory(look: Look) -> Done:
    """With its scene, gesture and face, under the title given (else who it was)."""
    parts = _parts(look, "who", "scene", "gesture", "face")
    return Done((AddItem("memories", {"title": _said(look.answer), **parts}),))


@act()
def keep_title(look: Look) -> Done:
    return Done((AddItem("memories", {"title": _said(look.answer)}),))


@act()
def rest_person(look: Look) -> Done:
    """Someone is not offered back for now; nothing is lost."""
    lists = ("memories", "people")
    found = [(name, item) for name in lists if (item := _item(look, name)) is not None]
    return Done(tuple(ChangeItem(name, str(item["id"]), {"resting": True}) for name, item in found))


@act()
def wake_person(look: Look) -> Done:
    lists = ("memories", "people")
    found = [(name, item) for name in lists if (item := _item(look, name)) is not None]
    return Done(tuple(ChangeItem(name, str(item["id"]), {"resting": None}) for name, item in found))


@act()
def keep_method(look: Look) -> Done:
    return Done((AddItem("methods", {"title": _said(look.answer)}),))


@act()
def mark_helped(look: Look) -> Done:
    """Counts one exercise after which the number was lower; names no exercise."""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    eased = len(numbers) > 1 and numbers[-1] < numbers[-2]
    return Done((_count(look, "eased" if eased else "not_eased"),))


@act()
def keep_person(look: Look) -> Done:
    return Done((AddItem("people", {"name": _said(look.answer), **_parts(look, "kinds", "how")}),))


@act()
def drop_item(look: Look) -> Done:
    """The item that was picked, whichever of the person's lists it is in."""
    lists = ("memories", "people", "methods", "forecasts", "favourites")
    return Done(
        tuple(
            DropItem(name, str(item["id"]))
            for name in lists
            if (item := _item(look, name)) is not None
        )
    )


# ---- later, and the old forecast


@act()
def ask_tomorrow(look: Look) -> Done:
    """Tomorrow in the forenoon, how it went: by the dialog that `of` does not name but `given` may."""
    due = next_due(look.now + timedelta(hours=8), TOMORROW_AT, look.zone)
    return Done((Later("follow", due, "came", given=_said(look.answer)),))


@act()
def open_forecast(look: Look) -> Done:
    day = look.local.date().isoformat()
    return Done((AddItem("forecasts", {"said": _said(look.answer), "on": day}),))


@act()
def close_forecast(look: Look) -> Done:
    """What came in place of the oldest forecast that is still open."""
    waiting = [f for f in look.facts.get("forecasts") or () if not f.get("came")]
    if not waiting or look.answer is None:
        return Done()
    came: dict[str, Json] = {"came": _said(look.answer), "came_on": look.local.date().isoformat()}
    return Done((ChangeItem("forecasts", str(waiting[0]["id"]), came),))


@act()
def remind(look: Look) -> Done:
    """At the hour answered, today or tomorrow, with neutral words."""
    at = look.senses.time(_said(look.answer), look.language) or TOMORROW_AT
    return Done((Later("reminder", next_due(look.now, at, look.zone), "reminder"),))


# ---- the journal, and everything


@act()
def erase_entry(look: Look) -> Done:
    return Done((EraseEntry(_said(look.answer)),))


@act()
def erase_everything(look: Look) -> Done:
    return Done((EraseEverything(),))


@act()
def export(look: Look) -> Done:
    return Done((Export(_said(look.answer) or "all"),))


@act()
def hide_messages(look: Look) -> Done:
    return Done((HideMessages(),))


@act()
def drop_entry(look: Look) -> Done:
    return Done((KeepNoEntry(),))


# ---- signs to be careful of


@act()
def flag_fear(look: Look) -> Done:
    """Drafting and moving toward anyone are off until it is asked whom the fear concerns."""
    return Done((SetFact("afraid", True), _card_today(look)))


@act()
def clear_fear(look: Look) -> Done:
    return Done((SetFact("afraid", None),))


@act()
def flag_watch(look: Look) -> Done:
    return Done((Flag("watch"), _card_today(look)))


@act()
def clear_watch(look: Look) -> Done:
    return Done((Flag("watch", up=False),))


@act()
def note_card(look: Look) -> Done:
    """A safety card was shown today: tomorrow's prompt is only a quiet hello."""
    return Done((_card_today(look),))


@act()
def note_share(look: Look) -> Done:
    """Counts one share with a person."""
    return Done((_count(look, "shares"),))


def _card_today(look: Look) -> SetFact:
    return SetFact("card_on", look.local.date().isoformat())


def _count(look: Look, name: str) -> SetFact:
    counts = dict(look.facts.get("counts") or {})
    return SetFact("counts", {**counts, name: int(counts.get(name, 0)) + 1})
