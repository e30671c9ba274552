"""Readings of pages and help lines, kept between runs: what is the same is not read again."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

READERS = ("reading.py", "page.py", "lines.py", "readings.py", "proof")


class Readings:
    """Plain values by what they were read from. Without a file, every run reads anew."""

    def __init__(self, kept_in: Path | None = None) -> None:
        self._file = kept_in
        self._old = _loaded(kept_in)
        self._new: dict[str, Any] = {}
        self._salt = _readers() if kept_in is not None else b""

    def of(self, text: str, how: str, read: Callable[[], Any]) -> Any:
        """What `read` gives for this text, from an earlier run if it was met then."""
        key = sha256(b"\0".join((self._salt, how.encode(), text.encode()))).hexdigest()[:24]
        if key not in self._new:
            self._new[key] = self._old[key] if key in self._old else read()
        return self._new[key]

    def keep(self) -> None:
        """Write down what this run used. A folder that cannot be written to only costs time."""
        if self._file is None or self._new.keys() == self._old.keys():
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._new, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._file)
        except OSError:
            return


def _loaded(file: Path | None) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8")) if file is not None else {}
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _readers() -> bytes:
    """Changes whenever the code that reads does."""
    here = Path(__file__).parent
    files = sorted(p for name in READERS for p in [here / name, *(here / name).glob("*.py")])
    stamps = (f"{f.name}:{f.stat().st_mtime_ns}:{f.stat().st_size}" for f in files if f.is_file())
    return sha256("\n".join(stamps).encode()).digest()
