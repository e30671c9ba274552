"""Lines in, lines of JSON out."""

import json

from hearing_lexicons import lexicon

from bot.hearing import DangerRules, Hearing
from bot.hearing.report import hear_lines

HEARING = Hearing(DangerRules.from_tables({}), {"en": lexicon("en"), "es": lexicon("es")})


def test_every_line_is_answered_in_order_with_all_that_was_heard() -> None:
    lines = ["I feel lonely\n", "\n", "me siento ignorada y muy triste\n", "skip\n"]

    heard = [json.loads(line) for line in hear_lines(lines, HEARING)]

    assert [h["feelings"] for h in heard] == [["lonely"], [], ["sad"], []]
    assert heard[2]["posing"] == ["ignored"]
    assert heard[2]["language"] == "es"
    assert heard[3]["control"] == "skip"
    assert heard[0].keys() >= {"danger", "sure", "rule", "feelings", "posing", "control"}


def test_a_language_that_is_asked_for_is_the_one_heard() -> None:
    heard = json.loads(next(hear_lines(["para"], HEARING, "es")))

    assert heard["control"] == "stop"


def test_a_language_without_a_lexicon_hears_danger_alone() -> None:
    heard = json.loads(next(hear_lines(["I feel lonely"], HEARING, "fr")))

    assert heard["feelings"] == []
