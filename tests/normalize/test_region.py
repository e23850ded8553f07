from __future__ import annotations

import pytest

from normalize.bodies import body_named
from normalize.region import region_of


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("岳麓区退役军人事务局", "湖南省长沙市岳麓区"),
        ("临沧市永德县某中学", "云南省临沧市永德县"),
        ("北京市东城区教育委员会", "北京市东城区"),
        ("湖南省教育厅", "湖南省"),
        ("南京市鼓楼区民政局", "江苏省南京市鼓楼区"),
        ("鼓楼区民政局", ""),  # four cities have one
        ("城区水利局", ""),
        ("青禾县水利局", ""),  # no such place
        ("市农业农村局", ""),
        ("", ""),
    ],
)
def test_a_region_is_told_by_a_full_name_that_only_one_place_has(text: str, region: str) -> None:
    assert region_of([text]) == region


def test_the_first_text_that_tells_a_region_counts() -> None:
    assert region_of(["某局", "永德县教育局", "湖南省教育厅"]) == "云南省临沧市永德县"


def test_a_title_names_the_body_that_reports() -> None:
    assert body_named(["青禾县水利局2021年度部门整体支出绩效自评报告"], []) == "青禾县水利局"
    assert body_named(["关于青禾县水利局2021年度绩效自评的报告"], []) == "青禾县水利局"


def test_a_sentence_that_explains_a_body_names_it() -> None:
    said = "岳麓区退役军人事务局是主管全区退役军人工作的政府工作部门。"
    assert body_named(["2021年度部门整体支出绩效自评报告"], [said]) == "岳麓区退役军人事务局"


@pytest.mark.parametrize(
    "sentences",
    [
        ["本单位的办公室是内设机构。"],
        ["我局是政府工作部门。"],
        ["甲县水利局是主管水利的部门。", "乙县水利局是主管水利的部门。"],
    ],
)
def test_a_body_that_is_not_certain_is_left_out(sentences: list[str]) -> None:
    assert body_named([], sentences) == ""
