"""How fast messages may leave: so many a second in all, and so many to one person."""

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable

BURST = 5  # messages to one person that may follow each other at once
ALIKE_SECONDS, ALIKE_CHATS = 10.0, 3  # when so many are asked to wait, all wait
KEPT = 10  # every so manieth place in a second is kept for answers: nobody waits behind a crowd
_REMEMBERED = 8192


class BadPace(Exception):
    def __init__(self, given: str) -> None:
        super().__init__(
            f"TELEGRAM_PACE={given!r} is no pace: write messages a second in all, a slash, and"
            " messages a second to one person (30/1), or off"
        )


class Pace:
    """A gate that lets the most urgent through first. The clock counts seconds, from anywhere."""

    def __init__(self, all_: float, one: float, now: Callable[[], float] = time.monotonic) -> None:
        self.on = all_ > 0
        self._now = now
        self._apart = 1.0 / one if one else 0.0
        self._left: deque[float] = deque(maxlen=max(1, int(all_)))  # when the last ones left
        self._booked: dict[int, float] = {}  # chat -> when its burst would be used up
        self._held: dict[int, float] = {}  # chat -> until when Telegram asked to wait
        self._all_held = 0.0
        self._asked: deque[tuple[float, int]] = deque()
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def parse(cls, text: str, now: Callable[[], float] = time.monotonic) -> "Pace":
        if text.strip().lower() == "off":
            return cls(0, 0, now)
        whole, slash, one = text.partition("/")
        try:
            rates = float(whole), float(one)
        except ValueError:
            raise BadPace(text) from None
        if not slash or not 1 <= rates[0] <= 1000 or not 0 < rates[1] <= 1000:
            raise BadPace(text)
        return cls(*rates, now)

    def delay(self, chat: int) -> float:
        """Seconds until this person may get a message; 0 if now."""
        now = self._now()
        until = max(self._held.get(chat, 0.0), self._all_held)
        if self._apart:
            until = max(until, self._booked.get(chat, 0.0) - (BURST - 1) * self._apart)
        return max(0.0, until - now)

    def tight(self) -> bool:
        """Whether anything at all would have to wait."""
        return self.on and (bool(self._queue) or self._gap() > 0)

    async def turn(self, chat: int, urgency: int, share: float = 1.0) -> None:
        """Wait for one's turn. `share`: how much of this person's pace it uses up."""
        while (delay := self.delay(chat)) > 0:
            await asyncio.sleep(delay)
        if self.on and (self._queue or self._gap(urgency) > 0):
            waiter = asyncio.get_running_loop().create_future()
            heapq.heappush(self._queue, (urgency, next(self._numbers), waiter))
            self._wake()
            await waiter
        elif self.on:
            self._left.append(self._now())
        self._book(chat, share)

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked to wait: this person alone, or everybody when several are asked."""
        now = self._now()
        self._held[chat] = now + seconds
        self._asked.append((now, chat))
        while self._asked and now - self._asked[0][0] > ALIKE_SECONDS:
            self._asked.popleft()
        if len({one for _, one in self._asked}) >= ALIKE_CHATS:
            self._all_held = max(self._all_held, now + seconds)
        if len(self._held) > _REMEMBERED:
            self._held = {one: until for one, until in self._held.items() if until > now}

    def _book(self, chat: int, share: float) -> None:
        if not self._apart:
            return
        now = self._now()
        if len(self._booked) > _REMEMBERED:
            self._booked = {one: at for one, at in self._booked.items() if at > now}
        self._booked[chat] = max(now, self._booked.get(chat, 0.0)) + self._apart * share

    def _gap(self, urgency: int = 0) -> float:
        """Seconds until one more fits into the running second."""
        now = self._now()
        wait = self._all_held - now
        places = self._left.maxlen or 1
        if urgency:
            places -= places // KEPT
        if len(self._left) >= places:
            wait = max(wait, self._left[-places] + 1.0 - now)
        return max(0.0, wait)

    def _wake(self) -> None:
        """Let through whoever fits now, and come back for the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._queue:
            if self._queue[0][2].done():  # the one who waited was cancelled
                heapq.heappop(self._queue)
                continue
            if (gap := self._gap(self._queue[0][0])) > 0:
                self._timer = asyncio.get_running_loop().call_later(gap + 0.001, self._wake)
                return
            self._left.append(self._now())
            heapq.heappop(self._queue)[2].set_result(None)
