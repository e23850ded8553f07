"""Rows that a page break cuts: whether the first row of a page is the rest of the last one before.

A row that a page break cuts has its figures on one of the two pages only, and what stands under each
other in its columns is one text. Two rows that follow each other have figures of their own, even
where one of them lacks some: so figures on both pages, or two whole labels, always make two rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.grid import GridCell
from extract.ink import box_of, line_text, lines_of
from extract.text import is_blank, lazy, squeeze

Pair = tuple[GridCell, GridCell]  # a cell over the page break and the one under it

_SENTENCE_END = tuple("。！？；：!?;:")
_INDICATOR = lazy(r"\s*指标\s*\d")
_NEW_ITEM = lazy(r"\s*(指标\s*\d|[（(]?[一二三四五六七八九十\d]+[）)、.．]|[①-⑳])")
_VALUE = lazy(r"[≥≤=<>]{0,2}[-+]?\d[\d,.]*[%‰]?\D{0,4}")
_BARE_VALUE = lazy(r"[≥≤=<>]{0,2}\d[\d,.]*")
_WHOLE, _DECIMALS = lazy(r"[-+]?\d[\d,]*"), lazy(r"\.\d+%?")
_DOTS = lazy(r"[….·]+")
_IN_BRACKETS = lazy(r"\([^()]*\)")
_NEVER_FIRST = tuple("。;、):,%")  # on a line, so in a cell neither
_NEVER_LAST = tuple("(、,≥≤=<>")
_WORDS = ("level1_words", "level2_words")
_TABLES = ("item", "row", "head")
_LEAST_FIGURES = 2  # in a row, before a row without any is no row
_FEW_CELLS = 3  # in a row of a label and a long text
_FOOT = 1.3  # of the letter height: a text that ends this near the foot of its cell reaches it
_AIR = 1.2  # of the letter height, on both sides of a text in its cell
_WIDER = 0.4  # of the letter height: what is this much wider than the widest line does not fit
_WORD = lazy(r"(?:[A-Za-z0-9.%]+|.)[,.;:、。)%]*")


def is_rest(
    above: Sequence[GridCell],
    top: Sequence[GridCell],
    pairs: Sequence[Pair],
    open_top: bool,
    unruled: bool = False,
) -> bool:
    """Whether the cells ``top`` of the first row of a page carry on those that end the page before,
    ``above``. ``pairs`` are those of both in one column, ``open_top`` says that no rule closes the
    table above its first row, ``unruled`` that the page draws no rules at all."""
    if len(pairs) < len(top) or len(top) != len(above):
        return False
    groups = [(a, b) for a, b in pairs if a.rowspan > 1 or b.rowspan > 1]
    own = [(a, b) for a, b in pairs if a.rowspan == b.rowspan == 1]
    if any(a.text and b.text and not names_one(a, b) for a, b in groups):
        return False
    filled = [(a, b) for a, b in own if b.text]
    both = [(a, b) for a, b in filled if a.text]
    if any(_DOTS.fullmatch(b.text.strip()) for _, b in filled):
        return False  # a row that a form keeps for more
    if len(filled) > 1 and any(_are_two(a, b) for a, b in both):
        return False
    if not filled:
        return bool(own) and any(a.text and b.text for a, b in groups)
    if any(_is_one(a, b) for a, b in both):
        return True
    if len(both) < len(filled):
        return False
    return _looks_cut(own, both, top, open_top) or (unruled and _lacks_figures(own, both))


def _lacks_figures(own: Sequence[Pair], both: Sequence[Pair]) -> bool:
    """Whether the row has none of the figures that stand above it and few of the texts, as no row
    of its own has."""
    figures = [b for a, b in own if _VALUE.fullmatch(squeeze(a.text))]
    if len(figures) < _LEAST_FIGURES or any(b.text for b in figures):
        return False
    said = sum(bool(a.text) for a, _ in own)
    return 2 * len(both) <= said and not any(_NEW_ITEM.match(b.text) for _, b in both)


def names_one(above: GridCell, below: GridCell) -> bool:
    """True for the two parts of one label, and for a label that the next page says again."""
    one, other = squeeze(above.text), squeeze(below.text)
    if one == other:
        return _is_label(one)
    if is_level(one + other) and not is_level(other):
        return True
    if not _is_label(one + other) or (_is_label(one) and _is_label(other)):
        return False
    return not (_is_label(one) and _begins_block(other) and _has_room(above))


def _begins_block(text: str) -> bool:
    """True for what heads a column or a block of its own, as 一级指标 and 资金来源."""
    from extract.vocabulary import vocabulary

    return vocabulary().heads_column(text) or bool(vocabulary().find("group", text))


def _has_room(cell: GridCell) -> bool:
    """True where a text is known to end well above the foot of its cell: nothing cuts it off."""
    return bool(cell.pieces) and not reaches_down(cell)


def joined(above: str, below: str) -> str:
    """The text of a cell of which a page break has cut two parts, or has repeated one."""
    if squeeze(above) == squeeze(below):
        return above
    return "\n".join(filter(None, (above, below)))


def is_level(text: str) -> bool:
    """True for the name of a group of indicators, as 产出指标 or 数量指标."""
    from extract.vocabulary import bare_label, vocabulary

    return any(vocabulary().is_word(entry, bare_label(text)) for entry in _WORDS)


def _is_label(text: str) -> bool:
    from extract.vocabulary import vocabulary

    return is_level(text) or any(vocabulary().find(table, text) for table in _TABLES)


def _are_two(above: GridCell, below: GridCell) -> bool:
    """True where both texts are whole: two values, two labels, a new item of a list."""
    one, other = squeeze(above.text), squeeze(below.text)
    if one.endswith((".", ",")) or other.startswith((".", ",", "%")):
        return False
    if _VALUE.fullmatch(one) and _VALUE.fullmatch(other):
        return True
    if is_blank(one) or is_blank(other) or _INDICATOR.match(other):
        return True
    return one == other or (_is_label(one) and _is_label(other))


def _is_one(above: GridCell, below: GridCell) -> bool:
    """True where neither text is whole without the other."""
    one, other = squeeze(above.text), squeeze(below.text)
    if other.startswith(_NEVER_FIRST) or one.endswith(_NEVER_LAST):
        return True
    if _WHOLE.fullmatch(one) and _DECIMALS.fullmatch(other):
        return True
    if _opened(one) and _opened(one + other) < _opened(one):
        return True
    if _BARE_VALUE.fullmatch(one) and not other[0].isdigit() and _IN_BRACKETS.search(other):
        return True  # the unit of a figure
    if _IN_BRACKETS.fullmatch(other):
        return True
    if is_level(one + other) and not is_level(other):
        return True
    return _is_label(one + other) and not _is_label(other) and not _is_label(one)


def _opened(text: str) -> int:
    """How many brackets are open at the end of a text."""
    return max(0, text.count("(") - text.count(")"))


def _looks_cut(
    own: Sequence[Pair], both: Sequence[Pair], top: Sequence[GridCell], open_top: bool
) -> bool:
    """Whether the texts break off: each fills its last line and goes to the foot of its cell, and the
    row's label is not said again."""
    if open_top and all(reaches_down(a) for a, _ in both):
        return True
    label = min((b for _, b in own), key=lambda cell: cell.col)
    emptied = any(a.text and not b.text for a, b in own)
    if len(top) > 1 and ((label.text and label is top[0]) or not emptied):
        return False
    if len(both) == 1 and len(top) <= _FEW_CELLS and _is_long(both[0][0]):
        return True
    return all(_cut_off(a, b) and not _NEW_ITEM.match(b.text) for a, b in both)


def _is_long(cell: GridCell) -> bool:
    """Whether the text has several lines and goes to the foot of its cell."""
    return "\n" in cell.text and reaches_down(cell)


def reaches_down(cell: GridCell) -> bool:
    """Whether the text goes to the foot of its cell."""
    if not cell.pieces:
        return False
    _, _, _, bottom = box_of(cell.pieces)
    return cell.box[3] - bottom < _FOOT * _letter_height(cell)


def _letter_height(cell: GridCell) -> float:
    return max(piece[4] - piece[2] for piece in cell.pieces)


def _cut_off(above: GridCell, below: GridCell) -> bool:
    """Whether a text breaks off: at the foot of its cell, no sentence end, and no room in its last
    line for the first word of what stands below."""
    if above.text.rstrip().endswith(_SENTENCE_END) or not reaches_down(above):
        return False
    lines = [line for line in lines_of(above.pieces) if line_text(line)]
    widths = [line[-1][3] - line[0][1] for line in lines]
    height = _letter_height(above)
    word = _first_word(below.text) * height
    if len(lines) > 1 and widths[-1] + word > max(widths) + _WIDER * height:
        return True
    return above.box[2] - above.box[0] - widths[-1] < _AIR * height + word


def _first_word(text: str) -> float:
    """The width in letter heights of what stays on one line at the beginning of a text."""
    match = _WORD.match(squeeze(text))
    width = sum(0.5 if char.isascii() else 1.0 for char in match[0]) if match else 0.0
    return max(width, 1.0)
