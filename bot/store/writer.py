"""SQLite's one connection: the turns in flight share a commit, and fail each on its own.

Turns are taken on the event loop and only what waits for the disk is done in a thread: two
threads that both want the interpreter hand it back and forth at every statement.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction

from bot.store.faults import StoreAway
from bot.store.lane import away

T = TypeVar("T")
GROUP = 64  # turns in one commit, at most


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Callable[[Connection], T]
    future: "asyncio.Future[T]"
    alone: bool = False  # outside of any transaction
    value: T | None = None
    fault: Exception | None = None

    def tell(self) -> None:
        if self.future.done():  # whoever asked has gone away
            return
        if self.fault is not None:
            self.future.set_exception(self.fault)
        else:
            self.future.set_result(self.value)  # type: ignore[arg-type]


class Writer:
    """A list of jobs, a connection, and a thread that waits for the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[_Job[Any]] = []
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._connection: Connection | None = None
        self._serving: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """In a transaction, which is on disk when this returns."""
        return await self._put(work)

    async def outside(self, work: Callable[[Connection], T]) -> T:
        """Between transactions, in the thread."""
        return await self._put(work, alone=True)

    async def close(self) -> None:
        while self._serving is not None:
            await asyncio.wait((self._serving,))
        await self._in_thread(self._disconnect)
        self._disk.shutdown()

    async def _put(self, work: Callable[[Connection], T], alone: bool = False) -> T:
        loop = asyncio.get_running_loop()
        job: _Job[T] = _Job(work, loop.create_future(), alone)
        self._waiting.append(job)
        if self._serving is None:
            self._serving = loop.create_task(self._serve())
        return await job.future

    async def _serve(self) -> None:
        """All that waits, and what comes meanwhile."""
        while self._waiting:
            jobs, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            together = [job for job in jobs if not job.alone]
            if together:
                await self._commit(together)
            for job in jobs:
                if job.alone:
                    await self._in_thread(self._outside, job)
            for job in jobs:
                job.tell()
        self._serving = None

    async def _commit(self, jobs: Sequence[_Job[Any]]) -> None:
        transaction: RootTransaction | None = None
        try:
            transaction = await self._in_thread(self._begun)
            for job in jobs:
                _within_savepoint(transaction.connection, job)
            await self._in_thread(transaction.commit)
        except Exception as fault:  # the commit failed, or the whole transaction was lost
            for job in jobs:
                job.fault = away(fault)
            await self._in_thread(self._give_up, transaction)

    async def _in_thread(self, do: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, do, *given)

    def _begun(self) -> RootTransaction:
        return self._connected().begin()

    def _outside(self, job: _Job[Any]) -> None:
        try:
            job.value = job.work(self._connected())
        except Exception as fault:
            job.fault = away(fault)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _give_up(self, transaction: RootTransaction | None) -> None:
        if transaction is not None:
            with suppress(Exception):  # there may be nothing left to undo
                transaction.rollback()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _within_savepoint(connection: Connection, job: _Job[Any]) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("SAVEPOINT turn")
    try:
        job.value = job.work(connection)
        driver.execute("RELEASE turn")
    except Exception as fault:
        if not driver.in_transaction:  # a full disk, say: SQLite has undone everything
            raise StoreAway(fault) from fault
        job.fault = away(fault)
        driver.execute("ROLLBACK TO turn")
        driver.execute("RELEASE turn")
