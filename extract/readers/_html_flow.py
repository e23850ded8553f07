"""The blocks of a web page in reading order: paragraphs with their level and kind, data tables."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import regex

from extract.document import Block
from extract.frozen import dataclass
from extract.readers import _html_join, _html_table
from extract.readers._blocks import Blocks
from extract.readers._html_text import BREAK, Element, Piece, clean, pieces, text_of

_WORD = regex.compile(r"[a-z]+(?:[-_][a-z]+)*")
_LEVEL = regex.compile(r"h([1-6])")
_MOST_FRAME = 600  # characters of a menu or a footer; a page in a box called "top" has more
_MOST_LINE = 120  # characters of a line that says who runs the site
_MANY_LINKS = 3
_CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Words:
    """What tells the frame of a page from the document, see ``html.toml``."""

    header_names: frozenset[str]
    footer_names: frozenset[str]
    header_line: Any
    footer_line: Any


def blocks(root: Element, words: Words, *more: Element) -> tuple[Block, ...]:
    """The paragraphs and top-level data tables of a page, and of ``more`` pages that go on from it."""
    flow = _Flow(words)
    for page in (root, *more):
        for piece in pieces(page, _html_table.is_layout):
            flow.step(piece)
        flow.flush()
        flow.release()
    return flow.out.done()


@dataclass(slots=True)
class _Flow:
    """Text since the last block edge, and the open blocks that say what it is."""

    words: Words
    out: Blocks = field(default_factory=Blocks)
    _text: list[str] = field(default_factory=list)
    _frames: list[tuple[Element, str]] = field(default_factory=list)
    _heading: Element = None
    _items: dict[Element, int] = field(default_factory=dict)
    _number: str = ""
    _tables: list[_html_table.Laid] = field(default_factory=list)

    def step(self, piece: Piece) -> None:
        if piece.kind == "text":
            self._text.append(piece.text)
        elif piece.kind == "table":
            self.flush()
            self._table(piece.element)
        elif piece.kind == "open":
            self._open(piece.element)
        else:
            self._close(piece.element)

    def _open(self, element: Element) -> None:
        self.flush()
        kind = _frame(element, self.words)
        if kind:
            self._frames.append((element, kind))
        if self._heading is None and _LEVEL.fullmatch(element.tag):
            self._heading = element
        if element.tag == "li":
            self._number = self._next_number(element)

    def _close(self, element: Element) -> None:
        self.flush()
        if self._frames and self._frames[-1][0] is element:
            self._frames.pop()
        if self._heading is element:
            self._heading = None
        if element.tag == "li":
            self._number = ""

    def _table(self, element: Element) -> None:
        """Keep a table until a text parts it from the next one; its caption is such a text."""
        captions = [text_of(child) for child in element if child.tag == "caption"]
        for line in "\n".join(captions).split("\n"):
            if line:
                self.release()
                self._add(line, None)
        self._tables.append(_html_table.laid(element))

    def release(self) -> None:
        """Hand on the tables that have been kept."""
        for table in _html_join.shown(self._tables):
            self.out.table(table.slots, ordinal=table.ordinal, doubt=table.doubt)
        self._tables = []

    def flush(self) -> None:
        """Make paragraphs of the text so far, one for each line of it."""
        text, self._text = clean("".join(self._text)), []
        if not text:
            return
        self.release()
        if self._heading is not None:
            level = int(self._heading.tag[1])
            self._add(text.replace("\n", ""), level)
            return
        for line in text.split("\n"):
            self._add(line, None)

    def _add(self, text: str, level: int | None) -> None:
        kind = self._frames[-1][1] if self._frames else _kind_of(text, self.words)
        self.out.paragraph(text, level=level, kind=kind, number=self._number)
        self._number = ""

    def _next_number(self, item: Element) -> str:
        """The number that a browser draws before an item of a numbered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        value = self._items.get(parent, _whole(parent.get("start"), 1) - 1) + 1
        value = _whole(item.get("value"), value)
        self._items[parent] = value
        style = f"{parent.get('style') or ''} {item.get('style') or ''}"
        if "list-style" in style and "none" in style:
            return ""
        chinese = "cjk-ideographic" in style or "chinese" in style
        return f"{_chinese(value)}、" if chinese else f"{value}."


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else default


def _chinese(value: int) -> str:
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_CHINESE[tens]}十")
    return head + (_CHINESE[ones] if ones else "")


def _frame(element: Element, words: Words) -> str:
    """``header`` or ``footer`` for an element that frames the document, else empty."""
    if element.tag in ("nav", "aside"):
        return "header" if not _holds_document(element) else ""
    kind = element.tag if element.tag in ("header", "footer") else _named(element, words)
    if not kind and element.tag in ("ul", "ol", "div", "dl", "p", "td") and _is_links(element):
        kind = "header"
    if kind and (_holds_document(element) or _in_article(element)):
        return ""
    return kind


def _named(element: Element, words: Words) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    found = set(_WORD.findall(names))
    if found & words.footer_names:
        return "footer"
    return "header" if found & words.header_names else ""


def _holds_document(element: Element) -> bool:
    """True where it is too much for a menu: a data table or a long text, most of it no links."""
    if any(not _html_table.is_layout(table) for table in element.iter("table")):
        return True
    text = text_of(element, _html_table.is_layout)
    return len(text) > _MOST_FRAME and _linked(element) * 2 < len(text)


def _in_article(element: Element) -> bool:
    """An article has a header of its own, with the title of the document."""
    return element.tag == "header" and any(
        ancestor.tag in ("article", "main") for ancestor in element.iterancestors()
    )


def _is_links(element: Element) -> bool:
    """True for a list of links and hardly anything else."""
    links = sum(1 for _ in element.iter("a"))
    if links < _MANY_LINKS or next(element.iter("table"), None) is not None:
        return False
    return _linked(element) * 10 >= len("".join(text_of(element).split())) * 8


def _linked(element: Element) -> int:
    return sum(len("".join("".join(a.itertext()).split())) for a in element.iter("a"))


def _kind_of(text: str, words: Words) -> str:
    if len(text) <= _MOST_LINE:
        bare = text.replace(BREAK, "").replace(" ", "").replace("\u3000", "")
        if words.header_line.match(bare):
            return "header"
        if words.footer_line.match(bare):
            return "footer"
    return "body"
