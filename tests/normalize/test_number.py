from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.number import read_number
from normalize.text import is_blank, join_lines, narrow, squeeze
from normalize.unit import declared_unit, money_unit


@pytest.mark.parametrize(
    ("text", "value", "step", "unit"),
    [
        ("13351.2　", "13351.2", "0.1", ""),
        ("　11436.3", "11436.3", "0.1", ""),
        ("１３，３５１．２０", "13351.20", "0.01", ""),
        ("67,463.91", "67463.91", "0.01", ""),
        ("13592.5360", "13592.5360", "0.0001", ""),
        ("86%", "86", "1", "%"),
        ("85.06 ％", "85.06", "0.01", "%"),
        ("2.38  万元", "2.38", "0.01", "万元"),
        ("0.3万", "0.3", "0.1", "万"),
        ("17个街道（镇）", "17", "1", "个街道(镇)"),
        ("-12.5", "-12.5", "0.1", ""),
        ("－12.5", "-12.5", "0.1", ""),
        ("(12.5)", "-12.5", "0.1", ""),
        ("8.6分", "8.6", "0.1", "分"),
        ("1 234.50", "1234.50", "0.01", ""),
        ("12 .50", "12.50", "0.01", ""),
        ("+1", "1", "1", ""),
        ("13592\n.53", "13592.53", "0.01", ""),
        ("10\n0%", "100", "1", "%"),
        ("1\n0", "10", "1", ""),
    ],
)
def test_a_printed_number_keeps_its_precision_and_unit(
    text: str, value: str, step: str, unit: str
) -> None:
    number = read_number(text)
    assert number is not None
    assert (str(number.value), str(number.step), number.unit) == (value, step, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　",
        "－",
        "—",
        "——",
        "/",
        "-",
        "无",
        "7,00.0,77",
        "12 34",
        "1,23",
        "完成",
        "万元",
        "5.8.3",
        "10-20",
        "(12.5",
        "12月31日",
    ],
)
def test_what_is_no_single_number_is_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.booleans(), st.booleans())
def test_any_way_of_printing_a_number_reads_back(
    value: Decimal, separators: bool, wide: bool
) -> None:
    text = f"{value:,}" if separators else f"{value}"
    shown = "".join(chr(ord(c) + 0xFEE0) for c in text) if wide else text
    number = read_number(shown)
    assert number is not None
    assert number.value == value
    assert number.step == Decimal("0.0001")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_number(text)
    is_blank(text)
    assert not any(c.isspace() for c in squeeze(text))


def test_units_are_found_where_they_are_declared() -> None:
    assert declared_unit("项目资金\n（万元）") == "万元"
    assert declared_unit("金额单位：元") == "元"
    assert declared_unit("单位:亿元") == "亿元"
    assert declared_unit("年初预算数(A)") == ""
    assert declared_unit("服务单位：某局") == ""
    assert money_unit("万") == "万元"
    assert money_unit("人") == ""


def test_lines_of_a_cell_join_without_a_space_between_chinese() -> None:
    assert join_lines("经济效益\n指标") == "经济效益指标"
    assert join_lines("COVID\n19 疫苗") == "COVID 19 疫苗"
    assert narrow("≧９５％") == "≥95%"


@pytest.mark.parametrize(
    "text", ["20\n20", "20\n18", "100\n100", "5\n10", "120\n80", "120\n80\n40", "12 34"]
)
def test_numbers_one_beside_or_below_the_other_are_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,6})?", fullmatch=True))
def test_a_plain_number_is_read_as_one_with_a_space_behind_it_is(text: str) -> None:
    number = read_number(text)
    assert number is not None
    assert number == read_number(f"{text} ")
    assert number.value == Decimal(text)
