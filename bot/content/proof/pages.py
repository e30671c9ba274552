"""Read one page of words: each block, wording and label, and each fault it shows by itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from jinja2 import Environment, TemplateSyntaxError, nodes

from bot.content.page import BUTTON, Block, Label, label_name, read_page, wording_name
from bot.content.proof.ease import ease
from bot.content.proof.look import NONE
from bot.content.proof.markup import TAG, markup
from bot.content.proof.tone import Guide, tone
from bot.content.proof.walk import Walk
from bot.content.reading import BlockRead, LabelRead, Reading, Wording, Wrong

LIKE_A_BUTTON = re.compile(r"^[ \t]*\[([^\]\n]*)\]", re.M)
OPENS = re.compile(r"\{%-?\s*block\s+(\w+)")
CLOSES = re.compile(r"\{%-?\s*endblock\b")
CONDITION = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")
SAID = "…"  # stands for an answer where the words around it are judged

_jinja = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)


def read(text: str, language: str, guide: Guide) -> Reading:
    """The page in `text`. A page that cannot be parsed has one fault and no blocks."""
    lines = text.count("\n") + 1
    unclosed = [*_unclosed(text)]
    if unclosed:
        return Reading(wrong=tuple(unclosed), lines=lines)
    page = read_page(text)
    try:
        tree = _jinja.parse(page.source)
    except TemplateSyntaxError as error:
        wrong = Wrong(
            min(error.lineno, lines), "templates_valid", f"cannot be read: {error.message}"
        )
        return Reading(wrong=(wrong,), lines=lines)
    reader = _Page(language, guide, {block.name: block for block in tree.find_all(nodes.Block)})
    reader.outside(tree)
    blocks = {name: reader.block(block) for name, block in page.blocks.items()}
    for name, line in page.twice:
        reader.wrong.append(Wrong(line, "templates_valid", f"{name!r} is written twice"))
    reader.buttons_in_text(text)
    return Reading(blocks, tuple(sorted(reader.wrong, key=lambda wrong: wrong.line)), lines)


def _unclosed(text: str) -> Iterator[Wrong]:
    """A block that begins before the last one ended: everything after it would be lost."""
    open_at: tuple[str, int] | None = None
    signs = sorted([*OPENS.finditer(text), *CLOSES.finditer(text)], key=lambda sign: sign.start())
    for sign in signs:
        line = text.count("\n", 0, sign.start()) + 1
        if sign.re is CLOSES:
            open_at = None
        elif open_at is not None:
            break
        else:
            open_at = (sign[1], line)
    if open_at is not None:
        what = f"the block {open_at[0]!r} is not closed"
        yield Wrong(open_at[1], "templates_valid", what, "end it with {% endblock %}")


class _Page:
    """One page while it is being read."""

    def __init__(self, language: str, guide: Guide, trees: dict[str, nodes.Block]) -> None:
        self.language, self.guide, self.trees = language, guide, trees
        self.wrong: list[Wrong] = []

    def outside(self, tree: nodes.Template) -> None:
        """Words between blocks are never said."""
        for node in tree.body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData) and part.data.strip():
                        skipped = len(part.data) - len(part.data.lstrip())
                        line = part.lineno + part.data.count("\n", 0, skipped)
                        what = "words outside any block"
                        right = "put them into a {% block … %}"
                        self.wrong.append(Wrong(line, "labels_lead_somewhere", what, right))

    def block(self, block: Block) -> BlockRead:
        wordings = tuple(
            self.wording(self.trees[wording_name(block.name, number)])
            for number in range(len(block.wordings))
        )
        labels = {
            key: self.label(label, self.trees[label_name(block.name, key)])
            for key, label in block.labels.items()
        }
        self.apart(block)
        self.bridges(block)
        bridges = {key: label.text for key, label in block.bridges.items()}
        return BlockRead(block.line, _print(block), wordings, labels, bridges)

    def wording(self, tree: nodes.Block) -> Wording:
        walk = Walk()
        size = walk.all(tree.body, NONE)
        self.wrong += [*walk.wrong, *markup(tree.body)]
        text, line = "".join(_flat(tree)), _first_line(tree)
        self.wrong += tone(text, line, self.guide)
        plain = TAG.sub("", text).strip()
        self.wrong += ease(plain, line, self.language, self.guide)
        return Wording(line, size, tuple(walk.mentions))

    def label(self, label: Label, tree: nodes.Block) -> LabelRead:
        walk = Walk()
        size = walk.all(tree.body, NONE)
        mentions = tuple(replace(mention, line=label.line) for mention in walk.mentions)
        self.wrong += [replace(wrong, line=label.line) for wrong in walk.wrong]
        self.wrong += tone(label.text, label.line, self.guide, label=True)
        if "{" not in label.text and not any(sign.isalnum() for sign in label.text):
            what = f"the button [{label.key}] has no word, only {label.text!r}"
            self.wrong.append(Wrong(label.line, "labels_have_letters", what, "add a word"))
        if TAG.search(label.text):
            what = f"the button [{label.key}] has a tag in it; buttons are plain text"
            self.wrong.append(Wrong(label.line, "html_valid", what, "take the tag out"))
        return LabelRead(label.line, label.text, size, label.also, mentions)

    def bridges(self, block: Block) -> None:
        """There is something to carry out of the chat, in every wording of it."""
        for label in block.bridges.values():
            self.wrong += tone(label.text, label.line, self.guide, label=True)
            if not all("<pre>" in wording for wording in block.wordings):
                what = f"({label.key}) has nothing to carry in {block.name!r}"
                right = "put the words for somebody into <pre>…</pre>, in every wording"
                self.wrong.append(Wrong(label.line, "labels_lead_somewhere", what, right))
            if "{" in label.text:
                what, right = f"({label.key}): its label has an answer in it", "plain words"
                self.wrong.append(Wrong(label.line, "labels_lead_somewhere", what, right))

    def apart(self, block: Block) -> None:
        """No two buttons of a block read alike, nor mean the same when typed."""
        shown: dict[str, str] = {}
        typed: dict[str, str] = {}
        for label in block.labels.values():
            if (other := shown.setdefault(label.text.casefold(), label.key)) != label.key:
                what = f"[{label.key}] reads like [{other}]: {label.text!r}"
                self.wrong.append(Wrong(label.line, "labels_differ", what, "give one other words"))
            for word in label.also:
                if (other := typed.setdefault(word.casefold(), label.key)) != label.key:
                    what = f"{word!r} typed means both [{other}] and [{label.key}]"
                    right = "take it out of one"
                    self.wrong.append(Wrong(label.line, "labels_differ", what, right))

    def buttons_in_text(self, text: str) -> None:
        """Lines that only look like buttons, buttons under a condition, and repeated ones."""
        block, depth = "", 0
        seen: dict[tuple[str, str], int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if (opening := OPENS.search(line)) is not None:
                block, depth = opening[1], 0
            found = BUTTON.match(line)
            if found is not None and depth:
                what = f"the button [{found['key']}] stands inside an if; it is shown always"
                right = "let a rule in the flow lead to a state of its own"
                self.wrong.append(Wrong(number, "labels_lead_somewhere", what, right))
            if found is not None and seen.setdefault((block, found["key"]), number) != number:
                what = f"the button [{found['key']}] is written twice in {block!r}"
                self.wrong.append(Wrong(number, "labels_differ", what, "write it once, at the end"))
            if found is None and (like := LIKE_A_BUTTON.match(line)) is not None:
                what = f"[{like[1]}] looks like a button and is none"
                right = "a button is [key] Label, the key of small letters, digits and _"
                self.wrong.append(Wrong(number, "keys_never_printed", what, right))
            for sign in CONDITION.finditer(line):
                depth += -1 if sign[1].startswith("end") else 1


def _flat(node: nodes.Node) -> Iterator[str]:
    """The words of every branch in the order they are written, an ellipsis for each answer."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Output | nodes.If | nodes.For):
            yield from _flat(child)
        elif isinstance(node, nodes.Output):
            yield SAID


def _first_line(tree: nodes.Block) -> int:
    for node in tree.body:
        if isinstance(node, nodes.Output) and node.nodes:
            return node.nodes[0].lineno
        return node.lineno
    return tree.lineno


def _print(block: Block) -> str:
    """A short hash of what a block says, whatever its spacing."""
    labels = [f"[{label.key}] {label.text}" for label in block.labels.values()]
    labels += [f"({label.key}) {label.text}" for label in block.bridges.values()]
    words = " ".join(" ".join([*block.wordings, *labels]).split())
    return sha256(words.encode()).hexdigest()[:10]
