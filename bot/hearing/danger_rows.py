"""The lines of the learnt tables, `weights.tsv` and `shades.tsv`: a feature, then whole numbers."""

from collections.abc import Iterable, Sequence


class BadWeights(Exception):
    """A learnt table cannot be read: which file and line, and what would be right."""

    def __init__(self, file: str, line: int, remedy: str) -> None:
        super().__init__(f"{file}, line {line}: {remedy}")


def written(feature: str, unit: int, numbers: Iterable[float]) -> str:
    """A line; `unit`: how many of the table's numbers make one."""
    return "\t".join((feature, *(str(round(unit * one)) for one in numbers)))


def read(file: str, line: int, text: str, columns: Sequence[str]) -> tuple[str, list[int]]:
    """The feature of a line and its numbers, one for each column. Raises `BadWeights`."""
    feature, *numbers = text.rstrip("\n").split("\t")
    try:
        row = [int(one) for one in numbers]
    except ValueError:
        raise BadWeights(file, line, "after the first column stand whole numbers") from None
    if len(row) != len(columns):
        remedy = f"{len(columns)} numbers are needed: {', '.join(columns)}"
        raise BadWeights(file, line, remedy)
    return feature, row
