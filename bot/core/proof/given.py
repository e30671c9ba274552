"""Which answers have surely been given when a state's words are said: definite assignment.

A name is the state that asked, or `call.state` for an answer given in a dialog gone into. An answer
counts where every path brings it; passing over takes it away again. Calls are followed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.dialog import MORE, SKIP, THEN, Dialog, House, State
from bot.core.proof.place import calls
from bot.core.stepped import HOUSE

Names = frozenset[str]
NONE: Names = frozenset()

# What a rule proves by taking an exit. `which` takes an exit that it names only by an answer.
PROVES = {("answered", "yes"), ("too_much", "yes"), ("severe", "yes"), ("low", "yes")}
WHICH, OTHER = "which", "other"


@dataclass(frozen=True, slots=True)
class Answers:
    """For each dialog: what has surely been answered at each state, and what ever can be."""

    sure: Mapping[str, Mapping[str, Names]]  # dialog -> state -> names; unreachable: not there
    ever: Mapping[str, Names]  # dialog -> its own answers and those under its calls
    callers: Mapping[str, Names] = field(default_factory=dict)  # dialog -> dialogs that call it

    def known(self, dialog: str) -> Names:
        """Every name that the words and rules of a dialog may look at."""
        return frozenset().union(
            *(self.ever.get(name, NONE) for name in (dialog, *self.callers.get(dialog, NONE)))
        )


def answers(house: House) -> Answers:
    ever = _ever(house)
    sure: dict[str, Mapping[str, Names]] = {}
    brought: dict[str, Names] = dict.fromkeys(house.dialogs, NONE)
    # What a call brings back grows while the dialogs called become known: at most their depth.
    for _ in range(len(house.dialogs) + 1):
        sure = {name: _flow(dialog, brought) for name, dialog in house.dialogs.items()}
        after = {name: _at_ends(house, name, sure) for name in house.dialogs}
        if after == brought:
            break
        brought = after
    return Answers(sure, ever, _callers(house))


# ---- one dialog


def _flow(dialog: Dialog, brought: Mapping[str, Names]) -> Mapping[str, Names]:
    """Names that every path from the start to each state brings."""
    if dialog.start not in dialog.states:
        return {}
    starts = dialog.states if dialog.name == HOUSE else (dialog.start,)
    at: dict[str, Names] = dict.fromkeys(starts, NONE)
    ahead = [*starts]
    while ahead:
        state = dialog.states[ahead.pop()]
        for way, target in state.exits.items():
            if target not in dialog.states:
                continue
            names = _after(at[state.name], state, way, brought)
            if target in at:
                names &= at[target]
                if names == at[target]:
                    continue
            at[target] = names
            ahead.append(target)
    return at


def _after(before: Names, state: State, way: str, brought: Mapping[str, Names]) -> Names:
    """What is answered once `way` has been taken from `state`."""
    if state.dialog:
        back = brought.get(state.dialog, NONE)
        under = {f"{state.name}.{name}" for name in back}
        kept = {name for name in before if not name.startswith(f"{state.name}.")}
        return frozenset(kept - {state.name} | under | ({state.name} if under else set()))
    if state.rule:
        proves = (state.rule, way) in PROVES or (state.rule == WHICH and way != OTHER)
        return before | {state.of} if proves else before
    if state.passes:
        return before
    if way == SKIP or (state.timer and way == THEN):
        return before - {state.name}
    return before if state.timer and way == MORE else before | {state.name}


def _at_ends(house: House, name: str, sure: Mapping[str, Mapping[str, Names]]) -> Names:
    """What has surely been answered when a dialog is over, whichever way it ended."""
    found: list[Names] = []
    for state, names in sure[name].items():
        here = house.dialogs[name].states[state]
        if here.rests:
            found.append(names)
        elif here.dialog and not calls(here):
            found.append(NONE)  # it went over for good: another dialog's answers are under the call
    return frozenset.intersection(*found) if found else NONE


# ---- what can be looked at at all


def _ever(house: House) -> Mapping[str, Names]:
    own = {
        name: frozenset(state.name for state in dialog.states.values() if _answers(state))
        for name, dialog in house.dialogs.items()
    }
    ever = own
    for _ in range(len(house.dialogs)):
        more = {name: own[name] | _under(dialog, ever, house) for name, dialog in _all(house)}
        if more == ever:
            break
        ever = more
    return ever


def _all(house: House) -> Iterable[tuple[str, Dialog]]:
    return house.dialogs.items()


def _answers(state: State) -> bool:
    """Something is kept under this state's name. Words typed anywhere are kept where one asks."""
    return state.asks


def _under(dialog: Dialog, ever: Mapping[str, Names], house: House) -> Names:
    names: set[str] = set()
    for state in dialog.states.values():
        if calls(state):
            names.add(state.name)
            for called in _lines(house, state.dialog):
                # One dialog deep in another, and no deeper: a loop of calls has no last name.
                names |= {f"{state.name}.{n}" for n in ever.get(called, NONE) if n.count(".") < 2}
    return frozenset(names)


def _lines(house: House, name: str) -> set[str]:
    """A dialog, and those it may go over into for good."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        at = ahead.pop()
        dialog = house.dialogs.get(at)
        if at in seen or dialog is None:
            continue
        seen.add(at)
        ahead += [s.dialog for s in dialog.states.values() if s.dialog and not calls(s)]
    return seen


def _callers(house: House) -> Mapping[str, Names]:
    """Who may be waiting while a dialog is open: those that call it, and those that call them."""
    direct: dict[str, set[str]] = {name: set() for name in house.dialogs}
    for name, dialog in house.dialogs.items():
        for state in dialog.states.values():
            if calls(state):
                for called in _lines(house, state.dialog):
                    direct[called].add(name)
    every: dict[str, Names] = {}
    for name in direct:
        seen: set[str] = set()
        ahead = [*direct[name]]
        while ahead:
            if (caller := ahead.pop()) not in seen:
                seen.add(caller)
                ahead += direct[caller]
        every[name] = frozenset(seen)
    return every
