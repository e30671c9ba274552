"""Nobody is lost by a change: every state that was ever released is still there, or moved."""

from collections.abc import Iterator

from bot.content.proof.folder import Folder
from bot.core.fault import Fault, did_you_mean

LEDGER = "released.toml"  # dialog = the names of states that people may be in


def released(folder: Folder) -> Iterator[Fault]:
    for name, states in folder.table(LEDGER).items():
        dialog = folder.dialogs.get(name)
        if dialog is None:
            what = f"the dialog {name!r} is gone; people may be in it"
            right = did_you_mean(name, folder.dialogs)
            if not right.startswith("did"):
                right = "keep its folder, with one state that rests"
            yield Fault(LEDGER, folder.line(LEDGER, "", name), "moved_covers", what, right)
            continue
        for state in states:
            if state not in dialog.states and state not in dialog.moved:
                what = f"the state {state!r} is gone; people may be in it"
                near = did_you_mean(state, dialog.states)
                there = near.split("'")[1] if near.startswith("did") else "…"
                right = f'under [moved]: {state} = "{there}"'
                line = folder.line(f"{name}/flow.toml", "moved")
                yield Fault(f"{name}/flow.toml", line, "moved_covers", what, right)


def ledger_now(folder: Folder) -> str:
    """`released.toml` with the states of today added to those of before."""
    lines = ["# The states that people may be in, of every version released: written by"]
    lines += ["# `secure-base check --release`. Names are added and never taken out.", ""]
    before = folder.table(LEDGER)
    for name in sorted(folder.dialogs.keys() | before.keys()):
        dialog = folder.dialogs.get(name)
        now = dialog.states if dialog is not None else {}
        states = sorted({*before.get(name, ()), *now})
        lines += [f"{name} = [", *(f'    "{state}",' for state in states), "]"]
    return "\n".join([*lines, ""])
