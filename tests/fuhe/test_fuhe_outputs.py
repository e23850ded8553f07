"""What fuhe writes for programs and pages: whole, valid, and harmless whatever a document holds."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import fuhe
from fuhe.corpus.cells import cell, plain, writable
from fuhe.names import on_screen, shown
from fuhe.outputs.failed import Failed
from fuhe.outputs.words import Words, default_lang
from fuhe.outputs.wrap import width, wrap

SCRIPT = "<script>alert('复核')</script>"


class Batch:
    """Documents and failures, as an output asks for them."""

    def __init__(self, *paths: Path) -> None:
        self.paths = paths
        self.failures = [Failed("a\nb<i>.docx", "", "open", "missing", "There is no such file.")]

    def documents(self):
        for path in self.paths:
            yield path.name, fuhe.read(path)


@pytest.fixture
def hostile(tmp_path: Path, write_form) -> Path:
    return write_form(
        tmp_path / "<b>x.docx", project=f'=HYPERLINK("http://x.test") {SCRIPT}', score="97"
    )


@pytest.fixture
def schema(root: Path) -> dict[str, object]:
    return json.loads((root / "docs" / "findings.schema.json").read_text("utf-8"))


def written(module: str, *paths: Path, lang: str = "zh") -> bytes:
    from importlib import import_module

    out = io.BytesIO()
    write = import_module(f"fuhe.outputs.{module}").write
    arguments = () if module == "json" else (Words(lang),)
    write(Batch(*paths), out, *arguments)
    return out.getvalue()


def test_json_follows_the_published_schema(hostile: Path, samples: Path, schema):
    data = json.loads(
        written("json", hostile, samples / "yuelu-2021.docx", samples / "yuelu-2021.pdf")
    )
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert [error.message for error in validator.iter_errors(data)] == []
    assert len(data["documents"]) == 3
    finding = data["documents"][0]["findings"][0]
    assert (finding["rule"], finding["stated"], finding["recomputed"]) == (
        "total-score",
        "97",
        "98.5",
    )
    assert finding["difference"] == "-1.5"
    assert sum(Decimal(term["value"]) for term in finding["terms"]) == Decimal("98.5")


def test_json_without_documents_is_valid_too(schema):
    data = json.loads(written("json"))
    jsonschema.validate(data, schema)
    assert data["documents"] == []
    assert data["failures"][0]["path"] == "a\nb<i>.docx"


def test_html_escapes_everything_and_needs_nothing_else(hostile: Path):
    for lang in ("zh", "en"):
        page = written("html", hostile, lang=lang).decode("utf-8")
        assert "<script" not in page
        assert "&lt;b&gt;x.docx" in page
        assert "a\nb&lt;i&gt;.docx" in page
        assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page)
        assert "default-src 'none'" in page


def test_the_corpus_report_escapes_everything(tmp_path: Path, hostile: Path):
    from fuhe.outputs.report import write_report

    fuhe.ingest([hostile, tmp_path / "none<i>"], tmp_path / "corpus", workers=0)
    page = write_report(tmp_path / "corpus", tmp_path / "page.html", Words("zh")).read_text("utf-8")
    assert "&lt;b&gt;x.docx" in page
    assert "none&lt;i&gt;" in page
    assert "<script" not in page
    assert "<i>" not in page


def test_a_workbook_computes_and_no_text_of_a_document_does(tmp_path: Path, write_form):
    openpyxl = pytest.importorskip("openpyxl")
    wrong = write_form(tmp_path / "=1+1.docx", project="@SUM(1)", score="97")
    data = written("xlsx", wrong)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert formulas.sheetnames == ["概况", "问题", "核对", "修复", "无法读取"]
    for sheet in formulas:
        for row in sheet.iter_rows():
            for one in row:
                if one.data_type == "f":
                    assert re.fullmatch(r"=(ROUND\([A-Z]\d+-[A-Z]\d+,8\)|[-+.()\d]+)", one.value)
    assert formulas["问题"]["A2"].value == "=1+1.docx"
    assert formulas["问题"]["A2"].data_type == "s"
    assert formulas["问题"]["H2"].value == "=9+50+30+9.5"
    assert values["问题"]["H2"].value == 98.5
    assert values["问题"]["I2"].value == -1.5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (False, "false"), (7, "7"), ("复\r\n核", "复\n核"),
        (Decimal("10.50"), "10.50"), (Decimal("1E+3"), "1000"), (Decimal("-0.00"), "0.00"),
        (Decimal("1E-7"), "0.0000001"), (Decimal("-30.42"), "-30.42"), (Decimal("NaN"), ""),
    ],
)  # fmt: skip
def test_cells_are_plain(value, text):
    assert cell(value) == text


def test_text_that_no_file_can_hold_is_marked():
    assert writable("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert plain(Decimal("0E-2")) == "0.00"


def test_names_are_shown_so_that_no_two_look_alike():
    assert shown("a\udcb8b") == "a\\xb8b"
    assert shown("a\\xb8b") == "a\\x5cxb8b"
    assert shown("年度/报告.docx") == "年度/报告.docx"


def test_a_name_cannot_move_the_cursor_or_turn_the_line():
    assert on_screen("a\x1b[31m\nb\u202ecod.exe") == "a\\x1b[31m\\nb\\u202ecod.exe"


def test_lines_are_broken_between_chinese_characters_and_not_inside_words():
    text = "合计的全年预算数为 13351.2，而各项之和为 13381.62（7547.08 + 5834.54）。"
    for room in (12, 20, 37, 80):
        lines = wrap(text, room)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert max(width(line) for line in lines) <= room
        assert not any(line[0] in "，。、）" for line in lines)
        assert not any(line.endswith("（") for line in lines)
    assert "13381.62" in "\n".join(wrap(text, 20))
    assert wrap("", 10) == [""]
    assert wrap("a\nb", 10) == ["a", "b"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_the_locale_decides_the_language():
    assert default_lang({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert default_lang({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == "en"
    assert default_lang({}) == "en"


def test_both_languages_have_every_word():
    from fuhe.outputs.words import _all

    for group, words in _all().items():
        for name, text in words.items():
            assert set(text) == {"zh", "en"}, f"{group}.{name}"
            holes = [sorted(re.findall(r"\{\d\}", text[lang])) for lang in ("zh", "en")]
            assert holes[0] == holes[1], f"{group}.{name}"


def test_a_document_read_from_python_has_the_same_face(samples: Path):
    document = fuhe.read(samples / "yuelu-2021.docx")
    assert document.provenance.format == "docx"
    assert document.doc_id == document.provenance.sha256[:16]
    assert len(document.forms) == 1
    assert document.sections
    assert document.count("error") == len([f for f in document.findings if f.severity == "error"])
    with pytest.raises(AttributeError):
        document.forms = ()
    with pytest.raises(fuhe.ReadError):
        fuhe.read(samples / "not there.docx")
