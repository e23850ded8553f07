"""Project forms as nobody here has drawn them: read right, silent when they agree, and one slip in
them found by its rule alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import score
from normalize.report import Form, Report
from tests.score.pages import report

TITLE = "2022年度项目支出绩效自评表"
HEAD = [
    "项目名称 | 乡村道路养护补助*7",
    "主管部门*2 | 清溪县交通运输局*2 | 实施单位*2 | 养护中心*2",
]
LEVELS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因"
ROWS = [
    "产出指标 | 数量指标 | 养护里程 | ≥182公里 | 186公里 | 50 | 50 | ",
    "效益指标 | 社会效益指标 | 减少隐患 | ≥15处 | 15处 | 30 | 30 | ",
    "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 93.5% | 10 | 10 | ",
]
TOTAL = "总分*5 | 100 | 99.6 | "
BELOW = [LEVELS, *ROWS, TOTAL]


def said(found: Report) -> list[tuple[str, str, str]]:
    findings = score.verify(found).findings
    return [(f.rule, f.stated, f.recomputed) for f in findings if f.severity != "note"]


def funds(form: Form) -> dict[str, dict[str, str]]:
    return {
        row.label: {name: f"{f.value.normalize():f}" for name, f in row.figures.items()}
        for row in form.funds
    }


# ------------------------------------------------------------ the head
@pytest.mark.parametrize(
    ("cell", "project", "code"),
    [
        ("道路养护（9542091496318271）", "道路养护", "9542091496318271"),
        ("51000021R000000019951-道路养护", "道路养护", "51000021R000000019951"),
        ("道路养护（二期）", "道路养护（二期）", ""),
        ("道路养护（2020—2022）", "道路养护（2020—2022）", ""),
        ("2022年道路养护", "2022年道路养护", ""),
    ],
)
def test_the_code_beside_the_name_of_a_project_is_no_part_of_it(
    tmp_path: Path, cell: str, project: str, code: str
) -> None:
    rows = [f"项目名称及代码 | {cell}*7", *BELOW]
    (form,) = report(tmp_path, TITLE, rows).forms
    assert (form.project, form.project_code) == (project, code)


# ------------------------------------------------------------ the money under a header
MONEY = "资金来源*2 | 年初预算数 | {} | 全年执行数 | 分值 | 执行率 | 得分"


@pytest.mark.parametrize("header", ["预算调整数", "年中追加（+、-）", "可用指标数"])
def test_no_rate_is_held_against_the_first_budget_where_an_adjusted_one_may_stand_beside(
    tmp_path: Path, header: str
) -> None:
    money = [MONEY.format(header), "合计*2 | 500 | 480 | 460.8 | 10 | 96% | 9.6"]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert said(found) == []
    assert "budget" not in found.forms[0].funds[0].figures


def test_a_change_beside_the_adjusted_budget_leaves_the_rate_checked(tmp_path: Path) -> None:
    header = "资金来源 | 年初预算数 | 预算调整数 | 调整后数 | 全年执行数 | 分值 | 执行率 | 得分"
    row = "合计 | 500 | -20 | 480 | 460.8 | 10 | {} | 9.6"
    right = report(tmp_path, TITLE, [*HEAD, header, row.format("96%"), *BELOW])
    assert said(right) == []
    assert right.forms[0].funds[0].figures["budget"].value == 480
    wrong = report(tmp_path, TITLE, [*HEAD, header, row.format("69%"), *BELOW])
    assert ("fund-rate", "69%", "96%") in said(wrong)


TOTALLED = [
    MONEY.format("全年预算数"),
    "项目资金总投入*2 | 500 | 480 | {} | 10 | 96% | 9.6",
    "省级资金*2 | 300 | 300 | 290 |  |  | ",
    "县（区）级资金*2 | 200 | 180 | 170.8 |  |  | ",
]


def test_the_row_that_alone_has_points_is_the_total_of_the_sources_below(tmp_path: Path) -> None:
    rows = "\n".join([*HEAD, *TOTALLED, *BELOW])
    right = report(tmp_path, TITLE, rows.format("460.8").split("\n"))
    items = [row.item for row in right.forms[0].funds]
    assert items == ["total", "fiscal_province", "fiscal_county"]
    assert said(right) == []
    wrong = report(tmp_path, TITLE, rows.format("468.8").split("\n"))
    assert ("fund-sources-sum", "468.8", "460.8") in said(wrong)


def test_a_first_source_of_unknown_words_is_no_total(tmp_path: Path) -> None:
    money = [
        MONEY.format("全年预算数"),
        "上面下达*2 | 500 | 480 | 460.8 |  | 96% | ",
        "省级资金*2 | 300 | 300 | 290 |  |  | ",
        "其他资金*2 | 200 | 180 | 170 |  |  | ",
    ]
    found = report(tmp_path, TITLE, [*HEAD, *money, LEVELS, *ROWS])
    assert found.forms[0].funds[0].item == ""
    assert [rule for rule, _, _ in said(found) if rule.startswith("fund")] == []


def test_a_subtotal_beside_its_sources_is_the_total_of_its_header(tmp_path: Path) -> None:
    money = [
        "全年预算数（万元）*3 | 全年执行数（万元）*3 | 执行率^2 | 得分^2",
        "小计 | 财政拨款 | 其他资金 | 小计 | 财政拨款 | 其他资金",
        "480 | 400 | 80 | 460.8 | 385.8 | 75 | 96% | 9.6",
    ]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert funds(found.forms[0]) == {
        "小计": {"budget": "480", "executed": "460.8", "rate": "0.96", "score": "9.6"},
        "财政拨款": {"budget": "400", "executed": "385.8"},
        "其他资金": {"budget": "80", "executed": "75"},
    }
    assert said(found) == []


def test_of_several_figures_under_one_header_none_is_taken(tmp_path: Path) -> None:
    money = [
        "资金来源 | 全年预算数（万元）*3 | 全年执行数（万元）*2 | 执行率 | 得分",
        "合计 | 480 | 400 | 80 | 460.8 | 385.8 | 96% | 9.6",
    ]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert not {"budget", "executed"} & found.forms[0].funds[0].figures.keys()
    assert said(found) == []


def test_noughts_beside_the_parts_are_no_rates(tmp_path: Path) -> None:
    money = [
        MONEY.format("全年预算数"),
        "年度资金总额*2 | 480 | 480 | 460.8 | 10 | 96% | 9.6",
        "其中：当年预算拨款*2 | 400 | 400 | 385.8 | 0 | 0 | 0",
        "其他资金*2 | 80 | 80 | 75 | 0 | 0 | 0",
    ]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert [row.item for row in found.forms[0].funds] == ["total", "fiscal", "other"]
    assert said(found) == []


@pytest.mark.parametrize("cell", ["9.6（10×96%）", "9.6分（分值×执行率）", "9.6(10*执行率(B/A))"])
def test_a_score_with_its_working_behind_it_is_the_score(tmp_path: Path, cell: str) -> None:
    money = [MONEY.format("全年预算数"), f"合计*2 | 480 | 480 | 460.8 | 10 | 96% | {cell}"]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert str(found.forms[0].funds[0].figures["score"].value) == "9.6"
    assert said(found) == []


@pytest.mark.parametrize(("points", "slips"), [("9.6", []), ("6.9", [("fund-score", "6.9", "9.6")])])  # fmt: skip
def test_the_room_that_the_indicators_leave_is_the_weight_of_the_execution(
    tmp_path: Path, points: str, slips: list[tuple[str, str, str]]
) -> None:
    money = [
        "资金来源*2 | 年初预算数*2 | 全年预算数 | 全年执行数 | 执行率 | 得分",
        f"合计*2 | 480*2 | 480 | 460.8 | 96% | {points}",
    ]
    below = [LEVELS, *ROWS, TOTAL.replace("99.6", str(90 + float(points)))]
    assert said(report(tmp_path, TITLE, [*HEAD, *money, *below])) == slips


# ------------------------------------------------------------ the money in labels and values
WHOLE = {"budget": "480", "executed": "460.8", "rate": "0.96", "weight": "10", "score": "9.6"}


def test_pairs_go_on_in_the_next_row_beside_the_cell_that_names_them(tmp_path: Path) -> None:
    money = [
        "预算执行情况（万元）*2^2 | 全年预算数*2 | 480 | 全年执行数*2 | 460.8",
        "执行率 | 96% | 分值 | 10 | 得分 | {}",
    ]
    rows = "\n".join([*HEAD, *money, *BELOW])
    right = report(tmp_path, TITLE, rows.format("9.6").split("\n"))
    assert funds(right.forms[0]) == {"预算执行情况（万元）": WHOLE}
    assert said(right) == []
    wrong = report(tmp_path, TITLE, rows.format("6.9").split("\n"))
    assert ("fund-score", "6.9", "9.6") in said(wrong)


MIRRORED = [
    "预算执行情况（万元）*2^3 | 预算数：*2 | 480 | 执行数：*2 | {}",
    "其中：财政拨款*2 | 400 | 其中：财政拨款*2 | 385.8",
    "其他资金*2 | 80 | 其他资金*2 | 75",
    "执行率*2 | 96%*2 | 得分（10分）*2 | 9.6*2",
]


def test_sources_below_budget_and_spending_side_by_side(tmp_path: Path) -> None:
    rows = "\n".join([*HEAD, *MIRRORED, *BELOW])
    right = report(tmp_path, TITLE, rows.format("460.8").split("\n"))
    assert funds(right.forms[0]) == {
        "预算执行情况（万元）": WHOLE,
        "其中：财政拨款": {"budget": "400", "executed": "385.8"},
        "其他资金": {"budget": "80", "executed": "75"},
    }
    assert said(right) == []
    wrong = report(tmp_path, TITLE, rows.format("464.8").split("\n"))
    assert ("fund-sources-sum", "464.8", "460.8") in said(wrong)


@pytest.mark.parametrize(
    ("lead", "label"),
    [("全年预算数（万元）*2 | 合计", "合计"), ("项目资金（万元） | 全年预算数*2", "项目资金（万元）")],
)  # fmt: skip
def test_sources_told_field_by_field(tmp_path: Path, lead: str, label: str) -> None:
    spent = lead.replace("全年预算数", "全年执行数").replace("项目资金（万元）", "")
    money = [
        f"{lead} | 480 | 财政拨款 | 400 | 其他资金 | 80",
        f"{spent} | {{}} | 财政拨款 | 385.8 | 其他资金 | 75",
        "执行率*2 | 96%*2 | 分值 | 10 | 得分 | 9.6",
    ]
    rows = "\n".join([*HEAD, *money, *BELOW])
    right = report(tmp_path, TITLE, rows.format("460.8").split("\n"))
    assert funds(right.forms[0]) == {
        label: WHOLE,
        "财政拨款": {"budget": "400", "executed": "385.8"},
        "其他资金": {"budget": "80", "executed": "75"},
    }
    assert said(right) == []
    wrong = report(tmp_path, TITLE, rows.format("464.8").split("\n"))
    assert ("fund-sources-sum", "464.8", "460.8") in said(wrong)


def test_the_score_of_the_form_below_the_money_is_not_that_of_the_execution(
    tmp_path: Path,
) -> None:
    money = "资金总额（万元）*2 | 预算数 | 480 | 执行数 | 460.8 | 执行率 | 96%"
    closing = "自评得分*2 | 99.6*2 | 自评等级*2 | 优*2"
    (form,) = report(tmp_path, TITLE, [*HEAD, money, closing, LEVELS, *ROWS]).forms
    assert form.score_total_stated is not None
    assert str(form.score_total_stated.value) == "99.6"
    assert "score" not in form.funds[0].figures


def test_points_that_could_not_be_read_leave_the_totals_open(tmp_path: Path) -> None:
    told = "使用进度*2 | 快*2 | 该项得分*2 | 9.6*2"
    money = ["资金来源*4 | 全年预算数*2 | 全年执行数*2", "合计*4 | 480*2 | 460.8*2"]
    below = [LEVELS, *ROWS, TOTAL.replace("100 |", "|")]
    found = report(tmp_path, TITLE, [told, *HEAD, *money, *below])
    assert found.forms[0].leftovers
    assert said(found) == []


# ------------------------------------------------------------ the indicators
def test_boxes_to_tick_under_one_header_are_no_indicator(tmp_path: Path) -> None:
    levels = [
        "一级指标^2 | 三级指标^2 | 指标值^2 | 实际完成值^2 | 完成情况*3 | 得分^2",
        "已完成 | 部分完成 | 未完成",
    ]
    rows = [
        "产出指标 | 养护里程 | ≥182公里 | 186公里 | √ |  |  | 60",
        "效益指标 | 减少隐患 | ≥15处 | 14处 |  | √ |  | 37.3",
    ]
    (form,) = report(tmp_path, TITLE, [*HEAD, *levels, *rows]).forms
    assert [(row.level3, row.actual) for row in form.indicators] == [
        ("养护里程", "186公里"),
        ("减少隐患", "14处"),
    ]


@pytest.mark.parametrize(
    ("target", "actual"),
    [("绩效目标值", "绩效完成值"), ("计划数", "实际数"), ("年度目标", "年度实际"), ("绩效标准", "绩效完成情况")],
)  # fmt: skip
def test_target_and_actual_value_under_other_words(
    tmp_path: Path, target: str, actual: str
) -> None:
    levels = LEVELS.replace("年度指标值", target).replace("实际完成值", actual)
    (form,) = report(tmp_path, TITLE, [*HEAD, levels, *ROWS]).forms
    row = form.indicators[0]
    assert (row.target, row.actual, row.target_op) == ("≥182公里", "186公里", ">=")


@pytest.mark.parametrize("header", ["存在问题及原因", "扣分说明", "失分原因"])
def test_reasons_under_other_words(tmp_path: Path, header: str) -> None:
    rows = [LEVELS.replace("偏差原因", header), ROWS[0].replace("| 50 | ", "| 49 | 雨季停工", 1)]
    rows[1] = "产出指标 | 数量指标 | 养护里程 | ≥182公里 | 180公里 | 50 | 49.45 | 雨季停工"
    (form,) = report(tmp_path, TITLE, [*HEAD, *rows]).forms
    assert form.indicators[0].reason == "雨季停工"


@pytest.mark.parametrize(
    ("rate", "points", "rules"),
    [("99.96%", "10.00", []), ("96%", "10", ["indicator-attainment"])],
)
def test_full_marks_by_rounding_are_no_fault(
    tmp_path: Path, rate: str, points: str, rules: list[str]
) -> None:
    money = [
        "资金来源*3 | 全年预算数 | 全年执行数*2 | 执行率*2",
        f"合计*3 | 10000 | {rate.rstrip('%').replace('.', '')}{'' if '.' in rate else '00'}*2 | {rate}*2",
    ]
    row = f"预算执行 | 预算执行率 | 预算执行率 | 100% | {rate} | 10 | {points} | 有结余"
    found = report(tmp_path, TITLE, [*HEAD, *money, LEVELS, row, *ROWS])
    assert sorted(rule for rule, _, _ in said(found)) == rules


# ------------------------------------------------------------ what stands around
@pytest.mark.parametrize(
    "label", ["项目实施单位名称", "项目承办单位", "资金使用单位（盖章）", "具体实施单位"]
)
def test_the_unit_under_other_words(tmp_path: Path, label: str) -> None:
    (form,) = report(tmp_path, TITLE, [f"{label}*2 | 清溪县养护中心*6", *BELOW]).forms
    assert form.unit == "清溪县养护中心"


def test_the_total_of_a_list_over_the_form_is_not_its_score(tmp_path: Path) -> None:
    spent = [
        "序号 | 支出内容*3 | 金额（万元）*2 | 备注*2",
        "1 | 材料采购*3 | 460.8*2 | *2",
        "合计*4 | 460.8*2 | *2",
    ]
    (form,) = report(tmp_path, TITLE, [*spent, *HEAD, *BELOW]).forms
    assert form.score_total_stated is not None
    assert str(form.score_total_stated.value) == "99.6"


def test_a_document_number_in_the_head_is_no_row_of_money(tmp_path: Path) -> None:
    basis = "项目立项依据*2 | 《关于下达2022年专项资金的通知》（财建〔2022〕18号）*6"
    rows = "\n".join([*HEAD, basis, *TOTALLED, *BELOW])
    right = report(tmp_path, TITLE, rows.format("460.8").split("\n"))
    assert right.forms[0].leftovers
    assert said(right) == []
    wrong = report(tmp_path, TITLE, rows.format("468.8").split("\n"))
    assert ("fund-sources-sum", "468.8", "460.8") in said(wrong)


def test_a_row_of_money_that_was_not_understood_leaves_the_sum_open(tmp_path: Path) -> None:
    told = "其中县级财政资金 460.8（另有*4 | 其他资金 | 20*3"
    rows = "\n".join([*HEAD, told, *TOTALLED, *BELOW]).format("468.8")
    found = report(tmp_path, TITLE, rows.split("\n"))
    assert found.forms[0].leftovers
    assert "fund-sources-sum" not in [rule for rule, _, _ in said(found)]


@pytest.mark.parametrize(
    ("first", "budget", "spent", "rate"),
    [
        ("年初预算控制数", "最终预算数", "支出决算数", "支出完成率"),
        ("初始预算", "当年预算数", "实际支付金额", "支付执行率"),
        ("年初计划数", "预算安排金额", "已执行数", "预算执行比率"),
    ],
)
def test_the_money_under_headers_in_other_words(
    tmp_path: Path, first: str, budget: str, spent: str, rate: str
) -> None:
    money = [
        f"资金来源*2 | {first} | {budget} | {spent} | 设定分值 | {rate} | 实得分",
        "资金总计*2 | 500 | 480 | 460.8 | 10 | 96% | 9.6",
    ]
    found = report(tmp_path, TITLE, [*HEAD, *money, *BELOW])
    assert funds(found.forms[0]) == {"资金总计": {"budget_initial": "500", **WHOLE}}
    assert found.forms[0].funds[0].item == "total"
    assert said(found) == []


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"),
    [
        ("申报目标值", "目标实际完成值", "设定分值", "单位自评分"),
        ("年度计划", "实际达到值", "配分", "考核得分"),
        ("批复指标值", "当年完成值", "参考分值", "自评价分"),
    ],
)
def test_the_indicators_under_headers_in_other_words(
    tmp_path: Path, target: str, actual: str, weight: str, points: str
) -> None:
    levels = (
        f"一级目标 | 二级目标 | 三级目标 | {target} | {actual} | {weight} | {points} | 差异说明"
    )
    rows = [
        "产出指标 | 数量指标 | 养护里程 | ≥182公里 | 180公里 | 60 | 59.34 | 雨季停工",
        *ROWS[1:],
        "评分合计*5 | 100 | 99.34 | ",
    ]
    found = report(tmp_path, TITLE, [*HEAD, levels, *rows])
    row = found.forms[0].indicators[0]
    assert (row.target, row.actual, row.reason) == ("≥182公里", "180公里", "雨季停工")
    assert {name: str(f.value) for name, f in row.figures.items()} == {
        "weight": "60",
        "score": "59.34",
    }
    assert [rule for rule, _, _ in said(found) if rule.startswith("total")] == []
    assert found.forms[0].score_total_stated is not None


def test_the_title_of_the_block_left_of_the_levels_names_no_indicator(tmp_path: Path) -> None:
    rows = ["绩效指标^4 | " + LEVELS, *ROWS, "总分*6 | 90 | 90 | "]
    (form,) = report(tmp_path, TITLE, rows).forms
    assert [row.level3 for row in form.indicators] == ["养护里程", "减少隐患", "群众满意度"]
