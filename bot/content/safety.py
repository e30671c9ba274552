"""Reads the tables of danger, one for each language, out of `dialogs/safety/danger`."""

import tomllib
from pathlib import Path

from bot.hearing.danger import DangerRules
from bot.hearing.danger_table import BadDangerTable


def load_danger(folder: Path) -> DangerRules:
    """All languages' rules. Raises `BadDangerTable`, also where a file is not TOML."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise FileNotFoundError(f"{folder}: no <language>.toml; nobody in danger would be heard")
    return DangerRules.from_tables({file.stem: _parsed(file) for file in files})


def _parsed(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise BadDangerTable(file.stem, "the file", f"not TOML: {fault}") from fault
