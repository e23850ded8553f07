"""Dumps that have lost something: empty cells, rows, spans. What is certain comes out right, what is
not stays a leftover with its place, and nothing is said against a form that was not read whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import fuhe
from extract.readers import _txt_deal, _txt_pinyin, txt
from fuhe.document import Document

TITLE = ["云泽区河道清淤项目支出绩效自评表", "（2022年度）"]
HEAD = [["项目名称", "河道清淤"], ["主管部门", "云泽区水利局"]]
MONEY = [
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "300", "320", "304", "10", "95.00%", "9.50"],
    ["其中：当年财政拨款", "280", "280", "266", "—", "95.00%", "—"],
    ["上年结转资金", "20", "40", "38", "—", "95.00%", "—"],
]
INDICATORS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "清淤长度", "≥12公里", "12公里", "40", "40"],
    ["", "质量指标", "验收合格率", "100%", "100%", "20", "20"],
    ["效益指标", "生态效益指标", "水质达标天数", "≥300天", "288天", "30", "28.8"],
    ["总分", "100", "98.30"],
]
FORM = [*HEAD, *MONEY, *INDICATORS]


def read(tmp_path: Path, lines: Sequence[str]) -> Document:
    path = tmp_path / "dump.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return fuhe.read(path)


def errors(document: Document) -> list[str]:
    return [f.rule for f in document.findings if f.severity == "error"]


def money(document: Document) -> list[tuple[int, ...]]:
    columns = ("budget_initial", "budget", "executed")
    (form,) = document.forms
    return [tuple(int(row.figures[c].value) for c in columns) for row in form.funds]


@pytest.mark.parametrize(
    "lines",
    [
        ["  ".join(filter(None, row)) for row in FORM],
        [" ".join(filter(None, row)) for row in FORM],
        [" ".join(" ".join(filter(None, row)) for row in FORM)],
        [cell for row in FORM for cell in row if cell],
        ["\t".join(row) for row in FORM],
        ["|" + "|".join(row) + "|" for row in FORM],
    ],
    ids=["gaps", "spaces", "one line", "a cell a line", "tabs", "pipes"],
)
def test_a_form_is_the_same_in_every_style(tmp_path: Path, lines: list[str]) -> None:
    document = read(tmp_path, [*TITLE, *lines])
    (form,) = document.forms
    assert (form.project, form.department, form.year) == ("河道清淤", "云泽区水利局", 2022)
    assert money(document) == [(300, 320, 304), (280, 280, 266), (20, 40, 38)]
    assert [
        (row.level1_code, row.level3, str(row.figures["score"].value)) for row in form.indicators
    ] == [
        ("output", "清淤长度", "40"),
        ("output", "验收合格率", "20"),
        ("benefit", "水质达标天数", "28.8"),
    ]
    assert errors(document) == []


@pytest.mark.parametrize("sign", ["\t", "|"])
def test_a_line_with_wide_gaps_over_a_table_keeps_its_unit(tmp_path: Path, sign: str) -> None:
    rows = [["项目资金", *MONEY[0][1:]], *MONEY[1:], *INDICATORS]
    lines = ["填报单位：云泽区水利局　　　　单位：元", *(sign.join(row) for row in rows)]
    (form,) = read(tmp_path, [*TITLE, *lines]).forms
    assert str(form.funds[0].figures["budget"].value.normalize()) == "0.032"


def test_the_unit_in_a_line_of_its_own_holds_for_a_glued_table(tmp_path: Path) -> None:
    rows = [["项目资金", *MONEY[0][1:]], *MONEY[1:], *INDICATORS]
    lines = ["项目名称河道清淤", "单位：元", *("".join(row) for row in rows)]
    (form,) = read(tmp_path, [*TITLE, *lines]).forms
    assert str(form.funds[0].figures["budget"].value.normalize()) == "0.032"


YEARS = [
    ["项目资金（万元）", "预算数", "", "支出数", "", "执行率", "得分"],
    ["", "上年", "本年", "上年", "本年", "本年", "本年"],
    ["年度资金总额", "90", "95", "88", "95", "100%", "10"],
]


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("style", ["pipes", "tabs"])
def test_last_years_money_is_never_taken(tmp_path: Path, style: str, turn: bool) -> None:
    rows = [list(row) for row in YEARS]
    for row in rows[1:] if turn else []:
        row[1:5] = row[2], row[1], row[4], row[3]
    if style == "pipes":
        lines = ["|" + "|".join(row) + "|" for row in (*rows, *INDICATORS[:-1])]
    else:
        lines = ["\t".join(filter(None, row)) for row in (*rows, *INDICATORS)]
    (form,) = read(tmp_path, [*TITLE, *lines]).forms
    assert {
        c: str(f.value) for c, f in form.funds[0].figures.items() if c in ("budget", "executed")
    } == {
        "budget": "95",
        "executed": "95",
    }


def test_years_that_no_header_owns_give_no_money(tmp_path: Path) -> None:
    lines = ["资金（万元）\t预算数\t到位数\t支出数\t执行率", "上年\t本年\t上年\t本年\t本年"]
    lines += ["年度资金总额\t90\t95\t88\t95\t100%", *("\t".join(row) for row in INDICATORS)]
    document = read(tmp_path, [*TITLE, *lines])
    (form,) = document.forms
    assert not [
        c for row in form.funds for c in row.figures if c in ("budget", "executed", "arrived")
    ]
    assert document.status == "partial"


def test_a_row_longer_than_its_header_is_a_leftover(tmp_path: Path) -> None:
    rows = [*MONEY[:1], [*MONEY[1], "12", "13"], *INDICATORS]
    document = read(tmp_path, [*TITLE, *(cell for row in rows for cell in row if cell)])
    (form,) = document.forms
    assert form.funds == ()
    assert any("年度资金总额 300" in left.text for left in form.leftovers)
    assert errors(document) == []


def test_an_uncut_row_is_a_leftover_and_no_level(tmp_path: Path) -> None:
    rows = [[*row] for row in INDICATORS]
    rows[3] = ["效益指标", "生态效益指标", "水质达标天数", "≥300", "288", "30", "28.8"]
    glued = ["".join(row) for row in ([["项目名称", "河道清淤"], *MONEY, *rows])]
    document = read(tmp_path, [*TITLE, *glued])
    (form,) = document.forms
    assert [row.level3 for row in form.indicators] == ["清淤长度", "验收合格率"]
    (left,) = [x for x in form.leftovers if "水质达标天数" in x.text]
    assert left.place.row == 9
    assert (document.status, errors(document)) == ("partial", [])


def test_a_money_row_that_cannot_be_cut_is_no_row_of_money(tmp_path: Path) -> None:
    rows = [MONEY[0], ["年度资金总额", "3003203041098.00%9.50"], *MONEY[2:], *INDICATORS]
    document = read(tmp_path, [*TITLE, *("".join(row) for row in [HEAD[0], *rows])])
    (form,) = document.forms
    assert [row.label for row in form.funds] == ["其中：当年财政拨款", "上年结转资金"]
    assert any(x.text.startswith("年度资金总额300") for x in form.leftovers)
    assert errors(document) == []


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("年度资金总额3003203041095.00%9.50", "年度资金总额3003203、041095.00%9.50"),
        (
            "产出指标数量指标清淤长度≥12公里12公里4040",
            "产出指标数量指标清淤2、长度≥12公里12公里4040",
        ),
        ("一级指标二级指标三级指标", "一级指标二级1、指标三级指标"),
    ],
)
def test_page_numbers_inside_cells_change_no_figure(tmp_path: Path, line: str, marked: str) -> None:
    whole = "\n".join("".join(row) for row in [HEAD[0], *MONEY, *INDICATORS])
    assert line in whole
    document = read(tmp_path, [*TITLE, *whole.replace(line, marked).split("\n")])
    assert all(row in [(300, 320, 304), (280, 280, 266), (20, 40, 38)] for row in money(document))
    (form,) = document.forms
    assert [row.figures["weight"].value for row in form.indicators] == [40, 20, 30]
    assert errors(document) == []


def test_masked_digits_are_no_figures(tmp_path: Path) -> None:
    lines = "\n".join("|" + "|".join(row) + "|" for row in FORM)
    lines = lines.replace("|300|320|", "|3**|**.*|").replace("|20|20|", "|**|**|")
    document = read(tmp_path, [*TITLE, *lines.split("\n")])
    (form,) = document.forms
    assert set(form.funds[0].figures) == {"executed", "rate", "weight", "score"}
    assert not form.indicators[1].figures
    assert errors(document) == []


def test_traditional_characters_with_readings_are_turned_back(tmp_path: Path) -> None:
    turned = {"项": "項(xiàng)", "预": "預(yù)", "数": "數(shù)", "绩": "績(jī)", "评": "評(píng)"}
    turned |= {"级": "級(jí)", "标": "標(biāo)", "执": "執(zhí)", "实": "實(shí)", "产": "產(chǎn)"}
    plain = "\n".join([*TITLE, *("|" + "|".join(row) + "|" for row in FORM)])
    text = "".join(turned.get(char, char) for char in plain)
    assert _txt_pinyin.undone(text) == plain
    document = read(tmp_path, text.split("\n"))
    assert money(document)[0] == (300, 320, 304)


def test_a_reading_or_two_in_a_sentence_stays(tmp_path: Path) -> None:
    assert _txt_pinyin.undone("崆(kōng)峒(tóng)區") == "崆(kōng)峒(tóng)區"


def test_columns_torn_from_their_labels_say_nothing_against_the_form(tmp_path: Path) -> None:
    labels = [row[0] or row[1] for row in FORM]
    values = [cell for row in FORM for cell in row[1:] if cell]
    document = read(tmp_path, [*TITLE, *values, *labels])
    assert errors(document) == []
    assert not [row for form in document.forms for row in form.funds if row.figures]


def test_a_short_row_is_dealt_out_by_what_the_columns_hold() -> None:
    rows = [
        INDICATORS[0],
        ["质量指标", "合格率", "100%", "100%", "20", "20"],
        ["总分", "100", "98"],
    ]
    assert _txt_deal.deal(rows)[1:] == [
        ["", "质量指标", "合格率", "100%", "100%", "20", "20"],
        ["总分", "100", "98"],
    ]


def test_sums_that_may_stand_in_several_columns_stay_in_one_cell() -> None:
    header = ["资金", "执行率", "全年预算数", "得分", "全年执行数"]
    assert _txt_deal.deal([header, ["其他资金", "50", "5", "40"]])[1] == ["其他资金 50 5 40"]


def test_a_title_over_a_glued_form_stays_a_paragraph() -> None:
    lines = ["部门整体支出绩效自评表", *("".join(row) for row in FORM)]
    first = txt.parse("\n".join(lines))[0]
    assert getattr(first, "text", "") == "部门整体支出绩效自评表"


def test_a_page_number_does_not_hide_the_unit_of_money() -> None:
    assert getattr(txt.parse("单位3、：亿元\n项目名称河道清淤")[0], "text", "") == "单位：亿元"
    assert getattr(txt.parse("完成工程3、个")[0], "text", "") == "完成工程3、个"


def test_rows_that_are_lost_behind_a_table_put_it_in_doubt_instead_of_making_errors(
    tmp_path: Path,
) -> None:
    rows = [cell for row in FORM[:-3] for cell in row if cell]
    torn = [
        "生态环境",
        "受益群众",
        "水质",
        "年限",
        "85",
        "88%",
        "30",
        "28.8",
        "总分",
        "100",
        "98.30",
    ]
    document = read(tmp_path, [*TITLE, *rows, "（二）", *torn])
    assert len(document.forms) == 1
    assert document.status == "partial"
    assert errors(document) == []
