"""Which dialogs an author works on: SECURE_BASE_DIALOGS, else those that ship."""

import os
from pathlib import Path


def dialogs_folder() -> Path:
    """Read here and not in the settings, which take longer to import than a check takes."""
    given = os.environ.get("SECURE_BASE_DIALOGS")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "dialogs"
