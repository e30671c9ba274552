"""The house is built as it says: no words in the code, no code in the dialogs, imports downward."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit
from whole_path import DIALOGS, ROOT

from bot.content.proof import sizes
from bot.telegram import keyboards, split

BOT = ROOT / "bot"
CODE = sorted(path for path in BOT.rglob("*.py") if "migrations" not in path.parts)
SPEAKS_TO_PEOPLE = ("core", "companion", "hearing", "store", "clock", "telegram")
SENTENCE = re.compile(r"(?:^|[.?:] )[A-Z][a-z']+(?: [a-z']+){3,}[.?]")


def said_in(path: Path) -> list[str]:
    """Strings of a file that are neither its docstrings nor what an exception or a log says."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and _text(n))
    return [str(node.value) for node in strings if not _for_programmers(node)]


def _text(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and " " in node.value


def _for_programmers(node: ast.AST) -> bool:
    parent = getattr(node, "parent", None)
    while parent is not None:
        if isinstance(parent, (ast.Raise, ast.Assert)):
            return True
        if isinstance(parent, ast.ClassDef) and any("Error" in ast.dump(b) for b in parent.bases):
            return True
        if isinstance(parent, ast.Call) and ast.unparse(parent.func).startswith(
            ("log.", "super()")
        ):
            return True
        if isinstance(parent, ast.Expr) and parent.value is node:
            return True  # a docstring
        node, parent = parent, getattr(parent, "parent", None)
    return False


@pytest.mark.parametrize("layer", SPEAKS_TO_PEOPLE)
def test_the_code_holds_no_sentence_that_a_person_would_see(layer: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {said}"
        for path in sorted((BOT / layer).rglob("*.py"))
        for said in said_in(path)
        if SENTENCE.search(said)
    }

    assert not found


def test_the_dialogs_hold_no_code() -> None:
    kinds = {path.suffix for path in DIALOGS.rglob("*") if path.is_file()}
    flows = {path.name for path in DIALOGS.rglob("*.toml") if "import " in path.read_text()}

    assert kinds <= {".toml", ".j2", ".md", ".tsv", ".txt"}
    assert not flows


def test_imports_run_downward() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout


AUTHORS = {
    "check": ["check"],
    "talk": ["talk", "impulse"],
    "graph": ["graph", "impulse"],
}


@pytest.mark.parametrize("command", AUTHORS)
def test_an_authors_command_imports_neither_telegram_nor_a_database(command: str) -> None:
    program = (
        "import sys\n"
        "from bot.__main__ import main\n"
        f"sys.argv = ['secure-base', *{AUTHORS[command]!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    status = end.code\n"
        "heavy = {'telegram', 'sqlalchemy', 'aiohttp', 'apscheduler'} & {*sys.modules}\n"
        "print('heavy:', *sorted(heavy), file=sys.stderr)\n"
        "sys.exit(status)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip

    assert ran.stderr.strip().splitlines()[-1].strip() == "heavy:"
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_limits_are_telegrams() -> None:
    assert sizes.TEXT_UNITS == split.TEXT_LIMIT == MessageLimit.MAX_TEXT_LENGTH
    assert sizes.DATA_BYTES == keyboards.DATA_LIMIT == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert sizes.BUTTONS == keyboards.BUTTON_LIMIT == InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
