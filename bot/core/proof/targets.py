"""Whatever a flow names is there: states, dialogs, earlier answers."""

from collections.abc import Iterator

from bot.core.dialog import CONTROLS, MORE, Dialog, State
from bot.core.fault import Fault, did_you_mean
from bot.core.proof.given import Answers
from bot.core.proof.place import Flows

DONE = "done"  # ends a choice of several
GIVEN = "given"


def targets(flows: Flows) -> Iterator[Fault]:
    for dialog in flows.house.dialogs.values():
        yield from _start(flows, dialog)
        yield from _moved(flows, dialog)
    for dialog, state in flows.states():
        yield from _exits(flows, dialog, state)
        yield from _buttons(flows, dialog, state)


def _start(flows: Flows, dialog: Dialog) -> Iterator[Fault]:
    if dialog.start not in dialog.states:
        what = f"starts at {dialog.start!r}, which is not a state"
        right = did_you_mean(dialog.start, dialog.states)
        yield flows.fault("targets_exist", dialog.name, "", "start", what, right)


def _moved(flows: Flows, dialog: Dialog) -> Iterator[Fault]:
    for old, new in dialog.moved.items():
        if old in dialog.states:
            what = f"{old!r} is still a state; everybody in it would be carried off"
            right = "take this line out, or the state"
            yield flows.fault("targets_exist", dialog.name, "moved", old, what, right)
        elif new not in dialog.states and new not in dialog.moved:
            what = f"{old!r} leads to {new!r}, which is not a state"
            right = did_you_mean(new, dialog.states)
            yield flows.fault("targets_exist", dialog.name, "moved", old, what, right)


def _exits(flows: Flows, dialog: Dialog, state: State) -> Iterator[Fault]:
    for way, target in state.exits.items():
        if target not in dialog.states:
            what = f"{way!r} leads to {target!r}, which is not a state"
            right = did_you_mean(target, dialog.states)
            yield flows.fault("targets_exist", dialog.name, state.name, way, what, right)
    if state.dialog and state.dialog not in flows.house.dialogs:
        what = f"goes into {state.dialog!r}, which is not a dialog"
        right = did_you_mean(state.dialog, flows.house.dialogs)
        yield flows.fault("targets_exist", dialog.name, state.name, "dialog", what, right)


def _buttons(flows: Flows, dialog: Dialog, state: State) -> Iterator[Fault]:
    for way in state.buttons:
        if way in CONTROLS and dialog.name != "house":
            what = f"a button may not be called {way!r}, like the control"
            yield flows.fault(
                "controls_free", dialog.name, state.name, way, what, "give it another name"
            )
    if state.timer and state.exits.get(MORE, state.name) != state.name:
        what = f"{MORE!r} adds a minute and stays, so it may lead only to {state.name!r}"
        yield flows.fault("exits_fit", dialog.name, state.name, MORE, what)
    if state.pick and state.most > 1 and DONE in state.buttons:
        what = f"{DONE!r} already ends a choice of several"
        yield flows.fault(
            "controls_free", dialog.name, state.name, DONE, what, "give it another name"
        )


def looked_at(flows: Flows, answers: Answers) -> Iterator[Fault]:
    """`of` and `within` name an answer that is asked for in the dialog, or in one that calls it."""
    for dialog, state in flows.states():
        for key, name in (("of", state.of), ("within", state.within)):
            if not name or name == GIVEN:
                continue
            known = answers.known(dialog.name)
            if name not in known:
                what = f"{key} = {name!r}, which nobody is asked"
                right = did_you_mean(name, {n for n in known if "." not in n} or known)
                yield flows.fault("answers_exist", dialog.name, state.name, key, what, right)
