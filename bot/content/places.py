"""Where things are written in a TOML file: the line of each table and of each key in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*([\w.\"-]+)[ \t]*\]")
KEY = re.compile(r"^[ \t]*([\w\"-]+)[ \t]*=")


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of one file. Keys above the first table are in the table named ""."""

    lines: Mapping[tuple[str, str], int]

    def line(self, table: str, key: str = "") -> int:
        """Of the key, else of its table, else the first line."""
        return self.lines.get((table, key)) or self.lines.get((table, "")) or 1


def read_places(text: str) -> Places:
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if (header := HEADER.match(line)) is not None:
            table = header[1].replace('"', "")
            lines.setdefault((table, ""), number)
        elif (key := KEY.match(line)) is not None:
            lines.setdefault((table, key[1].strip('"')), number)
    return Places(lines)
