"""The list of guards is true: each stands once where it says. `make guards` takes them out."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUARDS = tomllib.loads((ROOT / "tests/guards.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_stands_where_the_list_says(name: str) -> None:
    guard = GUARDS[name]
    text = (ROOT / guard["file"]).read_text(encoding="utf-8")

    assert text.count(guard["old"].strip("\n")) == 1
    assert all((ROOT / "tests" / test).exists() for test in guard["tests"].split())
