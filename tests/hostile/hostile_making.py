"""Files that mean harm, made on the spot: name -> how to write it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

SECRET = "top-secret-7f3a"  # noqa: S105 - a mark to look for
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{CT}"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{REL}"><Relationship Id="r1" Type='
    f'"{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
TITLE = "2022年度项目支出绩效自评报告"


def as_bytes(text: str) -> bytes:
    return text.encode()


def zipped(parts: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def docx(body: str, head: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    document = (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}" xmlns:r="{R}">'
        f"<w:body>{body}</w:body></w:document>"
    )
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document}
    return zipped({**parts, **(more or {})})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_table(rows: int, cols: int) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    return docx(f"<w:tbl>{f'<w:tr>{cell * cols}</w:tr>' * rows}</w:tbl>")


def docx_nested(depth: int) -> bytes:
    inner = paragraph("最里面")
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return docx(inner)


def docx_external(target: str) -> bytes:
    rels = (
        f'<?xml version="1.0"?><Relationships xmlns="{REL}">'
        f'<Relationship Id="x1" Type="{R}/attachedTemplate" Target="{target}" TargetMode="External"/>'
        f'<Relationship Id="x2" Type="{R}/subDocument" Target="{target}" TargetMode="External"/>'
        f'<Relationship Id="x3" Type="{R}/footnotes" Target="../../../../../..{target[7:]}"/>'
        "</Relationships>"
    )
    body = f'{paragraph(TITLE)}<w:subDoc r:id="x2"/>'
    return docx(body, more={"word/_rels/document.xml.rels": rels})


def xlsx(strings: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    override = (
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/>'
    )
    return zipped({
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{CT}"><Default Extension="xml" '
        f'ContentType="application/xml"/>{override}</Types>',
        "_rels/.rels": RELS.replace("word/document.xml", "xl/workbook.xml"),
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{R}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{REL}">'
        f'<Relationship Id="r1" Type="{R}/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" '
        f'Type="{R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/s.xml": f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData><row r="1">'
        '<c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
        "xl/sharedStrings.xml": strings.format(main=main),
    })  # fmt: skip


def odf(kind: str, head: str, text: str) -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns"
    mime = f"application/vnd.oasis.opendocument.{kind}"
    table = f"<table:table><table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
    inner = f"<office:{kind}>{table if kind == 'spreadsheet' else f'<text:p>{text}</text:p>'}</office:{kind}>"
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content xmlns:office="{name}:office:1.0" '
        f'xmlns:text="{name}:text:1.0" xmlns:table="{name}:table:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body>{inner}</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{name}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    parts = {"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zipped(parts, zipfile.ZIP_STORED)


def entity(target: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY s SYSTEM "{target}">]>'


def laughs() -> str:
    return f"<!DOCTYPE x [{LAUGHS}]>"


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, root, start)
    return out


def pdf_page(box: bytes = b"[0 0 595 842]", content: bytes = b"", more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R " + more + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources << /Font << /F "
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        4: b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream",
    })  # fmt: skip


def pdf_loop() -> bytes:
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1000000000 >>",
        3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1000000000 >>",
    })  # fmt: skip


def pdf_many(count: int) -> bytes:
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [" + b"3 0 R " * count + b"] /Count %d >>" % count,
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    })  # fmt: skip


def bomb(megabytes: int) -> bytes:
    """A zip whose one member is so many MB of blanks."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package,
        package.open("绩效.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(b" " * (1 << 20))
    return buffer.getvalue()


def lying_zip() -> bytes:
    """A member that says it is 10 bytes long and is 8 MB."""
    data = bytearray(zipped({"绩效.txt": b" " * (8 << 20)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + at
        data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


def traversal() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in (
            "../../escaped.txt",
            "/escaped.txt",
            "C:\\escaped.txt",
            "a/../../../escaped.txt",
        ):
            archive.writestr(name, TITLE)
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def html_table(rows: int, cols: int) -> bytes:
    row = "<td>1</td>" * cols
    return f"<table>{f'<tr>{row}</tr>' * rows}</table>".encode()


def files(secret: Path) -> dict[str, Callable[[], bytes]]:
    """Every hostile file; ``secret`` is what some of them try to read."""
    url = secret.as_uri()
    strings = '<?xml version="1.0"?>{head}<sst xmlns="{{main}}" count="1" uniqueCount="1"><si><t>{text}</t></si></sst>'
    script = f"{TITLE}<script>alert('{SECRET}')</script><img src=x onerror=alert(1)>"
    return {
        "bomb-part.docx": lambda: docx("", more={"word/styles.xml": b" " * (80 << 20)}),
        "bomb.zip": lambda: bomb(80),
        "bomb-nested.zip": lambda: zipped({"inner.zip": bomb(80), "ok.txt": TITLE}),
        "lying.zip": lying_zip,
        "traversal.zip": traversal,
        "laughs.docx": lambda: docx(paragraph("&l8;"), laughs()),
        "laughs.xlsx": lambda: xlsx(strings.format(head=laughs(), text="&l8;")),
        "laughs.ods": lambda: odf("spreadsheet", laughs(), "&l8;"),
        "laughs.odt": lambda: odf("text", laughs(), "&l8;"),
        "laughs.html": lambda: as_bytes(f"{laughs()}<html><p>{TITLE}&l8;</p></html>"),
        "entity.docx": lambda: docx(paragraph("&s;"), entity(url)),
        "entity.xlsx": lambda: xlsx(strings.format(head=entity(url), text="&s;")),
        "entity.ods": lambda: odf("spreadsheet", entity(url), "&s;"),
        "entity.odt": lambda: odf("text", entity(url), "&s;"),
        "entity.html": lambda: as_bytes(f"{entity(url)}<html><p>{TITLE}&s;</p><iframe src='{url}'></iframe></html>"),
        "linked.docx": lambda: docx_external(url),
        "linked.odt": lambda: odf(
            "text", "", f'</text:p><text:section text:name="s"><text:section-source xlink:href="{url}"/>'
            "<text:p>旧</text:p></text:section><text:p>",
        ),
        "linked.rtf": lambda: as_bytes(
            f'{{\\rtf1\\ansi {{\\field{{\\*\\fldinst INCLUDETEXT "{secret}"}}{{\\fldrslt old}}}} text\\par}}'
        ),
        "loop.pdf": pdf_loop,
        "endless.pdf": lambda: pdf_many(200_000),
        "huge-page.pdf": lambda: pdf_page(b"[0 0 99999999 99999999]", b"BT /F 9 Tf (x) Tj ET"),
        "deep.pdf": lambda: pdf_page(more=b"/X " + b"[" * 100_000 + b"]" * 100_000),
        "flate-bomb.pdf": lambda: pdf_page(content=b"0 0 m 9 9 l S\n" * (2 << 20)),
        "script.pdf": lambda: pdf_page(
            more=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", content=b"BT /F 9 Tf (1) Tj ET"
        ),
        "cells.docx": lambda: docx_table(1_000, 100),
        "cells.html": lambda: html_table(100, 100),
        "cells.csv": lambda: (",".join("1" * 100) + "\n").encode() * 1_000,
        "span.html": lambda: b"<table><tr><td rowspan=99999999 colspan=99999999>1</td></tr></table>",
        "nested.docx": lambda: docx_nested(2_000),
        "nested.html": lambda: b"<table><tr><td>" * 5_000 + b"1",
        "deep.html": lambda: b"<div>" * 200_000 + TITLE.encode(),
        "long.txt": lambda: TITLE.encode() + "绩效".encode() * (8 << 20),
        "long.docx": lambda: docx(paragraph("绩" * (16 << 20))),
        "long.html": lambda: as_bytes(f"<p>{'绩' * (4 << 20)}</p>"),
        "nul.txt": lambda: as_bytes(f"{TITLE}\n一、概\0况\n\0"),
        "nul.html": lambda: as_bytes(f"<p>{TITLE}\0</p>"),
        "rtl.txt": lambda: as_bytes(f"{TITLE}\n一、\u202e况概\u202c\u200f\u2066x\n"),
        "script.html": lambda: as_bytes(f"<h1>{TITLE}&lt;script&gt;alert(1)&lt;/script&gt;</h1><p>{script}"),
        "script.txt": lambda: as_bytes(f"{script}\n一、<script>alert(2)</script>概况\n支出10万元，其中：<b>甲</b>3万元、乙4万元。\n"),
    }  # fmt: skip
