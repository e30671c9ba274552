"""All that is heard, from `dialogs/`: danger rules, one lexicon for each language, places."""

import tomllib
from pathlib import Path
from tomllib import TOMLDecodeError

from bot import hearing
from bot.content.compiled import kept
from bot.content.lexicon import load_lexicon
from bot.content.load import CannotLoad
from bot.content.tables import BadHearingFile
from bot.core.fault import Fault
from bot.hearing import DangerRules, Hearing, Places, Signs
from bot.hearing.danger_phrase import BadPhrase as BadDangerPhrase
from bot.hearing.danger_table import BadDangerTable
from bot.hearing.danger_weights import BadWeights, Weights
from bot.hearing.phrase import BadPhrase
from bot.hearing.themes import BadThemes, Themes

LEXICONS = Path("vocabulary/hearing")
DANGER = Path("safety/danger")
THEMES = Path("safety/themes")
WEIGHTS = Path("safety/weights.tsv")
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
        return kept("hearing", _made_of(dialogs), lambda: _compiled(dialogs))
    except WRONG as problem:
        fault = Fault("hearing", 1, "hearing", str(problem), "see dialogs/safety/README.md")
        raise CannotLoad([fault]) from problem


def _made_of(dialogs: Path) -> list[Path]:
    folder = Path(hearing.__file__).parent
    return [
        *(dialogs / DANGER).glob("*.toml"),
        *(dialogs / THEMES).glob("*.toml"),
        *(dialogs / WEIGHTS.parent).glob(WEIGHTS.name),
        *(dialogs / LEXICONS).rglob("*.toml"),
        *folder.glob("*.py"),
    ]


def _compiled(dialogs: Path) -> Hearing:
    tables = {file.stem: _table(file) for file in sorted((dialogs / DANGER).glob("*.toml"))}
    files = sorted((dialogs / LEXICONS).glob("*.toml"))
    lexicons = {file.stem: load_lexicon(file) for file in files if file.name != CITIES}
    danger = DangerRules.from_tables(tables, load_weights(dialogs))
    return Hearing(danger, lexicons, load_places(dialogs), load_signs(dialogs))


def load_signs(dialogs: Path) -> dict[str, Signs]:
    """The signs of each language; see `vocabulary/hearing/signs`."""
    return {file.stem: _signs(file) for file in sorted((dialogs / SIGNS).glob("*.toml"))}


def load_weights(dialogs: Path) -> Weights | None:
    """What words weigh together; none when the table is not there."""
    path = dialogs / WEIGHTS
    if not path.exists():
        return None
    return Weights(load_themes(dialogs), path.read_text(encoding="utf-8").splitlines())


def load_themes(dialogs: Path) -> dict[str, Themes]:
    """What words are about, in each language."""
    files = sorted((dialogs / THEMES).glob("*.toml"))
    return {file.stem: Themes(file.stem, _table(file)) for file in files}


def load_places(dialogs: Path) -> Places:
    """Cities and countries with their zones; none when the file is not there."""
    path = dialogs / LEXICONS / CITIES
    table = _table(path) if path.exists() else {}
    cities, countries = table.get("cities", {}), table.get("countries", {})
    if not isinstance(cities, dict) or not isinstance(countries, dict):
        raise TypeError(f"{path}: [cities] and [countries] should be tables")
    named = {name: zones for names, zones in countries.items() for name in names.split(" | ")}
    return Places(cities, named)


def _table(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _signs(path: Path) -> Signs:
    table = _table(path)
    lists = {sign: phrases for sign, phrases in table.items() if isinstance(phrases, list)}
    if wrong := sorted(table.keys() - lists.keys()):
        raise TypeError(f"{path}: {wrong[0]} should be a list of phrases")
    return Signs(lists)
