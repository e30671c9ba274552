"""One mistake of each kind, planted in a copy of the real dialogs: each is found at its line."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from whole_folder import SHIPPED

from bot.content.load import load_library
from bot.content.proofread import proofread
from bot.content.readings import Readings
from bot.core.fault import Fault
from bot.desk.check import accept_translations, release

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Seed:
    """`old` becomes `new` in `file`; the fault is told where `at` stands (in `told_in`)."""

    promise: str
    file: str
    old: str
    new: str
    at: str
    told_in: str = ""

    def __str__(self) -> str:
        return self.promise


FLOW, EN, ES = "impulse/flow.toml", "impulse/en.j2", "impulse/es.j2"
SEEDS = (
    Seed("toml", FLOW, "start =", "start ==", "start =="),
    Seed("flow", FLOW, "scale = [0, 10]", "scale = [10, 0]", "scale = [10, 0]"),
    Seed("house", "house.toml", 'impulse  = "impulse"', 'impulse  = "impuls"', '"impuls"'),
    Seed("vocabulary", "vocabulary/needs.toml", "[closeness]", 'odd = "odd"\n[closeness]', "odd ="),
    Seed("templates_valid", EN, "{% block lean %}", "{% blok lean %}", "{% blok lean %}"),
    Seed(
        "templates_valid", EN, "{% endblock %}\n\n{% block lean", "\n{% block lean", "{% block who"
    ),
    Seed("targets_exist", FLOW, 'toward = "strength"', 'toward = "strenght"', "strenght"),
    Seed("targets_exist", FLOW, 'dialog = "soothe"', 'dialog = "sooth"', '"sooth"'),
    Seed("targets_exist", FLOW, 'start = "who"', 'start = "whom"', "start ="),
    Seed("targets_exist", FLOW, 'pick = "people"', 'pick = "peopel"', "peopel"),
    Seed("states_reachable", FLOW, "[close]", '[lost]\nthen = "close"\n\n[close]', "[lost]"),
    Seed("ends_reachable", FLOW, "[close]", '[close]\nagain = "close"', "[close]"),
    Seed(
        "no_loop_without_input",
        FLOW,
        "[close]",
        '[around]\nthen = "about"\n[about]\nthen = "around"\n[close]',
        "[around]",
    ),
    Seed("rules_and_acts_exist", FLOW, 'rule = "severe"', 'rule = "sever"', '"sever"'),
    Seed("rules_and_acts_exist", "start/flow.toml", 'act  = "agree"', 'act  = "agre"', '"agre"'),
    Seed("exits_fit", FLOW, 'yes  = "first"', 'yess = "first"', "yess"),
    Seed("exits_fit", FLOW, 'then = "own_lean"\n', "", 'pick = "states_of_mind"'),
    Seed("answers_exist", FLOW, 'of   = "strength"', 'of   = "strenght"', "strenght"),
    Seed("controls_free", FLOW, 'waited   = "stay"', 'menu     = "stay"', 'menu     = "stay"'),
    Seed(
        "skip_owed",
        FLOW,
        'text = "stay"\nskip = "stay"\n\n[stay]',
        'text = "stay"\n\n[stay]',
        'text = "stay"\n\n[stay]',
    ),
    Seed("moved_covers", FLOW, "[helped]", "[what_helped]", "#"),
    Seed(
        "states_have_words",
        EN,
        "{% block what_else %}",
        "{% block what_else_ %}",
        "[what_else]",
        FLOW,
    ),
    Seed(
        "buttons_have_labels", EN, "[calm] Settle first | calm, soothe\n", "", "{% block first %}"
    ),
    Seed("labels_lead_somewhere", EN, "[calm] Settle", "[clam] Settle", "[clam]"),
    Seed(
        "labels_lead_somewhere",
        EN,
        "{% block what_else %}",
        "{% block what_ever %}",
        "{% block what_ever",
    ),
    Seed("labels_differ", EN, "[waited] I waited", "[waited] I followed it", "[waited] I followed"),
    Seed("labels_have_letters", EN, "[waited] I waited", "[waited] 🧘", "[waited]"),
    Seed(
        "answers_given",
        EN,
        "What was it, in a few words?",
        "It was {{ strength }}?",
        "It was {{ strength",
    ),
    Seed("names_known", EN, "What was it, in a few words?", "It was {{ strenght }}?", "strenght"),
    Seed("keys_compared", EN, 'lean == "toward"', 'lean == "towards"', '"towards"'),
    Seed("keys_never_printed", EN, "[waited] I waited", "[waited]I waited", "[waited]I"),
    Seed("html_valid", EN, "What was it, in a few words?", "What <b>was</i> it?", "<b>was"),
    Seed("html_valid", ES, "¿", "<br>¿", "<br>"),
    Seed(
        "text_fits",
        EN,
        "What was it, in a few words?",
        "{% if who and lean and mind %}{{ who }} {{ lean }} {{ mind }}" * 3 + "{% endif %}" * 3,
        "{% block what_else %}",
    ),
    Seed("buttons_fit", FLOW, 'waited   = "stay"', f'{"w" * 60} = "stay"', "w" * 60),
    Seed("labels_fit", EN, "[waited] I waited", f"[waited] I {'really ' * 6}waited", "[waited]"),
    Seed("tone", EN, "What was it, in a few words?", "Well done! What was it?", "Well done!"),
    Seed("tone", EN, "What was it, in a few words?", "Why was it so?", "Why was"),
    Seed(
        "tone", ES, "{% block what_else %}\n", "{% block what_else %}\n¿Por qué fue?\n", "¿Por qué"
    ),
    Seed(
        "easy_reading",
        EN,
        "What was it, in a few words?",
        "On and on " * 12 + "it went?",
        "On and on",
    ),
    Seed("titles", EN, "{% block title %}", "{% block titel %}", "{% block titel"),
    Seed(
        "translations_complete",
        ES,
        "{% block what_else %}",
        "{% block what_else_ %}",
        "{% block title",
    ),
    Seed(
        "translations_fresh",
        EN,
        "What was it, in a few words?",
        "How was it?",
        "{% block what_else",
        ES,
    ),
    Seed(
        "translations_agree",
        ES,
        "{% block what_else %}\n",
        "{% block what_else %}\n{% if who %}{{ who }}{% endif %}",
        "{{ who }}",
    ),
    Seed(
        "vocabularies_complete", "vocabulary/needs.toml", 'es = "la cercanía"\n', "", "[closeness]"
    ),
    Seed(
        "vocabularies_used",
        FLOW,
        'pick   = "pulls"',
        'pick   = "needs"',
        "#",
        "vocabulary/pulls.toml",
    ),
    Seed("commands_described", "vocabulary/commands.toml", "[impulse]", "[impulses]", "#"),
    Seed("house_complete", "house/flow.toml", 'fresh   = "done"', 'frsh    = "done"', "[pick_up]"),
    Seed("help_lines", "safety/lines/us.toml", 'kind = "suicide"', 'kind = "suicidal"', "[[line]]"),
    Seed(
        "help_lines_fresh", "safety/lines/us.toml", "checked = 2026", "checked = 2024", "[[line]]"
    ),
)


class Planted:
    """A copy of the real dialogs in which one file at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.readings = folder, Readings()
        accept_translations(folder)
        release(folder)
        self.before = {*self.faults()}

    def faults(self) -> list[Fault]:
        return proofread(load_library(self.folder), TODAY, self.readings)

    def told(self, file: str, old: str, new: str) -> list[Fault]:
        """What is told of the change alone."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} no longer says {old!r}: plant this seed elsewhere"
        path.write_text(text.replace(old, new, 1), "utf-8")
        try:
            return [fault for fault in self.faults() if fault not in self.before]
        finally:
            path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("real") / "dialogs"
    shutil.copytree(SHIPPED, folder)
    return Planted(folder)


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_planted_mistake_is_found_at_its_line(seed: Seed, real: Planted) -> None:
    told_in = seed.told_in or seed.file
    text = (real.folder / told_in).read_text("utf-8")
    if told_in == seed.file:
        text = text.replace(seed.old, seed.new, 1)
    line = text[: text.index(seed.at)].count("\n") + 1

    found = {
        (fault.file, fault.line)
        for fault in real.told(seed.file, seed.old, seed.new)
        if fault.promise == seed.promise
    }

    assert (told_in, line) in found
