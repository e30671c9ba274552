"""A draft of a new dialog or of a new language: something that works, to write over."""

import re
import sys
from pathlib import Path

from bot.core.fault import did_you_mean

FLOW = """# What this dialog is for, in one line.
start = "ask"

[ask]
yes  = "tell"
no   = "close"
skip = "close"

[tell]
text = "close"
skip = "close"

[close]
"""
WORDS = """{% block title %}{title}{% endblock %}

{% block ask %}
One question, in plain words?

[yes] Yes
[no] No
{% endblock %}

{% block tell %}
Say it in your own words.
{% endblock %}

{% block close %}
Noted.{% if tell %}
<blockquote>{{ tell }}</blockquote>{% endif %}
{% endblock %}
"""
NAME = re.compile(r"[a-z][a-z0-9_]*")
CODE = re.compile(r"[a-z]{2,3}")


def new_dialog(dialogs: Path, name: str) -> int:
    """Exit status. A folder with a flow and its English, and what to do next."""
    folder = dialogs / name
    if not NAME.fullmatch(name):
        return _no(f"{name!r} cannot name a dialog: small letters, digits and _ only")
    if folder.exists():
        return _no(f"{folder} is there already")
    folder.mkdir(parents=True)
    (folder / "flow.toml").write_text(FLOW, encoding="utf-8")
    words = WORDS.replace("{title}", name.replace("_", " ").capitalize())
    (folder / "en.j2").write_text(words, encoding="utf-8")
    print(f"made {folder}/flow.toml and en.j2")
    print(f"try it:   secure-base talk {name}")
    print(f'reach it: in house.toml, under [commands]:  {name} = "{name}"')
    print("prove it: secure-base check")
    return 0


def new_language(dialogs: Path, code: str) -> int:
    """Exit status. The English of every dialog as a page of the new language, to translate."""
    if not CODE.fullmatch(code):
        return _no(f"{code!r} is no language code ({did_you_mean(code, ['de', 'fr', 'pt', 'ru'])})")
    made = 0
    for page in sorted(dialogs.glob("*/en.j2")):
        target = page.with_name(f"{code}.j2")
        if not target.exists():
            target.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
            made += 1
    print(f"made {made} pages {code}.j2, in English for now: write over what stands in them")
    print(f'then add a line {code} = "…" to each word of vocabulary/*.toml,')
    print(f'and "{code}" to languages in house.toml; secure-base check names what is missing')
    return 0


def _no(why: str) -> int:
    print(f"secure-base: {why}", file=sys.stderr)
    return 1
