"""What an operator set wrongly is told in one sentence: which variable, and what would be right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOKEN = "42:invented-token-of-a-test-0123456789abc"
NOBODY_THERE = "postgresql://nobody:invented@127.0.0.1:1/none"
WRONG = {
    "TELEGRAM_BOT_TOKEN": ("nonsense", "@BotFather"),
    "SECURE_BASE_DIALOGS": ("/nowhere", "/nowhere is no folder"),
    "TELEGRAM_PACE": ("quick", "30/1"),
    "DATABASE_URL": ("mysql://host/name", "postgresql://"),
    "PORT": ("99999", "65535"),
    "TELEGRAM_API_URL": ("ftp://host", "https://"),
    "WEBHOOK_URL": ("bot.example.org", "https://"),
    "SECURE_BASE_KEY": ("short", "keys new"),
    "SECURE_BASE_HOME": ("/dev/null/house", "a folder that this user can write"),
    "LOG_LEVEL": ("loud", "'info'"),
}


def run_with(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`secure-base migrate`, as an operator would type it."""
    settings = {"SECURE_BASE_HOME": str(tmp_path), "TELEGRAM_BOT_TOKEN": TOKEN, **settings}
    return subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_setting_is_named_with_what_would_be_right(variable: str, tmp_path: Path) -> None:
    wrong, right = WRONG[variable]
    ended = run_with(tmp_path, **{variable: wrong})

    assert ended.returncode != 0
    assert variable in ended.stderr
    assert right in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 2  # the sentence, and where to ask for more


def test_a_database_that_is_not_there_is_told_in_a_sentence_without_its_password(
    tmp_path: Path,
) -> None:
    ended = run_with(tmp_path, DATABASE_URL=NOBODY_THERE)

    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert "invented" not in ended.stderr
    assert "database" in ended.stderr
