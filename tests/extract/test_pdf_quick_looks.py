"""What the PDF reader tells by a short way is what the long way says."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.ink import Piece, lines_of
from extract.readers import _pdf_heads
from extract.readers._pdf_cells import _APART, cells_of, figure_lines, head_of
from extract.readers._pdf_chars import _steps
from extract.readers._pdf_heads import find_heads

HEIGHT = 10.0
TOPS = st.floats(0, 40, width=32)
WORDS = ("一级指标", "三级指标", "指标值", "得分", "分值", "预算数", "执行数", "完成", "12.5")


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """Texts of one height here and there on a page."""
    found = []
    for _ in range(draw(st.integers(0, 24))):
        left, top = draw(st.integers(0, 300)), draw(st.integers(0, 90))
        wide = draw(st.integers(0, 40))
        found.append((draw(st.sampled_from(WORDS)), left, top, left + wide, top + HEIGHT))
    return found


@settings(max_examples=60)
@given(pieces())
def test_texts_beside_each_other_are_one_cell_up_to_the_first_wide_gap(texts: list[Piece]) -> None:
    spans = cells_of(texts)
    for _, left, top, right, bottom in texts:
        assert sum(start <= left and right <= end for start, end in spans) >= 1
        near = _APART * (bottom - top)
        starts = [start for start, _ in spans if start == left]
        reached = [p for p in texts if p[1] < left and left - p[3] < near]
        assert not (starts and reached), "a cell begins where a text before reaches"
    assert spans == sorted(spans)


@settings(max_examples=60)
@given(st.text("字 \r\n", min_size=2, max_size=12), st.data())
def test_a_run_is_cut_where_a_line_ends_and_where_a_letter_jumps(
    run: str, data: st.DataObject
) -> None:
    tops = data.draw(st.lists(TOPS, min_size=len(run) + 3, max_size=len(run) + 3))
    begin, end = 2, 2 + len(run)
    text = f"..{run}."
    wanted = [
        at
        for at in range(begin + 1, end)
        if abs(tops[at] - tops[at - 1]) >= 4 or text[at] == "\r" or text[at - 1] == "\n"
    ]
    assert list(_steps(run, tops, begin, 4.0)) == list(
        zip([begin, *wanted], [*wanted, end], strict=True)
    )


@settings(max_examples=40)
@given(pieces())
def test_heads_are_looked_for_around_a_line_wherever_the_texts_near_it_may_be_some(
    texts: list[Piece],
) -> None:
    asked: list[float] = []
    lines = lines_of(texts)
    with patch.object(_pdf_heads, "_best_head", lambda _, here, __: asked.append(here)):
        find_heads(texts, HEIGHT)
    flat = [[p for line in lines[max(0, n - 6) : n + 7] for p in line] for n in range(len(lines))]
    middles = [(line[0][2] + line[0][4]) / 2 for line in lines]
    near = zip(middles, flat, strict=True)
    assert asked == [here for here, around in near if _may_be_head(around, here)]


def _may_be_head(around: list[Piece], here: float) -> bool:
    """The same, window by window and each asked."""
    for reach in _pdf_heads._WINDOWS[:3]:
        near = [p for p in around if abs((p[2] + p[4]) / 2 - here) <= reach * HEIGHT]
        cells = cells_of(near)
        figures = any(all(figure_lines(near, span)) for span in cells)
        if len(cells) >= 3 and head_of(near, cells) and not figures:
            return True
    return False
