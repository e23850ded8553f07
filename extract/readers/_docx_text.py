"""The text of the paragraphs of a Word part whose changes were accepted."""

from __future__ import annotations

import re

from extract.readers import _docx_symbols
from extract.readers._docx_accept import DRAWN, RPR, TABS, P, T
from extract.readers._docx_package import Element, w

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\n\r"
_private = re.compile("[\uf020-\uf0ff]").search
_DRAWN = frozenset(DRAWN)
_FONTS = f"{RPR}/{w('rFonts')}"


def texts(root: Element, drawn: tuple[str, ...] = DRAWN) -> dict[Element, str]:
    """Paragraph -> its text, for all paragraphs below ``root`` that have any."""
    found: dict[Element, str] = {}
    for element in root.iter(*drawn):
        text = element.text
        if not text:
            continue
        above = element.getparent()
        if element.tag == T:
            text = shown(element, text)
        elif above is not None and above.tag == TABS:
            continue
        while above is not None and above.tag != P:
            above = above.getparent()
        if above is not None:
            found[above] = found.get(above, "") + text
    return found


def has_text(run: Element) -> bool:
    """Whether a run draws anything but blanks."""
    for child in run:
        text = child.text if child.tag in _DRAWN else None
        if text and _private(text) and child.tag == T:
            text = _translated(child, text)
        if text and not text.isspace():
            return True
    return False


def shown(element: Element, text: str) -> str:
    """The ``text`` of a w:t as the paper shows it: signs of symbol fonts (≥ of Symbol, ☑ of
    Wingdings) as ordinary characters; blanks at the ends count only where the file says so; a line
    break in the XML is a blank."""
    if _private(text):
        text = _translated(element, text)
        if not text:
            return text
    if "\n" in text or "\r" in text:
        text = text.replace("\r", " ").replace("\n", " ")
    if (text[0] in _BLANKS or text[-1] in _BLANKS) and element.get(_SPACE) != "preserve":
        return text.strip(_BLANKS)
    return text


def _translated(element: Element, text: str) -> str:
    run = element.getparent()
    fonts = None if run is None else run.find(_FONTS)
    font = "" if fonts is None else fonts.get(w("ascii")) or fonts.get(w("hAnsi")) or ""
    return _docx_symbols.translate(font, text)
