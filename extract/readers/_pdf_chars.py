"""The letters of a PDF page as pieces: runs drawn side by side, with their boxes as shown.

PDFium gives the text of a page in one call and the box of each character in another. A box spans
the advance of the letter and one letter height, so that neighbours touch and gaps are true gaps.
Letters that lean or stand on their side have no such box; they are placed one by one.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from itertools import compress, islice, repeat
from operator import ne, sub

from extract.document import ReadError
from extract.frozen import dataclass
from extract.ink import Box, Piece, box_of
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_page import MAX_CHARS, Frame, turn_box
from extract.readers._pdf_sides import Sides, sides_of
from extract.readers._pdf_stamp import of_stamp

_TOUCH = 0.3  # of the letter height: a gap wider than this, either way, starts a new piece
_RISE = 0.45  # of the letter height: a top edge further up or down is another line
_SAMPLE = 7  # every so many letters are measured for the usual height
_LEAN = 3.0  # degrees
_SLOPE = 0.05  # the same as a slope
_BOLD = 600  # weight of a font, of 900
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)

_LINE_END = re.compile(r"[\r\n]")
_BREAK = "\r\n"  # between lines; PDFium puts it in where it sees that a new one begins

_units = [ctypes.create_string_buffer(2)]


@dataclass(slots=True)
class Letters:
    """The letters of one page: its text, where each begins and ends, and the pieces they form.

    Everything lies in the frame that makes the text upright, ``turns`` quarter turns clockwise
    from the page as shown. ``slanted`` counts letters of leaning text (stamps, watermarks), which
    are in no piece. ``starts`` has the first character of each piece, -1 where text runs askew.
    """

    text: str
    lefts: list[float]
    rights: list[float]
    pieces: list[Piece] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    turns: int = 0
    slanted: int = 0

    def add(self, piece: Piece, start: int) -> None:
        """One more piece, whose first letter is character ``start``."""
        self.pieces.append(piece)
        self.starts.append(start)


def read_letters(textpage: pdfium.Handle, frame: Frame, unseen: set[int]) -> Letters:
    """All pieces of the page; characters of the text objects in ``unseen`` are left out."""
    _bold.clear()
    count = pdfium.count_chars(textpage)
    if count > MAX_CHARS:
        raise ReadError("too-large", f"A page holds {count:,} characters; no form does. Split it.")
    if count <= 0:
        return Letters("", [], [])
    text = _text(textpage, count)
    sides = sides_of(textpage, count)
    if unseen:
        text = _without(textpage, text, unseen)
    letters = _upright(textpage, text, sides, frame)
    if frame.turns or not _lone_letters_stand(textpage, letters):
        return _one_by_one(textpage, text, sides, frame)
    return letters


def _text(textpage: pdfium.Handle, count: int) -> str:
    """One character of text for each character of PDFium's list."""
    if len(_units[0]) < 2 * count + 2:
        _units[0] = ctypes.create_string_buffer(4 * count + 2)
    written = pdfium.get_text(textpage, 0, count, _units[0])
    text = ctypes.string_at(_units[0], 2 * written).decode("utf-16-le", "replace")
    if len(text) != count + 1 or "\0" in text[:count] or "\ufffd" in text:
        codes = map(pdfium.get_unicode, repeat(textpage, count), range(count))
        text = "".join(
            chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes
        )
    text = text[:count]
    return text.translate(_HYPHENS) if "\x02" in text or "\ufffe" in text else text


_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # how PDFium marks a hyphen at the end of a line


def _without(textpage: pdfium.Handle, text: str, unseen: set[int]) -> str:
    objects = map(pdfium.char_object, repeat(textpage, len(text)), range(len(text)))
    return "".join(
        " " if item in unseen else char for char, item in zip(text, objects, strict=True)
    )


def _upright(textpage: pdfium.Handle, text: str, sides: Sides, frame: Frame) -> Letters:
    lefts, tops, rights, bottoms = sides
    if frame.left:
        lefts, rights = [x - frame.left for x in lefts], [x - frame.left for x in rights]
    letters, up = Letters(text, lefts, rights), frame.top
    height = _typical_height(tops, bottoms)
    gap, rise = _TOUCH * height, _RISE * height
    apart = compress(range(1, len(text)), map(ne, islice(lefts, 1, None), rights))
    cuts = [
        at
        for at in apart
        if not -gap < lefts[at] - rights[at - 1] < gap
        and (lefts[at] != lefts[at - 1] or not _is_ligature(textpage, sides, at))
    ]
    add_piece, add_start = letters.pieces.append, letters.starts.append
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[end - 1] == "\n" and text.endswith(_BREAK, begin, end):
            end -= 2  # noqa: PLW2901
        while end > begin and tops[end - 1] == bottoms[end - 1]:
            end -= 1  # noqa: PLW2901 - without the blanks that PDFium put in
        run = text[begin:end]
        if not run or run.isspace():
            continue
        if end - begin == 1:
            add_piece((run, lefts[begin], up - tops[begin], rights[begin], up - bottoms[begin]))
            add_start(begin)
            continue
        high, low = tops[begin:end], bottoms[begin:end]
        high.sort()  # quicker for both ends of the range than min() and max()
        if high[-1] - high[0] < rise and _BREAK not in run:
            low.sort()
            add_piece((run, lefts[begin], up - high[-1], rights[end - 1], up - low[0]))
            add_start(begin)
            continue
        for first, last in _steps(run, tops, begin, rise):
            part = text[first:last]
            if part.isspace():
                continue
            high, low = tops[first:last], bottoms[first:last]
            high.sort()
            low.sort()
            add_piece((part, lefts[first], up - high[-1], rights[last - 1], up - low[0]))
            add_start(first)
    return letters


def _steps(run: str, tops: list[float], begin: int, rise: float) -> Iterator[tuple[int, int]]:
    """The parts of a run, which begins at ``begin``, between line breaks and where a letter stands
    much higher or lower than the letter before."""
    end = begin + len(run)
    heights = tops[begin:end]
    jumps = map(sub, heights[1:], heights)
    cuts = [at for at, jump in enumerate(jumps, begin + 1) if not -rise < jump < rise]
    if "\r" in run or "\n" in run:
        ends = [begin + found.end() - (found[0] == "\r") for found in _LINE_END.finditer(run)]
        cuts = sorted({*cuts, *ends} - {begin, end})
    return zip([begin, *cuts], [*cuts, end], strict=True)


def _is_ligature(textpage: pdfium.Handle, sides: Sides, index: int) -> bool:
    """Whether a character shares its glyph with the one before, as in a dash two letters long."""
    if any(side[index] != side[index - 1] for side in sides):
        return False
    one, other = (pdfium.char_object(textpage, place) for place in (index - 1, index))
    return one is not None and one == other


def _typical_height(tops: list[float], bottoms: list[float]) -> float:
    heights = sorted(map(sub, tops[::_SAMPLE], bottoms[::_SAMPLE]))
    first = bisect_right(heights, 1.0)
    return heights[(first + len(heights)) // 2] if first < len(heights) else 10.0


def _lone_letters_stand(textpage: pdfium.Handle, letters: Letters) -> bool:
    """Whether the letters that no other letter follows on its line are upright.

    Text on its side and leaning text come out of PDFium's boxes as pieces of one letter.
    """
    ask, ref, values = pdfium.char_matrix, _matrix.refs[0], _matrix.values
    page = pdfium.argument(textpage)
    for start, piece in zip(letters.starts, letters.pieces, strict=True):
        if len(piece[0]) == 1 and ask(page, start, ref):
            along, across = values[0], values[1]
            if along <= 0 or abs(across) > _SLOPE * along:
                return False
    return True


def _angle(textpage: pdfium.Handle, index: int) -> float:
    """Degrees from 0 to 360 that a letter is turned, counter-clockwise, in the PDF's space."""
    if not pdfium.char_matrix(textpage, index, _matrix.refs[0]):
        return 0.0
    angle = math.degrees(math.atan2(_matrix.values[1], _matrix.values[0])) % 360
    return 0.0 if angle > 360 - _LEAN else angle


def _one_by_one(textpage: pdfium.Handle, text: str, sides: Sides, frame: Frame) -> Letters:
    """Letters of a page where some or all stand on their side: each placed by its own matrix.

    The direction most letters run in is taken as upright; text in another direction becomes pieces
    of a whole line each.
    """
    placed = [_place(textpage, index, text[index], sides, frame) for index in range(len(text))]
    _take_out_stamps(textpage, text, sides, placed, frame)
    ways = Counter(letter[0] for letter in placed if letter is not None)
    main = max(ways, key=lambda way: ways[way], default=0)
    turns = (4 - main) % 4
    letters = Letters(text, [0.0] * len(text), [0.0] * len(text), turns=turns)
    for way in ways:
        _add_way(letters, placed, way, main, frame.size)
    letters.slanted = sum(
        1 for letter, char in zip(placed, text, strict=True) if letter is None and char > " "
    )
    return letters


def _take_out_stamps(
    textpage: pdfium.Handle,
    text: str,
    sides: Sides,
    placed: list[Placed | None],
    frame: Frame,
) -> None:
    """Makes upright letters of a stamp lean like the others of it."""
    leaning = [at for at, where in enumerate(placed) if where is None and text[at] > " "]
    if not leaning:
        return
    lefts, tops, rights, bottoms = sides
    slanted = [(at, frame.box(lefts[at], bottoms[at], rights[at], tops[at])) for at in leaning]
    upright = [(at, where[1]) for at, where in enumerate(placed) if where is not None]
    for at in of_stamp(textpage, slanted, upright):
        placed[at] = None


Placed = tuple[int, Box]


def _place(
    textpage: pdfium.Handle, index: int, char: str, sides: Sides, frame: Frame
) -> Placed | None:
    """Quarter turns clockwise a letter is shown at, and its box as shown; None for leaning ones."""
    left, top, right, bottom = (side[index] for side in sides)
    if char.isspace() and not (left < right and bottom < top):
        return None  # a blank that PDFium put in; those of the page itself have a width
    angle = _angle(textpage, index)
    if _LEAN < angle % 90 < 90 - _LEAN:
        return None
    return (frame.turns - round(angle / 90)) % 4, frame.box(left, bottom, right, top)


def _add_way(
    letters: Letters, placed: list[Placed | None], way: int, main: int, shown: tuple[float, float]
) -> None:
    """Pieces of the letters that run one way, in the frame where the main way is upright."""
    run: list[int] = []
    last: Box | None = None

    def close() -> None:
        while run and letters.text[run[-1]].isspace():
            run.pop()
        while run and letters.text[run[0]].isspace():
            del run[0]
        if not run:
            return
        corners = [turn_box(placed[i][1], shown, -main) for i in run]  # type: ignore[index]
        box = box_of([("", *corner) for corner in corners])
        letters.add(("".join(letters.text[i] for i in run), *box), run[0] if way == main else -1)
        run.clear()

    for index, letter in enumerate(placed):
        if letter is None or letter[0] != way:
            continue
        here = turn_box(letter[1], shown, -way)
        if way == main:
            letters.lefts[index], letters.rights[index] = here[0], here[2]
        if last is None or not _continues(last, here) or (run and run[-1] != index - 1):
            close()
        run.append(index)
        last = here
    close()


def _continues(last: Box, here: Box) -> bool:
    height = last[3] - last[1]
    return abs(here[0] - last[2]) < _TOUCH * height and abs(here[1] - last[1]) < _RISE * height


def split_piece(piece: Piece, start: int, letters: Letters, textpage: pdfium.Handle) -> list[Piece]:
    """A piece cut where blanks stand in it, and where one text object ends and another begins."""
    text, _, top, _, bottom = piece
    parts: list[Piece] = []
    begin = 0
    owner = None
    for index, char in enumerate((*text, " ")):
        item = None if char.isspace() else pdfium.char_object(textpage, start + index)
        if item != owner or char.isspace():
            if owner is not None and begin < index:
                left, right = letters.lefts[start + begin], letters.rights[start + index - 1]
                parts.append((text[begin:index], left, top, right, bottom))
            begin, owner = index, item
    return parts


def is_bold(textpage: pdfium.Handle, index: int) -> bool:
    """Whether a letter is set in a bold font, by the weight or the name of its font."""
    owner = pdfium.char_object(textpage, index)
    font = pdfium.text_font(pdfium.as_argument(owner)) if owner else None
    if font is None:
        return _has_bold_font(textpage, index)
    if font not in _bold:
        _bold[font] = _has_bold_font(textpage, index)
    return _bold[font]


def _has_bold_font(textpage: pdfium.Handle, index: int) -> bool:
    if pdfium.char_weight(textpage, index) >= _BOLD:
        return True
    length = pdfium.char_font(textpage, index, _name, len(_name), None)
    return _BOLD_NAME.search(_name.raw[: min(length, len(_name))]) is not None


_bold: dict[int, bool] = {}  # of the fonts of the page at hand, whose handles end with it
_name = ctypes.create_string_buffer(256)
_matrix = pdfium.Numbers(ctypes.c_float, 6)
