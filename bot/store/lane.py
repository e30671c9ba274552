"""How work reaches a database: one transaction each, off the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.engine import WORKERS
from bot.store.faults import StoreAway

T = TypeVar("T")
_SQLITES = (sqlite3.OperationalError, sqlite3.InterfaceError, sqlite3.InternalError)


class Lane(Protocol):
    async def run(self, work: Callable[[Connection], T]) -> T:
        """In one transaction, which is kept when this returns, or not at all."""
        ...

    async def outside(self, work: Callable[[Connection], T]) -> T:
        """With a connection, and no transaction begun."""
        ...

    async def close(self) -> None:
        """Finish what is in flight."""
        ...


class Pool:
    """PostgreSQL: a few threads, a connection each. Rows order the turns, not this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="store")

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await self._off_loop(self._inside, work)

    async def outside(self, work: Callable[[Connection], T]) -> T:
        return await self._off_loop(self._outside, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)

    async def _off_loop(
        self, how: Callable[[Callable[[Connection], T]], T], work: Callable[[Connection], T]
    ) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, how, work)
        except Exception as fault:
            cause = away(fault)
            if cause is fault:
                raise
            raise cause from fault

    def _inside(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def _outside(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)


def away(fault: Exception) -> Exception:
    """StoreAway for what passes when the database is back; any other fault as it is."""
    passing = (OperationalError, InterfaceError, InternalError, PoolTimeout, OSError, *_SQLITES)
    if isinstance(fault, passing) or (
        isinstance(fault, DBAPIError) and fault.connection_invalidated
    ):
        return _caused(StoreAway(fault), fault)
    return fault


def _caused(away: StoreAway, fault: Exception) -> StoreAway:
    away.__cause__ = fault
    return away
