"""A typed message as plain small words, without case, accents, apostrophes; pauses are marked."""

import re
import unicodedata
from collections.abc import Iterable

Words = tuple[str, ...]

PAUSE = ","  # a comma, a dash, a bracket: a clause ends here
STOP = "."  # a full stop, a new line: nothing reaches across
LONGEST = 4096  # characters; Telegram's limit for one message

_TOKEN = re.compile(
    r"[^\W_]+"
    r"|[.!?…;\n]+"
    r"|[,:()\[\]–—]+|(?<=\s)-+(?=\s)"
    r"|[\u2639-\u263b\u2764\u2764\U0001f300-\U0001faff]"
)
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ\u200b\u200c\u200d\ufe0f\u00ad")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_STOPS = frozenset(".!?…;\n")
_PAUSES = frozenset(",:()[]–—-")


def plain(text: str) -> str:
    """Small letters without accents or apostrophes; digits and marks stay."""
    text = text[:LONGEST]
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
        split = unicodedata.normalize("NFKD", text.casefold())
        return "".join(c for c in split if not unicodedata.combining(c))
    return text.replace("'", "").replace("`", "").lower()


def fold(text: str) -> Words:
    """The words in order, with PAUSE and STOP between; three equal letters become two."""
    folded = _RUN.sub(r"\1\1", plain(text))
    return tuple(_mark(token) for token in _TOKEN.findall(folded))


def _mark(token: str) -> str:
    if token[0] in _STOPS:
        return STOP
    if token[0] in _PAUSES:
        return PAUSE
    return token


def spoken(words: Iterable[str]) -> Words:
    """The words alone, without the marks."""
    return tuple(word for word in words if word not in (PAUSE, STOP))
