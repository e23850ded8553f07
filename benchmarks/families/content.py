"""The figures and indicators of a drawn form: invented, and in agreement with one another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.families.truth import Cells, Truth

MONEY = ("budget_initial", "budget", "arrived", "executed")
PLACES = ("青禾县", "海棠市", "石桥区", "云岭县", "白鹭市", "长浦区")
BODIES = ("水利局", "教育局", "交通运输局", "农业农村局", "民政局", "应急管理局")
PROJECTS = ("农村公路养护专项资金", "教师培训经费", "小型水库加固项目", "文化场馆免费开放经费")
REASONS = ("前期准备不足，今后提前实施", "需求低于预计，今后精准测算", "施工受阻，已协调解决")
LEVELS = {
    "output": ("产出指标", [("数量指标", "quantity"), ("质量指标", "quality"), ("时效指标", "timeliness"), ("成本指标", "cost")]),
    "benefit": ("效益指标", [("经济效益指标", "economic"), ("社会效益指标", "social"), ("生态效益指标", "ecological"), ("可持续影响指标", "sustainable")]),
    "satisfaction": ("满意度指标", [("服务对象满意度指标", "satisfaction")]),
}  # fmt: skip
NAMES = {
    "quantity": [
        ("开展技术培训", "场次"),
        ("加固水库数量", "座"),
        ("发放补贴人数", "人"),
        ("更新设备", "台"),
    ],
    "quality": [("验收合格率", "%"), ("资金使用合规率", "%")],
    "timeliness": [("任务按期完成率", "%"), ("完成时限", "date")],
    "cost": [("设备购置成本", "万元<"), ("成本控制情况", "word")],
    "economic": [("带动群众增收", "万元")],
    "social": [("公共服务水平", "word"), ("政策知晓率", "%")],
    "ecological": [("生态环境改善程度", "word")],
    "sustainable": [("长效管理机制", "word")],
    "satisfaction": [("服务对象满意度", "%"), ("受益群众满意度", "%")],
}
WORDS = {"≥": "大于等于", "≤": "小于等于", "=": "等于"}


class Content:
    """What a form says: ``money`` by fund row, ``rows`` by indicator, the scores and their sum."""

    def __init__(self, family: dict[str, Any], rng: random.Random) -> None:
        self.f, self.rng = family, rng
        self.year = rng.randint(2019, 2024)
        self.place = rng.choice(PLACES)
        self.unit = family.get("unit", "万元")
        self.truth = Truth(family["id"], family["kind"], "", self.year)

    def _values(self) -> None:
        weights = self.f["weights"]
        self.execution = Decimal(weights[0])
        self.rows = list(self._invent(weights[1:]))
        rate = self._amounts()
        self.fund_score = (self.execution * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
        scores = [Decimal(r["score"]) for r in self.rows if r["score"]]
        self.score = sum(scores, self.fund_score if self.execution else Decimal(0))

    def _amounts(self) -> Decimal:
        items = [r.rsplit(":", 1) for r in self.f["fund_rows"]]
        self.labels = [(label, item.lstrip("+")) for label, item in items]
        self.depths = [0, *(1 + item.count("+") for _, item in items[1:])][: len(items)]
        across = [tuple(a.rsplit(":", 1)) for a in self.f.get("fund_across", [])]
        self.across = across
        self.money: list[dict[str, Decimal]] = []
        step = Decimal("0.01")
        for column in MONEY:
            low = {"executed": 80, "budget": 100, "arrived": 100, "budget_initial": 95}[column]
            self._column(column, Decimal(low), step, across)
        if not self.labels:
            return Decimal(1)
        total = self.money[0]
        base = total["budget"] if self._has("budget") else total["budget_initial"]
        return min(Decimal(1), total["executed"] / base)

    def _column(self, column: str, scale: Decimal, step: Decimal, across: list[Any]) -> None:
        """Parts first, then their totals: every column adds up."""
        count = len(self.labels)
        if not self.money:
            self.money = [{} for _ in range(count + len(across))]
            self.base = [Decimal(self.rng.randint(1000, 90000)) / 100 for _ in self.money]
        values = [(b * scale / 100).quantize(step) for b in self.base]
        if self.f.get("fund_groups"):
            values[5:7] = [(v / 2).quantize(step) for v in values[5:7]]
            values[4] = values[5] + values[6]
            whole = values[1] + values[2]
            values[7] = whole - values[4]
            if values[7] < 0:
                values[2] += -values[7] * 2
                whole = values[1] + values[2]
                values[7] = whole - values[4]
            values[0] = values[3] = whole
        elif across:
            values[0] = sum(values[count:], Decimal(0))
        else:
            self._add_up(values)
        for row, value in zip(self.money, values, strict=True):
            row[column] = value

    def _add_up(self, values: list[Decimal]) -> None:
        """Every row with parts becomes their sum, the deepest first; + in the data is one deeper."""
        for n in reversed(range(len(self.depths))):
            end = next(
                (i for i in range(n + 1, len(self.depths)) if self.depths[i] <= self.depths[n]),
                len(self.depths),
            )
            parts = [values[i] for i in range(n + 1, end) if self.depths[i] == self.depths[n] + 1]
            values[n] = sum(parts, Decimal(0)) if parts else values[n]

    def _has(self, field_name: str) -> bool:
        return any(c.endswith(f":{field_name}") for c in self.f["fund_columns"])

    def _invent(self, weights: list[int]) -> Iterator[dict[str, str]]:
        scored = any(c.endswith(":score") for c in self.f["columns"])
        names = self.f.get("level1_names", [v[0] for v in LEVELS.values()])
        codes = self.f.get("level1_codes", list(LEVELS))
        groups = zip(LEVELS.values(), codes, weights, names, strict=True)
        for (_, seconds), code, weight, name in groups:
            kinds = [s for s in seconds for _ in range(self.rng.choice((1, 1, 2)))]
            shares = self._shares(weight, len(kinds)) if scored else [Decimal(0)] * len(kinds)
            used: set[str] = set()
            for n, ((level2, code2), share) in enumerate(zip(kinds, shares, strict=True)):
                yield self._one(code, name, level2, code2, share, scored, used, n)

    def _shares(self, weight: int, count: int) -> list[Decimal]:
        first = Decimal(weight) // count
        return [*[first] * (count - 1), Decimal(weight) - first * (count - 1)]

    def _one(
        self, code: str, name: str, level2: str, code2: str, share: Decimal, scored: bool,
        used: set[str], n: int,
    ) -> dict[str, str]:  # fmt: skip
        label, unit = self.rng.choice(NAMES[code2])
        if label in used:
            label += "（第二批）"
        used.add(label)
        row = {"level1": name, "level1_code": code, "level2": level2, "level2_code": code2}
        row |= {
            "level3": label,
            "op": "",
            "value": "",
            "unit": "",
            "none": "按规定",
            "polarity": "",
        }
        missed = scored and self.rng.random() < 0.2
        missed = missed and not unit.endswith("<")
        row |= self._measure(unit, missed)
        got = (share * Decimal("0.8")).normalize() if missed else share
        row |= {
            "weight": f"{share:f}", "score": f"{got:f}" if scored else "",
            "review_score": f"{share:f}",
            "reason": self.rng.choice(REASONS) if missed else self.rng.choice(("", "", "无")),
            "completion": _completion(row),
        }  # fmt: skip
        row["polarity"] = "反向" if row["op"] == "≤" else "正向"
        row["op_word"] = WORDS.get(row["op"], row["op"])
        row["row"] = str(n)
        return row

    def _measure(self, unit: str, missed: bool) -> Cells:
        if unit == "word":
            shown = self.rng.choice(("明显提升", "有效改善", "健全"))
            actual = "部分达成" if missed else self.rng.choice((shown, "达成预期指标"))
            return {
                "target": shown,
                "value": shown,
                "actual": actual,
                "op": "定性",
                "actual_bare": actual,
            }
        if unit == "date":
            shown = self.rng.choice(("12月31日前", f"{self.year}年底前"))
            return {
                "target": shown,
                "value": shown,
                "actual": shown,
                "op": "定性",
                "actual_bare": shown,
            }
        op = "≤" if unit.endswith("<") else self.rng.choice(("≥", "≥", "="))
        unit = unit.rstrip("<")
        value = self.rng.randint(85, 99) if unit == "%" else self.rng.randint(5, 900)
        reached = int(value * 0.8) if missed and op != "≤" else value
        glued = f"{'' if op == '=' and self.rng.random() < 0.7 else op}{value}{unit}"
        return {
            "target": glued, "value": str(value), "unit": unit, "op": op,
            "actual": f"{reached}{unit}", "actual_bare": str(reached),
        }  # fmt: skip


def _completion(row: Cells) -> str:
    """What was reached in percent of the target; all of it where that is no number."""
    target, reached = row["value"], row["actual_bare"]
    if not (target.isdigit() and reached.isdigit()):
        return "100%"
    share = Decimal(reached) / Decimal(target) * 100
    return f"{share.quantize(Decimal('0.01')).normalize():f}%"
