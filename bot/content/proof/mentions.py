"""What the words look at is known, surely given where printed, and compared with real keys."""

from collections.abc import Iterator, Mapping

from bot.content.proof.blocks import HALF
from bot.content.proof.folder import Folder
from bot.content.reading import BlockRead, Mention
from bot.core.dialog import Dialog, State
from bot.core.fault import Fault, did_you_mean
from bot.core.proof.given import NONE, Names
from bot.core.stepped import HOUSE

GIVEN = "given"
# What the house's own questions and lines are given to speak of.
ASIDE_GIVES: Mapping[str, Names] = {
    "keep_or_change": frozenset({"question", "earlier"}),
    "read_as": frozenset({"word", "said"}),
    "pick_up": frozenset({"doing"}),
    "go_on": frozenset({"doing"}),
}
ASIDE_MAY_GIVE = frozenset(
    {"doing", "question", "earlier", "word", "said", "minutes", "seconds", "days", "parts"}
)


def mentions(folder: Folder) -> Iterator[Fault]:
    for (name, language), page in folder.pages.items():
        dialog = folder.dialogs[name]
        known = _known(folder, dialog)
        unknown: set[str] = set()  # each once a page, where it is met first
        for block_name, block in page.blocks.items():
            sure = _sure(folder, dialog, block_name)
            for mention in _each(block):
                file = f"{name}/{language}.j2"
                if _is_known(mention.name, known, folder):
                    yield from _one(folder, dialog, file, mention, known, sure)
                elif (root := _root(mention.name, known)) not in unknown:
                    unknown.add(root)
                    what, right = _unknown(dialog, mention.name, known)
                    yield Fault(file, mention.line, "names_known", what, right)


def _root(name: str, known: Names) -> str:
    """What is wrong with an unknown name: the name before the dot, else the whole."""
    first = name.split(".")[0]
    return name if first in known else first


def _each(block: BlockRead) -> Iterator[Mention]:
    """Each once: the same name twice on a line is one fault."""
    yield from dict.fromkeys(block.mentions)


def _known(folder: Folder, dialog: Dialog) -> Names:
    names = folder.answers.known(dialog.name) | folder.facts.keys() | {GIVEN}
    return names | ASIDE_MAY_GIVE if dialog.name == HOUSE else names


def _sure(folder: Folder, dialog: Dialog, block: str) -> Names | None:
    """What is surely given where the block is said; None: nobody gets there."""
    always = frozenset(name for name, fact in folder.facts.items() if fact.get("always"))
    if dialog.name == HOUSE:
        return always | ASIDE_GIVES.get(block, NONE)
    state = block.removesuffix(HALF)
    if state not in dialog.states:
        return always
    found = folder.answers.sure.get(dialog.name, {}).get(state)
    return None if found is None else always | found


def _one(
    folder: Folder, dialog: Dialog, file: str, mention: Mention, known: Names, sure: Names | None
) -> Iterator[Fault]:
    name = mention.name
    if mention.key:
        yield from _key(folder, dialog, file, mention)
    if not mention.said:
        return
    if folder.facts.get(name, {}).get("shown") is False and name not in dialog.states:
        what = f"prints {name!r}, which is a code and not a word"
        right = str(folder.facts[name].get("instead") or "branch on it instead")
        yield Fault(file, mention.line, "keys_never_printed", what, right)
    elif _is_call(dialog, name):
        what = f"{{{{ {name} }}}} prints nothing: it holds the answers of another dialog"
        yield Fault(file, mention.line, "keys_never_printed", what, f"name one: {name}.…")
    elif sure is not None and not (mention.guarded or name in sure or _of_a_fact(mention, known)):
        what = f"{{{{ {name} }}}} may not have been given here"
        right = f"{{% if {name} %}}…{{% endif %}}"
        yield Fault(file, mention.line, "answers_given", what, right)


def _is_known(name: str, known: Names, folder: Folder) -> bool:
    root = name.split(".")[0]
    return name in known or root in folder.facts


def _of_a_fact(mention: Mention, known: Names) -> bool:
    """`{{ entry.when }}` where the fact `entry` was asked for: what it consists of is there."""
    return mention.rooted and "." in mention.name and mention.name not in known


def _is_call(dialog: Dialog, name: str) -> bool:
    state = dialog.states.get(name)
    return state is not None and bool(state.dialog)


def _unknown(dialog: Dialog, name: str, known: Names) -> tuple[str, str]:
    root, _, under = name.partition(".")
    state = dialog.states.get(root)
    if state is not None and not state.asks and not state.dialog:
        return f"{name!r}: nobody is asked anything in [{root}], so it has no answer", ""
    if under and root in known:
        beneath = {n for n in known if n.startswith(f"{root}.")}
        right = did_you_mean(name, beneath) if beneath else f"write {{{{ {root} }}}}"
        return f"{name!r}: there is no answer {under!r} under {root!r}", right
    near = {n for n in known if ("." in n) == bool(under)}
    return f"{name!r} is no state, no fact and nothing else known", did_you_mean(name, near)


# ---- keys


def _key(folder: Folder, dialog: Dialog, file: str, mention: Mention) -> Iterator[Fault]:
    askers = [*asked_by(folder, dialog, mention.name)]
    if not askers:
        return
    keys = [keys_of(folder, state) for state in askers]
    if any(found is None for found in keys):
        return
    possible = {key for found in keys if found for key in found}
    if mention.key not in possible:
        what = f"{mention.name!r} is never {mention.key!r}"
        right = did_you_mean(mention.key, possible) if possible else "it is not chosen by buttons"
        yield Fault(file, mention.line, "keys_compared", what, right)


def asked_by(folder: Folder, dialog: Dialog, name: str) -> Iterator[State]:
    """The states that may have asked for an answer of this name, here or in a dialog that calls."""
    *above, last = name.split(".")
    callers = folder.answers.callers.get(dialog.name, ())
    at = [dialog, *(folder.dialogs[caller] for caller in callers)]
    for step in above:
        called = [d.states[step].dialog for d in at if step in d.states]
        at = [folder.dialogs[name] for name in called if name in folder.dialogs]
    for found in at:
        state = found.states.get(last)
        if state is not None and state.asks:
            yield state


def keys_of(folder: Folder, state: State) -> set[str] | None:
    """What an answer to this state may be compared with; None: a list of the person's own."""
    keys = {*state.buttons}
    if state.pick:
        vocabulary = folder.library.vocabularies.get(state.pick)
        if vocabulary is None:
            return None
        keys |= vocabulary.keys()
    return keys
