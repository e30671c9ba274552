"""The operator's desk: run, migrate, back up, keys, counts, one person's records."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NoReturn

from bot import logs
from bot.athome import run as at_home
from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.content.lines import WrongLines
from bot.content.load import CannotLoad
from bot.core.clock import WallClock
from bot.desk.graph import graph
from bot.local.keep import Unreadable
from bot.running import ring_of
from bot.running import run as running
from bot.settings import Settings, WrongSetting, read_settings
from bot.store.faults import BadRing, KeyFileFault, StoreAway, WrongKey
from bot.store.ring import Ring
from bot.store.store import Store
from bot.telegram.api import BadAddress, BadToken
from bot.telegram.pace import BadPace

# What an operator can mend: told in a sentence, without a traceback.
MENDABLE = (
    *(WrongSetting, BadRing, KeyFileFault, WrongKey, BadToken, CannotLoad, WrongLines),
    *(BadAddress, BadPace, Unreadable, StoreAway, OSError),
)


def run(web: bool, clock: bool) -> None:
    def ways(settings: Settings) -> Coroutine[Any, Any, None]:
        if settings.telegram_bot_token.get_secret_value():
            return running(settings, web, clock)
        return at_home(settings, graph)

    _do(ways)


def migrate() -> None:
    _with_store(lambda store: _said("the database is up to date"))


def backup(path: Path) -> None:
    _with_store(lambda store: store.backup(path))
    print(f"kept in {path}; it holds sealed rows: without the key nobody reads them")


def restore(path: Path) -> None:
    async def restored(store: Store) -> None:
        ledger = await store.ledger()
        gone = await store.restore(path, ledger)
        print(f"restored; {gone} people who had been erased since were erased again")

    _with_store(restored)


def keys_new() -> None:
    print(Ring.new_key())


def keys_rotate() -> None:
    async def rotated(store: Store) -> None:
        count = await store.rotate()
        print(f"wrapped {count} keys anew; the older keys of the ring may go once all restarted")

    _with_store(rotated)


def stats() -> None:
    async def told(store: Store) -> None:
        for name, count in (await store.stats()).items():
            print(f"{name}: {count}")

    _with_store(told)


def person_export(chat: int, path: Path) -> None:
    """What the person would get with /export, for a request under the law."""

    async def exported(store: Store, companion: Companion) -> None:
        turned = await store.turn(lambda books: companion.exported(books, chat))
        if turned.value is None:
            fail("nobody with this Telegram id is known here")
        path.write_bytes(turned.value)
        print(f"written to {path}: readable by anyone who has the file")

    _with_companion(exported)


def person_erase(chat: int) -> None:
    async def erased(store: Store, companion: Companion) -> None:
        turned = await store.turn(lambda books: companion.erased(books, chat))
        print("erased, key first" if turned.value else "nobody with this Telegram id is known here")

    _with_companion(erased)


def _with_companion(
    work: Callable[[Store, Companion], Coroutine[Any, Any, None]],
) -> None:
    async def opened(settings: Settings) -> None:
        clock = WallClock()
        companion = open_house(settings.dialogs, clock, cache=compiled())
        store = Store(settings.database, ring_of(settings), clock)
        await store.open()
        try:
            await work(store, companion)
        finally:
            await store.close()

    _do(opened)


async def _said(text: str) -> None:
    print(text)


def _with_store(work: Callable[[Store], Coroutine[Any, Any, None]]) -> None:
    async def opened(settings: Settings) -> None:
        store = Store(settings.database, ring_of(settings), WallClock())
        await store.open()
        try:
            await work(store)
        finally:
            await store.close()

    _do(opened)


def _do(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Settings, logs and loop; what an operator can mend ends in one clear sentence."""
    try:
        settings = read_settings()
        secrets = (
            settings.telegram_bot_token.get_secret_value(),
            settings.secure_base_key.get_secret_value(),
            settings.webhook_secret.get_secret_value(),
            settings.database_url.get_secret_value(),
        )
        logs.configure(settings.log_level, settings.log_format, secrets=secrets)
        _make_home(settings.secure_base_home)
        _loop(work(settings))
    except MENDABLE as problem:
        fail(str(problem) or type(problem).__name__)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        right = "set it to a folder that this user can write"
        raise WrongSetting(f"SECURE_BASE_HOME: {home} cannot be made ({why}); {right}") from None


def _loop(work: Coroutine[Any, Any, None]) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def fail(message: str) -> NoReturn:
    print(f"secure-base: {message}", file=sys.stderr)
    print("secure-base doctor says more.", file=sys.stderr)
    sys.exit(1)
