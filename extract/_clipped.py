"""Labels that their cells cut off: a sheet printed with rows too low shows one line of each text.

What is hidden is not in the file. What is left of 年度资金总额 is 额, of 社会效益指标 标: the tail of a
known label that is no label itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract._rows import Row
from extract.text import squeeze
from extract.vocabulary import Vocabulary, bare_label

_TABLES = ("item", "level1", "level2", "indicator", "fund", "head", "goal", "row", "group")
_ENOUGH = 3  # cells, not all alike: one short word may be somebody's own label
_LONGEST = 6  # letters left of a label
_LETTERS = range(0x4E00, 0xA000)  # Chinese characters


def clipped(rows: Sequence[Row], words: Vocabulary) -> str:
    """``clipped`` where several cells hold no more than the rest of a label, else empty."""
    texts = (squeeze(slot.cell.text) for row in rows for slot in row.filled)

    def left_over(text: str) -> str:
        return text if _is_left_over(text, words) else ""

    short = (text for text in texts if len(text) <= _LONGEST)
    found = [text for text in short if words.remembered("left over", text, left_over)]
    return "clipped" if len(found) >= _ENOUGH and len(set(found)) > 1 else ""


def _is_left_over(text: str, words: Vocabulary) -> bool:
    bare = text.rstrip(":：")
    if bare not in words.tails or not all(ord(char) in _LETTERS for char in bare):
        return False
    if any(words.find(table, bare) for table in _TABLES):
        return False
    return not any(words.find(table, bare_label(bare)) for table in ("item", "row"))
