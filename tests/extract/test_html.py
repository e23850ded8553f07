"""Web pages as published: spans, layout tables, what surrounds the document, encodings, archives."""

from __future__ import annotations

import base64
import quopri
import time
from pathlib import Path

import pytest

import extract
from extract import Document, Paragraph, ReadError, Table
from extract.readers import html


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


class Page:
    """Writes a page and reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, body: str, encoding: str = "utf-8", head: str = "") -> Document:
        path = self.folder / "page.html"
        text = f"<html><head>{head}</head><body>{body}</body></html>"
        path.write_bytes(text.encode(encoding))
        return extract.read(path)

    def grid(self, body: str, number: int = 0) -> list[list[str | None]]:
        slots = list(self.read(body).tables)[number].grid()
        return [[cell.text if cell else None for cell in row] for row in slots]

    def kinds(self, body: str) -> list[tuple[str, str]]:
        return [(p.kind, p.text) for p in self.read(body).paragraphs]


def table(*rows: str, attributes: str = "") -> str:
    return f"<table {attributes}>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def cells(*texts: str) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


DATA = table(cells("项目名称", "甲项目"), cells("得分", "98"))


class TestSpans:
    def test_rowspan_and_colspan_fill_their_slots(self, page: Page) -> None:
        body = table(
            '<td rowspan="2">资金</td><td colspan="2">预算</td>',
            cells("年初", "全年"),
            cells(*"甲乙丙"),
        )
        assert page.grid(body) == [["资金", "预算", "预算"], ["资金", "年初", "全年"], [*"甲乙丙"]]

    def test_absurd_spans_are_cut_to_the_table(self, page: Page) -> None:
        body = table(
            '<td colspan="99999999999">标题</td>',
            cells("甲", "乙"),
            '<td rowspan="9999">丙</td><td>丁</td>',
        )
        assert page.grid(body) == [["标题", "标题"], ["甲", "乙"], ["丙", "丁"]]

    @pytest.mark.parametrize("value", ["x", "-3", "", "1.5", "٣"])
    def test_a_span_that_is_no_number_is_one(self, page: Page, value: str) -> None:
        body = table(f'<td colspan="{value}">甲</td><td>乙</td>', cells("丙", "丁"))
        assert page.grid(body) == [["甲", "乙"], ["丙", "丁"]]

    def test_a_rowspan_of_zero_reaches_to_the_end_of_its_group(self, page: Page) -> None:
        body = (
            "<table><tbody><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></tbody>"
            "<tbody><tr><td>乙</td><td>3</td></tr></tbody></table>"
        )
        assert page.grid(body) == [["甲", "1"], ["甲", "2"], ["乙", "3"]]

    def test_the_foot_comes_last_wherever_it_is_written(self, page: Page) -> None:
        body = (
            "<table><tfoot><tr><td>合计</td><td>3</td></tr></tfoot><tbody><tr><td>甲</td><td>3</td>"
            "</tr></tbody><thead><tr><th>名称</th><th>数</th></tr></thead></table>"
        )
        assert page.grid(body) == [["名称", "数"], ["甲", "3"], ["合计", "3"]]

    def test_cells_and_rows_left_open_are_closed(self, page: Page) -> None:
        assert page.grid("<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>") == [
            ["甲", "乙"],
            ["丙", "丁"],
        ]

    def test_every_cell_knows_its_place(self, page: Page) -> None:
        place = next(page.read("<p>标题</p>" + DATA).tables).cells[3].place
        assert (place.block, place.table, place.row, place.col) == (2, 1, 2, 2)


class TestText:
    def test_breaks_and_paragraphs_of_a_cell_are_its_lines(self, page: Page) -> None:
        body = table(cells("年度<br>指标值", "<p>甲</p><p>乙<span>丙</span></p>"), cells("1", "2"))
        assert page.grid(body)[0] == ["年度\n指标值", "甲\n乙丙"]

    def test_blanks_of_the_source_do_not_stand_in_words(self, page: Page) -> None:
        assert page.kinds("<p>全年\n     预算数 10\n  20</p>") == [("body", "全年预算数 10 20")]

    def test_named_blanks_are_blanks(self, page: Page) -> None:
        body = table(cells("&nbsp;", "人&emsp;员"), cells("甲", "1&nbsp;2"))
        assert page.grid(body) == [["", "人\u2003员"], ["甲", "1 2"]]

    def test_what_a_browser_hides_is_not_read(self, page: Page) -> None:
        body = (
            "<script>var a='假';</script><style>p{}</style><noscript>假</noscript><!-- 假 -->"
            "<p style='DISPLAY : none'>假</p><p hidden>假</p><select><option>假</option></select><p>真</p>"
        )
        assert page.kinds(body) == [("body", "真")]

    def test_hidden_rows_and_cells_leave_no_trace(self, page: Page) -> None:
        body = table(cells("甲", "乙"), '<td style="display:none">假</td>' + cells("丙", "丁"))
        body = body.replace("</table>", '<tr style="display:none"><td>假</td></tr></table>')
        assert page.grid(body) == [["甲", "乙"], ["丙", "丁"]]

    def test_headings_have_levels_and_keep_their_words_together(self, page: Page) -> None:
        document = page.read("<h2>2022年度<br>绩效自评表</h2><p>正文</p>")
        assert [(p.text, p.level) for p in document.paragraphs] == [
            ("2022年度绩效自评表", 2),
            ("正文", None),
        ]

    def test_lines_of_a_paragraph_are_paragraphs(self, page: Page) -> None:
        assert [t for _, t in page.kinds("<p>一、概况<br/>&emsp;&emsp;正文。</p>")] == [
            "一、概况",
            "正文。",
        ]

    def test_items_of_a_numbered_list_have_the_number_that_is_drawn(self, page: Page) -> None:
        body = '<ol start="2"><li>甲</li><li>乙</li></ol><ol style="list-style-type:cjk-ideographic"><li>丙</li></ol>'
        assert [(p.number, p.text) for p in page.read(body).paragraphs] == [
            ("2.", "甲"),
            ("3.", "乙"),
            ("一、", "丙"),
        ]

    def test_the_mark_that_word_writes_before_a_heading_is_text(self, page: Page) -> None:
        body = (
            "<p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>一、</span>"
            "<![endif]>概况<o:p></o:p></p><!--[if gte mso 9]><xml><w:x>假</w:x></xml><![endif]-->"
        )
        assert page.kinds(body) == [("body", "一、概况")]


class TestLayout:
    def test_a_table_around_the_page_is_looked_through(self, page: Page) -> None:
        body = table(cells(f"<p>标题</p>{DATA}<p>注</p>"))
        document = page.read(body)
        assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
        assert page.grid(body) == [["项目名称", "甲项目"], ["得分", "98"]]

    def test_so_are_several_around_each_other(self, page: Page) -> None:
        inner = table(cells("左栏", f"<p>标题</p>{DATA}"))
        assert page.grid(table(cells(table(cells(inner)))))[0] == ["项目名称", "甲项目"]

    def test_a_table_in_a_cell_of_a_form_stays_in_its_cell(self, page: Page) -> None:
        body = table(
            cells("项目名称", "甲"), cells("主管部门", "乙局"), cells("指标", f"见下{DATA}")
        )
        (outer,) = page.read(body).tables
        cell = outer.cells[-1]
        assert cell.text == "见下"
        assert [inner.text for inner in cell.tables[0].cells] == [
            "项目名称",
            "甲项目",
            "得分",
            "98",
        ]

    def test_a_table_of_one_column_is_text(self, page: Page) -> None:
        assert page.kinds(table(cells("第一段"), cells("第二段"))) == [
            ("body", "第一段"),
            ("body", "第二段"),
        ]


class TestFrame:
    def test_menus_breadcrumbs_and_owners_are_no_part_of_the_document(self, page: Page) -> None:
        body = (
            '<div class="header"><ul><li><a>首页</a></li><li><a>政务公开</a></li></ul></div>'
            "<div>当前位置：首页 &gt; 绩效公开</div><h1>绩效自评报告</h1><p>发布时间：2023-05-06</p>"
            "<p>一、概况</p><div>主办单位：某县人民政府　备案号：京ICP备1号</div>"
        )
        assert [kind for kind, _ in page.kinds(body)] == [
            *["header", "header", "header", "body", "header", "body", "footer"]
        ]

    def test_a_list_of_links_is_a_menu_whatever_it_is_called(self, page: Page) -> None:
        body = (
            "<ul class=x>"
            + "".join(f"<li><a href=/{n}>栏目{n}</a></li>" for n in "甲乙丙丁")
            + "</ul>"
        )
        assert {kind for kind, _ in page.kinds(body + "<p>正文</p>")} == {"header", "body"}

    def test_the_head_of_an_article_is_its_title(self, page: Page) -> None:
        body = "<article><header><h1>绩效自评报告</h1></header><p>正文</p></article>"
        assert page.kinds(body) == [("body", "绩效自评报告"), ("body", "正文")]

    def test_a_box_called_top_that_holds_the_form_is_no_menu(self, page: Page) -> None:
        body = f'<div id="top"><p>绩效自评表</p>{DATA}</div>'
        assert page.kinds(body) == [("body", "绩效自评表")]
        assert len(list(page.read(body).tables)) == 1


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "declared"),
        [
            *[("gbk", "gb2312"), ("gb18030", "GB18030"), ("utf-8", "utf-8"), ("big5", "big5")],
            *[("gbk", ""), ("gbk", "utf-8"), ("utf-8", "gb2312"), ("utf-16", "utf-16")],
        ],
    )
    def test_a_page_is_decoded_whatever_it_declares(
        self, page: Page, encoding: str, declared: str
    ) -> None:
        text = (
            "項目支出績效自評表，全年預算數"
            if encoding == "big5"
            else "项目支出绩效自评表，全年预算数"
        )
        head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        document = page.read(f"<p>{text}</p>", encoding, head if declared else "")
        assert [p.text for p in document.paragraphs] == [text]


def archive(*parts: tuple[str, bytes, str]) -> bytes:
    """A web archive of (headers, body, transfer encoding)."""
    out = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    for headers, body, transfer in parts:
        out += f"--x\r\n{headers}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n".encode()
        out += (base64.encodebytes if transfer == "base64" else quopri.encodestring)(body) + b"\r\n"
    return out + b"--x--\r\n"


class TestArchive:
    @pytest.mark.parametrize("transfer", ["base64", "quoted-printable"])
    def test_the_page_of_an_archive_is_read_with_its_own_charset(
        self, tmp_path: Path, transfer: str
    ) -> None:
        body = f"<html><body><p>绩效自评表</p>{DATA}</body></html>".encode("gbk")
        data = archive(
            ("Content-Type: text/css", b"p{}", "quoted-printable"),
            ('Content-Type: text/html; charset="gb2312"', body, transfer),
        )
        path = tmp_path / "page.mht"
        path.write_bytes(data)
        document = extract.read(path)
        assert document.format == "mht"
        assert [p.text for p in document.paragraphs] == ["绩效自评表"]
        assert len(list(document.tables)) == 1

    def test_frames_that_show_nothing_give_way_to_the_next_page(self, tmp_path: Path) -> None:
        path = tmp_path / "book.mht"
        frames = b"<html><frameset><frame src=a.htm></frameset></html>"
        sheet = DATA.encode()
        path.write_bytes(
            archive(
                ("Content-Type: text/html; charset=utf-8", frames, "base64"),
                ("Content-Type: text/html; charset=utf-8", sheet, "base64"),
            )
        )
        assert len(list(extract.read(path).tables)) == 1

    def test_an_archive_without_a_page_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "page.mht"
        path.write_bytes(archive(("Content-Type: image/png", b"x", "base64")))
        with pytest.raises(ReadError, match="holds no page"):
            html.read(path, "mht")


class TestBadPages:
    def test_a_page_that_shows_nothing_says_so(self, page: Page) -> None:
        with pytest.raises(ReadError) as error:
            page.read("<script>x</script>")
        assert error.value.reason == "empty"

    @pytest.mark.parametrize(
        "body", ["<div>" * 1500 + "深", "<table><tr><td>" * 300 + "深", "<b>" * 1500 + "深"]
    )
    def test_elements_within_elements_without_end_are_no_trouble(
        self, page: Page, body: str
    ) -> None:
        start = time.process_time()
        assert "深" in str(page.read(body).blocks)
        assert time.process_time() - start < 5
