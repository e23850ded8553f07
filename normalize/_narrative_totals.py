"""A total told behind its parts: 设备10万元、培训20万元，共计30万元.

Only a run of amounts that the words join to one list is summed: one kind, one separator, nothing
else said in between, no 等, and the sentence begins with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.frozen import dataclass, maker
from normalize._narrative_gaps import Gap
from normalize._narrative_words import pattern
from normalize.text import compiled

_SEMICOLON = 3  # see Gap
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Link:
    """One amount of a clause and the words before it; ``index`` is None for a vague one. ``kind``
    is its key, ``label`` its name, ``alone`` is True where it is part of nothing and is neither
    rough nor a change. ``total`` are the words that make it a total, empty for a plain amount."""

    index: int | None
    kind: object
    gap: Gap
    label: str
    alone: bool
    total: str = ""


make_link = maker(Link)


def inherited(gap: Gap, chain: Sequence[Link]) -> Gap:
    """共计300人30万元: an amount right behind another is told by the words before that."""
    return chain[-1].gap if gap.none and chain and chain[-1].index is not None else gap


def total_told(gap: Gap, chain: Sequence[Link]) -> int | None:
    """Whether the words before an amount make it a total of what was just listed: the number of
    items they name, 0 when they name none, None when it is no such total."""
    if not gap.total:
        return None
    plain = pattern("total", "behind").fullmatch(gap.bare)
    summed = pattern("total", "added").fullmatch(gap.bare)
    if plain is None and summed is None:
        return None
    match = summed if any(_is_added(link.gap) for link in chain) else plain
    if match is None:
        return None
    count = match.groupdict().get("count")
    return _count(count) if count else 0


def since_total(chain: Sequence[Link], kind: object, words: str) -> Sequence[Link]:
    """The chain behind a total of the same words (…，合计10万元；…，合计20万元), if a semicolon parts them."""
    last = max((i for i, link in enumerate(chain) if link.total and link.kind == kind), default=-1)
    parted = 0 <= last < len(chain) - 1 and chain[last + 1].gap.sep == _SEMICOLON
    return chain[last + 1 :] if parted and chain[last].total == words else chain


def listed_before(chain: Sequence[Link], kind: object, count: int) -> list[int]:
    """The items that a total behind them sums up, as the words join them; none when the words leave
    that open. ``count`` is the number of items told, 0 for none."""
    own = [link for link in chain if link.kind == kind or link.index is None]
    added = any(_is_added(link.gap) for link in chain)
    if len(own) < 2 or any(not link.alone or link.total for link in own):
        return []
    if not added and any(_is_none(link, first=link is chain[0]) for link in own):
        return []
    seps = set(_separators(chain, kind))
    if len(seps) != 1 or 0 in seps or any(_is_open(link.gap, count) for link in chain[1:]):
        return []
    if _is_hedged(chain[0].gap) or (count and count != len(own)):
        return []
    return [link.index for link in own if link.index is not None]


def _separators(chain: Sequence[Link], kind: object) -> list[int]:
    """The separator before each item but the first; people told with the money of an item
    (5人40万元) stand between."""
    found: list[int] = []
    last = 0
    for link in chain:
        last = max(last, link.gap.sep)
        if link.kind == kind:
            found.append(last)
            last = 0
    return found[1:]


def _is_none(link: Link, *, first: bool) -> bool:
    """Whether an amount is no part of a list: a measure of its own, a rate, an effect. Before the
    first stands what all have in common (全年安排…)."""
    bare = "".join(link.gap.spoken.split()).strip("，；、：和及与")
    texts = (link.label,) if first else (bare, link.label)
    own = any(pattern("list", name).search(t) for name in ("subject", "effect") for t in texts)
    return own or pattern("total", "rate").search(bare) is not None


def _is_open(gap: Gap, count: int) -> bool:
    """Whether the words before an item leave the list open; a clause in between (适配辅具432件，金额…)
    does not where the total says how many items there are."""
    return (gap.foreign and not count) or gap.etc or gap.hedged or bool(gap.opens) or gap.change


def _is_hedged(gap: Gap) -> bool:
    return gap.hedged or gap.change or pattern("total", "open").search(gap.spoken) is not None


def _is_added(gap: Gap) -> bool:
    return (
        compiled(r"[，；\s]*(?:再?加上?|另加)(?!强|快|大|工|固|装)").match(gap.spoken) is not None
    )


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS.get(text, -1)
