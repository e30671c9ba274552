"""The world of the local Telegram: who is there, what was said, what the bot has yet to fetch."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from bot.local import look
from bot.local.fields import MESSAGE_HOURS, PRESS_SECONDS, UPDATES
from bot.local.live import EVERYONE, Live
from bot.local.ports import Clock, Json
from bot.local.refusal import bad, forbidden
from bot.local.state import Chat, Message, State, Update

REMEMBERED = 400  # messages a chat; older ones leave the page


class World:
    def __init__(self, state: State, token: str, name: str, clock: Clock, live: Live) -> None:
        self.state = state
        self.bot_id = int(token.partition(":")[0])
        self.name = name
        self.clock = clock
        self.live = live
        self.touched: Callable[[], None] = lambda: None
        self.files: dict[str, bytes] = {}  # in memory only
        self._bell = asyncio.Event()

    def now(self) -> float:
        return self.clock.now().timestamp()

    def me(self) -> Json:
        name = self.state.profile.get("name/", self.name)
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": name,
            "username": "local_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    # -- chats

    def chat(self, number: int) -> Chat:
        """A chat that the bot knows: someone wrote in it."""
        found = self.state.chats.get(number)
        if found is None or found.standing == "new":
            raise bad("chat not found")
        return found

    def open_chat(self, number: int) -> Chat:
        """A chat that the bot may write to now."""
        chat = self.chat(number)
        if chat.standing == "blocked":
            raise forbidden("bot was blocked by the user")
        if chat.standing == "deactivated":
            raise forbidden("user is deactivated")
        if chat.standing == "left":
            raise forbidden("bot is not a member of the group chat")
        return chat

    def post(self, chat: Chat, sender: int, **said: object) -> Message:
        """A new message at the end of the chat."""
        self.state.last_message += 1
        number = self.state.last_message
        message = Message(number, chat.id, sender, int(self.now()), **said)  # type: ignore[arg-type]
        chat.messages[number] = message
        while len(chat.messages) > REMEMBERED:
            del chat.messages[next(iter(chat.messages))]
        self.changed(message)
        return message

    def changed(self, message: Message) -> None:
        self.live.tell(message.chat, "message", message=look.for_page(message, self.bot_id))
        self.touched()

    def gone(self, chat: Chat, numbers: Iterable[int]) -> None:
        deleted = [number for number in numbers if chat.messages.pop(number, None)]
        self.live.tell(chat.id, "gone", ids=deleted)
        self.touched()

    def persons_changed(self) -> None:
        self.live.tell(EVERYONE, "persons", persons=self.persons())
        self.touched()

    def persons(self) -> list[Json]:
        return [look.person(chat) for chat in self.state.chats.values()]

    def seen_by_bot(self, message: Message) -> dict[str, object]:
        chat = self.state.chats[message.chat]
        by_bot = message.sender == self.bot_id
        sender = self.me() if by_bot else look.user(self.state.chats[message.sender])
        return look.for_bot(message, chat, sender)

    # -- updates

    def update(self, kind: str, chat: int, body: Json) -> int:
        """Put an update in the queue, unless the bot asked not to have that kind."""
        if self.state.allowed and kind not in self.state.allowed:
            return 0
        self.state.last_update += 1
        number = self.state.last_update
        self.state.updates.append(Update(number, kind, chat, self.now(), body))
        self.touched()
        self.ring()
        return number

    def allow(self, kinds: list[object]) -> None:
        self.state.allowed = [str(kind) for kind in kinds if kind in UPDATES]
        self.touched()

    def waiting(self) -> list[Update]:
        """Updates not yet confirmed, oldest first; Telegram lets them expire."""
        now = self.now()
        fresh = [
            update
            for update in self.state.updates
            if now - update.at
            < (PRESS_SECONDS if update.kind == "callback_query" else MESSAGE_HOURS * 3600)
        ]
        if len(fresh) < len(self.state.updates):
            self.state.updates = fresh
            self.touched()
        return fresh

    def confirm(self, below: int) -> None:
        """Forget updates with a smaller number; a negative one keeps only that many."""
        updates = self.state.updates
        kept = updates[below:] if below < 0 else [one for one in updates if one.id >= below]
        if len(kept) < len(updates):
            self.state.updates = kept
            self.touched()

    def forget(self, number: int) -> None:
        self.state.updates = [one for one in self.state.updates if one.id != number]
        self.touched()

    def ring(self) -> None:
        """Wake whoever waits for updates."""
        self._bell.set()
        self._bell = asyncio.Event()

    async def rung(self, seconds: float) -> None:
        bell = self._bell
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for may swallow a cancellation
                await bell.wait()
