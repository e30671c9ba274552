"""A time of day in what was typed: "half past seven", "19h", "0730", "a las siete y media"."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.hearing.fold import plain
from bot.hearing.numbers import Numbers

LONGEST = 120  # characters; a longer message is a story, not a time

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4])\s*[:.h]\s*([0-5]\d)(?!\d)")
_COMPACT = re.compile(r"(?<![\d:.])([01]?\d|2[0-3])([0-5]\d)(?![\d:.])(?:\s*(?:h|hrs|hours|hs)\b)?")
_HOURS = re.compile(r"(?<![\d:.])([01]?\d|2[0-4])\s*(?:h|hs|hrs?)\b")
_BARE = re.compile(r"(?<![\d:.,/-])([01]?\d|2[0-4])(?![\d:.,/]|\s*[%/-])")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One language's clock. In patterns `{hour}` and `{minutes}` stand for numbers."""

    minutes: Mapping[str, int] = field(default_factory=dict)  # half: 30, quarter: 15
    after: Sequence[str] = ()  # "{minutes} past {hour}"
    before: Sequence[str] = ()  # "{minutes} to {hour}"
    fixed: Mapping[str, str] = field(default_factory=dict)  # noon = "12:00"
    morning: Sequence[str] = ()  # am
    evening: Sequence[str] = ()  # pm, in the afternoon
    night: Sequence[str] = ()  # pm from six on, am before


class Times:
    """One language's clock, compiled once."""

    def __init__(self, data: TimeWords, numbers: Numbers) -> None:
        self._numbers = numbers
        self._minutes = {plain(w): str(n) for w, n in data.minutes.items()}
        self._fixed = {plain(w): datetime.time.fromisoformat(t) for w, t in data.fixed.items()}
        self._patterns = [(self._compiled(p), 1) for p in data.after]
        self._patterns += [(self._compiled(p), -1) for p in data.before]
        self._parts = [
            (
                re.compile("|".join(rf"(?<![^\W\d_]){re.escape(plain(w))}(?!\w)" for w in words)),
                part,
            )
            for words, part in ((data.morning, "am"), (data.evening, "pm"), (data.night, "night"))
            if words
        ]

    def find(self, text: str) -> datetime.time | None:
        """The one time meant; an hour alone is on the clock of 24 hours unless a word differs."""
        if len(text) > LONGEST:
            return None
        said = self._in_digits(text)
        part = next((part for pattern, part in self._parts if pattern.search(said)), None)
        found = self._spoken(said) or _written(said)
        if found is None:
            return next((t for w, t in self._fixed.items() if re.search(rf"\b{w}\b", said)), None)
        return _of_day(found, part)

    def _in_digits(self, text: str) -> str:
        words = self._numbers.in_digits(
            text.replace(".m", "m").replace("m.", "m"), pronouns=True
        ).split()
        return " ".join(self._minutes.get(word, word) for word in words)

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        words = [self._minutes.get(word, re.escape(word)) for word in plain(pattern).split()]
        written = r"\s+".join(words)
        written = written.replace(r"\{hour\}", r"(?P<hour>[01]?\d|2[0-4])")
        written = written.replace(r"\{minutes\}", r"(?P<minutes>[0-5]?\d)")
        return re.compile(rf"(?<![\d:]){written}(?![\d:])")

    def _spoken(self, said: str) -> datetime.time | None:
        for pattern, sign in self._patterns:
            match = pattern.search(said)
            if match is None:
                continue
            minutes = int(match.groupdict().get("minutes", "30"))
            total = (int(match["hour"]) * 60 + sign * minutes) % (24 * 60)
            return datetime.time(total // 60, total % 60)
        return None


def _written(said: str) -> datetime.time | None:
    for pattern in (_CLOCK, _COMPACT, _HOURS, _BARE):
        matches = list(pattern.finditer(said))
        if len(matches) > 1:
            return None
        if matches:
            hour, minute = int(matches[0][1]), int(matches[0][2]) if pattern.groups > 1 else 0
            return datetime.time(hour % 24, minute)
    return None


def _of_day(found: datetime.time, part: str | None) -> datetime.time:
    hour = found.hour
    if part == "am" and hour == 12:
        hour = 0
    if part == "pm" and hour < 12:
        hour += 12
    if part == "night" and 6 <= hour <= 12:
        hour = (hour + 12) % 24
    return found.replace(hour=hour)
