"""The store: everything that is kept, behind one object. A turn is one hop and one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.core.clock import Clock
from bot.store import appointments, backup, desk, erasure, ingress, keys, rotation, sending, upkeep
from bot.store.batch import Batch
from bot.store.books import Books
from bot.store.engine import Presence, engine_for, normal
from bot.store.lane import Lane, Pool
from bot.store.page import Page
from bot.store.records import Due, Posted, Turned
from bot.store.ring import Ring
from bot.store.schema import migrate
from bot.store.writer import Writer

T = TypeVar("T")


class Store:
    """Open it, use it from one event loop, close it."""

    def __init__(self, url: str, ring: Ring, clock: Clock, holder: str = "") -> None:
        self._url = normal(url)
        self._ring = ring
        self._clock = clock
        self.holder = holder or token_hex(8)
        self._presence: Presence | None = None
        self._traces = False
        self._opened = False
        self._sent = Batch(self._all_sent)

    async def open(self) -> None:
        """Bring the schema up to date and load the keys; WrongKey when the ring does not fit."""
        database = self._url.database
        if self.on_sqlite and database:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
            self._presence = Presence(Path(database))
        self.engine: Engine = engine_for(self._url)
        self._lane: Lane = Writer(self.engine) if self.on_sqlite else Pool(self.engine)
        try:
            await self._lane.run(migrate)
            self._keys = await self._lane.run(lambda connection: keys.load(connection, self._ring))
            if self._presence and self._presence.alone:
                await self._do(desk.free_all)
        except BaseException:
            await self._shut()
            raise
        self._opened = True

    async def close(self) -> None:
        """Finish what is in flight, and let go of what others may take over at once.

        A store that could not be opened has nothing to let go of.
        """
        if not self._opened:
            return
        self._opened = False
        try:
            await self._sent.idle()
            await self._do(desk.free_mine)
        finally:
            await self._shut()

    async def turn(self, work: Callable[[Books], T]) -> Turned[T]:
        """All that `work` wrote is kept when this returns; when this raises, nothing is."""

        def written(connection: Connection) -> tuple[Turned[T], bool]:
            books = Books(connection, self._keys, self._clock.now(), self.holder)
            value = work(books)
            return Turned(value, books.finish(), books.waits), books.traces

        turned, traces = await self._lane.run(written)
        if traces:
            await self._wipe()
        return turned

    async def claim_posts(self, limit: int) -> list[Posted]:
        """What waits and nobody holds, of at most `limit` people, each in their order."""
        return await self._do(lambda page: sending.claim(page, limit))

    async def sent(self, post: Posted, message: int | None) -> None:
        """Its words go, its number is remembered for 48 h. Those sent meanwhile share a commit."""
        await self._sent.add((post, message))

    async def put_off(self, post: Posted, until: datetime, *, unknown: bool = False) -> None:
        """One attempt more; what comes after it for that person is let go as well, in order."""
        await self._do(lambda page: sending.put_off(page, post, until, unknown))

    async def drop(self, post: Posted) -> None:
        await self._do(lambda page: sending.drop(page, post))

    async def blocked(self, person: bytes) -> None:
        """Marks the person, and lets go of what was still to be said to them."""
        await self._do(lambda page: sending.blocked(page, person))

    async def message_of(self, person: bytes, slot: str) -> int | None:
        """The number of the latest message sent under that slot, within 48 h."""
        return await self._do(lambda page: sending.message_of(page, person, slot))

    async def due(self, limit: int) -> list[Due]:
        return await self._do(lambda page: appointments.claim_due(page, limit))

    async def next_due(self) -> datetime | None:
        """When the earliest appointment comes that nobody has claimed."""
        return await self._do(appointments.next_due)

    async def upkeep(self) -> None:
        """Let go of what has served. Safe at any time, from any number of processes."""
        for some in upkeep.rounds():
            while await self._do(some) >= upkeep.BATCH:
                await asyncio.sleep(0)
        if self._traces:
            await self._wipe()

    async def lease(self, name: str, seconds: float) -> bool:
        """Take it, or renew it. False while another process has it."""
        return await self._do(lambda page: ingress.lease(page, name, seconds))

    async def set_aside(
        self, update_id: int, raw: bytes, why: str, chat: int | None = None
    ) -> None:
        await self._do(lambda page: ingress.set_aside(page, update_id, raw, why, chat))

    async def ping(self) -> None:
        """StoreAway when the database cannot be written."""
        await self._do(desk.ping)

    async def stats(self) -> Mapping[str, int]:
        return await self._do(desk.stats)

    async def rotate(self) -> int:
        """Re-wrap with the newest key, beside the traffic. How many people's keys were changed."""
        after: bytes | None = b""
        changed = 0
        while after is not None:
            after, some = await self._do(partial(rotation.rotate_some, after=after))
            changed += some
        await self._do(rotation.rotate_house)
        await self._wipe()
        return changed

    async def backup(self, path: Path) -> None:
        """One consistent SQLite file, whichever database this is, while everything goes on."""
        if self.on_sqlite:
            await asyncio.to_thread(backup.copy_sqlite, Path(str(self._url.database)), path)
        else:
            await self._lane.outside(lambda connection: backup.copy_rows(connection, path))

    async def restore(self, path: Path, ledger: Iterable[bytes] = ()) -> int:
        """Replace everything by a backup; whoever left since then leaves again. How many did."""
        gone = await self._do(lambda page: backup.restore(page, self._ring, path, list(ledger)))
        self._keys = await self._lane.run(lambda connection: keys.load(connection, self._ring))
        await self._wipe()
        return gone

    async def ledger(self) -> list[bytes]:
        """Who was erased, as keyed hashes: to be kept apart from the backups."""
        return await self._do(erasure.ledger)

    @property
    def on_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    async def _do(self, work: Callable[[Page], T]) -> T:
        return await self._lane.run(
            lambda connection: work(Page(connection, self._keys, self._clock.now(), self.holder))
        )

    async def _all_sent(self, gone: Sequence[tuple[Posted, int | None]]) -> None:
        await self._do(lambda page: sending.sent(page, gone))

    async def _wipe(self) -> None:
        """Empty SQLite's write-ahead log, where what was deleted can still be read."""
        if self.on_sqlite:
            self._traces = not await self._lane.outside(desk.empty_log)

    async def _shut(self) -> None:
        await self._lane.close()
        self.engine.dispose()
        if self._presence:
            self._presence.leave()
