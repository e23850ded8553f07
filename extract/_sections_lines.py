"""Lines of running text and what each may be: a heading, a heading with text, an item, a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from extract._sections_numbering import Numeral, line_pattern, read_numeral, settings
from extract.document import Block, Cell, Paragraph, Table
from extract.text import squeeze

STRONG, RUNIN, WEAK, ITEM, PLAIN = "strong", "runin", "weak", "item", "plain"
_KINDS = frozenset({"body", "textbox"})
_BRACKETS = regex.compile(r"[（(〔【\[][^（(）)]*[）)〕】\]]")
_ENDERS = "。；;！!？?，,、"
# a title that stands this often heads pages
_RUNNING = 3
_STOPS = regex.compile("[。；;！!？?，,：:]")
_ENDED = "。；;！？!?：:）)”"


@dataclass(slots=True)
class Line:
    """One line of a paragraph, or a table in between (then ``text`` is empty and ``cells`` holds
    the numbers that its cells begin with). ``look`` is what the line may be by itself, ``heading``
    the decision. ``title`` and ``tail`` are the heading and the text that follows on its line."""

    paragraph: Paragraph | None
    text: str = ""
    numeral: Numeral | None = None
    drawn: bool = False
    look: str = PLAIN
    title: str = ""
    tail: str = ""
    heading: bool = False
    lost: bool = False
    breaks: bool = False
    cells: frozenset[tuple[str, int]] = field(default=frozenset())

    @property
    def is_table(self) -> bool:
        """True for the mark that a table leaves between lines."""
        return self.paragraph is None


def read_lines(blocks: Sequence[Block]) -> list[Line]:
    """Every line of running text in reading order, page numbers and signatures left out."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            lines.append(Line(None, cells=frozenset(_cell_numbers(block.cells))))
        elif block.kind in _KINDS:
            lines.extend(_paragraph_lines(block))
    kept = _drop_running_titles(_drop_contents(lines))
    for line, after in pairwise(kept):
        if line.look == WEAK and _has_body(line, after):
            line.look = RUNIN
    return kept


def _drop_running_titles(lines: list[Line]) -> list[Line]:
    """Without a title that stands on many pages: it is a page header, not a new document."""
    counts = Counter(line.text for line in lines if line.breaks)
    return [line for line in lines if not line.breaks or counts[line.text] < _RUNNING]


def _has_body(line: Line, after: Line) -> bool:
    """A short sentence with text of its own below is a heading that ends with a full stop."""
    if after.is_table or after.breaks:
        return False
    if after.numeral is None or line.numeral is None:
        return True
    return after.numeral.order > line.numeral.order


def _cell_numbers(cells: Sequence[Cell]) -> Iterator[tuple[str, int]]:
    for cell in cells:
        for part in cell.text.split("\n"):
            if (found := read_numeral(part)) is not None:
                yield found[0].family, found[0].rank
        for table in cell.tables:
            yield from _cell_numbers(table.cells)


def _paragraph_lines(paragraph: Paragraph) -> Iterator[Line]:
    for index, raw in enumerate(paragraph.text.split("\n")):
        text = raw.strip()
        drawn = paragraph.number.strip() if index == 0 else ""
        if not text or line_pattern("noise").match(text) or line_pattern("footer").match(text):
            continue
        part = paragraph if text == paragraph.text else replace(paragraph, text=text)
        yield _read_line(part, text, drawn)


def _read_line(paragraph: Paragraph, text: str, drawn: str) -> Line:
    line = Line(paragraph, text)
    found = read_numeral(text)
    if drawn and (number := read_numeral(drawn)) and not number[1]:
        repeated = found is not None and found[0].family == number[0].family
        found, line.drawn = (number[0], found[1] if found and repeated else text), True
    if found is None:
        line.breaks = bool(line_pattern("title").match(text)) and len(text) <= 60
        return line
    line.numeral = found[0]
    line.look, line.title, line.tail = judge(found[1], outlined=paragraph.level is not None)
    return line


def judge(rest: str, *, outlined: bool = False) -> tuple[str, str, str]:
    """What the text after a number may be, its title and the text after the title.

    ``strong`` stands alone as a heading does, ``runin`` has text behind a short title, ``weak`` is
    a short sentence, ``item`` a sentence or a value.
    """
    limits = settings()["limits"]
    text = rest.strip()
    bare = squeeze(_BRACKETS.sub("", text))
    if not bare or line_pattern("leader").search(rest):
        return PLAIN, "", ""
    head, mark, tail = _split_head(text)
    shown = squeeze(_BRACKETS.sub("", head))
    if line_pattern("figures").search(shown) or regex.search("[；;！!？?]", shown):
        return ITEM, text, ""
    commas = regex.search("[，,]", shown) is not None
    if not tail:
        return _judge_alone(head, mark, len(shown), commas, outlined)
    if commas or len(shown) > limits["runin"] or not _is_text(tail, mark):
        return ITEM, text, ""
    return RUNIN, head, tail


def _judge_alone(
    head: str, mark: str, length: int, commas: bool, outlined: bool
) -> tuple[str, str, str]:
    limits = settings()["limits"]
    if mark in ("。", ".") and not outlined:
        short = not commas and length <= limits["sentence"]
        return (WEAK if short else ITEM), head, ""
    most = limits["outlined"] if outlined else limits["title_comma" if commas else "title"]
    if head[-1:] in _ENDERS or length > most:
        return ITEM, head, ""
    return STRONG, head, ""


def _split_head(text: str) -> tuple[str, str, str]:
    """Split at the first 。 or ： outside brackets: head, mark, tail."""
    depth = 0
    for i, char in enumerate(text):
        depth += (char in "（(〔【") - (char in "）)〕】")
        if depth <= 0 and char in "。：:":
            return text[:i].strip(), char, text[i + 1 :].strip()
    return text, "", ""


def _is_text(tail: str, mark: str) -> bool:
    """A value (道路维修, 40万元) after a colon makes an item of its line, a sentence a section."""
    if mark == "。":
        return True
    bare = squeeze(tail)
    if regex.match(r"[约近共]*[\d.]", bare):
        return False
    return bare[-1:] not in "；;，,、" and (
        len(bare) >= settings()["limits"]["value"] or bare.endswith("。")
    )


def is_heading_like(line: Line, before: Line | None) -> bool:
    """Whether a line without number looks as a heading does; ``before`` is the line above."""
    text, limits = line.text, settings()["limits"]
    bare = squeeze(_BRACKETS.sub("", text))
    if line.is_table or line.numeral or line.breaks or not bare[:1].strip():
        return False
    if not limits["lost_low"] <= len(bare) <= limits["title"] or _STOPS.search(bare):
        return False
    names = ("figures", "date", "caption", "spoken", "footer")
    if any(line_pattern(name).search(text) for name in names) or bare[-1:] in _ENDERS:
        return False
    if before is None or before.is_table or before.heading or before.breaks:
        return regex.match(r"\p{Han}", bare) is not None
    return before.text[-1:] in _ENDED and regex.match(r"[\p{Han}\d]", bare) is not None


def _drop_contents(lines: list[Line]) -> list[Line]:
    """Without the table of contents: lines with leaders, and what a 目录 lists that comes again."""
    kept: list[Line] = []
    inside = False
    titles = [squeeze(line.text) for line in lines]
    for i, line in enumerate(lines):
        if line.is_table:
            kept.append(line)
            continue
        if line_pattern("contents").match(line.text):
            inside = True
            continue
        listed = line.numeral is not None and line_pattern("leader").search(line.text) is not None
        inside = inside and (listed or titles[i] in titles[i + 1 :])
        if not listed and not inside:
            kept.append(line)
    return kept
