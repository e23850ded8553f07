"""Repairs are carried out again and taken back, in memory and in the tables of a corpus."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fuhe
from fuhe.mending import replayed
from normalize.repair import Repair, apply, repairs, undone
from normalize.report import Form
from tests.normalize.test_repair import three_rows

PAGE = """<meta charset="utf-8"><h1>2023年度项目支出绩效自评表</h1>
<table><tr><td>项目名称<td colspan=5>道路养护</tr>
<tr><td rowspan=4>项目资金（万元）<td><td>年初预算数<td>全年预算数<td>全年执行数<td>执行率</tr>
<tr><td>年度资金总额<td>1000.00<td>1234.56<td>1000.06<td>81.01%</tr>
<tr><td>其中：财政拨款<td>700.00<td>{fiscal}<td>800.05<td>88.85%</tr>
<tr><td>其他资金<td>300.00<td>334.06<td>200.01<td>59.87%</tr></table>
<table><tr><td>一级指标<td>二级指标<td>三级指标<td>年度指标值<td>实际完成值<td>分值<td>得分</tr>
<tr><td>产出指标<td>数量指标<td>养护里程<td>≥100公里<td>120公里<td>100<td>100</tr></table>
"""


@pytest.fixture
def mended(tmp_path: Path) -> fuhe.Document:
    path = tmp_path / "a.html"
    path.write_text(PAGE.format(fiscal="940.50"), encoding="utf-8")
    return fuhe.read(path)


def test_raw_and_repairs_give_the_clean_forms_and_the_way_back_the_printed_ones(
    mended: fuhe.Document,
) -> None:
    assert [(r.old, r.new) for r in mended.repairs] == [("940.50", "900.50")]
    printed = mended.report.forms
    assert printed != mended.forms
    assert fuhe.apply_repairs(printed, mended.repairs) == mended.forms
    assert fuhe.undo_repairs(mended.forms, mended.repairs) == printed


def test_what_is_printed_is_never_changed(mended: fuhe.Document) -> None:
    for before, after in zip(mended.report.forms, mended.forms, strict=True):
        for old, new in zip(before.funds, after.funds, strict=True):
            assert old.cells == new.cells
            assert [f.raw for f in old.figures.values()] == [f.raw for f in new.figures.values()]


def test_a_repair_cannot_be_carried_out_twice(mended: fuhe.Document) -> None:
    with pytest.raises(ValueError, match="the repair expects"):
        fuhe.apply_repairs(mended.forms, mended.repairs)


CELLS = ("total_budget", "fiscal_budget", "other_budget", "fiscal_executed", "other_executed")


@given(
    st.sampled_from(CELLS),
    st.sampled_from((-4, -1, 1, 2, 4, 0)),
    st.integers(1, 10**7),
    st.integers(0, 4),
)
def test_every_repair_has_a_way_back(cell: str, power: int, steps: int, places: int) -> None:
    form = three_rows()
    item, column = cell.split("_")
    row = next(r for r in form.funds if r.item == item)
    old = row.figures[column].value
    new = old.scaleb(power) if power else Decimal(steps).scaleb(-places)
    repair = Repair(1, "funds", row.row_no, column, f"{old:f}", f"{new:f}", "fund-rate", "")
    changed = apply(form, [repair])
    assert changed.funds[row.row_no - 1].figures[column].value == new
    assert apply(changed, [undone(repair)]) == form


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def corpora(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus with the repairs and one without."""
    (tmp_path / "in").mkdir()
    for name, fiscal in (("a", "940.50"), ("b", "9005000"), ("c", "900.50")):
        page = PAGE.format(fiscal=fiscal)
        (tmp_path / "in" / f"{name}.html").write_text(page, encoding="utf-8")
    made = []
    for name, repair in (("clean", True), ("printed", False)):
        settings = replace(fuhe.Settings(), repair=repair)
        fuhe.ingest(tmp_path / "in", tmp_path / name, workers=0, settings=settings)
        made.append(tmp_path / name)
    return made[0], made[1]


def test_the_tables_of_a_corpus_are_replayed_and_undone(corpora: tuple[Path, Path]) -> None:
    clean, printed = corpora
    assert [r["from"] for r in rows(clean / "repairs.csv")] != []
    assert rows(printed / "repairs.csv") == []
    forwards, backwards = replayed(printed, clean / "repairs.csv"), replayed(clean, undo=True)
    for name in ("funds", "indicators", "forms"):
        assert forwards[name] == rows(clean / f"{name}.csv")
        assert backwards[name] == rows(printed / f"{name}.csv")
    assert forwards["funds"] != backwards["funds"]


def test_a_repair_of_another_corpus_is_refused(corpora: tuple[Path, Path]) -> None:
    clean, _ = corpora
    with pytest.raises(ValueError, match="does not hold"):
        replayed(clean)


def test_the_forms_of_a_document_that_needs_none_stay_the_same() -> None:
    form: Form = three_rows()
    assert repairs(form) == ()
    assert fuhe.apply_repairs([form], []) == (form,)
