"""In Chinese everything that people read is Chinese: notes, reasons, repairs, complaints."""

from __future__ import annotations

import ast
import os
import re
import stat
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fuhe
from fuhe.cli import app
from fuhe.outputs.chinese import in_chinese
from tests.fuhe.corpora import rows
from tests.fuhe.pages import form_page

ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
READERS = Path(fuhe.__file__).parents[1] / "extract" / "readers"


def run(*arguments: object) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, [*map(str, arguments), "--lang", "zh"])
    return answer.exit_code, answer.stdout, answer.stderr


def sentences(tree: ast.AST) -> list[str]:
    """The notes of a reader: what is appended to ``notes``, and what a function of that name yields;
    each gap filled with a 7."""
    said: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("notes.append"):
            said += node.args
        if isinstance(node, ast.FunctionDef) and node.name.strip("_") == "notes":
            said += [n.value for n in ast.walk(node) if isinstance(n, ast.Yield) and n.value]
    texts = []
    for one in said:
        if isinstance(one, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "7" for p in one.values)
            texts.append("".join(map(str, parts)))
        elif isinstance(one, ast.Constant):
            texts.append(str(one.value))
    return texts


def test_every_note_of_a_reader_has_its_chinese():
    found = [
        text
        for path in READERS.glob("*.py")
        for text in sentences(ast.parse(path.read_text("utf-8")))
    ]
    assert len(found) > 5
    assert [text for text in found if in_chinese(text) == text] == []


@pytest.fixture(scope="module")
def noted(tmp_path_factory) -> Path:
    """A workbook with a hidden sheet and hidden rows, and a text of another encoding."""
    import openpyxl

    folder = tmp_path_factory.mktemp("noted")
    book = openpyxl.Workbook()
    book.active.append(["2022年度项目支出绩效自评表"])
    book.active.append(["项目名称", "甲"])
    book.active.row_dimensions[2].hidden = True
    other = book.create_sheet("旧表")
    other.append(["甲", "乙"])
    other.sheet_state = "hidden"
    book.save(folder / "a.xlsx")
    (folder / "b.txt").write_bytes("2022年度绩效自评报告\n一、基本情况\n无。\n".encode("gb18030"))
    return folder


def test_the_notes_of_the_reading_are_chinese_on_the_terminal_and_on_the_page(noted: Path):
    for how in ("text", "html"):
        _, told, _ = run("check", noted, "-f", how)
        text = re.sub(r"<style>.*?</style>", "", told, flags=re.DOTALL)
        assert "工作表“旧表”是隐藏的" in text
        assert "按 gb18030 编码读取" in text
        assert not ENGLISH.search(re.sub(r"<[^>]*>", " ", text))


def test_the_corpus_has_the_notes_in_both_languages(noted: Path, tmp_path: Path):
    fuhe.ingest(noted, tmp_path / "out", workers=0)
    told = {row["path"]: row for row in rows(tmp_path / "out", "documents")}
    assert told["b.txt"]["notes"] == "read as gb18030"
    assert told["b.txt"]["notes_zh"] == "按 gb18030 编码读取。"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{samples}/clean-2021.txt", "-f", "xlsx"),
        ("check", "{samples}/clean-2021.txt", "--select", "fund-rat"),
        ("check", "{samples}/clean-2021.txt", "--policy", "attainment=none"),
        ("check", "{samples}/clean-2021.txt", "--config", "{tmp}/none.toml"),
        ("check", "{samples}/clean-2021.txt", "-f", "json", "-o", "{tmp}/none/x.json"),
        ("ingest", "{tmp}/nothing", "-o", "{tmp}/out"),
        ("ingest", "{samples}/clean-2021.txt", "-o", "{used}"),
        ("ingest", "{samples}/clean-2021.txt", "-o", "{tmp}/out", "--csv-safe", "-f", "parquet"),
        ("report", "{used}"),
        ("rules", "fund-rat"),
    ],
)
def test_a_complaint_is_chinese(samples: Path, tmp_path: Path, arguments: tuple[str, ...]):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine", encoding="utf-8")
    places = {"samples": samples, "tmp": tmp_path, "used": tmp_path / "used"}
    status, _, told = run(*(one.format(**places) for one in arguments))
    assert status == 2
    assert re.search("[一-鿿]", told)
    assert not ENGLISH.search(told.replace(str(tmp_path), "").replace(str(samples), ""))


def test_a_repair_is_told_in_both_languages(tmp_path: Path, write_form):
    import docx

    path = write_form(tmp_path / "unit.docx")
    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        for cell in row.cells:
            if cell.text == "108.00":
                cell.text = "1080000.00"
    document.save(str(path))
    (repair,) = fuhe.read(path).repairs
    _, told, _ = run("check", path)
    assert "清洗数据中已修复：1 处" in told
    assert f"资金第 {repair.row_no} 行的全年执行数：1080000.00 → 108" in told
    assert not ENGLISH.search(told)
    assert "the only change that settles" in repair.reason
    fuhe.ingest(path, tmp_path / "out", workers=0)
    (row,) = rows(tmp_path / "out", "repairs")
    assert row["reason_zh"] == repair.reason_zh
    assert "只有这一改动能消除" in row["reason_zh"]


def test_a_pipe_or_device_is_written_to_and_not_replaced(samples: Path, tmp_path: Path):
    pipe, taken = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reading = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
    reading.start()
    assert run("check", samples / "clean-2021.txt", "-f", "json", "-o", pipe)[0] == 0
    reading.join(timeout=30)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert b'"clean-2021.txt"' in taken[0]


def test_money_in_yuan_is_told_with_the_cell_as_printed(tmp_path: Path):
    money = (
        ("年度资金总额", "21,616,400.00", "21,616,400.00"),
        ("其中：财政拨款", "11,616,400.00", "10,716,400.00"),
        ("其他资金", "10,900,000.00", "10,900,000.00"),
    )
    path = form_page(tmp_path / "yuan.html", money, unit="元")
    _, told, _ = run("check", path)
    assert "原文所列  2161.64 万元（原文为 21,616,400.00 元）" in told
    assert "= 1161.64  其中：财政拨款" in told
    _, told, _ = run("check", path, "-f", "html")
    assert "2161.64 万元（原文为 21,616,400.00 元）" in told
