"""Everything kept about a person, as files for them alone: JSON for programs, a page for people."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from babel.dates import format_date

from bot.companion.looking_back import PARTS, Reader
from bot.content.words import Words
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


def plain_page(reader: Reader, entries: Sequence[records.Entry]) -> str:
    """The same page without anything but its words."""
    parts = [
        "\n".join([str(entry["title"]), *(str(line) for line in _list(entry["lines"]))])
        for entry in reader.page(entries)
    ]
    return "\n\n".join(parts) + "\n"


def week_picture(words: Words, week: Mapping[str, Json], language: str) -> Attach:
    """The week as a picture. Its caption says the same, for whoever cannot see it."""
    # Drawing is wanted rarely, and what draws takes long to load.
    from bot.companion.picture import Day, Labels, Part, draw

    def label(key: str) -> str:
        return words.option("picture", key, language).label

    dates = [str(day) for day in _list(week["dates"])]
    days = [
        Day(format_date(date.fromisoformat(d), "ccc", language), d in _list(week["noted"]))
        for d in dates
    ]
    leans = {str(p["part"]): p for p in _list(week["parts"]) if isinstance(p, dict)}
    parts = [
        Part(label(name), _count(leans, name, "toward"), _count(leans, name, "away"))
        for name in PARTS
    ]
    labels = Labels(label("title"), label("days"), label("toward"), label("away"))
    said = [
        {"name": p.name, "toward": p.toward, "away": p.away} for p in parts if p.toward or p.away
    ]
    caption = words.line("drawn", language, days=str(week["days"]), parts=said)
    return attached("week.png", draw(labels, days, parts), caption, picture=True)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _count(leans: Mapping[str, Mapping[str, Json]], part: str, way: str) -> int:
    return int(str(leans.get(part, {}).get(way, 0)))


def attached(name: str, content: bytes, caption: str = "", picture: bool = False) -> Attach:
    return Attach(name, base64.b64encode(content).decode(), caption, picture)
