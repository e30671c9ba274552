"""Says a trouble once, and once when it is over; backs off with jitter meanwhile."""

import random

import structlog

log = structlog.get_logger()


class Troubles:
    """One for each thing that can go wrong for long. `over` is cheap when nothing is wrong."""

    def __init__(self, over: str, longest: float = 30.0) -> None:
        self._over = over
        self._longest = longest
        self._said = ""
        self._failures = 0

    def tell(self, what: str, problem: BaseException | None = None) -> None:
        if what != self._said:
            why = {"why": type(problem).__name__} if problem else {}
            log.warning(what, **why)
            self._said = what

    def back_off(self) -> float:
        """Seconds to wait now: longer each time."""
        self._failures += 1
        spread = random.uniform(0.5, 1.0)
        return min(self._longest, 0.5 * 2.0 ** min(self._failures, 8)) * spread

    def over(self) -> None:
        if self._said:
            log.info(self._over)
            self._said, self._failures = "", 0
