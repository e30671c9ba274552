"""`check` finds every kind of mistake, names its line, and finds none in what ships."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from whole_folder import BROKEN, SHIPPED, laid_over

from bot.content.load import load_library
from bot.content.proof.folder import Folder
from bot.content.proof.released import ledger_now
from bot.content.proof.translations import confirmed_now
from bot.content.readings import Readings
from bot.core.proof.promises import PROMISES
from bot.desk.check import accept_translations, failed, find_faults, release, report

TODAY = date(2026, 11, 22)
BROKEN_FOLDERS = sorted(path for path in BROKEN.iterdir() if not path.name.startswith("_"))


@pytest.mark.parametrize("folder", BROKEN_FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_promise_is_told_as_expected(folder: Path, tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, folder)

    faults = find_faults(dialogs, TODAY, cached=False)

    assert folder.name in {fault.promise for fault in faults}
    assert "".join(f"{fault}\n" for fault in faults) == (folder / "expected.txt").read_text("utf-8")


def test_every_promise_has_a_folder_that_breaks_it() -> None:
    assert {folder.name for folder in BROKEN_FOLDERS} == PROMISES.keys()


def test_the_sound_folder_has_no_fault(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path)

    assert find_faults(dialogs, TODAY, cached=False) == []


def test_nothing_is_reported_on_what_ships() -> None:
    faults = find_faults(SHIPPED, cached=False)

    assert not failed(faults), report(faults, SHIPPED)


def test_every_shipped_translation_is_confirmed_and_every_state_in_the_ledger() -> None:
    folder = Folder(load_library(SHIPPED), Readings())

    assert folder.text("translations.toml") == confirmed_now(folder)
    assert folder.text("released.toml") == ledger_now(folder)


# ---- the command around it


def test_a_fault_fails_the_command_and_a_warning_does_not(tmp_path: Path) -> None:
    old_line = find_faults(laid_over(tmp_path / "a", BROKEN / "help_lines_fresh"), TODAY)
    strict = find_faults(tmp_path / "a" / "dialogs", TODAY, strict=True)
    wrong_line = find_faults(laid_over(tmp_path / "b", BROKEN / "help_lines"), TODAY)

    assert not failed(old_line)
    assert failed(strict)
    assert failed(wrong_line)


def test_json_carries_all_that_the_text_says(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, BROKEN / "targets_exist")

    told = json.loads(report(find_faults(dialogs, TODAY, cached=False), dialogs, "json"))

    assert told == [
        {
            "file": f"{dialogs.as_posix()}/walk/flow.toml",
            "line": 6,
            "promise": "targets_exist",
            "what": "way: 'sea' leads to 'mod', which is not a state",
            "means": "whoever takes this way would be stranded",
            "right": "did you mean 'mood'?",
            "warning": False,
        }
    ]


def test_github_shows_the_fault_at_its_line(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, BROKEN / "tone")

    told = report(find_faults(dialogs, TODAY, cached=False), dialogs, "github")

    where = f"file={dialogs.as_posix()}/walk/en.j2,line=4,title=tone"
    assert told.startswith(f"::error {where}::says 'Well done'")


def test_what_a_fault_means_is_said_below_it(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, BROKEN / "targets_exist")

    told = report(find_faults(dialogs, TODAY, cached=False), dialogs)

    assert "    whoever takes this way would be stranded [targets_exist]\n" in told
    assert told.endswith("1 fault, no warnings")


def test_a_reading_kept_from_before_tells_the_same(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, BROKEN / "answers_given")
    kept = tmp_path / "readings.json"
    library = load_library(dialogs)

    def told() -> list[str]:
        from bot.content.proofread import proofread

        return [*map(str, proofread(library, TODAY, Readings(kept)))]

    first, second = told(), told()

    assert kept.exists()
    assert first == second == [*map(str, find_faults(dialogs, TODAY, cached=False))]


def test_accepting_translations_silences_stale_ones(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path, BROKEN / "translations_fresh")

    accept_translations(dialogs)

    assert find_faults(dialogs, TODAY, cached=False) == []


def test_a_renamed_state_must_be_moved_once_it_was_released(tmp_path: Path) -> None:
    dialogs = laid_over(tmp_path)
    release(dialogs)
    for name in ("flow.toml", "en.j2", "es.j2"):
        page = dialogs / "calm" / name
        page.write_text(page.read_text("utf-8").replace("breath", "breathing"), "utf-8")

    faults = [f for f in find_faults(dialogs, TODAY, cached=False) if f.promise == "moved_covers"]

    assert [fault.right for fault in faults] == ['under [moved]: breath = "breathing"']


def test_check_talk_and_graph_need_neither_telegram_nor_a_database() -> None:
    code = (
        "import sys, bot.desk.check as c, bot.desk.graph, bot.desk.talk\n"
        "c.main([])\n"
        "assert not {'telegram', 'sqlalchemy'} & sys.modules.keys()"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
