"""Words that are harmless one by one weigh together, and are worth a question, never a card."""

from pathlib import Path

import pytest
from weigh import buttons
from whole_path import DIALOGS

from bot.content.hearing import load_hearing
from bot.hearing import Danger, DangerRules
from bot.hearing.danger_rows import BadWeights
from bot.hearing.danger_table import KINDS
from bot.hearing.danger_weights import AT_ONCE, Weights, features
from bot.hearing.themes import BadThemes, Themes

SENTENCES = Path(__file__).parent / "hearing/sentences"
ABOUT = Themes("en", {"pills": "pill* tablet*", "farewell": "bye", "night": "night tonight"})
COLUMNS = "\t".join(("feature", *KINDS))


def leaning(feature: str, **kinds: int) -> str:
    return "\t".join((feature, *(str(kinds.get(kind, 0)) for kind in KINDS)))


def weights(*rows: str) -> Weights:
    from_far = leaning("(any)", **dict.fromkeys(KINDS, -60))
    return Weights({"en": ABOUT}, [COLUMNS, from_far, *rows])


def test_a_word_has_the_themes_of_its_beginning() -> None:
    assert ABOUT.of("tablets") == ("<pills>",)
    assert ABOUT.of("bye") == ("<farewell>",)
    assert ABOUT.of("byes") == ()


def test_a_word_may_be_about_several_things() -> None:
    both = Themes("en", {"bed": "lie lying", "untrue": "lie*"})

    assert both.of("lie") == ("<bed>", "<untrue>")


@pytest.mark.parametrize("entry", ["two words-joined", "di*", "a b!c"])
def test_a_theme_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(BadThemes, match=r"themes/en\.toml, pills"):
        Themes("en", {"pills": entry})


def test_a_message_is_its_beginnings_its_themes_and_those_that_stand_near() -> None:
    assert features(["tablets", "tonight"], "en", ABOUT) == {
        *("en:table", "en:tonig", "<pills>", "<night>", "<pills><night>"),
    }


def test_what_stands_far_apart_makes_no_pair() -> None:
    assert "<pills><night>" not in features(["pill", "a", "b", "c", "night"], "en", ABOUT)


def test_together_they_are_enough_and_alone_they_are_not() -> None:
    table = weights(leaning("<pills>", suicide=40), leaning("<farewell>", suicide=40))

    assert table.weigh(["pills"], "en").lean < 0
    assert table.weigh(["bye"], "en").lean < 0
    both = table.weigh(["pills", "bye"], "en")
    assert both.lean > 0
    assert both.kind == "suicide"


def test_a_sign_said_again_and_again_counts_once() -> None:
    table = weights(leaning("<pills>", suicide=40))

    assert table.weigh(["pills"] * 20, "en") == table.weigh(["pills"], "en")


def test_in_a_long_message_the_heaviest_part_decides() -> None:
    table = weights(
        leaning("<pills>", suicide=40),
        leaning("<farewell>", suicide=40),
        *(leaning(f"en:w{n}", **dict.fromkeys(KINDS, -4)) for n in range(200)),
    )
    calm = [f"w{n}" for n in range(200)]
    grave = ["pills", "bye", "."]

    assert table.weigh(calm, "en").lean < 0
    assert table.weigh([*calm[:AT_ONCE], ".", *grave], "en").lean > 0


def test_nothing_typed_weighs_nothing() -> None:
    assert weights().weigh([], "en").lean < 0


def test_a_language_without_themes_is_weighed_by_its_words() -> None:
    table = weights(leaning("fr:cachet", suicide=0), leaning("fr:cache", suicide=90))

    assert table.weigh(["cachets"], "fr").lean > 0


@pytest.mark.parametrize(
    ("row", "says"), [("<pills>\t1\t2", "7 numbers"), ("<pills>\tmany", "whole numbers")]
)
def test_a_line_that_cannot_be_read_is_named(row: str, says: str) -> None:
    with pytest.raises(BadWeights, match=rf"line 3: .*{says}"):
        weights(row)


def test_a_phrase_among_words_that_lean_far_away_is_doubted() -> None:
    table = {
        "rule": [
            {"name": "sure", "kind": "suicide", "sure": "certain", "say": "want to die"},
            {"name": "perhaps", "kind": "suicide", "sure": "maybe", "say": "so done"},
        ]
    }
    calm = weights(leaning("en:kitch", **dict.fromkeys(KINDS, -100)))
    rules = DangerRules.from_tables({"en": table}, calm)

    assert rules.find("i want to die") == Danger("suicide", "certain", "en.suicide.sure")
    assert rules.find("i want to die in this old kitchen") == Danger(
        "suicide", "maybe", "en.suicide.sure"
    )
    assert rules.find("so done with it") == Danger("suicide", "maybe", "en.suicide.perhaps")
    assert rules.find("i am so done with this old kitchen") is None
    assert rules.find("so done with this kitchen") == Danger(  # little else to doubt it by
        "suicide", "maybe", "en.suicide.perhaps"
    )


def test_whoever_types_what_a_button_says_is_hardly_ever_asked() -> None:
    danger = load_hearing(DIALOGS).danger
    said = [row["text"] for row in buttons()]
    heard = [found.rule for found in map(danger.find, said) if found]

    assert len(said) > 500
    assert sum(rule.startswith("weights.") for rule in heard) <= len(said) / 200


def test_the_shipped_table_asks_and_never_opens_a_card() -> None:
    danger = load_hearing(DIALOGS).danger
    sentences = (SENTENCES / "en.tsv").read_text(encoding="utf-8").splitlines()
    heard = [danger.find(line.rpartition("\t")[2]) for line in sentences]
    weighed = [one for one in heard if one and one.rule.startswith("weights.")]

    assert len(weighed) > len(sentences) / 20
    assert {one.sure for one in weighed} == {"maybe"}
