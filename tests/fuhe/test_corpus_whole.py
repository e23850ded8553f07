"""``fuhe diff CORPUS``: whether the tables are what datapackage.json says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import fuhe
from fuhe.cli import app

RUNNER = CliRunner()
REPORT = (
    "2022年度项目支出绩效自评报告\n一、资金情况\n项目预算31万元，其中：设备10万元、培训20万元。\n"
)


def verified(corpus: Path) -> Result:
    return RUNNER.invoke(app, ["diff", str(corpus), "-f", "json", "--lang", "en"])


def told(corpus: Path) -> set[tuple[str, str, str]]:
    answer = verified(corpus)
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.exit_code == (1 if found else 0)
    return {(one["table"], one["kind"], one["column"]) for one in found}


@pytest.fixture(params=["csv", "safe", "parquet", "by year"])
def corpus(request, tmp_path: Path) -> Path:
    how = {"safe": {"csv_safe": True, "headers": "zh"}}.get(request.param, {})
    if request.param in ("parquet", "by year"):
        pytest.importorskip("pyarrow")
        how = {"format": "parquet"}
    if request.param == "by year":
        how["partition"] = "year"
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.pdf").touch()
    fuhe.ingest([tmp_path / "a.txt", tmp_path / "b.pdf"], tmp_path / "out", workers=0, **how)
    return tmp_path / "out"


def test_a_corpus_as_it_was_written_is_whole(corpus: Path):
    answer = verified(corpus)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "what its datapackage.json says" in answer.stderr


def test_a_table_that_was_changed_cut_or_taken_away_is_told(corpus: Path):
    documents, findings, checks = (
        next(p for p in sorted(corpus.rglob(f"{name}*")) + sorted(corpus.rglob("part-0.parquet"))
             if p.is_file() and name in str(p))
        for name in ("documents", "findings", "checks")
    )  # fmt: skip
    whole = documents.read_bytes()
    documents.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    findings.write_bytes(findings.read_bytes()[:-40])
    checks.unlink()
    assert {(table, kind) for table, kind, _ in told(corpus)} >= {("checks", "removed")}
    assert {table for table, _, _ in told(corpus)} == {"documents", "findings", "checks"}


def test_a_row_too_many_is_told_by_hash_size_and_count(tmp_path: Path):
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    fuhe.ingest(tmp_path / "a.txt", tmp_path / "out", workers=0)
    with (tmp_path / "out" / "failures.csv").open("ab") as file:
        file.write(b"x,,,,\r\n")
    columns = ("hash", "bytes", "row_count")
    assert told(tmp_path / "out") == {("failures", "changed", column) for column in columns}


def test_what_is_no_corpus_is_wrong_usage(tmp_path: Path):
    assert verified(tmp_path).exit_code == 2
