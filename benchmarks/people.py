"""People who talk with a bot in a closed loop, over a Telegram played for them."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

import orjson
from wire import Calls, Hooks, Params

PATIENCE = 15.0  # seconds until an answer counts as lost
ME = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
NOTE = 5
STEPS = (  # what is typed or pressed, and what the answer must hold
    ("/checkin", ("energy",)),
    ("ok", ("emotions",)),
    ("calm", ("✓ calm",)),
    ("joy", ("✓ calm", "✓ joy")),
    ("done", ("note",)),
    ("", ("ok", "calm", "joy")),  # the note itself, unlike any other
)


@dataclass(slots=True)
class Person:
    """One who goes on only when the bot has answered."""

    id: int
    step: int = 0
    dialog: int = 0
    acted: float = 0.0
    waiting: bool = False
    question: int = 0  # the newest message that has buttons
    buttons: dict[str, str] = field(default_factory=dict)  # its labels, and what they carry
    notes: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    busy: bool = False
    backlog: list[bytes] = field(default_factory=list)

    @property
    def note(self) -> str:
        return f"felt fine {self.id}-{self.dialog}."


class Telegram:
    """The Bot API, and everybody who uses it."""

    def __init__(self, people: int) -> None:
        self.people = {1000 + number: Person(1000 + number) for number in range(people)}
        self.hooks: Hooks | None = None
        self.ready = asyncio.Event()
        self.going = False
        self.count: Counter[str] = Counter()
        self._update = self._message = 100

    async def open(self) -> str:
        """Where the bot finds it."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Calls(self.called), "127.0.0.1", 0)
        self._watching = loop.create_task(self._give_up())
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.going = False
        if self.hooks is not None:
            self.hooks.closed = True

    def start(self) -> None:
        self.going = True
        for person in self.people.values():
            self._act(person)

    # ---- what the bot calls

    def called(self, method: str, params: Params, in_body: bool = False) -> object:
        self.count["calls"] += not in_body
        match method.lower():
            case "getme":
                return ME
            case "getmycommands":
                return []
            case "getmydescription" | "getmyshortdescription":
                return {"description": "", "short_description": ""}
            case "setwebhook" if params.get("url"):
                limit = int(str(params.get("max_connections") or 40))
                secret = str(params.get("secret_token") or "")
                self.hooks = Hooks(str(params["url"]), secret, limit, self._answered)
                asyncio.get_running_loop().create_task(self._listening(self.hooks))
            case "sendmessage":
                self._message += 1
                return self._shown(self._message, params, new=True)
            case "editmessagetext" | "editmessagereplymarkup":
                return self._shown(int(str(params["message_id"])), params)
        return True

    async def _listening(self, hooks: Hooks) -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection(*hooks.address)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return self.ready.set()

    def _shown(self, message: int, params: Params, new: bool = False) -> object:
        person = self.people.get(int(str(params["chat_id"])))
        markup = params.get("reply_markup") or {}
        if isinstance(markup, str):
            markup = orjson.loads(markup)
        rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
        labels = {b["text"]: b.get("callback_data", "") for row in rows for b in row}
        text = str(params.get("text") or "")
        if person is not None:
            if labels and message >= person.question:
                person.question, person.buttons = message, labels
            self._read(person, text + " " + " ".join(labels), new)
        chat = {"id": person.id if person else 0, "type": "private", "first_name": "P"}
        return {"message_id": message, "date": int(time.time()), "chat": chat, "text": text}

    def _read(self, person: Person, shown: str, new: bool) -> None:
        if new and any(note in shown for note in person.notes):
            self.count["doubled"] += 1
        wanted = STEPS[person.step][1]
        if person.step == NOTE:
            wanted = (*wanted, person.note)
        heard = shown.casefold()
        if not person.waiting or not all(word in heard for word in wanted):
            return
        if person.step == NOTE:
            person.notes.add(person.note)
        person.waiting = False
        person.times.append(time.perf_counter() - person.acted)
        self._next(person)

    # ---- what people do

    def _next(self, person: Person, begin: bool = False) -> None:
        person.step = 0 if begin else (person.step + 1) % len(STEPS)
        person.dialog += person.step == 0
        if self.going:
            asyncio.get_running_loop().call_soon(self._act, person)

    def _act(self, person: Person) -> None:
        self._update += 1
        person.waiting, person.acted = True, time.perf_counter()
        who = {"id": person.id, "is_bot": False, "first_name": "P", "language_code": "en"}
        chat = {"id": person.id, "type": "private", "first_name": "P"}
        done = STEPS[person.step][0]
        if person.step in (0, NOTE):
            self._message += 1
            text = done or person.note
            said = {"message_id": self._message, "from": who, "chat": chat, "text": text}
            said["date"] = int(time.time())
            if done:
                said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(done)}]
            return self._deliver(person, {"update_id": self._update, "message": said})
        data = next((c for label, c in person.buttons.items() if done in label.casefold()), "")
        asked = {"message_id": person.question, "from": ME, "chat": chat, "date": 1, "text": "?"}
        press = {"id": f"{self._update}", "from": who, "message": asked, "data": data}
        press["chat_instance"] = "1"
        self._deliver(person, {"update_id": self._update, "callback_query": press})

    def _deliver(self, person: Person, update: object) -> None:
        """One update of a person at a time: the next when the last was taken."""
        assert self.hooks is not None
        body = orjson.dumps(update)
        if person.busy:
            person.backlog.append(body)
        else:
            person.busy = True
            self.hooks.post(person.id, body)

    def _answered(self, id: int, body: bytes) -> None:
        if body[:1] == b"{" and (call := orjson.loads(body)).get("method"):
            self.called(call.pop("method"), call, in_body=True)
        person = self.people[id]
        if person.backlog:
            assert self.hooks is not None
            self.hooks.post(id, person.backlog.pop(0))
        else:
            person.busy = False

    async def _give_up(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            late = time.perf_counter() - PATIENCE
            for person in self.people.values():
                if self.going and person.waiting and person.acted < late:
                    self.count["lost or wrong"] += 1
                    self._next(person, begin=True)
