"""The week as a picture: one dot is one note, and nothing is drawn that its caption does not say."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 720, 800
MARGIN = 44
DOT, STEP = 15, 40  # the radius of a dot, and how far apart they stand
MOST = 5  # dots above each other; what is more is written as a number
PAPER, INK, FAINT = "#fbfaf6", "#2c2a27", "#cfcac0"
FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "LiberationSans-Regular.ttf")
WARM, COOL = "#b04e1c", "#1d5c86"  # they differ in brightness and in form, too


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    noted: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the day, and how often the pull went which way in it."""

    name: str
    toward: int
    away: int


@dataclass(frozen=True, slots=True)
class Labels:
    title: str
    days: str
    toward: str
    away: str


def draw(labels: Labels, days: Sequence[Day], parts: Sequence[Part]) -> bytes:
    """A PNG for a phone, quiet in colour."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _write(pen, (MARGIN, MARGIN), labels.title, 42, "lt")
    _days(pen, labels.days, days)
    _parts(pen, labels, parts)
    png = io.BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """One that has accents, where the machine has one; else the bare letters of Pillow's own."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    anchor: str,
    colour: str = INK,
) -> None:
    pen.text(at, _bare(text, size), colour, _font(size), anchor=anchor)


def _bare(text: str, size: int) -> str:
    font = _font(size)
    if isinstance(font, ImageFont.FreeTypeFont) and isinstance(font.path, str):
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _days(pen: ImageDraw.ImageDraw, label: str, days: Sequence[Day]) -> None:
    _write(pen, (MARGIN, 134), label, 26, "lt")
    for x, day in zip(_columns(len(days)), days, strict=True):
        _dot(pen, x, 196, INK, filled=day.noted)
        _write(pen, (x, 252), day.name, 24, "ms")


def _parts(pen: ImageDraw.ImageDraw, labels: Labels, parts: Sequence[Part]) -> None:
    """Toward stands above the line, away hangs below it."""
    line = 562
    pen.line((MARGIN, line, WIDTH - MARGIN, line), FAINT, 2)
    _legend(pen, labels)
    for x, part in zip(_columns(len(parts)), parts, strict=True):
        _stack(pen, x, line - 28, -STEP, part.toward, WARM, filled=True)
        _stack(pen, x, line + 28, STEP, part.away, COOL, filled=False)
        _write(pen, (x, HEIGHT - 34), part.name, 26, "ms")


def _legend(pen: ImageDraw.ImageDraw, labels: Labels) -> None:
    _dot(pen, MARGIN + DOT, 310, WARM, filled=True)
    _write(pen, (MARGIN + 3 * DOT, 310), labels.toward, 26, "lm")
    _dot(pen, MARGIN + DOT, 356, COOL, filled=False)
    _write(pen, (MARGIN + 3 * DOT, 356), labels.away, 26, "lm")


def _stack(
    pen: ImageDraw.ImageDraw, x: int, y: int, step: int, count: int, colour: str, filled: bool
) -> None:
    shown = count if count <= MOST - 1 else MOST - 2
    for number in range(shown):
        _dot(pen, x, y + number * step, colour, filled)
    if count > shown:
        _write(pen, (x, y + shown * step), f"+{count - shown}", 26, "mm", colour)


def _dot(pen: ImageDraw.ImageDraw, x: int, y: int, colour: str, filled: bool) -> None:
    box = (x - DOT, y - DOT, x + DOT, y + DOT)
    pen.ellipse(box, fill=colour if filled else PAPER, outline=colour, width=4)


def _columns(count: int) -> list[int]:
    wide = (WIDTH - 2 * MARGIN) / max(count, 1)
    return [round(MARGIN + wide * (number + 0.5)) for number in range(count)]
