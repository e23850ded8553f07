from __future__ import annotations

from extract.vocabulary import bare_label, vocabulary
from normalize.fund_tree import parent_rows


def parents(*labels: str, groups: tuple[str, ...] = ()) -> list[int | None]:
    words = vocabulary()
    named = [
        (groups[n] if groups else "", words.find("item", bare_label(label)), label)
        for n, label in enumerate(labels)
    ]
    return parent_rows(named, words)


def test_the_parts_of_a_total_follow_it() -> None:
    assert parents("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金") == [
        None,
        1,
        1,
        1,
    ]


def test_of_which_opens_a_list_within_a_list() -> None:
    assert parents(
        "年度资金总额", "其中：财政拨款", "其中：中央资金", "省级资金", "其他资金"
    ) == [None, 1, 2, 2, 1]  # fmt: skip


def test_a_source_named_again_belongs_to_what_stands_above() -> None:
    assert parents(
        "年度资金总额", "其中：财政拨款", "其中：中央财政", "省级财政",
        "上年结转", "其中：中央财政", "省级财政", "其他资金",
    ) == [None, 1, 2, 2, 1, 5, 5, 1]  # fmt: skip


def test_programmes_with_sources_of_their_own_are_the_parts_of_the_total() -> None:
    assert parents(
        "年度预算资金总额", "其中：公共卫生服务", "中央补助", "市级资金",
        "其中：家庭医生签约", "中央补助", "市级资金",
    ) == [None, 1, 2, 2, 1, 5, 5]  # fmt: skip


def test_projects_listed_under_project_spending_are_its_parts() -> None:
    assert parents(
        "年度资金总额", "一、基本支出", "其中：人员经费", "公用经费", "二、项目支出", "其中：甲项目", "乙项目",
    ) == [None, 1, 2, 2, 1, 5, 5]  # fmt: skip


def test_projects_that_each_say_of_which_stand_side_by_side() -> None:
    assert parents("合计", "其中：甲项目", "其中：乙项目") == [None, 1, 1]


def test_rows_without_a_total_above_have_no_parent() -> None:
    assert parents("甲中心", "乙中心", "合计") == [None, None, None]


def test_income_and_spending_side_by_side_keep_their_own_totals() -> None:
    labels = ("合计", "合计", "财政拨款", "基本支出", "其他", "项目支出")
    assert parents(*labels, groups=("source", "structure") * 3) == [None, None, 1, 2, 1, 2]


def test_a_second_kind_of_number_begins_a_list_within_the_part_above() -> None:
    assert parents(
        "总计", "一、财政拨款", "（一）上级补助", "（二）本级安排", "二、自有资金",
    ) == [None, 1, 2, 2, 1]  # fmt: skip
    assert parents(
        "合计", "（1）基本支出", "其中：人员支出", "公用支出", "（2）项目支出",
    ) == [None, 1, 2, 2, 1]  # fmt: skip


def test_levels_that_of_which_names_one_after_the_other_stand_side_by_side() -> None:
    assert parents("合计", "财政拨款", "其中：中央", "其中：省级") == [None, 1, 2, 2]
    assert parents("合计", "财政拨款", "其中：本级", "其中：上级") == [None, 1, 2, 2]


def test_local_money_holds_province_and_county_only_where_of_which_says_so() -> None:
    labels = ("年度资金总额", "其中：中央财政资金", "地方资金")
    assert parents(*labels, "其中：省级资金", "市县资金", "其他资金") == [None, 1, 1, 3, 3, 1]
    assert parents(*labels, "省级资金", "其他资金") == [None, 1, 1, 1, 1]
