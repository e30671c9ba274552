"""Every promise of a folder of dialogs, its flows and its words together, all faults at once."""

from collections.abc import Iterator
from datetime import date

from bot.content.hearing import hearing_faults
from bot.content.load import Library
from bot.content.proof.blocks import blocks
from bot.content.proof.folder import Folder
from bot.content.proof.helplines import helplines
from bot.content.proof.lists import lists
from bot.content.proof.mentions import mentions
from bot.content.proof.released import released
from bot.content.proof.sizes import sizes
from bot.content.proof.translations import translations
from bot.content.readings import Readings
from bot.core.check import check
from bot.core.fault import Fault


def proofread(
    library: Library, today: date, readings: Readings | None = None, strict: bool = False
) -> list[Fault]:
    """Sorted by file and line, each once. `readings` keeps what was read for the next run."""
    folder = Folder(library, readings or Readings())
    found = sorted({*library.faults, *_all(folder, today, strict)})
    folder.readings.keep()
    return found


def _all(folder: Folder, today: date, strict: bool) -> Iterator[Fault]:
    yield from check(folder.library.house, folder.flow_line, folder.answers)
    yield from folder.page_faults()
    yield from blocks(folder)
    yield from mentions(folder)
    yield from sizes(folder)
    yield from translations(folder)
    yield from lists(folder)
    yield from released(folder)
    yield from helplines(folder, today, strict)
    yield from hearing_faults(folder.library.folder)
