"""What people are told: differences, headlines, failures, in their own language."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fuhe
from fuhe.cli import app
from fuhe.outputs.apart import apart, difference_text, tolerance_text
from fuhe.outputs.failed import failure_text
from fuhe.outputs.text import document_lines, headline
from fuhe.outputs.words import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def wrong_rate(tmp_path: Path) -> Path:
    """A form whose rate is not that of its figures, and whose quotient never ends."""
    path = tmp_path / "rate.html"
    path.write_text(
        "<h1>2022年度项目支出绩效自评表</h1><table>"
        "<tr><td rowspan=2>项目资金（万元）</td><td></td><td>全年预算数</td><td>全年执行数</td>"
        "<td>分值</td><td>执行率</td><td>得分</td></tr>"
        "<tr><td>年度资金总额</td><td>3261.47</td><td>2330.67</td><td>10</td><td>75.5%</td>"
        "<td>9.9</td></tr></table>",
        encoding="utf-8",
    )
    return path


def test_a_difference_has_the_digits_of_the_values_it_lies_between():
    endless = Decimal(1) / Decimal(3)
    assert apart("score", -endless, "8", "8.3333") == "-0.3333"
    assert apart("rate", endless / 10, "75.5%", "72.167%") == "+3.333%"
    assert apart("budget", Decimal("-0.03"), "11436.27", "11436.30") == "-0.03"
    assert apart("weight_total", Decimal(0), "101", "101") == ""


def test_no_line_of_a_finding_shows_the_digits_of_an_endless_quotient(wrong_rate: Path):
    document = fuhe.read(wrong_rate)
    rules = {finding.rule for finding in document.findings}
    assert {"fund-rate", "fund-score"} <= rules
    for words in (ZH, EN):
        text = "\n".join(line for line, _ in document_lines(document, "x", words))
        assert not re.search(r"\d\.\d{7}", text)


def test_the_tolerance_of_a_rate_is_told_in_percent_too(wrong_rate: Path):
    found = next(f for f in fuhe.read(wrong_rate).findings if f.rule == "fund-rate")
    assert difference_text(found) == "+4.039%"
    assert tolerance_text(found) == "0.0503%"


def test_a_workbook_shows_differences_of_rates_as_short_texts(wrong_rate: Path):
    openpyxl = pytest.importorskip("openpyxl")
    from fuhe.outputs import xlsx

    class Results:
        failures: list[object] = []  # noqa: RUF012

        def documents(self):
            yield "rate.html", fuhe.read(wrong_rate)

    file = io.BytesIO()
    xlsx.write(Results(), file, ZH)
    for sheet in openpyxl.load_workbook(file):
        for row in sheet.iter_rows(values_only=True):
            assert not [cell for cell in row if re.search(r"\d\.\d{12}", str(cell))]


def test_a_headline_without_arithmetic_below_says_what_was_compared(tmp_path: Path, write_form):
    path = write_form(tmp_path / "reason.docx", reason="")
    found = next(f for f in fuhe.read(path).findings if f.rule == "indicator-reason-missing")
    assert headline(found, ZH) == "群众满意度扣分（得分 9.5，分值 10），但没有说明原因。"


def test_a_failure_is_told_in_chinese_with_the_way_out_that_only_the_message_knows():
    needs = "Reading scans needs rapidocr: pip install 'fuhe[ocr]'."
    assert failure_text("missing-extra", needs, EN) == needs
    told = failure_text("missing-extra", needs, ZH)
    assert told == "读取扫描件需要 rapidocr：pip install 'fuhe[ocr]'。"
    told = failure_text("missing-extra", "Reading that needs another one: pip install it.", ZH)
    assert told.startswith("缺少读取所需的组件")
    assert "pip install it" in told
    assert failure_text("a-new-kind", "As it says.", ZH) == "As it says."


def test_chinese_users_read_chinese_of_a_damaged_file(tmp_path: Path):
    (tmp_path / "empty.docx").write_bytes(b"")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "empty.docx"), "--lang", "zh"])
    assert result.exit_code == 2
    assert "文件是空的" in result.output


def test_a_folder_with_nothing_in_it_is_told_of(tmp_path: Path):
    result = CliRunner().invoke(app, ["check", str(tmp_path), "--lang", "en"])
    assert result.exit_code == 2
    assert "No file was found." in result.output


def test_the_corpus_tells_in_chinese_why_a_document_has_no_form_or_was_not_read(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.docx").write_bytes(b"")
    (folder / "note.txt").write_text("二〇二二年工作小结。\n", encoding="utf-8")
    fuhe.ingest([folder], tmp_path / "out", workers=0)
    from fuhe.corpus.read import rows

    told = {row["path"]: row["reason_zh"] for row in rows(tmp_path / "out", "documents")}
    assert told["empty.docx"] == "文件是空的或没有文字，请重新获取。"
    assert "自评表" in told["note.txt"]


def test_a_target_is_not_explained_by_a_figure_that_begins_with_zero():
    from normalize._repair_edits import edits

    found = edits(Decimal(2030), Decimal(1), Decimal(0), Decimal(1539), 0, money="")
    assert Decimal(230) not in {e.value for e in found if e.kind == "transposed"}
    assert Decimal(30) not in {e.value for e in found}
