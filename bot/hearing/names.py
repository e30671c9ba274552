"""A name as somebody gives it: "call me Ada" is Ada."""

from collections.abc import Iterable

AROUND = " \t\n\"'“”«»,.:;!¡"


def name_given(text: str, ways: Iterable[str]) -> str:
    """What is left when the ways of saying a name are taken off; all of it when nothing is left."""
    said = sorted(map(_alike, ways), key=len, reverse=True)
    name = text.strip(AROUND)
    while (way := _begins(name, said)) and (rest := name[len(way) :].strip(AROUND)):
        name = rest
    return name or text.strip()


def _begins(name: str, ways: Iterable[str]) -> str:
    """The longest way with which this begins, as a whole word."""
    alike = _alike(name)
    starts = (way for way in ways if way and alike.startswith(way))
    return next((way for way in starts if not alike[len(way) : len(way) + 1].isalnum()), "")


def _alike(words: str) -> str:
    """Of the same length, however the phone wrote the apostrophe."""
    return words.strip().lower().replace("’", "'")
