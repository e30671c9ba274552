"""Shades of meaning: what words share that no list of themes holds.

Each word's beginning and each theme tints a few shades, a little or much; the shades that come out
lean toward a kind of danger or away from it. That is a neural network of one rectified layer over a
bag of words (as in Iyyer et al., "Deep Unordered Composition", ACL 2015), learnt from the same
sentences as `danger_weights` and added to it. Its table can be checked, but not read.
"""

from array import array
from collections.abc import Iterable
from math import sqrt
from operator import mul
from sys import byteorder
from typing import Final

from bot.hearing.danger_rows import BadWeights, read
from bot.hearing.danger_table import KINDS

FILE: Final = "shades.tsv"
SHADE_UNIT: Final = 64  # of the table's numbers to one
FEWEST: Final = 8  # beginnings and themes; fewer tint as little as if they were so many
START: Final = "(start)"  # the row from which every message's shades begin
_ZERO: Final = 128  # what a tint is kept above, so that none is below nothing
_LANE: Final = array("I").itemsize  # bytes of one shade in a row; a row is one long whole number


class Shades:
    """The table: how each beginning and theme tints the shades, and where each shade leans."""

    def __init__(self, table: Iterable[str]) -> None:
        """`table`: its lines, the first of them naming the columns. Raises `BadWeights`."""
        self._tints: dict[str, int] = {}
        ends: dict[str, list[float]] = {}
        columns: list[str] = []
        for number, line in enumerate(table, 1):
            if number == 1:
                columns = line.split("\t")[1:]
                continue
            feature, tints = read(FILE, number, line, columns)
            if feature.startswith("("):
                ends[feature] = [one / SHADE_UNIT for one in tints]
            else:
                self._tints[feature] = _row(tints)
        if absent := [name for name in (START, *map(leaning, KINDS)) if name not in ends]:
            raise BadWeights(FILE, 2, f"lines are needed for {', '.join(absent)}")
        self._start = ends[START]
        self._leanings = [ends[leaning(kind)] for kind in KINDS]

    def leanings(self, found: Iterable[str]) -> list[float]:
        """Toward each of `KINDS`, as logarithms of odds, of a message's beginnings and themes."""
        tints = self._tints
        rows = [tints[one] for one in found if one in tints]
        shades = self._start
        if rows:
            grey, size = _ZERO * len(rows), SHADE_UNIT * sqrt(max(FEWEST, len(rows)))
            sums = array("I", sum(rows).to_bytes(_LANE * len(shades), byteorder))
            pairs = zip(self._start, sums, strict=True)
            shades = [start + (one - grey) / size for start, one in pairs]
        bright = [shade if shade > 0 else 0.0 for shade in shades]
        return [sum(map(mul, bright, leans)) for leans in self._leanings]


def leaning(kind: str) -> str:
    """The name of the row that says where each shade leans for a kind."""
    return f"({kind})"


def _row(tints: Iterable[int]) -> int:
    """All shades in one number, each in a lane of its own: rows are added by one addition."""
    lanes = array("I", (max(0, min(2 * _ZERO, one + _ZERO)) for one in tints))
    return int.from_bytes(lanes.tobytes(), byteorder)
