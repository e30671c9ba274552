"""The running house, wired: store, companion, Telegram, clock, and the local page if need be."""

import asyncio
import gc
import signal
from collections.abc import Callable
from random import getrandbits

import structlog

from bot.clock import Metronome
from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.companion.turn import Outcome
from bot.content.compiled import compiled
from bot.core.clock import WallClock
from bot.core.post import Incoming
from bot.settings import Settings
from bot.store.records import Due
from bot.store.ring import Ring, key_file
from bot.store.store import Store
from bot.telegram import Telegram

DUE_AT_ONCE = 200  # appointments claimed by one tick
ENOUGH_WAITING = 400  # messages; at Telegram's pace they take a quarter of a minute

log = structlog.get_logger()


class HouseStore(Store):
    """The store; whoever's update is set aside is told so kindly."""

    companion: Companion
    hand_over: Callable[..., None]

    async def set_aside(
        self, update_id: int, raw: bytes, why: str, chat: int | None = None
    ) -> None:
        await super().set_aside(update_id, raw, why, chat)
        if chat is not None:
            turned = await self.turn(lambda books: self.companion.sorry(books, chat))
            self.hand_over(turned.posts)


class House:
    """Everything that one process runs. `open` first, `close` last."""

    def __init__(
        self,
        settings: Settings,
        clock: WallClock | None = None,
        companion: Companion | None = None,  # one that is open already
    ) -> None:
        self.settings = settings
        self.clock = clock or WallClock()
        self.ring = ring_of(settings)
        self.store = HouseStore(settings.database, self.ring, self.clock)
        self.companion = companion or open_house(
            settings.dialogs,
            self.clock,
            settings.secure_base_operator,
            compiled(),
        )
        self.telegram: Telegram | None = None
        self.publishing: asyncio.Task[None] | None = None
        self.metronome = Metronome(self.tick, self.upkeep)

    async def open(self, token: str, url: str) -> None:
        await self.store.open()
        self.telegram = Telegram(
            token,
            self.store,
            self.hear,
            self.clock,
            url=url,
            pace=self.settings.telegram_pace,
            farewell=lambda language: self.companion.words.line("group_leave", language),
        )
        self.store.companion = self.companion
        self.store.hand_over = self.telegram.hand_over
        name = await self.telegram.open()
        log.info("telegram answers", bot=name)

    async def close(self) -> None:
        self.metronome.stop()
        if self.publishing is not None:
            self.publishing.cancel()
        if self.telegram is not None:
            await self.telegram.stop()
        await self.store.close()

    # ---- what happens

    async def hear(self, update_id: int, incoming: Incoming, flooding: bool = False) -> Outcome:
        """One update, kept when this returns; its answers are on their way."""
        turned = await self.store.turn(
            lambda books: self.companion.hear(books, update_id, incoming, flooding)
        )
        assert self.telegram is not None, "the house is open"
        self.telegram.hand_over(turned.posts)
        if turned.waits:
            self.telegram.outbox.look_soon()
        outcome = turned.value
        if outcome.danger is not None:
            danger = outcome.danger
            self.telegram.metrics.danger(danger.kind)
            log.warning("danger heard", kind=danger.kind, sure=danger.sure, rule=danger.rule)
        log.debug("stepped", turn=f"{getrandbits(32):08x}", dialog=outcome.dialog)
        return outcome

    async def tick(self) -> None:
        """Carry out what is due."""
        if self.telegram is None or self.telegram.outbox.waiting > ENOUGH_WAITING:
            return  # what leaves slowly is better left where it is: any process may take it
        for due in await self.store.due(DUE_AT_ONCE):
            await self._keep(due)

    async def _keep(self, due: Due) -> None:
        try:
            turned = await self.store.turn(lambda books: self.companion.due(books, due))
        except Exception as problem:
            log.error("an appointment failed", kind=due.kind, exc_info=problem)
            return
        assert self.telegram is not None, "the house is open"
        self.telegram.hand_over(turned.posts)

    async def upkeep(self) -> None:
        await self.store.upkeep()

    async def publish(self) -> None:
        """Telegram's menu of commands, in every language that the house speaks."""
        assert self.telegram is not None, "the house is open"
        companion = self.companion
        languages = companion.house.languages
        menu = {code: companion.words.menu(code) for code in languages}
        about = {code: companion.words.about(code) for code in languages}
        await self.telegram.publish(menu, about)


def ring_of(settings: Settings) -> Ring:
    given = settings.secure_base_key.get_secret_value()
    if given:
        return Ring.parse(given)
    new = not settings.key_file.exists()
    ring = key_file(settings.key_file)
    if new:
        log.warning("made a new key: keep a copy of it apart from the database", file="keys")
    return ring


# ---- the ways to run ------------------------------------------------------------------------


async def run(settings: Settings, web: bool, clock: bool) -> None:
    """On Telegram, until SIGTERM or Ctrl-C."""
    token = settings.telegram_bot_token.get_secret_value()
    await serve(House(settings), token, settings.telegram_api_url, web, clock)


async def serve(
    house: House, token: str, url: str, web: bool, clock: bool, local: bool = False
) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    opening = asyncio.create_task(house.open(token, url))
    try:
        if await _first(opening, stopping):
            polling = await _start(house, web, clock, local)
            await _first(polling, stopping)
    finally:
        opening.cancel()
        await house.close()
        log.info("stopped")


async def _start(house: House, web: bool, clock: bool, local: bool) -> asyncio.Task[None] | None:
    settings, telegram = house.settings, house.telegram
    assert telegram is not None, "the house is open"
    polling = None
    await telegram.start_outbox()
    if clock:
        house.metronome.start()
    if web and settings.webhook_url and not local:
        secret = settings.webhook_secret.get_secret_value()
        await telegram.start_webhook(settings.webhook_url, settings.port, secret=secret)
        log.info("webhook set", port=settings.port)
    elif web:
        polling = await telegram.start_polling()
        log.info("polling")
    if web:
        house.publishing = asyncio.create_task(house.publish())
    gc.collect()
    gc.freeze()  # words and rules stay: half a million objects that nobody need look through again
    return polling


async def _first(task: "asyncio.Task[None] | None", stopping: asyncio.Event) -> bool:
    """True when the task ended by itself; raises what it raised."""
    waiting = asyncio.create_task(stopping.wait())
    tasks = {waiting, task} if task is not None else {waiting}
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task is not None and task in done:
        task.result()
        return True
    return False
