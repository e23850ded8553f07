"""The parts of an .xlsx package, by their names and by what refers to them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from extract.document import ReadError

MAX_PART = 2_000_000_000  # bytes of one part when unpacked


def real_name(package: zipfile.ZipFile, wanted: str) -> str:
    """The part under its real name: some programs write ``\\\\`` or other capitals. KeyError without it."""
    names = package.namelist()
    if wanted in names:
        return wanted
    folded = {name.replace("\\", "/").lstrip("/").lower(): name for name in names}
    return folded[wanted.lstrip("/").lower()]


def open_part(package: zipfile.ZipFile, name: str, most: int = MAX_PART) -> IO[bytes]:
    """A part to read from; ReadError ``too-large`` where it unpacks to over ``most`` bytes."""
    info = package.getinfo(real_name(package, name))
    if info.file_size > most:
        raise ReadError("too-large", "The workbook unpacks to over 2 GB; split it.")
    return package.open(info)


def root(package: zipfile.ZipFile, name: str, most: int = MAX_PART) -> Any:
    """The root element of a part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with open_part(package, name, most) as stream:
        return etree.parse(stream, parser).getroot()


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of an element that have a name, whatever its namespace."""
    return (child for child in element if etree.QName(child).localname == name)


def relations(
    package: zipfile.ZipFile, part: str, most: int = MAX_PART
) -> dict[str, tuple[str, str]]:
    """Id -> type and path of what a part refers to."""
    folder, name = posixpath.split(part)
    found = {}
    for relation in root(package, f"{folder}/_rels/{name}.rels", most).iter("{*}Relationship"):
        target = relation.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        found[relation.get("Id", "")] = (relation.get("Type", ""), posixpath.normpath(path))
    return found
