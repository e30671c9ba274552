"""The outbox, as one turn fills it: kept with the turn, in order for each person."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, union

from bot.core.post import Json, Outgoing, Send, Urgency, packed
from bot.store import tables
from bot.store.page import Page
from bot.store.people import People
from bot.store.records import Person, Posted

HOLD = timedelta(seconds=25)  # a sender gives up before this, or another process sends it as well
HOUSE = b"house"

outbox, seen = tables.outbox.c, tables.seen.c
_moment = tables.Moment


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
        data: dict[str, Json] = {"chat": person.chat, "outgoing": packed(outgoing)}
        sealed = self.seal(person.id, "outbox", id, data)
        row = self._post(person.id, person.said, urgency, expires, sealed)
        row["slot"] = self._slot(person.id, outgoing)
        held = None if person.behind else self._held(id, person.id, person.chat, outgoing, row)
        self._to_say.append((row, held))

    def say_farewell(self, chat: int, outgoing: Outgoing) -> None:
        """The last word to someone who is no longer here: sealed by the house, gone when sent."""
        nobody = self.new_id()
        id = named(nobody, 0)
        data: dict[str, Json] = {"chat": chat, "outgoing": packed(outgoing)}
        sealed = self.keys.house.close(data, HOUSE, "outbox", id)
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
        until = self.now + HOLD
        row["claimed_until"], row["claimed_by"] = until, self.holder
        urgency, expires = Urgency(row["urgency"]), row["expires_at"]  # type: ignore[arg-type]
        return Posted(id, person, chat, outgoing, urgency, 0, expires, until)  # type: ignore[arg-type]

    def _slot(self, person: bytes, outgoing: Outgoing) -> bytes | None:
        if isinstance(outgoing, Send) and outgoing.slot:
            return slot_mark(self, person, outgoing.slot)
        return None

    def _say_all(self) -> tuple[Posted, ...]:
        if self._to_say:
            self.run(insert(tables.outbox), [row for row, _ in self._to_say])
        return tuple(post for _, post in self._to_say if post is not None)


def named(person: bytes, position: int) -> bytes:
    """A post's id: whose it is, and its place in their order."""
    return person + position.to_bytes(8)


def slot_mark(page: Page, person: bytes, slot: str) -> bytes:
    return page.keys.mark("slot", person, slot)
