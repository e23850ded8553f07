"""Reports from a few lines of text, for tests of the rules and for the examples of their manual.

| 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |      a money table
| 来源/合计 | 100 | 90 | 90% | 10 | 9 |                        来源/ and 结构/ name the block
| 组 | 指标 | 目标 | 评分标准 | 实际 | 分值 | 得分 | 原因 |   an indicator table
| 小计 | 50 | 48 |                                             the subtotal of the rows above
总分值：100      总得分：98.1      等级：优      正文得分：98
基本支出 392.52 = 工资福利支出 382.07 + 商品和服务支出 39.13   a sentence that takes an amount apart
项目支出 100 >= 维修 30 + 采购 20                               one that does not tell all
工作人员 12人 = 行政人员 5人 + 事业人员 7人                     the same of people
正文：项目支出 11043.76                                         an amount of its own
章节：(三)某节 3 应为 2                                         a break in the numbering
叙述：支出1100万元，较上年增加100万元，增长10%。                a paragraph, read as the reader does
表名：2022年度项目支出绩效自评表      标题：2021年度…自评报告    titles of the form, of the report
人员编制：24      实有人数：22                                  in the head of the form
年度：2022      单位：公路中心      项目：公路养护              whose form it is
----                                                            here begins another form
数据表：人员 | 编制数 | 实际在职人数 | 控制率                   a row of a table beside the forms
原因线：90%                                                     below it the form asks for a reason
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from extract._rows import rows
from extract.document import Cell, Document, Paragraph, Place, Table
from extract.recognise import Recognised
from extract.vocabulary import vocabulary
from normalize.derived import derived
from normalize.narrative import read_narrative
from normalize.number import read_number
from normalize.report import (
    Amount,
    Breakdown,
    Claim,
    Figure,
    Form,
    FundRow,
    GroupWeight,
    IndicatorRow,
    NumberingFault,
    Printed,
    Promise,
    Report,
    Section,
    Subtotal,
)
from normalize.target import read_actual, read_target
from normalize.text import is_blank

_COLUMNS = {
    "年初预算数": "budget_initial",
    "全年预算数": "budget",
    "到位数": "arrived",
    "全年执行数": "executed",
    "执行率": "rate",
    "分值": "weight",
    "得分": "score",
    "目标": "target",
    "实际": "actual",
    "原因": "reason",
    "评分标准": "basis",
    "金额": "amount",
    "权重占比": "weight_share",
    "折算得分": "converted_score",
    "完成率": "completion",
}
_ITEMS = (
    ("total", ("合计", "年度资金总额", "总额")),
    ("carryover", ("上年结转",)),
    ("fiscal_central", ("中央",)),
    ("fiscal_local", ("地方",)),
    ("other", ("其他资金",)),
    ("own", ("单位资金",)),
    ("fiscal", ("财政拨款", "财政资金", "一般公共预算")),
    ("basic", ("基本支出",)),
    ("project", ("项目支出",)),
    ("personnel", ("人员支出",)),
    ("public", ("公用支出",)),
)
_GROUPS = {"来源": "source", "结构": "structure"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SUM = re.compile(r"^(?P<whole>[^|：]+?)\s*(?P<relation>=|>=)\s*(?P<parts>.+)$")
_AMOUNT = re.compile(r"^\s*(?P<label>\D+?)\s*(?P<number>-?\d+(?:\.\d+)?)(?P<unit>人)?\s*$")


def figure(text: str, place: Place | None = None, confidence: float | None = None) -> Figure:
    """The figure that a cell prints: ``86%`` is 0.86 with a step of 0.01."""
    match = _NUMBER.search(text)
    assert match is not None, text
    value = Decimal(match[0])
    step = Decimal(1).scaleb(value.as_tuple().exponent)
    if "%" in text:
        value, step = value / 100, step / 100
    return Figure(value, step, text, place or Place(), "%" if "%" in text else "", confidence)


def _is_broken(text: str) -> bool:
    """True for digits, points and commas that make no number: 747,30000."""
    return re.fullmatch(r"[\d.,]+", text) is not None and read_number(text) is None


@dataclass
class _Reading:
    places: Iterator[int] = field(default_factory=lambda: count(1))
    funds: list[FundRow] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    groups: dict[str, list[int]] = field(default_factory=dict)
    subtotals: list[Subtotal] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    amounts: list[Amount] = field(default_factory=list)
    heads: list[Amount] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    faults: list[NumberingFault] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    titles: list[Printed] = field(default_factory=list)
    beside: list[list[str]] = field(default_factory=list)

    def place(self) -> Place:
        number = next(self.places)
        return Place(page=1, table=1, row=number, col=1)

    def line(self, line: str) -> None:
        if line.startswith("|"):
            self._row([cell.strip() for cell in line.strip("|").split("|")])
        elif line.startswith("章节："):
            self._fault(line.removeprefix("章节："))
        elif line.startswith("叙述："):
            self.told.append(line.removeprefix("叙述："))
        elif line.startswith("数据表："):
            self.beside.append([c.strip() for c in line.removeprefix("数据表：").split("|")])
        elif line.startswith("标题："):
            self.titles.append(Printed(line.removeprefix("标题："), self.place()))
        elif line.startswith("正文："):
            self._amount(line.removeprefix("正文："))
        elif match := _SUM.match(line):
            self._sum(match)
        elif "：" in line:
            name, _, value = line.partition("：")
            self.totals[name.strip()] = value.strip()

    def _row(self, cells: list[str]) -> None:
        if cells[0] in ("资金", "指标", "组"):
            self.header = cells
        elif self.header[0] == "资金":
            self._fund(cells)
        else:
            self._indicator(dict(zip(self.header, cells, strict=True)))

    def _cells(self, given: dict[str, str]) -> dict[str, Printed]:
        named = {_COLUMNS[name]: text for name, text in given.items() if name in _COLUMNS}
        return {name: Printed(text, self.place()) for name, text in named.items()}

    def _fund(self, cells: list[str]) -> None:
        block, _, label = cells[0].rpartition("/")
        group = _GROUPS.get(block, "")
        printed = self._cells(dict(zip(self.header, cells, strict=True)))
        given = {n: c for n, c in printed.items() if n not in ("reason", "amount")}
        told = {n: c for n, c in given.items() if not is_blank(c.text) and not _is_broken(c.text)}
        figures = {n: figure(c.text, c.place) for n, c in told.items()}
        item = next((name for name, words in _ITEMS if any(w in label for w in words)), "")
        self.funds.append(
            FundRow(
                row_no=len(self.funds) + 1,
                group=group,
                item=item,
                label=label,
                place=self.place(),
                unit_stated="万元",
                parent_row=self._parent(group, item),
                cells=printed,
                figures=figures,
            )
        )

    def _parent(self, group: str, item: str) -> int | None:
        if item == "total":
            return None
        above = "basic" if item in ("personnel", "public") else "total"
        mine = [row for row in self.funds if row.group == group]
        found = [row.row_no for row in mine if row.item in (above, "total")]
        return found[-1] if found else None

    def _indicator(self, given: dict[str, str]) -> None:
        printed = self._cells(given)
        points = ("weight", "score", "weight_share", "converted_score")
        figures = {
            n: figure(c.text, c.place)
            for n, c in printed.items()
            if n in points and not is_blank(c.text)
        }
        if share := figures.get("weight_share"):  # points, as the reader gives them: 10% is 10
            figures["weight_share"] = replace(share, value=share.value * 100, step=share.step * 100)
        number = len(self.indicators) + 1
        if given["指标"].endswith("小计"):
            before = self.subtotals[-1].block[-1] if self.subtotals else 0
            block = tuple(range(before + 1, number))
            self.subtotals.append(Subtotal(given["指标"], block, block, figures))
            return
        target = read_target(given.get("目标", ""))
        actual = read_actual(given.get("实际", ""), target.unit)
        wanted = _figure_of(target.value, target.step, printed.get("target"))
        got = _figure_of(actual.value, actual.step, printed.get("actual"))
        self.indicators.append(
            IndicatorRow(
                row_no=number,
                level1=given.get("组", ""),
                level2="",
                level3=given["指标"],
                level1_code="output",
                level2_code="quantity",
                place=self.place(),
                target=given.get("目标", ""),
                actual=given.get("实际", ""),
                reason=given.get("原因", ""),
                target_op=target.op,
                target_value=wanted,
                target_high=_figure_of(target.high, target.step, printed.get("target")),
                target_unit=target.unit,
                actual_value=got,
                actual_unit=actual.unit,
                direction=target.direction,
                cells=printed,
                figures=figures,
            )
        )
        if "组" in given:
            self.groups.setdefault(given["组"], []).append(number)

    def _amount(self, text: str, parent: int | None = None) -> Amount:
        match = _AMOUNT.match(text)
        assert match is not None, text
        kind, told = ("people", self.heads) if match["unit"] else ("money", self.amounts)
        amount = Amount(
            len(told) + 1, 1, kind, match["label"], figure(match["number"], self.place()), parent
        )
        told.append(amount)
        return amount

    def _sum(self, match: re.Match[str]) -> None:
        whole = self._amount(match["whole"])
        parts = tuple(self._amount(p, whole.amount_no) for p in match["parts"].split(" + "))
        exhaustive = match["relation"] == "="
        self.breakdowns.append(Breakdown(whole.kind, whole, parts, exhaustive, match[0]))

    def _fault(self, text: str) -> None:
        label, printed, _, expected = text.split()
        self.faults.append(
            NumberingFault("missing", self.place(), label, int(printed), int(expected), 2)
        )

    def form(self, promise: Promise | None) -> Form:
        weight, score = self.totals.get("总分值"), self.totals.get("总得分")
        grade = self.totals.get("等级")
        line = self.totals.get("原因线")
        promise = promise or Promise(
            weights_to=Decimal(100) if weight else None,
            reason_below=figure(line).value if line else None,
        )
        return Form(
            form_no=1,
            kind="project",
            template="test",
            title=self.totals.get("表名", ""),
            place=Place(page=1, table=1),
            year=int(self.totals.get("年度", "2021")),
            unit=self.totals.get("单位", ""),
            project=self.totals.get("项目", ""),
            weight_total_stated=figure(weight, self.place()) if weight else None,
            score_total_stated=figure(score, self.place()) if score else None,
            staff_quota=self._heads("人员编制"),
            staff_actual=self._heads("实有人数"),
            grade_stated=Printed(grade, self.place()) if grade else None,
            funds=tuple(self.funds),
            indicators=tuple(self.indicators),
            groups=tuple(self._group(label, rows) for label, rows in self.groups.items()),
            promise=promise,
            subtotals=tuple(self.subtotals),
        )

    def sheet(self) -> Table:
        """The rows beside the forms as one table."""
        cells = tuple(
            Cell(text, Place(page=1, table=2, row=r, col=c))
            for r, row in enumerate(self.beside, start=1)
            for c, text in enumerate(row, start=1)
        )
        return Table(cells, len(self.beside), max(map(len, self.beside), default=0), Place())

    def _heads(self, name: str) -> Figure | None:
        return figure(self.totals[name], self.place()) if name in self.totals else None

    def _group(self, label: str, rows: list[int]) -> GroupWeight:
        return GroupWeight(
            label.split("（", maxsplit=1)[0], 1, figure(label, self.place()), tuple(rows)
        )


def _figure_of(value: Decimal | None, step: Decimal | None, cell: Printed | None) -> Figure | None:
    if value is None or step is None or cell is None:
        return None
    return Figure(value, step, cell.text, cell.place)


def read(text: str, promise: Promise | None = None) -> Report:
    """The report that the lines describe; one form where there is a table or a total, another one
    behind each line ----."""
    first, *others = (_read(part, promise) for part in text.split("----"))
    forms = (*first.forms, *(form for other in others for form in other.forms))
    numbered = tuple(replace(form, form_no=n) for n, form in enumerate(forms, start=1))
    return replace(first, forms=numbered)


def _read(text: str, promise: Promise | None) -> Report:
    reading = _Reading()
    for line in filter(None, map(str.strip, text.splitlines())):
        reading.line(line)
    claimed = reading.totals.get("正文得分")
    claims = (
        [Claim("score_total", 1, claimed, Place(), figure(claimed, reading.place()))]
        if claimed
        else []
    )
    if grade := reading.totals.get("正文等级"):
        claims.append(Claim("grade", 1, grade, Place()))
    paragraphs = tuple(Paragraph(text, reading.place()) for text in reading.told)
    told = read_narrative(Document("txt", paragraphs, "test"))
    beside = Recognised((), (), sheets=(tuple(rows(reading.sheet())),))
    has_form = bool(reading.funds or reading.indicators or reading.totals)
    return Report(
        format="txt",
        reader="test",
        pages=None,
        ocr=False,
        title="",
        unit="",
        region="",
        year=2021,
        forms=(reading.form(promise),) if has_form else (),
        sections=(Section(1, 1, "一、", "1", "概况", "\n".join(reading.told), Place()),),
        amounts=tuple(reading.amounts),
        headcounts=tuple(reading.heads),
        breakdowns=tuple(reading.breakdowns),
        claims=tuple(claims),
        numbering_faults=tuple(reading.faults),
        comparisons=told.comparisons,
        restated=told.restated,
        tallies=told.tallies,
        titles=tuple(reading.titles),
        derived=derived(beside, vocabulary()),
    )


def with_form(report: Report, **changes: object) -> Report:
    """The report with its only form changed."""
    return replace(report, forms=(replace(report.forms[0], **changes),))  # type: ignore[arg-type]
