"""What acts may ask of hearing, without knowing it: times, zones, countries, languages."""

from datetime import datetime, time
from typing import Protocol


class Senses(Protocol):
    def time(self, words: str, language: str) -> time | None:
        """A time of day in typed words: "half past seven", "19h"."""
        ...

    def zones(self, words: str, language: str, now: datetime) -> tuple[str, ...]:
        """IANA zones that a city, a country or the local time now may mean, likeliest first."""
        ...

    def country(self, words: str) -> str | None:
        """The two-letter code of a country, by its name in any usual form."""
        ...

    def language(self, words: str) -> str | None:
        """The code of a language that the house speaks, by its name or its code."""
        ...


class Deaf:
    """Hears nothing: for the heart alone, where no act listens."""

    def time(self, words: str, language: str) -> time | None:
        return None

    def zones(self, words: str, language: str, now: datetime) -> tuple[str, ...]:
        return ()

    def country(self, words: str) -> str | None:
        return None

    def language(self, words: str) -> str | None:
        return None
