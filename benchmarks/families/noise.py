"""How published forms differ from their template: a careless hand, an export, an office's own wish."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Family = dict[str, Any]


def reordered(family: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The value columns of both blocks in another order; levels stay on the left."""
    funds = list(family["fund_columns"])
    if not family.get("fund_one_cell"):
        rng.shuffle(funds)
    columns = list(family["columns"])
    single = [c for c in columns if "/" not in c.split(":")[0]]
    if len(single) == len(columns) and "total" not in family:
        head, tail = columns[:3], columns[3:]
        rng.shuffle(tail)
        columns = head + tail
    return {**family, "fund_columns": funds, "columns": columns}


_AMOUNT = re.compile(r"\d+\.\d\d")
_LABEL = re.compile(r"[\u4e00-\u9fff]{4,7}")


def noisy(text: str, rng: random.Random) -> str:
    """One printed text as a careless hand or an export leaves it; its meaning is the same."""
    roll = rng.random()
    if _AMOUNT.fullmatch(text):
        if roll < 0.15:
            return "".join(chr(ord(c) + 0xFEE0) for c in text)
        if roll < 0.3:
            return f"{Decimal(text):,}"
        return f"{text}　" if roll < 0.4 else (f" {text}" if roll < 0.5 else text)
    if text.isdigit() and roll < 0.1:
        return f"{text}　"
    if (
        _LABEL.fullmatch(text)
        and text.endswith(("指标", "值", "数", "措施", "资金"))
        and roll < 0.3
    ):
        cut = rng.randint(1, len(text) - 1)
        return f"{text[:cut]}\n{text[cut:]}"
    if text in ("总分", "合计") and roll < 0.5:
        return f"{text[0]}　{text[1]}"
    return text


def twisted(family: Family, number: int) -> Family:
    """The family with one more of the twists that fit it, by turns."""
    fitting = [twist for fits, twist in TWISTS if fits(family)]
    return {**family, **fitting[number % len(fitting)](family)}


def _inside(family: Family) -> Family:
    """The title is the first row of the table, a unit row under it, who filled it in at the end."""
    return {"inside": True, **(_other_unit(family) if _ruled(family) else {})}


def _kept(family: Family) -> Family:
    """Rows that nobody filled in are kept, a subtotal stands under each group."""
    return {"kept_rows": True, "subtotals": "total" in family and "weight" in _fields(family)}


def _suffixed(_: Family) -> Family:
    """Points with 分, rates as plain fractions."""
    return {"suffix": "分", "rate_style": "fraction"}


def _upright(_: Family) -> Family:
    """Group names written from top to bottom, one character a line."""
    return {"upright": True}


def _other_unit(family: Family) -> Family:
    """Money in another unit, said once over the table, with thousands separators."""
    title = re.sub(r"[（(\n]+万?元[）)]?", "", family["fund_title"])
    unit = ("元", "千元", "亿元")[len(family["id"]) % 3]
    above = [line for line in family.get("above", []) if "单位" not in line]
    return {
        "unit": unit,
        "fund_title": title,
        "above": [*above, f"单位：{unit}"],
        "thousands": True,
    }


def _as_indicator(_: Family) -> Family:
    """The execution rate is scored among the indicators, not in the money table."""
    return {"execution_row": True}


def _nested(_: Family) -> Family:
    """其中 in 其中: the state's money by level."""
    rows = ["年度资金总额:total", "其中：财政拨款:fiscal", "其中：中央资金:+fiscal_central",
            "省级资金:+fiscal_province", "其他资金:other"]  # fmt: skip
    return {"fund_rows": rows}


def _reviewed(family: Family) -> Family:
    """A second score beside the first."""
    columns = list(family["columns"])
    at = next(i for i, c in enumerate(columns) if c.endswith(":score"))
    return {"columns": [*columns[: at + 1], "复核分:review_score", *columns[at + 1 :]]}


def _spaced(family: Family) -> Family:
    """Header words pulled apart, the way narrow columns are filled."""

    def pulled(entry: str) -> str:
        header, name = entry.rsplit(":", 1)
        plain = header.isalnum() and "/" not in header
        return f"{' '.join(header) if plain else header}:{name}"

    return {
        "fund_columns": [pulled(c) for c in family["fund_columns"]],
        "columns": [pulled(c) for c in family["columns"]],
    }


def _fields(family: Family) -> set[str]:
    return {c.rsplit(":", 1)[1] for c in family["columns"]}


def _ruled(family: Family) -> bool:
    """True for a money table with rows under one header."""
    odd = ("fund_one_cell", "fund_alternate", "fund_across", "fund_groups", "told", "programmes")
    return bool(family["fund_title"]) and not any(family.get(name) for name in odd)


def _splits(family: Family) -> bool:
    return _ruled(family) and len(family["fund_rows"]) > 2


def _scores_execution(family: Family) -> bool:
    funds = {c.rsplit(":", 1)[1] for c in family["fund_columns"]}
    return {"weight", "score"} <= funds and {"weight", "score"} <= _fields(family)


def _reviewable(family: Family) -> bool:
    names = [c.rsplit(":", 1)[1] for c in family["columns"]]
    return "score" in names and "review_score" not in names and "total" in family


TWISTS: list[tuple[Callable[[Family], bool], Callable[[Family], Family]]] = [
    (lambda _: True, _inside),
    (lambda family: bool(family["columns"]), _kept),
    (lambda family: bool(family["columns"]), _suffixed),
    (lambda family: bool(family["columns"]), _upright),
    (_ruled, _other_unit),
    (_splits, _nested),
    (_scores_execution, _as_indicator),
    (_reviewable, _reviewed),
    (lambda family: bool(family["columns"]), _spaced),
]
