"""Consistent forms of several layouts, made in code, with what must hold in them said apart.

Each :class:`Sample` carries what must add up in it (``laws``), written down by its maker and checked
with fractions, so that a study does not ask the software under test what it ought to see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from random import Random

from extract.document import Place
from normalize.report import (
    Amount,
    Breakdown,
    Figure,
    Form,
    FundRow,
    IndicatorRow,
    Printed,
    Promise,
    Report,
)

Key = tuple[str, int | None, str]
WAN = {"万元": Decimal(1), "元": Decimal("0.0001"), "%": Decimal("0.01")}


@dataclass(frozen=True, slots=True)
class Law:
    """What must hold: ``kind`` sum (whole = parts), within (parts are at most the whole), rate (executed / budget) or score (weight x
    executed / budget, at most the weight). ``exact`` where figures are awarded."""

    kind: str
    whole: Key
    parts: tuple[Key, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A document of one form with the laws that hold in it."""

    layout: str
    report: Report
    laws: tuple[Law, ...]

    @property
    def form(self) -> Form:
        """The only form."""
        return self.report.forms[0]


@dataclass(slots=True)
class _Maker:
    random: Random
    unit: str = "万元"
    places: int = 2
    funds: list[FundRow] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    laws: list[Law] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)
    lines: int = 0

    def figure(self, value: Decimal, unit: str, places: int) -> Figure:
        """``value`` in the printed unit, as printed with ``places`` decimals."""
        self.lines += 1
        factor = WAN.get(unit, Decimal(1))
        text = format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
        place = Place(table=1, row=self.lines, col=1)
        raw = text + ("%" if unit == "%" else "")
        return Figure(Decimal(text) * factor, Decimal(1).scaleb(-places) * factor, raw, place, unit)

    def money(self, value: Decimal) -> Figure:
        return self.figure(value, self.unit, self.places)

    def row(
        self, group: str, item: str, label: str, cells: Mapping[str, Figure], parent: int | None
    ) -> int:
        number = len(self.funds) + 1
        place = next(iter(cells.values())).place
        printed = {name: Printed(f.raw, f.place) for name, f in cells.items()}
        self.funds.append(
            FundRow(number, group, item, label, place, self.unit, parent, printed, dict(cells))
        )
        return number


Columns = tuple[str, ...]
Part = tuple[str, str]  # item, label


def _split(maker: _Maker, total: int, count: int) -> list[int]:
    """``total`` in ``count`` positive shares, none of them tiny."""
    cuts = [maker.random.randint(5, 100) for _ in range(count)]
    shares = [total * cut // sum(cuts) for cut in cuts]
    shares[0] += total - sum(shares)
    return shares


def _amounts(maker: _Maker, columns: Columns, count: int) -> list[list[int]]:
    """Per part its figures by column, in units of the last digit; what is spent is at most the
    budget, sometimes all of it."""
    scale = 10**maker.places * (10000 if maker.unit == "元" else 1)
    budget = _split(maker, int(scale * maker.random.uniform(80, 20000)), count)
    spent_all = maker.random.random() < 0.2
    rows = []
    for share in budget:
        by_column = {"budget": share}
        by_column["executed"] = share if spent_all else int(share * maker.random.uniform(0.6, 0.99))
        by_column["budget_initial"] = int(share * maker.random.uniform(0.7, 1.2))
        rows.append([by_column[column] for column in columns])
    return rows


def _block(
    maker: _Maker,
    columns: Columns,
    group: str,
    total: str,
    parts: list[Part],
    values: list[list[int]],
    parent_of_parts: bool = False,
) -> list[int]:
    """A total with its parts; the row numbers, the total's first."""
    unit = Decimal(1).scaleb(-maker.places)
    sums = [sum(row[i] for row in values) for i in range(len(columns))]
    numbers = [maker.row(group, "total", total, _cells(maker, columns, sums, unit), None)]
    for (item, label), row in zip(parts, values, strict=True):
        parent = numbers[0] if parent_of_parts else None
        numbers.append(maker.row(group, item, label, _cells(maker, columns, row, unit), parent))
    _sum_laws(maker, columns, numbers[0], numbers[1:])
    return numbers


def _cells(maker: _Maker, columns: Columns, row: list[int], unit: Decimal) -> dict[str, Figure]:
    return {c: maker.money(v * unit) for c, v in zip(columns, row, strict=True)}


def _sum_laws(maker: _Maker, columns: Columns, whole: int, parts: list[int]) -> None:
    for column in columns:
        keys = tuple(("funds", part, column) for part in parts)
        maker.laws.append(Law("sum", ("funds", whole, column), keys))


def _rates(maker: _Maker, rows: list[int], places: int) -> None:
    """Print executed / budget on these rows."""
    for number in rows:
        row = maker.funds[number - 1]
        budget, executed = row.figures["budget"].value, row.figures["executed"].value
        if budget == 0:
            continue
        rate = maker.figure(executed / budget * 100, "%", places)
        _put(maker, number, "rate", rate)
        keys = (("funds", number, "executed"), ("funds", number, "budget"))
        maker.laws.append(Law("rate", ("funds", number, "rate"), keys))


def _put(maker: _Maker, number: int, column: str, figure: Figure) -> None:
    row = maker.funds[number - 1]
    cells = {**row.cells, column: Printed(figure.raw, figure.place)}
    maker.funds[number - 1] = replace(row, cells=cells, figures={**row.figures, column: figure})


def _execution(maker: _Maker, number: int, weight: int) -> None:
    """Weight and score of the execution, to two places."""
    row = maker.funds[number - 1]
    share = row.figures["executed"].value / row.figures["budget"].value
    _put(maker, number, "weight", maker.figure(Decimal(weight), "", 0))
    score = min(Decimal(weight), weight * share)
    _put(maker, number, "score", maker.figure(score, "", 2))
    parts = tuple(("funds", number, c) for c in ("weight", "executed", "budget"))
    maker.laws.append(Law("score", ("funds", number, "score"), parts))


def _indicators(
    maker: _Maker, points: int, count: int, execution: int | None
) -> Mapping[str, Figure]:
    """Rows of whole weights that make up ``points``; a few lose some. Returns the stated totals."""
    weights = _split(maker, points, count)
    scores = []
    for number, weight in enumerate(weights, start=1):
        lost = (
            Decimal(maker.random.choice(("0.5", "1", "1.5"))) if maker.random.random() < 0.15 else 0
        )
        score = max(Decimal(0), Decimal(weight) - lost)
        scores.append(score)
        cells = {
            "weight": maker.figure(Decimal(weight), "", 0),
            "score": maker.figure(score, "", 0 if score == score.to_integral_value() else 1),
        }
        printed = {name: Printed(f.raw, f.place) for name, f in cells.items()}
        place = cells["weight"].place
        maker.indicators.append(
            IndicatorRow(
                number,
                "产出指标",
                "数量指标",
                f"指标{number}",
                "output",
                "quantity",
                place,
                cells=printed,
                figures=cells,
            )
        )
    return _totals(maker, execution)


def _totals(maker: _Maker, execution: int | None) -> Mapping[str, Figure]:
    found = {}
    for column in ("weight", "score"):
        keys: tuple[Key, ...] = tuple(("indicators", r.row_no, column) for r in maker.indicators)
        figures = [row.figures[column] for row in maker.indicators]
        if execution is not None:
            keys = (("funds", execution, column), *keys)
            figures.append(maker.funds[execution - 1].figures[column])
        value = sum((f.value for f in figures), Decimal(0))
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        found[column] = maker.figure(value, "", places)
        maker.laws.append(Law("sum", ("form", None, f"{column}_total_stated"), keys, exact=True))
    return found


def _tell(maker: _Maker, whole: tuple[str, Decimal], parts: list[tuple[str, Decimal]]) -> None:
    """A sentence of the narrative that takes an amount apart."""
    amount = _amount(maker, *whole, None)
    told = tuple(_amount(maker, label, value, amount.amount_no) for label, value in parts)
    maker.breakdowns.append(Breakdown("money", amount, told, True, ""))
    keys = tuple(("amounts", part.amount_no, "value") for part in told)
    maker.laws.append(Law("sum", ("amounts", amount.amount_no, "value"), keys))


def _amount(maker: _Maker, label: str, value: Decimal, parent: int | None) -> Amount:
    number = len(maker.amounts) + 1
    figure = maker.figure(value / WAN[maker.unit], maker.unit, maker.places)
    amount = Amount(number, 1, "money", label, figure, parent)
    maker.amounts.append(amount)
    return amount


def _finish(
    maker: _Maker, layout: str, kind: str, totals: Mapping[str, Figure], weights_to: int | None
) -> Sample:
    promise = Promise(Decimal(weights_to) if weights_to else None)
    form = Form(
        1,
        kind,
        layout,
        layout,
        Place(table=1),
        funds=tuple(maker.funds),
        indicators=tuple(maker.indicators),
        promise=promise,
        weight_total_stated=totals.get("weight"),
        score_total_stated=totals.get("score"),
    )
    report = Report(
        "made",
        "made",
        None,
        False,
        layout,
        "",
        "",
        2023,
        (form,),
        (),
        tuple(maker.amounts),
        (),
        tuple(maker.breakdowns),
        (),
    )
    return Sample(layout, report, tuple(maker.laws))


# ── layouts ──────────────────────────────────────────────────────────────────────────────────


def department(random: Random) -> Sample:
    """Sources and structure, basic expenditure taken apart, a narrative that says some of it again."""
    maker = _Maker(random)
    columns = ("budget", "executed")
    leaves = _amounts(maker, columns, 3)
    basic = [a + b for a, b in zip(leaves[0], leaves[1], strict=True)]
    structure = [basic, leaves[2]]
    totals = [sum(column) for column in zip(*structure, strict=True)]
    fiscal = [int(value * random.uniform(0.4, 0.9)) for value in totals]
    sources = [fiscal, [t - f for t, f in zip(totals, fiscal, strict=True)]]
    source = _block(
        maker,
        columns,
        "source",
        "合计",
        [("fiscal", "（1）财政拨款"), ("other", "（2）其他资金")],
        sources,
    )
    parts = [("basic", "（1）基本支出"), ("project", "（2）项目支出")]
    block = _block(maker, columns, "structure", "合计", parts, structure)
    unit = Decimal(1).scaleb(-maker.places)
    inner = [
        maker.row("structure", item, label, _cells(maker, columns, row, unit), block[1])
        for (item, label), row in zip(
            (("personnel", "其中：人员支出"), ("public", "公用支出")), leaves[:2], strict=True
        )
    ]
    _sum_laws(maker, columns, block[1], inner)
    for column in columns:
        maker.laws.append(Law("sum", ("funds", block[0], column), (("funds", source[0], column),)))
    _rates(maker, [source[0]], random.choice((0, 2)))
    _execution(maker, source[0], 10)
    told = {n: maker.funds[n - 1].figures["executed"].value for n in (block[1], *inner)}
    _tell(
        maker,
        ("基本支出", told[block[1]]),
        [("人员支出", told[inner[0]]), ("公用支出", told[inner[1]])],
    )
    totals_stated = _indicators(maker, 90, random.randint(8, 24), source[0])
    return _finish(maker, "department", "department", totals_stated, 100)


def _project(layout: str, unit: str, places: int, execution: int, random: Random) -> Sample:
    """The form of 2020: three columns of money, four rows, a rate on each."""
    maker = _Maker(random, unit, places)
    columns = ("budget_initial", "budget", "executed")
    parts = [("fiscal", "其中：当年财政拨款"), ("carryover", "上年结转资金"), ("other", "其他资金")]
    values = _amounts(maker, columns, 3)
    rows = _block(maker, columns, "", "年度资金总额", parts, values, parent_of_parts=True)
    _rates(maker, rows, 2)
    _execution(maker, rows[0], execution)
    totals = _indicators(maker, 100 - execution, random.randint(5, 14), rows[0])
    return _finish(maker, layout, "project", totals, 100)


def sichuan(random: Random) -> Sample:
    """Four parts, a rate on the total alone."""
    maker = _Maker(random)
    columns = ("budget_initial", "budget", "executed")
    parts = [
        ("fiscal", "其中：财政资金"),
        ("special_account", "财政专户管理资金"),
        ("own", "单位资金"),
        ("other", "其他资金"),
    ]
    rows = _block(maker, columns, "", "总额", parts, _amounts(maker, columns, 4), True)
    _rates(maker, rows[:1], 2)
    _execution(maker, rows[0], 10)
    totals = _indicators(maker, 90, random.randint(4, 10), rows[0])
    return _finish(maker, "sichuan", "project", totals, 100)


def transfer(random: Random) -> Sample:
    """A transfer: three sources with rates, no weights, no scores, no totals."""
    maker = _Maker(random)
    columns = ("budget", "executed")
    parts = [
        ("fiscal_central", "其中：中央财政资金"),
        ("fiscal_local", "地方资金"),
        ("other", "其他资金"),
    ]
    rows = _block(maker, columns, "", "年度资金总额", parts, _amounts(maker, columns, 3), True)
    _rates(maker, rows, 2)
    return _finish(maker, "transfer", "transfer", {}, None)


def unscored_execution(random: Random) -> Sample:
    """40 + 40 + 20 with no points for execution; the text tells the money again."""
    maker = _Maker(random)
    columns = ("budget", "executed")
    parts = [
        ("fiscal_central", "其中：中央补助"),
        ("fiscal_province", "自治区补助"),
        ("fiscal_local", "市县资金"),
    ]
    rows = _block(maker, columns, "", "年度资金总额", parts, _amounts(maker, columns, 3), True)
    _rates(maker, rows, 1)
    spent = [maker.funds[n - 1] for n in rows]
    _tell(
        maker,
        ("支出", spent[0].figures["executed"].value),
        [(row.label.removeprefix("其中："), row.figures["executed"].value) for row in spent[1:]],
    )
    totals = _indicators(maker, 100, random.randint(8, 16), None)
    return _finish(maker, "40-40-20", "project", totals, 100)


LAYOUTS: tuple[Callable[[Random], Sample], ...] = (
    department,
    partial(_project, "project", "万元", 2, 10),
    partial(_project, "project-yuan", "元", 2, 10),
    partial(_project, "project-20-80", "万元", 6, 20),
    sichuan,
    transfer,
    unscored_execution,
)
