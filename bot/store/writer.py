"""SQLite's one writing thread: the turns in flight share a commit, and fail each on its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

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
    """A queue, a thread, a connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._loop = asyncio.get_running_loop()
        self._connection: Connection | None = None
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """In a transaction, which is on disk when this returns."""
        return await self._put(_Job(work, self._loop.create_future()))

    async def outside(self, work: Callable[[Connection], T]) -> T:
        """Between transactions."""
        return await self._put(_Job(work, self._loop.create_future(), alone=True))

    async def close(self) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def _put(self, job: _Job[T]) -> T:
        self._queue.put(job)
        return await job.future

    def _serve(self) -> None:
        going = True
        while going:
            jobs, going = self._next()
            together = [job for job in jobs if not job.alone]
            if together:
                self._commit(together)
            for job in jobs:
                if job.alone:
                    self._outside(job)
            self._loop.call_soon_threadsafe(_tell, jobs)
        self._disconnect()

    def _next(self) -> tuple[list[_Job[Any]], bool]:
        """Everything that waits; and whether to go on."""
        jobs = [self._queue.get()]
        try:
            while jobs[-1] is not None and len(jobs) < GROUP:
                jobs.append(self._queue.get_nowait())
        except Empty:
            pass
        return [job for job in jobs if job is not None], jobs[-1] is not None

    def _commit(self, jobs: list[_Job[Any]]) -> None:
        try:
            connection = self._connected()
            with connection.begin():
                for job in jobs:
                    _within_savepoint(connection, job)
        except Exception as fault:  # the commit failed, or the whole transaction was lost
            for job in jobs:
                job.fault = away(fault)
            self._disconnect()

    def _outside(self, job: _Job[Any]) -> None:
        try:
            job.value = job.work(self._connected())
        except Exception as fault:
            job.fault = away(fault)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

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


def _tell(jobs: Iterable[_Job[Any]]) -> None:
    for job in jobs:
        job.tell()
