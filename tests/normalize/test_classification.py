"""Where labels stand in the classification of expenditure, and what follows for sums."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from normalize.classification import basic_part, heading, is_beside, overlap


def tables() -> dict[str, dict[str, str]]:
    path = files("normalize").joinpath("classification.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("scheme", ["function", "economy"])
def test_every_division_has_its_class(scheme: str) -> None:
    codes = tables()[scheme].keys()
    assert all(len(code) in (3, 5) for code in codes)
    assert all(code[:3] in codes for code in codes)


def test_the_classes_of_both_schemes_are_all_there() -> None:
    classes = {s: {c for c in tables()[s] if len(c) == 3} for s in ("function", "economy")}
    general_budget = {str(n) for n in (*range(201, 209), *range(210, 218), *range(219, 223))}
    assert general_budget <= classes["function"]
    assert classes["economy"] == {
        *("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
    }


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("工资福利支出", "301"),
        ("商品服务支出", "302"),
        ("对个人和家庭补助支出", "303"),
        ("基本工资", "30101"),
        ("因公出国（境）费", "30212"),
        ("一般公共服务支出", "201"),
        ("一般公共服务", "201"),
        ("社会保障和就业（类）", "208"),
        ("残疾人事业", "20811"),
        ("医疗卫生与计划生育支出", "210"),
    ],
)
def test_a_label_is_found_by_its_name(label: str, code: str) -> None:
    found = heading(label)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("label", ["", "其他支出", "设备购置", "办公设备购置", "项目支出"])
def test_a_label_of_no_one_heading_is_none(label: str) -> None:
    assert heading(label) is None


def test_classes_make_up_the_two_halves_of_the_basic_expenditure() -> None:
    assert basic_part("工资福利支出") == basic_part("对个人和家庭的补助") == "personnel"
    assert basic_part("商品和服务支出") == basic_part("资本性支出") == "public"
    assert basic_part("办公费") == basic_part("教育支出") == basic_part("人员经费") == ""


def test_what_stands_beside_is_no_part() -> None:
    assert is_beside("工资福利支出", "商品和服务支出")
    assert is_beside("工资福利支出", "办公费")
    assert not is_beside("工资福利支出", "基本工资")
    assert not is_beside("教育支出", "办公费")
    assert is_beside("教育支出", "农林水支出")


def test_a_class_and_its_division_do_not_add_up_nor_do_classes_of_both_schemes() -> None:
    assert overlap(["工资福利支出", "基本工资"])
    assert overlap(["教育支出", "工资福利支出"])
    assert not overlap(["教育支出", "农林水支出", "设备购置"])
    assert not overlap(["工资福利支出", "商品和服务支出", "办公设备购置"])
