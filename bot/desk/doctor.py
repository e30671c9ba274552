"""Why it does not start, and what to do: each thing it needs, looked at in turn."""

import asyncio
import os
import stat
import tempfile
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from telegram.error import TelegramError

from bot.content.lines import WrongLines
from bot.content.load import CannotLoad, load_library
from bot.core.clock import WallClock
from bot.running import ring_of
from bot.settings import Settings, WrongSetting, read_settings
from bot.store.faults import BadRing, KeyFileFault, StoreAway, WrongKey
from bot.store.ring import Ring
from bot.store.store import Store
from bot.telegram.api import Api, BadToken
from bot.telegram.request import AiohttpRequest


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    found: str
    remedy: str = ""  # what to do; empty when all is well
    warning: bool = False

    def __str__(self) -> str:
        mark = "ok  " if not self.remedy else "note" if self.warning else "WRONG"
        remedy = f"\n      -> {self.remedy}" if self.remedy else ""
        return f"{mark:5} {self.what}: {self.found}{remedy}"


def doctor() -> int:
    """Exit status: 1 when something stands in the way of running."""
    findings = asyncio.run(_all())
    for finding in findings:
        print(finding)
    return int(any(finding.remedy and not finding.warning for finding in findings))


async def _all() -> list[Finding]:
    try:
        settings = read_settings()
    except WrongSetting as wrong:
        return [Finding("settings", str(wrong), "set it right, or leave it out for the default")]
    findings = [Finding("settings", "read"), _home(settings), _zones(), *_dialogs(settings)]
    if findings[1].remedy:
        return findings
    ring, found = _ring(settings)
    findings += found
    if ring is not None:
        findings += [finding async for finding in _database(settings, ring)]
    findings += [finding async for finding in _telegram(settings)]
    return findings


def _home(settings: Settings) -> Finding:
    home = settings.secure_base_home
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=home):
            pass
    except OSError as problem:
        remedy = "make it writable for this user, or set SECURE_BASE_HOME to a folder that is"
        return Finding("home", f"{home} cannot be written ({problem.strerror})", remedy)
    return Finding("home", str(home))


def _zones() -> Finding:
    try:
        offset = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Kathmandu")).utcoffset()
    except Exception as problem:
        return Finding("zone data", type(problem).__name__, "pip install tzdata")
    return Finding("zone data", f"there (Kathmandu is at {offset})")


def _dialogs(settings: Settings) -> Iterable[Finding]:
    try:
        faults = load_library(settings.dialogs).faults
    except (CannotLoad, WrongLines, OSError) as problem:
        return [Finding("dialogs", str(problem), "secure-base check names every fault")]
    if faults:
        return [Finding("dialogs", str(faults[0]), "secure-base check names every fault")]
    return [Finding("dialogs", str(settings.dialogs))]


def _ring(settings: Settings) -> tuple[Ring | None, list[Finding]]:
    try:
        ring = ring_of(settings)
    except (BadRing, KeyFileFault) as problem:
        return None, [Finding("key", str(problem), "secure-base keys new prints one that is right")]
    if settings.secure_base_key.get_secret_value():
        return ring, [Finding("key", f"{len(ring.ids)} in SECURE_BASE_KEY")]
    mode = stat.S_IMODE(os.stat(settings.key_file).st_mode)
    beside = settings.database.startswith("sqlite")
    remedy = (
        "whoever takes this folder takes both: keep a copy of the key elsewhere, and for a "
        "practice give it in SECURE_BASE_KEY instead"
    )
    found = f"in a file of mode {mode:04o}" + (", beside the database" if beside else "")
    return ring, [Finding("key", found, remedy if beside else "", warning=True)]


async def _database(settings: Settings, ring: Ring) -> AsyncIterator[Finding]:
    store = Store(settings.database, ring, WallClock())
    kind = settings.database.partition(":")[0]
    try:
        await store.open()
    except WrongKey as problem:
        yield Finding("database", str(problem), "give the key it was written with")
        return
    except (StoreAway, OSError, ValueError) as problem:
        remedy = "start the database, or set DATABASE_URL to one that runs (sqlite:///… needs none)"
        yield Finding("database", f"{kind}: {type(problem).__name__}", remedy)
        return
    try:
        await store.ping()
        yield Finding("database", f"{kind} answers, and the key fits")
        if not await store.lease("poll", 1.0):
            remedy = "nothing to do: this one would wait and take over"
            yield Finding("another poller", "holds the lease", remedy, warning=True)
    finally:
        await store.close()


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        yield Finding("telegram", "no TELEGRAM_BOT_TOKEN: the chat page on this machine will start")
        return
    request = AiohttpRequest()
    await request.initialize()
    api = Api(request, token, settings.telegram_api_url)
    try:
        me = await api.call("getMe")
        name = me.get("username") if isinstance(me, dict) else ""
        yield Finding("telegram", f"answers as @{name}")
        hook = await api.call("getWebhookInfo")
        url = str(hook.get("url") or "") if isinstance(hook, dict) else ""
        if url and not settings.webhook_url:
            remedy = "starting without WEBHOOK_URL removes it; set WEBHOOK_URL to keep it"
            yield Finding("webhook", "one is set", remedy, warning=True)
    except (BadToken, TelegramError) as problem:
        remedy = "take the token from @BotFather; check TELEGRAM_API_URL and the network"
        yield Finding("telegram", type(problem).__name__, remedy)
    finally:
        await request.shutdown()
