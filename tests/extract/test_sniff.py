"""What a file is, whatever it is called."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

import extract
from extract import ReadError, registry, sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
NONE, FREE, END = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE


def entry(name: str, kind: int, left: int, right: int, child: int, start: int) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    return (
        head + struct.pack("<3I", left, right, child) + bytes(36) + struct.pack("<IQ", start, 4096)
    )


def ole(*names: str, start: bytes = b"") -> bytes:
    """An old Office file with those streams in its root, the first of them starting as given.
    Sector 0 is the FAT, 1 the directory (and 2 where there are more than three), 3 the data."""
    chain = [entry(n, 2, NONE, i + 2 if i + 1 < len(names) else NONE, NONE, 3) for i, n in
             enumerate(names)]  # fmt: skip
    folder = entry("Root Entry", 5, NONE, NONE, 1, END) + b"".join(chain)
    folder = folder.ljust(2 * SECTOR, b"\0")
    fat = struct.pack("<128I", 0xFFFFFFFD, 2, END, END, *[FREE] * 124)
    header = OLE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + fat + folder + start.ljust(SECTOR, b"\0")


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/"), data)
    return path


def kind(folder: Path, data: bytes, name: str = "file.bin") -> str:
    path = folder / name
    path.write_bytes(data)
    return sniff(path)


def reason(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        sniff(path)
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value.reason


PAGE = "<html><body>绩效自评表</body></html>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\r\n" + b" " * 900 + b"%PDF-1.4", "pdf"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"II*\0\x08\0\0\0", "tif"),
        (b"MM\0*\0\0\0\x08", "tif"),
        (b"BM" + struct.pack("<IIII", 100, 0, 54, 40), "bmp"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\n \n<!-- a comment -->\n<TABLE><tr><td>1</td>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (PAGE.encode("gbk"), "html"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "html"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "html"),
        ("前面有字 <table><tr><td>1</td></tr></table>".encode(), "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mht"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>', "wordxml"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        ("一、项目概况\n".encode(), "txt"),
        ("一、项目概况\n".encode("gb18030"), "txt"),
        ("\ufeff一、项目概况\n".encode("utf-16-le"), "txt"),
        ("\ufeff一、项目概况\n".encode("utf-16-be"), "txt"),
        ("一、项目概况\n二、资金情况\n".encode("utf-16-le"), "txt"),
        (PAGE.encode("utf-16-be"), "html"),
        ("一、项\0目概况\n二、资\0金情况\n".encode(), "txt"),
        (PAGE.replace("<p>", "<p>\0", 1).encode("gb18030"), "html"),
        (b"plain < 5 and > 3", "txt"),
    ],
)
def test_content_decides(tmp_path: Path, data: bytes, expected: str) -> None:
    assert kind(tmp_path, data, "misleading.docx") == expected


def test_the_suffix_only_tells_values_from_running_text(tmp_path: Path) -> None:
    assert kind(tmp_path, b"a,b\n1,2\n", "a.CSV") == "csv"
    assert kind(tmp_path, b"a,b\n1,2\n", "a.txt") == "txt"
    assert kind(tmp_path, b"<table><tr><td>", "a.csv") == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_long_text_is_text_wherever_its_beginning_is_cut(tmp_path: Path, encoding: str) -> None:
    for blanks in range(4):
        assert kind(tmp_path, (" " * blanks + "绩效" * 40_000).encode(encoding)) == "txt"


TYPES = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"word__document.xml": b"<x/>"}, "docx"),
        (
            {"[Content_Types].xml": f"{TYPES}wordprocessingml.x".encode(), "word__a.xml": b""},
            "docx",
        ),
        ({"[Content_Types].xml": f"{TYPES}spreadsheetml.x".encode(), "xl__w.xml": b""}, "xlsx"),
        (
            {
                "[Content_Types].xml": f"{TYPES}spreadsheetml {TYPES}wordprocessingml".encode(),
                "xl__workbook.xml": b"",
                "xl__embeddings__a.docx": b"",
            },
            "xlsx",
        ),
        ({"[Content_Types].xml": b"presentationml", "ppt__presentation.xml": b""}, "pptx"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}, "odt"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"OFD.xml": b"<x/>"}, "ofd"),
        ({"a.txt": b"x", "word__notes.txt": b"x"}, "zip"),
    ],
)
def test_the_members_of_a_zip_decide(
    tmp_path: Path, members: dict[str, bytes], expected: str
) -> None:
    assert sniff(zipped(tmp_path / "a.doc", **members)) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("1Table", "WordDocument", "Data"), "doc"),
        (("Workbook",), "xls"),
        (("Book",), "xls"),
        (("PowerPoint Document",), "ppt"),
        (("ObjectPool", "Data", "x", "WordDocument"), "doc"),
    ],
)
def test_the_streams_of_an_old_office_file_decide(
    tmp_path: Path, names: tuple[str, ...], expected: str
) -> None:
    assert kind(tmp_path, ole(*names), "a.docx") == expected


def test_files_with_a_password_are_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(ole("EncryptionInfo", "EncryptedPackage"))
    assert reason(path) == "encrypted"
    path.write_bytes(ole("WordDocument", start=b"\xec\xa5" + bytes(9) + b"\x01"))
    assert reason(path) == "encrypted"


@pytest.mark.parametrize("what", ["text", "spreadsheet"])
def test_open_documents_with_a_password_are_encrypted(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{what}")
        package.writestr("content.xml", b"\x17\x03 not to be read")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert reason(path) == "encrypted"


def biff(*records: int) -> bytes:
    """The beginning of a workbook with those records of 8 bytes each."""
    return b"".join(struct.pack("<HH", record, 8) + bytes(8) for record in records)


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
@pytest.mark.parametrize("records", [(0x809, 0x2F), (0x809, 0x86, 0x2F)])
def test_an_old_workbook_with_a_password_is_encrypted_and_not_damaged(
    tmp_path: Path, stream: str, records: tuple[int, ...]
) -> None:
    path = tmp_path / "a.et"
    path.write_bytes(ole(stream, start=biff(*records)))
    assert reason(path) == "encrypted"


@pytest.mark.parametrize("records", [(0x809, 0xE1, 0xC1), (0x42, 0x2F), ()])
def test_an_old_workbook_without_a_password_is_a_workbook(
    tmp_path: Path, records: tuple[int, ...]
) -> None:
    assert kind(tmp_path, ole("Workbook", start=biff(*records))) == "xls"


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b" \r\n\t"])
def test_nothing_in_it_is_empty(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert reason(path) == "empty"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + bytes(40), OLE + bytes(30), OLE + b"\xff" * 600, ole("x")[:900]]
)
def test_a_cut_package_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert reason(path) == "damaged"


@pytest.mark.parametrize(
    "data",
    [b"\x7fELF\x02\x01\x01\0\0", bytes(range(256)) * 20, ole("Unknown"), b"\xff\xff\xff\xff"],
)
def test_anything_else_is_unsupported(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert reason(path) == "unsupported"


def test_a_circle_in_an_old_office_file_ends(tmp_path: Path) -> None:
    data = bytearray(ole("WordDocument"))
    data[SECTOR + 8 : SECTOR + 12] = struct.pack("<I", 1)  # sector 2 of the directory leads to 1
    assert kind(tmp_path, bytes(data)) == "doc"


def test_missing_files_and_folders_are_said_plainly(tmp_path: Path) -> None:
    assert reason(tmp_path / "none.docx") == "damaged"
    assert reason(tmp_path) == "unsupported"
    assert reason(Path("a\0b")) == "damaged"


@pytest.mark.skipif(os.name != "posix", reason="needs a named pipe")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path / "pipe") == "unsupported"


# The registry


def test_an_archive_is_no_document_and_says_who_reads_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.txt": b"x"})
    with pytest.raises(ReadError, match="ingest") as caught:
        extract.read(path)
    assert caught.value.reason == "unsupported"


def test_a_kind_without_a_reader_says_what_to_do(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", **{"[Content_Types].xml": b"presentationml", "ppt__p": b""})
    with pytest.raises(ReadError, match="save the document as") as caught:
        extract.read(path)
    assert caught.value.reason == "unsupported"


def test_every_declared_format_has_a_reader_that_registers_it() -> None:
    assert "docx" in registry.formats()
    for name in registry.formats():
        try:
            assert callable(registry.find_reader(name))
        except ReadError as error:
            assert error.reason == "missing-extra", (name, error.message)  # noqa: PT017


def test_a_new_reader_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fresh.py").write_text(
        "from extract.document import Document, Paragraph, Place\n"
        "from extract.registry import reader\n"
        'FORMATS = ("ofd",)\n'
        "@reader(*FORMATS)\n"
        "def read(path, kind):\n"
        '    return Document(kind, (Paragraph("新", Place()),), "fresh")\n',
        encoding="utf-8",
    )
    package = __import__("extract.readers", fromlist=["readers"])
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    monkeypatch.setattr(registry, "_readers", {})
    registry._modules.cache_clear()
    try:
        document = extract.read(zipped(tmp_path / "a.ofd", **{"OFD.xml": b"<x/>"}))
    finally:
        registry._modules.cache_clear()
    assert document.reader == "fresh"


def test_whatever_a_reader_trips_over_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trips(path: Path, kind: str) -> extract.Document:
        raise KeyError(path, kind)

    monkeypatch.setitem(registry._readers, "txt", trips)
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        extract.read(path)
    assert (caught.value.reason, caught.value.stage) == ("damaged", "read")
