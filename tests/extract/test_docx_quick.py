"""The quick ways of reading Word give what the thorough ones give."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from extract import Document, _zip
from extract.readers import docx
from extract.readers._docx_plain import Swept
from extract.readers._docx_style_sheet import StyleSheet

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.docx"))
P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
TC = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
BODIES = {
    "cells merged across and down": "<w:tbl><w:tr>"
    + TC.format('<w:gridSpan w:val="2"/>', P.format("合计"))
    + TC.format('<w:vMerge w:val="restart"/>', P.format("一"))
    + "</w:tr><w:tr>"
    + TC.format("", P.format("a") + P.format(" ") + P.format("b"))
    + TC.format("", P.format("c"))
    + TC.format("<w:vMerge/>", P.format("gone"))
    + "</w:tr></w:tbl>",
    "a table in a cell": "<w:tbl><w:tr>"
    + TC.format("", "<w:tbl><w:tr>" + TC.format("", P.format("in")) * 2 + "</w:tr></w:tbl><w:p/>")
    + TC.format("", P.format("out"))
    + "</w:tr></w:tbl>",
    "a paragraph that is no cell's": f"<w:tbl><w:tr>{P.format('lost')}"
    + TC.format("", P.format("kept"))
    + f"</w:tr>{P.format('lost too')}</w:tbl>",
    "a text that is in no run": "<w:tbl><w:tr>"
    + TC.format("", "<w:p><w:t>bare</w:t></w:p><w:t>lost</w:t>")
    + "</w:tr></w:tbl>",
    "controls around rows, cells and paragraphs": "<w:sdt><w:sdtContent><w:tbl><w:sdt><w:sdtContent><w:tr>"
    + TC.format("", f"<w:sdt><w:sdtContent>{P.format('x')}</w:sdtContent></w:sdt>")
    + "</w:tr></w:sdtContent></w:sdt></w:tbl></w:sdtContent></w:sdt>"
    + P.format("after"),
    "rows whose spans do not agree": "<w:tbl><w:tr>"
    + TC.format('<w:tcW w:w="2000"/>', P.format("wide"))
    + "</w:tr><w:tr>"
    + TC.format('<w:tcW w:w="1000"/>', P.format("n")) * 2
    + "</w:tr></w:tbl>",
    "what a cell was before a tracked change": "<w:tbl><w:tr>"
    + TC.format(
        '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>', P.format("1")
    )
    + TC.format("", P.format("2"))
    + "</w:tr></w:tbl>",
    "bold runs, breaks, tabs and blanks": '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t><w:br/><w:t xml:space="preserve"> b</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>c </w:t><w:tab/></w:r></w:p>',
}


def made(folder: Path, body: str) -> Path:
    path = folder / "made.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return path


def thoroughly(path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Read with nothing taken for plain."""
    with monkeypatch.context() as patch:
        patch.setattr("extract.readers._docx_story.sweep", lambda *_: Swept())
        return docx.read(path, "docx")


@pytest.mark.parametrize("name", BODIES)
def test_one_pass_and_the_walk_give_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path, BODIES[name])
    assert docx.read(path, "docx") == thoroughly(path, monkeypatch)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_one_pass_and_the_walk_give_the_same_of_a_sample(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = docx.read(path, "docx")
    assert document == thoroughly(path, monkeypatch)
    assert list(document.tables)


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="c"/>'
    '<w:style w:type="paragraph" w:styleId="标题"><w:basedOn w:val="a"/></w:style>{}</w:styles>'
)


@pytest.mark.parametrize(
    "more",
    ["", "<!-- w:styleId -->", '<w:style w:type="paragraph" w:styleId="x&amp;y"/>'],
    ids=["plain", "with a comment", "with a reference in an id"],
)
def test_styles_are_found_by_their_marks_as_by_parsing(more: str) -> None:
    sheet = StyleSheet("word/styles.xml", STYLES.format(more).encode())
    whole = StyleSheet("word/styles.xml", STYLES.format(more + "<!-- -->").encode())
    assert sheet.default == whole.default == "a"
    for name in ("a", "c", "标题", "x&y", "b", ""):
        one, other = sheet.style(name), whole.style(name)
        assert (one is None) == (other is None)
        assert one is None or other is None or one.attrib == other.attrib
    assert sheet.defaults() is not None


def test_a_member_that_lies_about_its_size_is_left_to_zipfile(tmp_path: Path) -> None:
    path = made(tmp_path, P.format("text"))
    with zipfile.ZipFile(path) as package:
        member = package.getinfo("word/document.xml")
        assert _zip.read_member(package, member) == package.read("word/document.xml")
        member.CRC ^= 1
        with pytest.raises(zipfile.BadZipFile):
            _zip.read_member(package, member)
