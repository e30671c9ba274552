"""Marked words, said in whole conversations at DEBUG, are found nowhere in the clear afterwards."""

import base64
import html
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import ROOT, Real, free_port

from bot.store.ring import Ring

MARK = "zxqvjwkpyfgb"
NAME, FRIEND, FEELING, NOTE = (f"{MARK}{n}ñ<ab" for n in ("name", "friend", "feel", "note"))
PATIENCE = 5.0
CONTROLS = ("back", "stop", "menu", "helpnow", "skip")


class Page:
    """The chat page of a running house, as a browser uses it."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"

    def post(self, path: str, **asked: object) -> Any:
        headers = {"Content-Type": "application/json", "Origin": self._address}
        return self._asked(
            urllib.request.Request(
                f"{self._address}/page/{path}", json.dumps(asked).encode(), headers
            )
        )

    def messages(self, person: int) -> list[Any]:
        url = f"{self._address}/page/chat?person={person}"
        return list(self._asked(urllib.request.Request(url))["messages"])

    def _asked(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")


class Talk:
    """One person on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.person = int(page.post("persons", name=NAME, language="en")["person"]["id"])

    def says(self, text: str) -> None:
        before = self.shown()
        self.page.post("say", person=self.person, text=text)
        self.waits(before)

    def presses(self, key: str) -> None:
        """A button by its key, under the newest question that has it."""
        before = self.shown()
        for message in reversed(self.page.messages(self.person)):
            for data in _data(message):
                if data.partition("/")[2].lstrip("=+-") == key:
                    self.page.post("press", person=self.person, message=message["id"], data=data)
                    return self.waits(before)
        raise AssertionError(f"no button {key!r}")

    def shown(self) -> list[Any]:
        """What the bot has said, as it stands now: of all but the newest, without buttons, for
        those of a question that was answered in words are taken away a moment later."""
        said = [one for one in self.page.messages(self.person) if not one["mine"]]
        return [(one["id"], one["html"]) for one in said] + [one["rows"] for one in said[-1:]]

    def waits(self, before: list[Any]) -> None:
        """Until the bot has answered, or changed what it said."""
        ends = time.monotonic() + PATIENCE
        while self.shown() == before and time.monotonic() < ends:
            time.sleep(0.02)

    def goes_on(self, words: str, steps: int) -> None:
        """Whatever is asked: the first button, or these words."""
        for _ in range(steps):
            newest = self.page.messages(self.person)[-1]
            keys = [data.partition("/")[2].lstrip("=+-") for data in _data(newest)]
            keys = [key for key in keys if key not in CONTROLS]
            if keys:
                self.presses(keys[0])
            else:
                self.says(words)


def _data(message: Any) -> list[str]:
    return [
        key["callback_data"] for row in message["rows"] for key in row if "callback_data" in key
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """After the conversations: everything on disk, the key, and all that was printed."""
    folder = tmp_path_factory.mktemp("marked")
    home, temp = folder / "home", folder / "temp"
    temp.mkdir()
    key, port = Ring.new_key(), free_port()
    settings = {
        "SECURE_BASE_HOME": str(home),
        "SECURE_BASE_KEY": key,
        "SECURE_BASE_OPERATOR": "somebody",
        "PORT": str(port),
        "LOG_LEVEL": "debug",
        "TMPDIR": str(temp),
        "TELEGRAM_PACE": "off",
    }
    real = Real(folder, ROOT / "dialogs")
    try:
        process = real.start(**settings)
        process.wait_until("polling", 60)
        talks(Talk(Page(port)))
        said = backed_up(folder, settings)
        process.kill()  # the write-ahead log stays as it was
        process.gone(5)
        yield folder, key, process.said + said
    finally:
        real.close()


def backed_up(folder: Path, settings: dict[str, str]) -> str:
    """What the command printed."""
    command = [sys.executable, "-m", "bot", "backup", str(folder / "backup.db")]
    env = {**settings, "PATH": "/usr/bin:/bin", "LOG_FORMAT": "json", "HOME": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def talks(talk: Talk) -> None:
    """Welcome, a feeling, a person who cares, an impulse, words for a card, a message to keep."""
    talk.says("/start")
    talk.goes_on(NAME, 6)
    for command in ("/feelings", "/people", "/impulse", "/hold"):
        talk.says(command)
        for words in (f"I feel {FEELING}", FRIEND, NOTE):
            talk.says(words)
            talk.goes_on(words, 1)
    talk.says(f"I want to die {NOTE}")
    talk.says("/journal")
    talk.says("/export")


def written(text: str) -> dict[str, bytes]:
    """The ways in which words may lie about. Base64 in each of its three shifts."""
    plain = text.encode()
    shifts = {f"base64+{n}": base64.b64encode(b" " * n + plain)[4:-4] for n in range(3)}
    return {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "json": json.dumps(text)[1:-1].encode(),
        "html": html.escape(text).encode(),
        "hex": plain.hex().encode(),
        **shifts,
    }


def test_the_words_were_said_and_the_files_are_there(house: tuple[Path, str, str]) -> None:
    folder, _, said = house
    names = {path.name for path in folder.rglob("*") if path.is_file()}

    assert {"base.db", "base.db-wal", "local.sealed", "backup.db"} <= names
    assert said.count("stepped") > 15


@pytest.mark.parametrize("words", [MARK, NAME, FRIEND, FEELING, NOTE])
def test_marked_words_lie_nowhere_in_the_clear(house: tuple[Path, str, str], words: str) -> None:
    folder, _, said = house
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files[Path("output")] = said.encode()

    found = [
        f"{path.name} ({way})"
        for path, content in files.items()
        for way, form in written(words).items()
        if form in content
    ]

    assert found == []


def test_keys_and_tokens_lie_nowhere_in_the_clear(house: tuple[Path, str, str]) -> None:
    folder, key, said = house
    secret = key.partition(":")[2]
    raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert secret not in said
    assert secret.encode() not in everything
    assert raw not in everything
    assert not re.search(r"\d+:[A-Za-z0-9_-]{30,}", said)


def test_no_number_of_a_person_is_in_the_log(house: tuple[Path, str, str]) -> None:
    _, _, said = house

    assert "1001" not in re.sub(r"\d{4}-\d\d-\d\dT?[ \d:.Z+]*|turn=\w+|\"turn\":\"\w+\"", "", said)
