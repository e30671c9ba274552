"""Telegram's HTML, read by Telegram's rules into text and entities; offsets count UTF-16 units."""

import re
from dataclasses import dataclass, field

from bot.local.refusal import bad

SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "a": "text_link",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
BARE = re.compile(r"[A-Za-z0-9.-]*")
ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
SPACE = re.compile(r"\s*")

Entity = dict[str, object]


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(slots=True)
class _Open:
    tag: str
    start: int  # UTF-16 units before it
    order: int  # among all that were opened
    kept: dict[str, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.said: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.opened = 0
        self.entities: list[tuple[int, Entity]] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end()
            elif self.source[self.at] == "<":
                self._start()
            else:
                self._say(self._character())
        if self.open:
            raise _fault(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        inner_last = sorted(self.entities, key=lambda pair: pair[0])
        return "".join(self.said), [entity for _, entity in inner_last]

    def _say(self, character: str) -> None:
        self.said.append(character)
        self.length += units(character)

    def _character(self) -> str:
        """The next character, decoded; an entity that Telegram does not know stays as typed."""
        if found := CHARACTER.match(self.source, self.at):
            sixteen, ten, name = found.groups()
            code = int(sixteen, 16) if sixteen else int(ten) if ten else ord(NAMED[name])
            if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
                self.at = found.end()
                return chr(code)
        self.at += 1
        return self.source[self.at - 1]

    def _start(self) -> None:
        begin = self.at
        tag = self._until_space_or_close(begin + 1).lower()
        if self.at >= len(self.source):
            raise self._fault("Unclosed start tag", begin)
        if tag not in SIMPLE:
            raise self._fault(f'Unsupported start tag "{tag}"', begin)
        kept = self._attributes(tag, begin)
        if tag == "span" and kept.get("class") != "tg-spoiler":
            raise self._fault('Tag "span" must have class "tg-spoiler"', begin)
        self.opened += 1
        self.open.append(_Open(tag, self.length, self.opened, kept))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        kept: dict[str, str] = {}
        while True:
            self._space(begin)
            if self.source[self.at] == ">":
                self.at += 1
                return kept
            name = self._take(ATTRIBUTE)
            if not name:
                raise self._fault(f'Empty attribute name in the tag "{tag}"', begin)
            self._space(begin)
            if self.source[self.at] != "=":
                kept[name.lower()] = ""
                continue
            self.at += 1
            self._space(begin)
            kept[name.lower()] = self._value(begin)

    def _value(self, begin: int) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            token = self.at
            value = self._take(BARE).lower()
            if self.at < len(self.source) and not re.match(r"[\s>]", self.source[self.at]):
                raise self._fault("Unexpected end of name token", token)
        else:
            self.at += 1
            parts = []
            while self.at < len(self.source) and self.source[self.at] != quote:
                parts.append(self._character())
            self.at += 1
            value = "".join(parts)
        if self.at >= len(self.source):
            raise self._fault("Unclosed start tag", begin)
        return value

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fault("Unexpected end tag", begin)
        name = self._until_space_or_close(begin + 2).lower()
        self._take(SPACE)
        if self.at >= len(self.source) or self.source[self.at] != ">":
            raise self._fault("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            where = self._byte(begin)
            raise _fault(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if self.length == opened.start:
            return
        entity: Entity = {
            "type": SIMPLE[opened.tag],
            "offset": opened.start,
            "length": self.length - opened.start,
        }
        if finish(entity, opened.tag, opened.kept, self._inside(opened)):
            self.entities.append((opened.order, entity))

    def _inside(self, opened: _Open) -> str:
        said = "".join(self.said).encode("utf-16-le")
        return said[2 * opened.start :].decode("utf-16-le")

    def _until_space_or_close(self, start: int) -> str:
        self.at = start
        return self._take(re.compile(r"[^\s>]*"))

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        assert found is not None  # every pattern here may match nothing
        self.at = found.end()
        return found.group()

    def _space(self, begin: int) -> None:
        self._take(SPACE)
        if self.at >= len(self.source):
            raise self._fault("Unclosed start tag", begin)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _fault(self, what: str, at: int) -> Exception:
        return _fault(f"{what} at byte offset {self._byte(at)}")


def finish(entity: Entity, tag: str, kept: dict[str, str], inside: str) -> bool:
    """Add what the tag's attributes say; False when Telegram would drop the entity."""
    if tag == "a":
        entity["url"] = kept.get("href", "") or inside
        return bool(re.match(r"(https?|tg|mailto|tel):|[\w-]+(\.[\w-]+)+", str(entity["url"])))
    if tag == "code" and kept.get("class", "").startswith("language-"):
        entity["language"] = kept["class"].removeprefix("language-")
    if tag == "blockquote" and "expandable" in kept:
        entity["type"] = "expandable_blockquote"
    if tag == "tg-emoji":
        entity["custom_emoji_id"] = kept.get("emoji-id", "")
        if not str(entity["custom_emoji_id"]).isdigit():
            raise _fault("Invalid custom emoji identifier specified")
    if tag == "tg-time":
        if not kept.get("unix", "").isdigit():
            raise _fault("Invalid date-time specified")
        entity["unix_time"] = int(kept["unix"])
        if kept.get("format"):
            entity["date_time_format"] = kept["format"]
    return True


def read(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of a message in HTML; refuses what Telegram refuses."""
    return _Reader(source).read()


def _fault(what: str) -> Exception:
    return bad(f"can't parse entities: {what}")
