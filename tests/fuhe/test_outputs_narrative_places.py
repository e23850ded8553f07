"""Findings of the narrative say where they stand where the format has neither pages nor lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

import fuhe
from extract import Place
from fuhe.cli import app
from fuhe.outputs.places import section_at, where
from fuhe.outputs.words import Words

FIGURES = "2021年基本支出392.52万元，其中：人员经费382.07万元，公用经费39.13万元。"


def report(path: Path, paragraphs: list[str]) -> Path:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(path)
    return path


def checked(path: Path, *options: object) -> str:
    return CliRunner().invoke(app, ["check", str(path), *map(str, options)]).stdout


@pytest.fixture(scope="module")
def headed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paragraphs = ["某局部门整体支出绩效自评报告", "一、支出情况", "（一）基本支出", FIGURES]
    return report(tmp_path_factory.mktemp("places") / "headed.docx", paragraphs)


def test_the_terminal_names_the_section_in_both_languages(headed: Path):
    assert "text-sum · “一、（一）基本支出”一节" in checked(headed, "--lang", "zh")
    assert "text-sum · section 一、（一）基本支出" in checked(headed, "--lang", "en")


def test_the_page_and_the_workbook_name_the_section(headed: Path, tmp_path: Path):
    import openpyxl

    assert "text-sum · “一、（一）基本支出”一节" in checked(headed, "-f", "html", "--lang", "zh")
    checked(headed, "-f", "xlsx", "-o", tmp_path / "found.xlsx", "--lang", "en")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "found.xlsx").read_bytes()))
    for sheet in ("Findings", "Checks"):
        head, row = list(book[sheet].iter_rows(values_only=True))[:2]
        assert row[head.index("Place")] == "section 一、（一）基本支出"


def test_json_has_the_section_and_the_paragraph_as_the_schema_says(headed: Path, root: Path):
    told = json.loads(checked(headed, "-f", "json"))
    jsonschema.validate(told, json.loads((root / "docs/findings.schema.json").read_text("utf-8")))
    (finding,) = told["documents"][0]["findings"]
    assert finding["place"] == {"block": 4}
    assert finding["section"] == {"section_no": 2, "number": "1.1", "heading": "一、（一）基本支出"}


def test_a_text_without_headings_is_found_by_its_paragraph(tmp_path: Path):
    path = report(tmp_path / "plain.docx", ["某局绩效自评报告", FIGURES])
    assert "text-sum · 正文第 2 段（表格计入）" in checked(path, "--lang", "zh")
    assert "text-sum · paragraph 2, tables counted" in checked(path, "--lang", "en")
    assert json.loads(checked(path, "-f", "json"))["documents"][0]["findings"][0]["section"] is None


def test_a_page_a_line_or_a_table_needs_no_section():
    words = Words("en")
    assert where(Place(page=2, block=9), words) == "page 2"
    assert where(Place(line=7, block=9), words) == "line 7"
    assert where(Place(table=1, row=2, block=9), words) == "table 1, row 2"


def test_the_way_to_a_section_passes_those_above_it_and_no_other(tmp_path: Path):
    lines = [
        "某局绩效自评报告",
        "一、甲",
        "（一）乙",
        "文",
        "（二）丙",
        "1.丁",
        "文",
        "二、戊",
        "文",
        "（一）己",
        "文",
    ]
    sections = fuhe.read(report(tmp_path / "tree.docx", lines)).sections
    told = {n: [s.title for s in section_at(Place(block=n), sections)] for n in range(1, 12)}
    assert told[1] == []
    assert told[4] == ["甲", "乙"]
    assert told[7] == ["甲", "丙", "丁"]
    assert told[9] == ["戊"]
    assert told[11] == ["戊", "己"]
