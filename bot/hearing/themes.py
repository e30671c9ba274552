"""What a word is about: pills, night, farewell, partner. One language's lists, as authors write them."""

from collections.abc import Mapping
from typing import Final

from bot.hearing.normal import parts

SHORTEST_BEGINNING: Final = 3


class BadThemes(Exception):
    """A list of themes cannot be read: which file, which theme, and what would be right."""

    def __init__(self, lang: str, theme: str, remedy: str) -> None:
        super().__init__(f"themes/{lang}.toml, {theme}: {remedy}")


class Themes:
    """The themes of a word; `begin*` in a list takes every word that begins so."""

    def __init__(self, lang: str, lists: Mapping[str, object]) -> None:
        """Theme -> its words, with blanks between them. Raises `BadThemes`."""
        self.names = tuple(f"<{name}>" for name in lists)
        self._exact: dict[str, tuple[str, ...]] = {}
        self._begun: dict[str, tuple[str, ...]] = {}
        for name, words in lists.items():
            about = (f"<{name}>",)
            for word, begins in _entries(lang, name, words):
                kept = self._begun if begins else self._exact
                kept[word] = kept.get(word, ()) + about

    def of(self, word: str) -> tuple[str, ...]:
        """The themes of a folded word, as `<pills>`; most words have none or one."""
        found = self._exact.get(word, ())
        begun = self._begun
        for end in range(SHORTEST_BEGINNING, len(word) + 1):
            if more := begun.get(word[:end]):
                found += more
        return found


def _entries(lang: str, name: str, words: object) -> list[tuple[str, bool]]:
    if not isinstance(words, str):
        raise BadThemes(lang, name, "write words between quotes, with blanks between them")
    entries = []
    for entry in words.split():
        word, begins = parts(entry.rstrip("*")), entry.endswith("*")
        if len(word) != 1 or not word[0].isalnum():
            raise BadThemes(lang, name, f"{entry!r} is not one word")
        if begins and len(word[0]) < SHORTEST_BEGINNING:
            raise BadThemes(lang, name, f"{entry!r} is too short to stand for what begins so")
        entries.append((word[0], begins))
    return entries
