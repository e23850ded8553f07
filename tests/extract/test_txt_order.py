"""Dumps of pages whose cells came out in another order than that of the form: nothing is bound to a
row that it may not belong to, and the unit of money holds wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import fuhe
from fuhe.document import Document

TITLE = "云泽区2022年度项目支出绩效自评表"
HEAD = ["项目名称", "河道清淤", "主管部门", "云泽区水利局"]
MONEY = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
TOTAL = ["年度资金总额", "3000000", "3200000", "3040000", "10", "95.00%", "9.50"]
PART = ["其中：当年财政拨款", "2800000", "2800000", "2660000", "—", "95.00%", "—"]
LEVELS = ["一级指标", "二级指标", "三级指标"]
COLUMNS = ["年度指标值", "实际完成值", "分值", "得分"]
LENGTH = ["清淤长度", "≥12公里", "12公里", "40", "40"]
QUALITY = ["验收合格率", "100%", "100%", "20", "20"]
WATER = ["水质达标天数", "≥300天", "288天", "30", "28.8"]
END = ["总分", "100", "98.30"]
IN_ORDER = [
    *("产出指标", "数量指标", *LENGTH, "质量指标", *QUALITY),
    *("效益指标", "生态效益指标", *WATER),
]
INSIDE_OUT = [
    *("数量指标", *LENGTH, *QUALITY, "生态效益指标", *WATER),
    *("产出指标", "质量指标", "效益指标"),
]


def read(tmp_path: Path, cells: Sequence[str]) -> Document:
    path = tmp_path / "dump.txt"
    path.write_text("\n".join([TITLE, *cells]), encoding="utf-8")
    return fuhe.read(path)


def budgets(document: Document) -> list[tuple[str, Decimal]]:
    rows = [row for form in document.report.forms for row in form.funds]
    return [(row.item, row.figures["budget"].value) for row in rows if "budget" in row.figures]


def names(document: Document) -> list[str]:
    return [row.level3 for form in document.report.forms for row in form.indicators]


def test_a_dump_in_the_order_of_the_form_is_read_row_by_row(tmp_path: Path) -> None:
    money = ["项目资金（元）", *MONEY, *TOTAL, *PART]
    document = read(tmp_path, [*HEAD, *money, *LEVELS, *COLUMNS, *IN_ORDER, *END])
    assert budgets(document) == [("total", Decimal(320)), ("fiscal", Decimal(280))]
    assert names(document) == [LENGTH[0], QUALITY[0], WATER[0]]


def test_levels_behind_what_is_below_them_are_taken_for_no_row(tmp_path: Path) -> None:
    money = ["项目资金（元）", *MONEY, *TOTAL, *PART]
    document = read(tmp_path, [*HEAD, *money, *LEVELS, *COLUMNS, *INSIDE_OUT, *END])
    assert document.status == "partial"
    rows = document.report.forms[0].indicators
    assert [(row.level1, row.level2) for row in rows] == [("", "")] * len(rows)
    assert set(names(document)) <= {LENGTH[0], QUALITY[0], WATER[0]}
    assert budgets(document) == [("total", Decimal(320)), ("fiscal", Decimal(280))]


def test_the_head_of_the_first_levels_apart_from_the_others_is_the_same(tmp_path: Path) -> None:
    apart = ["一级指标", "云泽区水利局", *MONEY, *TOTAL, *PART]
    inner = ["二级指标", "三级指标", *COLUMNS, "数量指标", *LENGTH, "质量指标", *QUALITY]
    document = read(tmp_path, [*HEAD, "项目资金（元）", *apart, *inner, *END])
    rows = document.report.forms[0].indicators
    assert [(row.level2, row.level3) for row in rows] == [("", LENGTH[0]), ("", QUALITY[0])]
    assert document.status == "partial"


def test_a_unit_that_stands_for_the_value_of_a_label_is_that_of_the_money(tmp_path: Path) -> None:
    head = ["项目名称", "河道清淤", "主管部门", "项目资金", "（元）", "云泽区水利局"]
    document = read(tmp_path, [*head, *MONEY, *TOTAL, *PART, *LEVELS, *COLUMNS, *INSIDE_OUT, *END])
    assert budgets(document) == [("total", Decimal(320)), ("fiscal", Decimal(280))]
    assert document.report.forms[0].department == ""


def test_a_unit_that_stands_among_the_lines_of_money_is_that_of_them_all(tmp_path: Path) -> None:
    money = [*MONEY, *TOTAL, "项目资金（元）", *PART]
    document = read(tmp_path, [*HEAD, *money, *LEVELS, *COLUMNS, *IN_ORDER, *END])
    assert budgets(document) == [("total", Decimal(320)), ("fiscal", Decimal(280))]


def test_figures_behind_the_rest_of_a_label_name_no_line_of_money(tmp_path: Path) -> None:
    cut = ["上年结转", "资金", "200000", "400000", "380000", "—", "95.00%", "—"]
    money = ["项目资金（元）", *MONEY, *TOTAL, *PART, *cut]
    document = read(tmp_path, [*HEAD, *money, *LEVELS, *COLUMNS, *INSIDE_OUT, *END])
    assert budgets(document) == [("total", Decimal(320)), ("fiscal", Decimal(280))]
    assert not [f for f in document.findings if f.severity == "error"]
