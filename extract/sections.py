"""一、 （一） 1. （1）: the numbered headings of the narrative, as a tree that survives lost,
doubled and automatic numbers.

The level comes from how the styles nest in this document, never from a fixed table. A printed
number stays as printed; only a heading without one gets the number that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract._sections_lines import Line, read_lines
from extract._sections_lost import outline
from extract._sections_numbering import read_numeral
from extract._sections_outline import Gap, Node, Run, gaps, settle
from extract.document import Block, Paragraph, Place
from extract.frozen import dataclass, maker, replace


@dataclass(frozen=True, slots=True)
class RawSection:
    """A numbered heading with its own text, subsections not included.

    ``numbering`` is the number as printed or drawn (``（一）``, empty when lost), ``rank`` its own
    number (2), ``number`` the dotted path (``1.2``), ``level`` the depth from 1. ``runin`` says
    that text follows on the line of the heading; that text is the first of ``paragraphs``.
    ``lost`` says that the paper forgot the number.
    """

    level: int
    numbering: str
    rank: int
    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    place: Place
    drawn: bool = False
    runin: bool = False
    lost: bool = False


_raw_section = maker(RawSection)


@dataclass(frozen=True, slots=True)
class RawFault:
    """A fault of the numbering: ``kind`` is missing, repeated or order.

    ``label`` is the heading where it shows, as printed. ``printed`` is the number there (None when
    the heading has lost its own, then ``lost_title`` is the heading), ``expected`` the one that the
    sequence asks for.
    """

    kind: str
    place: Place
    label: str
    printed: int | None
    expected: int
    level: int
    lost_title: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The narrative of a document: ``sections`` in reading order, ``faults`` of their numbering,
    ``loose`` the text that stands under no heading (titles, leads, all of an unnumbered text)."""

    sections: tuple[RawSection, ...]
    faults: tuple[RawFault, ...]
    loose: tuple[Paragraph, ...]


def find_sections(blocks: Sequence[Block]) -> list[RawSection]:
    """The numbered headings in ``blocks`` with their text, as :func:`find_outline` finds them."""
    return list(find_outline(blocks).sections)


def find_outline(blocks: Sequence[Block]) -> Outline:
    """Read the narrative of ``blocks``: body text and text boxes; what stands in tables, headers,
    footers and footnotes is no narrative. Never raises."""
    lines = read_lines(blocks)
    settle(lines)
    runs = outline(lines)
    return _gather(lines, runs, gaps(lines, runs))


def _gather(lines: Sequence[Line], runs: Sequence[Run], faults: Sequence[Gap]) -> Outline:
    nodes = [node for run in runs for node in run.nodes]
    texts: dict[int, list[Paragraph]] = {node.at: [] for node in nodes}
    loose: list[Paragraph] = []
    current: list[Paragraph] = loose
    for at, line in enumerate(lines):
        if line.paragraph is None:
            continue
        if at in texts:
            current = texts[at]
            if line.tail:
                current.append(replace(line.paragraph, text=line.tail, number=""))
            continue
        current = loose if line.breaks else current
        current.append(line.paragraph)
    sections: dict[int, RawSection] = {}
    for node in nodes:
        above = "" if node.parent is None else f"{sections[node.parent.at].number}."
        sections[node.at] = _section(lines[node.at], node, texts[node.at], above)
    found = tuple(sections.values())
    return Outline(found, tuple(_fault(lines, gap) for gap in faults), tuple(loose))


def _section(line: Line, node: Node, text: Sequence[Paragraph], above: str) -> RawSection:
    """The heading ``node`` with its own text; ``above`` is the path of what it stands under."""
    rank = node.numeral.rank
    return _raw_section(
        node.level,
        node.numeral.printed,
        rank,
        f"{above}{rank}",
        line.title.rstrip("：:。 \t"),
        tuple(text),
        _place(line),
        line.drawn,
        bool(line.tail),
        line.lost,
    )


def _fault(lines: Sequence[Line], gap: Gap) -> RawFault:
    line = lines[gap.at]
    printed = line.numeral.printed if line.numeral else ""
    title = line.title.rstrip("：:。 \t")
    return RawFault(
        kind=gap.kind,
        place=_place(line),
        label=printed + title,
        printed=line.numeral.rank if line.numeral and not gap.lost else None,
        expected=gap.expected,
        level=gap.level,
        lost_title=title if gap.lost else "",
    )


def _place(line: Line) -> Place:
    return line.paragraph.place if line.paragraph is not None else Place()


def starts_with_number(text: str) -> bool:
    """Whether ``text`` begins as a numbered line does: 一、 （一） 1. ①."""
    return read_numeral(text) is not None


def strip_number(text: str) -> str:
    """``text`` without the number that it begins with."""
    found = read_numeral(text)
    return found[1] if found else text
