"""Effects carried out: what a dialog asked the house to do, done in the same transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.companion.books import Books
from bot.companion.known import ALWAYS_KEPT
from bot.core import effects as e
from bot.core.post import Json, Remove
from bot.store.records import Person

HALF, TIMER, LEFT = "timer_half", "timer", "timer_left"
TIMERS = (TIMER, HALF, LEFT)
EVERY = timedelta(seconds=15)  # a countdown that is seen to move, and disturbs nobody
REMOVABLE = timedelta(hours=47)  # bots cannot delete what is older than 48 h
MARKED = timedelta(days=30)


@dataclass(slots=True)
class Doer:
    """One turn's effects on one person."""

    books: Books
    person: Person
    now: datetime
    export: Callable[[str], None]
    erased: bool = False

    def do(self, effects: Iterable[e.Effect]) -> None:
        for effect in effects:
            self._one(effect)

    def _one(self, effect: e.Effect) -> None:
        match effect:
            case e.SetFact(key, value):
                self._set(key, value)
            case e.AddItem(name, data):
                if not self._keeps_nothing:
                    self.books.add_item(self.person, name, data)
            case e.ChangeItem(name, id_, data):
                self._change(name, id_, data)
            case e.DropItem(_, id_):
                self.books.drop_item(self.person, bytes.fromhex(id_))
            case e.Later(kind, due, given, dialog, key):
                payload: dict[str, Json] = {"dialog": dialog, "given": given}
                self.books.appoint(self.person, kind, due, payload, key)
            case e.NoLonger(kind, key):
                self.books.cancel(self.person, kind, key)
            case e.StartTimer(minutes, turn):
                self._start_timer(timedelta(minutes=minutes), turn)
            case e.ExtendTimer(minutes, turn):
                self._extend_timer(timedelta(minutes=minutes), turn)
            case e.StopTimer():
                for kind in TIMERS:
                    self.books.cancel(self.person, kind)
            case _:
                self._grave(effect)

    def _grave(self, effect: e.Effect) -> None:
        match effect:
            case e.EraseEntry(id_):
                self._erase_entry(id_)
            case e.EraseEverything(minor):
                if minor:
                    self.books.mark_minor(self.person, self.now + MARKED)
                self.erased = True
            case e.Export(what):
                self.export(what)
            case e.HideMessages():
                messages = self.books.messages(self.person, self.now - REMOVABLE)
                if messages:
                    self.books.say(self.person, Remove(tuple(messages)))
            case _:
                raise TypeError(f"nobody carries out {type(effect).__name__}")

    @property
    def _keeps_nothing(self) -> bool:
        return bool(self.person.facts.get("keeps_nothing"))

    def _set(self, key: str, value: Json) -> None:
        if value is None:
            self.person.facts.pop(key, None)
        elif not self._keeps_nothing or key in ALWAYS_KEPT:
            self.person.facts[key] = value

    def _change(self, name: str, id_: str, data: e.Facts) -> None:
        for item in self.books.items(self.person, name):
            if item.id.hex() == id_:
                self.books.change_item(self.person, item.id, {**item.data, **data})

    def _erase_entry(self, id_: str) -> None:
        if id_:
            self.books.erase_entry(self.person, bytes.fromhex(id_))
        else:
            for entry in self.books.entries(self.person, 1):
                self.books.erase_entry(self.person, entry.id)

    # ---- timers

    def _start_timer(self, length: timedelta, turn: int) -> None:
        end = self.now + length
        payload: dict[str, Json] = {"turn": turn, "ends": end.isoformat()}
        self.books.appoint(self.person, TIMER, end, payload)
        self.books.appoint(self.person, HALF, self.now + length / 2, payload)
        self.books.appoint(self.person, LEFT, self.now + EVERY, payload)

    def _extend_timer(self, more: timedelta, turn: int) -> None:
        for appointment in self.books.appointments(self.person):
            if appointment.kind == TIMER:
                end = appointment.due + more
                payload: dict[str, Json] = {"turn": turn, "ends": end.isoformat()}
                self.books.appoint(self.person, TIMER, end, payload)
                self.books.appoint(self.person, LEFT, self.now, payload)
