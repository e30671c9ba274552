"""Read `dialogs/` into the core's types: flows, the house, vocabularies."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.content.places import Places, read_places
from bot.core.dialog import SKIP, TEXT, THEN, Dialog, House, Prompt, State
from bot.core.fault import Fault, did_you_mean
from bot.core.senses import Deaf, Senses

NAME = re.compile(r"[a-z][a-z0-9_]*")
TOP_LEVEL = {"start": str, "moved": dict, "journal": bool}
TEXTS = ("pick", "within", "rule", "of", "act", "dialog")
RESERVED = {
    "text",
    "scale",
    "pick",
    "then",
    "skip",
    "rule",
    "of",
    "act",
    "dialog",
    "timer",
    "most",
    "within",
}
HOUSE_KEYS = {
    "first",
    "agreed",
    "menu",
    "typed",
    "helpnow",
    "still",
    "capitals",
    "watch",
    "later",
    "languages",
    "open",
    "commands",
    "danger",
    "prompts",
}
HOUSE_FILE = "house.toml"


class CannotLoad(Exception):
    """Dialogs that cannot be read; carries every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a vocabulary: its label in each language, and what it belongs to."""

    key: str
    labels: Mapping[str, str]
    within: tuple[str, ...] = ()


Vocabulary = Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in a folder of dialogs but the words of their messages."""

    folder: Path
    house: House
    vocabularies: Mapping[str, Vocabulary]
    faults: tuple[Fault, ...] = ()
    beneath: Path | None = None  # the shipped folder, which lends what this one lacks

    def place(self, dialog: str) -> Path:
        """The folder of one dialog."""
        own = self.folder / dialog
        return own if self.beneath is None or own.exists() else self.beneath / dialog


def load_library(folder: Path, senses: Senses | None = None) -> Library:
    """Everything at once; faults are gathered, not raised. `sound` raises them."""
    faults: list[Fault] = []
    dialogs: dict[str, Dialog] = {}
    for path in sorted(folder.glob("*/flow.toml")):
        if (dialog := _load_dialog(path, faults)) is not None:
            dialogs[dialog.name] = dialog
    house = _load_house(folder / HOUSE_FILE, dialogs, faults, senses or Deaf())
    vocabularies = {
        path.stem: vocabulary
        for path in sorted(folder.glob("vocabulary/*.toml"))
        if (vocabulary := _load_vocabulary(path, faults)) is not None
    }
    return Library(folder, house, vocabularies, tuple(faults))


def furnished(own: Library, shipped: Library) -> Library:
    """A folder of dialogs with what it must never lack: the cards, and the house's own words."""
    lent = _with_called({"house", *shipped.house.safety}, shipped.house.dialogs)
    house = replace(
        own.house,
        dialogs={**{name: shipped.house.dialogs[name] for name in lent}, **own.house.dialogs},
        helpnow=own.house.helpnow or shipped.house.helpnow,
        dangers=own.house.dangers or shipped.house.dangers,
        menu=own.house.menu or own.house.first,
        typed=own.house.typed or own.house.first,
    )
    vocabularies = {**shipped.vocabularies, **own.vocabularies}
    return Library(own.folder, house, vocabularies, own.faults, shipped.folder)


def _with_called(names: set[str], dialogs: Mapping[str, Dialog]) -> set[str]:
    """These dialogs and all that they go into."""
    found: set[str] = set()
    ahead = names & dialogs.keys()
    while ahead:
        found |= ahead
        called = {s.dialog for name in ahead for s in dialogs[name].states.values() if s.dialog}
        ahead = (called & dialogs.keys()) - found
    return found


def sound(library: Library) -> Library:
    """The library, if it could be read without a fault."""
    if library.faults:
        raise CannotLoad(list(library.faults))
    return library


def places_of(path: Path) -> Places:
    """Where things are written in a file; nowhere, if there is none."""
    try:
        return read_places(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError):
        return Places({})


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    name = path.name if path.name == HOUSE_FILE else f"{path.parent.name}/{path.name}"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        faults.append(Fault(name, int(line[1]) if line else 1, "toml", f"cannot be read: {error}"))
    except FileNotFoundError:
        faults.append(Fault(name, 1, "toml", "is not there", "every folder of dialogs needs one"))
    except UnicodeDecodeError:
        faults.append(Fault(name, 1, "toml", "is not UTF-8 text"))
    return None


def _load_dialog(path: Path, faults: list[Fault]) -> Dialog | None:
    table = read_toml(path, faults)
    if table is None:
        return None
    reader = _FlowReader(path, faults)
    return reader.dialog(table)


class _FlowReader:
    """One flow.toml; every fault it meets goes into `faults`."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.file = f"{path.parent.name}/{path.name}"
        self.name = path.parent.name
        self.faults = faults
        self.places = places_of(path)

    def fault(self, line: int, what: str, right: str = "") -> None:
        self.faults.append(Fault(self.file, line, "flow", what, right))

    def line_of(self, state: str, key: str = "") -> int:
        """Where a state, or a key of it, is written (1 when it cannot be found)."""
        return self.places.line(state, key)

    def dialog(self, table: dict[str, Any]) -> Dialog | None:
        top = {key: table.pop(key) for key in TOP_LEVEL if key in table}
        for key, value in top.items():
            if not isinstance(value, TOP_LEVEL[key]):
                self.fault(1, f"{key!r} must be a {TOP_LEVEL[key].__name__}")
                return None
        if "start" not in top:
            self.fault(1, "no start", 'the first line says: start = "name of the first state"')
            return None
        states = {name: self.state(name, keys) for name, keys in table.items()}
        found = {name: state for name, state in states.items() if state is not None}
        return Dialog(
            self.name, top["start"], found, top.get("moved", {}), top.get("journal", True)
        )

    def state(self, name: str, keys: Any) -> State | None:
        line = self.line_of(name)
        if not isinstance(keys, dict):
            self.fault(line, f"{name!r} is not a state", f"write [{name}] above its ways out")
            return None
        if not NAME.fullmatch(name):
            self.fault(line, f"{name!r} cannot name a state", "small letters, digits and _ only")
            return None
        values: dict[str, Any] = {key: keys[key] for key in TEXTS if key in keys}
        for key in TEXTS:
            if key in values and not isinstance(values[key], str):
                self.fault(self.line_of(name, key), f"{name}: {key} must be a name in quotes")
                return None
        values |= self._measures(name, keys)
        exits = self._exits(name, keys)
        return State(name, exits, line=line, **values)

    def _exits(self, name: str, keys: dict[str, Any]) -> dict[str, str]:
        exits = {}
        for key, target in keys.items():
            if key in RESERVED and key not in (TEXT, SKIP, THEN):
                continue
            if not isinstance(target, str):
                self.fault(
                    self.line_of(name, key), f"{name}: {key} must lead to the name of a state"
                )
            elif not NAME.fullmatch(key):
                self.fault(self.line_of(name, key), f"{name}: {key!r} cannot name a button")
            else:
                exits[key] = target
        return exits

    def _measures(self, name: str, keys: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if "scale" in keys:
            match keys["scale"]:
                case [int(low), int(high)] if low < high <= low + 20:
                    values["scale"] = (low, high)
                case _:
                    right = "two whole numbers, as in scale = [0, 10]"
                    self.fault(self.line_of(name, "scale"), f"{name}: scale is not a scale", right)
        for key, low, high in (("timer", 0, 60), ("most", 0, 12)):
            if key in keys:
                number = keys[key]
                if isinstance(number, (int, float)) and low < number <= high:
                    values[key] = number
                else:
                    where = self.line_of(name, key)
                    self.fault(where, f"{name}: {key} must be a number over {low} and up to {high}")
        return values


def _load_house(
    path: Path, dialogs: dict[str, Dialog], faults: list[Fault], senses: Senses
) -> House:
    table = read_toml(path, faults) or {}
    places = places_of(path)
    for key in table.keys() - HOUSE_KEYS:
        right = did_you_mean(key, HOUSE_KEYS)
        line = places.line("", key) if ("", key) in places.lines else places.line(key)
        faults.append(Fault(path.name, line, "house", f"{key!r} means nothing here", right))
    prompts = {
        kind: Prompt(kind, str(prompt.get("dialog", kind)), str(prompt.get("at", "08:00")))
        for kind, prompt in table.get("prompts", {}).items()
    }
    dangers = {
        (kind, sure): dialog
        for kind, ways in table.get("danger", {}).items()
        for sure, dialog in ways.items()
    }
    house = House(
        dialogs,
        first=table.get("first", ""),
        agreed=table.get("agreed", ""),
        menu=table.get("menu", ""),
        typed=table.get("typed", ""),
        helpnow=table.get("helpnow", ""),
        watch=table.get("watch", ""),
        capitals=bool(table.get("capitals", False)),
        still=table.get("still", ""),
        later=table.get("later", {}),
        open=frozenset(table.get("open", ())),
        commands=table.get("commands", {}),
        prompts=prompts,
        dangers=dangers,
        languages=tuple(table.get("languages", ("en",))),
        senses=senses,
    )
    for where, dialog in _named_dialogs(house):
        # One whose flow cannot be read has its own fault.
        if dialog and dialog not in dialogs and not (path.parent / dialog / "flow.toml").exists():
            table_name, _, key = where.rpartition(".")
            line = places.line(table_name, key) if key else places.line("", where)
            if where.startswith("prompts."):
                line = places.line(where, "dialog")
            what = f"{where} names no dialog: {dialog!r}"
            faults.append(Fault(path.name, line, "house", what, did_you_mean(dialog, dialogs)))
    if not house.first:
        faults.append(Fault(path.name, 1, "house", "no first dialog", 'first = "start"'))
    return house


def _named_dialogs(house: House) -> Iterator[tuple[str, str]]:
    yield from (("first", house.first), ("menu", house.menu), ("typed", house.typed))
    yield from (("helpnow", house.helpnow), ("still", house.still), ("watch", house.watch))
    yield from ((f"commands.{command}", dialog) for command, dialog in house.commands.items())
    yield from ((f"prompts.{prompt.kind}", prompt.dialog) for prompt in house.prompts.values())
    yield from ((f"danger.{kind}.{sure}", name) for (kind, sure), name in house.dangers.items())
    yield from ((f"later.{kind}", dialog) for kind, dialog in house.later.items())
    yield from (("open", name) for name in house.open)


def _load_vocabulary(path: Path, faults: list[Fault]) -> Vocabulary | None:
    table = read_toml(path, faults)
    if table is None:
        return None
    words = {}
    for key, entry in table.items():
        if not isinstance(entry, dict):
            name = f"vocabulary/{path.name}"
            line = places_of(path).line("", key)
            faults.append(
                Fault(name, line, "vocabulary", f"{key!r} is not a word", f"write [{key}]")
            )
            continue
        labels = {k: v for k, v in entry.items() if isinstance(v, str)}
        words[key] = Word(key, labels, tuple(entry.get("within", ())))
    return words
