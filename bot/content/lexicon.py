"""One language's hearing file (`dialogs/vocabulary/hearing/<language>.toml`) into a lexicon."""

import dataclasses
from pathlib import Path

from bot.content.tables import BadHearingFile, WordFile
from bot.hearing.choices import ChoiceWords
from bot.hearing.feelings import FEELINGS, FeelingWords
from bot.hearing.lexicon import Lexicon, LexiconData
from bot.hearing.numbers import NumberWords
from bot.hearing.posing import PosingData, PosingWord
from bot.hearing.scope import ScopeWords
from bot.hearing.times import TimeWords
from bot.hearing.yesno import YesNoWords

TABLES = (
    *("feelings", "small_words", "posing", "ordinary", "controls", "choices", "numbers", "times"),
    "yesno",
)

Words = ScopeWords | YesNoWords | FeelingWords | ChoiceWords | NumberWords | TimeWords


def load_lexicon(path: Path) -> Lexicon:
    """The compiled lexicon of one file. Raises `BadHearingFile`, or `BadPhrase` for a phrase."""
    file = WordFile(path, TABLES)
    controls = file.lists("controls", file.table("controls"))
    fillers = controls.pop("fillers", ())
    ordinary = _lists(file, "ordinary", ("words", "common"))
    return Lexicon(
        LexiconData(
            feelings=_families(file),
            small_words=ScopeWords(**_lists(file, "small_words", _keys(ScopeWords))),
            posing=_posing(file),
            ordinary=ordinary.get("words", ()),
            common=ordinary.get("common", ()),
            controls=controls,
            fillers=fillers,
            choices=_choices(file),
            numbers=_numbers(file),
            times=_times(file),
            yesno=YesNoWords(**_lists(file, "yesno", _keys(YesNoWords))),
        )
    )


def _keys(kind: type[Words]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _lists(file: WordFile, name: str, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return file.lists(name, file.table(name, keys))


def _families(file: WordFile) -> dict[str, FeelingWords]:
    keys = _keys(FeelingWords)
    families = {}
    for name, value in file.table("feelings", FEELINGS).items():
        said = file.lists(f"feelings.{name}", value)
        file.only(said, keys, f"feelings.{name}")
        families[name] = FeelingWords(**said)
    return families


def _posing(file: WordFile) -> PosingData:
    lists: dict[str, tuple[str, ...]] = {}
    words: dict[str, PosingWord] = {}
    for name, value in file.table("posing").items():
        where = f"posing.{name}"
        if isinstance(value, list):
            lists[name] = file.words(where, value)
            continue
        entry = dict(file.as_table(where, value))
        said = entry.pop("said", None)
        if not isinstance(said, str):
            raise file.wrong(where, 'needs said = "the word"')
        file.only(entry, ("adjectives", "phrases"), where)
        words[name] = PosingWord(said, **file.lists(where, entry))
    file.only(lists, ("felt", "being", "after", "joins", "never"), "posing")
    return PosingData(words, **lists)


def _choices(file: WordFile) -> ChoiceWords:
    table = dict(file.table("choices", _keys(ChoiceWords)))
    forms = file.lists("choices.forms", table.pop("forms", {}))
    return ChoiceWords(forms=forms, **file.lists("choices", table))


def _numbers(file: WordFile) -> NumberWords:
    table = dict(file.table("numbers", _keys(NumberWords)))
    units = file.items("numbers.units", table.pop("units", {}), int)
    tens = file.items("numbers.tens", table.pop("tens", {}), int)
    return NumberWords(units, tens, **file.lists("numbers", table))


def _times(file: WordFile) -> TimeWords:
    table = dict(file.table("times", _keys(TimeWords)))
    minutes = file.items("times.minutes", table.pop("minutes", {}), int)
    fixed = file.items("times.fixed", table.pop("fixed", {}), str)
    return TimeWords(minutes=minutes, fixed=fixed, **file.lists("times", table))


__all__ = ["BadHearingFile", "load_lexicon"]
