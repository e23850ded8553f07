"""元 千元 万元 百万元 亿元: a printed amount in 万元, with the place that declared its unit."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from normalize.text import MEMORY, lazy, squeeze

ONE = Decimal(1)
# how many 万元 one unit is
FACTORS: dict[str, Decimal] = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": ONE,
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
}
_ALIASES = {
    "万": "万元",
    "亿": "亿元",
    "千": "千元",
    "人民币元": "元",
    "万元人民币": "万元",
    "圆": "元",
}
MONEY_UNIT = r"(?:亿|千万|百万|万|千)?[元圆]|万|亿"
# （万元）, 单位：万元, 金额单位: 元, (元), 万元 alone
_DECLARED = lazy(
    r"(?:单位[:：]?\s*(?:人民币)?|[(（\[【]\s*(?:单位[:：])?\s*)(?P<unit>(?:亿|千万|百万|万|千)?[元圆])"
)


@lru_cache(maxsize=MEMORY)
def money_unit(text: str) -> str:
    """The money unit that ``text`` names whole (``万元``, ``万``, ``元``), else empty."""
    bare = squeeze(text)
    bare = _ALIASES.get(bare, bare)
    return bare if bare in FACTORS else ""


@lru_cache(maxsize=MEMORY)
def declared_unit(text: str) -> str:
    """The money unit that a header, caption or label declares: ``项目资金（万元）``, ``金额单位：元``."""
    match = _DECLARED.search(squeeze(text))
    return money_unit(match["unit"]) if match else ""
