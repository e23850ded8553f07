"""Old Word and its kin through LibreOffice: the same document, one start for many, bad files."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import extract
from extract import Document, ReadError
from extract.readers import office

PAGE = """<html><head><meta charset="utf-8"></head><body><h1>绩效自评表</h1>
<table border="1"><tr><td rowspan="2">资金</td><td>预算数</td><td>执行数</td></tr>
<tr><td>13351.2</td><td>11436.27</td></tr></table><p>一、部门概况</p></body></html>"""
RTF = "{\\rtf1\\ansi\\ansicpg936 \\'bc\\'a8\\'d0\\'a7\\par}"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry '
    'm:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/><m:file-entry '
    'm:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)
ODT = (
    f'<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}"><office:body>'
    "<office:text><text:p>一、部门概况</text:p></office:text></office:body></office:document-content>"
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, need_program: Callable[[str], str]) -> Path:
    """A folder with a .doc that LibreOffice saved, and an .rtf and an .odt written by hand."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "form.html").write_text(PAGE, encoding="utf-8")
    (folder / "form.rtf").write_text(RTF, encoding="ascii")
    with zipfile.ZipFile(folder / "form.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", ODT)
        package.writestr("META-INF/manifest.xml", MANIFEST)
    subprocess.run(
        [
            *(need_program("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--headless", "--writer", "--convert-to", "doc", "--outdir", str(folder)),
            str(folder / "form.html"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def texts(document: Document) -> list[str]:
    return [cell.text for table in document.tables for cell in table.cells]


def test_a_doc_is_read_with_its_merged_cells_and_paragraphs(saved: Path) -> None:
    document = extract.read(saved / "form.doc")
    assert (document.format, document.reader) == ("doc", "office")
    assert texts(document) == ["资金", "预算数", "执行数", "13351.2", "11436.27"]
    assert next(document.tables).cells[0].rowspan == 2
    assert [p.text for p in document.paragraphs if p.text.strip()] == ["绩效自评表", "一、部门概况"]


def test_bad_files_among_many_cost_only_themselves(saved: Path, tmp_path: Path) -> None:
    cut, odd = tmp_path / "cut.doc", tmp_path / "odd.wps"
    cut.write_bytes((saved / "form.doc").read_bytes()[:2500])
    odd.write_bytes(bytes(range(256)) * 40)  # LibreOffice takes it for a text
    files = [(saved / "form.doc", "doc"), (cut, "doc"), (saved / "form.rtf", "rtf"), (odd, "wps")]
    results = list(office.read_many([*files, (saved / "form.odt", "odt")]))
    assert [getattr(r, "reason", None) for r in results] == [None, "damaged", None, "damaged", None]
    read = [result for result in results if isinstance(result, Document)]
    assert [document.format for document in read] == ["doc", "rtf", "odt"]
    assert [[p.text for p in document.paragraphs] for document in read[1:]] == [
        ["绩效"],
        ["一、部门概况"],
    ]


def test_a_file_that_takes_too_long_is_given_up(saved: Path) -> None:
    (result,) = office.read_many([(saved / "form.doc", "doc")], seconds=0.0)
    assert isinstance(result, ReadError)
    assert result.reason == "timeout"


def test_without_libreoffice_the_way_to_install_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    path = tmp_path / "x.rtf"
    path.write_text("{\\rtf1 text}")
    with pytest.raises(ReadError, match="apt-get install libreoffice-writer") as error:
        extract.read(path)
    assert error.value.reason == "missing-program"


def test_a_locked_odt_is_told_before_libreoffice_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_program", lambda: "/nowhere")
    path = tmp_path / "x.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(ReadError) as error:
        office.read(path, "odt")
    assert error.value.reason == "encrypted"
