"""Have a conversation in the terminal; save it as a transcript; go on after an edit."""

import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.content.load import CannotLoad
from bot.core.clock import Clock
from bot.core.fault import did_you_mean
from bot.desk.transcript import (
    MARKS,
    OPEN,
    PRESS,
    TYPE,
    CannotRead,
    Script,
    act,
    stage_for,
    written_header,
)

HELP = """press a button by its words, or type; `>> ` always types
`~ 2 min` lets time pass; `@ felt` opens a dialog; Ctrl-D ends"""


def talk(
    dialogs: Path,
    dialog: str,
    language: str,
    at: str,
    facts: tuple[str, ...],
    save: Path | None,
    watch: bool,
) -> int:
    """Exit status. Everything a person would see is printed; nothing is kept but with `save`."""

    def opened(clock: Clock) -> Companion:
        return open_house(dialogs, clock, cache=compiled())

    header = _header(language, at, facts)
    try:
        said = _conversation(opened, header, dialog)
        while watch and _edited(dialogs):
            said = _conversation(opened, header, dialog, tuple(said))
    except (CannotLoad, CannotRead) as fault:
        print(fault, file=sys.stderr)
        return 1
    if save is not None:
        from bot.desk.transcript import played, read_script

        text = "\n\n".join([written_header(header), *said])
        save.parent.mkdir(parents=True, exist_ok=True)
        save.write_text(played(read_script(text), opened), encoding="utf-8")
        print(f"saved as {save}")
    return 0


def _header(language: str, at: str, facts: tuple[str, ...]) -> dict[str, Any]:
    header: dict[str, Any] = {}
    if language != "en":
        header["language"] = language
    if at:
        header["at"] = at
    for fact in facts:
        name, _, value = fact.partition("=")
        try:
            header[name] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            header[name] = value
    return header


def _conversation(
    opened: Callable[[Clock], Companion],
    header: dict[str, Any],
    dialog: str,
    before: tuple[str, ...] = (),
) -> list[str]:
    """The person's moves, until the end of input."""
    stage = stage_for(Script(header, (), ""), opened)
    commands = stage.companion.house.commands
    if dialog and dialog not in commands and dialog not in stage.companion.house.dialogs:
        raise CannotRead(f"no dialog {dialog!r} ({did_you_mean(dialog, commands)})")
    if dialog:
        stage.companion.listener.also_opens(dialog)
    first = f"{TYPE}/{dialog}" if dialog in commands else f"{OPEN}{dialog}"
    moves = list(before) or ([first] if dialog else [])
    print(HELP, end="\n\n")
    for move in moves:
        print(move, *act(stage, move), sep="\n\n", end="\n\n")
    for line in sys.stdin:
        words = line.rstrip("\n")
        if not words:
            continue
        move = words if words.startswith(MARKS) else PRESS + words
        try:
            seen = act(stage, move)
        except CannotRead as fault:
            print(fault)
            continue
        moves.append(move)
        print("", *seen, sep="\n\n", end="\n\n")
    return moves


def _edited(dialogs: Path) -> bool:
    """Wait until a file under `dialogs` changes; False on Ctrl-C."""
    print("(waiting for an edit; Ctrl-C ends)")
    seen = _stamp(dialogs)
    try:
        while _stamp(dialogs) == seen:
            time.sleep(0.3)
    except KeyboardInterrupt:
        return False
    return True


def _stamp(dialogs: Path) -> float:
    files = (path for path in dialogs.rglob("*") if path.suffix in (".toml", ".j2"))
    return max((path.stat().st_mtime for path in files), default=0)
