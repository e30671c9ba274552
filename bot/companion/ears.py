"""Hearing, as acts may use it: times, zones, countries and languages in typed words."""

from collections.abc import Mapping
from datetime import datetime, time
from html import unescape
from typing import Any

from babel import Locale

from bot.content.lines import ANYWHERE, Country, find_country
from bot.content.words import Words
from bot.hearing import Hearing, zones_at
from bot.hearing.names import name_given

NAMING = "naming"  # the house's line that lists how people say a name


class Ears:
    """The core's senses, made of the house's hearing."""

    def __init__(self, hearing: Hearing, countries: Mapping[str, Country]) -> None:
        self._hearing, self._countries = hearing, countries
        self.words: Words | None = None  # set once they are loaded

    def time(self, words: str, language: str) -> time | None:
        if words[:1] == "t" and words[1:].isdigit() and len(words) == 5:
            return time(int(words[1:3]), int(words[3:]))  # the key of a picked hour: t0730
        lexicon = self._hearing.lexicon(language) or self._hearing.lexicons["en"]
        return lexicon.time(words)

    def zones(self, words: str, language: str, now: datetime) -> tuple[str, ...]:
        named = tuple(dict.fromkeys(zone.name for zone in self._hearing.places.zones(words)))
        if named:
            return named
        at = self.time(words, language)
        return tuple(zones_at(at, now)) if at is not None else ()

    def country(self, words: str) -> str | None:
        if words in self._countries and words != ANYWHERE:
            return words
        return find_country(words, self._countries)

    def language(self, words: str) -> str | None:
        folded = words.strip().casefold()
        for code in self._hearing.lexicons:
            names = {code, *(Locale(code).get_display_name(other) or "" for other in (code, "en"))}
            if folded in {name.casefold() for name in names}:
                return code
        return None

    def name(self, words: str, language: str) -> str:
        ways = self.words.line(NAMING, language) if self.words is not None else ""
        return name_given(words, unescape(ways).split("."))

    def label(self, dialog: str, state: str, key: str, facts: Mapping[str, Any]) -> str:
        if self.words is None:
            return key
        language = str(facts.get("language") or facts.get("app_language") or "en")
        return self.words.label(dialog, state, key, facts, language) or key
