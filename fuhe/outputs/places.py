"""Where something stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Place
    from fuhe.outputs.words import Words


def where(place: Place, words: Words) -> str:
    """``第 2 页，表格 1，第 7 行，第 3 列``, or ``文本第 47 行（表格 1，第 4 行）``; empty where
    nothing is known."""
    zh = words.lang == "zh"
    comma, left, right = ("，", "（", "）") if zh else (", ", " (", ")")
    slot = comma.join(_parts(place, words))
    if not place.line:
        return slot
    line = words("place.line", place.line)
    return f"{line}{left}{slot}{right}" if slot else line


def briefly(place: Place, words: Words) -> str:
    """The same in few words: a line where there are lines, else page, row and column."""
    if place.line:
        return words("place.line", place.line)
    comma = "，" if words.lang == "zh" else ", "
    return comma.join(_parts(place, words, "page", "row", "col"))


def _parts(place: Place, words: Words, *wanted: str) -> list[str]:
    known = {
        "sheet": place.sheet,
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "col": place.col,
    }
    names = wanted or tuple(known)
    return [words(f"place.{name}", known[name]) for name in names if known[name]]
