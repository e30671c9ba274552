"""What the house does not say, by language: words looked for in what every message says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.reading import Wrong

EVERYWHERE = "all"  # a table that holds in every language
MARKS = re.compile(r"[!¡]")
QUOTED = re.compile(r"<(i|blockquote|code)>.*?</\1>|“[^”]*”|«[^»]*»|\"[^\"]*\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Avoided:
    """Some words that are not said, and what to write instead."""

    name: str
    words: re.Pattern[str]
    write: str
    questions: bool = False  # avoided only in a question
    labels: bool = False  # avoided on buttons too; else a button is the person's own voice
    quoted: bool = False  # may stand in italics or quotes, as somebody else's words
    unless: re.Pattern[str] | None = None  # phrases in which the same words are all right


@dataclass(frozen=True, slots=True)
class Guide:
    """The tone guide of one language."""

    avoided: tuple[Avoided, ...] = ()
    longest: int = 0  # words in a sentence; 0: not looked at
    hardest: float = 0  # Flesch–Kincaid grade
    easiest: float = 0  # Fernández-Huerta score


def guide_of(table: Mapping[str, Any], language: str) -> Guide:
    """The guide from the tables of `tone.toml`."""
    here = {**table.get(EVERYWHERE, {}), **table.get(language, {})}
    reading = here.pop("reading", {})
    return Guide(
        tuple(_avoided(name, entry) for name, entry in here.items()),
        reading.get("longest", 0),
        reading.get("hardest", 0),
        reading.get("easiest", 0),
    )


def _avoided(name: str, entry: Mapping[str, Any]) -> Avoided:
    return Avoided(
        name,
        _any(entry.get("words", ())),
        str(entry.get("write", "")),
        bool(entry.get("questions", False)),
        bool(entry.get("labels", False)),
        bool(entry.get("quoted", False)),
        _any(entry["unless"]) if "unless" in entry else None,
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, words)) or r"(?!)", re.IGNORECASE)


def _pattern(word: str) -> str:
    """A phrase as whole words, over line breaks; a sign wherever it stands; `*` ends any way."""
    inner = r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in word.split())
    left = r"\b" if word[0].isalnum() else ""
    right = r"\b" if word[-1].isalnum() else ""
    return f"{left}{inner}{right}"


def tone(text: str, line: int, guide: Guide, label: bool = False) -> Iterator[Wrong]:
    """Faults of a piece of text that begins on `line`."""
    for avoided in guide.avoided:
        if label and not avoided.labels:
            continue
        for found in avoided.words.finditer(text):
            if avoided.questions and not _asks(text, found.end()):
                continue
            if avoided.quoted and _inside(found, QUOTED, text):
                continue
            if avoided.unless is not None and _inside(found, avoided.unless, text):
                continue
            here = line + text.count("\n", 0, found.start())
            said = re.sub(r"\s+", " ", found[0])
            yield Wrong(here, "tone", f"says {said!r} ({avoided.name})", avoided.write)


def _inside(found: re.Match[str], around: re.Pattern[str], text: str) -> bool:
    spans = (other.span() for other in around.finditer(text))
    return any(start <= found.start() and found.end() <= end for start, end in spans)


def _asks(text: str, start: int) -> bool:
    """Does the sentence around this place end with a question mark?"""
    end = re.search(r"[.?!\n]", text[start:])
    return end is not None and end[0] == "?"
