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
    draw = ImageDraw.Draw(page)
    for step in range(4):
        draw.line((100, 100 + 80 * step, 640, 100 + 80 * step), 0, 2)
        draw.line((100 + 180 * step, 100, 100 + 180 * step, 340), 0, 2)
    for cell in range(9):
        at = (130 + 180 * (cell % 3), 125 + 80 * (cell // 3))
        draw.text(at, f"{cell + 1}2.5", 0, font_size=26)
    return page


def saved(path: Path, *pages: Image.Image) -> Path:
    """The pages as one file, a PDF of pictures or a TIFF by its name."""
    first, *rest = pages
    first.save(path, save_all=True, append_images=rest, resolution=96, dpi=(96, 96))
    return path
