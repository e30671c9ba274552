"""One page of words, `en.j2`: its blocks, their wordings, and their buttons, read from the source.

Buttons are read here and never from rendered text: a person may type a line that looks like one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}(.*?)\{%-?\s*endblock\b.*?%\}", re.DOTALL)
BUTTON = re.compile(
    r"^[ \t]*\[(?P<key>\w+)\][ \t]+(?P<label>[^\n|]+?)[ \t]*(?:\|(?P<also>[^\n]*))?$", re.M
)
# What leads out of the chat: the words in <pre> are copied, or carried to a chat of one's choice.
BRIDGE = re.compile(r"^[ \t]*\((?P<key>copy|share)\)[ \t]+(?P<label>[^\n|]+?)[ \t]*$", re.M)
ANOTHER_WORDING = re.compile(r"^[ \t]*---[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class Label:
    key: str
    text: str  # a template of its own
    also: tuple[str, ...]  # words that mean the same when typed
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one state: one or more wordings, and the labels of its buttons."""

    name: str
    line: int
    wordings: tuple[str, ...]
    labels: Mapping[str, Label] = field(default_factory=dict)
    bridges: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    blocks: Mapping[str, Block]
    source: str  # what Jinja compiles: a block for each wording and each label, lines kept
    twice: tuple[tuple[str, int], ...] = ()  # blocks written twice, with their lines


def wording_name(block: str, number: int) -> str:
    return block if number == 0 else f"{block}__w{number}"


def label_name(block: str, key: str) -> str:
    return f"{block}__l_{key}"


def read_page(text: str) -> Page:
    """The page in `text`. Line numbers in the compiled source are those of the file."""
    blocks: dict[str, Block] = {}
    twice: list[tuple[str, int]] = []
    pieces, tail, end = [], [], 0
    for match in BLOCK.finditer(text):
        name, body, start = match[1], match[2], match.start(2)
        line = text.count("\n", 0, match.start()) + 1
        if name in blocks:
            twice.append((name, line))
            continue
        first = text.count("\n", 0, start) + 1
        labels = {label.key: label for label in _labels(body, first)}
        bridges = {label.key: label for label in _bridges(body, first)}
        bare = BRIDGE.sub("", BUTTON.sub("", body))
        wordings = tuple(wording.strip("\n ") for wording in ANOTHER_WORDING.split(bare))
        blocks[name] = Block(name, line, wordings, labels, bridges)
        pieces += [text[end : match.start()], _compilable(name, bare, match[0].count("\n"))]
        tail += [_one(label_name(name, label.key), label.text) for label in labels.values()]
        end = match.end()
    return Page(blocks, "".join([*pieces, text[end:], *tail]), tuple(twice))


def _labels(body: str, first_line: int) -> Iterator[Label]:
    for match in BUTTON.finditer(body):
        also = tuple(word.strip() for word in (match["also"] or "").split(",") if word.strip())
        line = first_line + body.count("\n", 0, match.start())
        yield Label(match["key"], match["label"].strip(), also, line)


def _bridges(body: str, first_line: int) -> Iterator[Label]:
    for match in BRIDGE.finditer(body):
        line = first_line + body.count("\n", 0, match.start())
        yield Label(match["key"], match["label"].strip(), (), line)


def _compilable(name: str, bare: str, lines: int) -> str:
    """The block's wordings as blocks of their own, on the lines where they stand in the file."""
    parts = ANOTHER_WORDING.split(bare)
    text = "".join(_one(wording_name(name, number), part) for number, part in enumerate(parts))
    return text + "\n" * (lines - text.count("\n"))


def _one(name: str, body: str) -> str:
    return f"{{% block {name} %}}{body}{{% endblock %}}"
