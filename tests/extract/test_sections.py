"""Numbered headings: which lines are one, how they nest, and what is wrong with their numbers."""

from __future__ import annotations

import pytest

from extract.document import Block, Cell, Paragraph, Place, Table
from extract.sections import Outline, find_outline, find_sections


def paragraphs(*lines: str) -> list[Block]:
    return [Paragraph(line, Place(block=n)) for n, line in enumerate(lines, 1)]


def outline(*lines: str) -> Outline:
    return find_outline(paragraphs(*lines))


def tree(*lines: str) -> list[str]:
    return [f"{s.number} {s.title}" for s in outline(*lines).sections]


def faults(*lines: str) -> list[tuple[str, str, int | None, int]]:
    return [(f.kind, f.label, f.printed, f.expected) for f in outline(*lines).faults]


def table(*texts: str) -> Table:
    cells = [Cell(t, Place(table=1, row=n, col=1)) for n, t in enumerate(texts, 1)]
    return Table(tuple(cells), len(cells), 1, Place(table=1))


SEED = (
    "部门整体支出绩效评价报告",
    "一、部门（单位）概况",
    "（一）部门（单位）基本情况",
    "（1）机构情况",
    "本局是主管有关事务的工作机构，有1个二级机构。",
    "（2）编制情况",
    "共有编制10个，其中行政编制5个，事业编制5个。",
    "部门（单位）整体支出规模、使用方向和主要内容、涉及范围等",
    "1. 认真做好全区转业干部、复员干部的移交安置和政治、医疗保障等待遇落实工作。",
    "2. 贯彻落实解困政策和权益保障政策，做好权益维护工作。",
    "二、部门（单位）整体支出管理及使用情况",
    "（一）基本支出",
    "2021年基本支出392.52万元。",
    "（二）专项支出",
    "1、项目支出安排落实、总投入等情况分析",
    "总投入较上年数额有所增加。",
    "项目支出实际使用情况分析",
    "2021项目支出11043.76万元。",
    "3、项目支出管理情况分析",
    "项目支出使用达到了专款专用的效果。",
    "三、部门（单位）专项组织实施情况",
    "（一）专项组织情况分析",
    "一是认真过细是保证绩效的前提。二是层层把关是保证绩效的关键。",
    "（二）专项管理情况分析",
    "专项资金按要求发放到位。",
    "部门（单位）整体支出绩效情况",
    "专项资金报批程序严格，自评等级为优。",
    "五、存在的主要问题",
    "一是专项资金仍有一定数量的结余。",
)


def test_three_lost_numbers_are_given_back_and_reported() -> None:
    assert [n.split()[0] for n in tree(*SEED)] == [
        *("1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2", "2.2.1", "2.2.2", "2.2.3"),
        *("3", "3.1", "3.2", "4", "5"),
    ]
    found = outline(*SEED)
    assert [(f.lost_title, f.printed, f.expected, f.level) for f in found.faults] == [
        ("部门（单位）整体支出规模、使用方向和主要内容、涉及范围等", None, 2, 2),
        ("项目支出实际使用情况分析", None, 2, 3),
        ("部门（单位）整体支出绩效情况", None, 4, 1),
    ]
    assert [s.numbering for s in found.sections if s.lost] == ["", "", ""]


def test_a_missing_number_is_reported_where_the_next_one_stands() -> None:
    lines = ("一、情况", "(一)概况", "内容。", "(三)资金安排", "内容。", "二、结论", "好。")
    assert faults(*lines) == [("missing", "(三)资金安排", 3, 2)]
    assert tree(*lines)[2] == "1.3 资金安排"


def test_a_repeated_number_is_reported_once_and_the_rest_counts_on() -> None:
    lines = (
        "一、概况",
        "内容。",
        "一、使用情况",
        "内容。",
        "二、完成情况",
        "好。",
        "三、结论",
        "好。",
    )
    assert faults(*lines) == [("repeated", "一、使用情况", 1, 2)]


def test_a_number_that_goes_back_is_out_of_order() -> None:
    lines = ("一、概况", "好。", "三、使用", "好。", "二、完成", "好。", "四、结论", "好。")
    kinds = [(kind, label) for kind, label, _, _ in faults(*lines)]
    assert ("order", "二、完成") in kinds


def test_clean_numbering_has_no_fault() -> None:
    assert faults("一、概况", "（一）职能", "好。", "（二）人员", "好。", "二、结论", "好。") == []


def test_a_second_document_behind_a_title_counts_from_one() -> None:
    lines = (
        "一、概况",
        "好。",
        "二、结论",
        "好。",
        "附件2",
        "一、项目概况",
        "好。",
        "二、资金",
        "好。",
    )
    assert faults(*lines) == []
    assert [s.number for s in outline(*lines).sections] == ["1", "2", "1", "2"]


def test_a_form_between_two_reports_lets_the_numbering_start_again() -> None:
    blocks = [
        *paragraphs("一、概况", "好。", "二、结论", "好。"),
        table("总分"),
        *paragraphs("一、项目概况", "好。"),
    ]
    assert find_outline(blocks).faults == ()


def test_a_table_inside_a_section_does_not_end_its_level() -> None:
    blocks = [
        *paragraphs("一、概况", "好。", "二、资金情况"),
        table("资金", "100"),
        *paragraphs("（一）到位情况", "好。", "（二）使用情况", "好。", "三、结论"),
    ]
    assert [s.number for s in find_sections(blocks)] == ["1", "2", "2.1", "2.2", "3"]


def test_a_heading_that_stands_in_a_table_is_not_missed() -> None:
    blocks = [
        *paragraphs("一、概况", "好。"),
        table("二、资金情况", "100"),
        *paragraphs("三、结论", "好。"),
    ]
    found = find_outline(blocks)
    assert found.faults == ()
    assert [s.title for s in found.sections] == ["概况", "结论"]


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (("一、甲情况", "1.乙情况", "（1）丙情况", "2.丁情况", "二、戊情况"),
         ["1", "1.1", "1.1.1", "1.2", "2"]),
        (("（一）甲情况", "1.乙情况", "2.丙情况", "（二）丁情况"), ["1", "1.1", "1.2", "2"]),
        (("第一部分 概况", "一、职能情况", "（一）机构", "第二部分 结论", "一、得分"),
         ["1", "1.1", "1.1.1", "2", "2.1"]),
        (("第一章 概况", "第一节 职能", "第二节 人员", "第二章 资金"), ["1", "1.1", "1.2", "2"]),
        (("1. 概况", "1.1 职能", "1.1.1 机构", "1.2 人员", "2. 资金"),
         ["1", "1.1", "1.1.1", "1.2", "2"]),
        (("Ⅰ、概况", "一、职能", "Ⅱ、资金"), ["1", "1.1", "2"]),
        (("一、概况", "①职能", "②人员", "二、资金"), ["1", "1.1", "1.2", "2"]),
        (("一、概况", "（一）职能", "1）机构", "2）人员", "（二）资金"),
         ["1", "1.1", "1.1.1", "1.1.2", "1.2"]),
        (("一、概况", "（一）职能", "1．机构", "2．人员", "二、资金", "1．来源", "2．使用"),
         ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.2"]),
        (("一、概况", "⑴职能", "⑵人员", "二、资金"), ["1", "1.1", "1.2", "2"]),
        (("第一、概况", "好。", "第二、资金", "好。"), ["1", "2"]),
        (("十、概况", "好。", "十一、资金", "好。"), ["10", "11"]),
        (("一、概况", "好。", "十、其他", "好。"), ["1"]),
    ],
)  # fmt: skip
def test_the_level_comes_from_how_the_styles_nest(
    lines: tuple[str, ...], numbers: list[str]
) -> None:
    assert [s.number for s in outline(*lines).sections] == numbers


@pytest.mark.parametrize(
    "lines",
    [
        (
            "1. 认真做好移交安置和政治、医疗保障、社会保险等待遇落实工作。",
            "2. 贯彻落实政策，做好工作。",
        ),
        (
            "（一）负责行业统计、信息化建设和对外宣传工作。",
            "（二）承担本级党委、政府交办的其他事项。",
        ),
        (
            "（一）贯彻执行方针政策，拟订规划。",
            "（二）承担其他任务。协助做好工作。",
            "（三）完成其他事项。",
        ),
        ("1.按计划实施部门履职；", "2.完善管理制度；", "3.满意度达到预期。"),
        ("1.加强管理。", "2.完善制度。", "3.提高质量"),
        ("一是加强预算编制的科学性；二是强化绩效运行监控。",),
        ("1.5万元用于设备购置",),
        ("2021.12.31前完成",),
        ("一、二级指标设置合理",),
        ("1、2号楼维修",),
        ("1.设备购置40万元", "2.维修60万元"),
        ("（1）资金到位率100%", "（2）执行率95%"),
        ("1、收入:792.22万元。同比上年度增加189.25万元。",),
        ("1.项目名称：道路维修",),
        ("附件4", "2021年度部门整体支出绩效自评报告", "（万元）", "2022年5月10日"),
        ("一、基本情况……………1", "二、资金情况\t3"),
        ("3", "- 4 -", "第 5 页 共 9 页"),
    ],
)
def test_lines_that_are_no_heading(lines: tuple[str, ...]) -> None:
    assert tree(*lines) == []


def test_a_heading_with_text_on_its_line_keeps_the_text() -> None:
    first, second = outline(
        "（一）基本支出。2021年基本支出392.52万元。",
        "（二）专项支出：本年未安排专项支出，没有结余。",
    ).sections
    assert (first.title, first.runin) == ("基本支出", True)
    assert [p.text for p in first.paragraphs] == ["2021年基本支出392.52万元。"]
    assert (second.title, second.number) == ("专项支出", "2")


def test_headings_that_end_with_a_full_stop_have_their_text_below() -> None:
    lines = (
        "一、情况",
        "(一)资金投入情况分析。",
        "资金到位。",
        "(二)总体目标完成情况分析。",
        "完成。",
    )
    assert tree(*lines) == ["1 情况", "1.1 资金投入情况分析", "1.2 总体目标完成情况分析"]


def test_a_heading_keeps_the_points_in_its_brackets() -> None:
    assert tree("（一）决策指标（自评得分9分）", "好。") == ["1 决策指标（自评得分9分）"]


def test_a_number_that_word_draws_is_the_numbering() -> None:
    blocks = [
        Paragraph("部门概况", Place(block=1), number="一、"),
        Paragraph("主要职能", Place(block=2), number="（一）"),
        Paragraph("负责有关工作，组织实施。", Place(block=3), number="1."),
        Paragraph("人员情况", Place(block=4), number="（二）"),
        Paragraph("圆点列表", Place(block=5), number="•"),
    ]
    found = find_sections(blocks)
    assert [(s.numbering, s.number, s.title, s.drawn) for s in found] == [
        ("一、", "1", "部门概况", True),
        ("（一）", "1.1", "主要职能", True),
        ("（二）", "1.2", "人员情况", True),
    ]


def test_headers_footers_and_footnotes_hold_no_heading() -> None:
    blocks = [
        Paragraph("一、概况", Place(block=1), kind=kind)
        for kind in ("header", "footer", "footnote")
    ]
    assert find_sections([*blocks, Paragraph("一、概况", Place(block=4), kind="textbox")])[0].title


def test_a_table_of_contents_is_not_the_text() -> None:
    lines = ("目  录", "一、概况", "二、资金情况", "一、概况", "内容。", "二、资金情况", "内容。")
    found = outline(*lines)
    assert [s.title for s in found.sections] == ["概况", "资金情况"]
    assert [len(s.paragraphs) for s in found.sections] == [1, 1]


def test_text_before_the_first_heading_is_loose() -> None:
    found = outline("绩效自评报告", "现将情况报告如下：", "一、概况", "内容。")
    assert [p.text for p in found.loose] == ["绩效自评报告", "现将情况报告如下："]


def test_the_text_of_a_section_stops_at_its_subsections() -> None:
    first, _ = outline("一、概况", "总的内容。", "（一）职能", "职能内容。").sections
    assert [p.text for p in first.paragraphs] == ["总的内容。"]


def test_a_title_that_heads_every_page_does_not_part_the_text() -> None:
    title = "2021年度部门整体支出绩效自评报告"
    lines = (
        title,
        "一、概况",
        "内容。",
        title,
        "（一）职能",
        "内容。",
        title,
        "二、资金",
        "内容。",
    )
    assert [s.number for s in outline(*lines).sections] == ["1", "1.1", "2"]


def test_lines_in_one_paragraph_are_read_one_by_one() -> None:
    blocks = [Paragraph("一、概况\n内容。\n二、资金", Place(block=1))]
    assert [s.title for s in find_sections(blocks)] == ["概况", "资金"]


def test_a_section_knows_where_its_heading_stands() -> None:
    assert outline("前言。", "一、概况").sections[0].place == Place(block=2)


def test_a_text_that_begins_in_the_middle_of_a_document_misses_no_number() -> None:
    lines = ("六、绩效情况", "好。", "七、结论", "好。", "八、其他说明事项", "好。")
    assert faults(*lines) == []
    assert [s.number for s in outline(*lines).sections] == ["6", "7", "8"]


CONTENTS = (
    "2022年部门决算公开目录",
    "第一部分 概况……………………………………1",
    "一、主要职责…………………………………1",
    "第二部分 决算说明......................(2)",
    "一、收入说明 PAGEREF _Toc25831 h 3",
    "第三部分 附表……………………",
    "一、收入表",
    "二、支出表",
)


def test_a_table_of_contents_goes_up_to_where_its_first_entry_comes_again() -> None:
    body = ("第一部分 概况", "一、主要职责", "好。", "第二部分 决算说明", "一、收入说明", "好。")
    assert tree(*CONTENTS, *body) == ["1 概况", "1.1 主要职责", "2 决算说明", "2.1 收入说明"]
    assert faults(*CONTENTS, *body) == []


def test_contents_whose_first_entry_never_comes_again_take_no_text_with_them() -> None:
    body = ("一、职责", "本单位负责有关工作。", "第一部分 概况", "内容。")
    assert "1 职责" in tree("目录", "第一部分 概况", "一、职责", *body)


def test_a_number_alone_on_its_line_belongs_to_the_title_below() -> None:
    lines = ("一、概况", "好。", "二、", "资金情况", "好。", "三、", "结论", "好。")
    assert tree(*lines) == ["1 概况", "2 资金情况", "3 结论"]
    assert faults(*lines) == []


def test_a_caption_is_no_heading_that_lost_its_number() -> None:
    lines = ("一、收入", "完成。", "收入决算结构图", "三、支出", "完成。")
    assert [kind for kind, *_ in faults(*lines)] == ["missing"]
    assert "收入决算结构图" not in " ".join(tree(*lines))


def test_decimal_numbers_count_on_under_their_own_prefix_only() -> None:
    lines = ("1.1 背景", "好。", "1.2 内容", "好。", "2.1 到位", "好。", "2.2 使用", "好。")
    assert faults(*lines) == []


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        (("1 概况", "1.1 背景", "好。", "2 资金", "2.1 到位", "好。"),
         ["1 概况", "1.1 背景", "2 资金", "2.1 到位"]),
        (("一　项目概况", "好。", "二　资金情况", "好。"), ["1 项目概况", "2 资金情况"]),
        (("第一，项目概况", "好。", "第二，资金情况", "好。"), ["1 项目概况", "2 资金情况"]),
        (("一、概况", "1 台电脑", "3 个项目", "好。"), ["1 概况"]),
        (("一 台电脑", "好。"), []),
        (("（一）资金", "1.到位情况：资金全部到位。", "2.执行情况：2017年，支付资金16万元。",
          "3.管理情况：按制度进行管理。"),
         ["1 资金", "1.1 到位情况", "1.2 执行情况", "1.3 管理情况"]),
    ],
)  # fmt: skip
def test_headings_numbered_in_unusual_ways(lines: tuple[str, ...], titles: list[str]) -> None:
    assert tree(*lines) == titles


def test_a_long_title_between_others_with_text_on_their_lines_is_one_of_them() -> None:
    lines = (
        "（三）具体情况",
        "1.社会保障和就业支出行政事业单位养老支出机关事业单位养老保险缴费支出：支出决算为60万元，已完成。",
        "2.卫生健康支出：支出决算为90万元，完成预算。",
        "3.农林水支出：支出决算为8万元，完成预算。",
    )
    assert [s.number for s in outline(*lines).sections] == ["3", "3.1", "3.2", "3.3"]


def test_a_lost_decimal_number_is_given_back_once() -> None:
    lines = ("1 概况", "1.1 背景情况", "好。", "实施情况分析", "好。", "1.3 资金情况", "好。")
    assert [s.number for s in outline(*lines).sections] == ["1", "1.1", "1.2", "1.3"]
