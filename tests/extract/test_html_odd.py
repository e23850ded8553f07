"""Web pages as careless programs write them: broken bytes, odd spans, archives of several pages."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from extract import Document, ReadError, read

TABLE = (
    "<table><tr><td rowspan=2>产出指标</td><td>培训人次</td><td>95</td></tr>"
    "<tr><td>验收合格率</td><td>100%</td></tr></table>"
)
PAGE = f"<html><body><h1>绩效自评表</h1>{TABLE}</body></html>"


def read_as(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def shape(document: Document) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.rowspan, c.colspan) for c in table.cells] for table in document.tables]


def archive(*pages: str, encoding: str = "utf-8") -> bytes:
    message = MIMEMultipart("related")
    for page in pages:
        message.attach(MIMEText(page, "html", encoding))
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_page_with_a_broken_byte_is_a_page(tmp_path: Path, encoding: str) -> None:
    data = PAGE.replace("</h1>", "\n</h1>").encode(encoding).replace(b"\n", b" \xff ")
    data = data.replace(b"</body>", "正文".encode(encoding) * 300 + b"</body>")
    found = read_as(tmp_path, "page.html", data)
    assert found.format == "html"
    assert shape(found) == shape(read_as(tmp_path, "whole.html", PAGE.encode()))


def test_bytes_of_no_text_stay_unsupported(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_as(tmp_path, "page.html", bytes(range(128, 256)) * 50 + b"<html>\x01\x02")
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize("value", ['"2px"', '" 2 "', "'2.0'", "+2"])
def test_a_span_is_the_number_that_it_begins_with(tmp_path: Path, value: str) -> None:
    page = PAGE.replace("rowspan=2", f"rowspan={value}")
    assert shape(read_as(tmp_path, "p.html", page.encode()))[0][0] == ("产出指标", 2, 1)


def test_the_form_in_a_frame_of_an_archive_is_read(tmp_path: Path) -> None:
    frames = "<html><frameset><frame src=a></frameset></html>"
    contents = "<html><body><div>目录</div></body></html>"
    found = read_as(tmp_path, "a.mht", archive(frames, contents, PAGE, encoding="gb18030"))
    assert [len(table.cells) for table in found.tables] == [5]
    assert [p.text for p in found.paragraphs] == ["目录", "绩效自评表"]


def test_every_sheet_of_a_workbook_saved_as_an_archive_is_read_once(tmp_path: Path) -> None:
    second = PAGE.replace("培训人次", "加固水库")
    found = read_as(tmp_path, "book.mht", archive(PAGE, second, PAGE))
    assert [table.place.table for table in found.tables] == [1, 2]
    assert shape(found)[1][1][0] == "加固水库"


def test_advertisements_in_frames_are_left_out(tmp_path: Path) -> None:
    found = read_as(tmp_path, "a.mht", archive(PAGE, "<html><body><p>分享到微信</p></body></html>"))
    assert "分享到微信" not in [p.text for p in found.paragraphs]
