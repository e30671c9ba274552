"""A number in what was typed: "7ish", "seven", "7-8", "siete y medio", "8 out of 10"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.hearing.fold import plain

LONGEST = 200  # characters; a longer message is a story, not a number
LONE = 2  # words: in a longer message "one" is a pronoun

_DIGITS = re.compile(r"(?<![\d.,:])-?\d{1,4}(?:[.,]\d{1,2})?(?![\d:]|[.,]\d)")
_BELOW_ZERO = re.compile(r"\s*[-−]\s*\d")
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|[-–—~+/%]")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """One language's numbers."""

    units: Mapping[str, int] = field(default_factory=dict)  # zero to nineteen
    tens: Mapping[str, int] = field(default_factory=dict)
    pronouns: Sequence[str] = ()  # one, un: no number in a longer message
    halves: Sequence[str] = ()  # "and a half"
    joins: Sequence[str] = ()  # "treinta y cuatro"
    to: Sequence[str] = ()  # "7 to 8", "7 or 8"
    out_of: Sequence[str] = ()  # "8 out of 10"
    since: Sequence[str] = ()  # "from 9 to 4": the second counts
    now: Sequence[str] = ()  # "it was 9, now 6"
    measures: Sequence[str] = ()  # what a number may count that is no answer: minutes, pm


class Numbers:
    """One language's numbers, compiled once."""

    def __init__(self, data: NumberWords) -> None:
        self._data = data
        self._words = {plain(w): n for w, n in data.units.items()}
        self._tens = {plain(w): n for w, n in data.tens.items()}
        self._pronouns = frozenset(map(plain, data.pronouns))
        self._joins = frozenset(map(plain, data.joins))
        self._measures = frozenset(map(plain, data.measures))
        to = "|".join(["[-–—/]", *(rf"\b{re.escape(plain(w))}\b" for w in data.to)])
        out_of = "|".join(["/", *(rf"\b{re.escape(plain(w))}\b" for w in data.out_of)])
        number = r"(\d+(?:[.,]\d+)?)"
        self._half = re.compile(rf"(\d+)\s+(?:{_either(data.halves)})(?!\w)")
        self._out_of = re.compile(rf"{number}\s*(?:{out_of})\s*(?:10|100)\b")
        self._range = re.compile(
            rf"(\b(?:{_either(data.since)})\s+)?{number}\s*(?:{to})\s*{number}"
        )
        self._now = re.compile(rf"\b(?:{_either(data.now)})\b\D{{0,20}}?{number}")

    def find(self, text: str, low: int, high: int) -> int | None:
        """The one number meant, rounded up, when it lies within these bounds."""
        if len(text) > LONGEST or _BELOW_ZERO.match(text):
            return None
        digits = self.in_digits(text)
        found = self._meant(self._half.sub(r"\1.5", digits))
        if found is None or not low <= found <= high:
            return None
        return found

    def in_digits(self, text: str, pronouns: bool = False) -> str:
        """The text with its number words as digits; with `pronouns`, "one" is always 1."""
        words = (
            _WORD.findall(plain(text)) if not any(c in text for c in ":") else plain(text).split()
        )
        many = len(words) > LONE and not pronouns
        out: list[str] = []
        place = 0
        while place < len(words):
            said, taken = self._number(words, place, many)
            out.append(said)
            place += taken
        return " ".join(out)

    def _number(self, words: list[str], place: int, many: bool) -> tuple[str, int]:
        word = words[place]
        if word in self._tens:
            rest = place + 1
            if rest < len(words) and (words[rest] in self._joins or words[rest] == "-"):
                rest += 1
            unit = self._words.get(words[rest], 0) if rest < len(words) else 0
            if 0 < unit < 10:
                return str(self._tens[word] + unit), rest + 1 - place
            return str(self._tens[word]), 1
        if word in self._words and not (many and word in self._pronouns):
            if word in self._pronouns and self._is_number(words[place + 1 : place + 2]):
                return word, 1
            return str(self._words[word]), 1
        return word, 1

    def _is_number(self, after: list[str]) -> bool:
        return any(w in self._words or w in self._tens or w[0].isdigit() for w in after)

    def _meant(self, digits: str) -> int | None:
        out_of = {_up(n) for n in self._out_of.findall(digits)}
        if out_of:
            return out_of.pop() if len(out_of) == 1 else None
        now = self._now.search(digits)
        ranged = self._range.search(digits)
        if now and not (ranged and ranged.start() >= now.start()):
            return _up(now[1])
        if ranged:
            both = _up(ranged[2]), _up(ranged[3])
            return both[1] if ranged[1] else max(both)
        said = {_up(match[0]) for match in _DIGITS.finditer(digits) if self._counts(digits, match)}
        return said.pop() if len(said) == 1 else None

    def _counts(self, digits: str, match: "re.Match[str]") -> bool:
        after = digits[match.end() :].split(maxsplit=1)
        return not (after and after[0] in self._measures)


def _either(words: Sequence[str]) -> str:
    """A pattern for any of these, spaced as `in_digits` spaces them; for none, one that never fits."""
    spaced = (" ".join(_WORD.findall(plain(word))) for word in words)
    return "|".join(map(re.escape, spaced)) or r"(?!)"


def _up(number: str) -> int:
    return -int(-float(number.replace(",", ".")) // 1)
