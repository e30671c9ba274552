"""What the documents name is there: dialogs and states, links, variables, commands, files."""

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.companion.opening import open_house
from bot.content.compiled import compiled
from bot.core.acts import ACTS
from bot.core.rules import RULES
from bot.desk.transcript import played, read_script
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DIALOGS = ROOT / "dialogs"
README = ROOT / "README.md"
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *DIALOGS.glob("**/*.md"))
)
SPEAKING_OF_DIALOGS = ("docs/practice.md", "docs/SAFETY.md", "docs/architecture.md")

QUOTED = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"[a-z_]+/[a-z0-9_]+")
WORD = re.compile(r"([a-z_]+)\.([a-z_]+)")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
TREE_LINE = re.compile(r"^(?P<indent> *)(?P<name>\w+\.py|\w+/) {2,}(?P<line>\S.*)$", re.MULTILINE)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def states_of(dialog: str) -> set[str]:
    flow = tomllib.loads((DIALOGS / dialog / "flow.toml").read_text(encoding="utf-8"))
    return {name for name, value in flow.items() if isinstance(value, dict)}


def is_there(place: str) -> bool:
    """A state of a dialog, as `hard/lean`, or a file or folder of this repository."""
    dialog, _, state = place.partition("/")
    if (DIALOGS / dialog / "flow.toml").exists():
        return state in states_of(dialog)
    return (ROOT / place).exists()


@pytest.mark.parametrize("page", SPEAKING_OF_DIALOGS)
def test_every_dialog_and_state_that_a_document_names_exists(page: str) -> None:
    named = {quoted for quoted in QUOTED.findall(text_of(page)) if PLACE.fullmatch(quoted)}

    missing = sorted(place for place in named if not is_there(place))

    assert named, f"{page} names no state any more"
    assert missing == []


def test_every_word_of_a_vocabulary_that_the_practice_names_exists() -> None:
    lists = {path.stem: path for path in DIALOGS.glob("vocabulary/*.toml")}
    named = [
        match
        for quoted in QUOTED.findall(text_of("docs/practice.md"))
        if (match := WORD.fullmatch(quoted)) and match[1] in lists
    ]

    missing = [
        match[0] for match in named if match[2] not in tomllib.loads(lists[match[1]].read_text())
    ]

    assert len(named) >= 20, "fifteen habits and five kinds of care at least"
    assert missing == []


def test_all_fifteen_habits_are_pointed_at() -> None:
    habits = {
        f"{path.stem}.{word}"
        for path in DIALOGS.glob("vocabulary/*habits.toml")
        for word in tomllib.loads(path.read_text(encoding="utf-8"))
    }

    named = set(QUOTED.findall(text_of("docs/practice.md")))

    assert len(habits) == 15
    assert habits - named == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_repository_leads_somewhere(page: str) -> None:
    prose = FENCED.sub("", text_of(page))
    links = [link for link in LINK.findall(prose) if not link.startswith(("http", "#", "mailto:"))]

    broken = [
        link for link in links if not ((ROOT / page).parent / link.partition("#")[0]).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_document_names_exists(page: str) -> None:
    """In backticks, beginning with one of our folders, without a wildcard or a gap to fill in."""
    folders = ("bot/", "dialogs/", "tests/", "docs/", "benchmarks/")
    named = {quoted for quoted in QUOTED.findall(text_of(page)) if quoted.startswith(folders)}
    paths = {path for path in named if re.fullmatch(r"[\w./-]+", path)}

    missing = sorted(path for path in paths if not (ROOT / path).exists())

    assert missing == []


def test_every_setting_is_told_to_those_who_host() -> None:
    told = "".join(
        text_of(page) for page in ("README.md", "docs/hosting.md") if (ROOT / page).exists()
    )

    untold = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in told]

    assert untold == []


def test_every_command_is_in_the_readme() -> None:
    context = click.Context(main)
    commands = {
        f"{name} {under}" if under else name
        for name, command in main.commands.items()
        for under in (command.list_commands(context) if isinstance(command, click.Group) else [""])
    }

    told = {
        quoted.removeprefix("secure-base").partition("[")[0].strip()
        for quoted in QUOTED.findall(text_of("README.md"))
    }

    assert commands - told == set()


def tree() -> list[tuple[str, str]]:
    """Each path of the tree in the README, and what is said of it."""
    found: list[tuple[str, str]] = []
    above: list[str] = []
    for match in TREE_LINE.finditer(text_of("README.md")):
        depth = len(match["indent"]) // 2
        above = [*above[:depth], match["name"]]
        found.append(("".join(above), match["line"]))
    return found


def first_sentence(path: Path) -> str:
    file = path / "__init__.py" if path.is_dir() else path
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]


def test_each_line_of_the_tree_is_the_files_own_first_sentence() -> None:
    told = dict(tree())

    own = {path: first_sentence(ROOT / path) for path in told}

    assert told == own


def test_no_room_and_no_file_of_the_core_is_missing_from_the_tree() -> None:
    files = [*(ROOT / "bot").glob("*"), *(ROOT / "bot/core").glob("*")]
    rooms = {
        path.relative_to(ROOT).as_posix() + ("/" if path.is_dir() else "")
        for path in files
        if (path.is_dir() and (path / "__init__.py").exists())
        or (path.suffix == ".py" and path.stem != "__init__")
    }

    told = {path for path, _ in tree()}

    assert rooms - told == set()


def test_the_conversation_in_the_readme_goes_exactly_so() -> None:
    block = re.search(r"^```text\n(>> .*?)^```", text_of("README.md"), re.DOTALL | re.MULTILINE)
    assert block is not None

    now = played(read_script(block[1]), lambda clock: open_house(DIALOGS, clock, cache=compiled()))

    assert now == block[1]


def test_decisions_are_numbered_without_a_gap_and_say_what_was_given_up() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))

    numbers = [int(record.name[:3]) for record in records]
    lacking = [
        record.name
        for record in records
        for part in ("**Context.**", "**Choice.**", "**Given up.**")
        if part not in record.read_text(encoding="utf-8")
    ]

    assert numbers == list(range(1, len(records) + 1))
    assert lacking == []


def test_every_rule_and_every_act_is_told_to_authors() -> None:
    told = set(QUOTED.findall(text_of("dialogs/README.md")))

    assert {*RULES, *ACTS} - told == set()
