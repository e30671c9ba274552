"""The help lines can be read, and none was last looked at too long ago."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from bot.content.proof.folder import Folder
from bot.core.fault import Fault

FOLDER = "safety/lines"
LINE = re.compile(r"^\[\[\s*line\s*\]\]", re.M)


def helplines(folder: Folder, today: date, strict: bool) -> Iterator[Fault]:
    """Lines too old are warnings, so that a date alone breaks no build; faults when `strict`."""
    for path in sorted((folder.path / FOLDER).glob("*.toml")):
        text, file = path.read_text(encoding="utf-8"), f"{FOLDER}/{path.name}"
        read = folder.readings.of(text, f"lines {path.stem}", partial(_read, text, path.stem))
        for line, what in read["wrong"]:
            yield Fault(file, line, "help_lines", what)
        for line, name, good_until in read["lines"]:
            if today > date.fromisoformat(good_until):
                what = f"{name}: last looked at more than 180 days ago"
                right = "look at its source, then write today's date under checked"
                yield Fault(file, line, "help_lines_fresh", what, right, warning=not strict)


def _read(text: str, stem: str) -> dict[str, Any]:
    """Faults, and until when each line is good, with their line numbers."""
    from bot.content.lines import GOOD_FOR, faults_of

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {"wrong": [[1, f"cannot be read: {error}"]], "lines": []}
    starts = [text.count("\n", 0, found.start()) + 1 for found in LINE.finditer(text)]
    wrong = []
    for fault in faults_of(raw, stem):
        number = re.match(r"\[\[line\]\] (\d+)", fault)
        wrong.append([starts[int(number[1]) - 1] if number else 1, fault])
    lines = []
    for at, line in zip(starts, raw.get("line", ()), strict=False):
        if isinstance(line, dict) and isinstance(line.get("checked"), date):
            lines.append([at, str(line.get("name")), (line["checked"] + GOOD_FOR).isoformat()])
    return {"wrong": wrong, "lines": lines}
