"""Lines of running text and what each may be: a heading, a heading with text, an item, a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from extract._sections_numbering import (
    Numeral,
    line_pattern,
    line_start,
    may_begin,
    may_end,
    prefix_of,
    read_bare,
    read_numeral,
    settings,
)
from extract.document import Block, Cell, Paragraph, Table
from extract.frozen import dataclass, replace
from extract.text import MEMORY, compiled, lazy, squeeze

STRONG, RUNIN, WEAK, ITEM, PLAIN = "strong", "runin", "weak", "item", "plain"
_KINDS = frozenset({"body", "textbox"})
_MARKS = lazy("[（(〔【）)〕】。：:]")
_OPENING = lazy(r"[（(〔【\[]")
_BRACKETS = lazy(r"[（(〔【\[][^（(）)]*[）)〕】\]]")
_MARKED = lazy("[；;！!？?]")
_ENDERS = "。；;！!？?，,、"
# a title that stands this often heads pages
_RUNNING = 3
# lines of a table of contents: nobody prints more
_LONGEST_CONTENTS = 400
_LONGEST_TITLE = 60  # characters
_STOPS = lazy("[。；;！!？?，,：:]")
_ENDED = "。；;！？!?：:）)”"


@dataclass(slots=True)
class Line:
    """One line of a paragraph, or a ``table`` in between (then ``text`` is empty). ``look`` is what
    the line may be by itself, ``heading`` the decision. ``title`` and ``tail`` are the heading and
    the text that follows on its line."""

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
    table: Table | None = None
    _cells: frozenset[tuple[str, int]] | None = None

    @property
    def cells(self) -> frozenset[tuple[str, int]]:
        """Style and rank of the numbers that the cells of the table begin with; read only where a
        number of the text is missing, which few documents ask."""
        if self._cells is None:
            self._cells = frozenset(_cell_numbers(self.table.cells if self.table else ()))
        return self._cells

    @property
    def is_table(self) -> bool:
        """True for the mark that a table leaves between lines."""
        return self.paragraph is None


def read_lines(blocks: Sequence[Block]) -> list[Line]:
    """Every line of running text in reading order, page numbers and signatures left out."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            lines.append(Line(None, table=block))
        elif block.kind in _KINDS:
            lines += _paragraph_lines(block)
    _pass_over_attached(lines)
    _accept_bare(lines)
    kept = _drop_running_titles(_drop_contents(_join_split(lines)))
    for line, after in pairwise(kept):
        if line.look == WEAK and _has_body(line, after):
            line.look = RUNIN
    return kept


def _pass_over_attached(lines: Sequence[Line]) -> None:
    """附件：1.整体支出自评表 over 2.项目支出自评表: what is attached, counted on line by line, is no heading."""
    last, annex = 0, settings()["letters"]["annex"]
    for line in lines:
        if line.text.startswith(annex) and line_start("attached").match(line.text):
            last = 1
        elif last and line.numeral is not None and line.numeral.rank == last + 1:
            line.numeral, line.look, last = None, PLAIN, last + 1
        else:
            last = 0


def _accept_bare(lines: Sequence[Line]) -> None:
    """Numbers with a space only: 一 where 二 follows, 1 where 1.1 follows."""
    longest = settings()["limits"]["title"]
    found = [
        (line, read)
        for line in lines
        if line.numeral is None
        and 0 < len(line.text) <= longest
        and may_begin(line.text[0])
        and (read := _bare_heading(line.text)) is not None
    ]
    if not found:
        return
    prefixes = {prefix_of(line.numeral) for line in lines if line.numeral}
    chinese = [number.rank for _, (number, _) in found if number.family == "chinese"]
    counted = len(chinese) > 1 and chinese == list(range(1, len(chinese) + 1))
    last = 0
    for line, (number, rest) in found:
        counts_on = 0 < last == number.rank - 1  # 4 behind 3, where 3.1 stands but no 4.1
        arabic = str(number.rank) in prefixes or counts_on
        if counted if number.family == "chinese" else arabic:
            line.numeral = number
            line.look, line.title, line.tail = judge(rest)
            last = number.rank if number.family != "chinese" else last


def _bare_heading(text: str) -> tuple[Numeral, str] | None:
    read = read_bare(text)
    return read if read is not None and judge(read[1])[0] == STRONG else None


def _join_split(lines: list[Line]) -> list[Line]:
    """With a number that stands alone on its line (二、) put before the title on the next line."""
    joined: list[Line] = []
    alone: Line | None = None
    for line in lines:
        if alone is None or line.paragraph is None or line.numeral is not None:
            joined.append(line)
            alone = line if line.numeral is not None and _is_bare(line) else None
            continue
        alone.look, alone.title, alone.tail = judge(line.text)
        alone.text += line.text
        alone = alone if _is_bare(alone) else None
    return joined


def _is_bare(line: Line) -> bool:
    return line.numeral is not None and line.numeral.printed == line.text and not line.drawn


def _drop_running_titles(lines: list[Line]) -> list[Line]:
    """Without a title that stands on many pages: it is a page header, not a new document."""
    counts = Counter([line.text for line in lines if line.breaks])
    if not counts or max(counts.values()) < _RUNNING:
        return lines
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
    drawn = paragraph.number.strip()
    whole = paragraph.text
    for raw in whole.split("\n") if "\n" in whole else (whole,):
        text = raw.strip()
        if text:
            numbered = may_begin(text[0])
            if not (numbered and line_start("noise", "footer").match(text)):
                part = paragraph if text == whole else replace(paragraph, text=text)
                if drawn or numbered:
                    yield _read_line(part, text, drawn)
                else:
                    yield Line(part, text, breaks=_is_title(text))
        drawn = ""


def _is_title(text: str) -> bool:
    """Whether a line without number is the title of another document, form or annex."""
    if len(text) > _LONGEST_TITLE:
        return False
    annex = text.startswith(settings()["letters"]["annex"])
    return (annex or may_end("title", text[-1])) and line_start("title").match(text) is not None


def _read_line(paragraph: Paragraph, text: str, drawn: str) -> Line:
    outlined = paragraph.level is not None
    number = _read_drawn(drawn) if drawn else None
    if number is None or number[1]:
        read = _known(text, outlined) if len(text) <= _LONGEST_TITLE else _read(text, outlined)
        numeral, look, title, tail, breaks = read
        return Line(paragraph, text, numeral, False, look, title, tail, breaks=breaks)
    found = read_numeral(text)
    repeated = found is not None and found[0].family == number[0].family
    rest = found[1] if found and repeated else text
    return Line(paragraph, text, number[0], True, *judge(rest, outlined=outlined))


def _read(text: str, outlined: bool) -> tuple[Numeral | None, str, str, str, bool]:
    """The number of a line, what the line may be, its title and tail, and whether it is a title of
    another document."""
    found = read_numeral(text)
    if found is None:
        return None, PLAIN, "", "", _is_title(text)
    return (found[0], *judge(found[1], outlined=outlined), False)


# reports are written by few patterns, each with its own headings
_known = lru_cache(maxsize=MEMORY)(_read)


def _read_drawn(drawn: str) -> tuple[Numeral, str] | None:
    """The number that Word draws, which may be one with nothing behind it: 1, 一."""
    bare = None if (found := read_numeral(drawn)) else read_bare(f"{drawn} 题")
    return (bare[0], "") if bare else found


def judge(rest: str, *, outlined: bool = False) -> tuple[str, str, str]:
    """What the text after a number may be, its title and the text after the title.

    ``strong`` stands alone as a heading does, ``runin`` has text behind a short title, ``weak`` is
    a short sentence, ``item`` a sentence or a value.
    """
    text = rest.strip()
    bare = _without_brackets(text)
    if not bare or _is_listed(text):
        return PLAIN, "", ""
    head, mark, tail = _split_head(text)
    shown = _without_brackets(head) if mark else bare
    commas = False
    if compiled(settings()["letters"]["telling"]).search(shown):
        if line_pattern("figures").search(shown) or _MARKED.search(shown):
            return ITEM, text, ""
        commas = "，" in shown or "," in shown
    if not tail:
        return _judge_alone(head, mark, len(shown), commas, outlined)
    limits = settings()["limits"]
    if commas or len(shown) > limits["title"] or not _is_text(tail, mark):
        return ITEM, text, ""
    return (RUNIN if len(shown) <= limits["runin"] else ITEM), head, tail


def _without_brackets(text: str) -> str:
    return squeeze(_BRACKETS.sub("", text) if _OPENING.search(text) else text)


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
    for found in _MARKS.finditer(text):
        i, char = found.start(), found[0]
        if char in "（(〔【":
            depth += 1
        elif char in "）)〕】":
            depth -= 1
        elif depth <= 0:
            return text[:i].strip(), char, text[i + 1 :].strip()
    return text, "", ""


def _is_text(tail: str, mark: str) -> bool:
    """A value (道路维修, 40万元) after a colon makes an item of its line, a sentence a section."""
    if mark == "。":
        return True
    bare = squeeze(tail)
    if compiled(r"[约近共]*(?!(?:19|20)\d\d年)[\d.]").match(bare):
        return False
    return bare[-1:] not in "；;，,、" and (
        len(bare) >= settings()["limits"]["value"] or bare.endswith("。")
    )


def is_heading_like(line: Line, before: Line | None) -> bool:
    """Whether a line without number looks as a heading does; ``before`` is the line above."""
    if line.is_table or line.numeral or line.breaks:
        return False
    text, limits = line.text, settings()["limits"]
    if text[-1:] in _ENDERS:  # most lines are sentences
        return False
    bare = squeeze(_BRACKETS.sub("", text))
    if not limits["lost_low"] <= len(bare) <= limits["title"] or _STOPS.search(bare):
        return False
    names = ("figures", "date", "caption", "spoken", "footer")
    if any(line_pattern(name).search(text) for name in names) or bare[-1:] in _ENDERS:
        return False
    if before is None or before.is_table or before.heading or before.breaks:
        return compiled(r"\p{Han}").match(bare) is not None
    return before.text[-1:] in _ENDED and compiled(r"[\p{Han}\d]").match(bare) is not None


def _drop_contents(lines: list[Line]) -> list[Line]:
    """Without the table of contents: the block behind 目录 up to the line where its first entry comes
    again, and every other numbered line with a leader."""
    kept: list[Line] = []
    until = -1
    titles: list[str] = []
    inside = False
    for i, line in enumerate(lines):
        if line.paragraph is None:
            kept.append(line)
            continue
        if may_end("contents", line.text[-1:]) and line_start("contents").match(line.text):
            titles = titles or [_listed_title(one.text) for one in lines]
            until = _contents_end(lines, titles, i)
            inside = until < 0
            continue
        if i < until:
            continue
        listed = line.numeral is not None and _is_listed(line.text)
        inside = inside and (listed or titles[i] in titles[i + 1 :])
        if not listed and not inside:
            kept.append(line)
    return kept


def _contents_end(lines: Sequence[Line], titles: Sequence[str], at: int) -> int:
    """The line where the first numbered entry of the contents at ``at`` stands again: there the text
    begins. -1 where it does not come again before a line that is a sentence."""
    first = -1
    for i in range(at + 1, min(len(lines), at + _LONGEST_CONTENTS)):
        number = lines[i].numeral
        if _is_sentence(lines[i].text):
            return -1
        if number is None:
            continue
        if first < 0:
            first = i
            continue
        own = lines[first].numeral
        same = own and (number.family, number.rank) == (own.family, own.rank)
        if same and titles[i].startswith(titles[first]) and not _is_listed(lines[i].text):
            return i
    return -1


def _is_sentence(text: str) -> bool:
    return text.endswith("。") and not _is_listed(text)


def _is_listed(text: str) -> bool:
    """Whether a line without spaces at its ends has a leader, as in a table of contents."""
    if not may_end("leader", text[-1:]) and settings()["letters"]["leader_word"] not in text:
        return False
    return line_pattern("leader").search(text) is not None


def _listed_title(text: str) -> str:
    """``text`` without the leader and the page number of a table of contents, and without spaces."""
    return squeeze(line_pattern("leader").sub("", text))
