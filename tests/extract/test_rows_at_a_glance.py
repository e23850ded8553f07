"""What one look at a row or a text tells is what all the questions about it would have told."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from extract._fund_sides import deal, half_of, values_of
from extract._indicator_split import _NAME_KEPT, is_kept, named, singly
from extract._leads import CLOSING, before_colon, lead_of, names_level
from extract._rows import Column, Row, looks_numeric, place, rows, shape_of, under
from extract.document import Cell, Place, Table
from extract.text import is_blank, squeeze
from extract.vocabulary import bare_label, vocabulary

WORDS = vocabulary()
TABLES = ("head", "row", "item", "fund", "indicator", "goal", "group")
LEVELS = ("产出指标", "效益指标（30分）", "数量指标", "满意度指标", "服务对象满意度", "质量")
NAMES = (
    "培训人数",
    "指标1：修缮面积",
    "1、开展检查次数",
    "资金使用合规率",
    "合计整改率",
    "…",
    "小计算机",
)
AROUND = (
    "{}",
    "{}",
    "{}：",
    "{}：优",
    "其中：{}",
    "一、{}",
    "{}（10分）",
    "{}得分情况",
    " {} ",
    "注：{}",
)
FIELDS = ("", "budget", "executed", "rate", "source", "score", "")
FIGURES = ("", "—", "12.5", "100", "合计", "某项目", "95%")


def _texts(count: int) -> list[str]:
    random = Random(5)  # noqa: S311 - the same texts every time
    labels = [label for name in TABLES for label in sorted(WORDS._tables[name].labels)]
    known = [*labels, *LEVELS * 40, *NAMES * 40]
    return [random.choice(AROUND).format(random.choice(known)) for _ in range(count)]


def _says_more(text: str) -> bool:
    """Whether a row that begins so may be anything but an indicator, question by question."""
    front = before_colon(text)
    heads = {WORDS.head(text), WORDS.head(front)}
    closing = CLOSING & heads or WORDS.find("indicator", text) == "reason"
    row = any(WORDS.find("row", said) for said in (text, front, bare_label(text)))
    return bool(closing or row or any(heads))


def test_the_lead_of_a_row_tells_what_every_question_about_it_would() -> None:
    seen = {"": 0, "level": 0, "other": 0, "closing": 0}
    for text in _texts(3_000):
        lead = lead_of(text, WORDS)
        seen[lead] += 1
        assert (lead in ("other", "closing")) == _says_more(text), text
        if lead in ("", "level"):
            assert (lead == "level") == names_level(text, WORDS), text
    assert min(seen.values()) > 50


def test_a_text_heads_a_column_where_one_of_the_tables_knows_it() -> None:
    for name in ("fund", "indicator", "goal"):
        assert all(WORDS.heads_column(label) for label in WORDS._tables[name].labels)
    for text in _texts(3_000):
        known = any(WORDS.find(name, text) for name in ("fund", "indicator", "goal"))
        assert WORDS.heads_column(text) == known, text


@given(st.text(alphabet="指标12１.：:、…·—- \n某率", min_size=1, max_size=6))
def test_a_name_is_kept_for_one_where_nothing_but_its_number_stands(name: str) -> None:
    if not is_blank(name):
        assert is_kept(name) == bool(_NAME_KEPT.fullmatch(squeeze(name)))


def _cut(widths: list[int], texts: list[str], *, ordinal: bool) -> Row:
    cells, col = [], 1
    for width, text in zip(widths, texts, strict=False):
        cells.append(Cell(text, Place(table=1, row=1, col=col), 1, width))
        col += width
    return rows(Table(tuple(cells), 1, col, Place(table=1), ordinal))[0]


def _columns(widths: list[int], fields: list[str]) -> list[Column]:
    columns, first = [], 2
    for width, name in zip(widths, fields, strict=False):
        columns.append(Column(name, first, first + width - 1, name or "项目"))
        first += width
    return columns


WIDTHS = st.lists(st.integers(1, 3), min_size=3, max_size=7)
TEXTS = st.lists(st.sampled_from(FIGURES), min_size=7, max_size=7)
NAMED = st.lists(st.sampled_from(FIELDS), min_size=7, max_size=7)


@given(WIDTHS, TEXTS, WIDTHS, NAMED, st.booleans())
def test_a_row_of_money_is_dealt_as_its_cells_stand_under_the_columns(
    widths: list[int], texts: list[str], heads: list[int], fields: list[str], ordinal: bool
) -> None:
    row, columns = _cut(widths, texts, ordinal=ordinal), _columns(heads, fields)
    if not any(c.field for c in columns):
        return
    placed = place(row, columns)
    first = next(i for i, c in enumerate(columns) if c.field)
    dealt = deal(under(row, columns), half_of(columns, range(len(columns))))
    left = [slot for i in (-1, *range(first)) for slot in placed.get(i, [])]
    assert [row.slots[n] for n in dealt.before] == left
    values = {}
    for i, column in enumerate(columns):
        slots = placed.get(i, [])
        figures = [slot for slot in slots if looks_numeric(slot.text)]
        if column.field not in ("", "source") and slots and len(figures) < 2:
            values[column.field] = slots[-1]
    assert values_of(row.slots, dealt) == values


@given(WIDTHS, TEXTS, TEXTS, WIDTHS, NAMED, st.booleans())
def test_rows_of_one_shape_stand_under_the_same_columns(
    widths: list[int],
    texts: list[str],
    others: list[str],
    heads: list[int],
    fields: list[str],
    ordinal: bool,
) -> None:
    columns = _columns(heads, fields)
    one, other = (_cut(widths, said, ordinal=ordinal) for said in (texts, others))
    if shape_of(one, columns) == shape_of(other, columns):
        assert list(under(one, columns)) == list(under(other, columns))


def test_columns_with_a_cell_each_are_told_singly_and_others_are_not() -> None:
    columns = [Column(name, n, n, name) for n, name in enumerate(("level1", "level3", "score"), 1)]
    assert singly(named((0, 1, 2), columns)) == (0, -1, 1, (("score", 2),))
    assert singly(named((0, 1, 1), columns)) is None
    told = [*columns[:2], Column("weight_score", 3, 3, "分值/得分")]
    assert singly(named((0, 1, 2), told)) is None
