"""Vocabularies, facts, commands and `house.toml`: complete in each language, and really used."""

import re
from collections.abc import Iterator

from bot.content.load import HOUSE_FILE
from bot.content.proof.folder import COMMANDS, DEFAULT, FACTS, Folder
from bot.content.proof.mentions import asked_by, keys_of
from bot.core.dialog import CONTROLS, Dialog, State
from bot.core.fault import Fault, did_you_mean

NOT_OFFERED = (FACTS, COMMANDS)
DRAWN = "picture"  # the words in the picture of a week
COMMAND = re.compile(r"[a-z0-9_]{1,32}")  # https://core.telegram.org/bots/api#botcommand
DESCRIPTION = 256
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def lists(folder: Folder) -> Iterator[Fault]:
    yield from _words(folder)
    yield from _used(folder)
    for dialog in folder.dialogs.values():
        for state in dialog.states.values():
            if state.pick:
                yield from _pick(folder, dialog, state)
    yield from _commands(folder)
    yield from _house(folder)
    yield from _hearing(folder)


def _words(folder: Folder) -> Iterator[Fault]:
    for name, vocabulary in folder.library.vocabularies.items():
        if name in NOT_OFFERED:
            continue
        file = f"vocabulary/{name}.toml"
        for word in vocabulary.values():
            for language in folder.languages:
                if not word.labels.get(language, "").split("|")[0].strip():
                    what = f"{word.key!r} has no word in {language!r}"
                    line = folder.line(file, word.key)
                    yield Fault(file, line, "vocabularies_complete", what, f'add {language} = "…"')
        yield from _apart(folder, file, name)


def _apart(folder: Folder, file: str, name: str) -> Iterator[Fault]:
    for language in folder.languages:
        seen: dict[str, str] = {}
        for word in folder.library.vocabularies[name].values():
            shown = word.labels.get(language, "").split("|")[0].strip().casefold()
            if shown and (other := seen.setdefault(shown, word.key)) != word.key:
                what = f"{word.key!r} reads like {other!r}: {shown!r}"
                line = folder.line(file, word.key, language)
                yield Fault(file, line, "labels_differ", what, "give one another word")


def _used(folder: Folder) -> Iterator[Fault]:
    if any(fault.promise == "toml" for fault in folder.library.faults):
        return  # a flow that cannot be read may be the one that picks
    picked = {s.pick for dialog in folder.dialogs.values() for s in dialog.states.values()}
    for name in folder.library.vocabularies.keys() - picked - {*NOT_OFFERED, DRAWN}:
        what, right = "no state picks from this", "take it out, or pick from it"
        file = f"vocabulary/{name}.toml"
        yield Fault(file, 1, "vocabularies_used", what, right, warning=True)


def _pick(folder: Folder, dialog: Dialog, state: State) -> Iterator[Fault]:
    file = f"{dialog.name}/flow.toml"
    vocabulary = folder.library.vocabularies.get(state.pick)
    known = folder.library.vocabularies.keys() - {*NOT_OFFERED} | folder.facts.keys()
    if state.pick not in known and (folder.facts or vocabulary is None):
        what = f"{state.name}: picks from {state.pick!r}, which is no vocabulary and no list"
        line = folder.line(file, state.name, "pick")
        yield Fault(file, line, "targets_exist", what, did_you_mean(state.pick, known))
    if vocabulary is None or not state.within:
        return
    found = [keys_of(folder, asker) for asker in asked_by(folder, dialog, state.within)]
    possible = {key for keys in found for key in keys or ()}
    if not found or None in found:
        return
    words_file = f"vocabulary/{state.pick}.toml"
    for word in vocabulary.values():
        for key in word.within:
            if key not in possible:
                what = f"{word.key!r} belongs to {key!r}, which is no answer to [{state.within}]"
                line = folder.line(words_file, word.key, "within")
                right = did_you_mean(key, possible)
                yield Fault(words_file, line, "keys_compared", what, right)


def _commands(folder: Folder) -> Iterator[Fault]:
    file = f"vocabulary/{COMMANDS}.toml"
    words = folder.library.vocabularies.get(COMMANDS, {})
    wanted = [*folder.library.house.commands, *(CONTROLS if folder.has(file) else ())]
    for command in dict.fromkeys(wanted):
        if not COMMAND.fullmatch(command):
            what, right = f"/{command} cannot be a command", "1–32 small letters, digits and _"
            line = folder.line(HOUSE_FILE, "commands", command)
            yield Fault(HOUSE_FILE, line, "commands_described", what, right)
        for language in folder.languages:
            said = words[command].labels.get(language, "") if command in words else ""
            line = folder.line(file, command, language)
            if not said:
                what, right = f"/{command} has no description in {language!r}", "a few words"
                yield Fault(file, line, "commands_described", what, right)
            elif len(said) > DESCRIPTION:
                what, right = f"/{command}: {len(said)} characters", f"{DESCRIPTION} at most"
                yield Fault(file, line, "commands_described", what, right)


def _house(folder: Folder) -> Iterator[Fault]:
    house = folder.library.house
    if house.agreed and folder.facts and house.agreed not in folder.facts:
        what = f"agreed names no fact: {house.agreed!r}"
        line = folder.line(HOUSE_FILE, "", "agreed")
        yield Fault(HOUSE_FILE, line, "house", what, did_you_mean(house.agreed, folder.facts))
    for prompt in house.prompts.values():
        if not HOUR.fullmatch(prompt.at):
            what = f"prompts.{prompt.kind}: {prompt.at!r} is no time of day"
            line = folder.line(HOUSE_FILE, f"prompts.{prompt.kind}", "at")
            yield Fault(HOUSE_FILE, line, "house", what, 'as in at = "08:00"')
    if DEFAULT not in house.languages:
        what = "English is not among the languages; it stands in wherever another is missing"
        line = folder.line(HOUSE_FILE, "", "languages")
        yield Fault(HOUSE_FILE, line, "house", what, 'languages = ["en", …]')


def _hearing(folder: Folder) -> Iterator[Fault]:
    """Where the folder brings its own hearing, every language is heard."""
    for where, what in (
        ("vocabulary/hearing", "typed words are not heard in this language"),
        ("safety/danger", "danger is not heard in this language"),
    ):
        if folder.has(where):
            for language in folder.languages:
                file = f"{where}/{language}.toml"
                if not folder.has(file):
                    yield Fault(file, 1, "vocabularies_complete", what, "add this file")
