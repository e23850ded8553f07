"""Web pages whose tables are rows of boxes laid side by side by a style sheet."""

from __future__ import annotations

from pathlib import Path

from extract import read
from extract.document import Document, Paragraph

ROWS = (
    (("项目名称", 25), ("饮水工程", 75)),
    (("一级指标", 25), ("三级指标", 25), ("指标值", 25), ("得分", 25)),
    (("产出指标", 25), ("新建水厂", 25), ("3座", 25), ("50", 25)),
    (("", 25), ("管网长度", 25), ("12公里", 25), ("40", 25)),
    (("总分", 75), ("90", 25)),
)


def page(folder: Path, body: str, style: str = "") -> Document:
    path = folder / "a.html"
    head = f"<meta charset=utf-8><style>{style}</style>"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read(path)


def rows(row: str, cell: str) -> str:
    return "\n".join(
        f"<div {row}>{''.join(f'<div {cell.format(w)}>{t}</div>' for t, w in cells)}</div>"
        for cells in ROWS
    )


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def spots(document: Document) -> dict[str, tuple[int | None, int | None, int]]:
    (table,) = document.tables
    return {c.text: (c.place.row, c.place.col, c.colspan) for c in table.cells if c.text}


def test_the_widths_of_boxes_say_which_columns_they_take(tmp_path: Path) -> None:
    body = rows("style='display:flex'", "style='width:{}%'")
    found = spots(page(tmp_path, f"<h1>自评表</h1>{body}<p>完</p>"))
    assert found["饮水工程"] == (1, 2, 3)
    assert found["12公里"] == (4, 3, 1)
    assert found["总分"] == (5, 1, 3)
    assert found["90"] == (5, 4, 1)


def test_a_class_may_lay_the_boxes_out_and_shares_of_flex_count_too(tmp_path: Path) -> None:
    body = rows("class=r", "style='flex: {};'")
    assert spots(page(tmp_path, body, ".r{display:flex}"))["90"] == (5, 4, 1)


def test_what_stands_after_the_rows_is_kept(tmp_path: Path) -> None:
    body = rows("style='display:flex'", "style='width:{}%'")
    document = page(tmp_path, f"前言{body}说明：以上属实<p>完</p>")
    assert texts(document) == ["前言", "说明：以上属实", "完"]


def test_boxes_of_which_nobody_says_how_wide_they_are_stay_text(tmp_path: Path) -> None:
    document = page(tmp_path, rows("style='display:flex'", "class=c{}"))
    assert not list(document.tables)
    assert "新建水厂" in texts(document)


def test_menus_and_a_few_cards_stay_text(tmp_path: Path) -> None:
    link = "".join(f"<div style='width:25%'><a href=/{n}>栏目{n}</a></div>" for n in range(4))
    cards = "".join(f"<div style='width:25%'>卡片{n}</div>" for n in range(4))
    body = f"<div style='display:flex'>{link}</div>" * 5
    body += (
        f"<p>正文</p><div style='display:flex'>{cards}</div><div style='display:flex'>{cards}</div>"
    )
    assert not list(page(tmp_path, body).tables)
