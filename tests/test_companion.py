"""What a person can count on: consent first, prompts that wait, danger met, nothing kept unasked."""

from datetime import UTC, datetime, timedelta

import pytest
from whole_path import buttons, place, press, session, stage, stranger

from bot.core.post import Odd, Typed
from bot.core.session import Frame, Session, entry_from_plain, to_plain
from bot.desk.stage import CHAT, Stage

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def kept(at: Stage) -> list[str]:
    """The dialogs of the entries kept, latest first."""
    return [entry_from_plain(e.data).dialog for e in at.books.entries(at.books.people[CHAT], 99)]


def agreed_at_noon(language: str = "en", **facts: str | int) -> Stage:
    """With both prompts, brought in line with the appointments as a change of hours does."""
    at = stage(language, NOON)
    at.types("/menu")
    at.books.people[CHAT].facts.update({"morning_at": "08:00", "evening_at": "20:30", **facts})
    person = at.books.people[CHAT]
    for kind, hour in (("morning", 8), ("evening", 20.5)):
        due = NOON.replace(hour=0) + timedelta(hours=hour)
        at.books.appoint(person, kind, due if due > NOON else due + timedelta(days=1))
    at.types("/stop")
    at.waits(2 * HOUR)
    return at


def prompts(seen: list[str]) -> int:
    return len([text for text in seen if "[" in text])


# ---- consent before anything

FIRST_WORDS = (
    *("/hard", "hello", "/journal", "/impulse it happened", "yes"),
    *("/menu", "menu", "/back", "/skip", "back"),
)


@pytest.mark.parametrize(
    "typed",
    [
        "/hard",
        "hello",
        "/journal",
        "/impulse it happened",
        "yes",
        "/menu",
        "menu",
        "/back",
        "/skip",
        "back",
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_before_anything_is_agreed_to_only_the_welcome_opens(typed: str, language: str) -> None:
    at = stranger(language)

    at.types(typed)

    assert place(at).startswith("start/")
    assert kept(at) == []


@pytest.mark.parametrize("button", ["menu", "back"])
def test_no_button_leads_round_the_consent(button: str) -> None:
    at = stranger()
    at.types("/start")

    press(at, button)

    assert place(at) == "start/hello"


@pytest.mark.parametrize("typed", ["/help", "/privacy", "/delete", "/language"])
def test_what_needs_no_consent_opens_without_it(typed: str) -> None:
    at = stranger()

    at.types(typed)

    assert place(at).startswith(f"{typed[1:]}/")


def test_danger_is_met_before_any_consent() -> None:
    at = stranger()

    at.types("I want to kill myself")

    assert place(at).startswith("crisis/")


def test_whoever_is_under_age_leaves_nothing_but_a_mark() -> None:
    at = stranger()
    at.types("/start")
    press(at, "on")
    press(at, "no")

    farewell = press(at, "yes")

    assert CHAT not in at.books.people
    assert farewell
    assert "[" not in at.types("hello again")[0]
    assert CHAT not in at.books.people


# ---- prompts


def test_a_prompt_comes_once_a_day_at_the_persons_own_hour() -> None:
    at = agreed_at_noon()

    seen = [prompts(at.waits(timedelta(hours=6, minutes=n))) for n in (29, 2)]

    assert seen == [0, 1]
    assert place(at).startswith("evening/")


def test_two_days_bring_two_mornings_and_two_evenings() -> None:
    at = agreed_at_noon()

    at.types("/menu")
    at.types("/stop")

    assert prompts(at.waits(timedelta(days=2))) in (3, 4)


def test_a_prompt_waits_while_somebody_is_talking_and_comes_after() -> None:
    at = agreed_at_noon()
    at.waits(timedelta(hours=6, minutes=20))
    at.types("/hard")
    press(at, "begin")

    during = at.waits(timedelta(minutes=15))
    at.types("/stop")
    after = at.waits(timedelta(minutes=30))

    assert prompts(during) == 0
    assert prompts(after) == 1


def test_a_prompt_that_nobody_could_send_for_hours_is_left_out() -> None:
    at = agreed_at_noon()
    due = at.books.next_due()
    assert due is not None
    at.clock.jump(due.due - at.now + timedelta(hours=2, minutes=1))  # the house was away

    at.companion.due(at.books, due)

    assert at.books.said == []


def test_later_brings_the_prompt_back_once() -> None:
    at = agreed_at_noon()
    at.waits(timedelta(hours=6, minutes=31))
    press(at, "later")

    assert prompts(at.waits(timedelta(hours=1))) == 0
    assert at.books.next_due() is not None
    assert {a.kind for a in at.books.appointments(at.books.people[CHAT])} >= {"again"}


def test_later_by_day_comes_two_hours_after() -> None:
    at = agreed_at_noon(evening_at="15:00")
    at.books.appoint(at.books.people[CHAT], "evening", NOON + 3 * HOUR)
    at.waits(HOUR + timedelta(minutes=1))
    press(at, "later")

    seen = at.waits(2 * HOUR + timedelta(minutes=1))

    assert prompts(seen) == 1
    assert place(at).startswith("evening/")


def test_not_today_is_the_end_of_it_for_today() -> None:
    at = agreed_at_noon()
    at.waits(timedelta(hours=6, minutes=31))
    press(at, "today")

    assert prompts(at.waits(timedelta(hours=10))) == 0
    assert prompts(at.waits(timedelta(hours=4))) == 1


def test_each_fewer_of_these_makes_them_fewer() -> None:
    def in_three_weeks(presses: int) -> int:
        at = agreed_at_noon()
        for _ in range(presses):
            at.waits(timedelta(hours=6, minutes=31) if "fewer" not in buttons(at) else HOUR)
            at.types("/prompts")
            press(at, "fewer")
            at.types("/stop")
        count = 0
        for _ in range(21):
            count += prompts(at.waits(timedelta(days=1)))
            at.types("/menu")  # somebody is there, so they do not grow rarer by themselves
            at.types("/stop")
        return count

    counts = [in_three_weeks(presses) for presses in range(4)]

    assert counts == sorted({*counts}, reverse=True)
    assert counts[-1] > 0


def test_fourteen_prompts_without_an_answer_bring_one_honest_question_and_then_silence() -> None:
    at = agreed_at_noon()

    seen = [prompts(at.waits(timedelta(days=1))) for _ in range(90)]

    assert place(at).startswith("still/")
    assert sum(seen) == 14
    assert sum(seen[-20:]) == 0


def test_at_night_nothing_comes_that_was_not_asked_for() -> None:
    at = agreed_at_noon()
    at.books.appoint(at.books.people[CHAT], "follow", NOON + timedelta(hours=14), {"given": "it"})

    night = at.waits(timedelta(hours=15, minutes=30))
    morning = at.waits(timedelta(hours=2))

    assert prompts(night) == 1  # the evening's own
    assert prompts(morning) >= 1


# ---- danger


DANGER = {"en": "I want to kill myself", "es": "quiero matarme"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_danger_is_met_in_every_state_and_leads_back_to_exactly_that_place(language: str) -> None:
    at = stage(language, name="Ada", country="GB")
    house = at.companion.house
    safe = {*house.safety, "house"}

    for dialog in (d for d in house.dialogs.values() if d.name not in safe):
        for state in dialog.states.values():
            if not state.asks or state.timer:
                continue
            _put(at, dialog.name, state.name)
            trail = session(at).trail

            at.types(DANGER[language])
            assert place(at).startswith("crisis/"), f"{dialog.name}/{state.name}"
            _leave_the_card(at)

            assert place(at) == f"{dialog.name}/{state.name}"
            assert session(at).trail[: len(trail)] == trail


def _put(at: Stage, dialog: str, state: str) -> None:
    person = at.books.people[CHAT]
    there = Session((Frame(dialog, state),), here=0, turn=5)
    person.session = to_plain(there.noted("something said before"))
    at.shown.clear()


def _leave_the_card(at: Stage) -> None:
    for _ in range(20):
        if not place(at).startswith("crisis/"):
            return
        at.types("/back" if "return" not in buttons(at) else "")
        if "return" in buttons(at):
            press(at, "return")


# ---- what is kept


def test_what_was_said_is_kept_as_one_entry_for_each_dialog() -> None:
    at = stage()
    at.types("/feelings")
    for _ in range(12):
        if not session(at).open:
            break
        at.types("/skip") if "skip" in buttons(at) else press(at, next(iter(buttons(at))))
    at.types("/impulse")
    at.types("my sister")
    at.types("/stop")
    press(at, "keep")

    assert kept(at)[0] == "impulse"


def test_who_keeps_nothing_leaves_no_entry_and_no_memory() -> None:
    at = stage(keeps_nothing=True)
    at.types("/impulse")
    at.types("my sister")
    at.types("/stop")

    person = at.books.people[CHAT]
    assert kept(at) == []
    assert at.books.items(person, "memories") == []


def test_delete_takes_two_steps_and_leaves_nothing() -> None:
    at = stage(name="Ada")
    at.types("/impulse")
    at.types("my sister")
    at.types("/stop")
    press(at, "keep")
    at.types("/delete")
    press(at, "yes")
    assert CHAT in at.books.people

    farewell = press(at, "erase")

    assert CHAT not in at.books.people
    assert farewell
    assert at.books.next_due() is None
    at.types("/journal")
    assert place(at).startswith("start/")


def test_whoever_rests_is_offered_nowhere_and_comes_back_when_woken() -> None:
    at = stage()
    at.types("/people")
    for move in ("add", "Kim", "none", "no", "enough"):
        press(at, move) if move in buttons(at) else at.types(move)
    at.types("/people")
    press(at, "rest")
    press(at, _kim(at))
    assert place(at) == "people/empty"

    press(at, "wake")
    press(at, _kim(at))

    assert place(at) == "people/list"


def _kim(at: Stage) -> str:
    return next(key for key, button in buttons(at).items() if button.label == "Kim")


def test_an_erased_note_is_gone_from_the_very_next_list() -> None:
    at = stage()
    for _ in range(2):
        at.types("/impulse")
        at.types("my sister")
        at.types("/stop")
        press(at, "keep")
    at.types("/journal")
    first, second = (key for key in buttons(at) if key.startswith("="))

    press(at, first)
    press(at, "erase")
    press(at, "yes")

    assert [key for key in buttons(at) if key.startswith("=")] == [second]


# ---- what is no answer


@pytest.mark.parametrize("kind", ["voice", "sticker", "photo"])
def test_what_cannot_be_read_gets_one_kind_line_and_the_question_again(kind: str) -> None:
    at = stage()
    at.types("/hard")
    before = place(at)

    at.companion.hear(at.books, 9_000, Odd(CHAT, kind))

    (said,) = at.books.said
    assert place(at) == before
    assert said.outgoing.rows  # type: ignore[union-attr]


def test_an_update_that_comes_twice_is_heard_once() -> None:
    at = stage()
    typed = Typed(CHAT, "/hard", 77)
    at.companion.hear(at.books, 9_001, typed)
    said = len(at.books.said)

    at.companion.hear(at.books, 9_001, typed)

    assert len(at.books.said) == said


def test_after_three_days_a_conversation_has_closed_by_itself_and_is_kept() -> None:
    at = stage()
    at.types("/impulse")
    at.types("my sister")
    at.waits(timedelta(days=3, minutes=1))

    at.types("hello")

    assert place(at).startswith("typed/")
    assert kept(at) == ["impulse"]


def test_after_a_night_it_is_asked_whether_to_pick_up() -> None:
    at = stage()
    at.types("/impulse")
    at.types("my sister")
    at.waits(timedelta(hours=9))

    at.types("good morning")

    aside = session(at).aside
    assert aside is not None
    assert aside.name == "pick_up"
