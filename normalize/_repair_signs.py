"""A product with negative figures: a refund has a negative rate, a slip a sign too many."""

from __future__ import annotations

from collections.abc import Sequence

from normalize._repair_bonds import Narrowed, Range, Var, meet, not_below_zero, over, times

# of the whole and its two factors: all above zero, or two of them below
_SIGNS = ((1, 1, 1), (-1, -1, 1), (-1, 1, -1), (1, -1, -1))


def narrowed(keys: Sequence[Var], ranges: Sequence[Range]) -> Narrowed:
    """What remains of a whole and its two factors, whatever their signs; None when nothing."""
    ways = [left for signs in _SIGNS if (left := _product(ranges, signs)) is not None]
    if not ways:
        return None
    return {
        key: (min(low for low, _ in ends), max(high for _, high in ends))
        for key, ends in zip(keys, zip(*ways, strict=True), strict=True)
    }


def _product(ranges: Sequence[Range], signs: tuple[int, int, int]) -> list[Range] | None:
    """What remains of them where they have these signs."""
    ends = [not_below_zero(_mirrored(*one)) for one in zip(ranges, signs, strict=True)]
    whole, left, right = ends
    if whole is None or left is None or right is None:
        return None
    found = meet(left, over(whole, right)), meet(right, over(whole, left))
    kept = [end for end in (meet(whole, times(left, right)), *found) if end is not None]
    return [_mirrored(*one) for one in zip(kept, signs, strict=True)] if len(kept) == 3 else None


def _mirrored(ends: Range, sign: int) -> Range:
    return ends if sign > 0 else (-ends[1], -ends[0])
