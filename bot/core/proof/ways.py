"""Where one can get to: every state reachable, every state with a way to an end, no empty loops."""

from collections.abc import Iterator, Mapping

from bot.core.dialog import Dialog, House, State
from bot.core.fault import Fault
from bot.core.proof.place import Flows, calls
from bot.core.stepped import HOUSE

Node = tuple[str, str]  # dialog, state
Graph = Mapping[Node, tuple[Node, ...]]


def ways(flows: Flows) -> Iterator[Fault]:
    yield from _reachable(flows)
    yield from _ends(flows)
    yield from _loops(flows)


def _reachable(flows: Flows) -> Iterator[Fault]:
    for dialog in flows.house.dialogs.values():
        if dialog.name == HOUSE or dialog.start not in dialog.states:
            continue
        for name in dialog.states.keys() - dialog.reachable():
            what = "nothing leads here"
            yield flows.fault("states_reachable", dialog.name, name, "", what, "lead to it, or cut")


# ---- ends


def ending(house: House) -> set[Node]:
    """The states from which an end can be reached. What is not there is taken to end."""
    calm: set[Node] = set()
    nodes = [(dialog, state) for dialog in house.dialogs.values() for state in _of(dialog)]
    while True:
        more = {
            (dialog.name, state.name)
            for dialog, state in nodes
            if (dialog.name, state.name) not in calm and _ends_here(house, calm, dialog, state)
        }
        if not more:
            return calm
        calm |= more


def _of(dialog: Dialog) -> Iterator[State]:
    yield from dialog.states.values()


def _ends_here(house: House, calm: set[Node], dialog: Dialog, state: State) -> bool:
    if state.rests:
        return True
    if state.dialog and not _calm(house, calm, state.dialog, ""):
        return False
    targets = [target for way, target in state.exits.items() if target != state.name]
    return (not targets and bool(state.dialog)) or any(
        _calm(house, calm, dialog.name, target) for target in targets
    )


def _calm(house: House, calm: set[Node], dialog: str, state: str) -> bool:
    found = house.dialogs.get(dialog)
    if found is None:
        return True
    state = state or found.start
    return state not in found.states or (dialog, state) in calm


def _ends(flows: Flows) -> Iterator[Fault]:
    calm = ending(flows.house)
    for dialog, state in flows.states():
        if (dialog.name, state.name) not in calm:
            what = "no way from here to an end"
            right = "let one of its ways lead to a state that rests"
            yield flows.fault("ends_reachable", dialog.name, state.name, "", what, right)


# ---- loops in which nobody is asked


def onward(house: House) -> Graph:
    """What follows each state without anybody being asked; ends of called dialogs lead back."""
    silent = _silent(house)
    return {
        (dialog.name, state.name): tuple(_next(house, silent, dialog, state))
        for dialog in house.dialogs.values()
        for state in dialog.states.values()
        if state.passes
    }


def _next(house: House, silent: set[str], dialog: Dialog, state: State) -> Iterator[Node]:
    called = house.dialogs.get(state.dialog)
    if state.dialog and called is not None:
        yield called.name, called.start
    if not state.dialog or state.dialog in silent:
        yield from ((dialog.name, target) for target in state.exits.values())


def _silent(house: House) -> set[str]:
    """Dialogs that can be gone through without anybody being asked."""
    silent: set[str] = set()
    while True:
        more = {d.name for d in house.dialogs.values() if _passes(d, silent)} - silent
        if not more:
            return silent
        silent |= more


def _passes(dialog: Dialog, silent: set[str]) -> bool:
    seen: set[str] = set()
    ahead = [dialog.start]
    while ahead:
        name = ahead.pop()
        state = dialog.states.get(name)
        if name in seen or state is None:
            continue
        seen.add(name)
        if state.rests or (state.dialog in silent and not calls(state) and state.dialog):
            return True
        if state.passes and (not state.dialog or state.dialog in silent):
            ahead += state.exits.values()
    return False


def _loops(flows: Flows) -> Iterator[Fault]:
    graph = onward(flows.house)
    done: set[Node] = set()
    for start in graph:
        path: list[Node] = []
        yield from _walk(flows, graph, start, path, done)


def _walk(
    flows: Flows, graph: Graph, node: Node, path: list[Node], done: set[Node]
) -> Iterator[Fault]:
    if node in path:
        round_ = path[path.index(node) :]
        names = [state if dialog == node[0] else f"{dialog}/{state}" for dialog, state in round_]
        what = f"goes round without asking anybody: {' → '.join([*names, names[0]])}"
        right = "let it pass a question"
        yield flows.fault("no_loop_without_input", node[0], node[1], "", what, right)
    elif node not in done:
        path.append(node)
        for following in graph.get(node, ()):
            yield from _walk(flows, graph, following, path, done)
        path.pop()
        done.add(node)
