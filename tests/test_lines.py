"""Help lines are complete, dialled as they stand, and shown for the country that was meant."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.content.lines import (
    ANYWHERE,
    KINDS,
    Country,
    Line,
    WrongLines,
    find_country,
    load_lines,
    stale,
)

FOLDER = Path(__file__).parent.parent / "dialogs" / "safety" / "lines"
COUNTRIES = load_lines(FOLDER)
MAIN = [
    "us",
    "gb",
    "ie",
    "ca",
    "au",
    "nz",
    "za",
    "in",
    "de",
    "at",
    "ch",
    "es",
    "mx",
    "ar",
    "co",
    "cl",
    "pe",
    "fr",
    "be",
    "pt",
    "br",
    "ru",
    "ua",
    "kz",
]

DIAL = set("0123456789 -*")

GOOD = """
[country]
code = "xx"
name.en = "Testland"
name.es = "Testlandia"
aliases = []
emergency = "112"
emergency_source = "https://example.org"

[[line]]
name = "Somebody"
kind = "suicide"
number = "116 123"
hours = "24/7"
languages = ["en"]
free = true
source = "https://example.org"
checked = 2026-11-22
by = "read"
"""


def all_lines() -> list[tuple[Country, Line]]:
    return [(country, line) for country in COUNTRIES.values() for line in country.lines]


def write(folder: Path, text: str) -> Path:
    (folder / "xx.toml").write_text(text, encoding="utf-8")
    return folder


def test_at_least_thirty_six_countries_have_help_lines() -> None:
    countries = COUNTRIES.keys() - {ANYWHERE}

    assert len(countries) >= 36


@pytest.mark.parametrize("code", MAIN)
def test_the_main_countries_of_the_six_languages_have_someone_to_turn_to(code: str) -> None:
    country = COUNTRIES[code]

    assert country.emergency
    assert country.lines


@pytest.mark.parametrize("kind", ["suicide", "abuse", "child"])
def test_somebody_from_elsewhere_is_given_a_place_to_look(kind: str) -> None:
    found = COUNTRIES[ANYWHERE].of(kind)

    assert found
    assert found[0].web


def test_every_number_can_be_dialled_as_it_stands() -> None:
    wrong = [line.name for _, line in all_lines() if line.number and not set(line.number) <= DIAL]

    assert wrong == []


def test_an_emergency_number_reads_the_same_in_every_language() -> None:
    worded = [c.code for c in COUNTRIES.values() if any(s.isalpha() for s in c.emergency)]

    assert worded == []


def test_every_line_names_the_page_it_was_read_on() -> None:
    without = [line.name for _, line in all_lines() if not (line.source and line.by)]

    assert without == []


def test_a_free_line_open_day_and_night_comes_first() -> None:
    late = [
        (country.code, kind, line.name)
        for country in COUNTRIES.values()
        for kind in KINDS
        for line in country.of(kind)[1:]
        if line.free and line.always and not _as_good(country.of(kind)[0])
    ]

    assert late == []


def _as_good(first: Line) -> bool:
    return first.free and first.always


def test_the_crisis_line_of_the_united_states_is_988() -> None:
    first = COUNTRIES["us"].of("suicide")[0]

    assert (first.number, first.text, first.always, first.free) == ("988", "988", True, True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Germany", "de"),
        ("deutschland", "de"),
        ("  PERÚ! ", "pe"),
        ("peru", "pe"),
        ("méjico", "mx"),
        ("U.S.A.", "us"),
        ("us", "us"),
        ("the UK", "gb"),
        ("I live in South Africa", "za"),
        ("vivo en españa", "es"),
        ("Россия", "ru"),
        ("Österreich", "at"),
        ("oesterreich", "at"),
        ("Cote d'Azur, France", "fr"),
        ("Switzrland", "ch"),
        ("argentnia", "ar"),
        ("colombiaa", "co"),
        ("norway", "no"),
        ("somewhere else", ANYWHERE),
    ],
)
def test_a_country_is_known_however_it_is_typed(typed: str, code: str) -> None:
    found = find_country(typed, COUNTRIES)

    assert found == code


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "",
        "???",
        "blue",
        "Island",  # Iceland in German, one letter from Irland
        "Islandia",
        "Niger",
        "Iran",
        "skip",
        "why do you want to know where i am before we have even begun to talk at all",
    ],
)
def test_no_country_is_guessed_from_words_that_name_none_of_ours(typed: str) -> None:
    found = find_country(typed, COUNTRIES)

    assert found is None


def test_a_typo_that_is_near_two_countries_names_neither() -> None:
    found = find_country("austrlia", COUNTRIES)  # Austria or Australia

    assert found is None


def test_a_line_is_stale_after_one_hundred_and_eighty_days_and_not_before(tmp_path: Path) -> None:
    countries = load_lines(write(tmp_path, GOOD))
    checked = date(2026, 11, 22)

    assert list(stale(countries, checked + timedelta(days=180))) == []
    assert [line.name for _, line in stale(countries, checked + timedelta(days=181))] == [
        "Somebody"
    ]


@pytest.mark.parametrize(
    ("was", "became", "said"),
    [
        ('number = "116 123"\n', "", "number, text, chat, web"),
        ('number = "116 123"', 'number = "+44116123"', "as dialled in that country"),
        ('kind = "suicide"', 'kind = "sucide"', "emergency, suicide, abuse, child"),
        ('by = "read"', 'who = "me"', "has 'who', which is unknown"),
        ('by = "read"', "", "has no 'by'"),
        ('hours = "24/7"', 'hours = "evenings"', ".en = …, .es = …"),
        ("checked = 2026-11-22", 'checked = "yesterday"', "2026-11-22"),
        ('source = "https://example.org"', 'source = "a friend"', "https://"),
        ('code = "xx"', 'code = "yy"', "right is 'xx'"),
        ("aliases = []", "", "has no 'aliases'"),
        ("free = true", "free = 1", "true or false"),
        ('languages = ["en"]', 'languages = "en"', "languages is not a list"),
        ("[[line]]", "[line]", "a [[line]] for each service"),
        ("[country]", "[country", "not TOML"),
    ],
)
def test_a_fault_in_a_file_says_the_file_and_what_is_right(
    tmp_path: Path, was: str, became: str, said: str
) -> None:
    folder = write(tmp_path, GOOD.replace(was, became))

    with pytest.raises(WrongLines) as wrong:
        load_lines(folder)

    assert "xx.toml" in str(wrong.value)
    assert said in str(wrong.value)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace('by = "read"', ""))
    (tmp_path / "yy.toml").write_text("[[line]]\n", encoding="utf-8")

    with pytest.raises(WrongLines) as wrong:
        load_lines(tmp_path)

    assert {fault.split(":")[0] for fault in wrong.value.faults} == {"xx.toml", "yy.toml"}
