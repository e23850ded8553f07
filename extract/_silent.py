"""Rows that say nothing to a form: most of a long table that is none (a list of equipment, a budget).

A row is silent where none of its texts can be a label that a form knows, tells one before a colon, or
names a unit of money, and a figure stands among them. Met before any header, such a row is understood
by no block of a form and changes none; to see that from its texts costs a tenth of asking the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract._rows import Row
from extract.text import lazy
from extract.vocabulary import Vocabulary, fold

_YEAR = lazy(r"20\d\d")
_NUMBER = lazy(r"\s*(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．]")
_DIGIT = lazy(r"[0-9]")


def silent(lines: Sequence[Row], words: Vocabulary) -> frozenset[int]:
    """The numbers of those rows of a table that are silent."""
    said = {slot.cell.text for row in lines for slot in row.own}
    telling = {text for text in said if _may_tell(text, words)}
    counted = {text for text in said if _DIGIT.search(text)}
    found: list[int] = []
    for row in lines:
        rest = [slot.cell.text for slot in row.filled[1:]]
        if counted.isdisjoint(rest):
            continue  # sources in a row are a header, where no figure is among them
        if telling.isdisjoint([slot.cell.text for slot in row.own]):
            found.append(row.number)
    return frozenset(found)


def _may_tell(text: str, words: Vocabulary) -> bool:
    """False for a text that neither is nor holds a label, nor a part of a unit of money. Where that
    takes a closer look (a number, a year or a remark beside the label), the answer is True."""
    if text.isascii():
        return ":" in text  # all labels are Chinese
    folded = fold(text)
    if ":" in text or "：" in text or "元" in text or ":" in folded or "元" in folded:
        return True
    if folded.endswith(")") or _YEAR.match(folded) or words.leads(folded):
        return True
    return _NUMBER.match(text) is not None and words.head(text) != ""
