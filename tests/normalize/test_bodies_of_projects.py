"""The body that a report on one project names in its title."""

from __future__ import annotations

import pytest

from normalize.bodies import body_named


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("南陵市城市管理局生活垃圾分类项目2023年度支出绩效自评报告", "南陵市城市管理局"),
        ("2023年沧源县交通运输局农村公路养护项目绩效自评报告", "沧源县交通运输局"),
        ("滨江区文化和旅游局2021年公共文化服务专项资金绩效报告", "滨江区文化和旅游局"),
        ("金湾区住房和城乡建设局2023年老旧小区改造项目绩效自评报告", "金湾区住房和城乡建设局"),
        ("市图书馆2022年度免费开放专项资金绩效自评报告", "市图书馆"),
        ("省地质调查院2022年度项目支出绩效自评报告", "省地质调查院"),
    ],
)
def test_the_body_before_its_project_is_named(title: str, body: str) -> None:
    assert body_named([title], ()) == body


@pytest.mark.parametrize(
    "title",
    [
        "桃源县2023年高标准农田建设项目绩效自评报告",
        "某县市民中心建设项目2023年绩效自评报告",
        "2021年度困难群众救助补助资金绩效自评报告",
        "省发展改革委和财政局2022年联合项目绩效自评报告",
    ],
)
def test_a_title_without_one_certain_body_names_none(title: str) -> None:
    assert body_named([title], ()) == ""


def test_a_sentence_names_no_body_of_one_letter() -> None:
    assert body_named([], ["县局是主管全县有关工作的部门。"]) == ""
