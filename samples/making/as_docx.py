"""A Word file with true merged cells, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from making.grid import Box, Line, Sheet

WHEN = datetime(2022, 3, 1, 9, 0, 0, tzinfo=UTC)
ZIP_DATE = (2022, 3, 1, 9, 0, 0)
PAGE_TWIPS = 9600


def dump(sheet: Sheet) -> bytes:
    """The whole document as the bytes of a .docx."""
    doc = Document()
    _properties(doc, sheet)
    body = doc.element.body
    end = body.sectPr
    for title in sheet.title.split("\n"):
        end.addprevious(_paragraph(title, bold=True, centre=True))
    end.addprevious(_table(sheet))
    end.addprevious(_paragraph("", centre=True))
    end.addprevious(_paragraph(sheet.report_title, bold=True, centre=True))
    for line in sheet.lines:
        end.addprevious(_narrative(doc, line))
    return _packed(doc)


def _properties(doc: Any, sheet: Sheet) -> None:
    core = doc.core_properties
    core.author = core.last_modified_by = sheet.author
    core.title = sheet.title.strip().replace("\n", "")
    core.created = core.modified = WHEN
    core.comments = ""


def _table(sheet: Sheet) -> Any:
    table = _new("w:tbl")
    look = _child(table, "w:tblPr")
    _child(look, "w:tblStyle", val="TableGrid")
    _child(look, "w:tblW", w=str(PAGE_TWIPS), type="dxa")
    _child(look, "w:tblLayout", type="fixed")
    columns = _child(table, "w:tblGrid")
    twips = [round(width * PAGE_TWIPS) for width in sheet.widths]
    for width in twips:
        _child(columns, "w:gridCol", w=str(width))
    for row in range(sheet.rows):
        line = _child(table, "w:tr")
        for box in sheet.covering(row):
            line.append(_cell(box, row, sum(twips[box.col : box.col + box.colspan])))
    return table


def _cell(box: Box, row: int, width: int) -> Any:
    cell = _new("w:tc")
    look = _child(cell, "w:tcPr")
    _child(look, "w:tcW", w=str(width), type="dxa")
    if box.colspan > 1:
        _child(look, "w:gridSpan", val=str(box.colspan))
    if box.rowspan > 1:
        _child(look, "w:vMerge", **({"val": "restart"} if box.row == row else {}))
    _child(look, "w:vAlign", val="center")
    text = box.text if box.row == row else ""
    for part in text.split("\n\n"):
        cell.append(_paragraph(part, centre=not box.left, size=18))
    return cell


def _narrative(doc: Any, line: Line) -> Any:
    if not line.level:
        return _paragraph(line.shown)
    if line.drawn:
        return _paragraph(line.text, bold=True, numbered=_numbering(doc, line))
    return _paragraph(line.shown, bold=True)


def _paragraph(
    text: str, bold: bool = False, centre: bool = False, size: int = 21, numbered: int = 0
) -> Any:
    """One w:p; ``\\n`` becomes a line break, ``size`` is in half points."""
    para = _new("w:p")
    look = _child(para, "w:pPr")
    if numbered:
        number = _child(look, "w:numPr")
        _child(number, "w:ilvl", val="0")
        _child(number, "w:numId", val=str(numbered))
    if centre:
        _child(look, "w:jc", val="center")
    if not text:
        return para
    run = _child(para, "w:r")
    font = _child(run, "w:rPr")
    _child(font, "w:rFonts", ascii="SimSun", hAnsi="SimSun", eastAsia="宋体")
    if bold:
        _child(font, "w:b")
    _child(font, "w:sz", val=str(size))
    for n, part in enumerate(text.split("\n")):
        if n:
            _child(run, "w:br")
        node = _child(run, "w:t")
        node.text = part
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return para


def _numbering(doc: Any, line: Line) -> int:
    """A list of its own that draws ``line.number``; its id."""
    root = doc.part.numbering_part.element
    ids = [int(n.get(qn("w:numId"))) for n in root.findall(qn("w:num"))]
    abstracts = [int(n.get(qn("w:abstractNumId"))) for n in root.findall(qn("w:abstractNum"))]
    digit = line.number.strip("（）、")
    chinese = digit not in "123456789"
    start = "一二三四五六七八九".index(digit) + 1 if chinese else int(digit)
    abstract = _new("w:abstractNum", abstractNumId=str(max(abstracts, default=0) + 1))
    _child(abstract, "w:multiLevelType", val="singleLevel")
    level = _child(abstract, "w:lvl", ilvl="0")
    _child(level, "w:start", val=str(start))
    _child(level, "w:numFmt", val="chineseCountingThousand" if chinese else "decimal")
    _child(level, "w:suff", val="nothing")
    _child(level, "w:lvlText", val=line.number.replace(digit, "%1"))
    _child(level, "w:lvlJc", val="left")
    root.findall(qn("w:num"))[0].addprevious(abstract)
    number = _child(root, "w:num", numId=str(max(ids, default=0) + 1))
    _child(number, "w:abstractNumId", val=str(max(abstracts, default=0) + 1))
    return max(ids, default=0) + 1


def _new(tag: str, **values: str) -> Any:
    node = OxmlElement(tag)
    for name, value in values.items():
        node.set(qn(f"w:{name}"), value)
    return node


def _child(parent: Any, tag: str, **values: str) -> Any:
    node = _new(tag, **values)
    parent.append(node)
    return node


def _packed(doc: Any) -> bytes:
    """The package with its members in one order and one date."""
    raw, out = io.BytesIO(), io.BytesIO()
    doc.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        names = sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return out.getvalue()
