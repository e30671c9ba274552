"""The journal: leafing, finding, erasing; and the files and messages that hold copies of it."""

from collections.abc import Mapping, Sequence

from bot.core.acts.registry import Done, act, said
from bot.core.effects import (
    AddItem,
    Effect,
    EraseEntry,
    EraseEverything,
    Export,
    HideMessages,
    KeepNoEntry,
    SetFact,
)
from bot.core.look import Look
from bot.core.post import Json

PAGE = 8  # entries of the journal on one screen


def _listed(entries: Sequence[Mapping[str, Json]], at: int = 0) -> tuple[Effect, ...]:
    """One screen of the journal, from the entry with this number on."""
    page: list[Json] = [{"id": e["id"], "title": e["title"]} for e in entries[at : at + PAGE]]
    more = at + PAGE < len(entries)
    return SetFact("entries", page), SetFact("entries_more", more), SetFact("journal_at", at)


def _turned(look: Look, by: int) -> Done:
    """Round and round: behind the oldest come the latest."""
    journal = look.facts.get("journal") or ()
    at = int(look.facts.get("journal_at") or 0) + by
    if at < 0:
        at = max(len(journal) - 1, 0) // PAGE * PAGE
    return Done(_listed(journal, at if at < len(journal) else 0))


def _asked_for(look: Look) -> str:
    """What `of` names, else the latest answer: a list may have been shown by several states."""
    latest = look.session.trail[-1].answer if look.session.trail and not look.of else None
    return said(latest or look.answer)


def _picked_last(look: Look) -> str:
    """The note that was picked last, by its id."""
    ids = {entry["id"] for entry in look.facts.get("journal") or ()}
    keys = (step.answer.key for step in reversed(look.session.trail))
    return next((key for key in keys if key in ids), "")


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
    words = _asked_for(look).casefold()
    journal = look.facts.get("journal") or ()
    found = [e for e in journal if any(words in str(line).casefold() for line in e["lines"])]
    return Done(_listed(found), "found") if found else Done(exit="none")


@act("found", "none")
def open_entry(look: Look) -> Done:
    key = _asked_for(look)
    journal = look.facts.get("journal") or ()
    found: tuple[Effect, ...] = tuple(SetFact("entry", e) for e in journal if e["id"] == key)
    return Done(found, "found" if found else "none")


@act()
def keep_favourite(look: Look) -> Done:
    return Done((AddItem("favourites", {"title": look.said()}),))


@act()
def erase_entry(look: Look) -> Done:
    """The note that is open goes for good."""
    key = _picked_last(look)
    if not key:
        return Done()
    rest = [e for e in look.facts.get("journal") or () if e["id"] != key]
    return Done((EraseEntry(key), SetFact("entry", None), *_listed(rest)))


@act()
def erase_everything(look: Look) -> Done:
    return Done((EraseEverything(),))


@act()
def export(look: Look) -> Done:
    return Done((Export(said(look.answer) or "all"),))


@act()
def hide_messages(look: Look) -> Done:
    return Done((HideMessages(),))


@act()
def drop_entry(look: Look) -> Done:
    return Done((KeepNoEntry(),))
