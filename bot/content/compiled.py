"""What takes long to compile is kept between two runs, beside the person's other caches."""

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import FileSystemBytecodeCache
from platformdirs import user_cache_path

T = TypeVar("T")


def cache_folder() -> Path | None:
    """This program's own, for this user alone; None where nothing can be written."""
    folder = user_cache_path("secure-base")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder


def compiled() -> FileSystemBytecodeCache | None:
    """Compiled words."""
    folder = cache_folder()
    return FileSystemBytecodeCache(str(folder)) if folder is not None else None


def kept(name: str, made_of: Iterable[Path], make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave when the same files held the same bytes.

    Whatever is wrong with the cache, `make` decides.
    """
    folder = cache_folder()
    if folder is None:
        return _without_pauses(make)
    path = folder / f"{name}-{_digest(made_of)}.pickle"
    found: T | None = _without_pauses(lambda: _found(path))
    if found is None:
        made = _without_pauses(make)
        _keep(path, name, made)
        found = _without_pauses(lambda: _found(path))  # what is kept is leaner than what was made
    return made if found is None else found


def is_kept(name: str, made_of: Iterable[Path]) -> bool:
    """Whether the same files were made into it before, and nothing was wrong with them."""
    folder = cache_folder()
    return folder is not None and (folder / f"{name}-{_digest(made_of)}.pickle").exists()


def _found(path: Path) -> Any:
    """What is kept there; None when it is not, or cannot be read back."""
    try:
        return pickle.loads(path.read_bytes())  # written by us, for this user alone
    except Exception:
        return None


def _keep(path: Path, name: str, value: object) -> None:
    """Whole or not at all; what older files gave is not needed any more."""
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        for older in path.parent.glob(f"{name}-*.pickle"):
            older.unlink(missing_ok=True)
        draft.replace(path)
    except (OSError, pickle.PicklingError):
        draft.unlink(missing_ok=True)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for file in sorted(files):
        digest.update(file.name.encode() + b"|" + file.read_bytes())
    return digest.hexdigest()


def _without_pauses(make: Callable[[], T]) -> T:
    """Many small objects, made to stay: the collector need never walk over them."""
    was = gc.isenabled()
    gc.disable()
    try:
        made = make()
        gc.freeze()
        return made
    finally:
        if was:
            gc.enable()
