"""Play every transcript, and show as a readable difference what goes otherwise now."""

import difflib
from pathlib import Path

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.content.load import CannotLoad
from bot.core.clock import Clock
from bot.desk.transcript import CannotRead, played, read_script


def replay(dialogs: Path, transcripts: Path, update: bool) -> int:
    """Exit status: 1 when a conversation goes otherwise and was not written anew."""
    opener = Opener(dialogs)
    changed = 0
    paths = sorted(transcripts.rglob("*.txt"))
    for path in paths:
        try:
            script = read_script(path.read_text(encoding="utf-8"))
            now = played(script, opener)
        except CannotRead as problem:
            print(f"{path}: {problem}")
            return 1
        except CannotLoad as problem:
            print(problem)
            return 1
        if now == script.text:
            continue
        changed += 1
        if update:
            path.write_text(now, encoding="utf-8")
        print("\n".join(difference(script.text, now, str(path.relative_to(transcripts)))))
    told = "written anew" if update else "go otherwise now"
    print(f"{len(paths)} transcripts, {changed} {told}")
    return 1 if changed and not update else 0


class Opener:
    """One companion for all transcripts: only its clock changes."""

    def __init__(self, dialogs: Path) -> None:
        self._dialogs = dialogs
        self._companion: Companion | None = None

    def __call__(self, clock: Clock) -> Companion:
        if self._companion is None:
            self._companion = open_house(self._dialogs, clock, cache=compiled())
        self._companion.clock = clock
        return self._companion


def difference(before: str, after: str, name: str) -> list[str]:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name} (as kept)", f"{name} (now)", lineterm=""
    )
    return list(lines)
