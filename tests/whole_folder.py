"""A small folder of dialogs in which nothing is broken, with whatever a test lays over it."""

import shutil
from pathlib import Path

BROKEN = Path(__file__).parent / "broken"
SOUND = BROKEN / "_sound"
SHIPPED = Path(__file__).parents[1] / "dialogs"


def laid_over(tmp: Path, folder: Path | None = None) -> Path:
    """The sound folder, with the shipped house and tone guide, and then the files of `folder`.

    `gone.txt` names files that are taken away.
    """
    made = tmp / "dialogs"
    shutil.copytree(SOUND, made)
    shutil.copytree(SHIPPED / "house", made / "house")
    shutil.copy(SHIPPED / "tone.toml", made)
    if folder is not None:
        ignore = shutil.ignore_patterns("expected.txt", "gone.txt")
        shutil.copytree(folder, made, dirs_exist_ok=True, ignore=ignore)
        gone = folder / "gone.txt"
        for name in gone.read_text(encoding="utf-8").split() if gone.exists() else ():
            (made / name).unlink()
    return made


def copy_of_shipped(tmp: Path) -> Path:
    made = tmp / "dialogs"
    shutil.copytree(SHIPPED, made)
    return made
