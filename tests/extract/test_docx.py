"""Word files made part by part, so that each test shows the XML it is about."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

import extract
from extract import Document, Paragraph, ReadError, Table
from extract.readers._docx_numerals import drawn
from extract.readers._docx_symbols import sign

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{REL}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def rels(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{kind}" Target="{target}"/>'
        for name, (kind, _, target) in ((n, t.partition(" ")) for n, t in targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE_RELS}">{rows}</Relationships>'


def make(folder: Path, body: str, **parts: str) -> Path:
    """A package of ``body`` and further parts by name (styles, numbering, header1, …)."""
    path = folder / "made.docx"
    kinds = {name: f"{name.rstrip('0123456789')} {name}.xml" for name in parts}
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", rels({"rId1": "officeDocument word/document.xml"}))
        package.writestr("word/_rels/document.xml.rels", rels(kinds))
        package.writestr(
            "word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
        )
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text.replace("NAMES", NAMES))
    return path


def read(folder: Path, body: str, **parts: str) -> Document:
    return extract.read(make(folder, body, **parts))


def p(text: str = "", properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def tc(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def span(n: int) -> str:
    return f'<w:gridSpan w:val="{n}"/>'


TOP, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def numbers(document: Document) -> list[str]:
    return [paragraph.number for paragraph in document.paragraphs]


def only_table(document: Document) -> Table:
    (table,) = document.tables
    return table


def grid(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


# Body


def test_paragraphs_and_tables_come_in_body_order_with_their_positions(tmp_path: Path) -> None:
    document = read(tmp_path, p("一") + p() + tbl(tr(tc("甲"))) + p("二"))
    kinds = [(type(block).__name__, block.place.block) for block in document.blocks]
    assert kinds == [("Paragraph", 1), ("Table", 3), ("Paragraph", 4)]
    assert document.format == "docx"


def test_tabs_breaks_and_hyphens_are_text_and_page_breaks_are_not(tmp_path: Path) -> None:
    run = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t>"
        '<w:noBreakHyphen/><w:t>e</w:t><w:softHyphen/><w:br w:type="page"/><w:t>f</w:t></w:r>'
    )
    tabs = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr>'
    assert texts(read(tmp_path, f"<w:p>{tabs}{run}</w:p>")) == ["a\tb\nc\nd-ef"]


def test_blanks_at_the_ends_of_a_run_count_only_where_the_file_says_so(tmp_path: Path) -> None:
    runs = '<w:r><w:t> a </w:t></w:r><w:r><w:t xml:space="preserve"> b </w:t></w:r>'
    assert texts(read(tmp_path, f"<w:p>{runs}</w:p>")) == ["a b "]


def test_content_controls_smart_tags_and_links_are_transparent(tmp_path: Path) -> None:
    inner = (
        "<w:p><w:smartTag><w:r><w:t>岳</w:t></w:r></w:smartTag>"
        '<w:hyperlink r:id="x"><w:r><w:t>麓</w:t></w:r></w:hyperlink>'
        "<w:sdt><w:sdtContent><w:r><w:t>区</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    table = tbl(
        "<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>"
        + tc("1")
        + "</w:sdtContent></w:sdt>"
        + tc("2")
        + "</w:tr></w:sdtContent></w:sdt>"
    )
    document = read(tmp_path, f"<w:sdt><w:sdtContent>{inner}{table}</w:sdtContent></w:sdt>")
    assert texts(document) == ["岳麓区"]
    assert grid(only_table(document)) == [["1", "2"]]


def test_the_prompt_of_an_empty_content_control_is_not_text(tmp_path: Path) -> None:
    control = (
        "<w:p><w:r><w:t>单位：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert texts(read(tmp_path, control)) == ["单位："]


def field(instruction: str, result: str = "", begin: str = "") -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_a_field_shows_its_result_and_never_its_instruction(tmp_path: Path) -> None:
    nested = field(
        "IF </w:instrText></w:r>" + field("PAGE", "<w:r><w:t>7</w:t></w:r>") + "<w:r><w:instrText>",
        "<w:r><w:t>9.5</w:t></w:r>",
    )
    simple = '<w:fldSimple w:instr="DATE"><w:r><w:t>2021年</w:t></w:r></w:fldSimple>'
    assert texts(read(tmp_path, f"<w:p>{nested}{simple}</w:p>")) == ["9.52021年"]


def test_fields_without_a_stored_result_are_drawn(tmp_path: Path) -> None:
    checked = field(
        "FORMCHECKBOX", begin="<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    )
    unchecked = field(
        "FORMCHECKBOX", begin='<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    )
    choice = field(
        "FORMDROPDOWN",
        begin='<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="优"/>'
        '<w:listEntry w:val="良"/></w:ddList></w:ffData>',
    )
    circle = field(r"eq \o\ac(○,3)")
    document = read(tmp_path, f"<w:p>{checked}{unchecked}{choice}{circle}</w:p>")
    assert texts(document) == ["☑□良③"]


def test_a_field_that_never_ends_swallows_nothing(tmp_path: Path) -> None:
    broken = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + p("正文")
    assert texts(read(tmp_path, broken)) == ["正文"]


def test_signs_of_symbol_fonts_become_ordinary_characters(tmp_path: Path) -> None:
    runs = (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr><w:t>\uf0a3</w:t></w:r>'
    )
    assert texts(read(tmp_path, f"<w:p>{runs}</w:p>")) == ["≥95%☑≤"]


def test_formulas_and_ruby_read_in_a_line(tmp_path: Path) -> None:
    body = (
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>B</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>A</m:t></m:r></m:den></m:f></m:oMath>"
        "<w:r><w:ruby><w:rt><w:r><w:t>yue</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>岳</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert texts(read(tmp_path, body)) == ["B/A岳"]


# Tracked changes and hidden text


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r>"
        "</w:del><w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>"
    )
    assert texts(read(tmp_path, body)) == ["新来"]


def test_a_deleted_paragraph_mark_joins_the_paragraphs(tmp_path: Path) -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    document = read(tmp_path, p("甲", gone) + p("乙", gone) + p("丙") + p("丁"))
    assert texts(document) == ["甲乙丙", "丁"]


def test_deleted_rows_and_cells_are_not_in_the_table(tmp_path: Path) -> None:
    rows = (
        tr(tc("1"), tc("x", "<w:cellDel/>"), tc("2")),
        tr(tc("旧"), tc("旧"), properties="<w:del/>"),
        tr(tc("3"), tc("4"), properties="<w:ins/>"),
    )
    assert grid(only_table(read(tmp_path, tbl(*rows)))) == [["1", "2"], ["3", "4"]]


def test_a_table_of_deleted_rows_is_gone(tmp_path: Path) -> None:
    document = read(tmp_path, tbl(tr(tc("旧"), properties="<w:del/>")) + p("后"))
    assert [type(block) for block in document.blocks] == [Paragraph]


def test_old_properties_of_a_tracked_change_do_not_count(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
        "<w:t>看得见</w:t></w:r></w:p>"
    )
    assert texts(read(tmp_path, body)) == ["看得见"]


def test_hidden_text_is_dropped_whether_the_run_or_its_style_hides_it(tmp_path: Path) -> None:
    styles = (
        '<w:styles NAMES><w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="q"><w:basedOn w:val="h"/></w:style>'
        "</w:styles>"
    )
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>1</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="h"/></w:rPr><w:t>2</w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>3</w:t></w:r></w:p>'
    ) + p("4", '<w:pStyle w:val="q"/>')
    assert texts(read(tmp_path, body, styles=styles)) == ["3"]


def test_comments_are_not_text(tmp_path: Path) -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>正文</w:t></w:r>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    comments = f'<w:comments NAMES><w:comment w:id="0">{p("批注")}</w:comment></w:comments>'
    assert texts(read(tmp_path, body, comments=comments)) == ["正文"]


# Text boxes, headers, notes


def box(text: str) -> str:
    return f"<w:txbxContent>{text}</w:txbxContent>"


def test_a_text_box_is_read_once_of_its_two_forms(tmp_path: Path) -> None:
    drawing = (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box(p("框"))}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box(p('框'))}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(tmp_path, f"<w:p>{drawing}<w:r><w:t>主</w:t></w:r></w:p>")
    found = [(q.kind, q.text, q.place.block) for q in document.paragraphs]
    assert found == [("body", "主", 1), ("textbox", "框", 1)]


def test_old_text_boxes_with_tables_in_them_are_read(tmp_path: Path) -> None:
    content = box(tbl(tr(tc("甲"), tc("乙"))) + p())
    pict = f"<w:r><w:pict><v:textbox>{content}</v:textbox></w:pict></w:r>"
    document = read(tmp_path, f"<w:p>{pict}</w:p>")
    assert grid(only_table(document)) == [["甲", "乙"]]


def test_a_text_box_in_a_table_follows_the_table(tmp_path: Path) -> None:
    pict = f"<w:p><w:r><w:pict><v:textbox>{box(p('注'))}</v:textbox></w:pict></w:r></w:p>"
    document = read(tmp_path, tbl(tr(tc("1"), f"<w:tc>{pict}</w:tc>")))
    assert grid(only_table(document)) == [["1", ""]]
    assert [(q.kind, q.text) for q in document.paragraphs] == [("textbox", "注")]


def test_headers_come_first_footers_last_and_each_text_once(tmp_path: Path) -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    body = p("正文", section) + section
    document = read(
        tmp_path,
        body,
        header1=f"<w:hdr NAMES>{p('眉')}{tbl(tr(tc('单位：万元')))}</w:hdr>",
        header2=f"<w:hdr NAMES>{p('首页不同才用')}</w:hdr>",
        footer1=f"<w:ftr NAMES>{p('脚')}</w:ftr>",
    )
    found = [(q.kind, q.text) for q in document.paragraphs]
    assert found == [("header", "眉"), ("header", "单位：万元"), ("body", "正文"), ("footer", "脚")]


def test_notes_follow_the_body_in_the_order_of_their_references(tmp_path: Path) -> None:
    def mark(n: int) -> str:
        return f'<w:p><w:r><w:t>98.6</w:t></w:r><w:r><w:footnoteReference w:id="{n}"/></w:r></w:p>'

    notes = (
        f'<w:footnotes NAMES><w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote>'
        f'<w:footnote w:id="2">{p("乙")}</w:footnote><w:footnote w:id="3">{p("甲")}</w:footnote>'
        f'<w:footnote w:id="9">{p("没有引用")}</w:footnote></w:footnotes>'
    )
    document = read(tmp_path, mark(3) + mark(2), footnotes=notes)
    assert texts(document) == ["98.6", "98.6", "甲", "乙"]
    assert [q.kind for q in document.paragraphs][2:] == ["footnote", "footnote"]


def test_a_text_box_in_a_note_or_a_header_is_read_once(tmp_path: Path) -> None:
    pict = f"<w:p><w:r><w:pict><v:textbox>{box(p('框'))}</v:textbox></w:pict></w:r></w:p>"
    marks = "".join(f'<w:p><w:r><w:footnoteReference w:id="{n}"/></w:r></w:p>' for n in (1, 2))
    notes = (
        f'<w:footnotes NAMES><w:footnote w:id="1">{p("甲")}{pict}</w:footnote>'
        f'<w:footnote w:id="2">{p("乙")}</w:footnote></w:footnotes>'
    )
    assert texts(read(tmp_path, marks, footnotes=notes)) == ["甲", "框", "乙"]


def test_a_note_whose_mark_was_deleted_or_hidden_is_not_read(tmp_path: Path) -> None:
    note = '<w:footnoteReference w:id="{}"/>'
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr>{note.format(2)}</w:r>"
    deleted = f"<w:del><w:r>{note.format(3)}</w:r></w:del>"
    marks = f"<w:p><w:r><w:t>文</w:t>{note.format(1)}</w:r>{hidden}{deleted}</w:p>"
    told = "".join(f'<w:footnote w:id="{n}">{p(f"注{n}")}</w:footnote>' for n in (1, 2, 3))
    notes = f"<w:footnotes NAMES>{told}</w:footnotes>"
    assert texts(read(tmp_path, marks, footnotes=notes)) == ["文", "注1"]


# Tables


def test_merged_cells_span_rows_and_columns(tmp_path: Path) -> None:
    table = only_table(
        read(
            tmp_path,
            tbl(
                tr(tc("资金", TOP), tc("项目", span(2))),
                tr(tc("不显示", BELOW), tc("合计"), tc("10")),
                tr(tc("", BELOW), tc("其他"), tc("3")),
            ),
        )
    )
    assert grid(table) == [["资金", "项目", "项目"], ["资金", "合计", "10"], ["资金", "其他", "3"]]
    first = table.cells[0]
    assert (first.rowspan, first.colspan, first.place.row, first.place.col) == (3, 1, 1, 1)
    assert (table.rows, table.cols, len(table.cells)) == (3, 3, 6)


def test_skipped_columns_and_short_rows_leave_holes(tmp_path: Path) -> None:
    rows = (
        tr(tc("a"), tc("b"), tc("c")),
        tr(tc("d"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        tr(tc("e")),
    )
    expected = [["a", "b", "c"], [None, "d", None], ["e", None, None]]
    assert grid(only_table(read(tmp_path, tbl(*rows)))) == expected


def test_rows_whose_spans_disagree_are_placed_by_their_widths(tmp_path: Path) -> None:
    def wide(text: str, width: int) -> str:
        return tc(text, f'<w:tcW w:w="{width}" w:type="dxa"/>')

    rows = (
        tr(wide("名称", 1000), wide("甲", 3000)),
        tr(wide("a", 1000), wide("b", 1000), wide("c", 1000), wide("d", 1010)),
    )
    expected = [["名称", "甲", "甲", "甲"], ["a", "b", "c", "d"]]
    assert grid(only_table(read(tmp_path, tbl(*rows)))) == expected


def test_a_column_in_which_no_cell_begins_is_not_counted(tmp_path: Path) -> None:
    rows = (tr(tc("a", span(2)), tc("b", span(3))), tr(tc("c", span(2)), tc("d"), tc("e", span(2))))
    table = only_table(read(tmp_path, tbl(*rows)))
    assert grid(table) == [["a", "b", "b"], ["c", "d", "e"]]


def test_old_horizontal_merges_are_one_cell(tmp_path: Path) -> None:
    rows = (
        tr(tc("宽", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")),
        tr(tc("1"), tc("2")),
    )
    assert grid(only_table(read(tmp_path, tbl(*rows)))) == [["宽", "宽"], ["1", "2"]]


def test_a_continued_cell_with_nothing_above_stands_alone(tmp_path: Path) -> None:
    rows = (tr(tc("x", BELOW), tc("1")), tr(tc("宽", span(2))), tr(tc("y", BELOW), tc("2")))
    assert grid(only_table(read(tmp_path, tbl(*rows)))) == [["x", "1"], ["宽", "宽"], ["y", "2"]]


def test_lines_of_a_cell_are_joined_and_blank_ones_left_out(tmp_path: Path) -> None:
    cell = f"<w:tc>{p()}{p('成本指标')}{p('（20分）')}{p('　')}</w:tc>"
    assert grid(only_table(read(tmp_path, tbl(tr(cell, tc("13351.2　")))))) == [
        ["成本指标\n（20分）", "13351.2　"]
    ]


def test_a_table_in_a_cell_is_kept_apart_from_the_text_of_the_cell(tmp_path: Path) -> None:
    inner = tbl(tr(tc("内1"), tc("内2")))
    table = only_table(read(tmp_path, tbl(tr(f"<w:tc>{p('外')}{inner}{p()}</w:tc>", tc("右")))))
    assert grid(table) == [["外", "右"]]
    (nested,) = table.cells[0].tables
    assert grid(nested) == [["内1", "内2"]]
    assert (table.place.table, nested.place.table) == (1, 2)


def test_a_table_of_one_column_in_a_cell_only_stacks_its_lines(tmp_path: Path) -> None:
    inner = tbl(tr(tc("第二行")), tr(tc("第三行")))
    table = only_table(read(tmp_path, tbl(tr(f"<w:tc>{p('第一行')}{inner}</w:tc>", tc("右")))))
    assert grid(table) == [["第一行\n第二行\n第三行", "右"]]
    assert table.cells[0].tables == ()


def test_a_frame_of_one_cell_around_a_table_is_layout(tmp_path: Path) -> None:
    frame = tbl(tr(f"<w:tc>{p('标题')}{tbl(tr(tc('1'), tc('2')))}{p()}</w:tc>"))
    document = read(tmp_path, frame)
    assert texts(document) == ["标题"]
    assert grid(only_table(document)) == [["1", "2"]]


# Automatic numbers


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def numbering(*content: str) -> str:
    return f"<w:numbering NAMES>{''.join(content)}</w:numbering>"


def item(text: str, list_id: int = 1, at: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>')


OUTLINE = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%3.%4", "<w:isLgl/>"),
)


def test_the_number_that_word_draws_is_given_beside_the_text(tmp_path: Path) -> None:
    body = item("概况") + item("职责", at=1) + item("编制", at=1) + item("一", at=2)
    body += item("资金") + item("收入", at=1) + item("细", at=2) + item("更细", at=3)
    document = read(tmp_path, body, numbering=numbering(OUTLINE, num(1, 0)))
    assert numbers(document) == ["一、", "（一）", "（二）", "1.", "二、", "（一）", "1.", "2.1.1"]
    assert texts(document)[:2] == ["概况", "职责"]


def test_lists_of_one_definition_count_on_and_an_override_restarts_them(tmp_path: Path) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering(
        abstract(0, level(0, "decimal", "%1.")), num(1, 0), num(2, 0), num(3, 0, restart)
    )
    body = item("a") + item("b", 2) + item("c", 3) + item("d", 3) + item("e", 1)
    assert numbers(read(tmp_path, body, numbering=lists)) == ["1.", "2.", "1.", "2.", "3."]


def test_an_override_can_replace_a_whole_level(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", start=4)}</w:lvlOverride>'
    lists = numbering(abstract(0, level(0, "decimal", "%1.")), num(1, 0, override))
    assert numbers(read(tmp_path, item("a") + item("b"), numbering=lists)) == ["IV)", "V)"]


def test_a_level_can_refuse_to_restart(tmp_path: Path) -> None:
    lists = numbering(
        abstract(
            0,
            level(0, "decimal", "%1"),
            level(1, "decimal", "指标%2：", '<w:lvlRestart w:val="0"/>'),
        ),
        num(1, 0),
    )
    body = item("a") + item("b", at=1) + item("c") + item("d", at=1)
    assert numbers(read(tmp_path, body, numbering=lists)) == ["1", "指标1：", "2", "指标2："]


def test_bullets_draw_no_number_and_a_missing_list_none_either(tmp_path: Path) -> None:
    lists = numbering(abstract(0, level(0, "bullet", "\uf0b7")), num(1, 0))
    document = read(tmp_path, item("a") + item("b", 7) + item("c", 0), numbering=lists)
    assert numbers(document) == ["", "", ""]


def test_a_style_brings_its_number_also_to_styles_based_on_it(tmp_path: Path) -> None:
    styles = (
        '<w:styles NAMES><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="own"/><w:basedOn w:val="2"/>'
        "</w:style></w:styles>"
    )
    lists = numbering(
        abstract(
            0,
            level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
            level(1, "decimal", "%2．", '<w:pStyle w:val="2"/>'),
        ),
        num(5, 0),
    )
    no_number = '<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", '<w:pStyle w:val="1"/>') + p("乙", '<w:pStyle w:val="3"/>') + p("丙", no_number)
    document = read(tmp_path, body, styles=styles, numbering=lists)
    assert numbers(document) == ["一、", "1．", ""]
    assert [q.level for q in document.paragraphs] == [1, 2, 2]


def test_a_list_style_lends_its_definition(tmp_path: Path) -> None:
    lists = numbering(
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="章"/></w:abstractNum>',
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="章"/>'
        + level(0, "decimalEnclosedCircle", "%1")
        + "</w:abstractNum>",
        num(1, 0),
    )
    assert numbers(read(tmp_path, item("a") + item("b"), numbering=lists)) == ["①", "②"]


def test_in_a_cell_the_drawn_number_stands_before_the_text(tmp_path: Path) -> None:
    lists = numbering(
        abstract(0, level(0, "decimal", "指标%1：", '<w:suff w:val="nothing"/>')),
        abstract(1, level(0, "decimal", "%1")),
        num(1, 0),
        num(2, 1),
    )
    rows = tr(f"<w:tc>{item('', 2)}</w:tc>", f"<w:tc>{item('人数')}{item('金额')}</w:tc>")
    table = only_table(read(tmp_path, tbl(rows), numbering=lists))
    assert grid(table) == [["1", "指标1：人数\n指标2：金额"]]


def test_the_merged_away_part_of_a_cell_does_not_count(tmp_path: Path) -> None:
    lists = numbering(
        abstract(0, level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>')), num(1, 0)
    )

    def cell(merge: str) -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{item('x')}</w:tc>"

    rows = (tr(cell(TOP), tc("a")), tr(cell(BELOW), tc("b")), tr(cell(""), tc("c")))
    table = only_table(read(tmp_path, tbl(*rows), numbering=lists))
    assert [row[0] for row in grid(table)] == ["1.x", "1.x", "2.x"]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 105, "一○五"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("japaneseCounting", 20, "二十"),
        ("taiwaneseCountingThousand", 11, "十一"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographDigital", 20, "二〇"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1999, "MCMXCIX"),
        ("none", 1, ""),
        ("someday", 7, "7"),
        ("lowerRoman", 0, "0"),
        ("upperLetter", -1, "-1"),
    ],
)
def test_numbers_are_drawn_as_word_draws_them(form: str, number: int, text: str) -> None:
    assert drawn(form, number) == text


def test_an_unknown_symbol_stays_as_it_is() -> None:
    assert sign("No Such Font", 0x41) == "A"
    assert sign("Wingdings", 0xFE) == sign("wingdings", 0xF0FE) == "☑"


# Headings


def test_outline_levels_come_from_the_paragraph_its_style_or_the_name_of_the_style(
    tmp_path: Path,
) -> None:
    styles = (
        '<w:styles NAMES><w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题 3"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="x"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
    )
    body = (
        p("1", '<w:outlineLvl w:val="0"/>')
        + p("2", '<w:pStyle w:val="b"/>')
        + p("3", '<w:pStyle w:val="a"/>')
        + p("4", '<w:pStyle w:val="b"/><w:outlineLvl w:val="9"/>')
        + p("5")
    )
    found = [q.level for q in read(tmp_path, body, styles=styles).paragraphs]
    assert found == [1, 2, 3, None, None]


def test_a_paragraph_is_bold_when_all_its_text_is(tmp_path: Path) -> None:
    styles = (
        '<w:styles NAMES><w:style w:type="paragraph" w:styleId="b"><w:rPr><w:b/></w:rPr></w:style>'
        "</w:styles>"
    )
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r>"
    thin = '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>细</w:t></w:r>'
    body = f"<w:p>{bold}{bold}<w:r><w:t> </w:t></w:r></w:p><w:p>{bold}{thin}</w:p>"
    body += p("式", '<w:pStyle w:val="b"/>')
    body += f'<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr>{thin}</w:p>'
    found = [q.bold for q in read(tmp_path, body, styles=styles).paragraphs]
    assert found == [True, False, True, False]


# Odd and broken packages


def test_strict_open_xml_reads_the_same(tmp_path: Path) -> None:
    path = make(tmp_path, p("正文") + tbl(tr(tc("甲", TOP), tc("1")), tr(tc("", BELOW), tc("2"))))
    before = extract.read(path)
    strict = tmp_path / "strict.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(
                W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
            data = data.replace(
                REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            new.writestr(name, data)
    assert extract.read(strict) == before


def reason(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        extract.read(path)
    assert "\n" not in caught.value.message
    return caught.value.reason


def rewritten(path: Path, changes: dict[str, bytes | None]) -> Path:
    target = path.with_name("rewritten.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def test_a_package_without_its_text_is_damaged(tmp_path: Path) -> None:
    path = make(tmp_path, p("x"), styles="<w:styles NAMES/>")
    assert reason(rewritten(path, {"word/document.xml": None})) == "damaged"


@pytest.mark.parametrize("data", [b"", b"<w:document", b"not xml", b"<x/>"])
def test_broken_xml_is_damaged(tmp_path: Path, data: bytes) -> None:
    assert reason(rewritten(make(tmp_path, p("x")), {"word/document.xml": data})) == "damaged"


def test_document_types_and_entities_are_refused(tmp_path: Path) -> None:
    evil = (
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    ).encode()
    assert reason(rewritten(make(tmp_path, p("x")), {"word/document.xml": evil})) == "damaged"


def test_a_cut_file_is_damaged(tmp_path: Path) -> None:
    path = make(tmp_path, p("x" * 5000))
    path.write_bytes(path.read_bytes()[:2000])
    assert reason(path) == "damaged"


def test_a_part_that_is_all_blanks_and_huge_is_too_large(tmp_path: Path) -> None:
    bomb = b"<w:document>" + b" " * (80 << 20)
    assert reason(rewritten(make(tmp_path, p("x")), {"word/document.xml": bomb})) == "too-large"


@pytest.mark.parametrize("value", ["", "x", "-3", "9" * 30, "１", "²"])
def test_nonsense_values_spoil_nothing_else(tmp_path: Path, value: str) -> None:
    said = f'w:val="{value}"'
    cell = f'<w:tcPr><w:gridSpan {said}/><w:tcW w:w="{value}"/></w:tcPr>'
    body = (
        f"<w:p><w:pPr><w:outlineLvl {said}/><w:numPr><w:ilvl {said}/><w:numId w:val='1'/></w:numPr>"
        f'</w:pPr><w:r><w:t>a</w:t><w:sym w:font="Symbol" w:char="{value}"/></w:r></w:p>'
        f"<w:tbl><w:tr><w:trPr><w:gridBefore {said}/></w:trPr>"
        f"<w:tc>{cell}{p('1')}</w:tc></w:tr></w:tbl>"
    )
    lists = numbering(
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="{value}"><w:start {said}/>'
        f"<w:lvlRestart {said}/></w:lvl></w:abstractNum>",
        num(1, 0),
    )
    document = read(tmp_path, body, numbering=lists)
    assert texts(document)[0].startswith("a")
    assert only_table(document).cells[0].text == "1"


def test_links_between_parts_may_be_absolute_or_gone(tmp_path: Path) -> None:
    path = make(tmp_path, p("正文"))
    absolute = rels({"rId1": "officeDocument /word/document.xml"}).encode()
    assert texts(extract.read(rewritten(path, {"_rels/.rels": absolute}))) == ["正文"]
    assert texts(extract.read(rewritten(path, {"_rels/.rels": None}))) == ["正文"]


def test_files_made_by_python_docx_read_as_their_own_library_says(tmp_path: Path) -> None:
    docx: Any = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("标题", 1)
    made.add_paragraph("正文", style="List Number")
    table = made.add_table(3, 3)
    for r in range(3):
        for c in range(3):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(1, 1)).text = "大"
    path = tmp_path / "made.docx"
    made.save(path)
    document = extract.read(path)
    assert [(q.text, q.level, q.number) for q in document.paragraphs] == [
        ("标题", 1, ""),
        ("正文", None, "1."),
    ]
    theirs = [[table.cell(r, c).text for c in range(3)] for r in range(3)]
    assert grid(only_table(document)) == theirs
