"""Processes of the house for tests that kill them: forked from one that is open already."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "benchmarks" / "dialogs"  # one dialog; nothing to be agreed to
TOKEN = "42:abcdefghijklmnopqrstuvwxyz0123456789"


class Process:
    """One of the house's processes. `said` is all that it wrote."""

    def __init__(self, pid: int, out: Path) -> None:
        self.pid, self._out = pid, out

    @property
    def said(self) -> str:
        return self._out.read_text(encoding="utf-8", errors="replace") if self._out.exists() else ""

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def end(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            os.kill(self.pid, number)

    def wait_until(self, said: str, seconds: float = 20.0) -> None:
        ends = time.monotonic() + seconds
        while said not in self.said:
            assert self.alive, f"it ended before it said {said!r}:\n{self.said}"
            assert time.monotonic() < ends, f"it never said {said!r}:\n{self.said}"
            time.sleep(0.01)

    def gone(self, seconds: float) -> float:
        """How long it took to end."""
        began = time.monotonic()
        while self.alive:
            assert time.monotonic() < began + seconds, (
                f"still there after {seconds} s:\n{self.said}"
            )
            time.sleep(0.01)
        return time.monotonic() - began


class Nursery:
    """Starts processes. One that is opened here needs a tenth of a second to begin."""

    def __init__(self, folder: Path, dialogs: Path = SMALL) -> None:
        self._folder, self._count = folder, 0
        self._started: list[Process] = []
        self._zygote = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**_bare(), "SECURE_BASE_DIALOGS": str(dialogs), "PYTHONPATH": str(ROOT)},
        )
        assert self._line() == "open"

    def start(self, kind: str = "all", **settings: str) -> Process:
        self._count += 1
        out = self._folder / f"out-{self._count}.txt"
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(json.dumps({"KIND": kind, "OUT": str(out), **settings}) + "\n")
        self._zygote.stdin.flush()
        process = Process(int(self._line()), out)
        self._started.append(process)
        return process

    def close(self) -> None:
        for process in self._started:
            process.kill()
        assert self._zygote.stdin is not None
        self._zygote.stdin.close()
        self._zygote.wait(10)
        assert self._zygote.stdout is not None
        self._zygote.stdout.close()

    def _line(self) -> str:
        assert self._zygote.stdout is not None
        return self._zygote.stdout.readline().strip()


class Real:
    """The same with the command itself, as it is installed: slower to begin, and the true thing."""

    def __init__(self, folder: Path, dialogs: Path = SMALL) -> None:
        self._folder, self._dialogs, self._count = folder, dialogs, 0
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, kind: str = "all", **settings: str) -> Process:
        self._count += 1
        out = self._folder / f"out-{self._count}.txt"
        command = [sys.executable, "-m", "bot", *([] if kind == "all" else [kind])]
        env = {**_bare(), "SECURE_BASE_DIALOGS": str(self._dialogs), "LOG_FORMAT": "text"}
        with out.open("wb") as file:
            started = subprocess.Popen(
                command, stdout=file, stderr=file, cwd=ROOT, env={**env, **settings}
            )
        self._started.append(started)
        return _Child(started, out)

    def close(self) -> None:
        for process in self._started:
            process.kill()
            process.wait(10)


class _Child(Process):
    def __init__(self, started: "subprocess.Popen[bytes]", out: Path) -> None:
        super().__init__(started.pid, out)
        self._started = started

    @property
    def alive(self) -> bool:
        return self._started.poll() is None


def _bare() -> dict[str, str]:
    """Only what a process needs that is no setting of ours."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "XDG_CACHE_HOME")
    return {name: os.environ[name] for name in kept if name in os.environ}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def nursery(folder: Path, dialogs: Path = SMALL) -> Iterator[Nursery]:
    made = Nursery(folder, dialogs)
    try:
        yield made
    finally:
        made.close()
