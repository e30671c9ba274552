"""What typed words may mean: danger, feelings, controls, numbers, times, places. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.hearing.choices import Choice
from bot.hearing.danger import Danger, DangerRules
from bot.hearing.feelings import FEELINGS
from bot.hearing.language import detect
from bot.hearing.lexicon import Heard, Lexicon
from bot.hearing.places import Places, Zone, zones_at
from bot.hearing.signs import Signs


@dataclass(frozen=True, slots=True)
class Hearing:
    """The ears of the house: danger in every language, and a lexicon for each that has dialogs."""

    danger: DangerRules
    lexicons: Mapping[str, Lexicon]
    places: Places = field(default_factory=lambda: Places({}, {}))
    signs: Mapping[str, Signs] = field(default_factory=dict)

    def lexicon(self, language: str | None) -> Lexicon | None:
        """The lexicon of a language, if there is one."""
        return self.lexicons.get(language or "")


__all__ = [
    "FEELINGS",
    "Choice",
    "Danger",
    "DangerRules",
    "Heard",
    "Hearing",
    "Lexicon",
    "Places",
    "Signs",
    "Zone",
    "detect",
    "zones_at",
]
