"""All that is heard, from `dialogs/`: danger rules, one lexicon for each language, places."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import TypeVar

from bot import hearing
from bot.content.compiled import is_kept, kept
from bot.content.lexicon import load_lexicon
from bot.content.load import CannotLoad
from bot.content.tables import BadHearingFile
from bot.core.fault import Fault
from bot.hearing import DangerRules, Hearing, Places, Signs
from bot.hearing.danger_phrase import BadPhrase as BadDangerPhrase
from bot.hearing.danger_rows import BadWeights
from bot.hearing.danger_shades import Shades
from bot.hearing.danger_table import BadDangerTable, Table, read_table
from bot.hearing.danger_weights import Weights
from bot.hearing.phrase import BadPhrase
from bot.hearing.themes import BadThemes, Themes

T = TypeVar("T")
LEXICONS = Path("vocabulary/hearing")
KEPT_AS = "hearing"
DANGER = Path("safety/danger")
THEMES = Path("safety/themes")
WEIGHTS = Path("safety/weights.tsv")
SHADES = Path("safety/shades.tsv")
SIGNS = Path("vocabulary/hearing/signs")
CITIES = "cities.toml"
WRONG = (
    *(BadHearingFile, BadPhrase, BadDangerPhrase, BadDangerTable, BadThemes, BadWeights),
    *(TOMLDecodeError, TypeError),
)


def load_hearing(dialogs: Path) -> Hearing:
    """The compiled hearing of a dialogs folder, kept until its files or its code change.

    Raises CannotLoad when a file cannot be read.
    """
    try:
        return kept(KEPT_AS, _made_of(dialogs), lambda: _compiled(dialogs))
    except _Unreadable as wrong:
        raise CannotLoad([_fault(dialogs, wrong.file, wrong.problem)]) from wrong


def hearing_faults(dialogs: Path) -> list[Fault]:
    """What keeps the hearing of this folder from being read; nothing is compiled twice to see."""
    has_its_own = any((dialogs / place).exists() for place in (DANGER, THEMES, LEXICONS))
    if not has_its_own or is_kept(KEPT_AS, _made_of(dialogs)):
        return []
    try:
        load_hearing(dialogs)
    except CannotLoad as wrong:
        return wrong.faults
    return []


def _made_of(dialogs: Path) -> list[Path]:
    folder = Path(hearing.__file__).parent
    return [
        *(dialogs / DANGER).glob("*.toml"),
        *(dialogs / THEMES).glob("*.toml"),
        *(file for file in (dialogs / WEIGHTS, dialogs / SHADES) if file.exists()),
        *(dialogs / LEXICONS).rglob("*.toml"),
        *folder.glob("*.py"),
    ]


class _Unreadable(Exception):
    """A file of hearing's, and what is wrong with it."""

    def __init__(self, file: Path, problem: Exception) -> None:
        super().__init__(file, problem)
        self.file, self.problem = file, problem


def _read(file: Path, as_what: Callable[[Path], T]) -> T:
    try:
        return as_what(file)
    except WRONG as problem:
        raise _Unreadable(file, problem) from problem


def _fault(dialogs: Path, file: Path, problem: Exception) -> Fault:
    """Where it is wrong: the line that is named, or that holds what is quoted."""
    said, line = str(problem), 1
    if named := re.search(r"\bline (\d+)", said):
        line = int(named[1])
    elif quoted := re.search(r"""(['"])(.+?)\1""", said):
        lines = file.read_text(encoding="utf-8").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if quoted[2] in text), 1)
    name = file.relative_to(dialogs).as_posix()
    return Fault(name, line, "hearing", said, "dialogs/safety/README.md shows how")


def _compiled(dialogs: Path) -> Hearing:
    tables = [_read(file, _dangers) for file in sorted((dialogs / DANGER).glob("*.toml"))]
    files = sorted((dialogs / LEXICONS).glob("*.toml"))
    lexicons = {file.stem: _read(file, load_lexicon) for file in files if file.name != CITIES}
    danger = DangerRules(tables, load_weights(dialogs))
    return Hearing(danger, lexicons, load_places(dialogs), load_signs(dialogs))


def load_signs(dialogs: Path) -> dict[str, Signs]:
    """The signs of each language; see `vocabulary/hearing/signs`."""
    return {file.stem: _read(file, _signs) for file in sorted((dialogs / SIGNS).glob("*.toml"))}


def load_weights(dialogs: Path) -> Weights | None:
    """What words weigh together; none when the table is not there."""
    path = dialogs / WEIGHTS
    if not path.exists():
        return None
    themes, shades = load_themes(dialogs), _load_shades(dialogs / SHADES)
    return _read(path, lambda file: Weights(themes, _lines(file), shades))


def _load_shades(path: Path) -> Shades | None:
    return _read(path, lambda file: Shades(_lines(file))) if path.exists() else None


def load_themes(dialogs: Path) -> dict[str, Themes]:
    """What words are about, in each language."""
    files = sorted((dialogs / THEMES).glob("*.toml"))
    return {file.stem: _read(file, _themes) for file in files}


def load_places(dialogs: Path) -> Places:
    """Cities and countries with their zones; none when the file is not there."""
    path = dialogs / LEXICONS / CITIES
    table = _read(path, _table) if path.exists() else {}
    cities, countries = table.get("cities", {}), table.get("countries", {})
    if not isinstance(cities, dict) or not isinstance(countries, dict):
        raise TypeError(f"{path}: [cities] and [countries] should be tables")
    named = {name: zones for names, zones in countries.items() for name in names.split(" | ")}
    return Places(cities, named)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _table(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _themes(path: Path) -> Themes:
    return Themes(path.stem, _table(path))


def _dangers(path: Path) -> Table:
    return read_table(path.stem, _table(path))


def _signs(path: Path) -> Signs:
    table = _table(path)
    lists = {sign: phrases for sign, phrases in table.items() if isinstance(phrases, list)}
    if wrong := sorted(table.keys() - lists.keys()):
        raise TypeError(f"{path}: {wrong[0]} should be a list of phrases")
    return Signs(lists)
