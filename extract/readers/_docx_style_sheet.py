"""The styles part of a Word file, of which only what is asked for is parsed.

Word and its kin write hundreds of styles (a third of a megabyte with some templates) of which a
document uses a handful. Where the part is written the usual way its styles are found by their marks
in the bytes, and only those asked for are parsed; any other is parsed whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from extract.readers._docx_package import MAIN, Element, parse, w

_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>)?\s*"
    rb"(<w:styles(?:\s+[\w:.-]+=(?:\"[^\"&<]*\"|'[^'&<]*'))*\s*>)"
)
_TAG = re.compile(rb"<w:style(?:\s+[\w:.-]+=\"[^\"<]*\")*\s*/?>")
_ID, _DEFAULT = b' w:styleId="%s"', b' w:default="'
_OPEN, _CLOSE = b"<w:style ", b"</w:style>"
_PARAGRAPH, _YES = b' w:type="paragraph"', re.compile(rb' w:default="(?:1|true)"')
_IDS = re.compile(rb' w:styleId="([^"&]*)"')
_DEFAULTS = b"<w:docDefaults>", b"</w:docDefaults>"
_END = b"</w:styles>"


class StyleSheet:
    """Finds the elements of the styles part ``name``; ``data`` is empty where a file has none.
    ReadError ``damaged`` where it is broken."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name, self._data = name, data
        self._root: Element | None = None
        self._by_id: dict[str, Element] = {}
        head = _HEAD.match(self._data)
        self._head = head.group(2) if head is not None and _is_plain(self._data, head) else b""
        if data and not self._head:
            self._read_whole()

    def style(self, style_id: str) -> Element | None:
        """The w:style of that id, the last where there are several."""
        if not style_id:
            return None
        if self._head:
            found = self._around(self._data.rfind(_ID % style_id.encode("utf-8", "replace")))
            if found is not None or b"&" not in self._data:
                return found
            self._read_whole()  # the id may be written with character references
        return self._by_id.get(style_id)

    @cached_property
    def default(self) -> str:
        """Id of the style of paragraphs that name none; empty where there is none."""
        if not self._head:
            ids = [e.get(w("styleId"), "") for e in self._styles() if _is_default(e)]
            return ids[-1] if ids else ""
        tags = [self._tag(at) for at in _all(_DEFAULT, self._data)]
        found = [_IDS.search(tag) for tag in tags if _PARAGRAPH in tag and _YES.search(tag)]
        return found[-1].group(1).decode("utf-8", "replace") if found and found[-1] else ""

    def _read_whole(self) -> None:
        self._head, self._root = b"", parse(self._data, self._name)
        self._by_id = {style.get(w("styleId"), ""): style for style in self._styles()}

    def _styles(self) -> list[Element]:
        return [] if self._root is None else list(self._root.iterchildren(w("style")))

    def defaults(self) -> Element | None:
        """The w:docDefaults."""
        if self._root is not None:
            return self._root.find(w("docDefaults"))
        start = self._data.find(_DEFAULTS[0])
        end = self._data.find(_DEFAULTS[1], start)
        return None if start < 0 or end < 0 else self._parsed(start, end + len(_DEFAULTS[1]))

    def _around(self, at: int) -> Element | None:
        """The w:style that has what is written ``at`` in its tag."""
        tag = self._tag(at)
        if not tag:
            return None
        start = self._data.rfind(_OPEN, 0, at + 1)
        end = start + len(tag)
        if not tag.endswith(b"/>"):
            end = self._data.find(_CLOSE, end) + len(_CLOSE)
        return self._parsed(start, end)

    def _tag(self, at: int) -> bytes:
        """The tag of the w:style in which ``at`` lies; empty where it lies in none."""
        start = self._data.rfind(_OPEN, 0, max(at + 1, 0))
        tag = None if start < 0 else _TAG.match(self._data, start)
        return tag.group() if tag is not None and tag.start() <= at < tag.end() else b""

    def _parsed(self, start: int, end: int) -> Element:
        """The element that is written from ``start`` to ``end``."""
        return parse(self._head + self._data[start:end] + _END, self._name)[0]


def _is_default(style: Element) -> bool:
    return style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true")


def _all(mark: bytes, data: bytes) -> Iterator[int]:
    """Every place at which ``mark`` stands."""
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _is_plain(data: bytes, head: re.Match[bytes]) -> bool:
    """Whether marks mean what they look like: UTF-8, one prefix for the one namespace, no comments
    or CDATA in which marks could stand, tags as everybody writes them."""
    declaration, first = (head.group(1) or b"").lower(), data.find(_OPEN, head.end())
    tag = _TAG.match(data, first)
    return (
        (b"encoding" not in declaration or b"utf-8" in declaration)
        and b'xmlns:w="%s"' % MAIN.encode() in head.group(2)
        and data.find(MAIN.encode(), head.end()) < 0
        and (b"!" not in data or b"<!" not in data)
        and tag is not None
        and b' w:styleId="' in tag.group()
        and data[-64:].rstrip().endswith(_END)
    )
