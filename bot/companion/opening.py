"""Open the house: dialogs, words, hearing and help lines into one companion."""

from pathlib import Path

from jinja2 import BytecodeCache

from bot.companion.companion import Companion
from bot.companion.ears import Ears
from bot.content.hearing import load_hearing
from bot.content.lines import load_lines
from bot.content.load import furnished, load_library, sound
from bot.content.words import Words
from bot.core.clock import Clock

SHIPPED = Path(__file__).resolve().parents[2] / "dialogs"
LINES = "safety/lines"


def open_house(
    dialogs: Path, clock: Clock, operator: str = "", cache: BytecodeCache | None = None
) -> Companion:
    """Raises CannotLoad with every fault when the dialogs cannot be read.

    A folder of one's own borrows the safety cards, help lines and hearing that ship.
    """
    hearing = load_hearing(dialogs if (dialogs / "vocabulary/hearing").exists() else SHIPPED)
    lines = dialogs / LINES if (dialogs / LINES).exists() else SHIPPED / LINES
    countries = load_lines(lines)
    ears = Ears(hearing, countries)
    library = load_library(dialogs, ears)
    if dialogs.resolve() != SHIPPED:
        library = furnished(library, load_library(SHIPPED, ears))
    ears.words = words = Words(sound(library), cache)
    return Companion(words, hearing, countries, clock, operator)
