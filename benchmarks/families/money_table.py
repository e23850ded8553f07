"""The money table of a drawn form, in every way that it is printed."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.families.content import MONEY, Content
from making.grid import Box

FACTORS = {"万元": Decimal(1), "元": Decimal(10000), "千元": Decimal(10), "亿元": Decimal("0.0001")}


class MoneyTable(Content):
    """Rows of (text, span weight) cells, laid out on one grid at the end."""

    def __init__(self, family: dict[str, Any], rng: random.Random) -> None:
        super().__init__(family, rng)
        self.boxes: list[Box] = []
        self.row = 0
        self.width = self._width()

    def _width(self) -> int:
        prefix = 1 if self.f.get("prefix") else 0
        funds = len(self.f["fund_columns"]) + len(self.f.get("fund_across", [])) + 1
        if self.f.get("fund_alternate"):
            funds = 2 * len(self.f["fund_columns"]) + 1
        funds += bool(self.f.get("fund_title")) + bool(self.f.get("fund_groups"))
        return max(len(self.f["columns"]) + prefix, funds, 4)

    def _spans(self, weights: list[int]) -> list[tuple[int, int]]:
        total, at, out = sum(weights), 0, []
        for n, weight in enumerate(weights):
            left = len(weights) - n - 1
            size = max(1, min(round(self.width * weight / total), self.width - at - left))
            if n == len(weights) - 1:
                size = self.width - at
            out.append((at, size))
            at += size
        return out

    def _line(self, texts: list[str], weights: list[int]) -> None:
        for text, (col, span) in zip(texts, self._spans(weights), strict=True):
            self.boxes.append(Box(text, self.row, col, colspan=span))
        self.row += 1

    def _funds(self) -> None:
        if not self.labels:
            return None
        if self.f.get("fund_one_cell"):
            return self._fund_in_cells()
        columns = [c.rsplit(":", 1) for c in self.f["fund_columns"]]
        top = self.row
        side = bool(self.f.get("fund_title")), bool(self.f.get("fund_groups"))
        alternate = self.f.get("fund_alternate", False)
        across = [a[0] for a in self.across]
        values = len(columns) * (2 if alternate else 1) + len(across)
        label_width = self.width - sum(side) - values
        spans = [label_width, *[1] * values]
        left = sum(side)
        if not alternate:
            head = [label_width + side[1], *spans[1:]]
            self._cells(side[0], ["", *across, *(c[0] for c in columns)], head)
        for n in range(len(self.labels)):
            self._fund_row(n, columns, left, spans, alternate)
        self._told()
        if side[0]:
            self.boxes.append(Box(self.f["fund_title"], top, 0, rowspan=self.row - top))
        at = top + 1
        for name, size in self.f.get("fund_groups", []):
            self.boxes.append(Box(name, at, 1, rowspan=size))
            at += size
        self._across_truth()
        return None

    def _cells(self, left: int, texts: list[str], spans: list[int]) -> None:
        at = left
        for text, span in zip(texts, spans, strict=True):
            self.boxes.append(Box(text, self.row, at, colspan=span))
            at += span
        self.row += 1

    def _fund_row(
        self, n: int, columns: list[list[str]], left: int, spans: list[int], alternate: bool
    ) -> None:
        label, item = self.labels[n]
        texts: list[str] = []
        truth: dict[str, str | None] = {"label": label.strip(), "item": item}
        for header, name in columns:
            text, clean = self._fund_cell(n, name)
            texts += [header, text] if alternate else [text]
            if clean is not None:
                truth[name.removesuffix("_bare")] = clean
        shown = [f"{self.money[len(self.labels) + i]['budget']:f}" for i in range(len(self.across))]
        self._cells(left, [label, *shown, *texts], spans)
        self.truth.funds.append(truth)

    def _fund_cell(self, n: int, name: str) -> tuple[str, str | None]:
        row, dash = self.money[n], self.f["dash"]
        first = n == 0
        if name in MONEY:
            shown = row[name] * FACTORS[self.unit]
            text = f"{shown:,f}" if self.f.get("thousands") else f"{shown:f}"
            return text, f"{row[name]:f}"
        if name in ("rate", "rate_bare"):
            base = row["budget"] if self._has("budget") else row["budget_initial"]
            if not (first or self.f["dash"] == "") or not base:
                return dash, None
            return self._rate(row["executed"] / base, name)
        if name in ("weight", "score") and self.f.get("execution_row"):
            return dash, None
        if name == "weight" and first and self.execution:
            return self._points(self.execution)
        if name == "score" and first and self.execution:
            return self._points(self.fund_score)
        if name == "none_money":
            return "0.00", None
        return (dash if name != "none" else ""), None

    def _rate(self, rate: Decimal, name: str) -> tuple[str, str]:
        percent = (rate * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if self.f.get("rate_style") == "fraction" and name == "rate":
            return f"{percent / 100:f}", f"{percent / 100:f}"
        return f"{percent:f}{'' if name == 'rate_bare' else '%'}", f"{percent / 100:f}"

    def _points(self, points: Decimal) -> tuple[str, str]:
        return f"{points:f}{self.f.get('suffix', '')}", f"{points:f}"

    def _told(self) -> None:
        """按收入性质分 beside 按支出性质分: label and amount in one cell, side by side."""
        if not self.f.get("told"):
            return
        total = self.money[0]["budget_initial"]
        half = (total / 2).quantize(Decimal("0.01"))
        left, right = self.f["told"]
        self._cells(1, [left[0], right[0]], [self.width // 2, self.width - 1 - self.width // 2])
        for n in range(1, len(left)):
            texts = []
            for side in (left, right):
                label, item = side[n].rsplit(":", 1) if n < len(side) else ("", "")
                amount = half if n < 3 else Decimal(0)
                texts.append(f"{label}：{amount:f}" if label else "")
                if label:
                    self.truth.funds.append({"label": label, "item": item})
            self._cells(1, texts, [self.width // 2, self.width - 1 - self.width // 2])

    def _across_truth(self) -> None:
        for n, (label, item) in enumerate(self.across):
            value = self.money[len(self.labels) + n]["budget"]
            self.truth.funds.append({"label": label, "item": item, "budget": f"{value:f}"})

    def _fund_in_cells(self) -> None:
        row = self.money[0]
        self._line(
            [self.f["fund_rows"][0].split(":")[0], f"预算数：{row['budget']:f}万元",
             f"执行数：{row['executed']:f}万元", f"{self.fund_score:f}"],
            [1, 2, 2, 1],
        )  # fmt: skip
        self.truth.funds.append(
            {"label": "预算执行情况（20分）", "item": "total",
             "budget": f"{row['budget']:f}", "executed": f"{row['executed']:f}",
             "weight": f"{self.execution:f}", "score": f"{self.fund_score:f}"}
        )  # fmt: skip
