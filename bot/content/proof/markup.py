"""HTML as Telegram reads it: a handful of tags, each closed in order, whatever branch is taken.

https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterator
from html import unescape

from jinja2 import nodes

from bot.content.reading import Wrong

TAGS = frozenset(
    (
        *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a"),
        *("code", "pre", "blockquote", "tg-emoji"),
    )
)
ALONE = frozenset({"code", "pre"})  # nothing may stand inside
TAG = re.compile(r"</?([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>")
LOOSE = re.compile(r"<|&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
ATTRIBUTES = {
    "a": re.compile(r'\s+href="[^"]+"\s*'),
    "span": re.compile(r'\s+class="tg-spoiler"\s*'),
    "blockquote": re.compile(r"(\s+expandable)?\s*"),
    "code": re.compile(r'(\s+class="language-[^"]+")?\s*'),
    "tg-emoji": re.compile(r'\s+emoji-id="\d+"\s*'),
}
PLAIN = re.compile(r"\s*")
SPOKEN = "\x00"  # stands for an answer, which is escaped and holds no tag

Open = tuple[str, ...]


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def visible(html: str) -> int:
    """How much of a message's limit a piece of HTML takes, once its tags are read."""
    return units(unescape(TAG.sub("", html)) if "<" in html or "&" in html else html)


def markup(body: list[nodes.Node]) -> Iterator[Wrong]:
    """Every fault of the HTML in a wording."""
    wrong: list[Wrong] = []
    left = _all(body, (), wrong)
    if left and not wrong:
        line = body[0].lineno if body else 1
        wrong.append(_wrong(line, f"<{left[-1]}> is not closed", f"</{left[-1]}>"))
    yield from wrong


def _wrong(line: int, what: str, right: str = "") -> Wrong:
    return Wrong(line, "html_valid", what, right)


def _all(body: list[nodes.Node], open_: Open, wrong: list[Wrong]) -> Open:
    for node in body:
        open_ = _one(node, open_, wrong)
    return open_


def _one(node: nodes.Node, open_: Open, wrong: list[Wrong]) -> Open:
    if isinstance(node, nodes.Output):
        parts = [p.data if isinstance(p, nodes.TemplateData) else SPOKEN for p in node.nodes]
        return _text("".join(parts), _first_line(node), open_, wrong)
    if isinstance(node, nodes.If):
        branches = [node.body, *(other.body for other in node.elif_), node.else_]
        return _same(node, [_all(branch, open_, wrong) for branch in branches], open_, wrong)
    if isinstance(node, nodes.For):
        ends = [_all(branch, open_, wrong) for branch in (node.body, node.else_)]
        return _same(node, ends, open_, wrong)
    return open_


def _first_line(node: nodes.Output) -> int:
    return node.nodes[0].lineno if node.nodes else node.lineno


def _same(node: nodes.Node, ends: list[Open], open_: Open, wrong: list[Wrong]) -> Open:
    if any(end != ends[0] for end in ends):
        tags = sorted({tag for end in ends for tag in {*end} ^ {*open_}})
        what = f"<{'>, <'.join(tags)}> is opened or closed in one branch only"
        wrong.append(_wrong(node.lineno, what, "open and close it in the same branch"))
        return open_
    return ends[0]


def _text(text: str, line: int, open_: Open, wrong: list[Wrong]) -> Open:
    at = 0
    for tag in TAG.finditer(text):
        here = line + text.count("\n", 0, tag.start())
        _loose(text, at, tag.start(), line, wrong)
        at = tag.end()
        name, closes = tag[1], tag[0].startswith("</")
        if name not in TAGS:
            what = f"{tag[0]} is no tag that Telegram knows"
            wrong.append(_wrong(here, what, "b, i, tg-spoiler and blockquote are"))
        elif closes:
            open_ = _close(name, open_, here, wrong)
        else:
            open_ = _opened(tag, name, open_, here, wrong)
    _loose(text, at, len(text), line, wrong)
    return open_


def _close(name: str, open_: Open, line: int, wrong: list[Wrong]) -> Open:
    if not open_ or open_[-1] != name:
        right = f"</{open_[-1]}> comes first" if open_ else f"open <{name}> before"
        wrong.append(_wrong(line, f"</{name}> closes what is not open", right))
        return tuple(tag for tag in open_ if tag != name)
    return open_[:-1]


def _opened(tag: re.Match[str], name: str, open_: Open, line: int, wrong: list[Wrong]) -> Open:
    if not ATTRIBUTES.get(name, PLAIN).fullmatch(tag[2].replace(SPOKEN, "0")):
        wrong.append(_wrong(line, f"{tag[0].replace(SPOKEN, '…')} is not how Telegram writes it"))
    if name in open_ or ALONE & {*open_}:
        inside = name if name in open_ else open_[-1]
        wrong.append(_wrong(line, f"<{name}> may not stand inside <{inside}>"))
    return (*open_, name)


def _loose(text: str, start: int, end: int, line: int, wrong: list[Wrong]) -> None:
    for sign in LOOSE.finditer(text, start, end):
        here = line + text.count("\n", 0, sign.start())
        right = "&lt;" if sign[0] == "<" else "&amp;"
        wrong.append(_wrong(here, f"a {sign[0]} that belongs to no tag", f"write {right}"))
