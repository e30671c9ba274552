"""What `check` proves of answers holds when the real dialogs are really walked through."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from whole_folder import SHIPPED

from bot.content.load import load_library
from bot.core.dialog import State
from bot.core.heard import Control, Heard, Open, Press, TimeUp, Words
from bot.core.proof.given import answers
from bot.core.session import Answer, Session
from bot.core.step import step
from bot.core.stepped import HOUSE, Say

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TURNS = 60
HOUSE_OF_ALL = load_library(SHIPPED).house
SURE = answers(HOUSE_OF_ALL).sure
KEYS = {"zone": "Europe/Madrid", "name": "Ada"}


def given(say: Say) -> Iterator[str]:
    """The names under which answers really were there when a state's words were said."""
    found: list[tuple[str, object]] = [*say.session.answers(say.frame).items()]
    while found:
        name, answer = found.pop()
        if isinstance(answer, dict):
            found += [(f"{name}.{under}", value) for under, value in answer.items()]
            if any(isinstance(value, Answer) and value.given for value in answer.values()):
                yield name
        elif isinstance(answer, Answer) and answer.given:
            yield name


def one_of(state: State, session: Session, dice: random.Random) -> Heard:
    presses: list[Heard] = [Press(key, session.turn) for key in state.buttons]
    if state.scale:
        presses += [Press(str(n), session.turn) for n in state.scale]
    words = Words("some words", number=state.scale[1] if state.scale else None)
    picks = [Press(f"={key}", session.turn) for key in ("a", "b") if state.pick]
    waits = [TimeUp(session.turn)] if state.timer else []
    controls = [Control(name) for name in ("skip", "skip", "back", "stop")]
    choices: list[Heard] = [*presses, *presses, *presses, *picks, words, words, *waits, *controls]
    return dice.choice(choices)


def aside_key(session: Session, dice: random.Random) -> Heard:
    assert session.aside is not None
    exits = [*HOUSE_OF_ALL.dialogs[HOUSE].states[session.aside.name].exits]
    return Press(dice.choice(exits), session.turn)


@pytest.mark.parametrize("name", sorted(HOUSE_OF_ALL.dialogs.keys() - {HOUSE}))
def test_what_is_proved_to_be_given_was_given(name: str) -> None:
    for seed in range(12):
        dice = random.Random(f"{name}{seed}")
        session = Session()
        heard: Heard = Open(name)
        for _ in range(TURNS):
            stepped = step(HOUSE_OF_ALL, session, heard, KEYS, NOW)
            for say in stepped.says:
                if say.dialog != HOUSE and say.state in SURE[say.dialog]:
                    missing = SURE[say.dialog][say.state] - {*given(say)}
                    assert not missing, f"{say.dialog}/{say.state} lacks {sorted(missing)}"
            session = stepped.session
            if session.aside is not None:
                heard = aside_key(session, dice)
            elif session.open:
                state = HOUSE_OF_ALL.dialogs[session.frame.dialog].states[session.frame.state]
                heard = one_of(state, session, dice)
            else:
                heard = Open(name)
