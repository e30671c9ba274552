"""Everything kept about a person, as files for them alone: JSON for programs, a page for people."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from bot.companion.looking_back import Reader
from bot.core.post import Attach, Json
from bot.store import records

PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}}
h2{{font-size:1rem;margin:2rem 0 .3rem}}p{{margin:.2rem 0;white-space:pre-wrap}}</style>
<h1>{title}</h1>
{body}</html>
"""


def export_zip(
    reader: Reader,
    entries: Sequence[records.Entry],
    lists: Mapping[str, Sequence[records.Item]],
    facts: Mapping[str, Json],
    title: str,
) -> bytes:
    """A zip: `data.json` holds everything as it is kept, `journal.html` the same to read."""
    data = {
        "facts": facts,
        "lists": {name: [item.data for item in items] for name, items in lists.items()},
        "entries": [{"kept_at": e.kept_at.isoformat(), **e.data} for e in entries],
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        archive.writestr("journal.html", page(reader, entries, title))
    return kept.getvalue()


def page(reader: Reader, entries: Sequence[records.Entry], title: str) -> str:
    parts = []
    for entry in reader.page(entries):
        lines = entry["lines"] if isinstance(entry["lines"], list) else []
        said = "".join(f"<p>{escape(str(line))}</p>" for line in lines)
        parts.append(f"<h2>{escape(str(entry['title']))}</h2>{said}\n")
    return PAGE.format(language=reader.language, title=escape(title), body="".join(parts))


def attached(name: str, content: bytes, caption: str = "", picture: bool = False) -> Attach:
    return Attach(name, base64.b64encode(content).decode(), caption, picture)
