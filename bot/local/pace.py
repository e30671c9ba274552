"""Telegram's limit on how fast a bot may write, for those who want to feel it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.refusal import Refused


@dataclass(slots=True)
class _Bucket:
    rate: float
    burst: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more may be sent; takes it when that is now."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate


@dataclass(slots=True)
class Pace:
    """Messages a second in all and to one chat, with a short burst for a chat."""

    every: float = 30
    chat: float = 1
    burst: float = 5
    _buckets: dict[int, _Bucket] = field(default_factory=dict)

    def check(self, chat: int, clock: Callable[[], float]) -> None:
        now = clock()
        for key, rate, burst in ((chat, self.chat, self.burst), (0, self.every, self.every)):
            bucket = self._buckets.setdefault(key, _Bucket(rate, burst, burst, now))
            if wait := bucket.wait(now):
                seconds = max(1, math.ceil(wait))
                raise Refused(429, f"Too Many Requests: retry after {seconds}", seconds)
