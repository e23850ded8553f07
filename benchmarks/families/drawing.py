"""The layout of a drawn form: rows of cells on one grid, as the office that issued it prints them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.families.content import BODIES, PROJECTS
from benchmarks.families.money_table import MoneyTable
from benchmarks.families.truth import Truth
from making.grid import Box, Sheet


class Drawing(MoneyTable):
    """Head, money, goals, indicators and totals of one form."""

    def draw(self) -> tuple[Sheet, Truth]:
        """The sheet, and what must come out of it."""
        self._values()
        title = self.place + self.f["title"].format(year=self.year, score=self.score)
        above = [line.format(score=self.score) for line in self.f.get("above", [])]
        self.truth.title = title
        inside = bool(self.f.get("inside"))
        for line in [title, *above] if inside else []:
            self._line([line], [1])
        header = self._blocks()
        if inside:
            self._line(["填表人：赵一　　联系电话：0555-2231　　填报日期：2025年3月1日"], [1])
            self._line(["注：1.定量指标填写实际完成数。\n2.定性指标分三档填写。"], [1])
        lines = ["附件1"] if inside else [title, *above]
        sheet = Sheet(
            name=f"{self.f['id']}", author="", title="\n".join(lines),
            boxes=tuple(self.boxes), rows=self.row, widths=tuple([1 / self.width] * self.width),
            header_row=header, repeat_header=False, pad=6.0, report_title="", report_gap=1, lines=(),
        )  # fmt: skip
        return sheet, self.truth

    def _blocks(self) -> int:
        """Head, money, goals, management, indicators and what stands under them; the row of the
        indicator header."""
        self._heads()
        self._funds()
        if self.f.get("goal"):
            self._line(["年度总体目标", "预期目标", "实际完成情况"], [1, 2, 2])
            self._line(["", "完成年度各项任务，提升服务水平。", "已完成年度各项任务。"], [1, 2, 2])
        if self.f.get("management"):
            for name in ("分配科学性", "下达及时性", "使用规范性"):
                self._line(["资金管理情况", name, "按规定执行", "无"], [1, 1, 2, 1])
        header = self._indicators() if self.f["columns"] else self.row
        for row in self.f.get("tail", []):
            self._line(row, [1, 4])
        return header

    def _heads(self) -> None:
        owner = self.place + self.rng.choice(BODIES)
        names = {
            "project": self.rng.choice(PROJECTS), "department": owner, "unit": owner,
            "unit_own": owner, "staff_quota": str(self.rng.randint(20, 90)),
            "staff_actual": str(self.rng.randint(20, 90)), "none": "其他",
            "score_total": f"{self.score:f}",
        }  # fmt: skip
        for line in self.f["heads"]:
            texts = [names[t] if i % 2 else t for i, t in enumerate(line)]
            self._line(texts, [1, 4] if len(line) == 2 else [1, 2, 1, 2])
            for name in line[1::2]:
                self._head_truth(name, names[name])

    def _head_truth(self, name: str, value: str) -> None:
        if name == "score_total":
            self.truth.totals["score_total_stated"] = value
        elif name == "unit_own":
            self.truth.heads["unit"] = value
        elif name != "none":
            self.truth.heads.setdefault(name, value)

    def _indicators(self) -> int:
        columns = [c.rsplit(":", 1) for c in self.f["columns"]]
        prefix = 1 if self.f.get("prefix") else 0
        spare = self.width - prefix - len(columns)
        spans = [1 + (spare if c[1] == "level3" else 0) for c in columns]
        starts = [prefix + sum(spans[:i]) for i in range(len(spans))]
        top = self.row
        self._indicator_header(columns, starts, spans)
        if self.f.get("execution_row"):
            self._execution_row(columns, starts, spans)
        for group in self._groups():
            self._group(group, columns, starts, spans)
        if prefix:
            self.boxes.append(Box(self.f["prefix"], top, 0, rowspan=self.row - top))
        self._total_row(columns, starts, spans)
        return top

    def _groups(self) -> list[list[dict[str, str]]]:
        """The rows by level 1."""
        names = list(dict.fromkeys(r["level1"] for r in self.rows))
        return [[r for r in self.rows if r["level1"] == name] for name in names]

    def _group(self, rows: list[dict[str, str]], columns: Any, starts: Any, spans: Any) -> None:
        kept = 1 if self.f.get("kept_rows") else 0
        self._level_boxes(rows, kept, columns, starts, spans)
        for row in rows:
            self._indicator_row(row, columns, starts, spans)
        if kept:
            self._empty_row(columns, starts, spans)
        if self.f.get("subtotals"):
            self._subtotal(rows, columns, starts, spans)

    def _empty_row(self, columns: Any, starts: Any, spans: Any) -> None:
        names = {"level2": "其他指标", "level3": "……"}
        for (_, name), at, span in zip(columns, starts, spans, strict=True):
            if name != "level1":
                self.boxes.append(Box(names.get(name, ""), self.row, at, colspan=span))
        self.row += 1

    def _subtotal(self, rows: list[dict[str, str]], columns: Any, starts: Any, spans: Any) -> None:
        fields = [name for _, name in columns]
        sums = {
            name: f"{sum((Decimal(r[name]) for r in rows if r[name]), Decimal(0)):f}"
            for name in ("weight", "score")
        }
        first = min(fields.index(n) for n in sums)
        left = int(bool(self.f.get("prefix")))
        self.boxes.append(Box("小计", self.row, left, colspan=starts[first] - left))
        for name, at, span in zip(fields[first:], starts[first:], spans[first:], strict=True):
            self.boxes.append(Box(sums.get(name, ""), self.row, at, colspan=span))
        self.row += 1

    def _execution_row(self, columns: Any, starts: Any, spans: Any) -> None:
        rate, _ = self._rate(self.fund_score / self.execution, "rate")
        row = {
            "level1": "预算执行率", "level2": "预算执行率", "level3": "预算执行率",
            "level1_code": "execution", "level2_code": "other", "op": "=", "value": "100",
            "unit": "%", "target": "100%", "actual": rate, "actual_bare": rate.rstrip("%"),
            "weight": f"{self.execution:f}", "score": f"{self.fund_score:f}", "row": "0",
            "reason": "支付较慢" if self.fund_score < self.execution else "", "none": "", "completion": "",
            "polarity": "正向", "op_word": "等于", "review_score": f"{self.fund_score:f}",
        }  # fmt: skip
        self._level_boxes([row], 0, columns, starts, spans)
        self._indicator_row(row, columns, starts, spans)

    def _indicator_header(self, columns: Any, starts: list[int], spans: list[int]) -> None:
        double = any(
            "/" in h and h.split("/")[0] != "" and n in ("op", "value", "unit") for h, n in columns
        )
        height = 2 if double else 1
        done: set[str] = set()
        for (header, name), at, span in zip(columns, starts, spans, strict=True):
            if double and "/" in header and name in ("op", "value", "unit"):
                parent, own = header.split("/", 1)
                if parent not in done:
                    done.add(parent)
                    self.boxes.append(Box(parent, self.row, at, colspan=3))
                self.boxes.append(Box(own, self.row + 1, at, colspan=span))
            else:
                self.boxes.append(Box(header, self.row, at, colspan=span, rowspan=height))
        self.row += height

    def _level_boxes(
        self, rows: list[dict[str, str]], kept: int, columns: Any, starts: Any, spans: Any
    ) -> None:
        """One box a run of equal names; ``kept`` empty rows at the end belong to the group."""
        for level in ("level1", "level2"):
            index = next(i for i, c in enumerate(columns) if c[1] == level)
            n = 0
            while n < len(rows):
                end = n
                while end < len(rows) and self._same(rows[n], rows[end], level):
                    end += 1
                text = self._level_name(rows[n], rows, level)
                down = end - n + (kept if level == "level1" else 0)
                box = Box(text, self.row + n, starts[index], rowspan=down, colspan=spans[index])
                self.boxes.append(box)
                n = end

    def _level_name(self, row: dict[str, str], rows: list[dict[str, str]], level: str) -> str:
        text = row[level]
        if level == "level1" and self.f.get("upright"):
            text = "\n".join(text)
        if level == "level1" and self.f.get("points"):
            text += f"（{sum(Decimal(r['weight']) for r in rows):f}分）"
        return text

    def _same(self, a: dict[str, str], b: dict[str, str], level: str) -> bool:
        return a["level1"] == b["level1"] and (level == "level1" or a["level2"] == b["level2"])

    def _indicator_row(
        self, row: dict[str, str], columns: Any, starts: list[int], spans: list[int]
    ) -> None:
        own_op = any(c[1] in ("op", "op_word") for c in columns)
        for (_, name), at, span in zip(columns, starts, spans, strict=True):
            if name in ("level1", "level2"):
                continue
            text = row["level3"] if name == "level3" else row[name]
            if name in ("weight", "score", "review_score") and text:
                text += self.f.get("suffix", "")
            if name == "level3" and self.f.get("number_names"):
                text = f"指标{int(row['row']) + 1}：{text}"
            self.boxes.append(Box(text, self.row, at, colspan=span))
        fields = {c[1] for c in columns}
        truth: dict[str, str | None] = {k: row[k] for k in ("level1_code", "level2_code", "level3")}
        if fields & {"target", "value"}:
            truth |= self._measured(row, fields, own_op)
        for name in ("weight", "score", "review_score", "reason"):
            if name in fields:
                truth[name] = "" if row[name] == "无" else row[name]
        self.truth.indicators.append(truth)
        self.row += 1

    def _measured(self, row: dict[str, str], fields: set[str], own_op: bool) -> dict[str, str]:
        return {
            "target": row["value"] if own_op else row["target"],
            "target_op": {"≥": ">=", "≤": "<=", "=": "="}.get(row["op"], ""),
            "actual": row["actual_bare" if "actual_bare" in fields else "actual"],
        }

    def _total_row(self, columns: Any, starts: list[int], spans: list[int]) -> None:
        fields = [c[1] for c in columns]
        if self.f.get("score_above"):
            self.truth.totals["score_total_stated"] = f"{self.score:f}"
        if "total" not in self.f:
            return
        with_weight = self.f.get("total_weight", True)
        first = fields.index("weight" if with_weight else "score")
        if with_weight and fields.index("score") != first + 1:
            self._wide_total(starts[first])
            return
        self.boxes.append(Box(self.f["total"], self.row, 0, colspan=starts[first]))
        sign = self.f.get("suffix", "")
        texts = (
            [f"100{sign}", f"{self.score:f}{sign}"] if with_weight else [f"{self.score:f}{sign}"]
        )
        rest = [*texts, *[""] * (len(fields) - first - len(texts))]
        grade = next(
            g for g, low in (("优", 90), ("良", 80), ("中", 60), ("差", 0)) if self.score >= low
        )
        if self.f.get("grade_in_total"):
            rest[len(texts)] = grade
            self.truth.totals["grade_stated"] = grade
        for text, at, span in zip(rest, starts[first:], spans[first:], strict=True):
            self.boxes.append(Box(text, self.row, at, colspan=span))
        self.row += 1
        self._total_truth(with_weight)

    def _wide_total(self, split: int) -> None:
        """Where weight and score do not stand side by side the total row has cells of its own."""
        rest = self.width - split
        half = rest // 2
        self.boxes += [
            Box(self.f["total"], self.row, 0, colspan=split),
            Box("100", self.row, split, colspan=half),
            Box(f"{self.score:f}", self.row, split + half, colspan=rest - half),
        ]
        self.row += 1
        self._total_truth(True)

    def _total_truth(self, with_weight: bool) -> None:
        self.truth.totals["score_total_stated"] = f"{self.score:f}"
        if with_weight:
            self.truth.totals["weight_total_stated"] = "100"
