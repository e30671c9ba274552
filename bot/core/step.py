"""One step: a session and what was heard give the next session, what to say and what to do."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.asides import answer_aside
from bot.core.dialog import CONTROLS, House
from bot.core.effects import Facts, Learned
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.moves import control, open_dialog, press_here, time_up, words_here
from bot.core.session import Aside, Session
from bot.core.stepped import Stepped
from bot.core.walk import Walk

HARMLESS = ("menu", "helpnow")  # controls that work from an old message too


def step(house: House, session: Session, heard: Heard, facts: Facts, now: datetime) -> Stepped:
    """Take one step. Pure: everything it needs is given, everything it does is returned."""
    walk = Walk(house, session, Learned(facts), now)
    if walk.at.open and not walk.state.asks and isinstance(heard, Press | Words):
        # The dialog has changed under the person: to its next question first.
        if isinstance(heard, Words):
            walk.at = walk.at.noted(heard.text)
        walk.go_on()
        return walk.done()
    match heard:
        case Press():
            _press(walk, heard)
        case Words():
            _words(walk, heard)
        case Control(name):
            control(walk, name)
        case Open():
            open_dialog(walk, heard)
        case TimeUp():
            time_up(walk)
    return walk.done()


def expire(house: House, session: Session) -> Stepped:
    """Close everything silently; what was answered is kept."""
    walk = Walk(house, session, Learned({}), datetime.min.replace(tzinfo=UTC))
    while walk.at.open:
        walk.end("expired")
    walk.at = replace(walk.at, aside=None, skips=0, flags=frozenset())
    return walk.done()


def _press(walk: Walk, press: Press) -> None:
    stale = press.turn != walk.at.turn
    if press.key in HARMLESS or (press.key in CONTROLS and not stale):
        walk.took = "" if stale else press.key
        control(walk, press.key)
    elif not (walk.at.open or walk.at.aside):
        walk.say("old_button")
        open_dialog(walk, Open(walk.house.menu))
    elif stale:
        walk.ask_again("old_button")
    elif walk.at.aside is not None:
        if not answer_aside(walk, press.key):
            walk.ask_again("old_button")
    else:
        press_here(walk, press.key)


def _words(walk: Walk, words: Words) -> None:
    if walk.at.aside is not None:
        key = words.exact or words.near
        if key and answer_aside(walk, key):
            return
        if walk.at.open and walk.at.aside.name == "read_as":
            walk.at = walk.at.noted(walk.at.aside.words)  # what waited for a yes is not lost
        walk.at = replace(walk.at, aside=None)
    if not walk.at.open:
        open_dialog(walk, Open(walk.house.typed, given=words.text))
    elif words.silent:
        walk.at = walk.at.noted(words.text)
        walk.ask_aside(Aside("pick_up", words=words.text))
    else:
        words_here(walk, words)
