"""The keys that a running process holds: the house's own, and those of people met lately."""

import hmac
import secrets
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from sqlalchemy import Connection, select

from bot.store import tables
from bot.store.ring import KEY_BYTES, Ring, Wrapped
from bot.store.sealing import Seal
from bot.store.sql import insert_once

LOOKUP, HOUSE = "lookup", "house"
REMEMBERED = 4_096  # people whose key stays open in memory
MARK_BYTES = 16


class Keys:
    """Finds people by keyed hash, and opens what is sealed."""

    def __init__(self, ring: Ring, lookup: bytes, house: bytes) -> None:
        self.ring = ring
        self.house = Seal(house)
        self._lookup = lookup
        self.lookup = lru_cache(REMEMBERED)(self._lookup_of)
        self._open: OrderedDict[bytes, Seal] = OrderedDict()
        self._lock = Lock()

    def _lookup_of(self, chat: int) -> bytes:
        return hmac.digest(self._lookup, b"chat|%d" % chat, "sha256")

    def mark(self, *words: bytes | str) -> bytes:
        """A name that is stored without being readable: equal names, equal marks."""
        parts = (word.encode() if isinstance(word, str) else word for word in words)
        framed = b"".join(b"%d:%b" % (len(part), part) for part in parts)
        return hmac.digest(self._lookup, framed, "sha256")[:MARK_BYTES]

    def new(self, person: bytes) -> Wrapped:
        """A data key for someone new."""
        key = secrets.token_bytes(KEY_BYTES)
        self._remember(person, Seal(key))
        return self.ring.wrap(key, _named(person))

    def of(self, person: bytes, wrapped: Wrapped) -> Seal:
        with self._lock:
            if (seal := self._open.get(person)) is not None:
                self._open.move_to_end(person)
                return seal
        seal = Seal(self.ring.unwrap(wrapped, _named(person)))
        self._remember(person, seal)
        return seal

    def forget(self, person: bytes) -> None:
        with self._lock:
            self._open.pop(person, None)

    def rewrap(self, name: bytes, wrapped: Wrapped) -> Wrapped:
        """The same key under the newest of the ring. `name` is a person's id or a house name."""
        return self.ring.wrap(self.ring.unwrap(wrapped, _named(name)), _named(name))

    def _remember(self, person: bytes, seal: Seal) -> None:
        with self._lock:
            self._open[person] = seal
            if len(self._open) > REMEMBERED:
                self._open.popitem(last=False)


def _named(name: bytes) -> bytes:
    return b"key|" + name


def load(connection: Connection, ring: Ring) -> Keys:
    """The house's keys, made on the very first start; WrongKey when the ring does not fit."""
    for name in (LOOKUP, HOUSE):
        wrapped = ring.wrap(secrets.token_bytes(KEY_BYTES), _named(name.encode()))
        row = {"name": name, "ring": wrapped.ring, "wrapped": wrapped.sealed}
        connection.execute(insert_once(connection, tables.house), row)
    held = {
        row.name: ring.unwrap(Wrapped(row.ring, row.wrapped), _named(row.name.encode()))
        for row in connection.execute(select(tables.house))
    }
    return Keys(ring, held[LOOKUP], held[HOUSE])
