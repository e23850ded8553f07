"""Percentages, amounts in two units and counts: what the narrative is read to say, and what not."""

from __future__ import annotations

import pytest

from extract.document import Document, Paragraph, Place
from normalize.narrative import Narrative, read_narrative


def narrative(text: str) -> Narrative:
    return read_narrative(Document("txt", (Paragraph(text, Place(line=1)),), "test"))


def compared(text: str) -> list[str]:
    found = []
    for c in narrative(text).comparisons:
        told = (("now", c.amount), ("of", c.whole), ("change", c.change), ("base", c.base))
        words = [f"{name} {amount.figure.value}" for name, amount in told if amount]
        rate = c.rate.raw if c.rate else "-"
        found.append(" ".join([c.kind, *words, rate, *(["falls"] if c.falls else [])]))
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("支出1100万元，较上年增加100万元，增长10%。", "growth now 1100 change 100 10%"),
        ("支出1100万元（较上年增加100万元，增长10%）。", "growth now 1100 change 100 10%"),
        ("支出1100万元，同比减少100万元，下降8.3%。", "growth now 1100 change 100 8.3% falls"),
        ("支出1100万元，较2021年决算数1000万元增长10%。", "growth now 1100 base 1000 10%"),
        ("支出1100万元，与上年1000万元相比增加100万元。", "growth now 1100 change 100 base 1000 -"),
        ("支出1.1亿元，比上年增加1000万元，增幅为10.0%。", "growth now 11000.0 change 1000 10.0%"),
        ("支出300万元，其中人员100万元，占33.3%。", "share now 100 of 300 33.3%"),
        ("支出85.66万元，占全年预算100万元的85.66%。", "share now 85.66 of 100 85.66%"),
        ("在职人员50人，占编制60人的83.3%。", "share now 50 of 60 83.3%"),
        ("总支出300万元，基本支出100万元，占总支出的比例为33.3%。", "share now 100 of 300 33.3%"),
        ("预算安排24.15万元，实际支出21.16万元，执行率87.62%。", "execution now 21.16 of 24.15 87.62%"),
        ("项目预算24.15万元。实际支出21.16万元，执行率87.62%。", "execution now 21.16 of 24.15 87.62%"),
        ("部门预算24.15万元，决算数21.16万元，执行率87.62%。", "execution now 21.16 of 24.15 87.62%"),
    ],
)  # fmt: skip
def test_what_a_percentage_is_told_of(text, said):
    assert compared(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "支出1100万元，较上年增长10%。",  # no base, no change
        "支出1100万元，较上年增加100万元。",  # nothing follows
        "支出约1100万元，较上年增加100万元，增长10%。",
        "支出1100万元，较上年增加100万元，增长约10%。",
        "支出1100万元，较上年增加100万元，其中人员经费增长10%。",
        "支出1100万元，较上年增加100万元，增长10%以上。",
        "支出1100万元，较上年增加100万元，增长10%左右。",
        "较上年增加100万元，增长10%。",
        "人员经费占40%，公用经费占60%。",
        "总支出300万元，其中基本支出200万元，其中工资150万元，占50%，其他50万元。",
        "基本支出100万元，占全市支出的0.1%。",
        "支出A50万元、B50万元，分别占50%和50%。",
        "一期预算100万元，二期预算120万元，实际支出90万元，执行率75%。",
        "项目一预算安排10万元，项目二预算安排20万元，实际支出18万元，执行率90%。",
        "资金到位率100%，执行率90%。",
        "每人补助500元，占标准的50%。",
    ],
)
def test_what_the_words_leave_open_is_not_compared(text):
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [("资金202.64万元（2026400元）到位。", False), ("资金202.64万元，即2026400元。", True),
     ("资金2.4亿元（折合24000万元）。", True)],
)  # fmt: skip
def test_an_amount_said_again_in_another_unit(text, sure):
    (told,) = narrative(text).restated
    assert told.amount.figure.value == told.again.figure.value
    assert told.sure is sure


@pytest.mark.parametrize(
    "text",
    ["补助10万元（500元/户）。", "补助10万元（其中自筹20000元）。", "补助10万元（每人2000元）。",
     "补助10万元（中央8万元）。", "补助约10万元（98000元）。", "支出10万元，合计120000元。"],
)  # fmt: skip
def test_another_amount_in_brackets_is_no_repetition(text):
    assert narrative(text).restated == ()


def counted(text: str) -> list[str]:
    return [
        f"{t.kind} {t.whole.value}: {', '.join(f'{n} {f.value}' for n, f in t.parts)}"
        + ("" if t.exhaustive else " …")
        for t in narrative(text).tallies
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("共实施项目12个，其中新建5个、续建7个。", "count 12: 新建 5, 续建 7 …"),
        ("自评项目15个，其中：优10个，良4个，中1个。", "count 15: 优 10, 良 4, 中 1 …"),
        ("内设机构5个，分别为行政科室3个、事业单位2个。", "count 5: 行政科室 3, 事业单位 2"),
        (
            "支出100万元，共三个项目，分别为：购置50万元、维修30万元、培训20万元。",
            "items 3: 支出 3",
        ),
        ("收回有效问卷48份，满意度为97.5%。", "answers 48: 满意度 0.975"),
        ("发放问卷60份，收回问卷50份，有效问卷48份，满意度97.9%。", "answers 48: 满意度 0.979"),
        ("随机调查群众100人，满意率98%。", "answers 100: 满意度 0.98"),
    ],
)
def test_counts(text, said):
    assert counted(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "项目12个，其中新建5个，较上年增加2个。",
        "项目12个，其中新建5个，投资300万元，续建7个。",
        "项目12个，其中新建占5个、续建占7个。",
        "新建项目5个，续建项目7个。",
        "核定编制24个，包括行政编制14个、事业编制10个。",
        "支出100万元，其中3个项目支出60万元、2个项目支出40万元。",
        "支出100万元，主要用于3个项目，如购置50万元、维修30万元等。",
        "发放问卷50份，满意度97.5%。",
        "收回问卷48份，平均满意度97.5%。",
        "收回问卷48份，学生满意度97.5%，家长满意度95%。",
        "收回问卷48份。满意度97.5%。",
    ],
)
def test_what_is_no_count_is_left_alone(text):
    assert counted(text) == []
