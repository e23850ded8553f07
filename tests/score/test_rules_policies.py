"""Scoring policies: chosen by the user, by the document's own words, or by nobody."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import score
from normalize.interval import Interval
from normalize.report import Promise
from score.formulas import names, policy, read_formula
from score.policy import band, steps
from tests.score.builders import read
from tests.score.pages import found_in, word

TITLE = "2022年度项目支出绩效自评表"
HEAD = ["项目名称 | 农村公路养护*8", "主管部门 | 交通运输局*4 | 实施单位 | 公路中心*3"]
MONEY = "项目资金（万元）^2 | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率*2 | 得分"
NAMES = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | {} | 实际完成值 | 分值 | 得分 | 偏差原因分析"


def form(*rows: str, money: str = "100 | 100 | 100 | 10 | 100%*2 | 10", total: str, header: str):
    others = ["效益指标 | 社会效益指标 | 通行条件 | 改善 |  | 改善 | 50 | 50 | 无"]
    head = [*HEAD, MONEY, f"年度资金总额 | {money}", NAMES.format(header)]
    return [*head, *rows, *others, f"总分*6 | 100 | {total} | "]


def row(target: str, text: str, actual: str, points: str) -> str:
    return f"产出指标 | 质量指标 | 验收 | {target} | {text} | {actual} | {points} | 雨季影响"


def told(found: list[score.Finding]) -> list[str]:
    return [f"{f.rule} {f.severity}" for f in found]


@pytest.mark.parametrize(
    ("text", "target", "actual", "points"),
    [
        ("达标得满分，每降低1个百分点扣1分", "≥95%", "93%", "40 | 38"),
        ("达标得满分，每降低1个百分点扣1分", "≥95%", "92.5%", "40 | 38"),  # a part of a point is free
        ("完成90%以上得满分，每低1%扣0.5分", "≥120公里", "110公里", "40 | 40"),
        ("达到85%得满分", "≥90%", "88.00%", "40 | 40"),
        ("完成值达到指标值，记满分；未达到指标值，按B/A或A/B*该指标分值记分", "≥120公里", "90公里", "40 | 30"),
        ("完成100%得40分，80%-100%得32分，60%-80%得24分，60%以下不得分", "≥100人", "85人", "40 | 32"),
        ("达标得满分，否则不得分", "≥100人", "85人", "40 | 0"),
        ("达到目标值得满分，未达到按完成比例计分", "≤100天", "125天", "40 | 32"),
        ("达到目标值得满分，未达到按完成比例计分", "≤100天", "125天", "40 | 30"),  # or by the excess
        ("由专家会商后打分，完成80%左右可得满分", "≥100人", "85人", "40 | 40"),  # not understood
    ],
)  # fmt: skip
def test_marks_that_follow_from_the_rows_own_text_are_right(tmp_path, text, target, actual, points):
    total = str(Decimal(points.split("|")[1].strip()) + 60)
    rows = form(row(target, text, actual, points), total=total, header="评分标准")
    assert told(found_in(word(tmp_path, TITLE, rows))) == []


@pytest.mark.parametrize(
    ("text", "target", "actual", "points", "finding"),
    [
        ("达标得满分，每降低1个百分点扣1分", "≥95%", "93%", "40 | 30",
         ("indicator-score-policy", "30", "38")),
        ("完成90%以上得满分，每低1%扣0.5分", "≥120公里", "96公里", "40 | 40",
         ("indicator-attainment", "40", "35")),
        ("完成100%得40分，80%-100%得32分，60%-80%得24分", "≥100人", "85人", "40 | 36",
         ("indicator-score-policy", "36", "32")),
        ("达标得满分，否则不得分", "≥100人", "85人", "40 | 34",
         ("indicator-score-policy", "34", "0")),
    ],
)  # fmt: skip
def test_marks_that_do_not_follow_from_it_are_told_with_the_text(
    tmp_path: Path, text: str, target: str, actual: str, points: str, finding: tuple[str, str, str]
):
    total = str(Decimal(points.split("|")[1].strip()) + 60)
    rows = form(row(target, text, actual, points), total=total, header="赋分规则")
    (found,) = found_in(word(tmp_path, TITLE, rows))
    assert (found.rule, found.stated, found.recomputed) == finding
    assert text.replace("，", ",")[:8] in found.message_zh.replace("，", ",")


MISSED = """
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 培训人次 | ≥100人次 | 80人次 | 10 | {} |
    | 办结时限 | ≤10日 | 12日 | 10 | {} |
"""


def settled(**policies: str) -> score.Settings:
    return score.Settings(policy=score.Policy(**policies))


def test_where_no_policy_is_settled_no_score_of_a_missed_target_is_questioned():
    for points in (("8", "8.33"), ("8", "8"), ("5", "9"), ("0", "0")):
        assert score.verify(read(MISSED.format(*points))).findings == ()


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("proportional", ("8", "8.33")),
        ("reverse-linear", ("8", "8")),
        ("tiered-90-60", ("8", "8.33")),
    ],
)
def test_a_settled_policy_passes_its_own_scores_and_names_itself_where_they_differ(name, points):
    settings = settled(attainment=name)
    assert told(list(score.verify(read(MISSED.format(*points)), settings).findings)) == []
    found = score.verify(read(MISSED.format("7", "6.0")), settings).findings
    assert told(list(found)) == ["indicator-score-policy warning"] * 2
    assert [f.recomputed for f in found] == list(points)
    assert all(name in f.message and name in f.message_zh for f in found)


def test_a_policy_that_grants_full_marks_makes_no_error_of_them():
    near = read("| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 培训 | ≥100人 | 95人 | 10 | 10 |")
    assert told(list(score.verify(near).findings)) == ["indicator-attainment error"]
    assert score.verify(near, settled(attainment="tiered-90-60")).findings == ()


EXECUTION = """
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | 1000.00 | {}.00 | {} | 10 | {} |
"""


@pytest.mark.parametrize(
    ("name", "executed", "rate", "right", "wrong"),
    [
        ("capped", "1030", "103.00%", "10", "10.3"),
        ("uncapped", "1030", "103.00%", "10.3", "10.0"),
        ("full-from-90", "920", "92.00%", "10", "9.2"),
        ("full-from-90", "875", "87.50%", "8", "8.75"),
        ("full-from-95", "930", "93.00%", "8", "9.3"),
        ("ten-point-steps", "850", "85.00%", "9", "8.5"),  # a step and a half: one or two points
    ],
)
def test_the_execution_score_goes_by_the_policy_that_is_settled(
    name: str, executed: str, rate: str, right: str, wrong: str
):
    settings = score.Settings(policy=score.Policy(execution_score=name), ignore=("fund-overspent",))
    agreeing = score.verify(read(EXECUTION.format(executed, rate, right)), settings)
    assert agreeing.findings == ()
    if name == "ten-point-steps":
        return
    (found,) = score.verify(read(EXECUTION.format(executed, rate, wrong)), settings).findings
    assert (found.rule, found.severity, found.stated) == ("fund-score", "error", wrong)
    assert name in found.message
    assert name in found.message_zh


RULE_TEXTS = [
    ("注：预算执行率达到90%以上得满分，每低1个百分点扣1分。*9", ""),
    ("", "预算执行率90%以上（含）得满分，每低1个百分点扣1分。"),
    ("", "预算执行情况10分：预算执行率达到90%（含）以上的得10分，每降低1个百分点扣1分。"),
]


@pytest.mark.parametrize(("note", "text"), RULE_TEXTS)
@pytest.mark.parametrize(
    ("executed", "points", "expected"),
    [("92", "10", []), ("92", "9.2", []), ("87", "7", []), ("87", "9.0", ["fund-score error"])],
)
def test_a_rule_for_the_execution_that_the_document_prints_may_hold_as_well(
    tmp_path: Path, note: str, text: str, executed: str, points: str, expected: list[str]
):
    money = f"100.00 | 100.00 | {executed}.00 | 10 | {executed}.00%*2 | {points}"
    total = str(Decimal(points) + 90)
    rows = form(row("≥95%", "", "98%", "40 | 40"), money=money, total=total, header="上年完成值")
    understood = word(tmp_path, TITLE, [*rows, note] if note else rows, text)
    found = told(found_in(understood))
    readable = "得10分" not in text
    assert found == (expected if readable else [])


def test_a_remark_of_the_form_says_what_a_missed_target_costs(tmp_path: Path):
    note = "注：定量指标，达到目标值得满分；未达到的按完成比例计分。*9"
    right = form(row("≥120公里", "", "90公里", "40 | 30"), total="90", header="上年完成值")
    wrong = form(row("≥120公里", "", "90公里", "40 | 36"), total="96", header="上年完成值")
    assert told(found_in(word(tmp_path, TITLE, [*right, note]))) == []
    assert told(found_in(word(tmp_path, TITLE, wrong))) == []
    found = found_in(word(tmp_path, TITLE, [*wrong, note]))
    assert told(found) == ["indicator-score-policy warning"]


def test_what_the_layout_promises_is_a_policy_too():
    report = read(MISSED.format("7", "8.33"), Promise(attainment="proportional"))
    assert told(list(score.verify(report).findings)) == ["indicator-score-policy warning"]


@pytest.mark.parametrize("kind", ["attainment", "execution"])
def test_every_policy_says_what_it_is_and_where_from(kind: str, root: Path):
    manual = (root / "docs" / "cli.md").read_text("utf-8")
    for name in names(kind):
        told = policy(kind, name, "higher" if kind == "attainment" else "")
        assert told is not None
        assert told.source
        assert name in told.says
        assert f"`{name}`" in manual


@pytest.mark.parametrize("text", ["", "优≥90", "发现一起扣2分", "按计划完成得满分，每少一次扣1分"])
def test_a_text_is_only_understood_where_every_clause_is(text: str):
    assert read_formula(text) is None


def test_marks_never_leave_the_range_from_nothing_to_the_weight():
    for kind in ("attainment", "execution"):
        for name in names(kind):
            rule = policy(kind, name, "higher" if kind == "attainment" else "")
            for share in (Decimal(n) / 40 for n in range(-40, 41)):
                due = rule.due(Decimal(10), Interval.exact(share)) if rule else None
                assert due is not None
                assert Decimal(0) <= due.low <= due.high <= 10


def test_bands_may_be_written_out():
    assert band(Decimal(86), "85-75-60") == "优"
    assert band(Decimal(86)) == "良"
    assert steps("75-85-60") is None
    assert steps("120-80-60") is None
    with pytest.raises(ValueError, match="there is no policy '75-85-60'"):
        score.Policy(grade_bands="75-85-60")
