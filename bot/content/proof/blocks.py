"""Every state has its words and every button its label, and nothing is written for nobody."""

from collections.abc import Iterator, Mapping

from bot.content.load import RESERVED
from bot.content.proof.folder import DEFAULT, Folder
from bot.content.reading import BlockRead
from bot.core.asides import ASIDES
from bot.core.dialog import CONTROLS, Dialog, State
from bot.core.fault import Fault, did_you_mean
from bot.core.stepped import HOUSE

TITLE, STOPPED, HALF = "title", "stopped", "__half"
LABELS_ALONE = "controls"  # the block of the house that is only labels
MORE_LABELS = ("done", "more")
# Lines that the house says by itself, beside its questions.
LINES = (
    *("old_button", "not_skipped", "nearest", "ask_me", "long", "kept", "erased", "ended"),
    *("over", "only_text", "sorry", "late", "left", "slipped", "group_leave", LABELS_ALONE),
)


def blocks(folder: Folder) -> Iterator[Fault]:
    controls = {language: _control_words(folder, language) for language in folder.languages}
    for dialog in folder.dialogs.values():
        yield from _words(folder, dialog)
        for language in folder.languages:
            if folder.readable(dialog.name, language):
                yield from _page(folder, dialog, language, controls[language])
    yield from _house(folder)


def _words(folder: Folder, dialog: Dialog) -> Iterator[Fault]:
    """In the first language; the others are held against that one."""
    if (dialog.name, DEFAULT) not in folder.pages:
        what, right = "no words at all", "every dialog has a page of English words"
        yield Fault(f"{dialog.name}/{DEFAULT}.j2", 1, "states_have_words", what, right)
        return
    if not folder.readable(dialog.name, DEFAULT):
        return
    written = folder.blocks(dialog.name, DEFAULT)
    for state in dialog.states.values():
        if (state.asks or state.rests) and state.name not in written:
            line = folder.flow_line(dialog.name, state.name, "")
            what = f"{state.name}: has no words in {DEFAULT}.j2"
            right = f"add {{% block {state.name} %}}"
            yield Fault(f"{dialog.name}/flow.toml", line, "states_have_words", what, right)
    if TITLE not in written and dialog.name != HOUSE:
        what, right = "the dialog has no title", "{% block title %}noticing a pull{% endblock %}"
        yield Fault(f"{dialog.name}/{DEFAULT}.j2", 1, "titles", what, right)


def _page(
    folder: Folder, dialog: Dialog, language: str, controls: Mapping[str, str]
) -> Iterator[Fault]:
    file = f"{dialog.name}/{language}.j2"
    for name, block in folder.blocks(dialog.name, language).items():
        state = dialog.states.get(name)
        if dialog.name == HOUSE and name == LABELS_ALONE:
            yield from _controls(file, block)
            continue
        yield from _empty(file, block)
        if state is not None:
            yield from _labels(file, state, block)
            if dialog.name != HOUSE:
                yield from _typed(file, block, controls)
        elif name in (TITLE, STOPPED) or _half(dialog, name):
            yield from _no_labels(file, name, block)
        else:
            what = f"words for {name!r}, which is not a state"
            right = did_you_mean(name, dialog.states)
            yield Fault(file, block.line, "labels_lead_somewhere", what, right)


def _empty(file: str, block: BlockRead) -> Iterator[Fault]:
    for wording in block.wordings:
        if wording.size == 0:
            what, right = "a wording without words", "write some, or take its --- out"
            yield Fault(file, wording.line, "states_have_words", what, right)


def _half(dialog: Dialog, name: str) -> bool:
    state = dialog.states.get(name.removesuffix(HALF))
    return name.endswith(HALF) and state is not None and bool(state.timer)


def _labels(file: str, state: State, block: BlockRead) -> Iterator[Fault]:
    for key in state.buttons:
        if key not in block.labels:
            what = f"{state.name}: the button [{key}] has no label"
            # A key such as "thn" reads as a button, and was meant to be one of the flow's own.
            meant = (block.labels.keys() - {*state.buttons}) | RESERVED
            near = did_you_mean(key, meant)
            right = near if near.startswith("did") else f"add a line: [{key}] Label"
            yield Fault(file, block.line, "buttons_have_labels", what, right)
    for key, label in block.labels.items():
        if key not in state.buttons:
            what = f"{state.name}: [{key}] leads nowhere"
            right = did_you_mean(key, state.buttons) if state.buttons else "take it out"
            yield Fault(file, label.line, "labels_lead_somewhere", what, right)


def _control_words(folder: Folder, language: str) -> Mapping[str, str]:
    """What is heard as a control when typed in this language, whatever is being asked."""
    file = f"vocabulary/hearing/{language}.toml"
    text = folder.text(file)

    def read() -> dict[str, str]:
        controls = folder.table(file).get("controls", {})
        return {w.casefold(): key for key in CONTROLS for w in controls.get(key, ())}

    return dict(folder.readings.of(text, "controls", read)) if text else {}


def _typed(file: str, block: BlockRead, controls: Mapping[str, str]) -> Iterator[Fault]:
    """Controls are heard first: whoever types such a label does not press it."""
    for key, label in block.labels.items():
        if (control := controls.get(label.text.casefold())) is not None:
            what = f"[{key}]: {label.text!r} when typed is heard as {control!r}"
            yield Fault(file, label.line, "controls_free", what, "other words", warning=True)


def _no_labels(file: str, name: str, block: BlockRead) -> Iterator[Fault]:
    for key, label in block.labels.items():
        what = f"{name}: [{key}] leads nowhere"
        yield Fault(file, label.line, "labels_lead_somewhere", what, "take it out")


def _controls(file: str, block: BlockRead) -> Iterator[Fault]:
    for key in (*CONTROLS, *MORE_LABELS):
        if key not in block.labels:
            what = f"the control [{key}] has no label"
            yield Fault(file, block.line, "house_complete", what, f"add a line: [{key}] Label")


def _house(folder: Folder) -> Iterator[Fault]:
    """The house's own questions have exactly the answers that the heart can carry out."""
    house = folder.dialogs.get(HOUSE)
    file = f"{HOUSE}/flow.toml"
    if house is None:
        what = "is not there: nothing could be said about the conversation itself"
        yield Fault(file, 1, "house_complete", what, "copy the one that ships")
        return
    for aside, key in ASIDES:
        state = house.states.get(aside)
        if state is None:
            yield Fault(file, 1, "house_complete", f"no state {aside!r}", f"add [{aside}]")
        elif key not in state.exits:
            what, right = f"{aside}: no button {key!r}", f'add {key} = "done"'
            yield Fault(file, folder.line(file, aside), "house_complete", what, right)
    for line in LINES:
        if line not in house.states:
            yield Fault(file, 1, "house_complete", f"no line {line!r}", f"add [{line}]")
        elif line not in folder.blocks(HOUSE, DEFAULT) and folder.readable(HOUSE, DEFAULT):
            what = f"no words for {line!r}"
            yield Fault(f"{HOUSE}/{DEFAULT}.j2", 1, "house_complete", what, f"{{% block {line} %}}")
