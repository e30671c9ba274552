"""Which country a person means who answers "which country?" in their own words."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final

from babel import Locale

# Norway's code is what people of many languages type when they would rather not say.
NOT_A_CODE: Final = {"no"}
TYPED_IN: Final = ("en", "es", "de", "fr", "pt", "ru")
SHORTEST_WITH_TYPO: Final = 5
LONGEST_ANSWER: Final = 12  # words; a longer message does not answer "which country?"


def country_called(text: str, names: Mapping[str, str], codes: Collection[str]) -> str | None:
    """The code meant by a code, or by a name anywhere in a short answer; None when unsure.

    `names` are plain names to codes. A name that belongs to another place is never taken for a
    mistyped one of ours ("Island" is Iceland, not Ireland): a wrong number is worse than none.
    """
    said = plain(text)
    words = said.split()
    if not words or len(words) > LONGEST_ANSWER:
        return None
    if said in codes and said not in NOT_A_CODE:
        return said
    everywhere = {**_places(), **names}
    for start, end in _spans(len(words)):
        code = everywhere.get(" ".join(words[start:end]))
        if code is not None:
            return code if code in codes else None
    near = {code for name, code in names.items() if _one_typo(said, name)}
    return near.pop() if len(near) == 1 else None


def plain(text: str) -> str:
    """Lower case, no accents, words parted by one space: "  Perú!" is "peru"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare.replace(".", "")))


def _spans(length: int) -> Iterator[tuple[int, int]]:
    """Every run of words, the longest first, so that "south korea" comes before "korea"."""
    for size in range(length, 0, -1):
        for start in range(length - size + 1):
            yield start, start + size


@cache
def _places() -> Mapping[str, str]:
    """What the world's countries are called in the languages people type, from CLDR."""
    return {
        plain(name): code.lower()
        for language in TYPED_IN
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }


def _one_typo(said: str, name: str) -> bool:
    """Whether one letter changed, added, left out, or two swapped, makes one the other."""
    if min(len(said), len(name)) < SHORTEST_WITH_TYPO or abs(len(said) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(said, name, strict=False)) if a != b), None)
    if at is None:
        return True
    rest, other = said[at:], name[at:]
    swapped = rest[1::-1] + rest[2:] == other
    return swapped or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
