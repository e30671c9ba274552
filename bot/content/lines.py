"""The help lines of each country: read from their files, found by name, watched for age."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.content.naming import country_called, plain

KINDS: Final = ("emergency", "suicide", "abuse", "child")
ANYWHERE: Final = "international"
GOOD_FOR: Final = timedelta(days=180)
ALWAYS: Final = "24/7"

COUNTRY_MUST: Final = {"code", "name", "aliases", "emergency", "emergency_source"}
LINE_MUST: Final = {"name", "kind", "hours", "languages", "free", "source", "checked", "by"}
WAYS: Final = ("number", "text", "chat", "web")
LINE_MAY: Final = {*WAYS, "note"}


class WrongLines(Exception):
    """Help line files with faults, all of them at once, each with the file and what is right."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Line:
    """One service: whom it is for, how it is reached there, and where that was read."""

    name: str
    kind: str
    number: str | None  # as dialled in that country
    text: str | None
    chat: str | None
    web: str | None  # a page that leads to lines, where there is no one number
    hours: Mapping[str, str]  # language -> words; "24/7" stands under "en" for all
    languages: tuple[str, ...]
    free: bool
    note: Mapping[str, str]  # language -> which part of the country, what to press
    source: str
    checked: date
    by: str

    @property
    def always(self) -> bool:
        return self.hours.get("en") == ALWAYS


@dataclass(frozen=True, slots=True)
class Country:
    """A country's lines, best first within a kind, and its emergency number."""

    code: str
    name: Mapping[str, str]  # language -> name
    aliases: tuple[str, ...]
    emergency: str
    emergency_source: str
    lines: tuple[Line, ...]

    def of(self, kind: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == kind)


def load_lines(folder: Path) -> Mapping[str, Country]:
    """All countries of the folder by code; the international card is under `ANYWHERE`.

    Raises WrongLines with every fault of every file.
    """
    countries: dict[str, Country] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{path.name}: not TOML: {error}")
            continue
        wrong = [f"{path.name}: {fault}" for fault in faults_of(raw, path.stem)]
        faults += wrong
        if not wrong:
            countries[path.stem] = _country(raw)
    if faults:
        raise WrongLines(faults)
    return countries


def stale(countries: Mapping[str, Country], today: date) -> Iterator[tuple[Country, Line]]:
    """The lines whose source was last read more than 180 days ago."""
    for country in countries.values():
        for line in country.lines:
            if today - line.checked > GOOD_FOR:
                yield country, line


def find_country(text: str, countries: Mapping[str, Country]) -> str | None:
    """The code of the country named in a short answer, or None when unsure."""
    names = {
        plain(name): country.code
        for country in countries.values()
        for name in (*country.name.values(), *country.aliases)
    }
    return country_called(text, names, countries.keys())


def faults_of(raw: Mapping[str, object], stem: str) -> Iterator[str]:
    yield from _keys("the file", raw, {"country", "line"}, set())
    country, lines = raw.get("country"), raw.get("line")
    if not isinstance(country, dict) or not isinstance(lines, list):
        yield "right is one [country] and a [[line]] for each service"
        return
    yield from _keys("[country]", country, COUNTRY_MUST, set())
    if country.get("code") != stem:
        yield f"[country] code is {country.get('code')!r}, right is {stem!r}, the file's name"
    yield from _words("[country] name", country.get("name"))
    for at, line in enumerate(lines, start=1):
        where = f"[[line]] {at} ({line.get('name', 'no name')})"
        yield from (f"{where}: {fault}" for fault in _line_faults(line))


def _line_faults(line: Mapping[str, object]) -> Iterator[str]:
    yield from _keys("it", line, LINE_MUST, LINE_MAY)
    if line.get("kind") not in KINDS:
        yield f"kind is {line.get('kind')!r}, right is one of {', '.join(KINDS)}"
    if not any(way in line for way in WAYS):
        yield f"nothing to reach it by, right is one of {', '.join(WAYS)}"
    if str(line.get("number", "")).startswith("+"):
        yield f"number is {line['number']!r}, right is the number as dialled in that country"
    if not isinstance(line.get("checked"), date):
        yield "checked is not a date, right is one like 2026-11-22"
    if not isinstance(line.get("languages"), list):
        yield 'languages is not a list, right is one like ["en", "es"]'
    if not isinstance(line.get("free"), bool):
        yield "free is not yes or no, right is true or false"
    if not str(line.get("source", "")).startswith("https://"):
        yield f"source is {line.get('source')!r}, right is the https:// address where it was read"
    if line.get("hours") != ALWAYS:
        yield from _words(f'hours that are not "{ALWAYS}"', line.get("hours"))
    if "note" in line:
        yield from _words("note", line["note"])


def _keys(what: str, table: Mapping[str, object], must: set[str], may: set[str]) -> Iterator[str]:
    for key in sorted(must - table.keys()):
        yield f"{what} has no {key!r}"
    for key in sorted(table.keys() - must - may):
        yield f"{what} has {key!r}, which is unknown; right is {', '.join(sorted(must | may))}"


def _words(what: str, value: object) -> Iterator[str]:
    if not isinstance(value, dict) or not {"en", "es"} <= value.keys():
        yield f"{what} need words in English and Spanish: .en = …, .es = …"


def _country(raw: Mapping[str, object]) -> Country:
    head, lines = raw["country"], raw["line"]
    assert isinstance(head, dict)
    assert isinstance(lines, list)
    return Country(
        code=head["code"],
        name=head["name"],
        aliases=tuple(head["aliases"]),
        emergency=head["emergency"],
        emergency_source=head["emergency_source"],
        lines=tuple(_line(line) for line in lines),
    )


def _line(raw: Mapping[str, object]) -> Line:
    hours, note, spoken = raw["hours"], raw.get("note", {}), raw["languages"]
    checked = raw["checked"]
    assert isinstance(note, dict)
    assert isinstance(spoken, list)
    assert isinstance(checked, date)
    return Line(
        **{way: str(raw[way]) if way in raw else None for way in WAYS},
        name=str(raw["name"]),
        kind=str(raw["kind"]),
        hours=hours if isinstance(hours, dict) else {"en": ALWAYS},
        languages=tuple(spoken),
        free=bool(raw["free"]),
        note=note,
        source=str(raw["source"]),
        checked=checked,
        by=str(raw["by"]),
    )
