"""What many ask for at once is done together: one transaction for all that came meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Batch(Generic[T]):
    """Each `add` returns when its own is done; those that come meanwhile share the next."""

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        self._do = do
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, one: T) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        await done

    async def idle(self) -> None:
        """When nothing is under way."""
        while self._running is not None:
            await asyncio.wait((self._running,))

    async def _run(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting, []
            fault: Exception | None = None
            try:
                await self._do([one for one, _ in some])
            except Exception as raised:
                fault = raised
            for _, done in some:
                if done.done():
                    continue
                if fault is None:
                    done.set_result(None)
                else:
                    done.set_exception(fault)
        self._running = None
