"""Rows that cannot be headers are not asked whether they are, and nothing is missed by it."""

from __future__ import annotations

from random import Random

from extract._blocks import fund_header, goal_header, indicator_header, names_columns, sub_header
from extract._rows import Row, rows, spans_of
from extract._year_columns import _of_this_year
from extract.document import Cell, Place, Table
from extract.vocabulary import vocabulary

WORDS = vocabulary()
HEADERS = ("fund", "indicator", "goal")
FIGURES = ("100", "98.5%", "10/9.8", "", "—", "(A)", "2022", "12.3万元", "某单位", "≥95%", "B/A")
AROUND = (
    "{}",
    "{}",
    "{}",
    "2022年{}",
    "{}（万元）",
    "{}(盖章)：",
    "{} (A)",
    "１、{}",
    "{}说明",
    "其中：{}",
)


def _labels(table: str) -> list[str]:
    return sorted(WORDS._tables[table].labels)


def _row(texts: list[str]) -> Row:
    cells = tuple(
        Cell(text, Place(table=1, row=1, col=col)) for col, text in enumerate(texts, start=1)
    )
    return next(iter(rows(Table(cells, 1, len(cells), Place(table=1)))))


def _drawn_rows(count: int) -> list[Row]:
    random = Random(11)  # noqa: S311 - the same rows every time
    known = [_labels(table) for table in (*HEADERS, "head", "item", "row")]
    made = []
    for _ in range(count):
        labels = random.choice(known)
        told = (random.choice(AROUND).format(random.choice(labels)) for _ in range(6))
        share = random.choice((0.0, 0.2, 0.8))
        texts = [text if random.random() < share else random.choice(FIGURES) for text in told]
        made.append(_row(texts[: random.randrange(2, 7)]))
    return made


def test_a_row_that_names_no_column_is_a_header_of_nothing() -> None:
    drawn = _drawn_rows(4_000)
    without = [row for row in drawn if not names_columns(row, WORDS)]
    assert 500 < len(without) < len(drawn) - 500
    for row in without:
        assert not fund_header(row, WORDS)
        assert not indicator_header(row, WORDS)
        assert not goal_header(row, WORDS)
        assert not any(WORDS.find(table, s.text) for table in HEADERS for s in row.own)


def test_a_row_that_names_a_column_has_a_cell_that_some_table_knows() -> None:
    named = [row for row in _drawn_rows(2_000) if names_columns(row, WORDS)]
    assert len(named) > 500
    for row in named:
        texts = [s.text for s in row.own] + [s.text.removeprefix("2022年") for s in row.own]
        assert any(WORDS.find(table, text) for table in HEADERS for text in texts)


def test_every_word_that_heads_a_column_is_chinese() -> None:
    assert not [label for table in HEADERS for label in _labels(table) if label.isascii()]
    random = Random(12)  # noqa: S311 - the same texts every time
    signs = "0123456789.,%()/-+*ABx= :[]"
    for _ in range(20_000):
        text = "".join(random.choices(signs, k=random.randrange(1, 20)))
        assert not any(WORDS._tables[table].lookup(text) for table in HEADERS)


def test_a_second_header_row_needs_a_word_too() -> None:
    above = fund_header(_row(["资金来源", "年初预算数", "全年执行数", "分值"]), WORDS)
    assert above
    assert not names_columns(_row(["甲", "1", "2", "3"]), WORDS)
    assert not sub_header(_row(["甲", "1", "2", "3"]), above, "fund", WORDS)


def test_a_year_is_known_by_its_digits_wherever_another_cell_says_no_more_than_it() -> None:
    assert _of_this_year(["2022年预算数", "2022年", "2021年"], WORDS) == [True, True, False]
    assert _of_this_year(["预算数", "2022年", "2021年"], WORDS) == []


def test_spans_that_are_told_give_the_same_places_as_those_that_are_worked_out() -> None:
    from extract._rows import Column, place

    columns = [Column("level1", 1, 2, ""), Column("level3", 3, 3, ""), Column("score", 4, 6, "")]
    cells = (
        Cell("一", Place(table=1, row=1, col=1)),
        Cell("二", Place(table=1, row=1, col=2), colspan=2),
        Cell("三", Place(table=1, row=1, col=4), colspan=3),
    )
    row = next(iter(rows(Table(cells, 1, 6, Place(table=1)))))
    placed = place(row, columns)
    assert {at: [s.text for s in slots] for at, slots in placed.items()} == {
        0: ["一", "二"],
        2: ["三"],
    }
    assert placed == place(row, columns, spans_of(columns))
