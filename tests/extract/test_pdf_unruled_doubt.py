"""A form whose rows or labels a PDF does not tell for certain is partial, and no fault in it certain."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.document import Document
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, write

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT  # noqa: E402
from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.measure import compare  # noqa: E402
from normalize import understand  # noqa: E402
from score import verify  # noqa: E402

FAMILIES = {family["id"]: family for family in families()}
XS = (60, 160, 250, 340, 430, 500)
HEADS = ["资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率"]
SUMS = [["1682.57", "1771.13", "1416.90", "80%"], ["487.71", "513.38", "410.70", "80%"]]
SUMS += [["664.73", "699.72", "559.78", "80%"], ["530.13", "558.03", "446.42", "80%"]]
WHOLE = ["年度资金总额：", "其中：当年财政拨款", "上年结转资金", "其他资金"]


def drawn(tmp_path: Path, name: str, seed: int, kind: str = "pdf-cut-unruled") -> Document:
    """The document of a drawn form without ruling lines."""
    path = tmp_path / f"{name}-{seed}.pdf"
    path.write_bytes(DIRECT[kind](form(FAMILIES[name], seed)[0]))
    return read(path, "pdf")


def money(tmp_path: Path, labels: Sequence[str], total: str = "1771.13") -> Document:
    """A form with ruled cells: its money under ``labels``, the budget in the first row ``total``."""
    rows = [["项目名称", "教师培训经费", "", "", ""], HEADS]
    rows += [[label, *figures] for label, figures in zip(labels, SUMS, strict=True)]
    rows[2][2] = total
    content, y = write("某县2020年度项目支出绩效自评表", 180, 780), 760
    for row in rows:
        for text, left, right in zip(row, XS, XS[1:], strict=False):
            content += f"{left} {y - 18} {right - left} 18 re S\n"
            content += write(text, left + 4, y - 13) if text else ""
        y -= 18
    path = tmp_path / "money.pdf"
    path.write_bytes(pdf(Page(content)))
    return read(path, "pdf")


@pytest.mark.parametrize(("name", "seed"), [("A2", 0), ("A10", 1)])
def test_rows_under_a_repeated_head_stay_in_the_group_of_the_page_before(
    tmp_path: Path, name: str, seed: int
) -> None:
    report = understand(drawn(tmp_path, name, seed))
    assert compare(form(FAMILIES[name], seed)[1], report).wrong == []
    assert {f.severity for f in verify(report).findings} <= {"note"}


def test_a_label_of_two_lines_over_the_head_stays_in_its_row(tmp_path: Path) -> None:
    report = understand(drawn(tmp_path, "C3", 1))
    assert report.forms[0].funds[0].label == "预算执行情况（20分）"
    assert verify(report).findings == ()


def test_rows_under_a_running_title_go_on_without_their_head(tmp_path: Path) -> None:
    report = understand(drawn(tmp_path, "A13", 2))
    truth = form(FAMILIES["A13"], 2)[1]
    assert len(report.forms[0].indicators) == len(truth.indicators)


@pytest.mark.parametrize(("name", "seed"), [("B5", 5), ("A2", 5), ("A5", 2), ("A3", 0)])
def test_a_row_that_a_page_break_may_have_torn_makes_the_form_partial_and_no_error(
    tmp_path: Path, name: str, seed: int
) -> None:
    report = understand(drawn(tmp_path, name, seed))
    assert report.status == "partial"
    assert "rows could not be told for certain" in report.reason
    assert "没有框线" in report.reason_zh
    assert not [f for f in verify(report).findings if f.severity == "error"]


def test_a_form_without_rules_on_one_page_is_certain(tmp_path: Path) -> None:
    report = understand(drawn(tmp_path, "A2", 0, "pdf-unruled"))
    assert (report.status, report.forms[0].doubt) == ("ok", "")


def test_labels_that_their_cells_cut_off_make_the_form_partial(tmp_path: Path) -> None:
    report = understand(money(tmp_path, ["额：", "财政拨款", "转资金", "金"]))
    assert report.forms[0].doubt == "clipped"
    assert (report.status, "cut off by their cells" in report.reason) == ("partial", True)


def test_a_sum_over_cut_labels_is_a_warning_that_says_so(tmp_path: Path) -> None:
    report = understand(money(tmp_path, ["年度资金总额：", "政拨款", "转资金", "金"], "1871.13"))
    found = verify(report).findings
    assert found
    assert not [f for f in found if f.severity == "error"]
    softened = [f for f in found if "could not be read for certain" in f.message]
    assert softened
    assert all("请核对原件" in f.message_zh for f in softened)


def test_a_wrong_sum_under_whole_labels_stays_an_error(tmp_path: Path) -> None:
    report = understand(money(tmp_path, WHOLE, "1871.13"))
    assert report.forms[0].doubt == ""
    assert "fund-sources-sum" in {f.rule for f in verify(report).findings if f.severity == "error"}


def test_one_short_label_of_its_own_is_no_cut_label(tmp_path: Path) -> None:
    report = understand(money(tmp_path, [*WHOLE[:3], "金"]))
    assert report.forms[0].doubt == ""
