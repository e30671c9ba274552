"""Transcripts: conversations that must still go exactly this way.

A header of `# key = value` lines (TOML), then the conversation. `> ` presses what is labelled so,
else types; `>> ` always types; `~ 2 min` lets time pass; `@ felt` opens a dialog that has no command
(`@ came: they leave` with what it is about).
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.companion.companion import Companion
from bot.core.clock import Clock, StillClock
from bot.core.session import from_plain, to_plain
from bot.desk.stage import CHAT, Stage

PRESS, TYPE, WAIT, OPEN = MARKS = "> ", ">> ", "~ ", "@ "
UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
START = "2026-03-02 21:40"  # a Monday evening, unless the header says otherwise
Opened = Callable[[Clock], Companion]


class CannotRead(Exception):
    """A transcript with a line that means nothing; says which, and what is right."""


@dataclass(frozen=True, slots=True)
class Script:
    header: dict[str, Any]
    moves: tuple[str, ...]  # the lines a person acts by, marks included
    text: str

    @property
    def language(self) -> str:
        return str(self.header.get("language", "en"))

    @property
    def at(self) -> datetime:
        zone = ZoneInfo(str(self.header.get("zone", "UTC")))
        at = datetime.fromisoformat(str(self.header.get("at", START)))
        return at.replace(tzinfo=zone).astimezone(UTC)

    @property
    def facts(self) -> dict[str, Any]:
        known = {k: v for k, v in self.header.items() if k not in ("language", "at")}
        return {"agreed": True, **known}


def read_script(text: str) -> Script:
    lines = text.splitlines()
    header = "\n".join(line[2:] for line in lines if line.startswith("# "))
    try:
        table = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        raise CannotRead(f"the header cannot be read: {error} (a line is: # key = value)") from None
    moves = tuple(line for line in lines if line.startswith(MARKS))
    return Script(table, moves, text)


def written_header(header: dict[str, Any]) -> str:
    return "\n".join(
        f"# {key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()
    )


def length_of(words: str) -> timedelta:
    """ "2 min", "90 s", "3 h", "1 d"."""
    match = re.fullmatch(r"(\d+)\s*(s|min|h|d)", words.strip())
    if match is None:
        raise CannotRead(f"no length of time: {words!r} (right: 90 s, 2 min, 3 h, 1 d)")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def stage_for(script: Script, opened: Opened) -> Stage:
    clock = StillClock(script.at)
    return Stage(opened(clock), clock, script.language, script.facts)


def act(stage: Stage, move: str) -> list[str]:
    """One line of the person's: what they see after it."""
    if move.startswith(WAIT):
        return stage.waits(length_of(move[len(WAIT) :]))
    if move.startswith(TYPE):
        return stage.types(move[len(TYPE) :])
    if move.startswith(OPEN):
        dialog, _, given = move[len(OPEN) :].partition(": ")
        if dialog not in stage.companion.house.dialogs:
            raise CannotRead(f"no dialog {dialog!r}")
        return stage.opens(dialog, given)
    words = move[len(PRESS) :]
    seen = stage.presses(words)
    return seen if seen is not None else stage.types(words)


def played(script: Script, opened: Opened, restart: bool = True) -> str:
    """The conversation as it goes now, written as a transcript.

    `restart`: the session is written out and read back between every two moves.
    """
    stage = stage_for(script, opened)
    parts = list(_played(stage, script.moves, restart))
    header = written_header(script.header)
    return "\n\n".join([header, *parts] if header else parts) + "\n"


def _played(stage: Stage, moves: tuple[str, ...], restart: bool) -> Iterator[str]:
    for move in moves:
        if restart:
            restarted(stage)
        yield move
        yield from act(stage, move)


def restarted(stage: Stage) -> None:
    """The process dies between two messages, and nobody notices."""
    person = stage.books.people.get(CHAT)
    if person is not None and person.session is not None:
        rest = {key: person.session[key] for key in ("asked", "pressed") if key in person.session}
        plain = json.loads(json.dumps(to_plain(from_plain(person.session))))
        person.session = {**plain, **json.loads(json.dumps(rest))}
        person.facts = json.loads(json.dumps(person.facts))
