"""Figures taken over from the form of an earlier year, found when both are in one corpus."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import fuhe
from fuhe.corpus import packed
from fuhe.corpus.build import Request
from fuhe.corpus.build import ingest as build
from fuhe.executors.work import perform
from fuhe.settings import Settings
from tests.fuhe.corpora import rows

PAGE = """<!DOCTYPE html><meta charset=utf-8><p align=center>{year}年度项目支出绩效自评表</p>
<table border=1>
<tr><td>项目名称</td><td colspan=6>{project}</td></tr>
<tr><td>主管部门</td><td colspan=3>交通运输局</td><td>实施单位</td><td colspan=2>公路中心</td></tr>
<tr><td rowspan=3>项目资金（万元）</td><td></td><td>全年预算数</td><td>全年执行数</td><td>分值</td>
<td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>{budget}</td><td>{spent}</td><td>10</td><td>{rate}</td><td>{score}</td></tr>
<tr><td>其中：当年财政拨款</td><td>{budget}</td><td>{spent}</td><td>-</td><td>-</td><td>-</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td>
<td>分值</td><td>得分</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥120公里</td><td>{length}公里</td><td>90</td>
<td>90</td></tr>
<tr><td colspan=5>总分</td><td>100</td><td>{total}</td></tr></table>"""
LAST = {"project": "公路养护", "budget": "1600", "spent": "1455.27", "rate": "90.95%",
        "score": "9.1", "length": "131.52", "total": "99.1"}  # fmt: skip


def write(folder: Path, year: int, **changes: str) -> Path:
    path = folder / f"{year}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(year=year, **(LAST | changes)), encoding="utf-8")
    return path


def told(corpus: Path) -> list[dict[str, str]]:
    return [row for row in rows(corpus, "findings") if row["rule"] == "figures-copied"]


def test_a_form_that_repeats_last_years_figures_is_named_with_the_form_it_repeats(tmp_path: Path):
    write(tmp_path / "in", 2021)
    write(tmp_path / "in", 2022)
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=0)
    (found,) = told(tmp_path / "corpus")
    (later,) = [d for d in rows(tmp_path / "corpus", "documents") if d["year"] == "2022"]
    assert (found["severity"], found["stated"], found["recomputed"]) == ("warning", "2022", "2021")
    assert (found["doc_id"], later["warnings"]) == (later["doc_id"], "1")
    assert "2021.html" in found["message"]
    assert "年度资金总额 1455.27" in found["message_zh"]
    assert "养护里程 131.52" in found["message_zh"]


@pytest.mark.parametrize(
    "changes",
    [
        {"spent": "1455.28"},
        {"project": "桥梁加固"},
        {"length": "140"},
        {"spent": "1500", "rate": "93.75%", "score": "9.38", "total": "99.38"},
    ],
)
def test_what_is_not_the_same_to_the_digit_is_no_copy(tmp_path: Path, changes: dict[str, str]):
    write(tmp_path / "in", 2021)
    write(tmp_path / "in", 2022, **changes)
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=0)
    assert told(tmp_path / "corpus") == []


def test_the_project_repeated_within_one_year_is_no_copy(tmp_path: Path):
    write(tmp_path / "in", 2022)
    again = write(tmp_path / "in" / "b", 2022)
    again.write_text(again.read_text(encoding="utf-8") + "<p>附注</p>", encoding="utf-8")
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=0)
    assert told(tmp_path / "corpus") == []


def test_the_corpus_is_the_same_whatever_the_workers_and_in_one_run_or_two(tmp_path: Path):
    first, second = write(tmp_path / "in", 2021), write(tmp_path / "in", 2022)
    fuhe.ingest(tmp_path / "in", tmp_path / "at once", workers=0)
    fuhe.ingest(tmp_path / "in", tmp_path / "by two", workers=2)
    fuhe.ingest(second, tmp_path / "by turns", workers=0)
    assert told(tmp_path / "by turns") == []
    fuhe.ingest(first, tmp_path / "by turns", workers=0)
    assert told(tmp_path / "at once") == told(tmp_path / "by two")
    (whole,), (turns,) = told(tmp_path / "at once"), told(tmp_path / "by turns")
    assert whole["doc_id"] == turns["doc_id"]


def test_the_rule_can_be_switched_off_and_given_another_severity(tmp_path: Path):
    write(tmp_path / "in", 2021)
    write(tmp_path / "in", 2022)
    silent = Settings(ignore=("figures-copied",))
    fuhe.ingest(tmp_path / "in", tmp_path / "off", workers=0, settings=silent)
    assert told(tmp_path / "off") == []
    note = Settings(severity={"figures-copied": "note"})
    fuhe.ingest(tmp_path / "in", tmp_path / "note", workers=0, settings=note)
    assert [row["severity"] for row in told(tmp_path / "note")] == ["note"]
    assert {row["warnings"] for row in rows(tmp_path / "note", "documents")} == {"0"}


def test_sums_as_an_earlier_state_kept_them_still_count(tmp_path: Path):
    def engine(tasks, _workers, _limits):
        for task in tasks:
            reply = perform(task)
            made = {name: lines.rows() for name, lines in packed.unpack(reply.rows).items()}
            listed = json.loads(packed.head(reply.rows))
            before = [[json.loads(text) for text in row[-2:]] for row in listed]
            yield replace(reply, rows=packed.pack(made, json.dumps(before).encode()))

    write(tmp_path / "in", 2021)
    write(tmp_path / "in", 2022)
    build(Request((tmp_path / "in",), tmp_path / "earlier", engine=engine))
    fuhe.ingest(tmp_path / "in", tmp_path / "now", workers=0)
    assert len(told(tmp_path / "now")) == 1
    assert told(tmp_path / "earlier") == told(tmp_path / "now")
