"""What the style sheet in a web page says of boxes: which are hidden, which are laid out as tables.

Only ``display`` and ``visibility`` count, in rules for classes, ids and tags alone (``.a``, ``#b``,
``tr.c.d``); of two rules the more exact one counts, then the later one. Boxes with ``display: table``
become tables, so that whoever reads on knows one kind of table; see ``_html_rows`` for rows of boxes
that are only laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from extract.frozen import dataclass
from extract.readers import _html_rows

Element = Any

_COMMENT = regex.compile(r"/\*.*?\*/|<!--|-->", regex.S)
_RULE = regex.compile(r"(?P<media>@[^{};]*\{)|(?P<names>[^{}@;]+)\{(?P<body>[^{}]*)\}|(?P<end>\})")
_SHOWN_MEDIA = regex.compile(r"@media\s*(?:all|screen)?\s*\{", regex.I)
_NAME = regex.compile(r"(?P<tag>[a-zA-Z][\w]*)?(?P<rest>(?:[.#][-\w]+)*)")
_PART = regex.compile(r"([.#])([-\w]+)")
_DISPLAY = regex.compile(r"(?<![-\w])(display|visibility)\s*:\s*([-\w]+)", regex.I)
_AS_TABLE = {
    "table": "table",
    "inline-table": "table",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-row": "tr",
    "table-cell": "td",
    "table-caption": "caption",
}
_BESIDE = frozenset(("flex", "inline-flex"))
_BOXES = frozenset(("div", "span", "section", "ul", "ol", "li", "dl", "dt", "dd", "p", "a", "form"))


@dataclass(frozen=True, slots=True)
class _Rule:
    """One name of a rule and what it says: ``hidden``, a kind of table box, ``beside``
    (its children side by side), or ``shown``."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]
    says: str

    @property
    def weight(self) -> tuple[int, int, int]:
        return len(self.ids), len(self.classes), bool(self.tag)

    def fits(self, element: Element, classes: frozenset[str]) -> bool:
        if self.tag and self.tag != element.tag:
            return False
        return self.classes <= classes and (not self.ids or {element.get("id")} == self.ids)


def apply(root: Element) -> None:
    """Marks what the style sheet hides as ``hidden``, and names boxes that make tables as tables.

    A box that holds a table is never hidden by a style sheet: a script may show it (leaves of a
    register, one for each year).
    """
    sheets = ["".join(style.itertext()) for style in root.iter("style")]
    rules = sorted(_rules("\n".join(s for s in sheets if _DISPLAY.search(s))), key=_key)
    beside = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        said = _says(element, rules)
        if said == "hidden" and element.tag not in ("body", "html"):
            if next(element.iter("table"), None) is None:
                element.set("hidden", "")
        elif said in _AS_TABLE.values() and element.tag in _BOXES:
            element.tag = said
        elif said == "beside" and element.tag in _BOXES:
            beside.append(element)
    _html_rows.tabulate(beside)


def unveil(root: Element) -> bool:
    """Takes the mark of a hidden box off all that hold a table with cells beside each other; says
    whether there was one."""
    found = False
    for table in root.iter("table"):
        if not any(len(row) > 1 for row in table.iter("tr")):
            continue
        for box in (table, *table.iterancestors()):
            style = box.get("style") or ""
            if "hidden" in box.attrib or _hides(style):
                found = True
                box.attrib.pop("hidden", None)
                box.set("style", _DISPLAY.sub("", style))
    return found


def _key(rule: _Rule) -> tuple[int, int, int]:
    return rule.weight


def _says(element: Element, rules: list[_Rule]) -> str:
    style = element.get("style")
    own = _meaning(style) if style and "display" in style.lower() else ""
    if own or not rules:
        return own if own != "hidden" else ""  # an inline style is read where the text is
    classes = frozenset((element.get("class") or "").split())
    return next((r.says for r in reversed(rules) if r.fits(element, classes)), "")


def _rules(text: str) -> Iterator[_Rule]:
    """The rules of a style sheet for every screen, in order."""
    depth = hushed = 0
    for match in _RULE.finditer(_COMMENT.sub("", text)):
        if match["media"]:
            depth += 1
            hushed = hushed or (0 if _SHOWN_MEDIA.fullmatch(match["media"]) else depth)
        elif match["end"]:
            hushed = 0 if hushed == depth else hushed
            depth -= 1
        elif not hushed:
            says = _meaning(match["body"])
            for name in match["names"].split(",") if says else ():
                yield from _named(name.strip(), says)


def _named(name: str, says: str) -> Iterator[_Rule]:
    match = _NAME.fullmatch(name)
    if match is None or not name:
        return
    parts = _PART.findall(match["rest"])
    classes = frozenset(text for sign, text in parts if sign == ".")
    ids = frozenset(text for sign, text in parts if sign == "#")
    yield _Rule((match["tag"] or "").lower(), classes, ids, says)


def _meaning(body: str) -> str:
    """``hidden``, the tag of a table box, ``beside``, ``shown``, or nothing where the rule is of
    other things."""
    said = ""
    for name, value in _DISPLAY.findall(body.lower()):
        if (name, value) in (("display", "none"), ("visibility", "hidden")):
            return "hidden"
        said = "beside" if value in _BESIDE else _AS_TABLE.get(value, "shown")
    return said


def _hides(style: str) -> bool:
    return _meaning(style) == "hidden"
