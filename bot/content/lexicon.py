"""One language's hearing file (`dialogs/vocabulary/hearing/<language>.toml`) into a lexicon."""

from collections.abc import Mapping
from pathlib import Path
import tomllib
from typing import TypeVar

from bot.hearing.choices import ChoiceWords
from bot.hearing.feelings import FEELINGS, FeelingWords
from bot.hearing.lexicon import Lexicon, LexiconData
from bot.hearing.numbers import NumberWords
from bot.hearing.posing import PosingData, PosingWord
from bot.hearing.scope import ScopeWords
from bot.hearing.times import TimeWords
from bot.hearing.yesno import YesNoWords

Table = Mapping[str, object]
Words = TypeVar("Words", ScopeWords, FeelingWords, NumberWords, TimeWords, YesNoWords, ChoiceWords)

TABLES = (
    *("feelings", "small_words", "posing", "ordinary", "controls", "choices", "numbers", "times"),
    "yesno",
)


class BadHearingFile(Exception):
    def __init__(self, path: Path, where: str, why: str) -> None:
        super().__init__(f"{path}: [{where}] {why}")


class _File:
    """One parsed file; every reader names the place when the shape is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._all: Table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as wrong:
            raise BadHearingFile(path, "file", str(wrong)) from wrong
        for name in self._all:
            if name not in TABLES:
                raise self.wrong(name, f"is no table of this file (tables: {', '.join(TABLES)})")

    def wrong(self, where: str, why: str) -> BadHearingFile:
        return BadHearingFile(self.path, where, why)

    def table(self, name: str) -> Table:
        return self.as_table(name, self._all.get(name, {}))

    def as_table(self, where: str, value: object) -> Table:
        if not isinstance(value, dict):
            raise self.wrong(where, "should be a table")
        return value

    def words(self, where: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(where, 'should be a list of phrases: ["one", "other"]')
        return tuple(value)

    def lists(self, where: str, value: object) -> dict[str, tuple[str, ...]]:
        table = self.as_table(where, value)
        return {key: self.words(f"{where}.{key}", said) for key, said in table.items()}

    def numbers(self, where: str, value: object) -> dict[str, int]:
        table = self.as_table(where, value)
        found = {word: n for word, n in table.items() if isinstance(n, int)}
        if len(found) != len(table):
            raise self.wrong(where, "should hold whole numbers: seven = 7")
        return found

    def fill(self, kind: type[Words], where: str, table: Table) -> Words:
        """A dataclass of word lists, number tables and text tables, from a table of the same keys."""
        wrong = sorted(set(table) - set(kind.__dataclass_fields__))
        if wrong:
            keys = ", ".join(kind.__dataclass_fields__)
            raise self.wrong(where, f"{wrong[0]!r} is no key here (keys: {keys})")
        return kind(**{key: self._field(f"{where}.{key}", said) for key, said in table.items()})

    def _field(self, where: str, value: object) -> object:
        if isinstance(value, list):
            return self.words(where, value)
        table = self.as_table(where, value)
        if all(isinstance(item, int) for item in table.values()):
            return self.numbers(where, table)
        if all(isinstance(item, str) for item in table.values()):
            return dict(table)
        return self.lists(where, table)


def load_lexicon(path: Path) -> Lexicon:
    """The compiled lexicon of one file. Raises `BadHearingFile`, or `BadPhrase` for a phrase."""
    file = _File(path)
    controls = dict(file.lists("controls", file.table("controls")))
    fillers = controls.pop("fillers", ())
    return Lexicon(
        LexiconData(
            feelings=_families(file),
            small_words=file.fill(ScopeWords, "small_words", file.table("small_words")),
            posing=_posing(file),
            ordinary=file.words("ordinary.words", file.table("ordinary").get("words", [])),
            controls=controls,
            fillers=fillers,
            choices=file.fill(ChoiceWords, "choices", file.table("choices")),
            numbers=file.fill(NumberWords, "numbers", file.table("numbers")),
            times=file.fill(TimeWords, "times", file.table("times")),
            yesno=file.fill(YesNoWords, "yesno", file.table("yesno")),
        )
    )


def _families(file: _File) -> dict[str, FeelingWords]:
    families = {}
    for name, said in file.table("feelings").items():
        if name not in FEELINGS:
            raise file.wrong(f"feelings.{name}", f"is no family (families: {', '.join(FEELINGS)})")
        table = file.as_table(f"feelings.{name}", said)
        families[name] = file.fill(FeelingWords, f"feelings.{name}", table)
    return families


def _posing(file: _File) -> PosingData:
    lists: dict[str, tuple[str, ...]] = {}
    words: dict[str, PosingWord] = {}
    for name, said in file.table("posing").items():
        where = f"posing.{name}"
        if isinstance(said, list):
            lists[name] = file.words(where, said)
            continue
        entry = dict(file.as_table(where, said))
        label = entry.pop("said", None)
        if not isinstance(label, str):
            raise file.wrong(where, 'needs said = "the word"')
        words[name] = PosingWord(said=label, **file.lists(where, entry))
    return PosingData(words=words, **lists)
