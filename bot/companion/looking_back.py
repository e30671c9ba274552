"""What was kept, read back in the person's own words: journal, week, a sheet to take along."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.content.words import Words
from bot.core.dialog import State
from bot.core.effects import Facts
from bot.core.post import Json
from bot.core.session import Answer, Entry, entry_from_plain
from bot.store import records

LAST = 500  # entries that can be looked through in the chat; the export has them all
WEEK = timedelta(days=7)
WHEN = "d MMM HH:mm"
LEANS = ("toward", "away")
PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (18, 23), "night": (23, 29)}  # hours
SENTENCE = 3  # words; fewer are an answer, not a sentence to look back at
TOLD = 4  # answers of one entry on a sheet
FEW = 12  # of one's own lines in a week's look, and on a sheet


@dataclass(frozen=True, slots=True)
class Reader:
    """Entries as words, for one person in one language."""

    words: Words
    facts: Facts
    language: str
    zone: ZoneInfo

    def page(self, kept: Iterable[records.Entry]) -> list[dict[str, Json]]:
        return [self.entry(entry) for entry in kept]

    def entry(self, kept: records.Entry) -> dict[str, Json]:
        entry = entry_from_plain(kept.data)
        when, title = self.when(kept.kept_at), self.words.title(entry.dialog, self.language)
        lines: list[Json] = []
        lines.extend(self.lines(entry))
        return {
            "id": kept.id.hex(),
            "title": f"{when} · {title}",
            "when": when,
            "dialog": title,
            "lines": lines,
        }

    def when(self, at: datetime) -> str:
        return format_datetime(at.astimezone(self.zone), WHEN, locale=self.language)

    def lines(self, entry: Entry) -> Iterator[str]:
        """What was answered, in order; what was skipped says nothing."""
        if entry.given:
            yield entry.given
        for step in entry.steps:
            if isinstance(step, Entry):
                yield from self.lines(step)
            else:
                state, answer = step
                if text := self._said(entry.dialog, state, answer):
                    yield text

    def _said(self, dialog: str, state: str, answer: Answer) -> str:
        if answer.number is not None and (asked := self._state(dialog, state)) and asked.scale:
            return f"{answer.number}/{asked.scale[1]}"
        return str(self.words.shown(dialog, state, answer, self.facts, self.language))

    def _state(self, dialog: str, state: str) -> State | None:
        found = self.words.library.house.dialogs.get(dialog)
        return found.states.get(state) if found is not None else None

    def telling(self, entry: Entry) -> Iterator[str]:
        """What somebody else could make sense of: words of one's own, and words picked."""
        if entry.given:
            yield entry.given
        for step in entry.steps:
            if isinstance(step, Entry):
                yield from self.telling(step)
            else:
                asked = self._state(entry.dialog, step[0])
                if step[1].words or (asked is not None and asked.pick):
                    yield self._said(entry.dialog, *step)

    # ---- looking at several

    def week(self, kept: Iterable[records.Entry], now: datetime) -> dict[str, Json]:
        """Own words first; then small counts, shown as counts. No causes, no scores, no type."""
        recent = [e for e in kept if now - e.kept_at <= WEEK]
        entries = [entry_from_plain(entry.data) for entry in recent]
        parts = self._leans(recent)
        own = dict.fromkeys(words for entry in entries for words in _own_words(entry))
        today = now.astimezone(self.zone).date()
        days = [today - timedelta(days=ago) for ago in range(6, -1, -1)]
        noted = {entry.kept_at.astimezone(self.zone).date() for entry in recent} & {*days}
        since = days[0].isoformat()
        return {
            "words": list[Json](w for w in own if len(w.split()) >= SENTENCE)[:FEW],
            "toward": sum(toward for _, toward, _ in parts),
            "away": sum(away for _, _, away in parts),
            "parts": [{"part": p, "toward": t, "away": a} for p, t, a in parts if t or a],
            "eased": self._lately("eased", since),
            "shares": self._lately("shares", since),
            "forecasts": [f for f in self.facts.get("forecasts") or () if _of(f, since)],
            "days": len(noted),
            "noted": [day.isoformat() for day in days if day in noted],
            "dates": [day.isoformat() for day in days],
        }

    def _leans(self, kept: Iterable[records.Entry]) -> list[tuple[str, int, int]]:
        """For each part of the day in which something was noted: toward, away."""
        found: Counter[tuple[str, str]] = Counter()
        for entry in kept:
            hour = entry.kept_at.astimezone(self.zone).hour
            part = next(p for p, (a, b) in PARTS.items() if a <= hour < b or a <= hour + 24 < b)
            found.update((part, key) for key in _keys(entry_from_plain(entry.data)) if key in LEANS)
        return [(part, found[part, "toward"], found[part, "away"]) for part in PARTS]

    def _lately(self, name: str, since: str) -> int:
        days = (self.facts.get("counted_on") or {}).get(name) or ()
        return sum(day >= since for day in days)

    def sheet(self, kept: Iterable[records.Entry]) -> dict[str, Json]:
        """The latest entries, one line each, for one page to take along."""
        lines: list[Json] = []
        for entry in kept:
            kept_entry = entry_from_plain(entry.data)
            said = [text for text in self.telling(kept_entry) if text]
            if said:
                lines.append(f"{self.entry(entry)['title']}: {'; '.join(said[:TOLD])}")
        return {"lines": lines[:FEW]}


def forecast_counts(forecasts: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    every = list(forecasts)
    keys = Counter(str(f.get("key")) for f in every if f.get("came"))
    came = sum(bool(f.get("came")) for f in every)
    kinds = {key: keys[key] for key in ("as_feared", "half", "kinder")}
    return {"all": len(every), "came": came, "open": len(every) - came, **kinds}


def _steps(entry: Entry) -> Iterator[tuple[str, Answer]]:
    for step in entry.steps:
        if isinstance(step, Entry):
            yield from _steps(step)
        else:
            yield step


def _keys(entry: Entry) -> Iterator[str]:
    return (key for _, answer in _steps(entry) for key in answer.keys)


def _own_words(entry: Entry) -> Iterator[str]:
    return (answer.words for _, answer in _steps(entry) if answer.words)


def _of(forecast: Mapping[str, Json], since: str) -> bool:
    """Made or answered since that day?"""
    return any(str(forecast.get(key) or "") >= since for key in ("on", "came_on"))
