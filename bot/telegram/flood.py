"""Who types faster than anyone could read the answers. Pure: the time is an argument."""

ALLOWED = 3  # texts close upon each other that are answered one by one
QUIET_SECONDS = 1.0  # a pause this long ends the flood
_REMEMBERED = 4096


class Flood:
    """`strict`: count texts by their pace. Otherwise only those that had to wait for a turn."""

    def __init__(self, strict: bool = True) -> None:
        self._strict = strict
        self._runs: dict[int, tuple[int, float]] = {}  # chat -> texts in a row, when the last came

    def swells(self, chat: int, now: float, waiting: int) -> bool:
        """Count one text; True when its answer should be held until the person pauses."""
        run, last = self._runs.get(chat, (0, 0.0))
        run = run + 1 if run and now - last < QUIET_SECONDS else 1
        if len(self._runs) >= _REMEMBERED:
            self._forget(now)
        self._runs[chat] = (run, now)
        return run > ALLOWED and (self._strict or waiting > ALLOWED)

    def _forget(self, now: float) -> None:
        self._runs = {c: r for c, r in self._runs.items() if now - r[1] < QUIET_SECONDS}
