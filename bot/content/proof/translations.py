"""Every language says all that English says, of the same things, and has seen its last change."""

from collections.abc import Iterator, Mapping

from bot.content.proof.folder import DEFAULT, Folder
from bot.content.reading import BlockRead
from bot.core.fault import Fault

CONFIRMED = "translations.toml"  # [dialog.language] block = what the English was when confirmed


def translations(folder: Folder) -> Iterator[Fault]:
    for dialog in folder.dialogs:
        if not folder.readable(dialog, DEFAULT):
            continue
        english = folder.blocks(dialog, DEFAULT)
        for language in others(folder):
            file = f"{dialog}/{language}.j2"
            if (dialog, language) not in folder.pages:
                what, right = "no words in this language", f"translate {dialog}/{DEFAULT}.j2"
                yield Fault(file, 1, "translations_complete", what, right)
            elif folder.readable(dialog, language):
                yield from _blocks(file, english, folder.blocks(dialog, language))
                yield from _fresh(folder, dialog, language)


def others(folder: Folder) -> list[str]:
    return [language for language in folder.languages if language != DEFAULT]


def _blocks(
    file: str, english: Mapping[str, BlockRead], written: Mapping[str, BlockRead]
) -> Iterator[Fault]:
    for name, block in english.items():
        if name not in written:
            what, right = f"{name}: not translated", f"add {{% block {name} %}}"
            yield Fault(file, 1, "translations_complete", what, right)
        else:
            yield from _agree(file, name, block, written[name])
    for name in written.keys() - english.keys():
        what = f"{name}: there are no English words for it"
        yield Fault(file, written[name].line, "translations_agree", what, f"add it to {DEFAULT}.j2")


def _agree(file: str, name: str, english: BlockRead, other: BlockRead) -> Iterator[Fault]:
    here, there = _said(other), _said(english)
    if missing := there - here:
        what = f"{name}: never says {_names(missing)}, as the English does"
        yield Fault(file, other.line, "translations_agree", what, "say it, or take it out there")
    if more := here - there:
        line = next(m.line for m in other.mentions if m.name in more)
        what = f"{name}: says {_names(more)}, which the English does not"
        yield Fault(file, line, "translations_agree", what, "say it there too")
    if english.bridges.keys() != other.bridges.keys():
        what = f"{name}: other (copy) and (share) buttons than the English"
        yield Fault(file, other.line, "translations_agree", what, "the same ones in each language")
    if len(english.wordings) != len(other.wordings):
        what = f"{name}: {len(other.wordings)} wordings, {len(english.wordings)} in English"
        right = "as many, so that nobody meets one twice in a week"
        yield Fault(file, other.line, "translations_agree", what, right, warning=True)


def _said(block: BlockRead) -> set[str]:
    return {mention.name for mention in block.mentions if mention.said}


def _names(names: set[str]) -> str:
    return ", ".join(f"{{{{ {name} }}}}" for name in sorted(names))


# ---- what was confirmed


def _fresh(folder: Folder, dialog: str, language: str) -> Iterator[Fault]:
    confirmed = folder.table(CONFIRMED).get(dialog, {}).get(language, {})
    if not confirmed:
        return  # a dialog that was never released in this language
    written, unseen = folder.blocks(dialog, language), []
    file, right = f"{dialog}/{language}.j2", "look it over, then check --accept-translations"
    for name, block in folder.blocks(dialog, DEFAULT).items():
        if name in written and name not in confirmed:
            unseen.append(name)
        elif name in written and confirmed[name] != block.print:
            what = f"{name}: the English changed since this was translated"
            yield Fault(file, written[name].line, "translations_fresh", what, right)
    if unseen:
        what = f"not confirmed yet: {', '.join(unseen)}"
        line = written[unseen[0]].line
        yield Fault(file, line, "translations_fresh", what, right, warning=True)


def confirmed_now(folder: Folder) -> str:
    """`translations.toml` as it reads when every translation of today is taken as good."""
    lines = ["# What the English said when each translation was confirmed: written by"]
    lines += ["# `secure-base check --accept-translations`, so that a later change is noticed.", ""]
    for dialog in sorted(folder.dialogs):
        for language in others(folder):
            written = folder.blocks(dialog, language)
            english = folder.blocks(dialog, DEFAULT)
            prints = [f'{n} = "{b.print}"' for n, b in english.items() if n in written]
            if prints:
                lines += [f"[{dialog}.{language}]", *prints, ""]
    return "\n".join(lines)
