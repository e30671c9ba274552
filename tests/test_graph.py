"""The map of a dialog, as Mermaid and as DOT."""

import pytest

from bot.core.dialog import Dialog, House, State
from bot.desk.graph import NoSuchDialog, graph

WALK = Dialog(
    "walk",
    "way",
    {
        "way": State("way", {"park": "rest", "sea": "rest", "skip": "end"}),
        "rest": State("rest", {"then": "end"}, dialog="calm"),
        "end": State("end"),
    },
)
CALM = Dialog("calm", "sit", {"sit": State("sit")})
HOUSE = House({"walk": WALK, "calm": CALM}, first="walk")


def test_a_map_shows_the_start_the_ways_the_calls_and_the_end() -> None:
    drawn = graph(HOUSE, "walk")

    assert drawn == (
        "flowchart TD\n"
        '  subgraph walk__all["walk"]\n'
        '    walk__start(("start")) --> walk__way\n'
        '    walk__way["way"]\n'
        '    walk__rest[/"rest: → calm"/]\n'
        '    walk__end(["end"])\n'
        "  end\n"
        '  calm__sit[/"calm"/]\n'
        '  walk__way -->|"park, sea"| walk__rest\n'
        '  walk__way -->|"skip"| walk__end\n'
        "  walk__rest --> walk__end\n"
        "  walk__rest -.-> calm__sit\n"
        "  classDef ends fill:#dde7d8,stroke:#5f7a55\n"
        "  class walk__end ends\n"
    )


def test_the_present_state_is_lit() -> None:
    assert "  class walk__way lit\n" in graph(HOUSE, "walk", lit="way")
    assert 'label="way", style=filled' in graph(HOUSE, "walk", "dot", lit="way")


def test_a_map_of_all_has_every_dialog_once() -> None:
    drawn = graph(HOUSE, how="dot")

    assert drawn.count("subgraph") == 2
    assert '"walk__rest" -> "calm__sit" [style=dashed];' in drawn


def test_a_mistyped_dialog_is_answered_with_the_likely_one() -> None:
    with pytest.raises(NoSuchDialog, match="did you mean 'walk'"):
        graph(HOUSE, "wlak")
