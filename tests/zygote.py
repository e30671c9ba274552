"""Opens the house once, then forks a process for each line that asks for one: quick to kill."""

import asyncio
import json
import os
import random
import signal
import sys
from datetime import timedelta

from bot import logs
from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.companion.turn import Outcome
from bot.content.compiled import compiled
from bot.core.clock import WallClock
from bot.core.post import Incoming
from bot.running import House, serve
from bot.settings import read_settings
from bot.store import tables
from bot.telegram import outbox, poll


class Slow(House):
    """On a machine so busy that a kill always meets updates that are under way."""

    seconds = 0.0

    async def hear(self, update_id: int, incoming: Incoming, flooding: bool = False) -> Outcome:
        await asyncio.sleep(random.uniform(0, self.seconds))
        return await super().hear(update_id, incoming, flooding)


class Mute(House):
    """Keeps to itself what it would say: as if it were always ended between keeping and sending."""

    async def open(self, token: str, url: str) -> None:
        await super().open(token, url)
        assert self.telegram is not None
        self.telegram.outbox.hand_over = lambda posts: None  # type: ignore[method-assign]


def live(companion: Companion, asked: dict[str, str]) -> None:
    """What `secure-base` does, in a house that is open already."""
    import uvloop

    out = os.open(asked.pop("OUT"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    kind = asked.pop("KIND")
    if "HASTE" in asked:  # what a dead process held is free sooner, so that a test may be short
        outbox.MARGIN = timedelta(seconds=1)
        tables.HOLD = timedelta(seconds=float(asked.pop("HASTE")))
        poll.LEASE_SECONDS, poll.RENEW_SECONDS = 2.5, 0.5
        poll.Poller.__init__.__defaults__ = (1,)  # seconds of one long poll
    slow, mute = float(asked.pop("SLOW", "0")), asked.pop("MUTE", "")
    os.environ.update(asked)
    settings = read_settings()
    token = settings.telegram_bot_token.get_secret_value()
    secrets = (token, settings.secure_base_key.get_secret_value())
    logs.configure(settings.log_level, "text", secrets=secrets)
    settings.secure_base_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind_of = Mute if mute else Slow if slow else House
    house = kind_of(settings, WallClock(), companion)
    if isinstance(house, Slow):
        house.seconds = slow
    web, clock = kind in ("all", "web"), kind in ("all", "clock")
    uvloop.run(serve(house, token, settings.telegram_api_url, web, clock))


def main() -> None:
    companion = open_house(read_settings().dialogs, WallClock(), "", compiled())
    print("open", flush=True)
    for line in sys.stdin:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            try:
                live(companion, json.loads(line))
            finally:
                sys.stderr.flush()
                os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
