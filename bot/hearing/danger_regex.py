"""A phrase's tree written as a regular expression over words, each word being one character."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bot.hearing.danger_phrase import Edge, Either, Gap, Node, Pause, Perhaps, Row, Together, Word
from bot.hearing.normal import PAUSE, STOP

_FILLERS: Final = 3  # "I just really, like, want to": so many little words may always stand between


class Writer:
    """Writes one language's phrases; knows its little words, its "not" and its "and"."""

    def __init__(
        self,
        codes: Callable[[Word], frozenset[str]],
        special: Mapping[str, tuple[Word, ...]],
        *,
        across: bool = True,
    ) -> None:
        """`across`: a comma may stand between two words. What takes danger back ends at a comma:
        "I can't go on, I want to die" denies nothing."""

        def of(name: str) -> str:
            return _ranges({code for word in special.get(name, ()) for code in codes(word)})

        self._codes = codes
        pause = PAUSE if across else ""
        little = pause + of("filler")
        self._between = f"[{little}]{{0,{_FILLERS}}}" if little else ""
        self._gap = f"[^{STOP}{PAUSE}{of('not')}]"
        edge = STOP + PAUSE + of("joiner")
        self._begins = rf"(?<![^{edge}])" + self._between
        self._ends = rf"{self._between}(?![^{edge}])"

    def regex(self, node: Node, *, whole: bool = False) -> str:
        """The expression's text. `whole`: nothing else is said, but for little words and marks."""
        written = self._write(node)
        if not whole:
            return written
        around = f"(?:{self._between}[{STOP}]?){{0,2}}"
        return rf"\A{around}{written}{around}\Z"

    def _write(self, node: Node) -> str:
        match node:
            case Word():
                return _choice(self._codes(node))
            case Gap(most):
                return f"{self._gap}{{0,{most}}}"
            case Edge(begins):
                return self._begins if begins else self._ends
            case Pause():
                return f"{PAUSE}+"
            case Row(items):
                return self._row(items)
            case Either(ways):
                return self._either(ways)
            case Perhaps(item):
                return f"(?:{self._write(item)})?"
            case Together():
                raise TypeError("& joins whole phrases; each side is written by itself")

    def _row(self, items: Iterable[Node]) -> str:
        written, started = "", False
        for item in items:
            inner = item.item if isinstance(item, Perhaps) else item
            apart = self._between if started and not isinstance(inner, Gap | Edge | Pause) else ""
            one = self._write(inner)
            if isinstance(item, Perhaps):
                # Before the first word that must be, the little words come after what may be.
                one = f"(?:{apart}{one})?" if started else f"(?:{one}{self._between})?"
                written += one
                continue
            written += apart + one
            started = started or not isinstance(inner, Edge)
        return written

    def _either(self, ways: Iterable[Node]) -> str:
        single: set[str] = set()
        longer: list[str] = []
        for way in ways:
            if isinstance(way, Word):
                single |= self._codes(way)
            else:
                longer.append(self._write(way))
        choices = ([_choice(single)] if single else []) + longer
        return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _choice(codes: Iterable[str]) -> str:
    written = _ranges(codes)
    return written if len(written) == 1 else f"[{written}]"


def _ranges(codes: Iterable[str]) -> str:
    """Neighbours as a range: half a second less to start with six languages."""
    written: list[str] = []
    for code in sorted(codes):
        if written and ord(code) == ord(written[-1][-1]) + 1:
            written[-1] = f"{written[-1][0]}-{code}"
        else:
            written.append(code)
    return "".join(written)
