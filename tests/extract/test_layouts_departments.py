"""Layouts of departments, transfers and other funds as offices draw them, through real pages."""

from __future__ import annotations

from pathlib import Path

import pytest

import extract
import score
from extract.document import Cell, Document, Paragraph, Place, Table
from normalize import understand
from normalize.report import Form, Report
from tests.score.pages import page, report

DEPARTMENT = "2023年度部门整体支出绩效自评表"
LEVELS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分"
ROWS = [
    "产出指标 | 数量指标 | 培训人次 | 300人次 | 312人次 | 50 | 50",
    "效益指标 | 社会效益指标 | 公众安全感 | 有效提升 | 有效提升 | 30 | 30",
    "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 94.2% | 10 | 10",
]


def said(found: Report) -> list[tuple[str, str, str]]:
    findings = score.verify(found).findings
    return [(f.rule, f.stated, f.recomputed) for f in findings if f.severity != "note"]


def money(form: Form) -> dict[str, dict[str, str]]:
    return {r.label: {k: f"{f.value:f}" for k, f in r.figures.items()} for r in form.funds}


# ------------------------------------------------------------ money by tasks
TASKS = [
    "部门名称 | 青禾县水务局*9",
    "年度主要任务^2 | 任务名称^2 | 主要内容^2 | 完成情况^2 | 预算数（万元）*3 | 执行数（万元）*3",
    "总额 | 财政拨款 | 其他资金 | 总额 | 财政拨款 | 其他资金",
    " | 河道治理 | 清淤 | 完成 | 120 | 100 | 20 | 110 | 95 | 15",
    " | 专项业务 | 检测 | 完成 | 80 | 70 | 10 | 72 | 64 | 8",
    " | 金额合计*3 | {total} | 170 | 30 | 182 | 159 | 23",
]


def tasks(folder: Path, total: str = "200") -> Report:
    rows = [row.format(total=total) for row in TASKS]
    return report(folder, DEPARTMENT, [*rows, LEVELS, *ROWS])


def test_under_total_and_sources_the_total_is_the_figure_of_a_task(tmp_path: Path) -> None:
    (form,) = tasks(tmp_path).forms
    assert money(form) == {
        "河道治理": {"budget": "120", "executed": "110"},
        "专项业务": {"budget": "80", "executed": "72"},
        "金额合计": {"budget": "200", "executed": "182"},
    }


def test_tasks_whose_names_sound_like_items_still_make_one_sum(tmp_path: Path) -> None:
    assert [s for s in said(tasks(tmp_path)) if s[0].startswith("fund")] == []


def test_a_total_below_its_tasks_that_is_less_than_they_are_is_found(tmp_path: Path) -> None:
    found = [s for s in said(tasks(tmp_path, total="150")) if s[0] != "fund-overspent"]
    assert ("fund-structure-sum", "150", "200") in found


# ------------------------------------------------------------ a header cut by the end of a page
def test_the_rest_of_a_cut_header_is_no_indicator(tmp_path: Path) -> None:
    header = " | ".join(f"{name}^2" for name in LEVELS.split(" | ")) + " | 偏差原因分析及改进"
    cut = ["项目名称 | 河道清淤*7", header, "措施", *(f"{row} | " for row in ROWS)]
    (form,) = report(tmp_path, "2023年度项目支出绩效自评表", cut).forms
    assert [row.level3 for row in form.indicators] == ["培训人次", "公众安全感", "群众满意度"]
    assert form.leftovers == ()


# ------------------------------------------------------------ other funds
@pytest.mark.parametrize(
    ("label", "named"),
    [("购买主体", "青禾县民政局"), ("经办机构", "青禾县社保中心"), ("实施单位", "青禾县路桥中心")],
)
def test_forms_of_other_funds_name_who_carries_them_out(
    tmp_path: Path, label: str, named: str
) -> None:
    head = ["项目名称 | 社工服务*6", f"{label} | {named}*6"]
    (form,) = report(tmp_path, "2023年度政府购买服务项目绩效自评表", [*head, LEVELS, *ROWS]).forms
    assert form.unit == named


@pytest.mark.parametrize("label", ["政策资金总额", "基金支出合计", "债券资金总额"])
def test_the_total_of_other_funds_is_a_total(tmp_path: Path, label: str) -> None:
    rows = [
        "项目名称 | 产业扶持*6",
        "资金（万元）^3 | | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        f"{label} | 100 | 90 | 10 | 90% | 9",
        "其中：省级资金 | 60 | 54 | | 90% |",
        LEVELS,
        *ROWS,
    ]
    (form,) = report(tmp_path, "2023年度财政支出政策绩效自评表", rows).forms
    assert [row.item for row in form.funds] == ["total", "fiscal_province"]


# ------------------------------------------------------------ base data in the head of the form
@pytest.mark.parametrize(
    ("rate", "slips"), [("95.56%", []), ("59.56%", [("base-data-rate", "59.56%", "95.5556%")])]
)
def test_the_control_rate_in_the_head_of_a_form_is_checked(
    tmp_path: Path, rate: str, slips: list[tuple[str, str, str]]
) -> None:
    head = ["部门名称 | 青禾县水务局*6", f"编制数 | 45 | 实有人数 | 43 | 控制率 | {rate}*2"]
    found = report(tmp_path, DEPARTMENT, [*head, LEVELS, *ROWS])
    (form,) = found.forms
    assert form.staff_quota is not None
    assert form.staff_actual is not None
    assert (form.staff_quota.value, form.staff_actual.value) == (45, 43)
    assert [s for s in said(found) if s[0] != "total-not-100"] == slips


# ------------------------------------------------------------ bundles: the report and the forms
PROJECT = [
    "项目名称 | {name}*6",
    "项目资金（万元）^2 | | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
    "年度资金总额 | 100 | 90 | 10 | 90% | 9",
    LEVELS,
    *ROWS,
    "总分*5 | 100 | 99",
]
WHOLE = [
    "部门名称 | 青禾县水务局*6",
    "整体资金（万元）^4 | | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
    "年度资金总额 | 500 | 450 | 10 | 90% | 9",
    "其中：基本支出 | 300 | 270 | | 90% |",
    "项目支出 | 200 | 180 | | 90% |",
    LEVELS,
    *ROWS,
    "总分*5 | 100 | 99",
]


def bundle(folder: Path, told: str) -> Report:
    text = [f"<p>{line}</p>" for line in ("青禾县水务局2023年度绩效自评报告", "一、自评结果", told)]
    forms = [page(DEPARTMENT, WHOLE)]
    for name in ("河道清淤", "供水改造"):
        title = "2023年度项目支出绩效自评表"
        forms.append(page(title, [row.format(name=name) for row in PROJECT]))
    bodies = [form.partition("<body>")[2] for form in forms]
    path = folder / "bundle.html"
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
    path.write_text(head + "".join([*text, *bodies]), encoding="utf-8")
    return understand(extract.read(path))


@pytest.mark.parametrize(
    ("told", "slips"),
    [
        ("部门整体支出自评得分99分。", []),
        ("部门整体支出自评得分89分。", [("text-score", "89", "99")]),
        ("2023年基本支出270万元。", []),
        ("2023年基本支出207万元。", [("text-table", "207", "270")]),
        ("项目自评平均得分95.5分。", []),  # of whom is not told
        ("部门整体支出自评得分89分，所属中心部门整体支出自评得分92分。", []),  # two bodies
        ("项目支出全年执行数90万元。", []),  # one of them, or all
    ],
)
def test_in_a_bundle_only_what_is_said_of_the_department_is_held_against_its_form(
    tmp_path: Path, told: str, slips: list[tuple[str, str, str]]
) -> None:
    found = bundle(tmp_path, told)
    assert [form.kind for form in found.forms] == ["department", "project", "project"]
    assert said(found) == slips


def test_what_is_done_beside_a_budget_is_what_was_spent(tmp_path: Path) -> None:
    rows = [
        "基金名称 | 城乡居民养老保险基金*6",
        "资金（万元）^3 | | 年度预算数 | 实际完成数*2 | 完成率*2",
        "基金收入合计 | 100 | 101*2 | 101%*2",
        "保险费收入 | 60 | 61*2 | 101.67%*2",
        LEVELS,
        *ROWS,
    ]
    (form,) = report(tmp_path, "2023年度社会保险基金预算绩效自评表", rows).forms
    assert money(form)["基金收入合计"] == {"budget": "100", "executed": "101", "rate": "1.01"}


def test_planned_and_done_tasks_are_no_money(tmp_path: Path) -> None:
    rows = [
        "项目名称 | 河道清淤*4",
        "工作任务 | 计划完成数 | 实际完成数 | 完成率",
        "清淤 | 12 | 12 | 100%",
    ]
    found = report(tmp_path, "2023年度工作情况", rows)
    assert [form.funds for form in found.forms] == []


# ------------------------------------------------------------ head counts of several kinds of people
KINDS = ["项目 | 编制数（人） | 年末实有人数（人） | 人员控制率（%）", "行政人员 | 30 | 27 | 90.00"]


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        (["事业人员 | 48 | 45 | 93.75", "合计 | 78 | 72 | 92.31"], (78, 72)),
        (["事业人员 | 48 | 45 | 93.75"], (None, None)),  # neither is all of them
        (["其中：参公人员 | 8 | 7 | 87.50"], (30, 27)),
        ([], (30, 27)),
    ],
)
def test_posts_by_kind_are_those_of_their_total(
    tmp_path: Path, rows: list[str], counts: tuple[int | None, int | None]
) -> None:
    base = page("部门整体支出绩效评价基础数据表", [*KINDS, *rows])
    form = page(DEPARTMENT, ["部门名称 | 青禾县水务局*6", LEVELS, *ROWS]).partition("<body>")[2]
    path = tmp_path / "pack.html"
    path.write_text(base + form, encoding="utf-8")
    found = understand(extract.read(path))
    (only,) = found.forms
    told = (only.staff_quota, only.staff_actual)
    assert tuple(int(f.value) if f else None for f in told) == counts
    assert [s for s in said(found) if s[0].startswith("base-data")] == []


# ------------------------------------------------------------ forms behind each other
def test_a_project_below_the_total_of_a_form_begins_the_next_one(tmp_path: Path) -> None:
    both = [*WHOLE, *(row.format(name="河道清淤") for row in PROJECT)]
    found = report(tmp_path, DEPARTMENT, both)
    assert [(form.unit, form.project) for form in found.forms] == [
        ("青禾县水务局", ""),
        ("", "河道清淤"),
    ]


def test_a_title_on_top_of_several_pages_is_that_of_the_form_below_it() -> None:
    title = "2023年度项目支出绩效自评表"
    blocks: list[Paragraph | Table] = []
    for number, name in enumerate(("河道清淤", "供水改造"), start=1):
        blocks.append(Paragraph(title, Place(page=number), kind="header"))
        blocks.append(drawn([row.format(name=name) for row in PROJECT], number))
    found = understand(Document("pdf", tuple(blocks), "test", pages=2))
    assert [(f.title, f.project, f.kind) for f in found.forms] == [
        (title, "河道清淤", "project"),
        (title, "供水改造", "project"),
    ]


def drawn(rows: list[str], page: int) -> Table:
    """The rows as a table without merged cells, its columns as wide as the widest row."""
    cells = [
        Cell(text.strip().partition("*")[0].partition("^")[0], Place(page=page, row=r, col=c))
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row.split(" | "), start=1)
    ]
    return Table(tuple(cells), len(rows), 7, Place(page=page), ordinal=True)


# ------------------------------------------------------------ the list of what is attached
@pytest.mark.parametrize("mark", ["附件：1.", "附件: 1．", "附表：1、"])
def test_what_is_attached_to_a_letter_is_counted_and_no_heading(mark: str) -> None:
    lines = ["一、基本情况", "已完成。", "二、自评结果", "见附件。", f"{mark}整体支出自评表"]
    lines += ["2.项目支出自评表", "3.项目清单", "青禾县水务局"]
    blocks = tuple(Paragraph(text, Place(block=n)) for n, text in enumerate(lines, start=1))
    found = understand(Document("docx", blocks, "test"))
    assert [section.title for section in found.sections] == ["基本情况", "自评结果"]
    assert said(found) == []


# ------------------------------------------------------------ sheets without merged cells
def sheet(folder: Path, *blocks: list[str]) -> Report:
    """A .csv file of these rows, nothing between the blocks; what is merged elsewhere is blank."""
    lines = []
    for row in (row for block in blocks for row in block):
        cells = []
        for text in row.split(" | "):
            shown, _, spans = text.strip().partition("^")[0].partition("*")
            cells += [shown, *[""] * (int(spans or 1) - 1)]
        lines.append(",".join(cells))
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return understand(extract.read(path))


FLAT = [
    "年度主要任务 | 任务名称 | 预算数（万元）*3 | 执行数（万元）*3",
    " |  | {heads} | {heads}",
    " | 河道治理 | {a} | {b}",
    " | 专项业务 | 80 | 80 | 80 | 72 | 72 | 72",
]


@pytest.mark.parametrize(
    ("heads", "a", "b"),
    [
        ("总额 | 财政拨款 | 其他资金", "120 | 100 | 20", "110 | 95 | 15"),
        ("财政拨款 | 其他资金 | 总额", "100 | 20 | 120", "95 | 15 | 110"),
    ],
)
def test_sources_under_a_header_that_is_not_merged_are_told_from_the_total(
    tmp_path: Path, heads: str, a: str, b: str
) -> None:
    rows = [row.format(heads=heads, a=a, b=b) for row in FLAT]
    (form,) = sheet(tmp_path, [f"{DEPARTMENT}*8", "部门名称 | 青禾县水务局*7", *rows, LEVELS, *ROWS]).forms  # fmt: skip
    assert money(form)["河道治理"] == {"budget": "120", "executed": "110"}
    assert list(money(form)) == ["河道治理", "专项业务"]


def test_a_title_among_blank_cells_begins_the_next_form(tmp_path: Path) -> None:
    title = "2023年度项目支出绩效自评表"
    projects = [[f"{title}*7", *(r.format(name=n) for r in PROJECT)] for n in ("河道清淤", "供水")]
    found = sheet(tmp_path, [f"{DEPARTMENT}*7", *WHOLE], *projects)
    assert [(form.title, form.kind, form.project) for form in found.forms] == [
        (DEPARTMENT, "department", ""),
        (title, "project", "河道清淤"),
        (title, "project", "供水"),
    ]


def test_a_list_below_the_total_of_a_form_holds_no_indicators(tmp_path: Path) -> None:
    listed = ["序号 | 项目名称 | 预算金额（万元） | 实施单位", "1 | 河道清淤 | 100 | 青禾县水务局"]
    found = sheet(tmp_path, [f"{DEPARTMENT}*7", *WHOLE, *listed])
    (form,) = found.forms
    assert [row.level3 for row in form.indicators] == ["培训人次", "公众安全感", "群众满意度"]
    assert said(found) == []
    assert any("河道清淤" in line.text for line in (*form.leftovers, *found.leftovers))
