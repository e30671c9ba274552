"""Learns the shades of meaning that `bot/hearing/danger_shades.py` adds; called by `weigh.py`.

A network of one rectified layer over beginnings and themes, by Adam over small batches, with some
features and some shades left out at each step so that none is leant on alone. Seeded: the same
sentences give the same table, up to the last digit of a sum on another machine.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.hearing.danger_rows import written
from bot.hearing.danger_shades import FEWEST, SHADE_UNIT, START, leaning
from bot.hearing.danger_table import KINDS

MANY = 32  # shades
SEEN = 2  # in fewer sentences a feature tints nothing
ROUNDS = 12
BATCH = 64
STEP = 2e-3
FEATURES_LEFT_OUT = 0.2
SHADES_LEFT_OUT = 0.5

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Shading:
    """What was learnt. The last column of `leans` and the last of `any` stand for no danger."""

    names: dict[str, int]  # feature -> its row in `tints`
    tints: Numbers  # features x shades
    start: Numbers  # shades
    leans: Numbers  # shades x (kinds, none)
    any: list[float]  # (kinds, none): what all start from

    def leanings(self, found: Sequence[str]) -> list[float]:
        """Toward each kind and toward none."""
        rows = [self.names[one] for one in found if one in self.names]
        shades = self.start + self.tints[rows].sum(0) / max(FEWEST, len(rows)) ** 0.5
        return [*map(float, np.maximum(shades, 0) @ self.leans + np.array(self.any))]

    def lines(self) -> list[str]:
        """The table, its columns named."""
        against = (self.leans[:, :-1] - self.leans[:, -1:]).T
        return [
            "\t".join(("feature", *(f"{number}" for number in range(1, MANY + 1)))),
            written(START, SHADE_UNIT, self.start),
            *(
                written(leaning(kind), SHADE_UNIT, row)
                for kind, row in zip(KINDS, against, strict=True)
            ),
            *(
                written(name, SHADE_UNIT, self.tints[self.names[name]])
                for name in sorted(self.names)
            ),
        ]


def shade(found: Sequence[Sequence[str]], kinds: Sequence[int]) -> Shading:
    """From each sentence's features and the place of its kind; pairs of themes tint nothing."""
    chance = np.random.default_rng(5)
    single = [[one for one in each if "><" not in one] for each in found]
    counts = Counter(one for each in single for one in each)
    names = {one: row for row, one in enumerate(o for o, seen in counts.items() if seen >= SEEN)}
    rows = [np.array([names[one] for one in each if one in names], np.int64) for each in single]
    wanted = np.eye(len(KINDS) + 1, dtype=np.float32)[np.array(kinds)]
    weights = [
        chance.normal(0, 0.1, (len(names), MANY)).astype(np.float32),
        np.zeros(MANY, np.float32),
        chance.uniform(-1, 1, (MANY, len(KINDS) + 1)).astype(np.float32) / MANY**0.5,
        np.zeros(len(KINDS) + 1, np.float32),
    ]
    descent = Adam(weights)
    for _ in range(ROUNDS):
        for batch in _batches(chance.permutation(len(rows))):
            descent.step(_slopes(weights, [rows[one] for one in batch], wanted[batch], chance))
    tints, start, leans, ends = weights
    return Shading(names, tints, start, leans, [*map(float, ends)])


class Adam:
    """Kingma & Ba, ICLR 2015, with its usual constants; changes the weights in place."""

    def __init__(self, weights: Sequence[Numbers]) -> None:
        self._weights = weights
        self._mean = [np.zeros_like(one) for one in weights]
        self._square = [np.zeros_like(one) for one in weights]
        self._steps = 0

    def step(self, slopes: Sequence[Numbers]) -> None:
        self._steps += 1
        far = STEP * (1 - 0.999**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        every = zip(self._weights, slopes, self._mean, self._square, strict=True)
        for weight, slope, mean, square in every:
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            weight -= far * mean / (np.sqrt(square) + 1e-8)


def _batches(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for begin in range(0, len(order), BATCH):
        yield order[begin : begin + BATCH]


def _slopes(
    weights: Sequence[Numbers],
    rows: Sequence[NDArray[np.int64]],
    wanted: Numbers,
    chance: np.random.Generator,
) -> list[Numbers]:
    tints, start, leans, ends = weights
    kept = [each[chance.random(len(each)) > FEATURES_LEFT_OUT] for each in rows]
    sizes = np.array([len(each) for each in kept])
    flat, owner = np.concatenate(kept), np.repeat(np.arange(len(kept)), sizes)
    scale = (1 / np.sqrt(np.maximum(FEWEST, sizes)))[:, None].astype(np.float32)
    sums = np.zeros((len(kept), MANY), np.float32)
    np.add.at(sums, owner, tints[flat])
    shades = sums * scale + start
    left = (chance.random(shades.shape) > SHADES_LEFT_OUT) / np.float32(1 - SHADES_LEFT_OUT)
    lit = ((shades > 0) * left).astype(np.float32)
    odds = (shades * lit) @ leans + ends
    odds = np.exp(odds - odds.max(1, keepdims=True))
    wrong = (odds / odds.sum(1, keepdims=True) - wanted) / np.float32(len(kept))
    back = (wrong @ leans.T) * lit
    of_tints = np.zeros_like(tints)
    np.add.at(of_tints, flat, (back * scale)[owner])
    return [of_tints, back.sum(0), (shades * lit).T @ wrong, wrong.sum(0)]
