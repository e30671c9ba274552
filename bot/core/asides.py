"""The house's own questions about the conversation itself, and what each answer does."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.dialog import THEN
from bot.core.effects import EraseEntry
from bot.core.heard import Open, Words
from bot.core.moves import open_dialog, own_words, stop
from bot.core.session import Answer, Aside
from bot.core.walk import Walk


def answer_aside(walk: Walk, key: str) -> bool:
    """Carry out what was answered to a question about the conversation itself."""
    aside = walk.at.aside
    assert aside is not None, "no aside is open"
    move = ASIDES.get((aside.name, key))
    if move is None:
        return False
    walk.at = replace(walk.at, aside=None, turn=walk.at.turn + 1)
    move(walk, aside)
    walk.took = key  # whatever the move answered on the way
    return True


def _again(walk: Walk, aside: Aside) -> None:
    walk.ask_again()


def _change(walk: Walk, aside: Aside) -> None:
    walk.at = walk.at.rewound(aside.step)
    walk.ask()


def _fresh(walk: Walk, aside: Aside) -> None:
    """From the start of the same dialog; what was said so far is kept as it is."""
    base = walk.at.frames[walk.at.base()]
    walk.leave_quietly()
    dialog = walk.house.dialogs[base.dialog]
    given = aside.words or base.given
    walk.at = walk.at.pushed(dialog.name, dialog.start, base.reason, given)
    walk.go_on()


def _leave(walk: Walk, aside: Aside) -> None:
    walk.leave_quietly()
    if walk.at.open:
        walk.ask_aside(Aside("go_on"))
    else:
        walk.say("ended")


def _soft_close(walk: Walk, aside: Aside) -> None:
    walk.end("stop")
    if not walk.at.open:
        walk.say("ended")


def _keep(walk: Walk, aside: Aside) -> None:
    walk.say("kept")


def _erase_latest(walk: Walk, aside: Aside) -> None:
    walk.do(EraseEntry())
    walk.say("erased")


def _read_so(walk: Walk, aside: Aside) -> None:
    key = aside.keys[0]
    if key in walk.state.buttons:
        walk.answer(Answer(keys=(key,), words=aside.words), key)
    else:
        walk.answer(Answer(keys=aside.keys, words=aside.words), THEN)


def _my_words(walk: Walk, aside: Aside) -> None:
    own_words(walk, Words(aside.words))


def _mute(walk: Walk, aside: Aside) -> None:
    open_dialog(walk, Open(walk.house.commands.get("pause", walk.house.menu)))


def _erase(walk: Walk, aside: Aside) -> None:
    open_dialog(walk, Open(walk.house.commands.get("delete", walk.house.menu)))


def _nothing(walk: Walk, aside: Aside) -> None:
    walk.say("ended")


ASIDES: Mapping[tuple[str, str], Callable[[Walk, Aside], None]] = {
    ("keep_or_change", "keep"): _again,
    ("keep_or_change", "change"): _change,
    ("pick_up", "pick_up"): _again,
    ("pick_up", "fresh"): _fresh,
    ("pick_up", "leave"): _leave,
    ("go_on", "go_on"): _again,
    ("go_on", "leave"): _leave,
    ("one_running", "keep"): _again,
    ("one_running", "restart"): _fresh,
    ("slipped", "again"): lambda walk, aside: walk.ask(),
    ("slipped", "no"): lambda walk, aside: walk.take(THEN),
    ("soft_end", "close"): _soft_close,
    ("soft_end", "on"): _again,
    ("stopped", "keep"): _keep,
    ("stopped", "erase"): _erase_latest,
    ("stop_what", "mute"): _mute,
    ("stop_what", "erase"): _erase,
    ("stop_what", "nothing"): _nothing,
    ("read_as", "yes"): _read_so,
    ("read_as", "mine"): _my_words,
    ("fair", "stop"): lambda walk, aside: stop(walk),
    ("fair", "slower"): _again,
}
