"""Who types or taps faster than anyone could read the answers. Pure: the time is an argument."""

TEXTS_ALLOWED = 3  # close upon each other, that are answered one by one
PRESSES_ALLOWED = 8  # choosing several words goes fast
QUIET_SECONDS = 1.0  # a pause this long ends the flood
_REMEMBERED = 4096


class Flood:
    """`strict`: judge by pace alone. Otherwise only those who do not wait for their answers."""

    def __init__(self, strict: bool = True) -> None:
        self._strict = strict
        self._runs: dict[tuple[int, int], tuple[int, float]] = {}  # how many, when the last came

    def swells(self, chat: int, now: float, waiting: int, pressing: bool = False) -> bool:
        """Count one; True when its answer should be held until the person pauses."""
        allowed = PRESSES_ALLOWED if pressing else TEXTS_ALLOWED
        run, last = self._runs.get((chat, allowed), (0, 0.0))
        run = run + 1 if run and now - last < QUIET_SECONDS else 1
        if len(self._runs) >= _REMEMBERED:
            self._forget(now)
        self._runs[chat, allowed] = (run, now)
        return run > allowed and (self._strict or waiting > allowed)

    def _forget(self, now: float) -> None:
        self._runs = {who: run for who, run in self._runs.items() if now - run[1] < QUIET_SECONDS}
