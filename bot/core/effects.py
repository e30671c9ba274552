"""What a dialog asks the house to do. Values only: the companion carries them out."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.post import Json

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetFact:
    """Something is now known about the person; `None` forgets it."""

    key: str
    value: Json


@dataclass(frozen=True, slots=True)
class AddItem:
    """One more of the person's own: a memory, a person who cares, a way to settle."""

    list: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    list: str
    id: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class DropItem:
    list: str
    id: str


@dataclass(frozen=True, slots=True)
class Later:
    """At `due` (UTC) this dialog opens. The same kind and key replaces the earlier appointment."""

    kind: str
    due: datetime
    given: str = ""
    dialog: str = ""  # empty: the one that house.toml names for this kind
    key: str = ""


@dataclass(frozen=True, slots=True)
class NoLonger:
    kind: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StartTimer:
    minutes: float
    turn: int


@dataclass(frozen=True, slots=True)
class ExtendTimer:
    minutes: float
    turn: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    pass


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to be careful of while this session lasts."""

    name: str
    up: bool = True


@dataclass(frozen=True, slots=True)
class KeepNoEntry:
    """Nothing of this dialog goes into the journal."""


@dataclass(frozen=True, slots=True)
class EraseEntry:
    """One entry of the journal goes; no id: the latest."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class EraseEverything:
    """The person is erased, key first."""

    minor: bool = False  # a keyed mark stays for 30 days


@dataclass(frozen=True, slots=True)
class Export:
    """Everything kept about the person, as files in the chat."""

    what: str = "all"  # all, sheet or week


@dataclass(frozen=True, slots=True)
class HideMessages:
    """Take out of the chat what may still be taken out."""


Effect = (
    SetFact
    | AddItem
    | ChangeItem
    | DropItem
    | Later
    | NoLonger
    | StartTimer
    | ExtendTimer
    | StopTimer
    | Flag
    | KeepNoEntry
    | EraseEntry
    | EraseEverything
    | Export
    | HideMessages
)


@dataclass(slots=True)
class Learned:
    """The facts as they stand after the effects so far. The base is never written to."""

    base: Facts
    _over: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        return ChainMap(self._over, self.base)  # type: ignore[arg-type]

    def learn(self, effect: Effect) -> None:
        """What later states of the same turn may already look at."""
        match effect:
            case SetFact(key, value):
                self._over[key] = value
            case AddItem(name, data):
                self._over[name] = [*self.facts.get(name, ()), {"id": "", **data}]
            case ChangeItem(name, id_, data):
                items = [*self.facts.get(name, ())]
                if "resting" in data and all(item["id"] != id_ for item in items):
                    items += [i for i in self.facts.get("resting") or () if i["id"] == id_]
                self._over[name] = [
                    {**item, **data} if item["id"] == id_ else item for item in items
                ]
            case DropItem(name, id_):
                self._over[name] = [i for i in self.facts.get(name, ()) if i["id"] != id_]
            case EraseEntry(id_):
                rest = [e for e in self.facts.get("journal") or () if e["id"] != id_]
                self._over |= {"journal": rest, "entries_count": len(rest)}
            case _:
                pass
