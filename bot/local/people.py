"""What people do: they appear, write, press, edit, send odd things, block, and form groups."""

import secrets

from bot.local import look
from bot.local.fields import TEXT
from bot.local.html import units
from bot.local.ports import Json
from bot.local.refusal import bad
from bot.local.state import FIRST_GROUP, FIRST_PERSON, Chat, Media, Message, Press
from bot.local.world import World
from bot.local.written import noticed

ODD = {"sticker", "voice", "photo", "document", "location", "contact", "dice"}


class People:
    def __init__(self, world: World) -> None:
        self._world = world
        self._chats = world.state.chats

    def new(self, name: str, language: str) -> Chat:
        number = max([FIRST_PERSON - 1, *self._chats]) + 1
        chat = self._chats[number] = Chat(number, name, language)
        self._world.persons_changed()
        return chat

    def find(self, number: int) -> Chat:
        if (chat := self._chats.get(number)) is None:
            raise bad(f"no person {number}")
        return chat

    def say(self, person: int, text: str, where: int = 0) -> Message:
        """Send a text, as long as Telegram's apps would let it be."""
        self.find(person)
        if not text.strip():
            raise bad("message text is empty")
        if units(text) > TEXT:
            raise bad("message is too long")
        return self._post(person, where, text=text, entities=noticed(text))

    def send(self, person: int, what: str, where: int = 0, caption: str = "") -> Message:
        """Send something that is not a text."""
        if what not in ODD:
            raise bad(f"no such thing to send: {what} (there are: {', '.join(sorted(ODD))})")
        media = Media(what, f"{what}-{secrets.token_hex(6)}", what, size=1)
        return self._post(person, where, media=media, text=caption)

    def _post(self, person: int, where: int, **said: object) -> Message:
        chat = self.find(where or person)
        self._arrive(chat, person)
        message = self._world.post(chat, person, **said)
        if not chat.group or (chat.standing == "member" and message.text.startswith("/")):
            # A bot in a group hears commands only (privacy mode).
            self._world.update("message", chat.id, self._world.seen_by_bot(message))
        return message

    def edit(self, person: int, number: int, text: str) -> Message:
        chat = self.find(person)
        message = chat.messages.get(number)
        if message is None or message.sender != person:
            raise bad("message to edit not found")
        message.text, message.entities = text, noticed(text)
        message.edited = int(self._world.now())
        self._world.changed(message)
        self._world.update("edited_message", chat.id, self._world.seen_by_bot(message))
        return message

    def press(self, person: int, number: int, data: str, *, invented: bool = False) -> str:
        """Press a button; an invented one need not be on the message. Returns the query's id."""
        chat = self.find(person)
        message = chat.messages.get(number)
        shown = message and any(
            key.get("callback_data") == data for row in message.rows for key in row
        )
        if not shown and not invented:
            raise bad(f"message {number} has no such button")
        query = str(secrets.randbits(62))
        self._world.state.presses[query] = Press(chat.id, number, self._world.now())
        self._trim_presses()
        seen: Json = {"message_id": number, "chat": look.chat_of(chat), "date": 0}
        body = {
            "id": query,
            "from": look.user(self.find(person)),
            "message": self._world.seen_by_bot(message) if message else seen,
            "chat_instance": str(chat.id),
            "data": data,
        }
        self._world.update("callback_query", chat.id, body)
        return query

    def _trim_presses(self) -> None:
        presses = self._world.state.presses
        while len(presses) > 500:
            del presses[next(iter(presses))]

    def stand(self, person: int, standing: str) -> None:
        """Block the bot, come back, or vanish from Telegram."""
        chat = self.find(person)
        if standing not in ("member", "blocked", "deactivated"):
            raise bad("standing is member, blocked or deactivated")
        before, chat.standing = chat.standing, standing
        if standing != "deactivated" and before != standing:
            new = "kicked" if standing == "blocked" else "member"
            self._membership(chat, person, "member" if new == "kicked" else "kicked", new)
        self._world.persons_changed()

    def group(self, person: int, title: str) -> Chat:
        """A new group with the bot in it."""
        number = min([FIRST_GROUP + 1, *self._chats]) - 1
        chat = self._chats[number] = Chat(number, title, group=True, standing="member")
        self._membership(chat, person, "left", "member")
        message = self._world.post(chat, person, service="created")
        seen = {**self._world.seen_by_bot(message), "group_chat_created": True}
        self._world.update("message", number, seen)
        self._world.persons_changed()
        return chat

    def _membership(self, chat: Chat, person: int, old: str, new: str) -> None:
        me = self._world.me()
        body = {
            "chat": look.chat_of(chat),
            "from": look.user(self.find(person)),
            "date": int(self._world.now()),
            "old_chat_member": _member(me, old),
            "new_chat_member": _member(me, new),
        }
        self._world.update("my_chat_member", chat.id, body)

    def _arrive(self, chat: Chat, person: int) -> None:
        if chat.standing == "deactivated":
            raise bad("this person is gone from Telegram")
        if chat.standing == "blocked":
            self.stand(person, "member")  # writing to a blocked bot unblocks it first
        if chat.standing == "new":
            chat.standing = "member"
            self._world.persons_changed()


def _member(me: Json, status: str) -> Json:
    return {"user": me, "status": status, **({"until_date": 0} if status == "kicked" else {})}
