"""What was typed, made plain: one case, no accents, no hidden letters, split into words and breaks."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 8_192  # characters heard; NFKC can make several of one
_EIGHTEEN: Final = "\ufdfa"  # and of this one eighteen, in the time of a whole long message
STOP: Final = "."  # between sentences
PAUSE: Final = ","  # between parts of a sentence

_BARE: Final = {
    0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x0060: "'", 0x00B4: "'", 0x2032: "'",
    0x201C: '"', 0x201D: '"', 0x201E: '"', 0x00AB: '"', 0x00BB: '"',
    ord("ё"): "е", ord("œ"): "oe", ord("æ"): "ae", ord("ø"): "o", ord("ł"): "l", ord("ı"): "i",
    ord("ß"): "ss",
}  # fmt: skip


def _table() -> dict[int, str | None]:
    """Latin letters lose their accents; й keeps its breve, for и is another letter."""
    table: dict[int, str | None] = dict(_BARE)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1 and parts[0].isalpha():
            table[code] = parts[0]
    hidden = (0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010))
    for code in (*hidden, *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0x0300, 0x0370)):
        table[code] = None
    table.update(dict.fromkeys(range(0xFE00, 0xFE10)))
    return table


_TABLE: Final = _table()
# Letters one by one, "s u i c i d e" or "k.m.s": one mark between them, so two spaces part words.
_LETTER_AND_MARK: Final = r"(?<![^\W_])[^\W\d_](?:[ .*_-][^\W\d_](?![^\W_]))"
_SPACED: Final = re.compile(_LETTER_AND_MARK + "{2,}")
_SPACED_TOO: Final = re.compile(_LETTER_AND_MARK + "{1,}")  # "t o", beside such a word
_PART: Final = re.compile(
    r"[^\W_]+(?:['@$*!|]+[^\W_]+)*"  # a word, with what may stand inside it
    r"|[.!?;\n\r…]+"
    r"|[,:()\"\[\]{}]|[—–]|\s-+\s"
    r"|[^\w\s'@$*|`~^+=<>/\\#%&_-]"  # an emoji or another sign parts as a comma does
)
_ELIDED: Final = frozenset(
    ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
)
_WORDS_OF_ONE_LETTER: Final = frozenset("aeiouyявскоуиаб")
_LETTER_RUN: Final = (
    5  # that many single letters in a row are a word spelled out, whatever they are
)


def plain(text: str) -> str:
    """Lower case, compatible forms, no accents, no hidden characters."""
    text = text[:LONGEST]
    if not text.isascii():
        text = text.replace(_EIGHTEEN, " ")
        text = unicodedata.normalize("NFKC", text)[:LONGEST].casefold()
        text = unicodedata.normalize("NFKC", text)[:LONGEST]
        return text.translate(_TABLE)
    return text.lower()


def parts(text: str) -> list[str]:
    """Words, `STOP` and `PAUSE`, in order."""
    found: list[str] = []
    for part in _PART.findall(_unspaced(plain(text))):
        if part[0].isalnum():
            found.extend(_words(part) if "'" in part else (part,))
        elif (mark := _mark(part)) and found and found[-1] != STOP:
            if found[-1] == PAUSE:
                found[-1] = mark
            else:
                found.append(mark)
    return _without_staccato(found)


def _unspaced(text: str) -> str:
    joined = _SPACED.sub(_joined, text)
    return joined if joined == text else _SPACED_TOO.sub(_joined, joined)


def _joined(match: re.Match[str]) -> str:
    letters = match[0][::2]
    if len(letters) < _LETTER_RUN and _WORDS_OF_ONE_LETTER.issuperset(letters):
        return match[0]
    return letters


def _words(part: str) -> list[str]:
    """ "don't" is one word; "j'ai" is two."""
    before, _, after = part.partition("'")
    if before in _ELIDED and after:
        return [before, *_words(after)]
    return [part.replace("'", "")]


def _mark(part: str) -> str:
    if part.isspace() and "\n" not in part:
        return ""
    if part in ("…", "...", "..") or (part[0] == "." and set(part) == {"."} and len(part) > 1):
        return PAUSE
    return STOP if part[0] in ".!?;\n\r…" else PAUSE


def _without_staccato(found: list[str]) -> list[str]:
    """ "I. Want. To. Sleep." is one sentence."""
    stops = found.count(STOP)
    if stops < 2:
        return found
    words = len(found) - stops - found.count(PAUSE)
    if words >= 3 and stops * 1.5 >= words:
        return [part for part in found if part != STOP]
    return found
