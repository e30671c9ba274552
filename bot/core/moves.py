"""What a person can do at a question, and what comes of it."""

from dataclasses import replace

from bot.core.dialog import MORE, SKIP, TEXT, THEN
from bot.core.effects import ExtendTimer
from bot.core.heard import Open, Words
from bot.core.session import SKIPPED, Answer, Aside
from bot.core.stepped import Say
from bot.core.walk import Walk

DEEPEST = 4  # conversations on top of each other; one more takes the place of the last
MINUTE_MORE = 1.0


def press_here(walk: Walk, key: str) -> None:
    state = walk.state
    if state.pick and key[:1] in "+-" and state.most > 1:
        tick(walk, key[1:], key[0] == "+")
    elif state.pick and key == "done" and walk.at.ticked:
        walk.answer(Answer(keys=walk.at.ticked), THEN, took=key)
    elif state.timer and key == MORE:
        walk.took = key
        walk.do(ExtendTimer(MINUTE_MORE, walk.at.turn))
        walk.ticked = True
    elif key in state.buttons:
        walk.answer(Answer(keys=(key,)), key, took=key)
    elif state.scale and key.isdigit() and state.scale[0] <= int(key) <= state.scale[1]:
        walk.answer(Answer(number=int(key)), THEN, took=key)
    elif state.pick and key.startswith("="):
        walk.answer(Answer(keys=(key[1:],)), THEN, took=key)
    else:
        walk.ask_again("old_button")


def tick(walk: Walk, key: str, on: bool) -> None:
    rest = tuple(k for k in walk.at.ticked if k != key)
    ticked = (*rest, key)[-walk.state.most :] if on else rest
    walk.at = replace(walk.at, ticked=ticked)
    walk.ticked = True


def words_here(walk: Walk, words: Words) -> None:
    state = walk.state
    if state.timer:
        walk.at = walk.at.noted(words.text)  # kept silently: the quiet goes on
        walk.ticked = True
    elif words.exact:
        press_here(walk, words.exact)
    elif words.several:
        walk.answer(Answer(keys=words.several[: state.most]), THEN)
    elif state.scale and words.number is not None:
        walk.answer(Answer(number=words.number), THEN)
    elif words.near and not (TEXT in state.exits and _careful(walk)):
        walk.ask_aside(Aside("read_as", words=words.text, keys=(words.near,)))
    elif words.asking and TEXT not in state.exits:
        walk.at = walk.at.noted(words.text)
        walk.ask_again("ask_me")
    elif words.cross:
        walk.at = walk.at.noted(words.text)
        walk.ask_aside(Aside("fair"))
    else:
        own_words(walk, words)


def _careful(walk: Walk) -> bool:
    """Where it is asked about danger nothing is guessed: typed words go their own way."""
    return walk.at.frames[walk.at.base()].dialog in walk.house.safety


def own_words(walk: Walk, words: Words) -> None:
    """Words that are nobody's button: kept, and never refused twice."""
    state = walk.state
    answer = Answer(words=words.text, number=words.number, signs=words.signs)
    if words.long:
        walk.say("long")
    if TEXT in state.exits:
        walk.answer(answer, TEXT)
    elif state.pick:
        walk.answer(replace(answer, keys=walk.at.ticked), THEN)
    elif SKIP in state.exits:
        walk.say("kept")
        walk.answer(answer, SKIP)
    else:
        walk.at = walk.at.noted(words.text)
        walk.ask_again("nearest")


def control(walk: Walk, name: str) -> None:
    if name == "menu":
        open_dialog(walk, Open(walk.house.menu))
    elif name == "helpnow":
        open_dialog(walk, Open(walk.house.helpnow, reason="safety"))
    elif name == "stop":
        stop(walk)
    elif not walk.at.open:
        open_dialog(walk, Open(walk.house.menu))
    elif name == "back":
        back(walk)
    else:
        skip(walk)


def back(walk: Walk) -> None:
    """To the earlier question, with the old answer; nothing is lost until it is changed."""
    aside = walk.at.aside
    before = aside.step if aside is not None and aside.name == "keep_or_change" else None
    if aside is not None and before is None:
        walk.at = replace(walk.at, aside=None)
        return walk.ask_again()
    index = walk.at.earlier(before)
    if index is not None:
        return walk.ask_aside(Aside("keep_or_change", step=index))
    if walk.at.frames[walk.at.base()].reason == "safety":
        walk.end("stop")
    if not walk.at.open or (walk.at.aside is None and not walk.says):
        open_dialog(walk, Open(walk.house.menu))


def skip(walk: Walk) -> None:
    if walk.at.aside is not None:
        walk.at = replace(walk.at, aside=None)
        walk.ask_again()
    elif SKIP in walk.state.exits:
        walk.answer(SKIPPED, SKIP, took=SKIP)
    elif walk.state.timer:
        walk.answer(SKIPPED, THEN, took=SKIP)
    else:
        walk.ask_again("not_skipped")


def stop(walk: Walk) -> None:
    """At once, without asking whether one is sure."""
    if not walk.at.open:
        return walk.ask_aside(Aside("stop_what"))
    frame, before = walk.at.frame, len(walk.entries)
    walk.says.append(Say(walk.at, walk.at.here, frame.dialog, "stopped"))
    waiting = walk.at.frames[walk.at.base()].caller is not None
    walk.end("stop")
    if not waiting and len(walk.entries) > before:
        walk.ask_aside(Aside("stopped"))
    elif not waiting:
        walk.say("ended")


def open_dialog(walk: Walk, opening: Open) -> None:
    if not _may_open(walk, opening.dialog):
        opening = Open(walk.house.first)
    dialog = walk.house.dialogs[opening.dialog]
    lay_aside(walk, opening)
    if walk.at.open and opening.reason == "safety":
        base = walk.at.frames[walk.at.base()]
        if base.reason == "safety" and base.dialog != walk.house.helpnow:
            walk.leave_quietly()
    elif walk.at.open:
        base = walk.at.frames[walk.at.base()]
        if base.reason == "prompt" and walk.at.earlier() is None:
            walk.leave_quietly()  # an invitation that nobody took up
        elif dialog.name == base.dialog == walk.house.menu:
            walk.leave_quietly()  # the menu anew
        elif dialog.name in (base.dialog, walk.at.frame.dialog):
            name = "one_running" if walk.state.timer else "pick_up"
            return walk.ask_aside(Aside(name, words=opening.given))
        elif walk.at.depth() >= DEEPEST:
            walk.leave_quietly()
    walk.at = walk.at.pushed(dialog.name, dialog.start, opening.reason, opening.given)
    walk.go_on()


def _may_open(walk: Walk, dialog: str) -> bool:
    """Before anything is agreed to, little but the welcome opens, whatever way leads there."""
    house = walk.house
    agreed = not house.agreed or walk.known.facts.get(house.agreed)
    return bool(agreed) or dialog in {house.first, *house.open, *house.safety}


def lay_aside(walk: Walk, opening: Open) -> None:
    """What was typed on the way into a side trip stays with the question it was typed under."""
    waiting = walk.at.aside.words if walk.at.aside is not None else ""
    for words in (waiting, opening.given if opening.reason == "safety" else ""):
        if words and walk.at.open:
            walk.at = walk.at.noted(words)
    walk.at = replace(walk.at, aside=None)


def time_up(walk: Walk) -> None:
    """The quiet is over, wherever the person is by now."""
    for index, frame in enumerate(walk.at.frames):
        state = walk.house.dialogs[frame.dialog].states[frame.state]
        if not state.timer:
            continue
        if index == walk.at.here:
            walk.at = replace(walk.at, aside=None)
            walk.take(THEN)
        else:
            target = state.exits[THEN]
            walk.at = walk.at.with_frame(index, replace(frame, state=target))
            if walk.at.frames[walk.at.base()].reason != "safety":
                walk.say("over")
        return
