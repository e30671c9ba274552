"""What was kept, read back in the person's own words: journal, week, a sheet to take along."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.content.words import Words
from bot.core.effects import Facts
from bot.core.post import Json
from bot.core.session import Answer, Entry, entry_from_plain
from bot.store import records

LAST = 500  # entries that can be looked through in the chat; the export has them all
WEEK = timedelta(days=7)
WHEN = "d MMM HH:mm"
LEANS = ("toward", "away")
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
                shown = self.words.shown(entry.dialog, state, answer, self.facts, self.language)
                if text := str(shown):
                    yield text

    # ---- looking at several

    def week(self, kept: Iterable[records.Entry], now: datetime) -> dict[str, Json]:
        """Own words first; then small counts, shown as counts. No causes, no scores, no type."""
        recent = [e for e in kept if now - e.kept_at <= WEEK]
        entries = [entry_from_plain(entry.data) for entry in recent]
        leans = Counter(key for entry in entries for key in _keys(entry) if key in LEANS)
        own: list[Json] = []
        own.extend(dict.fromkeys(words for entry in entries for words in _own_words(entry)))
        counts = self.facts.get("counts") or {}
        return {
            "words": own[:FEW],
            "toward": leans["toward"],
            "away": leans["away"],
            "eased": sum(_eased(entry) for entry in entries),
            "helped": counts.get("eased", 0),
            "forecasts": len(self.facts.get("forecasts") or ()),
            "shares": counts.get("shares", 0),
            "days": len({entry.kept_at.astimezone(self.zone).date() for entry in recent}),
        }

    def sheet(self, kept: Iterable[records.Entry]) -> dict[str, Json]:
        """The latest entries, one line each, for one page to take along."""
        lines: list[Json] = []
        for entry in kept:
            read = self.entry(entry)
            said = "; ".join(str(line) for line in _listed(read["lines"])[:4])
            lines.append(f"{read['title']}: {said}")
        return {"lines": lines[:FEW]}


def forecast_counts(forecasts: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    every = list(forecasts)
    keys = Counter(str(f.get("key")) for f in every if f.get("came"))
    came = sum(bool(f.get("came")) for f in every)
    kinds = {key: keys[key] for key in ("as_feared", "half", "kinder")}
    return {"all": len(every), "came": came, "open": len(every) - came, **kinds}


def _listed(lines: Json) -> list[Json]:
    return lines if isinstance(lines, list) else []


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


def _eased(entry: Entry) -> bool:
    """Did the last number of the entry come out lower than the first?"""
    numbers = [answer.number for _, answer in _steps(entry) if answer.number is not None]
    return len(numbers) > 1 and numbers[-1] < numbers[0]
