"""What the text that a row begins with can be: a level, a total, a label of the head, a closing line."""

from __future__ import annotations

from extract.text import lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label

CLOSING = frozenset(("grade", "score_total", "contact"))
LEVEL_LONG = 16  # characters of the name of a level, its points included
_COLON = lazy("[:：]")


def before_colon(text: str) -> str:
    """What stands before the first colon; the text where it has none."""
    return _COLON.split(text, maxsplit=1)[0] if ":" in text or "：" in text else text


def names_level(text: str, words: Vocabulary) -> bool:
    """True for the name of a level (产出指标, 数量指标), its points behind it or not."""
    known = words.memory("level").get(text)
    if known is None:
        known = words.remembered("level", text, lambda said: _level(said, words))
    return known != ""


def _level(text: str, words: Vocabulary) -> str:
    if len(squeeze(text)) > LEVEL_LONG:  # a whole row in one cell
        return ""
    return words.find("level1", text) or words.find("level2", text)


def lead_of(text: str, words: Vocabulary) -> str:
    """What a row that begins with this text may be: ``closing`` one under the indicators (the grade,
    a note, who filled the form in), ``other`` a total or one of the head, ``level`` one of a level's.
    Empty for all other texts, most of them names of indicators."""
    known = words.memory("lead").get(text)
    if known is None:
        known = words.remembered("lead", text, lambda said: _lead(said, words))
    return known


def _lead(text: str, words: Vocabulary) -> str:
    front = before_colon(text)
    rows = [words.find("row", said) for said in (text, front, bare_label(text))]
    heads = {words.head(text), words.head(front)}
    reason = words.heads_column(text) and words.find("indicator", text) == "reason"
    if reason or CLOSING & heads or rows[0] == "notes":
        return "closing"
    if any(rows) or any(heads):
        return "other"
    return "level" if names_level(text, words) else ""
