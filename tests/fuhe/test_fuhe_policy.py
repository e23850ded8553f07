"""The policies of an office on the command line: ``--policy KEY=NAME``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fuhe.cli import app

PAGE = """<!DOCTYPE html><meta charset=utf-8><p align=center>2022年度项目支出绩效自评表</p>
<table border=1>
<tr><td>项目名称</td><td colspan=6>公路养护</td></tr>
<tr><td rowspan=2>项目资金（万元）</td><td></td><td>全年预算数</td><td>全年执行数</td><td>分值</td>
<td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>100.00</td><td>92.00</td><td>10</td><td>92.00%</td><td>10.0</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td>
<td>分值</td><td>得分</td></tr>
<tr><td rowspan=2>产出指标</td><td rowspan=2>数量指标</td><td>养护里程</td><td>≥120公里</td><td>90公里</td>
<td>40</td><td>36.0</td></tr>
<tr><td>养护桥梁</td><td>≥12座</td><td>12座</td><td>50</td><td>50</td></tr>
<tr><td colspan=5>总分</td><td>100</td><td>96.0</td></tr></table><p>自评等级为良。</p>"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "form.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def rules(page: Path, *options: str) -> dict[str, str]:
    """The findings of ``fuhe check`` with these options, rule: message."""
    result = CliRunner().invoke(app, ["check", str(page), "--format", "json", *options])
    (document,) = json.loads(result.stdout)["documents"]
    return {f["rule"]: f["message"] for f in document["findings"] if f["severity"] != "note"}


def policies(*given: str) -> list[str]:
    return [part for one in given for part in ("--policy", one)]


def test_without_a_policy_the_national_rules_hold_and_are_named(page: Path):
    found = rules(page)
    assert set(found) == {"fund-score", "grade-band"}
    assert "capped, 财预〔2020〕10号" in found["fund-score"]
    assert "national" in found["grade-band"]


def test_each_policy_changes_what_its_rules_find_and_is_named(page: Path):
    given = policies(
        "execution_score=full-from-90", "grade_bands=98-90-60", "attainment=proportional"
    )
    found = rules(page, *given)
    assert set(found) == {"indicator-score-policy"}
    assert "proportional" in found["indicator-score-policy"]
    assert "30" in found["indicator-score-policy"]


def test_the_command_line_goes_before_the_file_key_by_key(page: Path):
    text = '[policy]\nexecution_score = "uncapped"\ngrade_bands = "98-90-60"\n'
    (page.parent / "fuhe.toml").write_text(text, encoding="utf-8")
    assert set(rules(page)) == {"fund-score"}
    assert rules(page, *policies("execution_score=full-from-90")) == {}


def test_ingest_goes_by_the_same_policies(page: Path):
    given = policies("execution_score=full-from-90", "grade_bands=98-90-60")
    result = CliRunner().invoke(app, ["ingest", str(page), "-o", "corpus", "-q", *given])
    assert result.exit_code == 0
    with Path("corpus/findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["rule"] for row in csv.DictReader(file) if row["severity"] == "error"] == []
    with Path("corpus/forms.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["grade"] for row in csv.DictReader(file)] == ["良"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("attainment=half", "there is no policy 'half', only proportional"),
        ("attainmen=proportional", "there is no 'attainmen' (did you mean attainment?)"),
        ("attainment", "KEY=NAME"),
        ("grade_bands=60-75-85", "there is no policy '60-75-85'"),
    ],
)
def test_a_slip_is_told_with_exit_status_2(page: Path, given: str, told: str):
    result = CliRunner().invoke(app, ["check", str(page), "--policy", given])
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())
