"""Rows of tabs copied from a browser: a line break inside a cell breaks its row in two."""

from __future__ import annotations

from pathlib import Path

import fuhe
from extract.readers import _txt_cut

DUMP = """\
石桥区2020年度部门整体支出绩效自评表
部门名称\t石桥区教育局
整体资金
（元）\t年
初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
合计\t2000000\t2000000\t1800000\t10\t90.00%\t9.00
其中：本年财
政拨款\t1500000\t1500000\t1400000\t—\t93.33%\t—
其他资金\t500000\t500000\t400000\t—\t80.00%\t—
一
级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t培训教师\t≥300人\t310人\t50\t50
质量指
标\t合格率\t≥90%\t95%\t10\t10
效益指标\t可持
续影响指标\t长效机制\t健全\t健全\t30\t28
总分\t100\t97.00
"""


def test_rows_whose_labels_are_cut_by_a_line_break_are_whole_again(tmp_path: Path) -> None:
    path = tmp_path / "copied.txt"
    path.write_text(DUMP, encoding="utf-8")
    document = fuhe.read(path)
    (form,) = document.forms
    assert [(row.item, int(row.figures["executed"].value)) for row in form.funds] == [
        ("total", 180),
        ("fiscal", 140),
        ("other", 40),
    ]
    assert [
        (row.level2_code, row.level3, str(row.figures["score"].value)) for row in form.indicators
    ] == [
        ("quantity", "培训教师", "50"),
        ("quality", "合格率", "10"),
        ("sustainable", "长效机制", "28"),
    ]
    assert [f.rule for f in document.findings if f.severity == "error"] == []


def test_lines_that_are_labels_of_their_own_stay_apart() -> None:
    lines = ["资金来源", "合计\t5\t4", "产出指标\t数量指标", "质量指标\t合格率"]
    assert _txt_cut.mended(lines, range(4)) == (lines, [0, 1, 2, 3])


def test_a_joined_row_keeps_the_place_of_its_first_line() -> None:
    lines = ["甲\t乙", "可持\t", "产出指标\t可持", "续影响指标\t长效机制", "丙\t丁"]
    assert _txt_cut.mended(lines, range(5)) == (
        ["甲\t乙", "可持\t", "产出指标\t可持续影响指标\t长效机制", "丙\t丁"],
        [0, 1, 2, 4],
    )
