"""The letters of a page: fonts, cells with several lines, paragraphs, what is not to be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Document
from extract.readers import _pdf_health
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, stroked, write

BOX = stroked(
    [
        (60, 760, 460, 760),
        (60, 600, 460, 600),
        (60, 600, 60, 760),
        (160, 600, 160, 760),
        (460, 600, 460, 760),
    ]
)


def read_pages(tmp_path: Path, *pages: Page) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(*pages))
    return read(path, "pdf")


def cells(tmp_path: Path, content: str) -> list[str]:
    """The texts of the two cells of BOX, from x 60 to 160 and from 160 to 460."""
    (table,) = read_pages(tmp_path, Page(BOX + content)).tables
    return [cell.text for cell in table.cells]


def paragraphs(document: Document, kind: str = "body") -> list[str]:
    return [p.text for p in document.paragraphs if p.kind == kind]


@pytest.mark.parametrize("cmap", ["UniGB-UCS2-H", "GBK-EUC-H"])
def test_fonts_with_predefined_character_maps_give_chinese(tmp_path: Path, cmap: str) -> None:
    page = Page(write("绩效自评表（2021）≥95%", 60, 700, cmap=cmap), cmap=cmap)
    assert paragraphs(read_pages(tmp_path, page)) == ["绩效自评表（2021）≥95%"]


def test_lines_of_a_cell_are_joined_by_line_breaks_in_order(tmp_path: Path) -> None:
    drawn = write("第三行", 164, 700) + write("第一行", 164, 726) + write("第二行", 164, 713)
    assert cells(tmp_path, drawn + write("标签", 64, 713)) == ["标签", "第一行\n第二行\n第三行"]


def test_a_narrow_column_gives_one_letter_a_line(tmp_path: Path) -> None:
    drawn = "".join(write(c, 105, 740 - 12 * i) for i, c in enumerate("部门职责"))
    assert cells(tmp_path, drawn + write("内容", 164, 713))[0] == "部\n门\n职\n责"


def test_a_space_stands_only_at_a_real_gap(tmp_path: Path) -> None:
    drawn = (
        write("优", 64, 740) + write("良", 94, 740) + write("20", 64, 720) + write("21年", 74, 720)
    )
    assert cells(tmp_path, drawn + write("Total score", 164, 713)) == [
        "优 良\n2021年",
        "Total score",
    ]


def test_bold_by_overprinting_counts_once(tmp_path: Path) -> None:
    whole = write("合计", 64, 720) + write("合计", 64.4, 720) + write("合计", 64, 720)
    single = "".join(
        write(c, 164 + 5 * i + d, 720) for i, c in enumerate("11436.30") for d in (0, 0.3)
    )
    assert cells(tmp_path, whole + single) == ["合计", "11436.30"]


def test_raised_letters_stay_in_their_line(tmp_path: Path) -> None:
    drawn = write("面积120m", 164, 720) + write("2", 204.5, 724, 6) + write("以上", 209, 720)
    assert cells(tmp_path, drawn + write("指标", 64, 720))[1] == "面积120m2以上"


@pytest.mark.parametrize(
    "unseen",
    [
        "3 Tr " + write("隐藏", 174, 720) + "0 Tr ",
        "1 g " + write("隐藏", 174, 720) + "0 g ",
        write("隐藏", 174, -20),
    ],
    ids=["invisible", "white on white", "off the page"],
)
def test_letters_that_nobody_sees_are_left_out(tmp_path: Path, unseen: str) -> None:
    assert cells(tmp_path, unseen + write("甲", 64, 720) + write("乙", 164, 720)) == ["甲", "乙"]


def test_white_letters_on_a_dark_cell_are_seen(tmp_path: Path) -> None:
    drawn = "0.1 0.2 0.5 rg 60 600 100 160 re f 1 g " + write("指标", 64, 720) + "0 g "
    assert cells(tmp_path, drawn + write("乙", 164, 720)) == ["指标", "乙"]


def test_an_invisible_text_layer_over_a_picture_is_read_where_ocr_is_missing_and_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pdf_health, "_has_ocr", lambda: False)
    page = Page(
        "q 595 0 0 842 0 0 cm /Im Do Q 3 Tr " + write("绩效自评报告全文如下所示", 60, 700),
        images=["Im"],
    )
    document = read_pages(tmp_path, page)
    assert paragraphs(document) == ["绩效自评报告全文如下所示"]
    assert "invisible layer" in document.notes[0]
    assert [block.confidence for block in document.paragraphs] == [_pdf_health.LAYER_CONFIDENCE]


def test_slanted_stamps_are_left_out_and_noted(tmp_path: Path) -> None:
    stamp = "q 0.7 0.7 -0.7 0.7 150 600 cm " + write("仅供公开使用", 0, 0, 30) + "Q "
    document = read_pages(
        tmp_path, Page(BOX + stamp + write("甲", 64, 720) + write("乙", 164, 720))
    )
    assert [c.text for c in next(document.tables).cells] == ["甲", "乙"]
    assert "slanted text" in document.notes[0]


def test_text_on_its_side_in_an_upright_table_is_read_along_its_line(tmp_path: Path) -> None:
    side = "q 0 1 -1 0 110 620 cm " + write("产出指标", 0, 0) + "Q "
    drawn = side + "".join(write("说明文字在此", 164, 740 - 14 * i) for i in range(4))
    assert cells(tmp_path, drawn)[0] == "产出指标"


def body(lines: list[tuple[float, str]], top: float = 780, step: float = 20) -> str:
    return "".join(write(t, x, top - i * step, 12) for i, (x, t) in enumerate(lines))


FULL = "本单位按照年初确定的绩效目标逐项核对完成情况并认真组织开展自评工作形成"  # 35 x 12 points


def test_lines_become_paragraphs_by_indent_and_by_a_short_line(tmp_path: Path) -> None:
    content = body(
        [
            (94, FULL),
            (70, "本报告全文。"),
            (94, FULL),
            (70, FULL + "一二"),
            (70, "三。"),
            (94, "其他说明。"),
        ]
    )
    assert paragraphs(read_pages(tmp_path, Page(content))) == [
        FULL + "本报告全文。",
        FULL + FULL + "一二三。",
        "其他说明。",
    ]


def test_a_heading_and_centred_lines_stand_apart(tmp_path: Path) -> None:
    content = write("绩效自评报告", 238, 810, 20) + write("（2021年度）", 261, 785, 12)
    content += body(
        [
            (94, "一、基本情况"),
            (94, FULL),
            (70, FULL + "报告"),
            (70, "如下。"),
            (94, "二、资金情况"),
        ],
        760,
    )
    assert paragraphs(read_pages(tmp_path, Page(content))) == [
        "绩效自评报告",
        "（2021年度）",
        "一、基本情况",
        FULL + FULL + "报告如下。",
        "二、资金情况",
    ]


def test_a_line_that_begins_with_an_amount_is_no_heading(tmp_path: Path) -> None:
    content = body(
        [(94, FULL), (70, "3.5万元和人员经费支出等各项内容。"), (94, FULL), (70, "完成。")]
    )
    assert (
        paragraphs(read_pages(tmp_path, Page(content)))[0]
        == FULL + "3.5万元和人员经费支出等各项内容。"
    )


def test_two_columns_of_a_line_keep_a_wide_space(tmp_path: Path) -> None:
    content = write("填报单位：某局", 60, 700) + write("单位：万元", 400, 700)
    assert paragraphs(read_pages(tmp_path, Page(content))) == ["填报单位：某局  单位：万元"]


def test_a_paragraph_runs_over_the_page_break(tmp_path: Path) -> None:
    first = body([(94, "一、基本情况"), (94, FULL), (70, FULL + "报告")]) + write("— 1 —", 280, 30)
    second = body([(70, "全文如下。"), (94, "二、资金情况"), (94, FULL)]) + write("— 2 —", 280, 30)
    document = read_pages(tmp_path, Page(first), Page(second))
    assert paragraphs(document) == [
        "一、基本情况",
        FULL + FULL + "报告全文如下。",
        "二、资金情况",
        FULL,
    ]
    assert paragraphs(document, "footer") == ["— 1 —", "— 2 —"]


@pytest.mark.parametrize(
    "marks",
    [
        ("- 1 -", "- 2 -"),
        ("第1页 共2页", "第2页 共2页"),
        ("1", "2"),
        ("1/2", "2/2"),
        ("·1·", "·2·"),
    ],
)
def test_page_numbers_are_footers(tmp_path: Path, marks: tuple[str, str]) -> None:
    pages = [Page(body([(94, FULL), (94, FULL)]) + write(mark, 285, 28)) for mark in marks]
    document = read_pages(tmp_path, *pages)
    assert paragraphs(document, "footer") == list(marks)


def test_a_running_head_is_a_header_and_a_repeated_title_is_not(tmp_path: Path) -> None:
    def page(number: int) -> Page:
        head = write("某区财政局二〇二一年度绩效自评", 215, 805, 9)
        title = write("项目支出绩效自评表", 210, 772, 18)
        return Page(head + title + body([(94, FULL + str(number)), (94, FULL)], 730))

    document = read_pages(tmp_path, page(1), page(2), page(3))
    assert paragraphs(document, "header") == ["某区财政局二〇二一年度绩效自评"] * 3
    assert paragraphs(document).count("项目支出绩效自评表") == 3


def test_paragraphs_and_tables_come_in_the_order_of_the_page(tmp_path: Path) -> None:
    content = BOX + write("甲", 64, 720) + write("乙", 164, 720)
    content += write("附件2", 60, 800) + write("填表人：张三", 60, 570)
    document = read_pages(tmp_path, Page(content))
    assert [getattr(block, "text", "table") for block in document.blocks] == [
        "附件2",
        "table",
        "填表人：张三",
    ]
    assert [block.place.block for block in document.blocks] == [1, 2, 3]
