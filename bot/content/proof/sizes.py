"""How long each message can become at its worst, and whether Telegram would still take it."""

from collections.abc import Iterator, Mapping

from bot.content.proof.folder import Folder
from bot.content.proof.mentions import GIVEN, asked_by
from bot.content.reading import ITEM, Size
from bot.core.dialog import SKIP, TEXT, Dialog, State
from bot.core.fault import Fault
from bot.core.proof.ways import Node, onward
from bot.core.stepped import HOUSE

TEXT_UNITS = 4096  # https://core.telegram.org/bots/api#sendmessage, after the HTML is read
DATA_BYTES = 64
BUTTONS = 100
LABEL = 40  # characters that a phone shows in one row
TYPED = 1500  # characters of an answer; a longer one is thanked for and asked for one instant
FACT = 200
TURN = 10  # digits of the turn that a button carries, with a slash and a sign
CONTROLS_BESIDE = 6  # back, skip, stop, menu, help now, done
CHOSEN = 60  # what a press adds beneath its question


def sizes(folder: Folder) -> Iterator[Fault]:
    for language in folder.languages:
        yield from _texts(folder, language)
        yield from _labels(folder, language)
    yield from _buttons(folder)


# ---- texts


def _texts(folder: Folder, language: str) -> Iterator[Fault]:
    """A question stands below everything said on the way to it: one message."""
    own = {
        (dialog.name, name): max(map(measure.of, (wording.size for wording in block.wordings)))
        for dialog in folder.dialogs.values()
        for measure in (Measure(folder, dialog, language),)
        for name, block in folder.blocks(dialog.name, language).items()
    }
    above = _above(folder, own)
    for (dialog_name, name), size in own.items():
        worst = size + above.get((dialog_name, name), 0) + CHOSEN
        state = folder.dialogs[dialog_name].states.get(name)
        if worst > TEXT_UNITS and not (state is not None and state.passes and dialog_name != HOUSE):
            line = folder.blocks(dialog_name, language)[name].line
            with_above = " with what is said above it" if size + CHOSEN <= TEXT_UNITS else ""
            what = f"{name}: may become {worst} characters long{with_above}"
            right = (
                f"{TEXT_UNITS} at most: repeat fewer answers, or fewer of a list, as in people[:5]"
            )
            yield Fault(f"{dialog_name}/{language}.j2", line, "text_fits", what, right)


def _above(folder: Folder, own: Mapping[Node, int]) -> Mapping[Node, int]:
    """The longest text that may be said in the same message ahead of each state."""
    graph = onward(folder.library.house)
    above: dict[Node, int] = {}
    for _ in range(len(graph)):
        changed = False
        for node, following in graph.items():
            size = above.get(node, 0) + own.get(node, 0) + 2
            for target in following:
                # A loop without input is a fault of its own; here it only must not grow for ever.
                if above.get(target, 0) < size <= TEXT_UNITS * 2:
                    above[target], changed = size, True
        if not changed:
            break
    return above


class Measure:
    """Sizes in one dialog and language, each answer at its longest."""

    def __init__(self, folder: Folder, dialog: Dialog, language: str) -> None:
        self.folder, self.dialog, self.language = folder, dialog, language

    def of(self, size: Size) -> int:
        match size:
            case int():
                return size
            case ["sum", plain, *rest]:
                return int(plain) + sum(map(self.of, rest))
            case ["max", plain, *rest]:
                return max(int(plain), *map(self.of, rest))
            case ["least", longest, inside]:
                return min(int(longest), self.of(inside))
            case ["each", _, limit, inside]:
                return int(limit) * self.of(inside)
            case ["say", name]:
                return self.said(name)
        return 0

    def said(self, name: str) -> int:
        askers = [*asked_by(self.folder, self.dialog, name)]
        if askers:
            return max(self.answer(state) for state in askers)
        if name == GIVEN:
            return TYPED
        fact = self.folder.facts.get(name.split(".")[0], {})
        return int(fact.get("longest", ITEM if "." in name else FACT))

    def answer(self, state: State) -> int:
        if state.pick or TEXT in state.exits or SKIP in state.exits:
            return TYPED
        labels = [
            len(block.labels[key].text)
            for dialog in self.folder.dialogs
            if (block := self.folder.blocks(dialog, self.language).get(state.name)) is not None
            for key in state.buttons
            if key in block.labels
        ]
        return max([2, *labels])


# ---- buttons


def _labels(folder: Folder, language: str) -> Iterator[Fault]:
    for dialog in folder.dialogs.values():
        for block in folder.blocks(dialog.name, language).values():
            file = f"{dialog.name}/{language}.j2"
            for label in block.labels.values():
                if len(label.text) > LABEL and "{" not in label.text:
                    yield _too_long(file, label.line, label.text)
            for bridge in block.bridges.values():
                if len(bridge) > LABEL:
                    yield _too_long(file, block.line, bridge)
    for name, vocabulary in folder.library.vocabularies.items():
        if name not in _picked(folder):
            continue
        for word in vocabulary.values():
            shown = word.labels.get(language, "").split("|")[0].strip()
            if len(shown) > LABEL:
                file = f"vocabulary/{name}.toml"
                yield _too_long(file, folder.line(file, word.key, language), shown)


def _too_long(file: str, line: int, label: str) -> Fault:
    what = f"{label!r} has {len(label)} characters"
    return Fault(file, line, "labels_fit", what, f"{LABEL} fit in a button on a phone")


def _picked(folder: Folder) -> set[str]:
    return {state.pick for dialog in folder.dialogs.values() for state in dialog.states.values()}


def _buttons(folder: Folder) -> Iterator[Fault]:
    for dialog in folder.dialogs.values():
        for state in dialog.states.values():
            file = f"{dialog.name}/flow.toml"
            words = folder.library.vocabularies.get(state.pick, {}) if state.pick else {}
            numbers = state.scale[1] - state.scale[0] + 1 if state.scale else 0
            count = len(words) + numbers + len(state.buttons) + CONTROLS_BESIDE
            if state.asks and count > BUTTONS:
                what = f"{state.name}: {count} buttons with the controls"
                line = folder.line(file, state.name, "pick")
                yield Fault(file, line, "buttons_fit", what, f"{BUTTONS} at most: use within")
            for key in state.buttons:
                if len(key.encode()) + TURN + 2 > DATA_BYTES:
                    yield _carries(file, folder.line(file, state.name, key), key)
    for name in _picked(folder) & folder.library.vocabularies.keys():
        for key in folder.library.vocabularies[name]:
            if len(key.encode()) + TURN + 2 > DATA_BYTES:
                file = f"vocabulary/{name}.toml"
                yield _carries(file, folder.line(file, key), key)


def _carries(file: str, line: int, key: str) -> Fault:
    what = f"{key!r} is too long for what a button carries"
    return Fault(file, line, "buttons_fit", what, f"{DATA_BYTES - TURN - 2} letters at most")
