"""The small language in which a phrase of danger is written, read into a tree and made a pattern.

Over one message each word is one character, so a phrase is a regular expression over words. Every
repetition has a bound: time grows with the length of the message and with nothing else.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.hearing.normal import parts

GAP: Final = 3  # words that ".." may pass over
WIDEST_GAP: Final = 9

APART: Final = 12  # words, of whatever kind, that "&" may find between its two sides
MOST_SIDES: Final = 3
_CLOSING: Final = (")", "/", "&")

_LEXEME: Final = re.compile(r"\.\.\d*|[()/?^$&,]|<[a-z_]*>?|[^\s()/?<>^$&,]+")


class BadPhrase(Exception):
    """A phrase cannot be read; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `stem` takes every word that begins so."""

    text: str
    stem: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words, none of them a "not", none beyond a comma."""

    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a part of a sentence begins or ends."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A comma that must be there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of these."""

    ways: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Perhaps:
    """This or nothing."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class Together:
    """All of these, in any order, `APART` words apart at most. Stands only at the top."""

    sides: "tuple[Node, ...]"


Node = Word | Gap | Edge | Pause | Row | Either | Perhaps | Together


def read(phrase: str, sets: Mapping[str, Node]) -> Node:
    """The tree of one phrase; raises `BadPhrase`."""
    rest, sides = _LEXEME.findall(phrase), list[Node]()
    while True:
        side, rest = _row(rest, sets)
        if not _has_word(side):
            raise BadPhrase("there must be at least one word that is not optional")
        sides.append(side)
        if not rest:
            return _any_order(sides)
        if rest[0] != "&":
            raise BadPhrase(f"{rest[0]!r} closes nothing; write ( before it or leave it out")
        rest = rest[1:]


def _any_order(sides: list[Node]) -> Node:
    if len(sides) > MOST_SIDES:
        raise BadPhrase(f"& joins at most {MOST_SIDES} things")
    return sides[0] if len(sides) == 1 else Together(tuple(sides))


def _row(lexemes: list[str], sets: Mapping[str, Node]) -> tuple[Node, list[str]]:
    items: list[Node] = []
    while lexemes and lexemes[0] not in _CLOSING:
        item, lexemes = _item(lexemes, sets)
        ways = [item]
        while lexemes and lexemes[0] == "/" and _binds(lexemes):
            item, lexemes = _item(lexemes[1:], sets)
            ways.append(item)
        node = ways[0] if len(ways) == 1 else Either(tuple(ways))
        if lexemes and lexemes[0] == "?":
            node, lexemes = Perhaps(node), lexemes[1:]
        items.append(node)
    if not items:
        raise BadPhrase("there is nothing on one side of a / or between ( and )")
    return (items[0] if len(items) == 1 else Row(tuple(items))), lexemes


def _binds(lexemes: list[str]) -> bool:
    return len(lexemes) > 1 and lexemes[1] not in (*_CLOSING, "?")


def _item(lexemes: list[str], sets: Mapping[str, Node]) -> tuple[Node, list[str]]:
    first, rest = lexemes[0], lexemes[1:]
    if first == "(":
        return _group(rest, sets)
    if first == "?":
        raise BadPhrase("? follows the word that may be left out")
    if first in "^$":
        return Edge(begins=first == "^"), rest
    if first == ",":
        return Pause(), rest
    if first.startswith(".."):
        most = int(first[2:] or GAP)
        if not 1 <= most <= WIDEST_GAP:
            raise BadPhrase(f"{first} is too wide; write ..1 to ..{WIDEST_GAP}")
        return Gap(most), rest
    if first.startswith("<"):
        name = first.strip("<>")
        if name not in sets:
            known = ", ".join(sorted(sets)) or "none"
            raise BadPhrase(f"no words named <{name}> above this line (there are: {known})")
        return sets[name], rest
    return _word(first), rest


def _group(lexemes: list[str], sets: Mapping[str, Node]) -> tuple[Node, list[str]]:
    ways: list[Node] = []
    while True:
        way, lexemes = _row_in_group(lexemes, sets)
        ways.append(way)
        if not lexemes:
            raise BadPhrase("( is never closed; write ) after the last choice")
        closing, lexemes = lexemes[0], lexemes[1:]
        if closing == "&":
            raise BadPhrase("& stands between whole phrases, not inside ( )")
        if closing == ")":
            return (ways[0] if len(ways) == 1 else Either(tuple(ways))), lexemes


def _row_in_group(lexemes: list[str], sets: Mapping[str, Node]) -> tuple[Node, list[str]]:
    items: list[Node] = []
    while lexemes and lexemes[0] not in _CLOSING:
        node, lexemes = _item(lexemes, sets)
        if lexemes and lexemes[0] == "?":
            node, lexemes = Perhaps(node), lexemes[1:]
        items.append(node)
    if not items:
        raise BadPhrase("there is nothing on one side of a / or between ( and )")
    return (items[0] if len(items) == 1 else Row(tuple(items))), lexemes


@cache
def _word(lexeme: str) -> Node:
    stem = lexeme.endswith("*")
    words = parts(lexeme.rstrip("*"))
    if not words or not all(word.isalnum() for word in words):
        raise BadPhrase(f"{lexeme!r} is not a word; leave punctuation out")
    if stem and len(words[-1]) < 3:
        raise BadPhrase(
            f"{lexeme!r} is too short to stand for words that begin so; 3 letters or more"
        )
    spoken = [Word(word) for word in words[:-1]] + [Word(words[-1], stem)]
    if len(spoken) == 1:
        return spoken[0]
    return Either((Row(tuple(spoken)), Word("".join(words), stem)))  # j'ai, and jai


def _has_word(node: Node) -> bool:
    match node:
        case Word():
            return True
        case Row(items):
            return any(_has_word(item) for item in items)
        case Either(ways):
            return all(_has_word(way) for way in ways)
        case _:
            return False


def words_of(node: Node) -> Iterable[Word]:
    """Every word in a tree, repeated as often as it stands there."""
    match node:
        case Word():
            yield node
        case Row(items) | Either(items) | Together(items):
            for item in items:
                yield from words_of(item)
        case Perhaps(item):
            yield from words_of(item)
        case _:
            return


def anchor(node: Node, weight: Callable[[Word], int]) -> tuple[int, frozenset[Word]] | None:
    """The rarest words of which every match must hold one; None where nothing must be."""
    match node:
        case Word():
            return weight(node), frozenset({node})
        case Row(items) | Together(items):
            found = [one for one in (anchor(item, weight) for item in items) if one]
            return min(found, key=lambda one: one[0], default=None)
        case Either(ways):
            each = [anchor(way, weight) for way in ways]
            there = [one for one in each if one]
            if len(there) < len(each):
                return None
            words = frozenset().union(*(words for _, words in there))
            return sum(weight(word) for word in words), words
        case _:
            return None
