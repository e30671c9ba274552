"""What is known about a person, fetched only when words or rules look at it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from bot.companion.books import Books
from bot.companion.looking_back import LAST, Reader, forecast_counts
from bot.content.lines import ANYWHERE, Country, Line
from bot.content.words import Words
from bot.core.calendar import zone_of
from bot.core.post import Json
from bot.store import records
from bot.store.records import Person

LISTS = ("people", "memories", "methods", "forecasts", "held", "favourites")
# In "keep nothing" only these outlive the conversation.
ALWAYS_KEPT = frozenset(
    (
        *("agreed", "keeps_nothing", "language", "zone", "country", "morning_at", "evening_at"),
        *("paused_until", "rarity", "unanswered", "plain", "discreet", "afraid", "card_on", "met"),
        *("app_language", "rough_on", "zone_choices"),
    )
)


class Known(Mapping[str, Any]):
    """Facts by name: what the person said, their own lists, and what follows from both."""

    def __init__(
        self,
        books: Books,
        person: Person,
        now: datetime,
        language: str,
        countries: Mapping[str, Country],
        operator: str,
        words: Words,
    ) -> None:
        self._books, self._person, self._now = books, person, now
        self._language, self._countries, self._operator = language, countries, operator
        self._words = words
        self._fetched: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self._person.facts:
            return self._person.facts[name]
        if name not in self._fetched:
            self._fetched[name] = self._fetch(name)
        return self._fetched[name]

    def __contains__(self, name: object) -> bool:
        return name in self._person.facts or name in LISTS or name in _DERIVED

    def __iter__(self) -> Iterator[str]:
        return iter({*self._person.facts, *LISTS, *_DERIVED})

    def __len__(self) -> int:
        return len({*self._person.facts, *LISTS, *_DERIVED})

    def _fetch(self, name: str) -> Any:
        if name in LISTS:
            return [item for item in self.whole(name) if not item.get("resting")]
        return _DERIVED[name](self)

    # ---- what follows from the rest

    @property
    def local(self) -> datetime:
        return self._now.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self._person.facts)

    @property
    def country(self) -> Country | None:
        code = str(self._person.facts.get("country") or ANYWHERE)
        return self._countries.get(code) or self._countries.get(ANYWHERE)

    def lines(self, kind: str) -> list[dict[str, Json]]:
        """Help lines of one kind for the person's country; international ones where it has none."""
        country = self.country
        if country is None:
            return []
        anywhere = self._countries.get(ANYWHERE)
        lines = country.of(kind) or (anywhere.of(kind) if anywhere is not None else ())
        return [_line(line, self._language) for line in lines]

    @property
    def reader(self) -> Reader:
        return Reader(self._words, self, self._language, self.zone)

    def kept(self) -> Sequence[records.Entry]:
        return self._books.entries(self._person, LAST)

    def whole(self, name: str) -> list[dict[str, Json]]:
        """One of the person's own lists, those who rest included."""
        items = self._books.items(self._person, name)
        return [{"id": item.id.hex(), **item.data} for item in items]

    def resting(self) -> list[dict[str, Json]]:
        lists = (self.whole(name) for name in ("people", "memories"))
        return [item for items in lists for item in items if item.get("resting")]

    def memory(self) -> dict[str, Json] | None:
        """One memory to offer back; another each day."""
        memories = [m for m in self["memories"] if not m.get("resting")]
        return memories[self.local.toordinal() % len(memories)] if memories else None


def _line(line: Line, language: str) -> dict[str, Json]:
    return {
        "name": line.name,
        "number": line.number,
        "text": line.text,
        "chat": line.chat,
        "web": line.web,
        "hours": line.hours.get(language) or line.hours.get("en"),
        "note": line.note.get(language) or line.note.get("en"),
    }


def _country_name(known: Known) -> str | None:
    country = known.country
    return country.name.get(known._language, country.name.get("en")) if country else None


_DERIVED: dict[str, Callable[[Known], Any]] = {
    "operator": lambda known: known._operator or None,
    "local_time": lambda known: f"{known.local:%H:%M}",
    "country_name": _country_name,
    "emergency": lambda known: known.country.emergency if known.country else None,
    "lines_suicide": lambda known: known.lines("suicide"),
    "lines_abuse": lambda known: known.lines("abuse"),
    "lines_child": lambda known: known.lines("child"),
    "memory": Known.memory,
    "marked_minor": lambda known: known._books.is_marked_minor(known._person.chat),
    "resting": lambda known: [{**item, "resting": None} for item in known.resting()],
    "journal": lambda known: known.reader.page(known.kept()),
    "week": lambda known: known.reader.week(known.kept(), known._now),
    "sheet": lambda known: known.reader.sheet(known.kept()),
    "forecast_counts": lambda known: forecast_counts(known["forecasts"]),
    "language_name": lambda known: Locale(known._language).display_name,
    "entries_count": lambda known: known._books.count_entries(known._person),
}
