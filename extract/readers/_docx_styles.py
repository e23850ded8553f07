"""What paragraph and character styles say, along their basedOn chain, as far as a reader cares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from extract.frozen import dataclass
from extract.readers._docx_package import VAL, Element, is_on, w, whole
from extract.readers._docx_style_sheet import StyleSheet

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9  # outline level 10 of Word: body text
_FURTHEST = 20  # styles deep; a longer chain is a circle


@dataclass(frozen=True, slots=True)
class NumberingRef:
    """A w:numPr: the list and the level in it; None where it leaves one open. ``style`` is the
    style that says so, empty where the paragraph itself does."""

    num_id: str | None
    level: int | None
    style: str = ""


@dataclass(frozen=True, slots=True)
class _Style:
    style_id: str
    based_on: str
    level: int | None
    numbering: NumberingRef | None
    bold: bool | None
    hidden: bool | None


class Styles:
    """The styles of one document, each read when it is first asked for."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._styles: dict[str, _Style | None] = {}
        self._levels: dict[str, int | None] = {}
        self._bold: dict[str, bool] = {}

    def level(self, style_id: str) -> int | None:
        """Outline level from 1 of a heading style, None for body text."""
        if style_id not in self._levels:
            level = next((s.level for s in self._chain(style_id) if s.level is not None), None)
            body = level is None or level >= _BODY_LEVEL
            self._levels[style_id] = None if body or level is None else level + 1
        return self._levels[style_id]

    def numbering(self, style_id: str) -> NumberingRef | None:
        """The list that paragraphs of this style belong to."""
        return next((s.numbering for s in self._chain(style_id) if s.numbering), None)

    def bold(self, style_id: str) -> bool:
        """Whether paragraphs of this style are bold."""
        if style_id not in self._bold:
            bold = next((s.bold for s in self._chain(style_id) if s.bold is not None), None)
            self._bold[style_id] = self._bold_default if bold is None else bold
        return self._bold[style_id]

    def run_bold(self, style_id: str) -> bool | None:
        """What a character style says of bold."""
        return next((s.bold for s in self._up(style_id) if s.bold is not None), None)

    def hidden(self, style_id: str) -> bool:
        """Whether text of this style is not shown."""
        return next((s.hidden for s in self._up(style_id) if s.hidden is not None), False)

    @cached_property
    def _bold_default(self) -> bool:
        defaults = self._sheet.defaults()
        path = f"{w('rPrDefault')}/{w('rPr')}/{w('b')}"
        return defaults is not None and is_on(defaults.find(path))

    def _chain(self, style_id: str) -> Iterator[_Style]:
        return self._up(style_id if self._style(style_id) else self._sheet.default)

    def _up(self, style_id: str) -> Iterator[_Style]:
        for _ in range(_FURTHEST):
            style = self._style(style_id)
            if style is None:
                return
            yield style
            style_id = style.based_on

    def _style(self, style_id: str) -> _Style | None:
        if style_id not in self._styles:
            element = self._sheet.style(style_id)
            self._styles[style_id] = None if element is None else _style(element)
        return self._styles[style_id]


def numbering_ref(properties: Element, style: str = "") -> NumberingRef:
    """A w:numPr as it stands."""
    num_id, level = properties.find(w("numId")), properties.find(w("ilvl"))
    return NumberingRef(
        None if num_id is None else num_id.get(VAL),
        None if level is None else whole(level, 0),
        style,
    )


def _style(element: Element) -> _Style:
    style_id, name = element.get(w("styleId"), ""), element.find(w("name"))
    based_on = element.find(w("basedOn"))
    paragraph, run = element.find(w("pPr")), element.find(w("rPr"))
    numbering = None if paragraph is None else paragraph.find(w("numPr"))
    return _Style(
        style_id,
        "" if based_on is None else based_on.get(VAL, ""),
        _level(paragraph, "" if name is None else name.get(VAL, "")),
        None if numbering is None else numbering_ref(numbering, style_id),
        _flag(run, "b"),
        _flag(run, "vanish"),
    )


def _level(paragraph: Element | None, name: str) -> int | None:
    outline = None if paragraph is None else paragraph.find(w("outlineLvl"))
    if outline is not None:
        return whole(outline, _BODY_LEVEL)
    heading = _HEADING.fullmatch(name.strip())
    return int(heading.group(1)) - 1 if heading else None


def _flag(run: Element | None, name: str) -> bool | None:
    element = None if run is None else run.find(w(name))
    return None if element is None else is_on(element)
