"""One sealed file that holds the state; many changes at once share one write."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from bot.local.ports import Vault
from bot.local.state import State, load

FILE = "local.sealed"


class Unreadable(Exception):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: cannot be opened with this key (right: the key it was sealed with,"
            " or move the file away to begin with an empty chat)"
        )


class Keep:
    """Keeps in a folder, or nowhere when there is none."""

    def __init__(self, home: Path | None, vault: Vault) -> None:
        self._path = home / FILE if home else None
        self._vault = vault
        self._wanted = self._written = 0
        self._lock = asyncio.Lock()

    def read(self) -> State:
        if self._path is None or not self._path.exists():
            return State()
        try:
            return load(self._vault.open(self._path.read_bytes()))
        except Exception as fault:  # any vault, any damage: one remedy
            raise Unreadable(self._path) from fault

    def touch(self) -> None:
        self._wanted += 1

    async def saved(self, snapshot: Callable[[], bytes]) -> None:
        """Return when every change made before the call is on disk."""
        mine = self._wanted
        while self._path and self._written < mine:
            async with self._lock:
                if self._written < mine:
                    await self._save(self._path, snapshot)

    async def _save(self, path: Path, snapshot: Callable[[], bytes]) -> None:
        reached, plain = self._wanted, snapshot()
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, path, plain))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing  # so that a later write cannot be overtaken by this one
            raise
        self._written = reached

    def _write(self, path: Path, plain: bytes) -> None:
        fresh = path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._vault.seal(plain))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
