"""What `check` does: every promise of every dialog in every language, all faults at once."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from bot.content.load import load_library
from bot.content.proof.folder import Folder
from bot.content.proof.released import LEDGER, ledger_now
from bot.content.proof.translations import CONFIRMED, confirmed_now
from bot.content.proofread import proofread
from bot.content.readings import Readings
from bot.core.fault import Fault
from bot.core.proof.promises import PROMISES

FORMATS = ("text", "json", "github")


def find_faults(
    folder: Path, today: date | None = None, strict: bool = False, cached: bool = True
) -> list[Fault]:
    """All faults and warnings of a folder of dialogs, in the order of files and lines."""
    today = today or date.today()  # noqa: DTZ011  a warning's date is the author's own
    return proofread(load_library(folder), today, readings_for(folder, cached), strict)


def report(faults: Iterable[Fault], folder: Path, how: str = "text") -> str:
    """The faults as text for people, as JSON, or as annotations of GitHub's."""
    found = list(faults)
    if how == "json":
        return json.dumps([_plain(fault, folder) for fault in found], ensure_ascii=False, indent=1)
    if how == "github":
        return "\n".join(_annotation(fault, folder) for fault in found)
    return "\n".join(_text(found, folder))


def failed(faults: Iterable[Fault]) -> bool:
    """Whether the command ends with status 1: warnings alone do not."""
    return any(not fault.warning for fault in faults)


def accept_translations(folder: Path) -> Path:
    """Every translation is taken as good for the English of today. The file written."""
    return _write(folder, CONFIRMED, confirmed_now)


def release(folder: Path) -> Path:
    """The states of today become those that people may be in. The file written."""
    return _write(folder, LEDGER, ledger_now)


def _write(folder: Path, name: str, text: Callable[[Folder], str]) -> Path:
    path = folder / name
    path.write_text(text(Folder(load_library(folder), readings_for(folder))), encoding="utf-8")
    return path


def readings_for(folder: Path, cached: bool = True) -> Readings:
    """One file for each folder, beside the person's other caches."""
    from platformdirs import user_cache_path

    name = sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Readings(user_cache_path("secure-base") / f"readings-{name}.json" if cached else None)


# ---- how it is shown


def _text(faults: list[Fault], folder: Path) -> Iterator[str]:
    for fault in faults:
        yield f"{_path(folder)}{fault}"
        yield f"    {PROMISES[fault.promise]} [{fault.promise}]"
    wrong = sum(not fault.warning for fault in faults)
    warned = len(faults) - wrong
    if faults:
        yield ""
    yield f"{_count(wrong, 'fault')}, {_count(warned, 'warning')}"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _path(folder: Path) -> str:
    """From where the command was called, so that an editor can follow it."""
    with suppress(ValueError):
        folder = folder.resolve().relative_to(Path.cwd())
    return f"{folder.as_posix()}/"


def _plain(fault: Fault, folder: Path) -> dict[str, object]:
    return {
        "file": f"{_path(folder)}{fault.file}",
        "line": fault.line,
        "promise": fault.promise,
        "what": fault.what,
        "means": PROMISES[fault.promise],
        "right": fault.right,
        "warning": fault.warning,
    }


def _annotation(fault: Fault, folder: Path) -> str:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""
    kind = "warning" if fault.warning else "error"
    right = f" ({fault.right})" if fault.right else ""
    said = f"{fault.what}{right}: {PROMISES[fault.promise]}"
    said = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    where = f"file={_path(folder)}{fault.file},line={fault.line},title={fault.promise}"
    return f"::{kind} {where}::{said}"


def main(arguments: list[str]) -> int:
    """`python -m bot.desk.check [folder]`, for a quick look without the command line."""
    from bot.desk.folder import dialogs_folder

    start = perf_counter()
    paths = [Path(a) for a in arguments if not a.startswith("-")]
    folder = paths[0] if paths else dialogs_folder()
    how = next((f for f in FORMATS if f"--{f}" in arguments), "text")
    for flag, write in (("--accept-translations", accept_translations), ("--release", release)):
        if flag in arguments:
            print(f"written: {write(folder)}", file=sys.stderr)
    faults = find_faults(folder, strict="--strict" in arguments)
    print(report(faults, folder, how))
    if "--time" in arguments:
        print(f"{perf_counter() - start:.2f} s", file=sys.stderr)
    return 1 if failed(faults) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
