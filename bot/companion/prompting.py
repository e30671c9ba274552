"""When prompts are due, and what happens when an appointment comes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.companion.books import Books
from bot.companion.doing import EVERY, HALF, LEFT, TIMER
from bot.core.calendar import (
    OPEN_FOR,
    TOO_LATE,
    after_quiet,
    is_quiet,
    local_day,
    prompts_due,
    spaced,
    zone_of,
)
from bot.core.dialog import House
from bot.core.heard import Open, TimeUp
from bot.core.post import Edit, Json, Send, Urgency
from bot.store.records import Due, Person

if TYPE_CHECKING:
    from bot.companion.turn import Turn

HELD_BACK = timedelta(minutes=10)  # how long an invitation waits when somebody is talking
SLIPPED = timedelta(minutes=10)  # a timer's end later than this is not announced any more
STRAIGHT = frozenset(("held",))  # asked for at that very minute: neither night nor talk holds it
NOT_WHEN_LATE = frozenset(("again",))


def reschedule(
    house: House, books: Books, person: Person, before: Mapping[str, Json], now: datetime
) -> None:
    """Bring the prompts' appointments in line with facts that have changed in this turn."""
    kinds = tuple(house.prompts)
    names = ["agreed", "zone", "paused_until", "rarity", *(f"{kind}_at" for kind in kinds)]
    if all(before.get(name) == person.facts.get(name) for name in names):
        return
    due = prompts_due(person.facts, kinds, now)
    for kind in kinds:
        if kind in due:
            books.appoint(person, kind, due[kind])
        else:
            books.cancel(person, kind)


def keep_appointment(turn: "Turn", due: Due) -> None:
    """What was to happen later happens now, unless the moment is wrong for it."""
    if due.kind == TIMER:
        _time_is_up(turn, due)
    elif due.kind == HALF:
        _half_way(turn)
    elif due.kind == LEFT:
        _count_down(turn, due)
    elif due.kind in turn.house.house.prompts:
        _prompt(turn, due)
    else:
        _dialog(turn, due)


# ---- timers


def _time_is_up(turn: "Turn", due: Due) -> None:
    if turn.now - due.due > SLIPPED:
        turn.slipped()
    else:
        if turn.in_timer and turn.session.aside is None and not turn.person.facts.get("plain"):
            text = turn.asked.text if turn.asked is not None else ""
            turn.books.say(turn.person, Edit(text, slot=TIMER))  # no button of it is good any more
        turn.go(TimeUp(int(str(due.payload["turn"]))))


def _half_way(turn: "Turn") -> None:
    """One quiet line, if the person is still in the quiet."""
    if not turn.in_timer:
        return
    frame = turn.session.frame
    line = turn.house.words.block(frame.dialog, f"{frame.state}__half", turn.language)
    if line:
        turn.books.say(turn.person, Send(line, quiet=True))


def _count_down(turn: "Turn", due: Due) -> None:
    left = datetime.fromisoformat(str(due.payload["ends"])) - turn.now
    if not turn.in_timer or left <= EVERY / 3 or turn.person.facts.get("plain"):
        return
    if turn.asked is not None:
        edit = turn.shower.left(turn.session, turn.asked, round(left.total_seconds()))
        turn.books.say(turn.person, edit, Urgency.COUNTDOWN, expires=turn.now + EVERY)
    turn.books.appoint(turn.person, LEFT, turn.now + EVERY, due.payload)


# ---- invitations and follow-ups


def _prompt(turn: "Turn", due: Due) -> None:
    """The morning's or the evening's invitation: one a day and kind, never into a conversation."""
    facts, house, now = turn.person.facts, turn.house.house, turn.now
    since = datetime.fromisoformat(str(due.payload.get("since") or due.due.isoformat()))
    following = prompts_due(facts, tuple(house.prompts), now).get(due.kind)
    if following is None:
        return
    turn.books.appoint(turn.person, due.kind, following)
    if turn.person.blocked or now - since > TOO_LATE:
        return
    if _talking(turn):
        payload: dict[str, Json] = {"since": since.isoformat(), "prompt": due.kind}
        turn.books.appoint(turn.person, "waiting", now + HELD_BACK, payload, key=due.kind)
        return
    _invite(turn, due.kind, since)


def _invite(turn: "Turn", kind: str, since: datetime) -> None:
    facts, house = turn.person.facts, turn.house.house
    day = local_day(since, zone_of(facts))
    unanswered = int(str(facts.get("unanswered") or 0))
    if not spaced(unanswered, kind, tuple(k for k in house.prompts if facts.get(f"{k}_at")), day):
        return
    if not turn.books.prompt_sent(turn.person, kind, day):
        return
    facts["unanswered"] = unanswered + 1
    dialog = house.prompts[kind].dialog
    if unanswered + 1 >= ASK_AFTER and house.still:
        facts["paused_until"] = "always"
        dialog = house.still
    turn.make_room()
    turn.expires = since + TOO_LATE
    turn.go(Open(dialog, "prompt"), urgency=Urgency.PROMPT)


ASK_AFTER = 14  # invitations without an answer, then one honest question, then silence


def _dialog(turn: "Turn", due: Due) -> None:
    """A follow-up, a reminder, a held message: a dialog that opens by itself."""
    now, zone, payload = turn.now, zone_of(turn.person.facts), due.payload
    if turn.person.blocked:
        return
    if due.kind == "waiting":
        _waited(turn, due)
    elif due.kind in STRAIGHT:
        turn.go(_opening(turn.house.house, due), urgency=Urgency.PROMPT)
    elif due.kind in NOT_WHEN_LATE and now - due.due > TOO_LATE:
        return
    elif is_quiet(now, zone):
        turn.books.appoint(turn.person, due.kind, after_quiet(now, zone), payload, due.key)
    elif _talking(turn):
        turn.books.appoint(turn.person, due.kind, now + HELD_BACK, payload, due.key)
    else:
        turn.go(_opening(turn.house.house, due), urgency=Urgency.PROMPT)


def _waited(turn: "Turn", due: Due) -> None:
    """An invitation that was held back because somebody was talking."""
    since, kind = datetime.fromisoformat(str(due.payload["since"])), str(due.payload["prompt"])
    if turn.now - since > TOO_LATE or is_quiet(turn.now, zone_of(turn.person.facts)):
        return
    if _talking(turn):
        turn.books.appoint(turn.person, "waiting", turn.now + HELD_BACK, due.payload, key=kind)
    else:
        _invite(turn, kind, since)


def _opening(house: House, due: Due) -> Open:
    dialog = str(due.payload.get("dialog") or house.later.get(due.kind, house.menu))
    return Open(dialog, "prompt", str(due.payload.get("given") or ""))


def _talking(turn: "Turn") -> bool:
    return turn.session.open and turn.quiet_for <= OPEN_FOR
