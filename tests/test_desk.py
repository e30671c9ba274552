"""What an author does with conversations: talk, save, replay, read a difference."""

import io
import re
import sys
from pathlib import Path

import pytest
from whole_path import DIALOGS, TRANSCRIPTS

from bot.desk.replay import replay
from bot.desk.talk import talk


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the author types, line by line."""
    typed = io.StringIO()
    monkeypatch.setattr(sys, "stdin", typed)
    return typed


def typing(says: io.StringIO, *lines: str) -> None:
    says.write("\n".join(lines) + "\n")
    says.seek(0)


def test_a_talk_is_saved_as_a_transcript_that_replays(
    says: io.StringIO, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(says, "my sister", "Toward", ">> about six", "~ 2 min", "stop", "Keep it")
    saved = tmp_path / "impulse/mine.txt"

    said = talk(DIALOGS, "impulse", "en", "", ("name=Ada",), saved, False)

    assert said == 0
    assert '# name = "Ada"' in saved.read_text(encoding="utf-8")
    assert replay(DIALOGS, tmp_path, False) == 0
    assert "1 transcripts, 0 go otherwise now" in capsys.readouterr().out


def test_replay_shows_what_goes_otherwise_and_writes_it_anew_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = (TRANSCRIPTS / "timer/straight.txt").read_text(encoding="utf-8")
    edited = tmp_path / "timer/straight.txt"
    edited.parent.mkdir()
    edited.write_text(kept.replace("~ 2 min", "~ 2 min\n\nSomebody edited this."))

    assert replay(DIALOGS, tmp_path, False) == 1
    assert "-Somebody edited this." in capsys.readouterr().out
    assert replay(DIALOGS, tmp_path, True) == 0
    assert edited.read_text(encoding="utf-8") == kept


def test_a_transcript_that_cannot_be_read_is_named_with_what_would_be_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "timer/mine.txt"
    bad.parent.mkdir()
    bad.write_text("# a remark, no setting\n\n>> /timer\n")

    assert replay(DIALOGS, tmp_path, False) == 1
    assert re.search(r"timer/mine\.txt: .*a line is: # key = value", capsys.readouterr().out)


def test_a_dialog_without_a_command_can_be_talked_through_too(
    says: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(says, "stop")

    assert talk(DIALOGS, "felt", "es", "2026-03-02 21:40", (), None, False) == 0
    assert "@ felt" in capsys.readouterr().out


def test_a_dialog_that_does_not_exist_is_named_with_what_is_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert talk(DIALOGS, "impluse", "en", "", (), None, False) == 1
    assert "did you mean 'impulse'" in capsys.readouterr().err


def test_a_wait_that_cannot_be_read_is_explained_and_the_talk_goes_on(
    says: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(says, "~ soon", "my sister")

    talk(DIALOGS, "impulse", "en", "", (), None, False)

    said = capsys.readouterr().out
    assert "no length of time: 'soon'" in said
    assert said.index("soon") < said.rindex("[")
