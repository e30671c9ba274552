"""Rotation: keys wrapped with an older one of the ring are wrapped with the newest."""

from sqlalchemy import bindparam, select, update

from bot.store import tables
from bot.store.page import Page
from bot.store.ring import Wrapped

BATCH = 500
data_keys, house = tables.data_keys.c, tables.house.c
_NEXT = (
    select(tables.data_keys)
    .where(data_keys.person > bindparam("after"))
    .order_by(data_keys.person)
    .limit(BATCH)
)
_CHANGE = (
    update(tables.data_keys)
    .where(data_keys.person == bindparam("whose"), data_keys.ring == bindparam("old"))
    .values(ring=bindparam("new"), wrapped=bindparam("sealed"))
)
_HOUSE = (
    update(tables.house)
    .where(house.name == bindparam("which"), house.ring == bindparam("old"))
    .values(ring=bindparam("new"), wrapped=bindparam("sealed"))
)


def rotate_some(page: Page, after: bytes) -> tuple[bytes | None, int]:
    """One batch of people: where to go on (None at the end), and how many were changed."""
    rows = page.run(_NEXT, {"after": after}).all()
    newest = page.keys.ring.newest
    changes: list[dict[str, object]] = []
    for row in rows:
        if row.ring != newest:
            fresh = page.keys.rewrap(row.person, Wrapped(row.ring, row.wrapped))
            changes.append(
                {"whose": row.person, "old": row.ring, "new": newest, "sealed": fresh.sealed}
            )
    if changes:
        page.run(_CHANGE, changes)
    return (rows[-1].person if len(rows) == BATCH else None), len(changes)


def rotate_house(page: Page) -> None:
    """Last: a house under the newest key means that everyone is."""
    newest = page.keys.ring.newest
    for row in page.run(select(tables.house)).all():
        if row.ring != newest:
            fresh = page.keys.rewrap(row.name.encode(), Wrapped(row.ring, row.wrapped))
            change = {"which": row.name, "old": row.ring, "new": newest, "sealed": fresh.sealed}
            page.run(_HOUSE, change)
