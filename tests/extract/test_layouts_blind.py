"""Forms laid out from published ones by someone who had not seen how the others were drawn."""

from __future__ import annotations

from pathlib import Path

from tests.score.pages import report

HEAD = "一级指标 | 二级指标 | 三级指标 | 分值 | 自评得分 | 扣分原因"


def levels(folder: Path, rows: list[str]) -> list[tuple[str, str, str]]:
    found = report(folder, "项目绩效自评评分表（2020年度）", ["项目名称 | 送戏下乡*5", HEAD, *rows])
    return [(row.level1, row.level1_code, row.level2_code) for row in found.forms[0].indicators]


def test_economy_as_a_side_of_output_keeps_the_output_it_stands_under(tmp_path: Path) -> None:
    rows = [
        "产出^2 | 经济性 | 预算成本控制 | 40 | 40 | ",
        "效率性 | 演出场次完成率 | 20 | 18 | 两场演出因汛情取消",
        "效益 | 效果性 | 群众受益程度 | 40 | 40 | ",
        "总分*3 | 100 | 98 | ",
    ]
    assert [row[:2] for row in levels(tmp_path, rows)] == [
        ("产出", "output"),
        ("产出", "output"),
        ("效益", "benefit"),
    ]


def test_economic_benefit_stays_economic(tmp_path: Path) -> None:
    rows = [
        "产出 | 数量指标 | 演出场次 | 60 | 60 | ",
        "效益 | 经济效益 | 带动消费 | 40 | 40 | ",
        "总分*3 | 100 | 100 | ",
    ]
    assert levels(tmp_path, rows)[1] == ("效益", "benefit", "economic")
