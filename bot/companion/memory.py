"""Books that live in memory: for `talk`, transcripts and tests. Same promises, no disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.clock import Clock
from bot.core.post import Json, Outgoing, Urgency
from bot.store.records import Appointment, Due, Entry, Item, Person

LEASE = timedelta(minutes=1)


@dataclass(slots=True)
class Said:
    """One message on its way out."""

    chat: int
    outgoing: Outgoing
    urgency: Urgency = Urgency.ANSWER


@dataclass(slots=True)
class MemoryBooks:
    """Everything about everybody, in dictionaries."""

    clock: Clock
    people: dict[int, Person] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)
    _messages: dict[bytes, list[int]] = field(default_factory=dict)
    _entries: dict[bytes, dict[bytes, Entry]] = field(default_factory=dict)
    _items: dict[bytes, dict[bytes, Item]] = field(default_factory=dict)
    _later: dict[tuple[bytes, str, str], Appointment] = field(default_factory=dict)
    _prompts: set[tuple[bytes, str, date]] = field(default_factory=set)
    _minors: dict[int, datetime] = field(default_factory=dict)
    _made: int = 0

    def _id(self) -> bytes:
        self._made += 1
        return self._made.to_bytes(16, "big")

    # ---- people

    def is_new(self, update_id: int, person_message: int = 0) -> bool:
        new = update_id not in self._seen
        self._seen.add(update_id)
        return new

    def person(self, chat: int) -> Person:
        if chat not in self.people:
            now = self.clock.now()
            self.people[chat] = Person(self._id(), chat, {}, None, 0, now, False, True)
        return self.people[chat]

    def known(self, chat: int) -> Person | None:
        return self.people.get(chat)

    def find(self, person_id: bytes) -> Person | None:
        return next((p for p in self.people.values() if p.id == person_id), None)

    def keep(self, person: Person) -> None:
        person.new = False

    def erase(self, person: Person) -> None:
        del self.people[person.chat]
        self._entries.pop(person.id, None)
        self._items.pop(person.id, None)
        self._later = {key: a for key, a in self._later.items() if key[0] != person.id}

    def mark_minor(self, person: Person, until: datetime) -> None:
        self._minors[person.chat] = until

    def is_marked_minor(self, chat: int) -> bool:
        return chat in self._minors and self._minors[chat] > self.clock.now()

    # ---- the journal and the person's own lists

    def add_entry(self, person: Person, entry: Mapping[str, Json]) -> bytes:
        made = Entry(self._id(), self.clock.now(), dict(entry))
        self._entries.setdefault(person.id, {})[made.id] = made
        return made.id

    def entries(
        self, person: Person, limit: int, before: bytes | None = None, offset: int = 0
    ) -> list[Entry]:
        latest = sorted(self._entries.get(person.id, {}).values(), key=lambda e: e.id, reverse=True)
        return [e for e in latest if before is None or e.id < before][offset : offset + limit]

    def count_entries(self, person: Person) -> int:
        return len(self._entries.get(person.id, {}))

    def change_entry(self, person: Person, id: bytes, data: Mapping[str, Json]) -> None:
        old = self._entries[person.id][id]
        self._entries[person.id][id] = Entry(id, old.kept_at, dict(data))

    def erase_entry(self, person: Person, id: bytes) -> None:
        self._entries.get(person.id, {}).pop(id, None)

    def items(self, person: Person, kind: str) -> list[Item]:
        return [item for item in self._items.get(person.id, {}).values() if item.kind == kind]

    def add_item(self, person: Person, kind: str, data: Mapping[str, Json]) -> bytes:
        made = Item(self._id(), kind, self.clock.now(), dict(data))
        self._items.setdefault(person.id, {})[made.id] = made
        return made.id

    def change_item(self, person: Person, id: bytes, data: Mapping[str, Json]) -> None:
        old = self._items[person.id][id]
        self._items[person.id][id] = Item(id, old.kind, old.kept_at, dict(data))

    def drop_item(self, person: Person, id: bytes) -> None:
        self._items.get(person.id, {}).pop(id, None)

    # ---- later

    def appoint(
        self,
        person: Person,
        kind: str,
        due: datetime,
        payload: Mapping[str, Json] | None = None,
        key: str = "",
    ) -> bytes:
        made = Appointment(self._id(), kind, key, due, dict(payload or {}))
        self._later[person.id, kind, key] = made
        return made.id

    def cancel(self, person: Person, kind: str, key: str | None = None) -> int:
        gone = [
            at
            for at in self._later
            if at[:2] == (person.id, kind) and (key is None or at[2] == key)
        ]
        for at in gone:
            del self._later[at]
        return len(gone)

    def appointments(self, person: Person) -> list[Appointment]:
        return [a for at, a in self._later.items() if at[0] == person.id]

    def prompt_sent(self, person: Person, kind: str, day: date) -> bool:
        key = (person.id, kind, day)
        new = key not in self._prompts
        self._prompts.add(key)
        return new

    def finished(self, due: Due) -> bool:
        for at, appointment in list(self._later.items()):
            if appointment.id == due.id:
                del self._later[at]
                return True
        return False

    def next_due(self) -> Due | None:
        """The earliest appointment of anybody, whether it has come or not."""
        first = min(self._later.items(), key=lambda item: item[1].due, default=None)
        if first is None:
            return None
        (person, _, _), a = first
        return Due(a.id, a.kind, a.key, a.due, a.payload, person, self.clock.now() + LEASE)

    # ---- what is said

    def say(
        self,
        person: Person,
        outgoing: Outgoing,
        urgency: Urgency = Urgency.ANSWER,
        expires: datetime | None = None,
    ) -> None:
        self.said.append(Said(person.chat, outgoing, urgency))

    def say_farewell(self, chat: int, outgoing: Outgoing) -> None:
        self.said.append(Said(chat, outgoing))

    def messages(self, person: Person, since: datetime) -> list[int]:
        return self._messages.get(person.id, [])
