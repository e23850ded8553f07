"""One form in the styles in which text dumps come: cells a line, broken labels, page numbers between
rows, words parted by single spaces, cells wrapped as on a page, the whole form in one line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import fuhe
from extract.readers import _txt_align, _txt_heads, _txt_layout, _txt_parted, _txt_words, txt
from extract.readers._txt_lines import RawCell
from fuhe.document import Document

TITLE = "柳泉县2022年度项目支出绩效自评表"
HEAD = ["项目名称", "农村客运补助", "主管部门", "柳泉县交通运输局"]
MONEY = [
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "60.00", "80.00", "76.00", "10", "95.00%", "9.50"],
    ["其中：当年财政拨款", "60.00", "70.00", "66.00", "94.29%"],
]
LEVELS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
INDICATORS = [
    [*LEVELS, "偏差原因分析及改进措施"],
    ["产出指标", "数量指标", "补助客运班线", "≥40条", "42条", "30", "30"],
    ["质量指标", "班线正常运行率", "≥98%", "96%", "20", "19.59", "冬季封路"],
    ["效益指标", "社会效益指标", "通客车建制村数量", "≥120个", "121个", "30", "30"],
    ["满意度指标", "服务对象满意度指标", "乘客满意度", "≥90%", "92%", "10", "10"],
    ["总分", "100", "99.09"],
]
ROWS = [HEAD, *MONEY, *INDICATORS]
CELLS = [cell for row in ROWS for cell in row]


def read(tmp_path: Path, lines: Sequence[str]) -> Document:
    path = tmp_path / "dump.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return fuhe.read(path)


def scores(document: Document) -> list[tuple[str, str, str]]:
    (form,) = document.forms
    return [
        (row.level3, str(row.figures["weight"].value), str(row.figures["score"].value))
        for row in form.indicators
    ]


def money(document: Document) -> list[list[str]]:
    (form,) = document.forms
    columns = ("budget_initial", "budget", "executed", "rate")
    return [[str(row.figures[c].value) for c in columns] for row in form.funds]


SCORES = [
    ("补助客运班线", "30", "30"),
    ("班线正常运行率", "20", "19.59"),
    ("通客车建制村数量", "30", "30"),
    ("乘客满意度", "10", "10"),
]
FUNDS = [["60.00", "80.00", "76.00", "0.9500"], ["60.00", "70.00", "66.00", "0.9429"]]
NUMBERED = [
    line
    for n, cell in enumerate(CELLS)
    for line in (cell, *(["", f"— {n // 9} —"] if n % 9 == 8 else []))
]


@pytest.mark.parametrize(
    "lines",
    [
        CELLS,
        [line for cell in CELLS for line in (cell, "", "")],
        NUMBERED,
        [f"|{cell}" for cell in CELLS],
        [" ".join(row) for row in ROWS],
        ["\t".join(row) for row in ROWS],
        ["　　".join(row) for row in ROWS],
    ],
    ids=["lines", "gaps", "page numbers", "lone pipes", "single spaces", "tabs", "wide spaces"],
)
def test_cells_whose_blanks_are_gone_are_dealt_out_right(tmp_path: Path, lines: list[str]) -> None:
    document = read(tmp_path, [TITLE, *lines])
    assert scores(document) == SCORES
    assert money(document) == FUNDS
    assert [f.rule for f in document.findings if f.severity == "error"] == []


def test_labels_that_a_line_break_has_cut_are_put_together(tmp_path: Path) -> None:
    broken = {
        "年初预算数": "年初\n预算数",
        "其中：当年财政拨款": "其中：当年\n财政拨款",
        "年度指标值": "年度\n指标值",
        "服务对象满意度指标": "服务对象\n满意度\n指标",
        "偏差原因分析及改进措施": "偏差原因分析\n及改进措施",
        "总分": "总\n分",
    }
    document = read(tmp_path, [TITLE, *(broken.get(cell, cell) for cell in CELLS)])
    assert scores(document) == SCORES
    assert money(document) == FUNDS


@pytest.mark.parametrize(
    "pair", [("执行率", "得分"), ("产出", "数量"), ("总体目标", "完成情况"), ("复核分", "（万元）")]
)
def test_two_labels_below_each_other_stay_two(pair: tuple[str, str]) -> None:
    assert len(_txt_words.joined([RawCell([text], n) for n, text in enumerate(pair, 1)])) == 2


def test_a_level_of_words_unknown_is_no_reason_where_no_marks_were_lost(tmp_path: Path) -> None:
    rows = [
        [*LEVELS, "偏差原因"],
        ["履职产出", "巡查任务", "巡查次数", "12次", "12次", "50", "50"],
        ["台账建设", "台账完整率", "100%", "100%", "40", "40"],
        ["总分", "90", "90"],
    ]
    cells = [cell for row in rows for cell in row]
    (form,) = read(tmp_path, [TITLE, "项目名称", "河湖巡查", *cells]).forms
    assert [(row.level3, row.level2, row.reason) for row in form.indicators] == [
        ("巡查次数", "巡查任务", ""),
        ("台账完整率", "台账建设", ""),
    ]


def test_numbered_rows_with_points_for_each_level_are_read(tmp_path: Path) -> None:
    cells = ["序号", "一级指标", "分值", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"]
    cells += ["1", "产出指标", "60", "数量指标", "绿化里程", "8公里", "8公里", "60", "60"]
    cells += ["2", "效益指标", "40", "生态效益指标", "绿地率", "≥35%", "34%", "40", "38"]
    (form,) = read(tmp_path, [TITLE, "项目名称", "道路绿化", *cells]).forms
    assert [(r.level3, str(r.figures["score"].value)) for r in form.indicators] == [
        ("绿化里程", "60"),
        ("绿地率", "38"),
    ]


def test_outline_numbers_before_levels_make_group_rows() -> None:
    kinds = ["level3", "target", "actual", "weight", "score"]
    texts = "一、产出指标 60 58 （一）数量指标 60 58 1.采购图书 500册 480册 60 58".split()
    rows, used = _txt_align.rows([RawCell([text], 1) for text in texts], kinds)
    assert used == len(texts)
    assert [row.cells[0].text for row in rows] == ["一、产出指标", "（一）数量指标", "1.采购图书"]
    assert [cell.text for cell in rows[0].cells[1:]] == ["", "", "60", "58"]


def test_finer_heads_take_the_place_of_the_head_above() -> None:
    texts = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 运算符号 指标值 度量单位".split()
    heads = _txt_heads.indicator(texts, 0)
    assert heads is not None
    assert [texts[i] for i in heads.columns[3:7]] == [
        "运算符号",
        "指标值",
        "度量单位",
        "实际完成值",
    ]


def test_a_head_that_reaches_down_stands_where_its_column_is() -> None:
    texts = (
        "绩效指标 年度指标值 实际完成值 自评 一级指标 二级指标 三级指标 数值 单位 分值 得分".split()
    )
    heads = _txt_heads.indicator(texts, 0)
    assert heads is not None
    assert [texts[i] for i in heads.columns[3:]] == ["数值", "单位", "实际完成值", "分值", "得分"]


def test_sources_across_are_a_table_on_its_side(tmp_path: Path) -> None:
    cells = ["资金（万元）", "合计", "中央", "县级", "预算数", "90", "60", "30"]
    cells += ["执行数", "81", "60", "21", *LEVELS]
    cells += ["产出指标", "数量指标", "修缮点位", "6处", "6处", "100", "100"]
    (form,) = read(tmp_path, [TITLE, "项目名称", "点位修缮", *cells]).forms
    assert [
        (row.item, str(row.figures["budget"].value), str(row.figures["executed"].value))
        for row in form.funds
    ] == [("total", "90", "81"), ("fiscal_central", "60", "60"), ("fiscal_county", "30", "21")]


def test_money_behind_an_unknown_column_is_told_only_where_the_rate_proves_it() -> None:
    kinds = ["budget_initial", "", "budget", "executed", "rate", "score"]

    def figures(text: str) -> list[str] | None:
        found = _txt_align.figures([RawCell([word], 1) for word in text.split()], kinds)
        return None if found is None else [cell.text for cell in found]

    assert figures("100 20 120 114 95%") == ["100", "20", "120", "114", "95%", ""]
    assert figures("100 20 120 114 80%") is None


def test_the_rate_of_a_row_in_two_units_is_no_weight() -> None:
    kinds = ["budget_initial", "budget", "executed", "rate", "weight", "score"]
    row = _txt_align.figures([RawCell([word], 1) for word in "35 40 380000 95".split()], kinds)
    assert row is not None
    assert [cell.text for cell in row[3:]] == ["95", "", ""]
    assert _txt_align.figures([RawCell([w], 1) for w in "35 40 380000 9".split()], kinds) is None


LAID = """项目名称         农村客运补助

                              年初         全年         全年
项目资金（万元）                                                    执行率
                              预算数       预算数       执行数

年度资金总额                  60.00        80.00        76.00       95.00%

其中：当年财
                              60.00        70.00        66.00       94.29%
政拨款

                                 年度指       实际完
一级指标         三级指标                                  分值       得分
                                 标值         成值

                 补助客运班
产出指标                         ≥40条        42条         50         50
                 线条数

                 通客车建制
效益指标                         ≥120个       121个        40         40
                 村数量

总分                                                       90         90
"""


def test_cells_wrapped_as_on_a_page_are_put_together(tmp_path: Path) -> None:
    (form,) = read(tmp_path, [TITLE, *LAID.split("\n")]).forms
    assert [
        (row.level3, row.target, str(row.figures["score"].value)) for row in form.indicators
    ] == [("补助客运班线条数", "≥40条", "50"), ("通客车建制村数量", "≥120个", "40")]
    assert [str(row.figures["executed"].value) for row in form.funds] == ["76.00", "66.00"]


def test_wrapped_lines_that_cannot_be_told_apart_give_no_figures() -> None:
    lines = ["一级指标   三级指标     年度指标值   实际完成值   分值   得分"]
    lines += ["产出指标   补助客       ≥40条        42条         50     50", "           客运"]
    lines += ["                        ≥120个       121个        40     40", "           村数"]
    found = _txt_layout.take(lines, 0)
    assert found is not None
    full = [[cell.text for cell in row.cells] for row in found.rows if len(row.cells) > 2]
    assert all("50" not in row and "40" not in row for row in full)


GLUED = "".join(CELLS[:4] + [cell for row in (*MONEY, *INDICATORS) for cell in row])


def test_a_whole_form_glued_in_one_line_gives_what_is_certain(tmp_path: Path) -> None:
    document = read(tmp_path, [TITLE + GLUED])
    (form,) = document.forms
    assert (form.title, form.year, form.project) == (TITLE, 2022, "农村客运补助")
    assert ("通客车建制村数量", "30", "30") in scores(document)
    assert set(scores(document)) <= set(SCORES)
    assert str(form.funds[0].figures["executed"].value) == "76.00"
    assert str(form.score_total_stated.value) == "99.09"
    assert [f.rule for f in document.findings if f.severity == "error"] == []


def test_a_label_told_above_a_dump_with_tabs_leaves_the_dump_alone(tmp_path: Path) -> None:
    part = [*MONEY[2][:4], "—", MONEY[2][4], "—"]
    rest = [[*INDICATORS[1], ""], ["", *INDICATORS[2]], *([*row, ""] for row in INDICATORS[3:5])]
    full = [HEAD, *MONEY[:2], part, INDICATORS[0], *rest, INDICATORS[5]]
    rows = ["\n".join(f"\t{cell}" for cell in row) for row in full]
    dump = "\n\n".join(rows).replace("其中：当年财政拨款", "其中：当年\n财政拨款")
    document = read(tmp_path, [TITLE, "", "项目总得分：99.09分", "", *dump.split("\n")])
    assert scores(document) == SCORES
    assert money(document) == FUNDS


def test_prose_is_never_parted() -> None:
    prose = (
        "本项目年初预算数、全年预算数、全年执行数和得分见附表，一级指标、二级指标、三级指标逐项说明。"
        * 3
    )
    assert _txt_parted.parted(prose) == []


def test_the_number_of_a_page_is_no_text_and_moves_no_place() -> None:
    blocks = txt.parse("第一段\n— 3 —\n\n第3页 共9页\n第二段\n-5\n")
    assert [(block.text, block.place.line) for block in blocks] == [
        ("第一段", 1),
        ("第二段", 5),
        ("-5", 6),
    ]
