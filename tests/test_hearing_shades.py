"""Shades of meaning are added to what words weigh; the table says how, and is checked."""

from collections.abc import Iterable

import pytest
from shade import shade

from bot.hearing.danger_rows import BadWeights, written
from bot.hearing.danger_shades import FEWEST, SHADE_UNIT, Shades, leaning
from bot.hearing.danger_table import KINDS
from bot.hearing.danger_weights import Weights
from bot.hearing.themes import Themes

ABOUT = Themes("en", {"pills": "pill*", "farewell": "bye"})
COLUMNS = "\t".join(("feature", *KINDS))
SHADE_COLUMNS = "feature\t1\t2"


def tinted(feature: str, numbers: Iterable[float]) -> str:
    return written(feature, SHADE_UNIT, numbers)


def shades(*rows: str, suicide: tuple[float, float] = (1, 0)) -> Shades:
    toward = {"suicide": suicide}
    ends = [tinted(leaning(kind), toward.get(kind, (0, 0))) for kind in KINDS]
    return Shades([SHADE_COLUMNS, tinted("(start)", (0, 0)), *ends, *rows])


def of_suicide(table: Shades, *found: str) -> float:
    return table.leanings(found)[KINDS.index("suicide")]


def test_a_shade_leans_as_much_as_words_tint_it() -> None:
    table = shades(tinted("<pills>", (1.5, 0)))

    assert of_suicide(table, "<pills>") == pytest.approx(1.5 / FEWEST**0.5)
    assert of_suicide(table, "<garden>") == 0


def test_words_that_tint_together_count_by_the_root_of_how_many_they_are() -> None:
    many = [f"en:w{number}" for number in range(4 * FEWEST)]
    table = shades(*(tinted(one, (1, 0)) for one in many))

    assert of_suicide(table, *many) == pytest.approx(len(many) ** 0.5)


def test_a_few_words_tint_little() -> None:
    table = shades(tinted("<pills>", (1, 0)), tinted("<farewell>", (1, 0)))

    assert of_suicide(table, "<pills>", "<farewell>") == pytest.approx(2 / FEWEST**0.5)


def test_a_shade_that_is_tinted_away_says_nothing_the_other_way() -> None:
    table = shades(tinted("<pills>", (-1.5, 0)), suicide=(-1, 0))

    assert of_suicide(table, "<pills>") == 0


def test_one_shade_can_call_for_two_words_at_once() -> None:
    """What no sum of leanings can: together they are danger, each by itself is none."""
    start = tinted("(start)", (-1, 0))
    ends = [tinted(leaning(kind), (9, 0)) for kind in KINDS]
    rows = [tinted("<pills>", (1.9, 0)), tinted("<farewell>", (1.9, 0))]
    table = Shades([SHADE_COLUMNS, start, *ends, *rows])

    assert of_suicide(table, "<pills>") == of_suicide(table, "<farewell>") == 0
    assert of_suicide(table, "<pills>", "<farewell>") > 3


def test_they_are_added_to_what_words_weigh() -> None:
    table = [COLUMNS, "\t".join(("(any)", *("-60" for _ in KINDS)))]
    shaded = Weights({"en": ABOUT}, table, shades(tinted("<pills>", (1.9, 0)), suicide=(12, 0)))

    assert Weights({"en": ABOUT}, table).weigh(["pill"], "en").lean < 0
    assert shaded.weigh(["pill"], "en").lean > 0
    assert shaded.weigh(["pill"], "en").kind == "suicide"


@pytest.mark.parametrize(
    ("row", "says"), [("<pills>\t1", "2 numbers"), ("<pills>\tmany\t1", "whole numbers")]
)
def test_a_line_that_cannot_be_read_is_named(row: str, says: str) -> None:
    with pytest.raises(BadWeights, match=rf"line {3 + len(KINDS)}: .*{says}"):
        shades(row)


def test_a_table_without_an_end_is_refused() -> None:
    with pytest.raises(BadWeights, match=r"\(minor\)"):
        Shades([SHADE_COLUMNS, *shade_ends(without="minor")])


def shade_ends(without: str) -> list[str]:
    kinds = [kind for kind in KINDS if kind != without]
    return [tinted("(start)", (0, 0)), *(tinted(leaning(kind), (0, 0)) for kind in kinds)]


def test_what_is_learnt_is_what_the_table_says_and_tells_two_words_from_one() -> None:
    """Pills and farewells in one sentence are danger, one of them is not: no sum can learn that."""
    suicide, none = KINDS.index("suicide"), len(KINDS)
    taught = [
        (("<farewell>", "<pills>"), suicide),
        (("<pills>", "<shop>"), none),
        (("<farewell>", "<train>"), none),
        (("<shop>", "<train>"), none),
    ] * 300
    learnt = shade([found for found, _ in taught], [kind for _, kind in taught])
    table = Shades(learnt.lines())

    for found, kind in taught[:4]:
        leanings = learnt.leanings(found)
        assert leanings.index(max(leanings)) == kind
    by_table = [of_suicide(table, *found) for found, _ in taught[:4]]
    assert by_table[0] > 1 + max(by_table[1:])
