"""Learns how far words and themes lean toward danger: `python tests/hearing/weigh.py`.

Reads the open sentences (`danger.tsv`, `sentences/*.tsv`) and writes `dialogs/safety/weights.tsv`:
logistic regression over all kinds at once, by stochastic descent (AdaGrad), the same every time.
Beside it `shades.tsv`, which `shade.py` learns; for that NumPy is needed (among the development requirements).
What stands on the buttons of the transcripts teaches too, as harmless: people type it.
A fifth is left out five times and weighed by what the rest taught: this sets where a question
begins, and shows what to expect.
"""

import csv
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from pathlib import Path

from shade import Shading, shade

from bot.content.hearing import load_themes
from bot.hearing.danger_rows import written
from bot.hearing.danger_table import KINDS
from bot.hearing.danger_weights import ANY, UNIT, features
from bot.hearing.normal import PAUSE, STOP, parts
from bot.hearing.themes import Themes

HERE = Path(__file__).resolve().parent
DIALOGS = HERE.parent.parent / "dialogs"
TRANSCRIPTS = HERE.parent / "transcripts"
ABOUT_DANGER = ("ask", "crisis", "minor")  # how the names of such dialogs begin
OF_DANGER = re.compile(r"afraid|safe|danger|younger|miedo|salvo|peligro|menor", re.IGNORECASE)
WEIGHTS = DIALOGS / "safety/weights.tsv"
SHADES = DIALOGS / "safety/shades.tsv"
NONE = len(KINDS)  # the place of "no danger" beside the kinds
ROUNDS = 12
STEP = 0.1
PULL = 2e-5  # toward nothing, at each sentence
SEEN = 2  # in fewer sentences a feature says nothing
WORTH_KEEPING = 1  # of the table's units
FOLDS = 5
ASKED_FOR_NOTHING = 0.045  # of ordinary sentences, near misses too: the price of what is found


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is weighed of one, and the place of its kind."""

    features: tuple[str, ...]
    kind: int
    directness: str
    language: str


def sentences(themes: Mapping[str, Themes]) -> list[Sentence]:
    """All open ones."""
    rows = list(_rows(HERE / "danger.tsv"))
    for file in sorted((HERE / "sentences").glob("*.tsv")):
        rows += [{**row, "language": file.stem} for row in _rows(file)]
    rows += buttons()
    return [_sentence(row, themes) for row in rows]


def buttons() -> list[dict[str, str]]:
    """What our buttons say, each once, but for those that speak of danger."""
    found = set()
    for file in sorted(TRANSCRIPTS.rglob("*.txt")):
        if not file.parent.name.startswith(ABOUT_DANGER):
            language = "es" if file.stem.endswith("es") else "en"
            said = re.findall(r"^\[(.+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE)
            found |= {(language, words) for row in said for words in row.split("] [")}
    kind = {"kind": "none", "directness": "button"}
    return [
        {**kind, "language": language, "text": words}
        for language, words in sorted(found)
        if not OF_DANGER.search(words)
    ]


def learn(known: Sequence[Sentence]) -> dict[str, list[float]]:
    """Feature -> its leanings toward each kind, and last toward none; "" is what all start from."""
    counts = Counter(one for sentence in known for one in sentence.features)
    kept = [tuple(f for f in s.features if counts[f] >= SEEN) for s in known]
    weights = {one: [0.0] * (NONE + 1) for one, seen in counts.items() if seen >= SEEN}
    weights[""] = [0.0] * (NONE + 1)
    steps = {one: [1.0] * (NONE + 1) for one in weights}
    order, chance = list(range(len(known))), random.Random(5)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for place in order:
            _descend([*kept[place], ""], known[place].kind, weights, steps)
    return weights


def odds(weights: Mapping[str, list[float]], shading: Shading, found: Sequence[str]) -> float:
    """Of any danger against none, as a logarithm."""
    weighed = [sum(column) for column in zip(*_rows_of(weights, found), strict=True)]
    both = zip(weighed, shading.leanings(found), strict=True)
    leanings = _against_none([one + other for one, other in both])
    most = max(leanings)
    return most + log(sum(exp(one - most) for one in leanings))


def left_out(known: Sequence[Sentence]) -> list[tuple[Sentence, float]]:
    """Each sentence with its odds by what the others taught, a fifth being left out at a time."""
    order = [*known]
    random.Random(1).shuffle(order)
    found = []
    for fold in range(FOLDS):
        aside = order[fold::FOLDS]
        rest = [one for place, one in enumerate(order) if place % FOLDS != fold]
        weights, shading = learn(rest), _shade(rest)
        found += [(one, odds(weights, shading, one.features)) for one in aside]
    return found


def main() -> None:
    known = sentences(load_themes(DIALOGS))
    tried = left_out(known)
    calm = sorted(odd for one, odd in tried if one.directness == "ordinary")
    enough = calm[round(len(calm) * (1 - ASKED_FOR_NOTHING))]
    for how in ("outright", "indirect", "ordinary", "hard"):
        marks = [odd > enough for one, odd in tried if one.directness == how]
        print(f"{how}: {sum(marks)} of {len(marks)}, by weight alone, when left out")
    table = {one: _against_none(row) for one, row in learn(known).items()}
    shading = _shade(known)
    starts = zip(table.pop(""), _against_none(shading.any), strict=True)
    table[ANY] = [start + other - enough for start, other in starts]
    kept = {one: row for one, row in table.items() if _worth(row) or one == ANY}
    lines = [
        "\t".join(("feature", *KINDS)),
        *(written(one, UNIT, kept[one]) for one in sorted(kept)),
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    SHADES.write_text("\n".join(shading.lines()) + "\n", encoding="utf-8")
    print(f"{len(kept)} features kept in {WEIGHTS.name}, {len(shading.names)} in {SHADES.name}")


def _shade(known: Sequence[Sentence]) -> Shading:
    return shade([one.features for one in known], [one.kind for one in known])


def _against_none(row: Sequence[float]) -> list[float]:
    return [one - row[NONE] for one in row[:NONE]]


def _worth(row: Sequence[float]) -> bool:
    return max(map(abs, row)) * UNIT >= WORTH_KEEPING


def _rows_of(weights: Mapping[str, list[float]], found: Iterable[str]) -> list[list[float]]:
    return [weights[one] for one in (*found, "") if one in weights]


def _descend(
    found: list[str], kind: int, weights: dict[str, list[float]], steps: dict[str, list[float]]
) -> None:
    rows = [weights[one] for one in found]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    most = max(totals)
    shares = [exp(total - most) for total in totals]
    whole = sum(shares)
    slopes = [share / whole for share in shares]
    slopes[kind] -= 1
    steep = [slope * slope for slope in slopes]
    for one, row in zip(found, rows, strict=True):
        step = steps[one]
        for place, slope in enumerate(slopes):
            if -0.001 < slope < 0.001:
                continue
            step[place] += steep[place]
            row[place] -= STEP * (slope + PULL * row[place]) / sqrt(step[place])


def _rows(file: Path) -> Iterable[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _sentence(row: Mapping[str, str], themes: Mapping[str, Themes]) -> Sentence:
    words = [part for part in parts(row["text"]) if part not in (STOP, PAUSE)]
    kind = KINDS.index(row["kind"]) if row["kind"] in KINDS else NONE
    found = features(words, row["language"], themes[row["language"]])
    return Sentence(tuple(sorted(found)), kind, row["directness"], row["language"])


if __name__ == "__main__":
    main()
