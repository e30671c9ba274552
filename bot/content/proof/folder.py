"""A folder of dialogs under proof: its pages read, its files' lines known."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.content.load import Library
from bot.content.places import Places, read_places
from bot.content.proof.tone import Guide, guide_of
from bot.content.reading import BlockRead, Reading, from_plain, to_plain
from bot.content.readings import Readings
from bot.core.dialog import Dialog
from bot.core.fault import Fault
from bot.core.proof.given import Answers, answers

DEFAULT = "en"
TONE = "tone.toml"
FACTS = "facts"
COMMANDS = "commands"
NOTHING: Mapping[str, Any] = {}


@dataclass
class Folder:
    """Everything that proofs of words look at, each read once and when first needed."""

    library: Library
    readings: Readings
    _places: dict[str, Places] = field(default_factory=dict)
    _tables: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _guides: dict[str, Guide] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.library.folder

    @property
    def dialogs(self) -> Mapping[str, Dialog]:
        return self.library.house.dialogs

    @property
    def languages(self) -> tuple[str, ...]:
        return self.library.house.languages

    @cached_property
    def answers(self) -> Answers:
        return answers(self.library.house)

    @cached_property
    def pages(self) -> Mapping[tuple[str, str], Reading]:
        """(dialog, language) -> its page, where there is one."""
        found = {}
        for dialog in self.dialogs:
            for path in sorted((self.path / dialog).glob("*.j2")):
                found[dialog, path.stem] = self._read(path)
        return found

    def _read(self, path: Path) -> Reading:
        text, language = path.read_text(encoding="utf-8"), path.stem
        how = f"page {language} {self.table(TONE).get(language)} {self.table(TONE).get('all')}"

        def read() -> dict[str, Any]:
            # The parser is only imported when a page is new: a warm check does without it.
            from bot.content.proof import pages

            return to_plain(pages.read(text, language, self.guide(language)))

        return from_plain(self.readings.of(text, how, read))

    def guide(self, language: str) -> Guide:
        if language not in self._guides:
            self._guides[language] = guide_of(self.table(TONE), language)
        return self._guides[language]

    def blocks(self, dialog: str, language: str) -> Mapping[str, BlockRead]:
        page = self.pages.get((dialog, language))
        return page.blocks if page is not None else {}

    def readable(self, dialog: str, language: str) -> bool:
        """Whether there is such a page, and it could be parsed."""
        page = self.pages.get((dialog, language))
        return page is not None and (bool(page.blocks) or not page.wrong)

    # ---- files

    def text(self, name: str) -> str:
        path = self.path / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def table(self, name: str) -> Mapping[str, Any]:
        """A TOML file of the folder; empty where there is none, or where it cannot be read."""
        if name not in self._tables:
            try:
                self._tables[name] = tomllib.loads(self.text(name))
            except tomllib.TOMLDecodeError:
                self._tables[name] = NOTHING
        return self._tables[name]

    def line(self, name: str, table: str, key: str = "") -> int:
        if name not in self._places:
            self._places[name] = read_places(self.text(name))
        return self._places[name].line(table, key)

    def flow_line(self, dialog: str, state: str, key: str) -> int:
        return self.line(f"{dialog}/flow.toml", state, key)

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    # ---- what is known about a person

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        table = self.table(f"vocabulary/{FACTS}.toml")
        return {name: fact for name, fact in table.items() if isinstance(fact, dict)}

    def page_faults(self) -> Iterator[Fault]:
        for (dialog, language), page in self.pages.items():
            for wrong in page.wrong:
                yield Fault(
                    f"{dialog}/{language}.j2",
                    wrong.line,
                    wrong.promise,
                    wrong.what,
                    wrong.right,
                    wrong.warning,
                )
