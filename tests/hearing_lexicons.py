"""The shipped lexicons and labelled sentences, loaded once for all tests of hearing."""

import functools
from pathlib import Path

from bot.content.hearing import LEXICONS, load_places
from bot.content.lexicon import load_lexicon
from bot.hearing import Lexicon, Places

ROOT = Path(__file__).resolve().parent.parent
DIALOGS = ROOT / "dialogs"
LABELLED = ROOT / "tests" / "hearing"


@functools.cache
def lexicon(language: str) -> Lexicon:
    return load_lexicon(DIALOGS / LEXICONS / f"{language}.toml")


@functools.cache
def places() -> Places:
    return load_places(DIALOGS)


def labelled(name: str) -> list[list[str]]:
    """The rows of a labelled set, without its first line."""
    lines = (LABELLED / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]
