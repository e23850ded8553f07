"""Small pages for tests of scans: lines of text, or a ruled table."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw


def prose() -> Image.Image:
    """A page of lines of text, with one rule as under a heading."""
    page = Image.new("L", (800, 1000), 255)
    draw = ImageDraw.Draw(page)
    draw.line((80, 130, 720, 130), 0, 2)
    for line in range(4):
        draw.text((80, 160 + 40 * line), "Budget 413.73 spent 392.52 " * 2, 0, font_size=22)
    return page


def table() -> Image.Image:
    """A page with a ruled grid and a word in each cell."""
    page = Image.new("L", (800, 1000), 255)
    ruled(page, 3)
    return page


def ruled(
    page: Image.Image,
    size: int,
    *,
    top: int = 100,
    wide: int = 180,
    indent: int = 30,
    first: int = 1,
) -> None:
    """Draws a ruled grid of ``size`` by ``size`` cells with the figures 12.5, 22.5 … from ``first`` on."""
    draw = ImageDraw.Draw(page)
    right, bottom = 100 + wide * size, top + 80 * size
    for step in range(size + 1):
        draw.line((100, top + 80 * step, right, top + 80 * step), 0, 2)
        draw.line((100 + wide * step, top, 100 + wide * step, bottom), 0, 2)
    for cell in range(size * size):
        at = (100 + indent + wide * (cell % size), top + 25 + 80 * (cell // size))
        draw.text(at, f"{first + cell}2.5", 0, font_size=26)


def saved(path: Path, *pages: Image.Image) -> Path:
    """The pages as one file, a PDF of pictures or a TIFF by its name."""
    first, *rest = pages
    first.save(path, save_all=True, append_images=rest, resolution=96, dpi=(96, 96))
    return path
