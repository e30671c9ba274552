"""A message's words as Telegram keeps them: trimmed, bounded, with entities; and back to HTML."""

import html as escapes
import re
from collections.abc import Iterable, Mapping

from bot.local.call import Call, shaped
from bot.local.html import Entity, read, units
from bot.local.ports import Json
from bot.local.refusal import bad

COMMAND = re.compile(r"(?<![\w/])/[a-zA-Z][a-zA-Z0-9_]{0,31}(?![\w/])")
LINK = re.compile(r"(?<![\w@])https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]")
SOLID = {"code", "pre"}  # nothing is nested in these
TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "custom_emoji": "tg-emoji", "spoiler": "tg-spoiler",
}  # fmt: skip


def written(call: Call, key: str, entities: str, limit: int) -> tuple[str, list[Entity]]:
    """What a call says under `key`, parsed; refuses what is too long after parsing."""
    source = call.text(key).replace("\r", "").replace("\0", " ")
    mode = call.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad("unsupported parse_mode")
    if mode:
        text, found = read(source)
    else:
        text, found = source, [_given(entity, units(source)) for entity in call.rows(entities)]
    text, found = _trimmed(text, _tidy(found))
    if units(text) > limit:
        raise bad("message caption is too long" if key == "caption" else "message is too long")
    return text, _sorted([*found, *noticed(text, found)])


def noticed(text: str, taken: Iterable[Json] = ()) -> list[Entity]:
    """Commands and addresses that Telegram finds by itself, outside links and code."""
    busy = [
        (int(str(one["offset"])), int(str(one["offset"])) + int(str(one["length"])))
        for one in taken
        if one["type"] in SOLID | {"text_link"}
    ]
    found: list[Entity] = []
    for kind, pattern in (("url", LINK), ("bot_command", COMMAND)):
        for match in pattern.finditer(text):
            start, length = units(text[: match.start()]), units(match.group())
            if all(start >= end or start + length <= begin for begin, end in busy):
                busy.append((start, start + length))
                found.append({"type": kind, "offset": start, "length": length})
    return _sorted(found)


def _given(entity: object, length: int) -> Entity:
    given = dict(shaped(entity, "MessageEntity"))
    try:
        start, size = int(str(given["offset"])), int(str(given["length"]))
    except (KeyError, ValueError):
        raise bad('can\'t parse MessageEntity: field "offset" must be a number') from None
    if start < 0 or size < 0 or start + size > length:
        raise bad("entity beyond the end of the message text")
    return given


def _tidy(found: list[Entity]) -> list[Entity]:
    """Nothing nests in code; `<pre><code class=language-x>` is one entity with a language."""
    kept: list[Entity] = []
    for one in _sorted(found):
        around = next((e for e in kept if e["type"] in SOLID and _within(one, e)), None)
        if around is None:
            kept.append(one)
        elif around["type"] == "pre" and "language" in one:
            around["language"] = one["language"]
    for one in kept:
        if one["type"] == "code":
            one.pop("language", None)
    return kept


def _within(inner: Json, outer: Json) -> bool:
    start, end = _span(inner)
    begin, stop = _span(outer)
    return begin <= start and end <= stop


def _span(entity: Json) -> tuple[int, int]:
    start = int(str(entity["offset"]))
    return start, start + int(str(entity["length"]))


def _trimmed(text: str, found: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at either end; entities move along or vanish."""
    cut = units(text) - units(text.lstrip())
    text = text.strip()
    length, kept = units(text), []
    for one in found:
        start, end = (min(max(edge - cut, 0), length) for edge in _span(one))
        if end > start:
            kept.append({**one, "offset": start, "length": end - start})
    return text, kept


def _sorted(found: Iterable[Entity]) -> list[Entity]:
    return sorted(found, key=lambda one: (_span(one)[0], -_span(one)[1]))


def as_html(text: str, entities: Iterable[Json]) -> str:
    """The message as Telegram HTML again, for tests and for reading."""
    spoken = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []  # where, ends before starts, nesting, tag
    for order, one in enumerate(entities):
        if not (tag := _tag(one)):
            continue
        start, end = _span(one)
        marks.append((start, 1, order, f"<{tag}>"))
        marks.append((end, 0, -order, f"</{tag.split()[0]}>"))
    parts, at = [], 0
    for where, _, _, tag in sorted(marks):
        parts += [_escaped(spoken[2 * at : 2 * where]), tag]
        at = where
    return "".join([*parts, _escaped(spoken[2 * at :])])


def _tag(one: Mapping[str, object]) -> str:
    kind = str(one["type"])
    if kind == "text_link":
        return f'a href="{escapes.escape(str(one["url"]))}"'
    if kind == "expandable_blockquote":
        return "blockquote expandable"
    if kind == "date_time":
        return f'tg-time unix="{one["unix_time"]}"'
    return TAGS.get(kind, "")


def _escaped(spoken: bytes) -> str:
    return escapes.escape(spoken.decode("utf-16-le"), quote=False)
