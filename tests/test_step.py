"""One step at a time: the heart alone, with dialogs of a few states and no words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.dialog import Dialog, House, State
from bot.core.effects import ExtendTimer, StartTimer, StopTimer
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.moving import settled
from bot.core.session import Answer, Entry, Session, from_plain, to_plain
from bot.core.step import expire, step
from bot.core.stepped import HOUSE, Stepped

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)


def dialog(name: str, *states: State, start: str = "", journal: bool = True) -> Dialog:
    return Dialog(name, start or states[0].name, {s.name: s for s in states}, journal=journal)


def house() -> House:
    """Two dialogs that lie on each other, one that is called, one that is quiet, a card, a menu."""
    walk = dialog(
        "walk",
        State("way", {"left": "calls", "right": "mood", "text": "mood", "skip": "mood"}),
        State("calls", {"then": "mood"}, dialog="inner"),
        State("mood", {"then": "much"}, pick="moods", most=2),
        State("much", {"then": "steep", "skip": "last"}, scale=(0, 10)),
        State("steep", {"yes": "calls", "no": "last"}, rule="too_much", of="much"),
        State("last", {"on": "end", "skip": "end"}),
        State("end"),
    )
    inner = dialog(
        "inner",
        State("first", {"a": "second", "b": "done", "skip": "second"}),
        State("second", {"text": "done", "skip": "done"}),
        State("done"),
    )
    quiet = dialog(
        "quiet",
        State("sit", {"more": "sit", "early": "after", "then": "after"}, timer=2),
        State("after", {"fine": "end"}),
        State("end"),
    )
    card = dialog("card", State("numbers", {"return": "end"}), State("end"), journal=False)
    menu = dialog("menu", State("group", {"now": "end"}), State("end"), journal=False)
    typed = dialog("typed", State("met", {"note": "end", "text": "end"}), State("end"))
    others = [dialog(n, State("q", {"on": "end"}), State("end")) for n in ("one", "two", "three")]
    every = (walk, inner, quiet, card, menu, typed, *others)
    return House(
        {d.name: d for d in every}, "walk", menu="menu", typed="typed", helpnow="card",
        dangers={("suicide", "certain"): "card"},
    )  # fmt: skip


class Talk:
    """A person at the heart; the session is written out and read back after every step."""

    def __init__(self, house_: House | None = None, facts: Mapping[str, Any] | None = None) -> None:
        self.house, self.facts = house_ or house(), facts or {}
        self.session = Session(turn=1)
        self.last = Stepped(self.session)

    def hear(self, heard: Heard) -> "Talk":
        session = settled(self.house, self.session)
        self.last = step(self.house, session, heard, self.facts, NOW)
        self.session = from_plain(to_plain(self.last.session))
        assert self.session == self.last.session
        return self

    def open(self, name: str, **more: Any) -> "Talk":
        return self.hear(Open(name, **more))

    def press(self, *keys: str) -> "Talk":
        for key in keys:
            self.hear(Press(key, self.session.turn))
        return self

    def type(self, text: str, **read: Any) -> "Talk":
        return self.hear(Words(text, **read))

    def control(self, *names: str) -> "Talk":
        for name in names:
            self.hear(Control(name))
        return self

    @property
    def place(self) -> str:
        aside = f"?{self.session.aside.name}" if self.session.aside else ""
        if not self.session.open:
            return aside
        return f"{self.session.frame.dialog}/{self.session.frame.state}{aside}"

    @property
    def lines(self) -> list[str]:
        """The house's own lines that were said last."""
        return [say.state for say in self.last.says if say.dialog == HOUSE]

    @property
    def answers(self) -> list[tuple[str, Answer]]:
        return [(s.state, s.answer) for s in self.session.trail]


# ---- going on


def test_a_press_is_kept_under_the_name_of_the_question_and_leads_on() -> None:
    talk = Talk().open("walk").press("right")

    assert talk.place == "walk/mood"
    assert talk.answers == [("way", Answer(keys=("right",)))]
    assert talk.last.took == "right"


def test_a_dialog_calls_another_and_comes_back_with_its_answers() -> None:
    talk = Talk().open("walk").press("left")
    assert talk.place == "inner/first"

    talk.press("a").type("a closer word")

    assert talk.place == "walk/mood"
    assert talk.session.answers()["calls"] == {
        "first": Answer(keys=("a",)),
        "second": Answer(words="a closer word"),
    }


def test_a_rule_presses_the_button_itself() -> None:
    high = Talk().open("walk").press("right").type("calm").press("8")
    low = Talk().open("walk").press("right").type("calm").press("2")

    assert (high.place, low.place) == ("inner/first", "walk/last")


def test_several_words_are_ticked_the_eldest_making_room_and_kept_when_done() -> None:
    talk = Talk().open("walk").press("right").press("+sad", "+warm", "+odd", "-odd", "+shy")
    assert talk.session.ticked == ("warm", "shy")

    talk.press("done")

    assert talk.answers[-1] == ("mood", Answer(keys=("warm", "shy")))


def test_the_end_leaves_one_entry_with_what_was_called_in_its_place() -> None:
    talk = Talk().open("walk").press("left", "b").type("calm").press("3", "on")

    (entry,) = talk.last.entries
    called = entry.steps[1]
    assert entry.steps[0] == ("way", Answer(keys=("left",)))
    assert isinstance(called, Entry)
    assert called.dialog == "inner"
    assert entry.ended == "rest"
    assert not talk.session.open


# ---- back


def test_back_shows_the_earlier_answer_and_keeping_it_loses_nothing() -> None:
    talk = Talk().open("walk").press("right").type("calm").control("back")
    assert talk.place == "walk/much?keep_or_change"

    talk.press("keep")

    assert talk.place == "walk/much"
    assert talk.answers[-1] == ("mood", Answer(words="calm"))


def test_back_into_a_dialog_that_has_ended_opens_it_again() -> None:
    talk = Talk().open("walk").press("left", "a").type("closer").control("back").press("change")
    assert talk.place == "inner/second"

    talk.type("another word")

    assert talk.place == "walk/mood"
    assert talk.answers[-1] == ("second", Answer(words="another word"))


def test_back_over_a_branch_takes_the_other_branch() -> None:
    talk = Talk().open("walk").press("left", "b")

    talk.control("back", "back").press("change", "right")

    assert talk.place == "walk/mood"
    assert talk.answers == [("way", Answer(keys=("right",)))]
    assert [frame.dialog for frame in talk.session.frames] == ["walk"]


def test_back_at_the_first_question_offers_the_menu_and_nothing_is_lost() -> None:
    talk = Talk().open("walk").control("back")

    assert talk.place == "menu/group"
    assert talk.press("now").press("go_on").place == "walk/way"


def test_back_at_the_menus_own_first_question_is_the_menu_anew() -> None:
    talk = Talk().open("menu").control("back")

    assert talk.place == "menu/group"
    assert talk.session.depth() == 1


def test_back_in_a_side_trip_stays_in_the_side_trip() -> None:
    talk = Talk().open("walk").press("right").open("one").control("back")

    assert talk.place == "menu/group"


# ---- skip and stop


def test_three_skips_in_a_row_ask_whether_to_end_softly() -> None:
    talk = Talk().open("walk").control("skip")
    talk.type("calm")
    assert talk.session.skips == 0

    talk = Talk().open("walk").press("left").control("skip", "skip")
    talk.type("calm").control("skip")
    assert talk.session.aside is None

    three = Talk().open("inner").control("skip", "skip")
    assert not three.session.open


def test_three_skips_that_stand_together_are_asked_about_once() -> None:
    skippable = [State(f"q{n}", {"text": f"q{n + 1}", "skip": f"q{n + 1}"}) for n in range(5)]
    walk = dialog("walk", *skippable, State("q5", {"on": "end"}), State("end"))
    talk = Talk(House({"walk": walk}, "walk")).open("walk")

    talk.control("skip", "skip", "skip")
    assert talk.place == "walk/q3?soft_end"

    assert talk.press("on").place == "walk/q3"
    assert talk.control("skip").place == "walk/q4"


def test_what_may_not_be_passed_over_is_asked_again() -> None:
    talk = Talk().open("card").control("skip")

    assert talk.place == "card/numbers"
    assert talk.lines == ["not_skipped"]


@pytest.mark.parametrize(("choice", "effects"), [("keep", 0), ("erase", 1)])
def test_stop_ends_at_once_and_then_asks_what_shall_become_of_it(choice: str, effects: int) -> None:
    talk = Talk().open("walk").press("right").control("stop")
    assert talk.place == "?stopped"
    assert [entry.ended for entry in talk.last.entries] == ["stop"]

    talk.press(choice)

    assert talk.place == ""
    assert len(talk.last.effects) == effects


def test_stop_with_nothing_said_has_nothing_to_ask() -> None:
    talk = Talk().open("walk").control("stop")

    assert talk.place == ""
    assert talk.lines == ["ended"]


def test_stop_outside_any_dialog_asks_what_to_stop() -> None:
    assert Talk().control("stop").place == "?stop_what"


def test_stop_in_a_side_trip_leads_back_to_what_lies_below() -> None:
    talk = Talk().open("walk").press("right").open("one").control("stop")

    assert talk.place == "walk/mood?go_on"


# ---- side trips


def test_a_command_in_the_middle_is_a_side_trip_and_the_way_back_is_asked() -> None:
    talk = Talk().open("walk").press("right").open("one").press("on")
    assert talk.place == "walk/mood?go_on"

    talk.press("go_on")

    assert talk.place == "walk/mood"
    assert [name for name, _ in talk.answers] == ["way"]


def test_after_a_safety_card_the_question_left_is_asked_at_once() -> None:
    talk = Talk().open("walk").press("right")
    turn = talk.session.turn

    talk.open("card", reason="safety", given="words of danger").press("return")

    assert talk.place == "walk/mood"
    assert [say.state for say in talk.last.says if say.asks] == ["mood"]
    assert talk.session.trail[-1].answer.words == "words of danger"
    assert talk.session.turn > turn


def test_side_trips_lie_four_deep_and_a_fifth_takes_the_place_of_the_last() -> None:
    talk = Talk().open("walk").press("right").open("one").open("two").open("three")
    assert talk.session.depth() == 4

    talk.open("quiet")

    assert talk.session.depth() == 4
    assert talk.place == "quiet/sit"


def test_leaving_the_side_trip_asks_about_what_lies_under_it() -> None:
    talk = Talk().open("walk").press("right").open("one").press("on").press("leave")

    assert talk.place == ""
    assert [entry.dialog for entry in talk.last.entries] == ["walk"]


def test_the_same_dialog_asked_for_again_is_picked_up_or_begun_afresh() -> None:
    talk = Talk().open("walk").press("right").open("walk")
    assert talk.place == "walk/mood?pick_up"

    again = talk.press("fresh")

    assert again.place == "walk/way"
    assert [entry.dialog for entry in again.last.entries] == ["walk"]


# ---- buttons that are old, doubled or invented


def test_an_old_button_repeats_the_question_instead_of_answering_it() -> None:
    talk = Talk().open("walk")
    old = talk.session.turn
    talk.press("right")

    talk.hear(Press("left", old))

    assert talk.place == "walk/mood"
    assert talk.lines == ["old_button"]
    assert len(talk.answers) == 1


def test_a_button_pressed_twice_answers_once() -> None:
    talk = Talk().open("walk")
    press = Press("right", talk.session.turn)

    talk.hear(press).hear(press)

    assert talk.place == "walk/mood"
    assert len(talk.answers) == 1


@pytest.mark.parametrize(
    "key", ["", "nowhere", "=x", "11", "done", "keep", "text", "then", "skip?"]
)
def test_an_invented_button_changes_nothing(key: str) -> None:
    talk = Talk().open("walk").press("right").type("calm")
    before = talk.session

    talk.press(key)

    assert (talk.place, talk.session.trail) == ("walk/much", before.trail)


def test_a_button_of_a_conversation_that_is_over_says_so() -> None:
    talk = Talk().open("one")
    old = talk.session.turn
    talk.press("on").hear(Press("on", old))

    assert talk.lines == ["old_button"]
    assert talk.place == "menu/group"


def test_menu_and_help_work_from_the_oldest_message_too() -> None:
    talk = Talk().open("walk").press("right")

    assert talk.hear(Press("helpnow", 1)).place == "card/numbers"


# ---- typed words


def test_a_word_read_in_a_sentence_is_confirmed_before_it_counts() -> None:
    talk = Talk().open("walk").press("right").type("I was so sad about it", near="sad")
    assert talk.place == "walk/mood?read_as"

    yes = Talk()
    yes.session = talk.session
    yes.press("yes")
    talk.press("mine")

    assert yes.last.took == "yes"  # shown under the question, whose buttons go
    assert talk.last.took == "mine"
    assert yes.answers[-1] == ("mood", Answer(keys=("sad",), words="I was so sad about it"))
    assert talk.answers[-1] == ("mood", Answer(words="I was so sad about it"))


def test_where_danger_is_asked_about_nothing_is_guessed() -> None:
    numbers = State("numbers", {"no": "end", "text": "end", "skip": "end"})
    talk = Talk()
    changed(talk, "card", add=(numbers,))

    talk.control("helpnow").type("it comes and goes", near="no")

    assert talk.session.aside is None
    assert not talk.session.open


def test_whoever_says_something_else_instead_of_yes_loses_neither() -> None:
    talk = Talk().open("walk").press("right").type("I was so sad about it", near="sad")

    talk.type("more like empty")

    assert ("noted", Answer(words="I was so sad about it")) in talk.answers
    assert talk.answers[-1] == ("mood", Answer(words="more like empty"))


def test_words_that_fit_no_button_are_kept_and_the_question_comes_once_more() -> None:
    talk = Talk().open("card").type("what now")

    assert talk.place == "card/numbers"
    assert talk.lines == ["nearest"]
    assert talk.answers == [("noted", Answer(words="what now"))]


def test_a_sentence_outside_any_dialog_is_met() -> None:
    talk = Talk().type("today was strange")

    assert talk.place == "typed/met"
    assert talk.session.frame.given == "today was strange"


def test_a_question_to_the_house_is_answered_honestly_where_only_buttons_fit() -> None:
    assert Talk().open("card").type("are you a person?", asking=True).lines == ["ask_me"]


def test_anger_at_the_house_may_stop_it() -> None:
    talk = Talk().open("card").type("you useless thing", cross=True)
    assert talk.place == "card/numbers?fair"

    assert talk.press("stop").place == ""


def test_the_first_words_after_a_long_silence_are_kept_and_it_is_asked_whether_to_go_on() -> None:
    talk = Talk().open("walk").press("right").type("hello again", silent=True)
    assert talk.place == "walk/mood?pick_up"

    talk.press("pick_up")

    assert talk.place == "walk/mood"
    assert ("noted", Answer(words="hello again")) in talk.answers


def test_what_waited_too_long_closes_silently_and_is_kept() -> None:
    talk = Talk().open("walk").press("right").open("one")

    stepped = expire(talk.house, talk.session)

    assert not stepped.says
    assert [(e.dialog, e.ended) for e in stepped.entries] == [("walk", "expired")]
    assert not stepped.session.open


# ---- timers


def test_a_timer_begins_ends_and_asks_what_comes_after() -> None:
    talk = Talk().open("quiet", given="5")
    assert talk.last.effects == (StartTimer(5.0, talk.session.turn),)

    talk.hear(TimeUp(talk.session.turn))

    assert talk.place == "quiet/after"


def test_one_minute_more_leaves_the_question_as_it_is() -> None:
    talk = Talk().open("quiet")
    turn = talk.session.turn

    talk.press("more")

    assert talk.last.effects == (ExtendTimer(1.0, turn),)
    assert (talk.place, talk.session.turn, talk.last.says) == ("quiet/sit", turn, ())


def test_ending_early_stops_the_timer() -> None:
    talk = Talk().open("quiet").press("early")

    assert StopTimer() in talk.last.effects
    assert talk.place == "quiet/after"


def test_words_in_the_quiet_are_kept_without_an_answer() -> None:
    talk = Talk().open("quiet").type("a warm thought")

    assert (talk.place, talk.last.says) == ("quiet/sit", ())
    assert talk.answers == [("noted", Answer(words="a warm thought"))]


def test_a_timer_runs_out_under_a_side_trip_and_the_side_trip_stays() -> None:
    talk = Talk().open("quiet")
    turn = talk.session.turn
    talk.open("one").hear(TimeUp(turn))
    assert (talk.place, talk.lines) == ("one/q", ["over"])

    talk.press("on").press("go_on")

    assert talk.place == "quiet/after"


def test_under_a_safety_card_the_end_of_a_timer_says_nothing() -> None:
    talk = Talk().open("quiet")
    turn = talk.session.turn

    talk.control("helpnow").hear(TimeUp(turn))
    assert (talk.place, talk.last.says) == ("card/numbers", ())

    assert talk.press("return").place == "quiet/after"


# ---- consent


@pytest.mark.parametrize("heard", [Control("menu"), Control("back"), Open("one"), Words("hello")])
def test_before_anything_is_agreed_to_every_way_leads_to_the_welcome(heard: Heard) -> None:
    open_to_all = replace(house(), first="two", agreed="agreed", open=frozenset(("three",)))

    assert Talk(open_to_all).hear(heard).place == "two/q"
    assert Talk(open_to_all).open("three").place == "three/q"
    assert Talk(open_to_all).control("helpnow").place == "card/numbers"
    assert Talk(open_to_all, {"agreed": True}).open("one").place == "one/q"


# ---- states that moved


def changed(talk: Talk, name: str, *gone: str, add: tuple[State, ...] = (), **more: Any) -> None:
    """A new release: some states of a dialog are gone, some are new."""
    old = talk.house.dialogs[name]
    states = {n: s for n, s in old.states.items() if n not in gone} | {s.name: s for s in add}
    new = Dialog(name, more.get("start", old.start), states, moved=more.get("moved", {}))
    talk.house = replace(talk.house, dialogs={**talk.house.dialogs, name: new})


def test_somebody_in_a_state_with_a_new_name_is_where_they_were() -> None:
    talk = Talk().open("walk").press("right")
    feel = State("feel", {"then": "much"}, pick="moods", most=2)
    changed(talk, "walk", "mood", add=(feel,), moved={"mood": "feel"})

    talk.type("calm")

    assert talk.place == "walk/much"
    assert talk.answers == [("way", Answer(keys=("right",))), ("feel", Answer(words="calm"))]


def test_somebody_in_a_state_that_is_gone_is_asked_from_the_start_with_their_answers_kept() -> None:
    talk = Talk().open("walk").press("right")
    way = State("way", {"left": "calls", "right": "much", "text": "much"})
    changed(talk, "walk", "mood", add=(way,))

    talk.press("right")

    assert talk.place == "walk/much"
    assert ("way", Answer(keys=("right",))) in talk.answers


def test_where_the_start_asks_nobody_the_next_question_is_asked() -> None:
    talk = Talk().open("walk").press("right")
    begin = State("begin", {"then": "way"})
    changed(talk, "walk", "mood", add=(begin,), start="begin")

    talk.type("calm")

    assert talk.place == "walk/way"
    assert talk.answers[-1] == ("noted", Answer(words="calm"))


def test_a_dialog_that_is_gone_closes_and_what_lies_beneath_is_asked_again() -> None:
    talk = Talk().open("walk").press("right").open("one")
    dialogs = {name: d for name, d in talk.house.dialogs.items() if name != "one"}
    talk.house = replace(talk.house, dialogs=dialogs)

    talk.press("on")

    assert talk.place == "walk/mood"


def test_who_comes_back_to_a_call_that_is_gone_is_not_lost() -> None:
    talk = Talk().open("walk").press("left")
    way = State("way", {"right": "mood", "text": "mood"})
    changed(talk, "walk", "calls", add=(way,))

    talk.press("b")

    assert talk.place == "walk/way"


def test_a_new_way_out_is_open_to_whoever_stands_there() -> None:
    talk = Talk().open("walk")
    way = State("way", {"left": "calls", "right": "mood", "straight": "much", "text": "mood"})
    changed(talk, "walk", add=(way,))

    assert talk.press("straight").place == "walk/much"
