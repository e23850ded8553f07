"""What is remembered from one Word file to the next, or from asking what a file is to reading it,
never stands in for what the file says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import extract
from extract import ReadError, _zip

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = f'<Relationships xmlns="{R}"><Relationship Id="r1" Type="{OFFICE}/styles" Target="{{}}"/></Relationships>'
STYLES = f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="a"><w:pPr><w:outlineLvl w:val="{{}}"/></w:pPr></w:style></w:styles>'
BODY = f'<w:document xmlns:w="{W}"><w:body><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>{{}}</w:t></w:r></w:p></w:body></w:document>'


def write(
    path: Path,
    text: str,
    level: int = 0,
    styles: str = "styles.xml",
    press: int = zipfile.ZIP_DEFLATED,
) -> Path:
    with zipfile.ZipFile(path, "w", press) as package:
        package.writestr("word/_rels/document.xml.rels", RELATIONS.format(styles))
        package.writestr(f"word/{styles}", STYLES.format(level))
        package.writestr("word/document.xml", BODY.format(text))
    return path


def said(path: Path) -> tuple[str, int | None]:
    (paragraph,) = extract.read(path).paragraphs
    return paragraph.text, paragraph.level


def test_each_file_is_read_with_its_own_styles(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1.docx", "one", 0), write(tmp_path / "2.docx", "two", 1)
    assert [said(p) for p in (first, second, first, first)] == [
        ("one", 1), ("two", 2), ("one", 1), ("one", 1)
    ]  # fmt: skip


def test_styles_that_are_stored_unpressed_are_told_apart_too(tmp_path: Path) -> None:
    stored = [write(tmp_path / f"{n}.docx", "x", n, press=zipfile.ZIP_STORED) for n in (0, 1, 0)]
    assert [said(p)[1] for p in stored] == [1, 2, 1]


def test_parts_are_found_where_each_file_says(tmp_path: Path) -> None:
    one = write(tmp_path / "1.docx", "one", 2, "styles.xml")
    other = write(tmp_path / "2.docx", "two", 3, "formats.xml")
    assert [said(p)[1] for p in (one, other, one)] == [3, 4, 3]


def test_a_file_that_was_exchanged_after_it_was_sniffed_is_read_as_it_is_now(
    tmp_path: Path,
) -> None:
    path, other = write(tmp_path / "1.docx", "old"), write(tmp_path / "2.docx", "other and longer")
    assert extract.sniff(path) == "docx"
    other.replace(path)
    unzip = _zip.Unzip(path)
    member = next(m for m in unzip.members if m.filename == "word/document.xml")
    assert b"other and longer" in unzip.read(member)
    unzip.close()


def test_the_list_of_members_serves_one_reader_only(tmp_path: Path) -> None:
    path = write(tmp_path / "1.docx", "text")
    extract.sniff(path)
    first, second = _zip.Unzip(path), _zip.Unzip(path)
    names = [[m.filename for m in unzip.members] for unzip in (first, second)]
    assert names[0] == names[1]
    assert [unzip.read(unzip.members[-1]) for unzip in (first, second)] == [
        BODY.format("text").encode()
    ] * 2
    first.close()
    second.close()


@pytest.mark.parametrize("sniffed", [False, True], ids=["alone", "after it was sniffed"])
def test_a_member_with_a_wrong_checksum_is_damaged(tmp_path: Path, sniffed: bool) -> None:
    path = write(tmp_path / "1.docx", "text" * 99)
    with zipfile.ZipFile(path) as package:
        member = package.getinfo("word/document.xml")
        at = member.header_offset + 30 + len(member.filename) + member.compress_size - 4
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    if sniffed:
        assert extract.sniff(path) == "docx"
    with pytest.raises(ReadError) as caught:
        extract.read(path)
    assert caught.value.reason == "damaged"
