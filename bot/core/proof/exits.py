"""Each kind of state has the ways out that may be taken from it, and no others."""

from collections.abc import Iterator

from bot.core.acts import ACTS
from bot.core.dialog import SKIP, TEXT, THEN, WAYS, Dialog, State
from bot.core.fault import Fault, did_you_mean
from bot.core.proof.place import Flows
from bot.core.rules import RULES

OTHER = "other"  # whatever a rule finds that the flow does not name
KINDS = ("rule", "act", "dialog", "scale", "pick", "timer")


def exits(flows: Flows) -> Iterator[Fault]:
    for dialog, state in flows.states():
        kinds = [kind for kind in KINDS if getattr(state, kind)]
        if len(kinds) > 1:
            what = f"is two things at once: {' and '.join(kinds)}"
            yield flows.fault(
                "exits_fit", dialog.name, state.name, kinds[1], what, "make two states of it"
            )
        elif state.rule:
            yield from _rule(flows, dialog, state)
        elif state.act:
            yield from _act(flows, dialog, state)
        elif state.dialog:
            yield from _only(flows, dialog, state, "dialog", (THEN,))
        else:
            yield from _asking(flows, dialog, state, kinds)
        yield from _beside(flows, dialog, state)


def _rule(flows: Flows, dialog: Dialog, state: State) -> Iterator[Fault]:
    rule = RULES.get(state.rule)
    if rule is None:
        what, right = f"there is no rule {state.rule!r}", did_you_mean(state.rule, RULES)
        yield flows.fault("rules_and_acts_exist", dialog.name, state.name, "rule", what, right)
    elif rule.exits:
        ways = tuple(dict.fromkeys((*rule.exits, OTHER)))
        yield from _only(flows, dialog, state, f"rule {rule.name!r}", ways)
        if OTHER not in state.exits:
            yield from _all(flows, dialog, state, f"rule {rule.name!r}", rule.exits)
    else:
        if OTHER not in state.exits:
            what = f"the rule {rule.name!r} may find something that no exit names"
            right = f'add {OTHER} = "…"'
            yield flows.fault("exits_fit", dialog.name, state.name, "rule", what, right)
        yield from _none_of(flows, dialog, state, "a rule")


def _act(flows: Flows, dialog: Dialog, state: State) -> Iterator[Fault]:
    act = ACTS.get(state.act)
    if act is None:
        what, right = f"there is no act {state.act!r}", did_you_mean(state.act, ACTS)
        yield flows.fault("rules_and_acts_exist", dialog.name, state.name, "act", what, right)
        return
    ways = tuple(dict.fromkeys((*act.exits, THEN)))
    yield from _only(flows, dialog, state, f"act {act.name!r}", ways)
    if THEN not in state.exits:
        yield from _all(flows, dialog, state, f"act {act.name!r}", act.exits)


def _only(
    flows: Flows, dialog: Dialog, state: State, whose: str, ways: tuple[str, ...]
) -> Iterator[Fault]:
    for way in state.exits:
        if way not in ways:
            what = f"{way!r} is never taken: {whose} has {_list(ways)}"
            right = did_you_mean(way, ways)
            yield flows.fault("exits_fit", dialog.name, state.name, way, what, right)


def _all(
    flows: Flows, dialog: Dialog, state: State, whose: str, ways: tuple[str, ...]
) -> Iterator[Fault]:
    for way in ways:
        if way not in state.exits:
            what, right = f"{whose} may answer {way!r}, which leads nowhere", f'add {way} = "…"'
            yield flows.fault("exits_fit", dialog.name, state.name, "", what, right)


def _none_of(flows: Flows, dialog: Dialog, state: State, whose: str) -> Iterator[Fault]:
    for way in (TEXT, SKIP, THEN):
        if way in state.exits:
            what = f"{way!r} is never taken: nobody is asked by {whose}"
            yield flows.fault("exits_fit", dialog.name, state.name, way, what)


def _asking(flows: Flows, dialog: Dialog, state: State, kinds: list[str]) -> Iterator[Fault]:
    if kinds and THEN not in state.exits:
        what = f"a {kinds[0]} has no then"
        yield flows.fault(
            "exits_fit", dialog.name, state.name, kinds[0], what, 'add then = "next state"'
        )
    if not kinds and THEN in state.exits and len(state.exits) > 1:
        what = "'then' is never taken beside buttons, text or skip"
        yield flows.fault("exits_fit", dialog.name, state.name, THEN, what, "name the button")
    if state.timer and TEXT in state.exits:
        what = "'text' is never taken: whatever is typed into the quiet is kept in silence"
        yield flows.fault("exits_fit", dialog.name, state.name, TEXT, what, "take it out")
    if not kinds and state.exits.keys() == {SKIP}:
        what = "can only be skipped"
        yield flows.fault("exits_fit", dialog.name, state.name, SKIP, what, 'then = "…"')


def _beside(flows: Flows, dialog: Dialog, state: State) -> Iterator[Fault]:
    """Keys that mean something only beside another."""
    needs = (
        ("of", state.of, ("rule", "act", "dialog")),
        ("within", state.within, ("pick",)),
        ("most", state.most != 1, ("pick",)),
    )
    for key, value, kinds in needs:
        if value and not any(getattr(state, kind) for kind in kinds):
            what = f"{key!r} means nothing without {_list(kinds)}"
            yield flows.fault("exits_fit", dialog.name, state.name, key, what)


def skip_owed(flows: Flows) -> Iterator[Fault]:
    """Words of one's own are never the only way on: the person may skip, or press something."""
    for dialog, state in flows.states():
        if TEXT in state.exits and SKIP not in state.exits and not state.buttons:
            what = "only typed words lead on"
            right = 'add skip = "…", or a button'
            yield flows.fault("skip_owed", dialog.name, state.name, TEXT, what, right)


def _list(names: tuple[str, ...]) -> str:
    named = [repr(name) for name in names if name not in WAYS or len(names) == 1] or [*names]
    return ", ".join(named)
