"""Turns the XML of a Word part into what the paper shows, in place, before anything is read.

Tracked changes are accepted, hidden text goes, fields keep their result only, one of two
alternatives stays, and everything drawn becomes plain text: afterwards the text of a paragraph is
the text of its ``DRAWN`` elements (that of a w:t as ``_docx_text`` shows it). Text boxes are cut out and kept by the block they hang on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable

from lxml import etree

from extract.readers import _docx_symbols
from extract.readers._docx_numerals import circled
from extract.readers._docx_package import VAL, Element, is_on, m, mc, w, whole

P, TBL, TR, TC, R, T = w("p"), w("tbl"), w("tr"), w("tc"), w("r"), w("t")
PPR, RPR, TRPR, TCPR = w("pPr"), w("rPr"), w("trPr"), w("tcPr")
P_STYLE, R_STYLE, NUMBER = w("pStyle"), w("rStyle"), w("numPr")
TAB, TABS, BR, CR = w("tab"), w("tabs"), w("br"), w("cr")
DEL, MOVE_FROM = w("del"), w("moveFrom")
DRAWN = (T, TAB, BR, CR, w("ptab"), w("noBreakHyphen"), w("sym"), m("t"))

_ALTERNATE, _CHOICE, _FALLBACK = mc("AlternateContent"), mc("Choice"), mc("Fallback")
_BOX, _FIELD, _INSTRUCTION = w("txbxContent"), w("fldChar"), w("instrText")
_VANISH, _HIDDEN_ROW, _CELL_DEL = w("vanish"), w("hidden"), w("cellDel")
_PLACEHOLDER, _RUBY_TEXT, _FRACTION = w("showingPlcHdr"), w("rt"), m("f")
SECTION, CHUNK = w("sectPr"), w("altChunk")
FOOTNOTE, ENDNOTE = w("footnoteReference"), w("endnoteReference")
_SPECIAL = (
    _ALTERNATE, _BOX, _FIELD, _VANISH, _HIDDEN_ROW, _CELL_DEL, _PLACEHOLDER, _RUBY_TEXT, _FRACTION,
    DEL, MOVE_FROM, P_STYLE, R_STYLE, NUMBER, SECTION, CHUNK, FOOTNOTE, ENDNOTE, *DRAWN[1:],
)  # fmt: skip
_SHOWN = {TAB: "\t", w("ptab"): "\t", CR: "\n", w("noBreakHyphen"): "-"}
_CIRCLE = re.compile(
    r"\s*eq\s*\\o\s*(?:\\a\w\s*)?[(（]\s*[○〇◯]\s*[,，;；]\s*([^)）]+)[)）]", re.IGNORECASE
)
_HEX = re.compile("[0-9A-Fa-f]{1,5}")

Boxes = dict[Element, list[Element]]
Found = dict[str, list[Element]]


def survey(root: Element) -> Found:
    """What of interest stands in ``root``, by name: all that ``accept`` looks for, styles, numbers
    and what points to other parts. One pass: to ask for each by itself would go through the XML
    every time."""
    found: Found = defaultdict(list)
    for element in root.iter(*_SPECIAL):
        found[str(element.tag)].append(element)
    return found


def accept(root: Element, found: Found, hidden_styles: Container[str] = ()) -> Boxes:
    """Accept everything ``found`` in ``root``; give the text boxes by the outermost paragraph or
    table that they hang on. ``hidden_styles`` are ids of styles whose text is hidden."""
    _choose(found[_ALTERNATE])
    _drop_deleted(found[DEL] + found[MOVE_FROM], found[_CELL_DEL])
    _drop_hidden(found[_VANISH], found[_HIDDEN_ROW])
    if found[R_STYLE] or found[P_STYLE]:
        _drop_hidden_styles(found[R_STYLE] + found[P_STYLE], hidden_styles)
    _drop_placeholders(found[_PLACEHOLDER])
    for reading in found[_RUBY_TEXT]:
        _remove(reading)
    if found[_FIELD]:
        _resolve_fields(root)
    for tag, shown in _SHOWN.items():
        _write(found[tag], shown)
    _write((br for br in found[BR] if br.get(w("type")) not in ("page", "column")), "\n")
    _write_symbols(found[w("sym")])
    _write_fractions(found[_FRACTION])
    return _cut_boxes(found[_BOX])


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _write(elements: Iterable[Element], text: str) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None and parent.tag != TABS:
            element.text = text


def _choose(alternates: list[Element]) -> None:
    """Keep one branch of each: the first that has text or a text box in it, else the first."""
    for alternate in alternates:
        branches = [child for child in alternate if child.tag in (_CHOICE, _FALLBACK)]
        kept = next((b for b in branches if next(b.iter(T, _BOX), None) is not None), None)
        for branch in branches:
            if branch is not (kept if kept is not None else branches[0]):
                alternate.remove(branch)


def _drop_deleted(deleted: list[Element], cells: list[Element]) -> None:
    marks: list[Element] = []
    for element in deleted:
        parent = element.getparent()
        if parent is None:
            continue
        if parent.tag == RPR:
            marks.append(parent)
        elif parent.tag == TRPR:
            _remove_row(parent)
        elif parent.tag != NUMBER:
            parent.remove(element)
    for element in cells:
        properties = element.getparent()
        if properties is not None and properties.getparent() is not None:
            _remove(_parent(properties))
    for mark in reversed(marks):
        _merge_with_next(mark)


def _remove_row(properties: Element) -> None:
    row = _parent(properties)
    table = row.getparent()
    _remove(row)
    if table is not None and next(table.iterchildren(TR, w("sdt")), None) is None:
        _remove(table)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _merge_with_next(mark: Element) -> None:
    """A deleted paragraph mark: the text runs on into the next paragraph, whose mark remains."""
    properties = _parent(mark)
    paragraph = _parent(properties)
    if properties.tag != PPR or paragraph.tag != P or paragraph.getparent() is None:
        return
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != PPR]
    if following is None or following.tag != P:
        if not content and following is not None:
            _remove(paragraph)
        return
    at = 1 if len(following) and following[0].tag == PPR else 0
    following[at:at] = content
    _remove(paragraph)


def _drop_hidden(vanishing: list[Element], rows: list[Element]) -> None:
    for element in vanishing:
        properties = _parent(element)
        run = _parent(properties)
        if properties.tag == RPR and run.tag == R and is_on(element):
            _remove(run)
    for element in rows:
        properties = _parent(element)
        if properties.tag == TRPR and is_on(element) and properties.getparent() is not None:
            _remove_row(properties)


def _drop_hidden_styles(styles: list[Element], hidden: Container[str]) -> None:
    doomed: list[Element] = []
    for style in styles:
        owner = _parent(_parent(style))
        if style.get(VAL) in hidden and owner.tag in (R, P):
            runs = [owner] if owner.tag == R else owner.iter(R)
            doomed += [run for run in runs if run.find(f"{RPR}/{_VANISH}") is None]
    for run in doomed:
        _remove(run)


def _drop_placeholders(marks: list[Element]) -> None:
    """The prompt of an empty content control ("click to enter text") is no text of the author."""
    for mark in marks:
        control = _parent(_parent(mark))
        content = control.find(w("sdtContent"))
        if is_on(mark) and content is not None:
            for run in list(content.iter(R)):
                _remove(run)


class _Field:
    """A field that is open: what its instruction says, and what would be dropped with it."""

    def __init__(self, begin: Element) -> None:
        self.begin = begin
        self.instruction = ""
        self.in_instruction = True
        self.had_result = False
        self.dropped: list[Element] = []


def _resolve_fields(root: Element) -> None:
    """Drop text that belongs to instructions; draw fields that have no stored result."""
    fields: list[_Field] = []
    for element in list(root.iter(_FIELD, _INSTRUCTION, *DRAWN)):
        if element.tag == _FIELD:
            _step(fields, element)
        elif element.tag == _INSTRUCTION:
            if fields:
                fields[-1].instruction += element.text or ""
        else:
            for field in fields:
                if field.in_instruction:
                    field.dropped.append(element)
                else:
                    field.had_result = True


def _step(fields: list[_Field], element: Element) -> None:
    match element.get(w("fldCharType")):
        case "begin":
            fields.append(_Field(element))
        case "separate" if fields:
            fields[-1].in_instruction = False
        case "end" if fields:
            field = fields.pop()
            for dropped in field.dropped:
                _remove(dropped)
            if not field.had_result:
                _draw(field, element)


def _draw(field: _Field, end: Element) -> None:
    text = _form_text(field.begin)
    circle = _CIRCLE.match(field.instruction)
    if circle:
        text = circled(circle.group(1).strip())
    if text:
        etree.SubElement(_parent(end), T).text = text


def _form_text(begin: Element) -> str:
    """A check box or a drop-down list of an old form."""
    box = begin.find(f"{w('ffData')}/{w('checkBox')}")
    if box is not None:
        state = box.find(w("checked"))
        return "☑" if is_on(box.find(w("default")) if state is None else state) else "□"
    choices = begin.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(VAL, "") for entry in choices.iter(w("listEntry"))]
    at = whole(choices.find(w("result")), 0)
    return entries[at] if 0 <= at < len(entries) else ""


def _write_symbols(symbols: list[Element]) -> None:
    """Signs of symbol fonts (≥ of Symbol, ☑ of Wingdings) as ordinary characters."""
    for symbol in symbols:
        code, font = symbol.get(w("char"), ""), symbol.get(w("font"), "")
        symbol.text = _docx_symbols.sign(font, int(code, 16)) if _HEX.fullmatch(code) else ""


def _write_fractions(fractions: list[Element]) -> None:
    for fraction in fractions:
        below = fraction.find(m("den"))
        first = None if below is None else next(below.iter(m("t")), None)
        if first is not None:
            first.text = "/" + (first.text or "")


def _cut_boxes(boxes: list[Element]) -> Boxes:
    cut: Boxes = {}
    for box in boxes:
        host: Element | None = None
        above = box.getparent()
        top = box
        while above is not None:
            if above.tag in (P, TBL):
                host = above
            top, above = above, above.getparent()
        if host is not None and top is not box:
            _remove(box)
            cut.setdefault(host, []).append(box)
    return cut
