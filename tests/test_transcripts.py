"""Conversations that must still go exactly this way, with a restart between every two moves."""

from pathlib import Path

import pytest
from whole_path import TRANSCRIPTS, dialogs, opener

from bot.desk.replay import difference
from bot.desk.transcript import CannotRead, length_of, played, read_script

PATHS = sorted(TRANSCRIPTS.rglob("*.txt"))
AT_LEAST = 3  # the straight way; a way with back, skip or stop; a way with typed text


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_conversation_goes_as_it_is_written(path: Path) -> None:
    script = read_script(path.read_text(encoding="utf-8"))

    now = played(script, opener())

    assert now == script.text, "\n".join(difference(script.text, now, path.name))


@pytest.mark.parametrize("dialog", dialogs())
def test_every_dialog_has_its_conversations(dialog: str) -> None:
    kept = [*(TRANSCRIPTS / dialog).glob("*.txt")]

    assert len(kept) >= AT_LEAST


def test_a_transcript_that_goes_otherwise_is_shown_as_a_difference() -> None:
    script = read_script(PATHS[0].read_text(encoding="utf-8"))
    line = next(line for line in script.text.splitlines() if line and line[0].isalpha())

    shown = difference(script.text.replace(line, "Somebody edited this."), script.text, "it")

    assert "-Somebody edited this." in shown
    assert f"+{line}" in shown


@pytest.mark.parametrize("words", ["soon", "2", "two min", "-3 h"])
def test_a_length_of_time_that_means_nothing_says_what_is_right(words: str) -> None:
    with pytest.raises(CannotRead, match="right: 90 s, 2 min, 3 h, 1 d"):
        length_of(words)
