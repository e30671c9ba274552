"""What `graph` does: the map of one dialog or of all, as Mermaid or DOT, a present state lit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.core.dialog import SKIP, TEXT, THEN, WAYS, Dialog, House, State
from bot.core.fault import did_you_mean

MERMAID, DOT = "mermaid", "dot"
FORMATS = (MERMAID, DOT)
SHAPES = {  # kind of state -> how it is drawn: Mermaid's brackets, DOT's shape
    "asks": ('["', '"]', "box"),
    "passes": ('("', '")', "ellipse"),
    "rule": ('{"', '"}', "diamond"),
    "act": ('[["', '"]]', "component"),
    "call": ('[/"', '"/]', "parallelogram"),
    "rests": ('(["', '"])', "doublecircle"),
}


class NoSuchDialog(Exception):
    def __init__(self, name: str, house: House) -> None:
        right = did_you_mean(name, house.dialogs)
        super().__init__(f"no dialog {name!r}{f' ({right})' if right else ''}")


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one state to another; `far`: into another dialog."""

    source: str
    target: str
    label: str = ""
    far: bool = False


def graph(house: House, name: str = "", how: str = MERMAID, lit: str = "") -> str:
    """The map of the dialog `name`, or of all; `lit` is a state of it, or "dialog/state"."""
    if name and name not in house.dialogs:
        raise NoSuchDialog(name, house)
    shown = [house.dialogs[name]] if name else [*house.dialogs.values()]
    if lit and "/" not in lit:
        lit = f"{name}/{lit}"
    draw: Callable[..., Iterable[str]] = {MERMAID: _mermaid, DOT: _dot}[how]
    return "\n".join([*draw(house, shown, lit), ""])


def edges(house: House, dialog: Dialog) -> Iterator[Edge]:
    """Every way out of every state; those to the same state share one line."""
    for state in dialog.states.values():
        together: dict[str, list[str]] = {}
        for way, target in state.exits.items():
            together.setdefault(target, []).append(way)
        for target, ways in together.items():
            yield Edge(_id(dialog, state.name), _id(dialog, target), _labels(state, ways))
        called = house.dialogs.get(state.dialog)
        if called is not None:
            way = "" if THEN in state.exits else "for good"
            yield Edge(_id(dialog, state.name), _id(called, called.start), way, far=True)


def _labels(state: State, ways: list[str]) -> str:
    plain = [way for way in ways if way not in WAYS]
    spoken = {TEXT: "typed", SKIP: "skip"}
    return ", ".join([*plain, *(spoken[way] for way in (TEXT, SKIP) if way in ways)])


def _id(dialog: Dialog, state: str) -> str:
    # The mark keeps names such as "end" and "graph" apart from Mermaid's own words.
    return f"{dialog.name}__{state}"


def _kind(state: State) -> str:
    if state.dialog:
        return "call"
    if state.rule:
        return "rule"
    if state.act:
        return "act"
    return "rests" if state.rests else "passes" if state.passes else "asks"


def _caption(state: State) -> str:
    """The name of a state, and what is done there."""
    what = state.rule or state.act or state.pick or (state.dialog and f"→ {state.dialog}")
    if state.scale:
        what = f"{state.scale[0]}–{state.scale[1]}"
    elif state.timer:
        what = f"{state.timer:g} min"
    return f"{state.name}: {what}" if what and what != state.name else state.name


def _outside(house: House, shown: list[Dialog]) -> list[Dialog]:
    """Dialogs that are gone into from those shown, and are not shown themselves."""
    gone_into = {state.dialog for dialog in shown for state in dialog.states.values()}
    names = (gone_into & house.dialogs.keys()) - {dialog.name for dialog in shown}
    return [house.dialogs[name] for name in sorted(names)]


# ---- Mermaid


def _mermaid(house: House, shown: list[Dialog], lit: str) -> Iterator[str]:
    yield "flowchart TD"
    for dialog in shown:
        yield f'  subgraph {dialog.name}__all["{dialog.name}"]'
        yield f'    {dialog.name}__start(("start")) --> {_id(dialog, dialog.start)}'
        for state in dialog.states.values():
            left, right, _ = SHAPES[_kind(state)]
            yield f"    {_id(dialog, state.name)}{left}{_caption(state)}{right}"
        yield "  end"
    for dialog in _outside(house, shown):
        yield f'  {_id(dialog, dialog.start)}[/"{dialog.name}"/]'
    for edge in (edge for dialog in shown for edge in edges(house, dialog)):
        arrow = "-.->" if edge.far else "-->"
        label = f'|"{edge.label}"|' if edge.label else ""
        yield f"  {edge.source} {arrow}{label} {edge.target}"
    ends = [_id(d, s.name) for d in shown for s in d.states.values() if s.rests]
    if ends:
        yield "  classDef ends fill:#dde7d8,stroke:#5f7a55"
        yield f"  class {','.join(ends)} ends"
    if lit:
        yield "  classDef lit fill:#ffd977,stroke:#a46a00,stroke-width:3px"
        yield f"  class {lit.replace('/', '__')} lit"


# ---- DOT


def _dot(house: House, shown: list[Dialog], lit: str) -> Iterator[str]:
    yield "digraph dialogs {"
    yield '  node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif"];'
    for dialog in shown:
        yield f'  subgraph "cluster_{dialog.name}" {{'
        yield f'    label="{dialog.name}";'
        yield f'    "{dialog.name}__start" [shape=circle, label="start"];'
        yield f'    "{dialog.name}__start" -> "{_id(dialog, dialog.start)}";'
        for state in dialog.states.values():
            look = f'shape={SHAPES[_kind(state)][2]}, label="{_caption(state)}"'
            if lit == f"{dialog.name}/{state.name}":
                look += ', style=filled, fillcolor="#ffd977"'
            yield f'    "{_id(dialog, state.name)}" [{look}];'
        yield "  }"
    for dialog in _outside(house, shown):
        yield f'  "{_id(dialog, dialog.start)}" [shape=parallelogram, label="{dialog.name}"];'
    for edge in (edge for dialog in shown for edge in edges(house, dialog)):
        drawn = [f'label="{edge.label}"'] if edge.label else []
        drawn += ["style=dashed"] if edge.far else []
        yield f'  "{edge.source}" -> "{edge.target}" [{", ".join(drawn)}];'
    yield "}"
