"""``pdftotext -layout`` of a ruled form, without blank lines: a letter is one letter wide, whatever its
script, and what stands alone in a line stands further left than its column."""

from __future__ import annotations

from pathlib import Path

import pytest

import fuhe
from extract.readers import _txt_layout, _txt_pages, txt
from fuhe.document import Document

LAID = """\
                 长浦区2019年衔接资金项目绩效自评表
    项目名称                                   农村公路养护专项资金
 主管部门            长浦区交通运输局                  实施单位               长浦区交通运输局
                           全年预算数（ 全年执行数（                       执行率（B
                                                       分值                 得分
                             A）     B）                          /A）
项目资金（万      年度资金总额：         828.09          662.47     10       80.00%     8.00
  元）
           其中：本年财政拨款        482.08          385.66              80.00%
                其他资金        346.01          276.81              80.00%
                                                                         未完成原因及
 一级指标     二级指标     三级指标      分值            年度指标值     全年实际值       得分      拟采取的改进
                                                                           措施
                                                                         施工受阻，已
                  开展技术培训      8             61场次      48场次       6.4
                                                                          协调解决
          数量指标
                  发放补贴人数      8            ≥686人      686人        8
                  资金使用合规
                              8             ≥93%       93%        8        无
                     率
 产出指标     质量指标
                  验收合格率       8             ≥93%       93%        8
                  任务按期完成
          时效指标                8             ≥97%       97%        8
                     率
          成本指标    成本控制情况     10             健全       达成预期指标       10
         经济效益指标 带动群众增收        6            ≥514万元     514万元       6
                  政策知晓率       6             ≥90%       90%        6        无
         社会效益指标
                  公共服务水平      6            有效改善       有效改善        6        无
 效益指标
                  生态环境改善                                                 施工受阻，已
         生态效益指标               6            有效改善       部分达成       4.8
                    程度                                                    协调解决
         可持续影响指                                                          施工受阻，已
                长效管理机制        6            有效改善       部分达成       4.8
            标                                                             协调解决
         服务对象满意 服务对象满意
满意度指标                        10             ≥94%       94%        10
           度指标     度
           总分                        100                        94.00
"""
UNPOINTED = """\
                  转移支付预算数（A）   转移支付执行数（B）    预算执行率（B/A）
             年度资金总额        563.00         450.40      80.00%
资金情况（万元）
             其中：中央补助       454.58         363.66      80.00%
              地方资金         108.42         86.74       80.00%
 一级指标         二级指标         三级指标           指标值         完成值
              数量指标        加固水库数量          =890座       890座
                         资金使用合规率           87%         87%
              质量指标
                        资金使用合规率（第二
                                          ≥99%         99%
                            批）
 产出指标
              时效指标         完成时限          12月31日前     12月31日前
                          设备购置成本         ≤803万元       803万元
              成本指标
                          成本控制情况         有效改善        有效改善
             经济效益指标       带动群众增收         ≥753万元       753万元
 效益指标
             社会效益指标       政策知晓率           ≥87%         87%
"""


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "laid.txt"
    path.write_text(text, encoding="utf-8")
    return fuhe.read(path)


def told(document: Document) -> list[tuple[str, str, str, str, str]]:
    (form,) = document.forms
    return [
        (row.level2_code, row.level3, row.target, row.actual, str(row.figures["score"].value))
        for row in form.indicators
    ]


def errors(document: Document) -> list[str]:
    return [f.rule for f in document.findings if f.severity == "error"]


ROWS = [
    ("quantity", "开展技术培训", "61场次", "48场次", "6.4"),
    ("quantity", "发放补贴人数", "≥686人", "686人", "8"),
    ("quality", "资金使用合规率", "≥93%", "93%", "8"),
    ("quality", "验收合格率", "≥93%", "93%", "8"),
    ("timeliness", "任务按期完成率", "≥97%", "97%", "8"),
    ("cost", "成本控制情况", "健全", "达成预期指标", "10"),
    ("economic", "带动群众增收", "≥514万元", "514万元", "6"),
    ("social", "政策知晓率", "≥90%", "90%", "6"),
    ("social", "公共服务水平", "有效改善", "有效改善", "6"),
    ("ecological", "生态环境改善程度", "有效改善", "部分达成", "4.8"),
    ("sustainable", "长效管理机制", "有效改善", "部分达成", "4.8"),
    ("satisfaction", "服务对象满意度", "≥94%", "94%", "10"),
]


def test_every_row_of_a_laid_out_form_comes_out_with_its_wrapped_cells(tmp_path: Path) -> None:
    document = read(tmp_path, LAID)
    (form,) = document.forms
    assert told(document) == ROWS
    assert {row.level1_code for row in form.indicators[:6]} == {"output"}
    assert {row.level1_code for row in form.indicators[6:11]} == {"benefit"}
    assert [row.reason for row in form.indicators[:3]] == ["施工受阻，已协调解决", "", "无"]
    assert errors(document) == []


def test_the_money_above_keeps_its_unit_and_its_labels(tmp_path: Path) -> None:
    (form,) = read(tmp_path, LAID).forms
    assert [(row.item, str(row.figures["executed"].value)) for row in form.funds] == [
        ("total", "662.47"),
        ("fiscal", "385.66"),
        ("other", "276.81"),
    ]
    assert (form.project, form.unit) == ("农村公路养护专项资金", "长浦区交通运输局")


def test_a_page_that_ends_inside_the_form_is_no_end_of_it(tmp_path: Path) -> None:
    head, row, rest = LAID.partition("           总分")
    document = read(tmp_path, f"{head}\n\n\n\n              —1—\n\f{row}{rest}\n\n   —2—\n\f")
    assert told(document) == ROWS
    assert document.forms[0].score_total_stated is not None
    assert str(document.forms[0].score_total_stated.value) == "94.00"
    assert errors(document) == []


def test_where_nobody_gives_points_target_and_actual_tell_the_rows(tmp_path: Path) -> None:
    title = "       云岭县2022年度转移支付绩效自评表\n"
    (form,) = read(tmp_path, title + UNPOINTED).forms
    assert [row.level3 for row in form.indicators] == [
        "加固水库数量",
        "资金使用合规率",
        "资金使用合规率（第二批）",
        "完成时限",
        "设备购置成本",
        "成本控制情况",
        "带动群众增收",
        "政策知晓率",
    ]
    assert [str(row.figures["budget"].value) for row in form.funds] == [
        "563.00",
        "454.58",
        "108.42",
    ]


def test_a_row_of_money_that_cannot_be_told_makes_no_error(tmp_path: Path) -> None:
    text = LAID.replace("其中：本年财政拨款        482.08", "其中：本年财政拨款 9 482.08")
    assert text != LAID
    document = read(tmp_path, text)
    assert document.status == "partial"
    assert errors(document) == []


def test_a_table_that_begins_at_the_top_of_its_rows_is_told_too() -> None:
    lines = [
        "一级指标   三级指标      年度指标值   实际完成值   分值   得分",
        "产出指标   补助客运班    ≥40条        42条         50     50",
        "           线条数",
        "效益指标   通客车建制    ≥120个       121个        40     40",
        "           村数量        且不下降",
        "总分                                               90     90",
    ]
    found = _txt_layout.take(lines, 0)
    assert found is not None
    assert [[cell.text for cell in row.cells] for row in found.rows[1:3]] == [
        ["产出指标", "补助客运班\n线条数", "≥40条", "42条", "50", "50"],
        ["效益指标", "通客车建制\n村数量", "≥120个\n且不下降", "121个", "40", "40"],
    ]


@pytest.mark.parametrize("foot", ["—1—", "第 1 页 共 2 页"])
def test_blank_lines_around_the_number_of_a_page_go_with_it(foot: str) -> None:
    lines = txt.split(f"甲\n\n\n   {foot}\n\f\n乙\n\n丙")
    assert _txt_pages.without_numbers(lines) == (["甲", "乙", "", "丙"], [0, 6, 7, 8])
