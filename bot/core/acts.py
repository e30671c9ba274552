"""What a dialog may ask the house to do. An act is pure: it returns the exit taken and effects.

An act knows no dialog by name. Acts without exits of their own go on by `then`.
"""

from collections.abc import Callable, Mapping, Sequence
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
HELD_MINUTES = 20
PAGE = 8  # entries of the journal on one screen
NEW_PARTS = {"new_name": "name", "new_kinds": "kinds"}
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
    frame = look.session.frame
    return Done((Later("again", look.now + SNOOZE, frame.dialog, frame.given), KeepNoEntry()))


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
    found = [(name, item) for name in lists if (item := _item(look, name)) is not None]
    return Done(tuple(ChangeItem(name, str(item["id"]), {"resting": True}) for name, item in found))


@act()
def wake_person(look: Look) -> Done:
    lists = ("memories", "people")
    found = [(name, item) for name in lists if (item := _item(look, name)) is not None]
    return Done(tuple(ChangeItem(name, str(item["id"]), {"resting": None}) for name, item in found))


@act()
def keep_method(look: Look) -> Done:
    return Done((AddItem("methods", {"title": look.said()}),))


@act()
def mark_helped(look: Look) -> Done:
    """Counts one exercise after which the number was lower; names no exercise."""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    eased = len(numbers) > 1 and numbers[-1] < numbers[-2]
    return Done((_count(look, "eased" if eased else "not_eased"),))


@act()
def keep_person(look: Look) -> Done:
    return Done((AddItem("people", {"name": look.said(), **_parts(look, "kinds", "how")}),))


@act()
def change_item(look: Look) -> Done:
    """The person picked gets the latest new name, or new kinds of care, that was answered."""
    item = _item(look, "people")
    latest = next((s for s in reversed(look.session.trail) if s.state in NEW_PARTS), None)
    if item is None or latest is None or not latest.answer.given:
        return Done()
    part = NEW_PARTS[latest.state]
    return Done((ChangeItem("people", str(item["id"]), {part: look.said(latest.state)}),))


@act()
def keep_practice(look: Look) -> Done:
    """The one person to practise with; what was not answered stays as it was."""
    before = dict(look.facts.get("practice") or {})
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
            if (item := _item(look, name)) is not None
        )
    )


# ---- later, and the old forecast


@act()
def ask_tomorrow(look: Look) -> Done:
    """Tomorrow in the forenoon: what came of it?"""
    due = next_due(look.now + timedelta(hours=8), TOMORROW_AT, look.zone)
    return Done((Later("follow", due, "came", given=look.said()),))


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
    return Done((Later("held", due, "held", given=_said(look.answer)),))


@act()
def remind(look: Look) -> Done:
    """At the hour answered, today or tomorrow, with neutral words."""
    at = look.senses.time(_said(look.answer), look.language) or TOMORROW_AT
    return Done((Later("reminder", next_due(look.now, at, look.zone), "reminder"),))


# ---- the journal, and everything


def _listed(entries: Sequence[Mapping[str, Json]], at: int = 0) -> tuple[Effect, ...]:
    """One screen of the journal, from the entry with this number on."""
    page: list[Json] = [{"id": e["id"], "title": e["title"]} for e in entries[at : at + PAGE]]
    more = at + PAGE < len(entries)
    return SetFact("entries", page), SetFact("entries_more", more), SetFact("journal_at", at)


def _turned(look: Look, by: int) -> Done:
    at = max(int(look.facts.get("journal_at") or 0) + by, 0)
    return Done(_listed(look.facts.get("journal") or (), at))


@act()
def all_entries(look: Look) -> Done:
    return Done(_listed(look.facts.get("journal") or ()))


@act()
def older_entries(look: Look) -> Done:
    return _turned(look, PAGE)


@act()
def newer_entries(look: Look) -> Done:
    return _turned(look, -PAGE)


@act("found", "none")
def find_entries(look: Look) -> Done:
    """Only those in whose words this is found."""
    words = _said(look.answer).casefold()
    journal = look.facts.get("journal") or ()
    found = [e for e in journal if any(words in str(line).casefold() for line in e["lines"])]
    return Done(_listed(found), "found") if found else Done(exit="none")


@act()
def open_entry(look: Look) -> Done:
    key = _said(look.answer)
    journal = look.facts.get("journal") or ()
    return Done(tuple(SetFact("entry", e) for e in journal if e["id"] == key))


@act()
def keep_favourite(look: Look) -> Done:
    return Done((AddItem("favourites", {"title": look.said()}),))


@act()
def erase_entry(look: Look) -> Done:
    key = _said(look.answer)
    rest = [e for e in look.facts.get("journal") or () if e["id"] != key]
    return Done((EraseEntry(key), SetFact("entry", None), *_listed(rest)))


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
def mark_rough(look: Look) -> Done:
    """The evening was hard: tomorrow's morning is a gentle one."""
    return Done((SetFact("rough_on", look.local.date().isoformat()),))


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
