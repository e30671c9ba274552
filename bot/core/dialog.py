"""What a dialog is: named states and the ways out of each. No words, no I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.senses import Deaf, Senses

# Ways out that are not buttons: anything typed, passing over, and simply going on.
TEXT, SKIP, THEN = "text", "skip", "then"
WAYS = (TEXT, SKIP, THEN)
# Controls work in every state, so no button may carry their names.
CONTROLS = ("back", "skip", "stop", "menu", "helpnow")
MORE = "more"  # the button of a timer that adds a minute


@dataclass(frozen=True, slots=True)
class State:
    """One point in a dialog: what may come back there. Its words are kept elsewhere."""

    name: str
    exits: Mapping[str, str] = field(default_factory=dict)  # way out -> the state it leads to
    scale: tuple[int, int] | None = None
    pick: str = ""  # a vocabulary, or a list of the person's own
    most: int = 1
    within: str = ""  # the earlier answer that narrows the vocabulary
    timer: float = 0  # minutes
    rule: str = ""
    act: str = ""
    of: str = ""  # the answer that a rule or an act looks at, or that a call hands over
    dialog: str = ""
    line: int = 0  # where it stands in flow.toml

    @property
    def rests(self) -> bool:
        """Nothing follows: the dialog ends after these words."""
        return not self.exits and not self.dialog

    @property
    def passes(self) -> bool:
        """Nobody is asked: the house goes on by itself."""
        return bool(self.rule or self.act or self.dialog) or (
            self.exits.keys() == {THEN} and not (self.scale or self.pick or self.timer)
        )

    @property
    def asks(self) -> bool:
        return not (self.rests or self.passes)

    @property
    def buttons(self) -> tuple[str, ...]:
        """The exits a person may press, in the order of the flow."""
        return () if self.passes else tuple(way for way in self.exits if way not in WAYS)


@dataclass(frozen=True, slots=True)
class Dialog:
    name: str
    start: str
    states: Mapping[str, State]
    moved: Mapping[str, str] = field(default_factory=dict)  # old state name -> new
    journal: bool = True  # whether an entry is kept when it ends

    def place(self, state: str) -> str:
        """Where a person is who was last seen in `state`, after renames."""
        for _ in self.moved:
            state = self.moved.get(state, state)
        return state if state in self.states else self.start

    def steps(self) -> Iterator[tuple[str, str, str]]:
        """Every (state, way out, next state)."""
        for state in self.states.values():
            for way, target in state.exits.items():
                yield state.name, way, target

    def reachable(self) -> set[str]:
        seen: set[str] = set()
        ahead = {self.start} & self.states.keys()
        while ahead:
            seen |= ahead
            ahead = {target for state in ahead for target in self.states[state].exits.values()}
            ahead = (ahead & self.states.keys()) - seen
        return seen


@dataclass(frozen=True, slots=True)
class Prompt:
    """An invitation that comes by itself, at the person's own hour."""

    kind: str
    dialog: str
    at: str  # "08:00", unless the person says otherwise


@dataclass(frozen=True, slots=True)
class House:
    """All dialogs, and what `house.toml` says of how they are entered."""

    dialogs: Mapping[str, Dialog]
    first: str  # whoever is new begins here
    agreed: str = ""  # the fact without which little else opens
    menu: str = ""
    typed: str = ""  # meets what is typed outside any dialog
    helpnow: str = ""
    later: Mapping[str, str] = field(default_factory=dict)  # kind of appointment -> its dialog
    watch: str = ""  # asks once more at the close, when thoughts of dying came up
    still: str = ""  # asks, after long silence, whether prompts shall stop
    open: frozenset[str] = frozenset()  # dialogs that need no agreement
    commands: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    dangers: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (kind, sure) -> dialog
    capitals: bool = False  # words of a vocabulary begin with a capital on their buttons
    languages: tuple[str, ...] = ("en",)
    senses: Senses = field(default_factory=Deaf)

    @property
    def safety(self) -> frozenset[str]:
        """Dialogs that lead back to exactly the state left."""
        return frozenset((*self.dangers.values(), self.helpnow, self.watch)) - {""}
