"""Amounts, head counts and claims of running text, sentence by sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, Paragraph, Place, Table
from normalize.narrative import Narrative, read_narrative
from normalize.report import Amount

SENTENCES = Path(__file__).with_name("narrative_sentences.txt")


def read(*lines: str) -> Narrative:
    blocks = tuple(Paragraph(line, Place(block=n)) for n, line in enumerate(lines, 1))
    return read_narrative(Document("txt", blocks, "test"))


def plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def shown(narrative: Narrative) -> str:
    return "; ".join(
        _shown(amount, group)
        for group in (narrative.amounts, narrative.headcounts)
        for amount in group
    )


def _shown(amount: Amount, group: tuple[Amount, ...]) -> str:
    text = f"{amount.label} {plain(amount.figure.value)}"
    if amount.parent_no is None:
        return text
    whole = next(a for a in group if a.amount_no == amount.parent_no)
    return f"{text} < {plain(whole.figure.value)}"


def sums(narrative: Narrative) -> str:
    return "; ".join(
        f"{plain(b.whole.figure.value)} {'=' if b.exhaustive else '>='} "
        + " + ".join(plain(part.figure.value) for part in b.parts)
        for b in narrative.breakdowns
    )


def cases() -> list[tuple[str, str, str]]:
    text = SENTENCES.read_text(encoding="utf-8")
    blocks = [b.splitlines() for b in text.split("\n\n") if b.strip() and not b.startswith("#")]
    return [(b[0].replace("¶", "\n"), b[1], b[2]) for b in blocks]


@pytest.mark.parametrize(("sentence", "amounts", "adding_up"), cases())
def test_a_sentence_gives_its_amounts_and_what_adds_up(
    sentence: str, amounts: str, adding_up: str
) -> None:
    narrative = read(*sentence.split("\n"))
    assert shown(narrative) or amounts == "-"
    assert (shown(narrative) or "-") == amounts
    assert (sums(narrative) or "-") == adding_up


def test_the_table_of_sentences_is_read_whole() -> None:
    assert len(cases()) >= 100


def test_a_figure_keeps_what_was_printed_and_its_precision_in_wan() -> None:
    (amount,) = read("本年支出 8,523,005.50 元。").amounts
    assert amount.figure.value == Decimal("852.30055")
    assert amount.figure.step == Decimal("0.000001")
    assert (amount.figure.raw, amount.figure.unit) == ("8,523,005.50元", "元")


def test_trailing_zeros_count_as_precision() -> None:
    (amount,) = read("全年执行数13592.5360万元。").amounts
    assert amount.figure.step == Decimal("0.0001")


def test_the_offset_of_an_amount_points_into_the_text_of_its_section() -> None:
    narrative = read("一、资金情况", "本部门运行平稳。", "基本支出３９２．５２万元。")
    (amount,) = narrative.amounts
    text = narrative.sections[0].text
    assert text[amount.start :].startswith("３９２．５２万元")
    assert amount.figure.place.block == 3


def test_a_sum_wrapped_over_lines_is_one_sum() -> None:
    narrative = read(
        "2024年项目支出2667.66万元，其中用于奖励补贴224.78万元；印刷资料",
        "184.59",
        "万元；委托服务2258.29万元。",
    )
    assert sums(narrative) == "2667.66 = 224.78 + 184.59 + 2258.29"


def test_amounts_are_numbered_through_the_document_and_people_apart() -> None:
    narrative = read(
        "一、人员", "共有编制3人，其中行政2人，事业1人。", "二、资金", "收入5万元，支出4万元。"
    )
    assert [(a.amount_no, a.section_no) for a in narrative.amounts] == [(1, 2), (2, 2)]
    assert [(a.amount_no, a.section_no) for a in narrative.headcounts] == [(1, 1), (2, 1), (3, 1)]


def test_text_under_no_heading_belongs_to_section_0() -> None:
    (amount,) = read("2021年度部门整体支出绩效自评报告", "本年支出5.5万元。").amounts
    assert amount.section_no == 0


def test_a_part_never_has_its_whole_in_another_section() -> None:
    narrative = read("一、收入", "收入100万元。", "二、支出", "其中：基本支出40万元。")
    assert [a.parent_no for a in narrative.amounts] == [None, None]


def test_amounts_in_tables_headers_and_footnotes_are_no_narrative() -> None:
    blocks = (
        Paragraph("收入7万元。", Place(block=1), kind="header"),
        Paragraph("收入8万元。", Place(block=2), kind="footnote"),
        Table((), 1, 1, Place(block=3)),
        Paragraph("收入9万元。", Place(block=4), kind="textbox"),
    )
    narrative = read_narrative(Document("docx", blocks, "test"))
    assert [plain(a.figure.value) for a in narrative.amounts] == ["9"]


def test_a_list_in_items_of_their_own_lines_is_one_breakdown() -> None:
    narrative = read(
        "二、资金使用情况",
        "项目资金150.5万元，其中：",
        "1.设备购置支出80万元；",
        "2.人员培训支出40.5万元；",
        "3.会议费支出30万元。",
    )
    assert sums(narrative) == "150.5 = 80 + 40.5 + 30"
    assert [s.title for s in narrative.sections] == ["资金使用情况"]


@pytest.mark.parametrize(
    ("sentence", "score", "grade"),
    [
        ("对照指标体系，本次自评得分97.70分，自评等级为“优”。", "97.70分", "优"),
        ("综合评分97分，绩效等级为良好。", "97分", "良好"),
        ("自评总分100分，得分98分。", "98分", ""),
        ("总分100分，自评得分96.5分，评价等级为“优”。", "96.5分", "优"),
        ("产出指标得分48分，效益指标得分30分，自评总得分97.5分。", "97.5分", ""),
        ("满分100分，自评98.60分，等级“优秀”。", "98.60分", "优秀"),
        ("我单位2021年度部门整体支出绩效自评得分为95分，评价结果为“优秀”。", "95分", "优秀"),
        ("经自评，该项目综合得分92.3，评价等次为“良”。", "92.3", "良"),
        ("自评得分：98.5分（满分100分），自评结果为优", "98.5分", "优"),
        ("项目绩效自评综合得分为99.8分，其中：产出指标50分，效益指标29.8分。", "99.8分", ""),
        ("绩效自评结论为“优”，自评得分为９１分。", "９１分", "优"),
        ("自评得分89分，评定为“良”。", "89分", "良"),
        ("从产出、效益、满意度等方面综合评价，自评得分93.9分。", "93.9分", ""),
        ("社会效益较好，自评得分99.2分，自评等级为优。", "99.2分", "优"),
        ("自评结论：优。", "", "优"),
        ("绩效作用明显，自评等级为优。", "", "优"),
        ("本次自评等级为中。", "", "中"),
        ("该指标分值10分，自评得分9分。", "", ""),
        ("预算执行率得分10分。", "", ""),
        ("数量指标：完成培训20期，自评得分8分。", "", ""),
        ("自评等级分为优、良、中、差四个等级，90分以上为优。", "", ""),
        ("评价得分在90分以上，自评结果优化了管理。", "", ""),
        ("综合得分90分以上的项目占80%。", "", ""),
        ("绩效评价结果良好地促进了工作。", "", ""),
        ("群众满意度达到95分。", "", ""),
    ],
)
def test_only_the_score_and_grade_of_the_whole_are_claims(
    sentence: str, score: str, grade: str
) -> None:
    claims = read(sentence).claims
    assert [c.text for c in claims if c.kind == "score_total"] == ([score] if score else [])
    assert [c.text for c in claims if c.kind == "grade"] == ([grade] if grade else [])


def test_a_claimed_score_is_a_figure_in_points() -> None:
    (claim,) = read("一、结论", "本次自评得分97.70分。").claims
    assert claim.figure is not None
    assert (claim.figure.value, claim.figure.step) == (Decimal("97.70"), Decimal("0.01"))
    assert (claim.figure.unit, claim.section_no, claim.place.block) == ("分", 1, 2)


def test_a_score_in_the_heading_of_the_conclusion_is_a_claim_that_of_an_indicator_is_not() -> None:
    narrative = read(
        "一、自评结论（自评得分95分）",
        "（一）决策指标（自评得分9分）",
        "立项规范，自评得分9分。",
        "（二）产出指标（自评得分48分）",
        "全部完成，自评得分48分。",
    )
    assert [c.text for c in narrative.claims] == ["95分"]


def test_faults_of_the_numbering_are_handed_on() -> None:
    narrative = read("一、概况", "内容。", "三、结论", "内容。")
    (fault,) = narrative.numbering_faults
    assert (fault.kind, fault.label, fault.printed, fault.expected) == ("missing", "三、结论", 3, 2)


def test_a_document_without_text_gives_nothing() -> None:
    assert read() == Narrative()


WORDS = st.sampled_from(
    [
        *"一二三、（）()。，；：\n等分人个亿",
        *("12", "3.5", "1,234", "万元", "其中", "用于", "包括", "分别为", "基本支出", "项目"),
        *("合计", "较上年增加", "自评得分", "编制"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_any_text_is_read_without_an_error(text: str) -> None:
    narrative = read(*text.split("\n"))
    numbers = {a.amount_no for a in narrative.amounts}
    assert all(a.parent_no is None or a.parent_no in numbers for a in narrative.amounts)
    assert all(a.parent_no != a.amount_no for a in narrative.amounts)


def test_brackets_in_brackets_without_end_are_read() -> None:
    assert len(read("（" * 3000 + "收入100万元" + "）" * 3000).amounts) == 1
