"""One tick that asks the store what is due. APScheduler only beats; the truth is in the database."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = timedelta(seconds=1)
UPKEEP = timedelta(hours=1)

log = structlog.get_logger()


class Metronome:
    """Two jobs: what is due, every second; upkeep, every hour. Neither ever runs twice at once."""

    def __init__(
        self, due: Callable[[], Awaitable[None]], upkeep: Callable[[], Awaitable[None]]
    ) -> None:
        self._due, self._upkeep = due, upkeep
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        self._scheduler.add_job(self._safely, "interval", [self._due, "due"], seconds=TICK.seconds)
        self._scheduler.add_job(
            self._safely, "interval", [self._upkeep, "upkeep"], seconds=UPKEEP.seconds
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _safely(self, job: Callable[[], Awaitable[None]], name: str) -> None:
        """A tick that fails is tried again by the next one."""
        try:
            await job()
        except Exception as problem:
            log.error("a tick failed; the next one tries again", job=name, exc_info=problem)
