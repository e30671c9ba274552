"""Empties the outbox: each person in order, within Telegram's pace, and nothing lost."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.core.clock import Clock
from bot.core.post import Attach, Edit, Send, Urgency
from bot.store.faults import StoreAway
from bot.store.records import Posted
from bot.telegram.carrier import SEND_SECONDS, Carrier
from bot.telegram.flood import QUIET_SECONDS
from bot.telegram.keyboards import Keyboards
from bot.telegram.leftovers import Leftovers
from bot.telegram.metrics import Metrics
from bot.telegram.pace import Pace
from bot.telegram.ports import Posts
from bot.telegram.remedy import Do, remedy
from bot.telegram.request import TooFast
from bot.telegram.troubles import Troubles

log = structlog.get_logger()
MARGIN = timedelta(seconds=SEND_SECONDS + 2)  # of a hold, below which no send is begun
EDIT_SHARE = 0.25  # of a message, in one person's pace


class _Lane:
    """One person's messages, one after the other."""

    __slots__ = ("arrived", "behind", "busy", "posts", "slots", "task")

    def __init__(self) -> None:
        self.posts: deque[Posted] = deque()
        self.slots: dict[str, int] = {}
        self.arrived = 0.0
        self.behind: int | None = None  # a message whose buttons were answered in words
        self.busy = False
        self.task: asyncio.Task[None] | None = None


class Outbox:
    """`hand_over` what a turn posted; `start` also looks for what was left behind."""

    def __init__(
        self, posts: Posts, carrier: Carrier, pace: Pace, clock: Clock, metrics: Metrics
    ) -> None:
        self._store = posts
        self._carrier = carrier
        self._pace = pace
        self._clock = clock
        self._metrics = metrics
        self._lanes: dict[int, _Lane] = {}
        self._held: set[bytes] = set()
        self._closing = False
        self._troubles = Troubles("messages go out again")
        self._leftovers = Leftovers(posts, self)
        self._keyboards = Keyboards()
        metrics.watch_outbox(lambda: len(self._held))

    @property
    def waiting(self) -> int:
        """Messages in hand. Who makes many at once waits while this is above `leftovers.FULL`."""
        return len(self._held)

    def hand_over(self, posts: Sequence[Posted]) -> None:
        if self._closing:
            return  # another process, or the next start, finds them
        for post in posts:
            if post.id in self._held:
                continue
            self._held.add(post.id)
            lane = self._lanes.get(post.chat)
            if lane is None:
                lane = self._lanes[post.chat] = _Lane()
                lane.task = asyncio.create_task(self._empty(post.chat, lane))
            lane.posts.append(post)
            lane.arrived = asyncio.get_running_loop().time()

    def look_soon(self) -> None:
        """A turn said something that stands behind what another process is sending."""
        self._leftovers.look_soon()

    async def start(self) -> None:
        self._leftovers.start()

    async def close(self, timeout: float) -> None:
        """Finish what is being sent, and leave the rest to whoever comes next."""
        self._closing = True
        self._leftovers.stop()
        lanes = list(self._lanes.values())
        for lane in lanes:
            if not lane.busy and lane.task is not None:
                lane.task.cancel()
        tasks = [lane.task for lane in lanes if lane.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=timeout)
            for task in late:
                task.cancel()

    async def _empty(self, chat: int, lane: _Lane) -> None:
        try:
            while lane.posts and not self._closing:
                post = lane.posts[0]
                if await self._may_go(lane, post):
                    await self._send(lane, post)
                if lane.behind is not None and not lane.posts:
                    await self._tidy(chat, lane, lane.behind)
        except asyncio.CancelledError:
            if not self._closing:
                raise
        except Exception as problem:
            log.error("a person's messages got stuck", exc_info=problem)
        finally:
            del self._lanes[chat]
            left = lane.posts[0] if lane.posts else None
            self._let_go(lane)
        if left is not None and self._closing:
            await self._put_off(lane, left, 0.0)

    async def _may_go(self, lane: _Lane, post: Posted) -> bool:
        """Wait for its turn. False: it was taken out of the lane instead."""
        if post.expires is not None and post.expires <= self._clock.now():
            await self._drop(lane, post, "expired")
            return False
        if post.urgency is Urgency.COUNTDOWN and not await self._still_wanted(lane, post):
            await self._drop(lane, post, "overtaken")
            return False
        if not await self._in_time(post):
            await self._put_off(lane, post, 0.0)  # it waited too long to be ours alone
            return False
        return True

    async def _in_time(self, post: Posted) -> bool:
        """Wait for the pace, as long as the hold lasts. Who gives up takes nobody's place."""
        left = (post.held_until - MARGIN - self._clock.now()).total_seconds()
        if left > 0 and (self._pace.on or self._pace.delay(post.chat)):
            share = 1.0 if isinstance(post.outgoing, Send | Attach) else EDIT_SHARE
            try:
                async with asyncio.timeout(left):
                    await self._pace.turn(post.chat, post.urgency, share)
            except TimeoutError:
                return False
        return self._clock.now() <= post.held_until - MARGIN

    async def _still_wanted(self, lane: _Lane, post: Posted) -> bool:
        """A countdown gives way to anything newer; a flood's answer waits for a pause as well."""
        if len(lane.posts) > 1:
            return False
        if post.expires is not None:
            return not (self._pace.delay(post.chat) or self._pace.tight())
        loop = asyncio.get_running_loop()
        while (left := lane.arrived + QUIET_SECONDS - loop.time()) > 0:
            await asyncio.sleep(left)
        return len(lane.posts) == 1

    async def _send(self, lane: _Lane, post: Posted) -> None:
        lane.busy = True
        try:
            message = await self._carrier.carry(post.chat, post.outgoing, self._finder(lane, post))
        except TelegramError as problem:
            await self._recover(lane, post, problem)
        except StoreAway:
            await self._put_off(lane, post, 1.0)
        except Exception as problem:
            log.error("a message could not be made", exc_info=problem)
            await self._drop(lane, post, "fault")
        else:
            await self._sent(lane, post, message)
        finally:
            lane.busy = False

    def _finder(self, lane: _Lane, post: Posted) -> Callable[[str], Awaitable[int | None]]:
        async def find(slot: str) -> int | None:
            if slot in lane.slots:
                return lane.slots[slot]
            return None if post.person is None else await self._store.message_of(post.person, slot)

        return find

    async def _sent(self, lane: _Lane, post: Posted, message: int | None) -> None:
        if message and isinstance(post.outgoing, Send) and post.outgoing.slot:
            lane.slots[post.outgoing.slot] = message
        lane.behind = self._keyboards.after(post.chat, post.outgoing, message) or lane.behind
        self._metrics.sent.inc()
        self._troubles.over()
        await self._surely(lambda: self._store.sent(post, message))
        self._done(lane, post)

    async def _tidy(self, chat: int, lane: _Lane, message: int) -> None:
        """Take buttons away that were answered in words, when nothing has to wait for it."""
        lane.behind = None
        if self._closing or self._pace.delay(chat) or self._pace.tight():
            return
        await self._pace.turn(chat, Urgency.COUNTDOWN, EDIT_SHARE)
        try:
            await self._carrier.carry(chat, Edit(message=message), _nowhere)
        except TooFast as problem:
            self._pace.hold(chat, problem.seconds)
        except TelegramError as problem:  # buttons that stay do no harm: they are known to be old
            log.debug("buttons stayed", why=type(problem).__name__)

    async def _recover(self, lane: _Lane, post: Posted, problem: TelegramError) -> None:
        cure = remedy(problem, post)
        if cure.do is Do.DROP:
            log.error("a message was given up", why=cure.why, kind=type(post.outgoing).__name__)
            await self._drop(lane, post, cure.why)
        elif cure.do is Do.LET_BE:
            await self._let_be(lane, post)
        else:
            self._metrics.retries.inc()
            if isinstance(problem, TooFast):
                self._pace.hold(post.chat, problem.seconds)
            else:
                known = isinstance(problem, InvalidToken)
                what = "Telegram refuses the token" if known else "Telegram cannot be reached"
                self._troubles.tell(f"{what}; messages wait", problem)
            if cure.do is Do.LATER:
                await self._put_off(lane, post, cure.seconds, cure.unknown)

    async def _let_be(self, lane: _Lane, post: Posted) -> None:
        self._metrics.blocked.inc(len(lane.posts))
        if (person := post.person) is not None:
            await self._surely(lambda: self._store.blocked(person))
        else:
            await self._surely(lambda: self._store.drop(post))
        self._let_go(lane)

    async def _drop(self, lane: _Lane, post: Posted, why: str) -> None:
        self._metrics.dropped.labels(why).inc()
        await self._surely(lambda: self._store.drop(post))
        self._done(lane, post)

    async def _put_off(
        self, lane: _Lane, post: Posted, seconds: float, unknown: bool = False
    ) -> None:
        """Back to the database, with all that comes after it, until `seconds` have passed."""
        self._let_go(lane)
        until = self._clock.now() + timedelta(seconds=seconds)
        try:
            await self._store.put_off(post, until, unknown=unknown)
        except StoreAway:
            return  # nobody holds it for long
        self._let_go(lane)  # and what was handed over meanwhile stands behind it
        self._leftovers.look_in(seconds)

    async def _surely(self, keep: Callable[[], Awaitable[None]]) -> None:
        """What was done must be known before anything else is said to this person."""
        pause = 0.2
        while True:
            try:
                return await keep()
            except StoreAway:
                if self._closing:
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def _done(self, lane: _Lane, post: Posted) -> None:
        if lane.posts and lane.posts[0] is post:
            lane.posts.popleft()
        self._held.discard(post.id)

    def _let_go(self, lane: _Lane) -> None:
        for post in lane.posts:
            self._held.discard(post.id)
        lane.posts.clear()


async def _nowhere(_slot: str) -> int | None:
    return None
