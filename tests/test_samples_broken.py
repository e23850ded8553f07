"""Break any one figure of a clean sample: exactly the rules that this figure feeds speak.

Which rules a figure feeds is written down here, by where the figure stands in the form and in the
narrative; nothing of it is taken from the code that checks.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import fuhe

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NONE: frozenset[str] = frozenset()

SOURCES, STRUCTURE, BREAKDOWN = "fund-sources-sum", "fund-structure-sum", "fund-breakdown-sum"
TOTALS, RATE, FUND_SCORE = "fund-totals-agree", "fund-rate", "fund-score"
TEXT_SUM, TEXT_TABLE, TEXT_SCORE, STAFF = "text-sum", "text-table", "text-score", "staff-sum"
TEXT_ECONOMY = "text-economy"
TEXT_STAFF = "text-staff"
WEIGHT_SUM, SCORE_SUM, NOT_100 = "total-weight", "total-score", "total-not-100"
RANGE, ATTAINMENT, REASON = (
    "indicator-score-range",
    "indicator-attainment",
    "indicator-reason-missing",
)
EXECUTION_WEIGHT = frozenset({FUND_SCORE, WEIGHT_SUM, NOT_100})
EXECUTION_SCORE = frozenset({FUND_SCORE, SCORE_SUM})


@dataclass(frozen=True)
class Break:
    """One figure changed: the text around it as it was and as it is then, and who must speak.

    ``may`` are rules that may speak too, where the contract leaves open which of two says it.
    """

    what: str
    before: str
    after: str
    rules: frozenset[str]
    may: frozenset[str] = frozenset()
    row: int | None = None  # of the table, from 0; None for the narrative
    cell: int = 0  # the n-th w:tc of the row
    nth: int = 0  # the n-th place in the narrative where ``before`` stands


def moved(text: str, by: int | str) -> str:
    """The printed text with its number moved by ``by``, all else as it was."""
    return renumbered(text, lambda number: number + Decimal(by))


def scaled(text: str, by: Decimal) -> str:
    """The printed text with its number times ``by``, with as many decimals as before."""
    return renumbered(text, lambda number: (number * by).quantize(number))


def renumbered(text: str, change: Callable[[Decimal], Decimal]) -> str:
    number = re.search(r"\d+(?:\.\d+)?", text)
    assert number is not None, text
    return text[: number.start()] + str(change(Decimal(number[0]))) + text[number.end() :]


@cache
def data(name: str) -> dict[str, Any]:
    path = SAMPLES / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


# --- the department form -------------------------------------------------------------------------

# Rows of the money table from the first under the heads; what the budget and the executed figure
# of each feed. The cells of a row: title column, group column, label, budget, executed, rate, ...
DEPARTMENT_FUNDS = (
    ("source total", {SOURCES, TOTALS, RATE}, {SOURCES, TOTALS, RATE}),
    ("source fiscal", {SOURCES}, {SOURCES}),
    ("source other", {SOURCES}, {SOURCES}),
    ("structure total", {STRUCTURE, TOTALS}, {STRUCTURE, TOTALS}),
    ("basic", {STRUCTURE, BREAKDOWN}, {STRUCTURE, BREAKDOWN, TEXT_TABLE}),
    ("personnel", {BREAKDOWN}, {BREAKDOWN}),
    ("public", {BREAKDOWN}, {BREAKDOWN}),
    ("project", {STRUCTURE}, {STRUCTURE, TEXT_TABLE}),
)
MAYBE = {
    "source total": frozenset({FUND_SCORE}),  # the score may follow the printed rate instead
    # 工资福利支出 of the text is 人员支出, or is not
    "personnel": frozenset({TEXT_TABLE, TEXT_ECONOMY}),
    "public": frozenset({TEXT_TABLE, TEXT_ECONOMY}),
}


def department_table() -> Iterator[Break]:
    form = data("clean_2021")
    quota, heads = form["staff"][1], form["staff"][3]
    people = frozenset({TEXT_STAFF})
    yield Break("quota", quota, moved(quota, 1), people, NONE, row=1, cell=1)
    yield Break("staff", heads, moved(heads, -1), people, NONE, row=1, cell=3)
    rows = [row for block in form["funds"] for row in block["rows"]]
    for n, (row, (what, budget, executed)) in enumerate(zip(rows, DEPARTMENT_FUNDS, strict=True)):
        may = MAYBE.get(what, NONE)
        more, less = moved(row[1], "37.11"), moved(row[2], "-37.11")
        yield Break(f"{what} budget", row[1], more, frozenset(budget), may, 3 + n, 3)
        yield Break(f"{what} executed", row[2], less, frozenset(executed), may, 3 + n, 4)
    yield from execution(rows[0][3:], row=3, cell=5)
    yield from indicator_table(form, 3 + len(rows) + 3)


def execution(cells: list[str], row: int, cell: int) -> Iterator[Break]:
    """Rate, weight and score of the execution row, in that order, from the ``cell`` on."""
    rate, weight, score = cells
    may = frozenset({FUND_SCORE})  # where the score follows the printed rate
    yield Break("rate", rate, moved(rate, -3), frozenset({RATE}), may, row, cell)
    yield Break("execution weight", weight, moved(weight, 2), EXECUTION_WEIGHT, NONE, row, cell + 1)
    yield Break("execution score", score, moved(score, -1), EXECUTION_SCORE, NONE, row, cell + 2)


def indicator_table(form: dict[str, Any], top: int) -> Iterator[Break]:
    """Every figure of the indicator rows, which begin at table row ``top``, and of the last row.

    Cells of a row: title column, level 1, level 2, level 3, target, actual, weight, score, reason.
    """
    rows = [row for block in form["indicators"] for row in block["rows"]]
    for n, (name, target, actual, weight, score, reason) in enumerate(rows):
        yield from awards(name, weight, score, reason, top + n)
        yield from goals(name, target, actual, bool(reason), top + n)
    _, weight, score, _ = form["total"]
    last = top + len(rows)
    rules, may = frozenset({WEIGHT_SUM}), frozenset()
    yield Break("total weight", weight, moved(weight, 10), rules, may, last, 1)
    scores = frozenset({SCORE_SUM, TEXT_SCORE})
    yield Break("total score", score, moved(score, -2), scores, NONE, last, 2)


def awards(name: str, weight: str, score: str, reason: str, row: int) -> Iterator[Break]:
    """Weight and score of one row; a mark lost asks for a reason, and the target tells the mark."""
    asked = NONE if reason else frozenset({REASON})
    may = frozenset({ATTAINMENT})
    weights = frozenset({WEIGHT_SUM, NOT_100}) | asked
    yield Break(f"{name} weight", weight, moved(weight, 1), weights, may, row, 6)
    scores = frozenset({SCORE_SUM}) | asked
    yield Break(f"{name} score", score, moved(score, "-0.5"), scores, may, row, 7)
    over = frozenset({SCORE_SUM, RANGE})
    yield Break(f"{name} score over", score, moved(weight, 2), over, may, row, 7)


def goals(name: str, target: str, actual: str, lost: bool, row: int) -> Iterator[Break]:
    """Target and actual of one row, moved so that the target is missed by far.

    With an operator it is plain that it was missed; without one, whether less is better is a matter
    of the label; and where marks were lost already, how many more is a matter of policy.
    """
    if not (re.search(r"\d", target) and re.search(r"\d", actual)):
        return
    worse = Decimal("1.5") if target.startswith("≤") else Decimal("0.5")
    rules, may = frozenset({ATTAINMENT}), frozenset({REASON})
    if lost or target[0] not in "≥≤=":
        rules, may = NONE, frozenset({ATTAINMENT, REASON})
    yield Break(f"{name} actual", actual, scaled(actual, worse), rules, may, row, 5)
    yield Break(f"{name} target", target, scaled(target, 1 / worse), rules, may, row, 4)


def department_text() -> Iterator[Break]:
    """Every figure of the narrative of clean_2021, sentence by sentence."""
    people = frozenset({STAFF})
    table = frozenset({TEXT_TABLE})
    headed = people | {TEXT_STAFF}
    yield Break("编制 in the text", "核定编制24个", "核定编制25个", headed)
    yield Break("行政编制", "行政编制14个", "行政编制13个", people)
    yield Break("事业编制", "事业编制10个", "事业编制9个", people)
    yield Break("在职人员 in the text", "在职人员22人", "在职人员23人", headed)
    for part in ("局长1名", "副局长2名", "党组成员1名", "在编工作人员18名"):
        yield Break(part, part, moved(part, 3), people)
    yield Break("people outside the sum", "临聘人员9名", "临聘人员8名", NONE)
    yield Break("things that are no heads", "事业单位1个", "事业单位2个", NONE)
    sums = frozenset({TEXT_SUM})
    whole = sums | table
    yield Break("基本支出 in the text", "基本支出498.36", "基本支出461.25", whole)
    yield Break("工资福利支出", "工资福利支出449.12", "工资福利支出486.23", sums, table)
    yield Break("商品和服务支出", "商品和服务支出49.24", "商品和服务支出86.35", sums, table)
    for nth in (0, 1):
        yield Break(f"项目支出 {nth}", "项目支出7540.10", "项目支出7502.99", whole, nth=nth)
    yield Break("商品服务支出", "商品服务支出95.60", "商品服务支出58.49", sums)
    yield Break("补助", "对个人和家庭的补助7444.50", "对个人和家庭的补助7407.39", sums)
    for item in itemised():
        yield Break(item, item, moved(item, "0.4"), sums)
    yield Break("score in the text", "自评得分99.2分", "自评得分97.2分", frozenset({TEXT_SCORE}))


def itemised() -> list[str]:
    """The items of the long sentence, each with its figure."""
    texts = (entry.get("text", "") for entry in data("clean_2021")["narrative"])
    (sentence,) = (text for text in texts if "其中用于" in text)
    listed = sentence.partition("其中用于")[2]
    items = re.findall(r"[^，。\d]+\d+(?:\.\d+)?万", listed)
    assert len(items) == 14
    return items


# --- the project form ----------------------------------------------------------------------------

# What a figure of each money row feeds beside the sum and the rate of its row, and what may speak
# too: the score of the execution may follow the printed rate, the text repeats the parts by name.
PROJECT_FUNDS = (
    ("total", frozenset({TEXT_TABLE}), frozenset({FUND_SCORE})),
    ("fiscal", NONE, frozenset({TEXT_TABLE})),
    ("carryover", NONE, frozenset({TEXT_TABLE})),
    ("other", NONE, frozenset({TEXT_TABLE})),
)


def project_table() -> Iterator[Break]:
    """Cells of a money row: title column, label, initial, budget, executed, weight, rate, score."""
    form = data("clean_project_2022")
    rows = form["funds"][0]["rows"]
    for n, (row, (what, feeds, may)) in enumerate(zip(rows, PROJECT_FUNDS, strict=True)):
        yield from project_money(what, row, feeds, may, 3 + n)
    weight, score = rows[0][4], rows[0][6]
    yield Break("execution weight", weight, moved(weight, 2), EXECUTION_WEIGHT, NONE, 3, 5)
    yield Break("execution score", score, moved(score, -1), EXECUTION_SCORE, NONE, 3, 7)
    yield from indicator_table(form, 3 + len(rows) + 3)


def project_money(
    what: str, row: list[str], feeds: frozenset[str], may: frozenset[str], at: int
) -> Iterator[Break]:
    initial, budget, executed, _, rate, _ = row[1:]
    less = moved(initial, "-7.11")
    yield Break(f"{what} initial", initial, less, frozenset({SOURCES}), NONE, at, 2)
    rules = feeds | {SOURCES, RATE}
    yield Break(f"{what} budget", budget, moved(budget, "7.11"), rules, may, at, 3)
    yield Break(f"{what} executed", executed, moved(executed, "-7.11"), rules, may, at, 4)
    may = frozenset({FUND_SCORE, TEXT_TABLE})
    yield Break(f"{what} rate", rate, moved(rate, -3), frozenset({RATE}), may, at, 6)


def project_text() -> Iterator[Break]:
    """Every sum of money of the narrative of clean_project_2022, and its score."""
    sums, table = frozenset({TEXT_SUM}), frozenset({TEXT_TABLE})
    for whole in ("全年预算数320.00", "全年执行数307.20"):
        yield Break(f"{whole} in the text", whole, moved(whole, "-7.11"), sums | table)
    for part in ("财政拨款280.00", "结转资金30.00", "其他资金10.00"):
        yield Break(f"{part} in the text", part, moved(part, "-7.11"), sums, table)
    for item in ("灯具采购186.40", "电缆敷设74.55", "控制箱安装31.25", "监理及检测15.00"):
        yield Break(item, item, moved(item, "-7.11"), sums)
    yield Break("score in the text", "得分99.36分", "得分97.36分", frozenset({TEXT_SCORE}))


# --- the test ------------------------------------------------------------------------------------

DEPARTMENT = [*department_table(), *department_text()]
PROJECT = [*project_table(), *project_text()]


@pytest.mark.parametrize("change", DEPARTMENT, ids=lambda change: change.what)
def test_one_broken_figure_of_the_department_form_makes_its_rules_speak(
    change: Break, tmp_path: Path
) -> None:
    speaks(change, "clean-2021", tmp_path)


@pytest.mark.parametrize("change", PROJECT, ids=lambda change: change.what)
def test_one_broken_figure_of_the_project_form_makes_its_rules_speak(
    change: Break, tmp_path: Path
) -> None:
    speaks(change, "clean-project-2022", tmp_path)


def speaks(change: Break, name: str, folder: Path) -> None:
    path = folder / "broken.docx"
    path.write_bytes(broken(name, change))
    findings = [f for f in fuhe.read(path).findings if f.severity in ("error", "warning")]
    spoken = {f.rule for f in findings}
    must = change.rules & known_rules()
    words = [f"{f.rule} {f.stated} / {f.recomputed}: {f.message}" for f in findings]
    assert must <= spoken <= must | change.may, words


@cache
def known_rules() -> frozenset[str]:
    """The rules of this version; those of the contract that are still to come are not asked for."""
    from score import rules

    return frozenset(rule.name for rule in rules())


@cache
def members(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(SAMPLES / f"{name}.docx") as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def broken(name: str, change: Break) -> bytes:
    """The Word file with one text changed."""
    parts = dict(members(name))
    root = etree.fromstring(parts["word/document.xml"])
    node = text_node(root, change)
    assert node.text is not None
    assert change.before in node.text, change.what
    node.text = node.text.replace(change.before, change.after, 1)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts.items():
            archive.writestr(entry, content)
    return out.getvalue()


def text_node(root: Any, change: Break) -> Any:
    """The w:t that holds the figure."""
    if change.row is None:
        runs = [t for p in root.find(f"{W}body").findall(f"{W}p") for t in p.iter(f"{W}t")]
        return [t for t in runs if change.before in (t.text or "")][change.nth]
    row = root.find(f"{W}body/{W}tbl").findall(f"{W}tr")[change.row]
    return next(row.findall(f"{W}tc")[change.cell].iter(f"{W}t"))


def test_a_broken_figure_is_one_that_the_document_really_prints() -> None:
    for name, changes in (("clean-2021", DEPARTMENT), ("clean-project-2022", PROJECT)):
        for change in changes:
            assert broken(name, change)
            assert change.before != change.after
