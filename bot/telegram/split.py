"""A text too long for one message, as several, with nothing lost and no tag left open."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TEXT_LIMIT = 4096  # UTF-16 units, counted after entities are parsed
CAPTION_LIMIT = 1024
_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.S)
# What must not be parted from the character before it: joiners, marks, skin tones, flags' tails.
_CLINGS = re.compile(
    r"[\u200d\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)


def units(text: str) -> int:
    """UTF-16 units of plain text."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def length(text: str) -> int:
    """What Telegram counts: UTF-16 units once tags are gone and entities are characters."""
    return units(plain(text))


def plain(text: str) -> str:
    """The words without their markup, for the case that Telegram cannot parse it."""
    return html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text))


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Parts of at most `limit`, cut at paragraphs, else lines, else words, else anywhere."""
    if len(text) * 2 <= limit or length(text) <= limit:
        return [text]
    parts, rest = [], _Cut([], list(_pieces(text)))
    while rest.ahead:
        part, rest = rest.part(limit)
        if plain(part).strip():
            parts.append(part)
    return parts or [text]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag, an entity or a character."""

    source: str
    size: int = 0
    opens: str = ""
    closes: str = ""
    clings: bool = False


def _pieces(text: str) -> Iterator[_Piece]:
    before = ""
    for match in _PIECE.finditer(text):
        source = match[0]
        if name := match[2]:
            yield _Piece(source, closes=name) if match[1] else _Piece(source, opens=name)
            continue
        shown = html.unescape(source) if len(source) > 1 else source
        clings = bool(_CLINGS.match(shown)) or before == "\u200d"
        before = shown
        yield _Piece(source, units(shown), clings=clings)


@dataclass(slots=True)
class _Cut:
    """Tags that are open here, and what is still to be said."""

    open: list[_Piece]
    ahead: list[_Piece] = field(default_factory=list)

    def part(self, limit: int) -> tuple[str, "_Cut"]:
        end = self._end(limit)
        open_tags = list(self.open)
        said = [tag.source for tag in open_tags]
        for piece in self.ahead[:end]:
            said.append(piece.source)
            if piece.opens:
                open_tags.append(piece)
            elif piece.closes and open_tags:
                open_tags.pop()
        said += [f"</{tag.opens}>" for tag in reversed(open_tags)]
        return "".join(said), _Cut(open_tags, self.ahead[end:])

    def _end(self, limit: int) -> int:
        """Where to cut: after the last good border that still leaves the part well filled."""
        filled, after, borders = 0, 1, {"\n\n": 0, "\n": 0, " ": 0, "": 0}
        last = ""
        for at, piece in enumerate(self.ahead):
            if filled + piece.size > limit:
                break
            filled += piece.size
            if not piece.size:
                continue
            after = at + 1
            borders[""] = borders[""] if self._clings(after) else after
            if piece.source == "\n":
                borders["\n\n" if last == "\n" else "\n"] = after
            elif piece.source == " ":
                borders[" "] = after
            last = piece.source
        else:
            return len(self.ahead)
        ends = [at for at in borders.values() if self._filled(at) * 4 >= limit]
        return ends[0] if ends else max(1, borders[""] or after)

    def _clings(self, at: int) -> bool:
        return at < len(self.ahead) and self.ahead[at].clings

    def _filled(self, at: int) -> int:
        return sum(piece.size for piece in self.ahead[:at])
