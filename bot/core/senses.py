"""What acts may ask of hearing and words, without knowing either."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Protocol


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

    def name(self, words: str, language: str) -> str:
        """A name as it was given: "call me Ada" is Ada."""
        ...

    def label(self, dialog: str, state: str, key: str, facts: Mapping[str, Any]) -> str:
        """What the person saw on the button or the word that they chose."""
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

    def name(self, words: str, language: str) -> str:
        return words

    def label(self, dialog: str, state: str, key: str, facts: Mapping[str, Any]) -> str:
        return key
