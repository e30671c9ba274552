"""How well the shut sentences are heard, as tables: `python tests/hearing/figures.py`."""

import csv
from collections.abc import Iterable
from pathlib import Path

from bot.content.hearing import load_hearing
from bot.hearing import Hearing

HERE = Path(__file__).resolve().parent
DIALOGS = HERE.parent.parent / "dialogs"
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def share(what: str, hits: Iterable[bool]) -> str:
    """One line of the table; the count stands beside each share."""
    marks = list(hits)
    return f"| {what} | {sum(marks)} of {len(marks)} | {sum(marks) / len(marks):.1%} |"


def danger(hearing: Hearing, rows: list[Row]) -> list[str]:
    sure = [(row, hearing.danger.find(row["text"])) for row in rows]
    lines = [
        share(
            f"danger {how}, found", (d is not None for row, d in sure if row["directness"] == how)
        )
        for how in ("outright", "indirect")
    ]
    for how in ("ordinary", "hard"):
        calm = [d.sure if d else "" for row, d in sure if row["directness"] == how]
        lines += [
            share(f"*{level}* on a harmless {how} sentence", (found == level for found in calm))
            for level in ("certain", "maybe")
        ]
    languages = sorted({row["language"] for row in rows})
    return lines + [
        share(
            f"danger found, {language}",
            (
                d is not None
                for row, d in sure
                if row["language"] == language and row["kind"] != "none"
            ),
        )
        for language in languages
    ]


def feelings(hearing: Hearing, rows: list[Row]) -> list[str]:
    lines = []
    for language in sorted({row["language"] for row in rows}):
        lexicon = hearing.lexicons[language]
        spoken = [row for row in rows if row["language"] == language]
        named = [row for row in spoken if row["accepted"] != "-"]
        hits = (
            bool({*row["accepted"].split(",")} & {*lexicon.feelings(row["text"])[:3]})
            for row in named
        )
        lines.append(share(f"a fitting feeling among the first three, {language}", hits))
    return lines


def main() -> None:
    hearing = load_hearing(DIALOGS)
    for what, file in (
        ("the fresh sentences", "danger_fresh.tsv"),
        ("the late sentences", "danger_late.tsv"),
        ("the shut third", "danger_shut.tsv"),
    ):
        print(f"| heard in {what} | count | share |", "|---|---|---|", sep="\n")
        print(*danger(hearing, rows_of(file)), "", sep="\n")
    print("| feelings, in the shut third | count | share |", "|---|---|---|", sep="\n")
    print(*feelings(hearing, rows_of("feelings_shut.tsv")), sep="\n")


if __name__ == "__main__":
    main()
