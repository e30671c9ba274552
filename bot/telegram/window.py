"""Which polled updates are under way: the offset is the lowest unfinished. Pure."""


class Window:
    """Telegram forgets what lies below the offset, so nothing unfinished may lie there."""

    def __init__(self) -> None:
        self._under_way: set[int] = set()
        self._next = 0

    def __len__(self) -> int:
        return len(self._under_way)

    @property
    def offset(self) -> int:
        """0: begin with whatever Telegram has."""
        return min(self._under_way, default=self._next)

    def begin(self, update_id: int) -> bool:
        """False when this update was begun before: Telegram repeats what is above the offset."""
        if update_id < self._next:
            return False
        self._under_way.add(update_id)
        self._next = update_id + 1
        return True

    def finish(self, update_id: int) -> None:
        self._under_way.discard(update_id)

    def start_over(self) -> None:
        """After a quiet week Telegram numbers anew, maybe from below."""
        if not self._under_way:
            self._next = 0
