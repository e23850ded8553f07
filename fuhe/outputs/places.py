"""Where something stands, in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fuhe.names import on_screen

if TYPE_CHECKING:
    from extract.document import Place
    from fuhe.outputs.words import Words
    from normalize.report import Section

_LONGEST_TITLE = 24  # characters: a heading that runs on into its text is known by its beginning


def where(place: Place, words: Words, sections: Sequence[Section] = ()) -> str:
    """``第 2 页，表格 1，第 7 行，第 3 列``, or ``文本第 47 行（表格 1，第 4 行）``.

    What has neither page, line nor table, as the paragraphs of a Word file or a web page, is found
    by its section among ``sections``, or by its number in the body; empty where nothing is known.
    """
    zh = words.lang == "zh"
    comma, left, right = ("，", "（", "）") if zh else (", ", " (", ")")
    slot = comma.join(_parts(place, words))
    if not place.line:
        return slot or _in_text(place, words, sections)
    line = words("place.line", place.line)
    return f"{line}{left}{slot}{right}" if slot else line


def briefly(place: Place, words: Words) -> str:
    """The same in few words: a line where there are lines, else page, row and column."""
    if place.line:
        return words("place.line", place.line)
    comma = "，" if words.lang == "zh" else ", "
    return comma.join(_parts(place, words, "page", "row", "col"))


def section_at(place: Place, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The section that a place of the running text is in, after those that it is a part of.

    Nothing for a cell of a table, and for what stands before the first heading.
    """
    if place.block is None or place.table is not None:
        return ()
    end = bisect_right(sections, place.block, key=_block)
    way: list[Section] = []
    for n in range(end - 1, -1, -1):
        section = sections[n]
        if not way or section.level < way[0].level:
            way.insert(0, section)
            if section.level <= 1:
                break
    return tuple(way)


def _block(section: Section) -> int:
    """Where a heading stands in the body; sections come in that order."""
    return section.place.block or 0


def heading(way: Sequence[Section]) -> str:
    """``二、（一）基本支出``: the numbers as printed on the way to a section, and its title.

    A number that is lost leaves the title alone, which the numbers above it do not belong to.
    """
    if not way:
        return ""
    last = way[-1]
    numbers = "".join(section.numbering for section in way) if last.numbering else ""
    title = " ".join(last.title.split())
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE] + "…"
    between = " " if numbers[-1:].isalnum() else ""
    return on_screen(f"{numbers}{between}{title}")


def _in_text(place: Place, words: Words, sections: Sequence[Section]) -> str:
    told = heading(section_at(place, sections))
    if told:
        return words("place.section", told)
    return words("place.block", place.block) if place.block else ""


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
