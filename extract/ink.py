"""Text as it lies on a page: pieces become lines, lines become the text of a cell or paragraph.

A *piece* is a run of characters that were drawn side by side: ``(text, x0, top, x1, bottom)`` in
points from the top left corner. It is a plain tuple because a page has hundreds of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Piece = tuple[str, float, float, float, float]
Box = tuple[float, float, float, float]

BLANKS = " \t\r\n\u3000\u00a0"
"""What is left out at the ends of a line."""

_OVERPRINT = 0.25  # of the letter height: the same text drawn again this near is the same text
_WORD_GAP = 0.18  # of the letter height, between two Latin words
_MIXED_GAP = 0.45  # between Chinese and Latin, which programs set a quarter apart by themselves
_WIDE_GAP = 0.6  # between two Chinese characters, which justified lines spread
_TAB_GAP = 2.0  # more than this is two columns of one line


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces in lines from top to bottom, each line from left to right.

    Raised and lowered letters stay in the line that they belong to.
    """
    lines: list[list[Piece]] = []
    middle = reach = 0.0
    for piece in sorted(pieces, key=_middle):
        here, height = (piece[2] + piece[4]) / 2, piece[4] - piece[2]
        if lines and here - middle < max(reach, height / 2):
            lines[-1].append(piece)
            if height / 2 > reach:
                middle, reach = here, height / 2
        else:
            lines.append([piece])
            middle, reach = here, height / 2
    for line in lines:
        if len(line) > 1:
            line.sort(key=_left)
    return lines


def line_text(line: Sequence[Piece]) -> str:
    """One line as text: a space where there is a real gap, what was drawn twice only once."""
    if len(line) == 1:
        return line[0][0].strip(BLANKS)
    parts: list[str] = []
    last = line[0]
    for piece in line:
        if piece is not last:
            if _is_overprint(last, piece):
                continue
            parts.append(_gap(last, piece))
        parts.append(piece[0])
        last = piece
    return "".join(parts).strip(BLANKS)


def text_of(pieces: Sequence[Piece]) -> str:
    """The text of a cell: its lines joined by a line break."""
    if len(pieces) == 1:
        return pieces[0][0].strip(BLANKS)
    return "\n".join(filter(None, map(line_text, lines_of(pieces))))


def box_of(pieces: Iterable[Piece]) -> Box:
    """The smallest box around the pieces, of which there is at least one."""
    _, lefts, tops, rights, bottoms = zip(*pieces, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _middle(piece: Piece) -> float:
    return piece[2] + piece[4]


def _left(piece: Piece) -> float:
    return piece[1]


def _is_overprint(last: Piece, piece: Piece) -> bool:
    return piece[0] == last[0] and piece[1] - last[1] < _OVERPRINT * (piece[4] - piece[2])


def _gap(last: Piece, piece: Piece) -> str:
    """What stands between two pieces of a line: nothing, a space, or two for a wide gap."""
    gap = (piece[1] - last[3]) / max(min(last[4] - last[2], piece[4] - piece[2]), 0.1)
    if gap <= _WORD_GAP:
        return ""
    before, after = last[0][-1:], piece[0][:1]
    if before in BLANKS or after in BLANKS:
        return ""
    if gap > _TAB_GAP:
        return "  "
    latin = before.isascii() + after.isascii()
    return " " if gap > (_WIDE_GAP, _MIXED_GAP, _WORD_GAP)[latin] else ""
