"""The parts of a Word file and how they refer to each other; XML parsed with nothing let in.

Word 2007 and Strict Open XML files look the same from here: the Strict namespaces are folded into
the usual ones before parsing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from lxml import etree

from extract._zip import BROKEN, Unzip, is_bomb, is_locked
from extract.document import ReadError

Element = etree._Element

Relations = Mapping[str, tuple[str, str]]
Pressed = tuple[bytes, int, int]
"""The bytes of a part as they lie in the package, the checksum and the size of what is in them."""

MOST_XML = 200 << 20  # bytes of one XML part
_SMALL = 16 << 10  # bytes of relationships that are remembered

_OFFICE = "http://schemas.openxmlformats.org/"
_HEAD = 16 << 10  # bytes of a part in which its root has named its namespaces
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", f"{_OFFICE}officeDocument/2006/".encode()),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        f"{_OFFICE}wordprocessingml/2006/main".encode(),
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", f"{_OFFICE}drawingml/2006/main".encode()),
)
MAIN = f"{_OFFICE}wordprocessingml/2006/main"
"""The main Word namespace."""


@cache
def w(name: str) -> str:
    """A name of the main Word namespace as lxml writes it."""
    return f"{{{MAIN}}}{name}"


def m(name: str) -> str:
    """A name of the Office mathematics namespace."""
    return f"{{{_OFFICE}officeDocument/2006/math}}{name}"


def mc(name: str) -> str:
    """A name of the markup compatibility namespace."""
    return f"{{{_OFFICE}markup-compatibility/2006}}{name}"


R_ID = f"{{{_OFFICE}officeDocument/2006/relationships}}id"
VAL = w("val")
_WHOLE = re.compile(r"-?[0-9]{1,9}")


def is_on(element: Element | None) -> bool:
    """A Word on/off property: present without a value is on."""
    return element is not None and element.get(VAL, "1") not in ("0", "false", "off", "none")


def whole(element: Element | None, otherwise: int) -> int:
    """The w:val of an element as a whole number; ``otherwise`` where it has none."""
    value = "" if element is None else element.get(VAL, "")
    return int(value) if _WHOLE.fullmatch(value) else otherwise


class Part:
    """One part: its path in the package and its relationships."""

    def __init__(self, package: Package, name: str) -> None:
        self.name = name
        self._package = package
        self._targets: Relations | None = None

    def data(self) -> bytes:
        """The bytes of the XML, names of Strict files folded; nothing is checked but the package."""
        return self._package.data(self.name)

    def pressed(self) -> Pressed | None:
        """See :meth:`Package.pressed`."""
        return self._package.pressed(self.name)

    def xml(self) -> Element:
        """The root element. ReadError ``damaged`` where the part is missing or broken."""
        return parse(self.data(), self.name)

    def target(self, rel_id: str) -> Part | None:
        """The part behind a relationship id."""
        return self._at(self._relations().get(rel_id, ("", ""))[1])

    def related(self, kind: str) -> Part | None:
        """The first part of a kind: styles, numbering, footnotes, settings …"""
        for found, target in self._relations().values():
            part = self._at(target) if found == kind else None
            if part is not None:
                return part
        return None

    def _at(self, target: str) -> Part | None:
        name = resolve(posixpath.dirname(self.name), target) if target else ""
        return Part(self._package, name) if self._package.has(name) else None

    def _relations(self) -> Relations:
        if self._targets is None:
            self._targets = self._package.relations(self.name)
        return self._targets


class Package:
    """A Word file opened for reading; use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        self._zip = Unzip(path)
        self._names = {_clean(info.filename): info for info in self._zip.members}
        self._folded = {name.lower(): name for name in self._names}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def has(self, name: str) -> bool:
        """Whether the package holds that part (case is not told apart, as in Word)."""
        return name.lower() in self._folded

    def main(self) -> Part:
        """The document itself. ReadError ``damaged`` where the package has none."""
        for kind, target in self.relations("").values():
            name = resolve("", target)
            if kind == "officeDocument" and self.has(name):
                return Part(self, name)
        if self.has("word/document.xml"):
            return Part(self, "word/document.xml")
        message = "The Word file is damaged: its text (word/document.xml) is missing."
        raise ReadError("damaged", f"{message} Open it in Word and save it again.")

    def relations(self, name: str) -> Relations:
        """Relationship id -> (last word of its type, target as written) of one part; of the whole
        package where ``name`` is empty."""
        rels = _rels(name)
        if not self.has(rels):
            return {}
        data = self.data(rels)
        return _relations(data, rels) if len(data) <= _SMALL else _relations_read(data, rels)

    def pressed(self, name: str) -> Pressed | None:
        """What two parts must have in common to be the same, without unpacking them; None where that
        cannot be told so."""
        info = self._names[self._folded[name.lower()]]
        data = self._zip.pressed(info)
        return None if data is None else (data, info.CRC, info.file_size)

    def data(self, name: str) -> bytes:
        """The bytes of one part, the names of Strict files folded into the usual ones."""
        data = self._bytes(name)
        if b"purl.oclc.org/ooxml" in data[:_HEAD]:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return data

    def _bytes(self, name: str) -> bytes:
        info = self._names[self._folded[name.lower()]]
        if info.file_size > MOST_XML or is_bomb(info):
            message = f"The part {name} of the Word file is absurdly large; split the file."
            raise ReadError("too-large", message)
        if is_locked(info):
            message = "The Word file is locked with a password; remove it and save the file again."
            raise ReadError("encrypted", message)
        try:
            return self._zip.read(info)
        except BROKEN as error:
            raise _damaged(name) from error


def _relations_read(data: bytes, name: str) -> Relations:
    return {
        relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], target)
        for relation in parse(data, name)
        if (target := relation.get("Target")) and relation.get("TargetMode") != "External"
    }


# documents of one office have the same parts under the same names
_relations = lru_cache(maxsize=64)(_relations_read)


def parse(data: bytes, name: str) -> Element:
    """XML without entities, document type, network, comments. ReadError ``damaged``."""
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise _damaged(name, "it declares a document type, which Word never writes")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error
    return root


def _damaged(name: str, why: str = "it is cut short or broken") -> ReadError:
    message = f"The Word file is damaged in {name}: {why}; open it in Word and save it again."
    return ReadError("damaged", message)


def _clean(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


@lru_cache(maxsize=256)
def _rels(name: str) -> str:
    """Where the relationships of a part are written."""
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


@lru_cache(maxsize=256)
def resolve(folder: str, target: str) -> str:
    """The name of the part that a relationship of a part in ``folder`` points to."""
    target = unquote(target).replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
