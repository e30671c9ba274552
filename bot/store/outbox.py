"""The outbox, as one turn fills it: kept with the turn, in order for each person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, union

from bot.core.post import Outgoing, Send, Urgency, unpacked
from bot.store import tables
from bot.store.page import Page
from bot.store.people import People
from bot.store.prepared import Prepared
from bot.store.records import Person, Posted

HOUSE = b"house"

outbox, seen = tables.outbox.c, tables.seen.c
_moment = tables.Moment


_INSERT = Prepared(
    insert(tables.outbox),
    *(each.name for each in tables.outbox.columns if each.name not in ("sent_at", "message")),
)
_MESSAGES = union(
    select(outbox.message).where(
        outbox.person == bindparam("person"),
        outbox.message.is_not(None),
        outbox.sent_at >= bindparam("since", type_=_moment),
    ),
    select(seen.message).where(
        seen.person == bindparam("person"),
        tables.TYPED,
        seen.at >= bindparam("since", type_=_moment),
    ),
)


class Outbox(People):
    """What one turn may say. Handed to the database once, when the turn ends."""

    _to_say: list[tuple[dict[str, object], Posted | None]]

    def say(
        self,
        person: Person,
        outgoing: Outgoing,
        urgency: Urgency = Urgency.ANSWER,
        expires: datetime | None = None,
    ) -> None:
        self.born(person)
        person.said += 1
        id = named(person.id, person.said)
        sealed = self.seal(person.id, "outbox", id, _letter(person.chat, outgoing))
        row = self._post(person.id, person.said, urgency, expires, sealed)
        row["slot"] = self._slot(person.id, outgoing)
        held = None if person.behind else self._held(id, person.id, person.chat, outgoing, row)
        self._to_say.append((row, held))

    def say_farewell(self, chat: int, outgoing: Outgoing) -> None:
        """The last word to someone who is no longer here: sealed by the house, gone when sent."""
        nobody = self.new_id()
        id = named(nobody, 0)
        sealed = self.keys.house.close(_letter(chat, outgoing), HOUSE, "outbox", id)
        row = self._post(nobody, 0, Urgency.ANSWER, None, sealed)
        row["farewell"] = True
        self._to_say.append((row, self._held(id, None, chat, outgoing, row)))

    def messages(self, person: Person, since: datetime) -> list[int]:
        """Numbers of messages since then, theirs and ours, as far as they are remembered (48 h)."""
        rows = self.run(_MESSAGES, {"person": person.id, "since": since})
        return sorted(row.message for row in rows)

    def _post(
        self,
        person: bytes,
        position: int,
        urgency: Urgency,
        expires: datetime | None,
        sealed: bytes,
    ) -> dict[str, object]:
        return {
            "person": person,
            "position": position,
            "urgency": int(urgency),
            "not_before": self.now,
            "expires_at": expires,
            "attempts": 0,
            "unknown": False,
            "claimed_until": None,
            "claimed_by": None,
            "slot": None,
            "farewell": False,
            "sealed": sealed,
        }

    def _held(
        self,
        id: bytes,
        person: bytes | None,
        chat: int,
        outgoing: Outgoing,
        row: dict[str, object],
    ) -> Posted:
        """Claimed by this process in the same breath, so that it need not be read again."""
        until = self.now + tables.HOLD
        row["claimed_until"], row["claimed_by"] = until, self.holder
        urgency, expires = Urgency(row["urgency"]), row["expires_at"]  # type: ignore[arg-type]
        return Posted(id, person, chat, outgoing, urgency, 0, expires, until)  # type: ignore[arg-type]

    def _slot(self, person: bytes, outgoing: Outgoing) -> bytes | None:
        if isinstance(outgoing, Send) and outgoing.slot:
            return slot_mark(self, person, outgoing.slot)
        return None

    def _say_all(self) -> tuple[Posted, ...]:
        if self._to_say:
            self.quickly_all(_INSERT, [row for row, _ in self._to_say])
        return tuple(post for _, post in self._to_say if post is not None)


def _letter(chat: int, outgoing: Outgoing) -> dict[str, object]:
    return {"chat": chat, "kind": type(outgoing).__name__.lower(), "outgoing": outgoing}


def letter_read(data: Mapping[str, Any]) -> tuple[int, Outgoing]:
    return data["chat"], unpacked({**data["outgoing"], "kind": data["kind"]})


def named(person: bytes, position: int) -> bytes:
    """A post's id: whose it is, and its place in their order."""
    return person + position.to_bytes(8)


def slot_mark(page: Page, person: bytes, slot: str) -> bytes:
    return page.keys.mark("slot", person, slot)
