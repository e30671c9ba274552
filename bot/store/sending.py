"""The outbox, as the sender empties it: held by one process at a time, in order for each person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, or_, select, update

from bot.core.post import Urgency
from bot.store import tables
from bot.store.outbox import HOUSE, letter_read, named, slot_mark
from bot.store.page import Page
from bot.store.people import ALONE_WITH
from bot.store.prepared import Prepared
from bot.store.records import Posted

outbox, people = tables.outbox.c, tables.people.c
_moment = tables.Moment
_this = and_(
    outbox.person == bindparam("whose"),
    outbox.position == bindparam("place"),
)
_earlier = tables.outbox.alias("earlier")
_free = or_(
    outbox.claimed_by.is_(None),
    outbox.claimed_until <= bindparam("now", type_=_moment),
    outbox.claimed_until > bindparam("sane", type_=_moment),  # the clock went back
)
_may_go = or_(  # what was never put off may go, wherever the clock has gone meanwhile
    outbox.not_before <= bindparam("now", type_=_moment), outbox.attempts == 0
)
_first = ~exists().where(
    _earlier.c.person == outbox.person,
    _earlier.c.position < outbox.position,
    _earlier.c.sent_at.is_(None),
)
_HEADS = (
    select(outbox.person)
    .where(tables.WAITING, _may_go, _free, _first)
    .order_by(outbox.urgency, outbox.not_before)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_THEIRS = (
    select(tables.outbox, tables.data_keys.c.ring, tables.data_keys.c.wrapped)
    .join(tables.data_keys, tables.data_keys.c.person == outbox.person, isouter=True)
    .where(tables.WAITING, outbox.person.in_(bindparam("heads", expanding=True)), _free)
    .order_by(outbox.person, outbox.position)
)
_TAKE = Prepared(
    update(tables.outbox)
    .where(_this)
    .values(claimed_until=bindparam("until"), claimed_by=bindparam("by"))
)
_EXPIRED = delete(tables.outbox).where(
    tables.WAITING, outbox.expires_at <= bindparam("now", type_=_moment), _free
)
_SENT = Prepared(
    update(tables.outbox)
    .where(_this)
    .values(
        sent_at=bindparam("now"),
        message=bindparam("number"),
        sealed=None,
        claimed_until=None,
        claimed_by=None,
    )
)
_DROP = delete(tables.outbox).where(_this)
_RELEASE = (
    update(tables.outbox)
    .where(
        tables.WAITING,
        outbox.person == bindparam("whose"),
        outbox.position >= bindparam("place"),
    )
    .values(claimed_until=None, claimed_by=None)
)
_LATER = (
    update(tables.outbox)
    .where(_this)
    .values(
        attempts=outbox.attempts + 1,
        not_before=bindparam("until"),
        unknown=or_(outbox.unknown, bindparam("doubtful")),
    )
)
_BLOCKED = update(tables.people).where(people.id == bindparam("whose")).values(blocked=True)
_UNSAID = delete(tables.outbox).where(tables.WAITING, outbox.person == bindparam("whose"))
_MESSAGE_OF = (
    select(outbox.message)
    .where(
        outbox.person == bindparam("whose"),
        outbox.slot == bindparam("mark"),
        outbox.message.is_not(None),
    )
    .order_by(outbox.position.desc())
    .limit(1)
)


def claim(page: Page, limit: int) -> list[Posted]:
    """What nobody holds, of up to `limit` people: each one's first messages, in their order.

    A person whose first waiting message is held elsewhere, or put off, is left alone.
    """
    when = {"now": page.now, "sane": tables.believable(page.now, tables.HOLD)}
    page.run(_EXPIRED, when)
    heads = page.run(_HEADS, {**when, "limit": limit}).scalars().all()
    if not heads:
        return []
    rows = page.run(_THEIRS, {**when, "heads": heads}).all()
    rank = {person: number for number, person in enumerate(heads)}
    taken = sorted(rows, key=lambda row: rank[row.person])
    until = page.now + tables.HOLD
    page.quickly_all(
        _TAKE,
        [
            {"whose": row.person, "place": row.position, "until": until, "by": page.holder}
            for row in sorted(taken, key=lambda row: (row.person, row.position))
        ],
    )
    return [_opened(page, row, until) for row in taken]


def _opened(page: Page, row: Row[Any], until: datetime) -> Posted:
    id = named(row.person, row.position)
    if row.farewell:
        data = page.keys.house.open(row.sealed, HOUSE, "outbox", id)
    else:
        page.hold_key(row.person, row.ring, row.wrapped)
        data = page.open(row.person, "outbox", id, row.sealed)
    chat, outgoing = letter_read(data)
    return Posted(
        id,
        None if row.farewell else row.person,
        chat,
        outgoing,
        Urgency(row.urgency),
        row.attempts,
        row.expires_at,
        until,
        row.unknown,
    )


def sent(page: Page, gone: Sequence[tuple[Posted, int | None]]) -> None:
    """Their content goes; their numbers stay for 48 h, of a farewell nothing does."""
    in_order = sorted(gone, key=lambda one: one[0].id)  # locks in one order: no deadlock
    numbers = [
        {**_place(post), "now": page.now, "number": message}
        for post, message in in_order
        if post.person is not None
    ]
    if numbers:
        page.quickly_all(_SENT, numbers)
    for post, _ in in_order:
        if post.person is None:
            drop(page, post)


def put_off(page: Page, post: Posted, until: datetime, unknown: bool) -> None:
    """Until then, also what comes after it for this person: all of it is let go."""
    page.run(ALONE_WITH, {"whose": post.id[:16]})  # what a turn is saying just now comes after it
    page.run(_LATER, {**_place(post), "until": until, "doubtful": unknown})
    page.run(_RELEASE, _place(post))


def drop(page: Page, post: Posted) -> None:
    page.run(_DROP, _place(post))


def blocked(page: Page, person: bytes) -> None:
    """They do not want to hear from us: what still waits is not kept for later either."""
    page.run(_BLOCKED, {"whose": person})
    page.run(_UNSAID, {"whose": person})


def message_of(page: Page, person: bytes, slot: str) -> int | None:
    values = {"whose": person, "mark": slot_mark(page, person, slot)}
    number: int | None = page.run(_MESSAGE_OF, values).scalar()
    return number


def _place(post: Posted) -> dict[str, object]:
    return {"whose": post.id[:16], "place": int.from_bytes(post.id[16:])}
