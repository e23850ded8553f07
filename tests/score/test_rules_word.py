"""Word files that look wrong and are not, and the same ones with one figure wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import score
from normalize.report import Report
from tests.score.pages import found_in, word

TITLE = "2022年度项目支出绩效自评表"
HEAD = ["项目名称 | 农村公路养护*7", "主管部门 | 交通运输局*3 | 实施单位 | 公路中心*3"]
MONEY = (
    "项目资金（{unit}）^{rows} | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分"
)
WHOLE = "年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10"
NAMES = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"
CONVERTED = (
    "一级指标 | 二级指标 | 三级指标 | 指标分值 | 预期指标值 | 单项指标实际完成值 | 完成情况"
    " | 单项指标得分 | 权重占比(%) | 单项指标折算得分"
)
ROWS = [
    "产出指标^2 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 30 | 30 | 无",
    "质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 | 无",
    "效益指标 | 社会效益指标 | 通行条件 | 改善 | 改善 | 30 | 30 | 无",
    "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10 | 10 | 无",
]


def form(
    *money: str, rows: list[str] | None = None, total: str = "100 | 100", unit: str = "万元"
) -> list[str]:
    """A project form of 财预〔2020〕10号 with these rows of money and of indicators."""
    given = money or (WHOLE,)
    header = MONEY.format(unit=unit, rows=len(given) + 1)
    return [*HEAD, header, *given, NAMES, *(rows or ROWS), f"总分*5 | {total} | "]


def instead(at: int, row: str, *more: str) -> list[str]:
    """The indicators with one row changed, and others behind them."""
    return [*ROWS[:at], row, *ROWS[at + 1 :], *more]


def told(understood: Report, settings: score.Settings | None = None) -> list[str]:
    assert understood.forms[0].funds
    assert understood.forms[0].indicators
    return [f"{f.rule} {f.severity}" for f in found_in(understood, settings)]


SILENT = {
    "a form in 元 beside a text in 万元": (
        form(
            "年度资金总额 | 1000000 | 1000000 | 905000 | 10 | 90.5% | 9.05",
            "其中：当年财政拨款 | 1000000 | 1000000 | 905000 | - | - | -",
            total="100 | 99.05",
            unit="元",
        ),
        "全年预算数100万元，实际支出90.5万元，执行率90.5%，自评得分99.05分。",
    ),
    "an adjusted budget beside the initial one": (
        form(
            "年度资金总额 | 120 | 100 | 90 | 10 | 90% | 9",
            "其中：当年财政拨款 | 120 | 100 | 90 | - | - | -",
            "其他资金 | 0 | 0 | 0 | - | - | -",
            total="100 | 99",
        ),
        "年初预算120万元，年中调减20万元，调整后预算100万元，全年支出90万元，执行率90%。",
    ),
    "money carried over that the initial budget leaves out": (
        form(
            "年度资金总额 | 100 | 130 | 120 | 10 | 92.31% | 9.23",
            "其中：当年财政拨款 | 100 | 100 | 95 | - | - | -",
            "上年结转资金 | 0 | 30 | 25 | - | - | -",
            "其他资金 | 0 | 0 | 0 | - | - | -",
            total="100 | 99.23",
        ),
        "项目资金130万元，其中：上年结转30万元，本年财政拨款100万元。实际支出120万元。",
    ),
    "a score of the total beside rates of the parts": (
        form(
            "年度资金总额 | 100 | 100 | 80 | 10 | 80% | 8",
            "其中：当年财政拨款 | 60 | 60 | 60 | - | 100% | -",
            "其他资金 | 40 | 40 | 20 | - | 50% | -",
            total="100 | 98",
        ),
        "",
    ),
    "a score of the fiscal money alone": (
        form(
            "年度资金总额 | 100 | 100 | 80 | - | 80% | -",
            "其中：当年财政拨款 | 60 | 60 | 60 | 10 | 100% | 10",
            "其他资金 | 40 | 40 | 20 | - | 50% | -",
        ),
        "",
    ),
    "parts in whole 万元 under a total with decimals": (
        form(
            "年度资金总额 | 100.00 | 100.00 | 99.51 | 10 | 99.51% | 9.95",
            "其中：当年财政拨款 | 67 | 67 | 66 | - | - | -",
            "上年结转资金 | 33 | 33 | 33 | - | - | -",
            "其他资金 | 0 | 0 | 0 | - | - | -",
            total="100 | 99.95",
        ),
        "",
    ),
    "an adjustment below zero": (
        form(
            "年度资金总额 | 100 | 80 | 80 | 10 | 100% | 10",
            "其中：当年财政拨款 | 100 | 100 | 100 | - | - | -",
            "上年结转资金 | 0 | 0 | 0 | - | - | -",
            "其他资金 | 0 | -20 | -20 | - | - | -",
        ),
        "",
    ),
    "rows that carry no weight on purpose": (
        form(rows=[*ROWS, "其他指标 | 其他 | 宣传报道 | ≥1篇 | 3篇 | 0 | 0 | 无"]),
        "",
    ),
    "points beyond the hundred": (
        form(rows=[*ROWS, "加分项 | 加分 | 省级表彰 | - | 1项 | 0 | 2 | 无"], total="100 | 102"),
        "",
    ),
    "points beyond the hundred with a weight of their own": (
        form(rows=[*ROWS, "加分项 | 加分 | 省级表彰 | - | 1项 | 5 | 2 | 无"], total="100 | 102"),
        "",
    ),
    "points beyond the hundred in a row without a name": (
        form(rows=[*ROWS, "加分项*3 | - | 获省级表彰 |  | 2 | 无"], total="100 | 102"),
        "",
    ),
    "points that the total leaves out": (
        form(rows=[*ROWS, "加分项 | 加分 | 省级表彰 | - | 1项 | - | 2 | 无"]),
        "",
    ),
    "marks taken off, with a minus": (
        form(rows=[*ROWS, "扣分项 | 扣分 | 审计问题 | 0个 | 1个 | 0 | -2 | 有"], total="100 | 98"),
        "",
    ),
    "marks taken off, without one": (
        form(rows=[*ROWS, "扣分项 | 扣分 | 审计问题 | - | 1个 | - | 2 | 有"], total="100 | 98"),
        "",
    ),
    "points of two rows in one cell": (
        form(
            rows=[
                "产出指标^2 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 50^2 | 48^2 | 返工",
                "质量指标 | 验收合格率 | ≥95% | 98% | 无",
                *ROWS[2:],
            ],
            total="100 | 98",
        ),
        "",
    ),
    "a 合计 under each group": (
        form(
            rows=[
                ROWS[0].replace("^2", "^3"),
                ROWS[1],
                "合计*4 | 50 | 50 | ",
                ROWS[2].replace("效益指标 |", "效益指标^2 |", 1),
                "合计*4 | 30 | 30 | ",
                ROWS[3],
            ]
        ),
        "",
    ),
    "a 小计 of everything before the extra points": (
        form(
            rows=[*ROWS, "小计*5 | 100 | 100 | ", "加分项 | 加分 | 表彰 | - | 1项 | - | 2 | 无"],
            total="100 | 102",
        ),
        "",
    ),
    "two totals, of the body and of those who reviewed it": (
        [
            *HEAD,
            MONEY.format(unit="万元", rows=2),
            WHOLE,
            "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 自评得分 | 复核得分",
            "产出指标^2 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 30 | 30 | 28",
            "质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 | 20",
            "效益指标 | 社会效益指标 | 通行条件 | 改善 | 改善 | 30 | 30 | 25",
            "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10 | 10 | 10",
            "总分*5 | 100 | 100 | 93",
        ],
        "",
    ),
    "an execution score that the form has no cell for": (
        [
            *HEAD,
            "项目资金（万元）（10分）^2 | 资金 | 年初预算数 | 全年预算数 | 全年执行数*2 | 执行率*2",
            "年度资金总额 | 100 | 100 | 100*2 | 100%*2",
            NAMES,
            *ROWS,
            "总分*5 | 100 | 100 | ",
        ],
        "",
    ),
    "figures of another year in a text under no heading": (
        form(),
        "2021年全年预算数80万元，执行数70万元；2022年全年预算数100万元，执行数100万元。",
    ),
    "score and grade of last year": (
        form(),
        "本项目自评得分100分，自评等级为优。去年自评得分88分，等级为良。",
    ),
    "score and grade of the year before, by its number": (
        form(),
        "2021年度自评得分88分，等级为良。",
    ),
    "the score of the whole department": (
        form(),
        "部门整体支出自评得分92.5分，等级为优；本项目自评得分100分，等级为优。",
    ),
    "money of several projects together": (
        form(),
        "我局共实施项目3个，预算资金500万元，实际支出480万元，执行率96%。",
    ),
    "money of the whole body": (form(), "本年收入合计1,234.56万元，支出合计1,200.00万元。"),
    "figures of half a year and plans for the next": (
        form(),
        "截至6月底，实际支出45万元，执行率45%。2023年计划安排预算150万元，预计支出150万元。",
    ),
    "percentages of percentages": (
        form(),
        "任务完成率98%，完成目标值95%的103.2%。项目支出90万元，占总支出的45%，其中设备30万元，占33.3%。",
    ),
    "bands that the text tells": (
        form(rows=instead(2, ROWS[2].replace("30 | 30", "30 | 18")), total="100 | 88"),
        "85分（含）以上为优，75（含）-85分为良，60（含）-75分为中，60分以下为差。自评等级为优。",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_of(name: str, tmp_path: Path):
    rows, text = SILENT[name]
    known = {"indicator-reason-missing warning"} if "bands" in name else set()
    assert set(told(word(tmp_path, TITLE, rows, text))) - known == set()


OTHERS = {
    "a breakdown that goes on below its two usual rows": (
        "2022年度部门整体支出绩效自评表",
        [
            "部门名称 | 退役军人事务局*7",
            "整体资金（万元）*2 | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
            "整体资金^6 | 资金结构^6 | 合计 | 100 | 95 | 10 | 95% | 9.5",
            "基本支出 | 60 | 58 | - | - | -",
            "其中：人员经费 | 50 | 49 | - | - | -",
            "公用经费 | 8 | 7 | - | - | -",
            "对个人和家庭的补助 | 2 | 2 | - | - | -",
            "项目支出 | 40 | 37 | - | - | -",
            NAMES,
            *ROWS,
            "总分*5 | 100 | 99.5 | ",
        ],
        "公路养护项目自评得分95分，等级为优。",
    ),
    "scores that are converted by their share": (
        TITLE,
        [
            "项目名称 | 公路养护*9",
            "资金 | 预算数 | 100 | 到位数 | 100 | 执行数 | 95 | 预算执行进度(%) | 95*2",
            CONVERTED,
            "产出指标^2 | 数量指标 | 养护里程 | 100 | ≥120公里 | 130公里 | 完成 | 100 | 50 | 50",
            "质量指标 | 验收合格率 | 100 | ≥95% | 94% | 未完成 | 98.95 | 30 | 29.68",
            "满意度指标 | 满意度 | 群众满意度 | 100 | ≥90% | 95% | 完成 | 100 | 10 | 10",
            "预算执行率 | 预算执行率 | 预算执行率 | 100 | 100% | 95% | 未完成 | 95 | 10 | 9.5",
            "合计*9 | 99.18",
        ],
        "",
    ),
    "rates of the parts told one after the other": (
        TITLE,
        form(
            "年度资金总额 | 100 | 100 | 80 | 10 | 80% | 8",
            "其中：当年财政拨款 | 60 | 60 | 60 | - | - | -",
            "其他资金 | 40 | 40 | 20 | - | - | -",
            total="100 | 98",
        ),
        "财政拨款预算60万元，实际支出60万元，执行率100%；其他资金预算40万元，实际支出20万元，执行率50%。",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_is_said_of_other_layouts(name: str, tmp_path: Path):
    title, rows, text = OTHERS[name]
    assert told(word(tmp_path, title, rows, text)) == []


WRONG = {
    "a total that no reading of the extra points gives": (
        form(rows=[*ROWS, "加分项 | 加分 | 省级表彰 | - | 1项 | 0 | 2 | 无"], total="100 | 103"),
        "",
        "total-score error",
    ),
    "a 小计 that is not the sum of its level": (
        form(rows=[ROWS[0].replace("^2", "^3"), ROWS[1], "小计*4 | 55 | 50 | ", *ROWS[2:]]),
        "",
        "group-subtotal error",
    ),
    "a total above what merged points can give": (
        form(
            rows=[
                "产出指标^2 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 50^2 | 48^2 | 返工",
                "质量指标 | 验收合格率 | ≥95% | 98% | 无",
                *ROWS[2:],
            ],
            total="100 | 100",
        ),
        "",
        "total-score error",
    ),
    "the score of this year": (form(), "去年自评得分88分。今年自评得分97分。", "text-score error"),
    "the budget of this year": (
        form(),
        "2021年全年预算数80万元；2022年全年预算数110万元，执行数100万元。",
        "text-table error",
    ),
    "a grade that neither the text's bands nor the national ones give": (
        form(total="100 | 100"),
        "85分（含）以上为优，75（含）-85分为良，60（含）-75分为中。自评等级为良。",
        "grade-band error",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_still_told(name: str, tmp_path: Path):
    rows, text, finding = WRONG[name]
    assert told(word(tmp_path, TITLE, rows, text)) == [finding]


def test_a_blank_score_leaves_the_total_open(tmp_path: Path):
    rows = form(rows=instead(1, "质量指标 | 验收合格率 | ≥95% | 98% | 20 |  | 无"))
    understood = word(tmp_path, TITLE, rows)
    (check,) = [c for c in score.verify(understood).checks if c.rule == "total-score"]
    assert (check.verdict, check.reason) == ("not_checked", "a part is missing: 验收合格率")
    assert told(understood) == ["indicator-blank warning"]
