"""What the fuzzing starts from: small whole documents of every format, drawn by code, and texts."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from benchmarks.families.formats import DIRECT, write_all
from benchmarks.families.generate import families, form, reports
from benchmarks.measuring import SAMPLES
from making.grid import Sheet

_FAMILIES = 6  # drawn forms, evenly from all families
_SHEET_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
    'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat '
    'ss:Format="0.00%"/></Style></Styles><Worksheet ss:Name="自评表"><Table>{}</Table></Worksheet></Workbook>'
)
_LINES = (
    "单位：万元", "12,345.67", "1 234.50", "(12.5)", "-30.42", "86%", "85.7‰", "￥8", "9.8/10", "1.5亿元", "10万元", "108人", "12 .50",
    "20\n18", "≥95%", "不低于90%", "17个街道（镇）", "12月31日前", "2021年底", "5～10%", "控制在3%以内", "=8", "10", "达到100%", "定性",
    "854万元（其中中央400万元）", "七、1.2.3", "一百二十三", "○", "/", "——", "无",
)  # fmt: skip


@cache
def sheets() -> Mapping[str, Sheet]:
    """A few drawn forms and one report, by name."""
    every = families()
    step = max(1, len(every) // _FAMILIES)
    drawn = {f["id"]: form(f, seed)[0] for seed, f in enumerate(every[::step], 1)}
    return drawn | {f["id"]: form(f, 1)[0] for f in reports()[:1]}


def sample(suffix: str) -> Iterator[bytes]:
    """The samples of one format."""
    for path in sorted(SAMPLES.glob(f"*.{suffix}")):
        yield path.read_bytes()


def written(*kinds: str) -> Iterator[bytes]:
    """Every drawn form in formats that are written at once (``pdf-unruled`` is one)."""
    for kind in kinds:
        for sheet in sheets().values():
            yield DIRECT[kind](sheet)


def converted(kind: str, folder: Path) -> list[bytes]:
    """Drawn forms in a format that LibreOffice makes; none where it is not installed."""
    from extract.readers.office import find_program

    if find_program() is None:
        return []
    few = dict(list(sheets().items())[:3])
    return [path.read_bytes() for path in write_all(few, kind, folder).values() if path.exists()]


def texts() -> Iterator[bytes]:
    """The samples and drawn forms as text, in the codes that such files are written in."""
    plain = [data.decode("utf-8") for data in (*sample("txt"), *written("txt"))]
    yield from (text.encode() for text in plain)
    yield from (
        text.encode(code) for text, code in zip(plain, ("gb18030", "utf-16", "big5hkscs"), strict=False)
        if _can(text, code)
    )  # fmt: skip
    for sheet in sheets().values():
        for mark in ("\t", "|", "  ", ""):
            yield dumped(sheet, mark).encode()


def dumped(sheet: Sheet, mark: str) -> str:
    """A form as a dump of its cells: a line a row, or (no mark) everything glued together."""
    rows = [mark.join(box.text.replace("\n", "") for box in row) for row in sheet.by_row()]
    return "\n".join((sheet.title, *rows, *(line.shown for line in sheet.lines)))


def grids() -> Iterator[bytes]:
    """Forms as lines of cells: ``text ␟ rows ␟ columns``, tabs between."""
    for sheet in sheets().values():
        rows = [
            "\t".join(f"{b.text.replace(chr(10), '')}\x1f{b.rowspan}\x1f{b.colspan}" for b in row)
            for row in sheet.by_row()
        ]
        yield "\n".join((sheet.title.replace("\n", ""), *rows)).encode()


def pages() -> Iterator[bytes]:
    """Pages without rules or half ruled, as lines ``x0 top x1 bottom text`` and ``- y x0 x1``."""
    for n, sheet in enumerate(sheets().values()):
        lines = []
        lefts = [
            sum(sheet.widths[:i]) / sum(sheet.widths) * 500 for i in range(len(sheet.widths) + 1)
        ]
        for box in sheet.boxes:
            left, top = lefts[box.col] + 3, box.row * 22.0 + 40
            for k, line in enumerate(box.text.split("\n")):
                width = min(9.0 * len(line), lefts[box.col + box.colspan] - left)
                lines.append(
                    f"{left:g} {top + 11 * k:g} {left + width:g} {top + 11 * k + 9:g} {line}"
                )
        if n % 2:
            lines += [f"- {row * 22.0 + 36:g} 0 500" for row in range(sheet.rows + 1)]
        yield "\n".join(lines).encode()


def narratives() -> Iterator[bytes]:
    """The running text of the samples and reports."""
    for data in sample("txt"):
        text = data.decode("utf-8")
        start = text.find("一、")
        yield text[max(start, 0) :].encode()
    for sheet in sheets().values():
        if sheet.lines:
            yield "\n".join(line.shown for line in sheet.lines).encode()


def cells() -> Iterator[bytes]:
    """Printed cells of every sort, a line each."""
    yield "\n".join(_LINES).encode()
    for sheet in sheets().values():
        yield "\n".join(box.text.replace("\n", "") for box in sheet.boxes).encode()


def sheet_xml() -> Iterator[bytes]:
    """Workbooks of Excel 2003 in XML."""
    for sheet in list(sheets().values())[:3]:
        rows = ""
        for row in sheet.by_row():
            found = "".join(
                f'<Cell ss:Index="{b.col + 1}" ss:MergeDown="{b.rowspan - 1}" ss:MergeAcross="{b.colspan - 1}" '
                f'ss:StyleID="p"><Data ss:Type="{"Number" if b.text.isdigit() else "String"}">{b.text}</Data></Cell>'
                for b in row
            )
            rows += f"<Row>{found}</Row>"
        yield _SHEET_XML.format(rows).encode()


def archives() -> Iterator[bytes]:
    """Archives of small files, with names in GBK, in folders, and one inside another."""
    text = "2022年度绩效自评报告\n一、概况\n".encode()
    inner = packed({"内/甲.txt": text, "乙.html": "<p>预算10万元</p>".encode()})
    yield inner
    yield packed(
        {"a/b/c.zip": inner, "空.txt": b"", "__MACOSX/x": b"1", "l.docx": next(sample("docx"))}
    )


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def heads() -> Iterator[bytes]:
    """The beginnings by which formats are told apart."""
    yield from (
        b"%PDF-1.7\n",
        b"{\\rtf1",
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"BM",
    )
    yield from (
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"II*\0",
        b"GIF89a",
        b"PK\x05\x06" + b"\0" * 18,
    )
    yield from ("绩效".encode(code) for code in ("utf-8-sig", "utf-16", "utf-32", "gb18030"))
    yield b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>'
    yield from (next(archives()), next(sheet_xml())[:900], ole())


def ole() -> bytes:
    """The smallest OLE2 file that says it is a Word file."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 62, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", head, 48, 1)
    struct.pack_into("<2I", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    return bytes(head) + fat + _entry("Root Entry", 5, 1, 0) + _entry("WordDocument", 2, -1, 2) + (
        b"\0" * 256 + b"\xec\xa5" + b"\0" * 510
    )  # fmt: skip


def _entry(name: str, kind: int, child: int, start: int) -> bytes:
    raw = name.encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(raw)] = raw
    struct.pack_into("<HB", entry, 64, len(raw) + 2, kind)
    struct.pack_into("<3i", entry, 68, -1, -1, child)
    struct.pack_into("<2I", entry, 116, start, 512)
    return bytes(entry)


def pictures() -> Iterator[bytes]:
    """Small pictures of a ruled table with figures in it, in every format."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (220, 90), 255)
    pen = ImageDraw.Draw(image)
    for at in (4, 32, 60, 86):
        pen.line((4, at, 214, at), 0, 2)
    for at in (4, 110, 214):
        pen.line((at, 4, at, 86), 0, 2)
    pen.text((16, 10), "13351.2", 0)
    pen.text((120, 38), "86%", 0)
    for name in ("PNG", "TIFF", "BMP", "JPEG"):
        buffer = io.BytesIO()
        image.save(buffer, name, dpi=(100, 100))
        yield buffer.getvalue()


def _can(text: str, code: str) -> bool:
    try:
        text.encode(code)
    except UnicodeEncodeError:
        return False
    return True
