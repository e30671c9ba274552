"""What the flows alone prove: which answers are surely there, where one can get to."""

from bot.core.check import check
from bot.core.dialog import Dialog, House, State
from bot.core.proof.given import answers
from bot.core.proof.ways import ending


def dialog(name: str, *states: State) -> Dialog:
    return Dialog(name, states[0].name, {state.name: state for state in states})


def house(*dialogs: Dialog) -> House:
    return House({one.name: one for one in dialogs}, first=dialogs[0].name)


def promises(*dialogs: Dialog) -> list[tuple[str, str]]:
    """(promise, file) of everything told."""
    return [(fault.promise, fault.file) for fault in check(house(*dialogs))]


ASK = State("ask", {"text": "end", "skip": "end"})
END = State("end")


def test_an_answer_is_sure_where_every_way_brings_it() -> None:
    walk = dialog(
        "walk", State("ask", {"left": "end", "right": "turn"}), State("turn", {"on": "end"}), END
    )

    sure = answers(house(walk)).sure["walk"]

    assert sure["turn"] == {"ask"}
    assert sure["end"] == {"ask"}


def test_an_answer_that_may_be_passed_over_is_not_sure() -> None:
    assert answers(house(dialog("walk", ASK, END))).sure["walk"]["end"] == frozenset()


def test_passing_over_the_second_time_takes_the_first_answer_away() -> None:
    round_ = dialog(
        "walk",
        State("ask", {"text": "more", "skip": "more"}),
        State("more", {"again": "ask", "done": "end"}),
        END,
    )

    assert answers(house(round_)).sure["walk"]["end"] == {"more"}


def test_the_end_of_quiet_minutes_is_no_answer() -> None:
    sit = dialog("sit", State("sit", {"then": "end", "enough": "end"}, timer=2), END)

    assert answers(house(sit)).sure["sit"]["end"] == frozenset()


def test_a_call_brings_back_what_is_sure_at_the_end_of_the_dialog_called() -> None:
    inner = dialog(
        "inner", State("must", {"a": "may"}), State("may", {"a": "end", "skip": "end"}), END
    )
    outer = dialog("outer", State("call", {"then": "end"}, dialog="inner"), END)

    known = answers(house(outer, inner))

    assert known.sure["outer"]["end"] == {"call", "call.must"}
    assert {"call.must", "call.may"} <= known.known("outer")
    assert "must" not in known.known("outer")


def test_answers_come_back_through_two_calls() -> None:
    deep = dialog("deep", State("must", {"a": "end"}), END)
    inner = dialog("inner", State("down", {"then": "end"}, dialog="deep"), END)
    outer = dialog("outer", State("call", {"then": "end"}, dialog="inner"), END)

    assert "call.down.must" in answers(house(outer, inner, deep)).sure["outer"]["end"]


def test_a_dialog_that_goes_over_into_another_brings_back_nothing_sure() -> None:
    other = dialog("other", State("else_", {"a": "end"}), END)
    inner = dialog("inner", State("must", {"a": "over"}), State("over", dialog="other"))
    outer = dialog("outer", State("call", {"then": "end"}, dialog="inner"), END)

    known = answers(house(outer, inner, other))

    assert known.sure["outer"]["end"] == frozenset()
    assert {"call.must", "call.else_"} <= known.known("outer")


def test_what_a_caller_asked_is_known_in_the_dialog_called_but_never_sure() -> None:
    inner = dialog("inner", State("must", {"a": "end"}), END)
    outer = dialog(
        "outer", State("first", {"a": "call"}), State("call", {"then": "end"}, dialog="inner"), END
    )

    known = answers(house(outer, inner))

    assert "first" in known.known("inner")
    assert "first" not in known.sure["inner"]["end"]


def test_a_rule_that_asks_whether_something_was_answered_makes_it_sure() -> None:
    walk = dialog(
        "walk",
        State("ask", {"text": "did", "skip": "did"}),
        State("did", {"yes": "told", "no": "end"}, rule="answered", of="ask"),
        State("told", {"on": "end"}),
        END,
    )

    assert answers(house(walk)).sure["walk"]["told"] == {"ask"}


def test_a_dialog_that_calls_one_without_an_end_has_none_either() -> None:
    stuck = dialog("stuck", State("on", {"a": "on"}))
    outer = dialog("outer", State("call", {"then": "end"}, dialog="stuck"), END)

    assert ending(house(outer, stuck)) == {("outer", "end")}


def test_a_loop_through_a_dialog_that_asks_nothing_is_found() -> None:
    silent = dialog("silent", State("say", {"then": "end"}), END)
    outer = dialog("outer", State("call", {"then": "call"}, dialog="silent"))

    assert ("no_loop_without_input", "outer/flow.toml") in promises(outer, silent)


def test_a_loop_through_a_dialog_that_asks_something_is_none() -> None:
    asking = dialog("asking", ASK, END)
    outer = dialog(
        "outer",
        State("call", {"then": "again"}, dialog="asking"),
        State("again", {"yes": "call", "no": "end"}, rule="answered", of="call.ask"),
        END,
    )

    assert promises(outer, asking) == []


def test_dialogs_that_call_each_other_at_once_go_round() -> None:
    one = dialog("one", State("call", {"then": "end"}, dialog="two"), END)
    two = dialog("two", State("call", {"then": "end"}, dialog="one"), END)

    assert "no_loop_without_input" in {promise for promise, _ in promises(one, two)}


def test_a_scale_without_a_then_is_told() -> None:
    assert ("exits_fit", "walk/flow.toml") in promises(
        dialog("walk", State("rate", {"skip": "end"}, scale=(0, 10)), END)
    )


def test_a_rule_needs_every_exit_it_may_take_unless_it_has_another() -> None:
    ask = State("ask", {"a": "test", "b": "test"})
    short = State("test", {"yes": "end"}, rule="answered", of="ask")
    other = State("test", {"yes": "end", "other": "end"}, rule="answered", of="ask")

    assert promises(dialog("walk", ask, short, END)) == [("exits_fit", "walk/flow.toml")]
    assert promises(dialog("walk", ask, other, END)) == []
