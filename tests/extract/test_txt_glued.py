"""Cells glued to each other: cut where there is one way to cut them, whole where there are two."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import extract
import fuhe
from extract import Table
from extract.readers import _txt_unglue

MONEY = ["budget_initial", "budget", "executed", "weight", "rate", "score"]
COLUMNS = ["level1", "level2", "level3", "target", "actual", "weight", "score", "reason"]

FORM = """项目支出绩效自评表
（2022年度）
项目名称河道清淤主管部门云泽区水利局
项目资金（万元）年初预算数全年预算数全年执行数分值执行率得分
年度资金总额3003203041095.00%9.50
其中：当年财政拨款280280266—95.00%—
上年结转资金204038—95.00%—
绩效指标一级指标二级指标三级指标年度指标值实际完成值分值得分偏差原因分析及改进措施
产出指标数量指标清淤河道长度≥12公里12公里2020
质量指标验收合格率=100%100%2020
成本指标每公里清淤成本≤26万元25.3万元1010
效益指标生态效益指标水质达标天数≥300天288天3028.8秋季来水偏少，已增加监测点位。
满意度指标服务对象满意度指标沿岸居民满意度≥90%93%1010
总分10098.30
"""


@pytest.mark.parametrize(
    ("kinds", "text", "cells"),
    [
        ("budget executed weight rate score", "202010100.00%10", "20 20 10 100.00% 10"),
        (" ".join(MONEY), "300.00320.00307.201096.00%9.60", "300.00 320.00 307.20 10 96.00% 9.60"),
        (" ".join(MONEY), "260.00280.00268.20—95.79%—", "260.00 280.00 268.20 — 95.79% —"),
        ("budget executed rate", "1,204.501,100.0091.32%", "1,204.50 1,100.00 91.32%"),
    ],
)
def test_sums_are_cut_where_rate_and_score_prove_it(kinds: str, text: str, cells: str) -> None:
    assert _txt_unglue.funds(text, kinds.split()) == cells.split()


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ("budget executed", "2020"),  # nothing proves it
        ("budget executed weight rate score", "20201099.00%10"),  # the printed rate is wrong
        ("budget executed rate", "0000.00%"),
        ("budget executed rate", "9" * 200 + "100%"),
    ],
)
def test_sums_that_nothing_proves_stay_whole(kinds: str, text: str) -> None:
    assert _txt_unglue.funds(text, kinds.split()) == []


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("产出指标数量指标培训人数≥50人52人1010", "产出指标|数量指标|培训人数|≥50人|52人|10|10|"),
        ("成本指标单盏成本≤1650元1602元88", "|成本指标|单盏成本|≤1650元|1602元|8|8|"),
        (
            "成本指标经济成本指标总成本≤9万元8万元1512",
            "成本指标|经济成本指标|总成本|≤9万元|8万元|15|12|",
        ),
        ("保障站点14个街道（镇）14个街道（镇）22", "||保障站点|14个街道（镇）|14个街道（镇）|2|2|"),
        ("制度健全程度健全健全66", "||制度健全程度健全健全|||6|6|"),
        ("长度≥5012公里1010", "||长度≥5012公里|||10|10|"),
        ("安置240人228人21.9对象减少。", "||安置|240人|228人|2|1.9|对象减少。"),
    ],
)
def test_a_row_of_indicators_is_cut_at_signs_and_units(text: str, cells: str) -> None:
    assert _txt_unglue.indicator(text, COLUMNS) == cells.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "完成次数5566",  # 5, 5, 6, 6 or 55 and 66
        "按期完成率≥95%91.2%65.76两个标段开工较晚",  # 6 and 5.76 or 65.7 and 6
        "数量指标",
    ],
)
def test_a_row_that_can_be_cut_in_two_ways_stays_whole(text: str) -> None:
    assert _txt_unglue.indicator(text, COLUMNS) == []


@pytest.mark.parametrize(
    ("text", "cells"),
    [("10098.6", "100 98.6"), ("98.6", "98.6"), ("10095优", "100 95 优"), ("100100", "100 100")],
)
def test_a_total_is_cut_into_weight_and_score(text: str, cells: str) -> None:
    assert _txt_unglue.total(text) == cells.split()


def test_a_glued_form_is_read_and_checked_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "glued.txt"
    path.write_text(FORM + "一、项目概况\n本年清淤12公里。\n", encoding="utf-8")
    document = fuhe.read(path)
    (form,) = document.forms
    assert (form.project, form.department, form.year) == ("河道清淤", "云泽区水利局", 2022)
    assert [row.figures["executed"].value for row in form.funds] == [304, 266, 38]
    assert [row.figures["score"].value for row in form.indicators] == [
        *(20, 20, 10),
        *(Decimal("28.8"), 10),
    ]
    assert document.findings == ()
    assert [section.title for section in document.sections] == ["项目概况"]


def test_what_cannot_be_cut_is_told_and_claims_no_sum(tmp_path: Path) -> None:
    path = tmp_path / "glued.txt"
    path.write_text(FORM.replace("≥300天288天3028.8", "≥300288328.8"), encoding="utf-8")
    document = fuhe.read(path)
    assert document.status == "partial"
    assert not [finding for finding in document.findings if finding.severity == "error"]
    (form,) = document.forms
    assert any("≥300288328.8" in left.text for left in form.leftovers)


def test_a_sentence_that_begins_with_a_label_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("项目名称应与批复一致。\n执行率得分按比例计算。\n一、概况\n", encoding="utf-8")
    assert not [block for block in extract.read(path).blocks if isinstance(block, Table)]
