"""Numbers of headings with nothing behind them, and numbers that the end of a line has cut."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.document import Paragraph, Place
from extract.sections import find_outline
from extract.text import join_wrapped


def outlined(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    blocks = [
        Paragraph(text, Place(block=n), number=number)
        for n, (number, text) in enumerate(lines, start=1)
    ]
    return [(s.number, s.numbering, s.title) for s in find_outline(blocks).sections]


def test_word_may_draw_a_number_with_nothing_behind_it() -> None:
    lines = [
        ("1", "项目概况"),
        ("1.1", "项目背景"),
        ("", "校舍建于1987年。"),
        ("1.2", "资金安排"),
        ("2", "自评结论"),
    ]
    assert outlined(lines) == [
        ("1", "1", "项目概况"),
        ("1.1", "1.1", "项目背景"),
        ("1.2", "1.2", "资金安排"),
        ("2", "2", "自评结论"),
    ]


def test_a_drawn_chinese_numeral_alone_is_a_number() -> None:
    lines = [("一", "部门概况"), ("（一）", "部门职责"), ("二", "自评结论")]
    assert [number for number, _, _ in outlined(lines)] == ["1", "1.1", "2"]


def test_the_last_chapter_needs_no_subsection_to_count_on() -> None:
    lines = ["1 项目概况", "1.1 项目背景", "2 资金使用", "2.1 资金到位", "3 自评结论", "得93分。"]
    assert outlined([("", line) for line in lines]) == [
        ("1", "1", "项目概况"),
        ("1.1", "1.1", "项目背景"),
        ("2", "2", "资金使用"),
        ("2.1", "2.1", "资金到位"),
        ("3", "3", "自评结论"),
    ]


def test_a_number_with_a_space_that_counts_on_from_nothing_is_no_heading() -> None:
    lines = ["1 项目概况", "1.1 项目背景", "7 号楼维修工程"]
    assert [title for _, _, title in outlined([("", line) for line in lines])] == [
        "项目概况",
        "项目背景",
    ]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("补助1\n55.5万元", "补助155.5万元"),
        ("增加4,\n000万元", "增加4,000万元"),
        ("支出2,300.0\n5万元", "支出2,300.05万元"),
        ("支出2,300.\n05万元", "支出2,300.05万元"),
        ("完成率98\n1、加强管理", "完成率98 1、加强管理"),
        ("第1\n2.加强管理", "第1 2.加强管理"),
        ("共1,234\n5,678户", "共1,234 5,678户"),
        ("资金\n使用", "资金使用"),
    ],
)
def test_a_number_that_a_line_end_has_cut_is_one_number(lines: str, whole: str) -> None:
    assert join_wrapped(lines) == whole
