"""Each guard is taken out once, and a test must fail: a test that cannot fail guards nothing.

    .venv/bin/python tests/guards.py            # all of them, about ten minutes
    .venv/bin/python tests/guards.py seen rows  # those whose name holds one of these words

Works on a copy. `guards.toml` says what is taken out, and who should notice.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
LIMIT = 600.0  # seconds; a test that hangs without its guard has noticed, too


def main(wanted: Sequence[str]) -> int:
    """0 when every guard was missed by a test."""
    listed = tomllib.loads((ROOT / "tests" / "guards.toml").read_text(encoding="utf-8"))
    guards = {
        name: guard
        for name, guard in listed.items()
        if not wanted or any(word in name for word in wanted)
    }
    if not guards:
        print(f"no guard is called {' or '.join(wanted)}: tests/guards.toml lists them")
        return 2
    every = " ".join(sorted({test for guard in guards.values() for test in guard["tests"].split()}))
    if failing := run_without("", "", "", every):
        print(f"with every guard in place, already {failing}: mend that first")
        return 2
    with ThreadPoolExecutor(AT_ONCE) as both:
        found = both.map(missed, guards.values())
        unseen = 0
        for (name, guard), outcome in zip(guards.items(), found, strict=True):
            unseen += not outcome
            print(f"{outcome or 'NOBODY NOTICED':16}  {name}: {guard['what']}", flush=True)
    print(f"{len(guards)} guards taken out, {unseen} without a test that noticed")
    return 1 if unseen else 0


def missed(guard: Mapping[str, str]) -> str:
    return run_without(guard["file"], guard["old"], guard["new"], guard["tests"])


def run_without(file: str, old: str, new: str, names: str) -> str:
    """What the tests say, in words; nothing when all of them pass."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "house"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.db"))
        if file:
            take_out(copy / file, old, new)
        tests = [f"tests/{name}" for name in names.split()]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        environment = {**os.environ, "PYTHONPATH": str(copy)}
        try:
            run = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LIMIT
            )
        except subprocess.TimeoutExpired:
            return "a test hung"
    if run.returncode not in (0, 1):
        raise SystemExit(f"{file or 'guards'}: the tests could not be run\n{run.stdout[-2000:]}")
    return "a test failed" if run.returncode else ""


def take_out(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file.name} holds {old!r} {text.count(old)} times; it should be once")
    file.write_text(text.replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
