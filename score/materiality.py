"""Whether a difference matters: it moves a grade, or is large beside the figure concerned."""

from __future__ import annotations

from decimal import Decimal

from score.policy import band

POINTS = Decimal("0.1")
SHARE = Decimal("0.001")
_POINT_FIELDS = frozenset({"weight", "score", "weight_total", "score_total"})


def is_material(field: str, stated: Decimal, recomputed: Decimal, bands: str = "") -> bool:
    """True for at least 0.1 points of a weight or score, or at least 0.1 % of any other figure
    (money, rates, heads). ``bands`` names the grade policy where the figure is a total score: then
    a difference that moves the grade matters, however small."""
    difference = abs(stated - recomputed)
    if field in _POINT_FIELDS:
        moves = bool(bands) and band(stated, bands) != band(recomputed, bands)
        return moves or difference >= POINTS
    concerned = abs(stated) or abs(recomputed)
    return bool(difference) and difference >= concerned * SHARE
