"""Start here: the command line. Each command imports only what it needs."""

import sys
from pathlib import Path

import click

DIALOGS = click.option(
    "--dialogs", type=click.Path(path_type=Path), help="another folder of dialogs"
)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="secure-base")
@click.pass_context
def main(context: click.Context) -> None:
    """Secure Base, a practice companion. Without a command it runs: on Telegram when
    TELEGRAM_BOT_TOKEN is set, else as a chat page on this machine."""
    if context.invoked_subcommand is None:
        _run(web=True, clock=True)


@main.command()
def web() -> None:
    """Only take updates in (webhook, or polling without WEBHOOK_URL)."""
    _run(web=True, clock=False)


@main.command()
def clock() -> None:
    """Only the tick and the outbox."""
    _run(web=False, clock=True)


def _run(web: bool, clock: bool) -> None:
    from bot.desk import operate

    operate.run(web, clock)


# ---- for authors: these import neither Telegram nor the database ----------------------------


@main.command()
@click.argument("dialog", default="")
@click.option("--lang", "language", default="en", show_default=True)
@click.option("--at", default="", help='when it begins, as "2026-03-02 21:40"')
@click.option(
    "--fact", "facts", multiple=True, help="something known, as name=Ada; may be repeated"
)
@click.option("--save", type=click.Path(path_type=Path), help="write the conversation there")
@click.option("--watch", is_flag=True, help="start again at the same point after an edit")
@DIALOGS
def talk(
    dialog: str,
    language: str,
    at: str,
    facts: tuple[str, ...],
    save: Path | None,
    watch: bool,
    dialogs: Path | None,
) -> None:
    """Have a conversation in the terminal."""
    from bot.desk import talk as desk

    sys.exit(desk.talk(_dialogs(dialogs), dialog, language, at, facts, save, watch))


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--strict", is_flag=True, help="help lines that are too old are faults")
@click.option("--accept-translations", is_flag=True, help="translations fit the English of today")
@click.option("--release", is_flag=True, help="people may be in the states of today from now on")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(
    form: str, strict: bool, accept_translations: bool, release: bool, folder: Path | None
) -> None:
    """Every promise of every dialog in every language, all faults at once."""
    from bot.desk import check as desk

    place = _dialogs(folder)
    if release:
        click.echo(f"written: {desk.release(place)}")
    if accept_translations:
        click.echo(f"written: {desk.accept_translations(place)}")
    faults = list(desk.find_faults(place, strict=strict))
    click.echo(desk.report(faults, place, form))
    sys.exit(desk.failed(faults))


@main.command()
@click.argument("dialog", default="")
@click.option("--format", "form", type=click.Choice(["mermaid", "dot"]), default="mermaid")
@DIALOGS
def graph(dialog: str, form: str, dialogs: Path | None) -> None:
    """The map of one dialog, or of all."""
    from bot.content.load import load_library
    from bot.desk import graph as desk

    click.echo(desk.graph(load_library(_dialogs(dialogs)).house, dialog, form))


@main.command()
@click.option("--update", is_flag=True, help="write transcripts anew as they go now")
@click.option("--transcripts", type=click.Path(path_type=Path), default=Path("tests/transcripts"))
@DIALOGS
def replay(update: bool, transcripts: Path, dialogs: Path | None) -> None:
    """Play all transcripts and show what goes otherwise now."""
    from bot.desk import replay as desk

    sys.exit(desk.replay(_dialogs(dialogs), transcripts, update))


@main.command()
@click.option("--lang", "language", default=None, help="without it, a language is detected")
@DIALOGS
def hear(language: str | None, dialogs: Path | None) -> None:
    """A line of text in, a line of JSON out: what would be heard in it."""
    from bot.content.hearing import load_hearing
    from bot.content.load import CannotLoad
    from bot.hearing.report import hear_lines

    try:
        hearing = load_hearing(_dialogs(dialogs))
    except CannotLoad as problem:
        raise click.ClickException(str(problem)) from None
    for line in hear_lines(sys.stdin, hearing, language):
        click.echo(line)


@main.group()
def new() -> None:
    """A draft of a new dialog or a new language."""


@new.command("dialog")
@click.argument("name")
@DIALOGS
def new_dialog(name: str, dialogs: Path | None) -> None:
    """A small dialog that works, to be written over."""
    from bot.desk import drafts

    sys.exit(drafts.new_dialog(_dialogs(dialogs), name))


@new.command("language")
@click.argument("code")
@DIALOGS
def new_language(code: str, dialogs: Path | None) -> None:
    """The English of every dialog as a draft to translate."""
    from bot.desk import drafts

    sys.exit(drafts.new_language(_dialogs(dialogs), code))


# ---- for operators --------------------------------------------------------------------------


@main.command()
def doctor() -> None:
    """Why it does not start, and what to do."""
    from bot.desk import doctor as desk

    sys.exit(desk.doctor())


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.desk import operate

    operate.migrate()


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """A consistent copy while everything runs."""
    from bot.desk import operate

    operate.backup(path)


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
def restore(path: Path) -> None:
    """Put a backup in place of what is there; erasures since then are carried out again."""
    from bot.desk import operate

    operate.restore(path)


@main.group()
def keys() -> None:
    """The ring of keys that wraps everybody's own."""


@keys.command("new")
def keys_new() -> None:
    """Print a new key for SECURE_BASE_KEY."""
    from bot.desk import operate

    operate.keys_new()


@keys.command("rotate")
def keys_rotate() -> None:
    """Wrap every person's key again, with the newest of the ring."""
    from bot.desk import operate

    operate.keys_rotate()


@main.command()
def stats() -> None:
    """Counts for an operator, never of fewer than five people."""
    from bot.desk import operate

    operate.stats()


@main.group()
def person() -> None:
    """One person's records, for a request under the law."""


@person.command("export")
@click.argument("chat", type=int)
@click.argument("path", type=click.Path(path_type=Path))
def person_export(chat: int, path: Path) -> None:
    """Everything kept about the person with this Telegram id, into a zip file."""
    from bot.desk import operate

    operate.person_export(chat, path)


@person.command("erase")
@click.argument("chat", type=int)
@click.confirmation_option(prompt="This cannot be undone. Erase this person?")
def person_erase(chat: int) -> None:
    """Erase the person with this Telegram id, key first."""
    from bot.desk import operate

    operate.person_erase(chat)


def _dialogs(given: Path | None) -> Path:
    from bot.desk.folder import dialogs_folder

    return given or dialogs_folder()


if __name__ == "__main__":
    main()
