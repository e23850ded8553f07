"""Which amount before it a sentence takes apart: that of the sentence before (其中…), or one that it
names (基本支出中，人员经费80万元，公用经费20万元)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalize._narrative_words import outside_pairs, pattern

if TYPE_CHECKING:
    from normalize._narrative_lists import Key, Reading

_FARTHEST = 240  # characters back: a name speaks of what has just been told


def named_whole(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """Which amount a sentence names as its whole and where the list begins; None where it names none,
    or more than one has that name."""
    flat = reading.flat
    if not reading.items:
        return None
    if flat.find("中，", start, end) < 0 and flat.find("中：", start, end) < 0:
        return None
    match = pattern("list", "inside").match(flat, start, end)
    if match is None:
        return None
    near = [n for n, item in enumerate(reading.items) if item.label == match["name"]]
    if len(near) != 1 or start - reading.items[near[0]].quantity.end > _FARTHEST:
        return None
    return near[0], match.end()


def carried(reading: Reading, start: int, end: int) -> dict[Key, int]:
    """The amounts that a sentence with 其中 at its front may take apart: the last of each kind in the
    sentence before it. A line of its own (其中：) and other words (分项情况是：) say so only of an amount
    that stands alone there."""
    if reading.before == len(reading.items):
        return {}
    sentence = reading.flat[start:end].lstrip(" \n，、")
    match = pattern("list", "resumes").match(sentence)
    if match is None:
        return {}
    own_line = "\n" in reading.flat[start : end - len(sentence)]
    alone = own_line or not match[0].startswith("其中")
    found: dict[Key, int] = {}
    rivals: dict[Key, int] = {}
    for i in range(reading.before, len(reading.items)):
        item = reading.items[i]
        if item.parent is None and not _is_other(item.label, match[0]):
            found[item.key] = i
            rivals[item.key] = rivals.get(item.key, 0) + 1
    return {key: i for key, i in found.items() if not alone or rivals[key] < 2}


def _is_other(whole: str, opening: str) -> bool:
    """支出明细如下 after what came in: what it opens takes apart another measure."""
    return any(w.search(whole) and p.search(opening) for w, p in outside_pairs())
