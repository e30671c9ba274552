"""Where a fault lies: a state, or one line of it, in a dialog's flow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.dialog import THEN, Dialog, House, State
from bot.core.fault import Fault

LineOf = Callable[[str, str, str], int]  # dialog, state, key ("" for the state itself) -> line


@dataclass(frozen=True, slots=True)
class Flows:
    """The flows under proof, and where each of their lines is written."""

    house: House
    line_of: LineOf

    def fault(
        self, promise: str, dialog: str, state: str, key: str, what: str, right: str = ""
    ) -> Fault:
        named = f"{state}: {what}" if state else what
        return Fault(f"{dialog}/flow.toml", self.line_of(dialog, state, key), promise, named, right)

    def states(self) -> Iterator[tuple[Dialog, State]]:
        for dialog in self.house.dialogs.values():
            for state in dialog.states.values():
                yield dialog, state


def calls(state: State) -> bool:
    """Goes into another dialog and comes back."""
    return bool(state.dialog) and THEN in state.exits
