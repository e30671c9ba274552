"""Random play: whatever people do, in whatever order, nobody is stranded and nothing breaks."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whole_path import buttons, last_question, place, press, session, stage, stranger

from bot.core.dialog import CONTROLS
from bot.core.session import from_plain, to_plain
from bot.desk.stage import CHAT, Stage
from bot.desk.transcript import restarted

MOST_UNITS, MOST_DATA, MOST_BUTTONS = 4096, 64, 100  # Telegram's limits
WORDS = (
    "yes",
    "no",
    "I want to kill myself",
    "quiero morirme",
    "he hits me",
    "I feel ignored",
    "7",
    "back",
    "atrás",
    "half past seven",
    "are you a bot?",
    "you are useless",
    "x" * 2000,
    "<b>&amp; {{ name }} %s",
    "/start",
    "/hard it happened again",
    "/impulse",
    "/timer 3",
    "/care",
    "/menu",
    "/helpnow",
    "/journal",
    "/people",
    "/settings",
    "/delete",
    "/nonsense",
    "🙂",
)
INVENTED = ("", "x", "1/begin", "999999999999/yes", "7/=", "abc/def", "1/+anger", "-1/back")
MOVES = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("old"), st.integers(0, 300)),
    st.tuples(st.just("invent"), st.integers(0, len(INVENTED) - 1)),
    st.tuples(st.just("type"), st.integers(0, len(WORDS) - 1)),
    st.tuples(st.just("wait"), st.sampled_from((1, 3, 20, 45, 700, 1500, 4400))),
    st.tuples(st.just("restart"), st.just(0)),
)
PLAY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def do(at: Stage, move: str, number: int) -> None:
    question = last_question(at)
    if move == "type":
        at.types(WORDS[number])
    elif move == "wait":
        at.waits(timedelta(minutes=number))
    elif move == "restart":
        restarted(at)
    elif move == "invent":
        at.presses_data(INVENTED[number], 1)
    elif question is not None:
        message, send = question
        if move == "old":
            asked = [shown for shown in at.shown if shown[1].rows]
            message, send = asked[number % len(asked)]
        offered = [button for row in send.rows for button in row if button.data]
        at.presses_data(offered[number % len(offered)].data, message)


def still_well(at: Stage) -> None:
    """What must hold after every move."""
    now = session(at)
    if at.books.people.get(CHAT) is None:
        return  # erased
    assert from_plain(to_plain(now)) == now
    for _, send in at.shown:
        assert send.text.strip()
        assert len(send.text.encode("utf-16-le")) // 2 <= MOST_UNITS
        offered = [button for row in send.rows for button in row]
        assert len(offered) <= MOST_BUTTONS
        assert all(len(button.data.encode()) <= MOST_DATA for button in offered)
    if now.open or now.aside is not None:
        question = last_question(at)
        assert question is not None, f"{place(at)}: nothing was asked"
        pressed = [button.data for row in question[1].rows for button in row if button.data]
        turns = {data.partition("/")[0] for data in pressed}
        assert turns == {str(now.turn)}, f"{place(at)}: no button of this question is left"


@given(st.sampled_from(("en", "es")), st.booleans(), st.lists(MOVES, min_size=5, max_size=40))
@PLAY
def test_whatever_a_person_does_there_is_a_way_on(
    language: str, new: bool, moves: list[tuple[str, int]]
) -> None:
    at = stranger(language) if new else stage(language, morning_at="08:00", evening_at="20:30")

    for move, number in moves:
        do(at, move, number)
        still_well(at)


@given(
    st.sampled_from(("hard", "impulse", "feelings", "care", "soothe", "speak", "habits")),
    st.lists(st.integers(0, 30), min_size=1, max_size=12),
)
@PLAY
def test_back_undoes_an_answer_across_branches_and_calls(dialog: str, presses: list[int]) -> None:
    at = stage(name="Ada", country="GB")
    at.types(f"/{dialog}")

    for number in presses:
        restarted(at)
        offered = [key for key in buttons(at) if key not in CONTROLS and key[:1] not in "+-"]
        before, was = session(at), place(at)
        if not offered or before.aside is not None:
            return
        press(at, offered[number % len(offered)])
        after, now = session(at), place(at)
        if after.aside is not None or len(after.trail) != len(before.trail) + 1:
            return  # the dialog ended, or nothing was answered

        press(at, "back")
        press(at, "change")
        assert place(at) == was
        assert session(at).trail == before.trail

        press(at, offered[number % len(offered)])
        assert place(at) == now
