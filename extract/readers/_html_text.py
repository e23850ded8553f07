"""The text of a web page as a browser shows it: what is hidden, what breaks a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex
from lxml import etree

from extract.frozen import dataclass

Element = Any  # lxml's elements have no usable types
Enter = Callable[[Element], bool]

BREAK = "\u2028"  # <br>, until the text is cleaned
_HIDDEN_TAGS = frozenset((
    "script", "style", "noscript", "template", "head", "title", "object", "embed",
    "iframe", "svg", "math", "select", "datalist", "audio", "video", "canvas", "map",
    "colgroup", "col", "xml",
))  # fmt: skip
_BLOCKS = frozenset((
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot",
    "tr", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5", "h6", "center",
    "blockquote", "pre", "hr", "form", "fieldset", "section", "article", "main", "header",
    "footer", "nav", "aside", "address", "body", "html", "figure", "figcaption",
    "details", "summary", "legend",
))  # fmt: skip
_FIELDS = frozenset(("text", "number", "date", "month", "email", "tel", "url"))
_HIDDEN_STYLE = regex.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", regex.I
)
_SPACE = regex.compile(r"[ \t\r\n\f\v]+")
_WRAPPED = regex.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One step through a page: text, open or close (of a block), or table (not entered)."""

    kind: str
    text: str = ""
    element: Element = None


def pieces(root: Element, enter: Enter | None = None) -> Iterator[Piece]:
    """Steps through the visible inside of ``root`` in order, to any depth.

    ``enter`` is asked of every table whether to walk through it as through any block; without it
    every table is one step.
    """
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped: Element = None
    for event, element in walk:
        if event == "start" and element is not root:
            kind = _kind(element, enter)
            if kind in ("hidden", "table"):
                skipped = element
                walk.skip_subtree()
            if kind != "hidden":
                yield Piece(kind, BREAK if element.tag == "br" else "", element)
        if event == "start" and element is not skipped:
            text = _said(element)
            if text:
                yield Piece("text", text)
        if event == "end" and element is not root:
            if element is not skipped and element.tag in _BLOCKS:
                yield Piece("close", element=element)
            if element.tail:
                yield Piece("text", element.tail)


def _kind(element: Element, enter: Enter | None) -> str:
    if is_hidden(element):
        return "hidden"
    if element.tag == "table" and not (enter and enter(element)):
        return "table"
    return "open" if element.tag in _BLOCKS else "text"


def _said(element: Element) -> str:
    """The text at the beginning of an element: what a field has been filled in with, what stands there."""
    if element.tag == "input":
        return _entered(element)
    text: str = element.text or ""
    return text.replace("\n", BREAK) if element.tag in ("pre", "textarea") else text


def _entered(field: Element) -> str:
    """What a field of a form shows; a box to tick is a sign."""
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in field.attrib else "□"
    return (field.get("value") or "") if kind in _FIELDS else ""


def is_hidden(element: Element) -> bool:
    """True for an element that a browser does not show."""
    if not isinstance(element.tag, str) or element.tag in _HIDDEN_TAGS:
        return True
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def clean(text: str) -> str:
    """Blanks of the source as one space or none, ``<br>`` as a line end, no blank at either end."""
    if text.isprintable() and " " not in text:
        return text  # without any blank or line end
    text = _SPACE.sub(" ", _WRAPPED.sub("", text)).replace("\u00a0", " ")
    lines = (line.strip(" ") for line in text.split(BREAK))
    return "\n".join(line for line in lines if line.strip())


def text_of(root: Element, enter: Enter | None = None) -> str:
    """The visible text of an element, blocks on lines of their own; tables in it are left out
    unless ``enter`` says otherwise."""
    if not len(root):
        return clean(_said(root))
    parts = [BREAK if p.kind in ("open", "close") else p.text for p in pieces(root, enter)]
    return clean("".join(parts))
