"""Web tables whose tags do not say what they mean: spans that fit no row, one table in many, boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import Document, read

HEAD = "<td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td>分值</td>"
ROWS = (
    "<td rowspan={a}>产出指标</td><td rowspan={b}>数量指标</td><td>培训期数</td><td>≥3期</td><td>10</td>",
    "<td>培训人次</td><td>≥95人</td><td>10</td>",
    "<td>质量指标</td><td>验收合格率</td><td>100%</td><td>20</td>",
    "<td>效益指标</td><td>社会效益指标</td><td>群众收入</td><td>逐步提高</td><td>30</td>",
)
MEANT = [
    ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
    ["产出指标", "数量指标", "培训期数", "≥3期", "10"],
    ["产出指标", "数量指标", "培训人次", "≥95人", "10"],
    ["产出指标", "质量指标", "验收合格率", "100%", "20"],
    ["效益指标", "社会效益指标", "群众收入", "逐步提高", "30"],
]


def rows(a: int = 3, b: int = 2) -> list[str]:
    return [HEAD, *(row.format(a=a, b=b) for row in ROWS)]


def lines(*found: str) -> str:
    return "".join(f"<tr>{row}</tr>" for row in found)


def document(folder: Path, body: str, head: str = "") -> Document:
    path = folder / "page.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", "utf-8")
    return read(path)


def grids(found: Document) -> list[list[list[str]]]:
    return [
        [[cell.text if cell else "?" for cell in row] for row in table.grid()]
        for table in found.tables
    ]


SPANS = {
    "as they should be": lines(*rows()),
    "too long": lines(*rows(a=40, b=30)),
    "one row too long": lines(*rows(a=4, b=3)),
    "one row too short": lines(*rows(a=2)),
    "to the end of the group": lines(*rows(a=0)),
    "in bodies of one row": "".join(f"<tbody>{lines(row)}</tbody>" for row in rows()),
    "over empty rows": lines(*(part for row in rows() for part in (row, ""))),
    "in rows that are not opened": "<tr>" + "".join(f"{row}</tr>" for row in rows()),
    "beside a column that keeps the distance": lines(
        *(f"<td width=3></td>{row}<td></td>" for row in rows())
    ),
}


@pytest.mark.parametrize("manner", SPANS)
def test_a_row_stands_under_its_heads_however_its_spans_are_written(
    tmp_path: Path, manner: str
) -> None:
    assert grids(document(tmp_path, f"<table>{SPANS[manner]}</table>")) == [MEANT]


def test_spans_that_fit_no_row_make_the_table_doubtful(tmp_path: Path) -> None:
    body = lines(
        "<td rowspan=3 colspan=2>甲</td><td>乙</td><td>丙</td>",
        "<td>丁</td><td>戊</td><td>己</td>",
        "<td>庚</td><td>辛</td>",
    )
    (table,) = document(tmp_path, f"<table>{body}</table>").tables
    assert table.doubt == "spans"


def test_a_stray_cell_at_the_end_of_rows_moves_nothing(tmp_path: Path) -> None:
    body = lines(*rows()[:2], *(f"{row}<td></td>" for row in rows()[2:]))
    (table,) = document(tmp_path, f"<table>{body}</table>").tables
    assert [row[:5] for row in grids(document(tmp_path, f"<table>{body}</table>"))[0]] == MEANT
    assert table.doubt == ""


def test_tables_without_a_word_between_them_are_one(tmp_path: Path) -> None:
    parts = [rows()[:1], rows()[1:4], rows()[4:]]
    body = "".join(f"<div><table>{lines(*part)}</table></div><p>&nbsp;</p>" for part in parts)
    assert grids(document(tmp_path, body)) == [MEANT]


def test_a_table_that_begins_like_the_first_is_another_form(tmp_path: Path) -> None:
    body = f"<table>{lines(*rows())}</table>"
    assert grids(document(tmp_path, body * 2)) == [MEANT, MEANT]


def test_rows_that_are_tables_of_their_own_have_the_columns_of_their_widths(tmp_path: Path) -> None:
    cuts = [
        [("项目名称", 20), ("培训", 80)],
        [("预算数", 20), ("12.5", 30), ("执行数", 20), ("12", 30)],
        [("指标", 50), ("人次", 20), ("95", 30)],
    ]
    body = "".join(
        "<table><tr>"
        + "".join(f'<td style="width:{w}%">{t}</td>' for t, w in row)
        + "</tr></table>"
        for row in cuts
    )
    assert grids(document(tmp_path, body)) == [
        [
            ["项目名称", "培训", "培训", "培训"],
            ["预算数", "12.5", "执行数", "12"],
            ["指标", "指标", "人次", "95"],
        ]
    ]


def test_a_caption_is_a_line_above_its_table(tmp_path: Path) -> None:
    caption = "<caption><p>项目支出绩效自评表</p><p>（2023年度）</p></caption>"
    found = document(tmp_path, f"<table>{caption}{lines(*rows())}</table>")
    assert [p.text for p in found.paragraphs] == ["项目支出绩效自评表", "（2023年度）"]
    assert grids(found) == [MEANT]


def test_what_fields_have_been_filled_in_with_is_shown(tmp_path: Path) -> None:
    filled = lines(*rows()).replace(
        "<td>10</td>", "<td><input type='text' value='10'><input type=hidden value=77></td>"
    )
    assert grids(document(tmp_path, f"<table>{filled}</table>")) == [MEANT]


def test_boxes_that_a_style_sheet_lays_out_as_a_table_are_one(tmp_path: Path) -> None:
    style = "<style>.t{display:table}.r{display:table-row}.r div{color:red}.c{display:table-cell}</style>"
    body = "".join(
        "<div class=r>" + "".join(f"<div class='c x'>{text}</div>" for text in row) + "</div>"
        for row in MEANT
    )
    assert grids(document(tmp_path, f"<div class=t>{body}</div>", style)) == [MEANT]


@pytest.mark.parametrize(
    "style",
    [".draft{display:none}", "tr.draft, .x { Display : NONE }", "#no{} .draft{visibility:hidden}"],
)
def test_rows_that_a_style_sheet_hides_are_left_out(tmp_path: Path, style: str) -> None:
    draft = "<tr class='a draft'>" + "<td>0</td>" * 5 + "</tr>"
    body = lines(*rows()) + draft
    assert grids(document(tmp_path, f"<table>{body}</table>", f"<style>{style}</style>")) == [MEANT]


@pytest.mark.parametrize(
    "style", ["@media print{.draft{display:none}}", ".draft{display:none}.draft{display:block}"]
)
def test_rows_that_the_screen_shows_are_read(tmp_path: Path, style: str) -> None:
    body = lines(*rows()[:-1]) + f"<tr class=draft>{rows()[-1]}</tr>"
    assert grids(document(tmp_path, f"<table>{body}</table>", f"<style>{style}</style>")) == [MEANT]


def test_a_page_that_a_script_shows_is_read(tmp_path: Path) -> None:
    box = "<div id=js_content style='visibility: hidden; opacity: 0;'>"
    found = document(
        tmp_path, f"<h1>公示</h1>{box}<p>自评表</p><table>{lines(*rows())}</table></div>"
    )
    assert grids(found) == [MEANT]
    assert [p.text for p in found.paragraphs] == ["公示", "自评表"]


def test_a_hidden_table_beside_a_shown_one_stays_hidden(tmp_path: Path) -> None:
    hidden = f"<div style='display:none'><table>{lines(*rows())}</table></div>"
    assert grids(document(tmp_path, f"<table>{lines(*rows())}</table>{hidden}")) == [MEANT]


def test_texts_in_boxes_of_one_cell_are_texts_of_their_cells(tmp_path: Path) -> None:
    boxed = (
        lines(*rows())
        .replace("<td>", "<td><table><tr><td>")
        .replace("</td>", "</td></tr></table></td>")
    )
    boxed = boxed.replace("产出指标</td></tr></table>", "产出指标").replace(
        "数量指标</td></tr></table>", "数量指标"
    )
    assert grids(document(tmp_path, f"<table>{boxed}</table>")) == [MEANT]
