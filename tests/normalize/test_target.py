from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.target import operator, read_target


@pytest.mark.parametrize(
    ("text", "op", "value", "unit", "direction"),
    [
        ("≥95%", ">=", "95", "%", "higher"),
        ("4113人", "=", "4113", "人", ""),
        ("17个街道（镇）", "=", "17", "个街道(镇)", ""),
        ("≥５６７０人次", ">=", "5670", "人次", "higher"),
        ("不低于90%", ">=", "90", "%", "higher"),
        ("不超过3天", "<=", "3", "天", "lower"),
        ("≤26.0万元", "<=", "26.0", "万元", "lower"),
        ("═100%", "=", "100", "%", "equal"),
        ("90%以上", ">=", "90", "%", "higher"),
        ("30天以内", "<=", "30", "天", "lower"),
        ("≥100百分比", ">=", "100", "%", "higher"),
        ("1,200套", "=", "1200", "套", ""),
        ("3个月", "=", "3", "个月", ""),
        ("大于等于1 000人次", ">=", "1000", "人次", "higher"),
        ("至多5次", "<=", "5", "次", "lower"),
    ],
)
def test_a_target_with_a_number_is_read(
    text: str, op: str, value: str, unit: str, direction: str
) -> None:
    target = read_target(text)
    assert (target.op, str(target.value), target.unit, target.direction) == (
        op, value, unit, direction,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["12月31日前", "2024年12月底前", "2021年12月31日", "9月前", "及时", "优良中低差", "2020年",
     "建立2个中心，完成验收", "保质保量", "按合同约定支付"],
)  # fmt: skip
def test_dates_and_words_are_qualities(text: str) -> None:
    target = read_target(text)
    assert (target.op, target.value, target.direction) == ("", None, "qualitative")


def test_a_range_has_two_ends() -> None:
    target = read_target("10-20天")
    assert (target.op, str(target.value), str(target.high), target.unit) == (
        "range", "10", "20", "天",
    )  # fmt: skip


def test_the_sign_in_its_own_column_counts() -> None:
    assert operator("≧") == ">="
    assert operator("大于等于") == ">="
    assert operator("定性") == "qualitative"
    assert operator("") == ""
    target = read_target("735", operator("≥"), "人次")
    assert (target.op, str(target.value), target.unit) == (">=", "735", "人次")
    assert read_target("优良中低差", "qualitative").value is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_target(text)
    operator(text)
