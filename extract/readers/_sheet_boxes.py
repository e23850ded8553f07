"""What a workbook shows beside its cells: text boxes that lie over a sheet, the heading of its pages."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import regex
from lxml import etree

from extract.document import ReadError
from extract.readers._sheet_package import relations, root

MAX_DRAWING = 20_000_000  # bytes of one drawing

_TYPE = "/drawing"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CODE = regex.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[LCR]|[A-Z])|&&')
_SECTION = regex.compile(r"&[LCR]")


def heading(code: str) -> str:
    """The lines of a page heading without its codes: ``&C&16自评表`` is 自评表."""
    parts = (_CODE.sub(lambda m: "&" if m[0] == "&&" else "", p) for p in _SECTION.split(code))
    return "\n".join(part.strip() for part in parts if part.strip())


def read(package: zipfile.ZipFile, sheet: str) -> list[tuple[int, int, str]]:
    """The text boxes over the sheet in the part ``sheet``, with row and column from 0 of their corner,
    from top to bottom; none where the drawing cannot be read."""
    try:
        return sorted(box for part in _drawings(package, sheet) for box in _boxes(package, part))
    except (ReadError, KeyError, ValueError, etree.XMLSyntaxError):
        return []


def _drawings(package: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    targets = relations(package, sheet, MAX_DRAWING)
    return (path for kind, path in targets.values() if kind.endswith(_TYPE))


def _boxes(package: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    for anchor in root(package, part, MAX_DRAWING):
        corner = anchor.find("{*}from")
        for body in anchor.iter("{*}txBody"):
            lines = ("".join(p.itertext(f"{_TEXT}t")) for p in body.iter(f"{_TEXT}p"))
            text = "\n".join(line for line in lines if line.strip())
            if text and corner is not None:
                row, col = corner.findtext("{*}row", "0"), corner.findtext("{*}col", "0")
                yield int(row), int(col), text
