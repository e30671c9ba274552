"""Where compiled words are kept between two runs of an author's command."""

from jinja2 import FileSystemBytecodeCache
from platformdirs import user_cache_path


def compiled() -> FileSystemBytecodeCache | None:
    """Beside the person's other caches; None where nothing can be written."""
    folder = user_cache_path("secure-base")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))
