"""A Telegram of one's own on this machine, joined to the house: its clock, its seal, its port."""

import asyncio
import contextlib
import hashlib
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.clock import WallClock
from bot.core.dialog import House as DialogHouse
from bot.local import Local
from bot.running import House, serve
from bot.settings import Settings
from bot.store.ring import Ring, Wrapped
from bot.store.store import Store

PORTS_TRIED = 20
KEY_FILE = "local.key"
BOT_ID = 1


class LocalClock:
    """The house's clock as the page may move it."""

    def __init__(self, clock: WallClock, store: Store) -> None:
        self._clock, self._store = clock, store

    def now(self) -> datetime:
        return self._clock.now()

    def jump(self, delta: timedelta) -> None:
        self._clock.jump(delta)

    async def next_due(self) -> datetime | None:
        return await self._store.next_due()


class LocalVault:
    """Seals what the local page keeps, under a key of its own that the ring wraps."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # Telegram's tokens look so; nobody outside of this machine could use this one.
        self.token = f"{BOT_ID}:{hashlib.sha256(b'token|' + key).hexdigest()[:35]}"

    @classmethod
    def of(cls, home: Path, ring: Ring) -> "LocalVault":
        path = home / KEY_FILE
        if path.exists():
            kept = json.loads(path.read_text(encoding="ascii"))
            wrapped = Wrapped(kept["ring"], bytes.fromhex(kept["sealed"]))
            return cls(ring.unwrap(wrapped, b"local"))
        key = AESGCM.generate_key(256)
        wrapped = ring.wrap(key, b"local")
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({"ring": wrapped.ring, "sealed": wrapped.sealed.hex()})
        path.write_text(text, encoding="ascii")
        return cls(key)

    def seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, plain, b"local")

    def open(self, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:12], sealed[12:], b"local")


async def run(settings: Settings, draw: Callable[[DialogHouse, str], str]) -> None:
    """The house with a Telegram of one's own, which speaks HTTP like the real one."""
    house = House(settings)
    async with local_telegram(house, draw) as (token, address):
        print(f"\n  Secure Base is at {address}\n", flush=True)
        await serve(house, token, address, web=True, clock=True, local=True)


@contextlib.asynccontextmanager
async def local_telegram(
    house: House, draw: Callable[[DialogHouse, str], str]
) -> AsyncIterator[tuple[str, str]]:
    """Its token and its address, while it runs."""
    vault = LocalVault.of(house.settings.secure_base_home, house.ring)
    local = await _listening(house, vault, draw)
    try:
        yield vault.token, local.address
    finally:
        await asyncio.shield(local.stop())


async def _listening(
    house: House, vault: LocalVault, draw: Callable[[DialogHouse, str], str]
) -> Local:
    settings, companion = house.settings, house.companion
    last = settings.port + (PORTS_TRIED if settings.port else 1)
    for port in range(settings.port, last):
        local = Local(
            vault.token,
            LocalClock(house.clock, house.store),
            vault,
            settings.secure_base_home,
            port=port,
            name="Secure Base",
            hear=companion.what_was_heard,
            draw=lambda dialog: draw(companion.house, dialog),
            dialogs=sorted(companion.house.dialogs),
            languages=companion.house.languages,
        )
        with contextlib.suppress(OSError):
            await local.start()
            return local
    raise OSError(f"no free port from {settings.port} to {last - 1}: set PORT to another")
