"""Workbooks: what their cells show, merged and hidden cells, titles over tables, bad files."""

from __future__ import annotations

import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import extract
from extract import Document, Paragraph, ReadError
from extract.readers import sheet
from extract.readers._sheet_format import plain, shown

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORMATS = ["General", "0%", "#,##0.00", '0.00"万元"', 'yyyy"年"m"月"d"日"']
GENERAL, PERCENT, THOUSANDS, WAN, DATE = range(5)


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(reference: str, value: str, style: int = GENERAL) -> str:
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def row(number_: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number_}" {attributes}>{"".join(cells)}</row>'


def workbook(
    path: Path,
    *sheets: str,
    strings: str = "",
    states: tuple[str, ...] = (),
    after: str = "",
    properties: str = "",
) -> Path:
    """A workbook of the given rows, part by part."""
    types = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    types += '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    types += 'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    codes = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for i, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(FORMATS)))
    names = "".join(
        f'<sheet name="表{i}" sheetId="{i}" r:id="r{i}" state="{(*states, *["visible"] * 9)[i - 1]}"/>'
        for i in range(1, len(sheets) + 1)
    )
    targets = [
        (f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)
    ]
    targets += [("s", "styles", "styles.xml"), ("t", "sharedStrings", "sharedStrings.xml")]
    relations = "".join(
        f'<Relationship Id="{i}" Type="{DOC_REL}/{kind}" Target="{target}"/>'
        for i, kind, target in targets
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="d" '
            f'Type="{DOC_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{DOC_REL}">{properties}<sheets>{names}</sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        package.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        )
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        for i, rows in enumerate(sheets, 1):
            package.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
            )
    return path


FORM = "".join(
    [
        row(1, text("A1", "2022年度项目支出绩效自评表")),
        row(2, text("A2", "项目名称"), text("B2", "甲项目")),
        row(
            3, text("A3", "资金"), text("B3", "预算数"), text("C3", "执行数"), text("D3", "执行率")
        ),
        row(
            4,
            number("B4", "7547.083333", THOUSANDS),
            number("C4", "11436.299999999999"),
            number("D4", "0.85657", PERCENT),
        ),
        row(5, number("B5", "12.3", WAN), number("C5", "44800", DATE), attributes='hidden="1"'),
    ]
)
MERGES = '<mergeCells><mergeCell ref="A1:D1"/><mergeCell ref="B2:D2"/><mergeCell ref="A3:A5"/></mergeCells>'


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return workbook(tmp_path / "form.xlsx", FORM, after=MERGES)


def grid(document: Document, number_: int = 0) -> list[list[str | None]]:
    return [
        [cell.text if cell else None for cell in row_]
        for row_ in list(document.tables)[number_].grid()
    ]


SHOWN = [
    ["项目名称", "甲项目", "甲项目", "甲项目"],
    ["资金", "预算数", "执行数", "执行率"],
    ["资金", "7,547.08", "11436.3", "86%"],
    ["资金", "12.30万元", "2022年8月27日", ""],
]


class TestWorkbook:
    def test_a_cell_reads_as_the_program_shows_it(self, form: Path) -> None:
        assert grid(extract.read(form)) == SHOWN

    def test_a_line_over_the_table_is_a_paragraph_with_its_place(self, form: Path) -> None:
        (title,) = extract.read(form).paragraphs
        assert title.text == "2022年度项目支出绩效自评表"
        assert (title.place.sheet, title.place.row, title.place.col) == ("表1", 1, 1)

    def test_merged_cells_are_one_cell_with_spans(self, form: Path) -> None:
        spans = {c.text: (c.rowspan, c.colspan) for c in next(extract.read(form).tables).cells}
        assert (spans["甲项目"], spans["资金"]) == ((1, 3), (3, 1))

    def test_a_cell_knows_its_row_of_the_table_and_of_the_sheet(self, form: Path) -> None:
        cell = next(c for c in next(extract.read(form).tables).cells if c.text == "86%")
        assert (cell.place.row, cell.place.col, cell.place.line, cell.place.sheet) == (
            3,
            4,
            4,
            "表1",
        )

    def test_hidden_rows_and_sheets_are_read_and_noted(self, tmp_path: Path) -> None:
        other = row(1, text("A1", "甲"), text("B1", "乙"))
        path = workbook(tmp_path / "h.xlsx", FORM, other, states=("visible", "hidden"))
        document = extract.read(path)
        assert grid(document, 1) == [["甲", "乙"]]
        assert document.notes == (
            "sheet 表1 has 1 hidden rows, 0 hidden columns; they are read",
            "sheet 表2 is hidden",
        )

    def test_text_after_a_blank_row_ends_the_table(self, tmp_path: Path) -> None:
        rows = FORM + row(8, text("A8", "注：说明")) + row(9, text("A9", "一"), text("B9", "二"))
        document = extract.read(workbook(tmp_path / "n.xlsx", rows, after=MERGES))
        assert [p.text for p in document.paragraphs][1:] == ["注：说明"]
        assert grid(document, 1) == [["一", "二"]]

    def test_shared_strings_are_read_without_the_guide_over_them(self, tmp_path: Path) -> None:
        strings = "<si><r><t>绩</t></r><r><t>效_x000D_</t></r><rPh><t>jixiao</t></rPh></si>"
        rows = row(1, '<c r="A1" t="s"><v>0</v></c>', number("B1", "1"))
        assert grid(extract.read(workbook(tmp_path / "s.xlsx", rows, strings=strings))) == [
            ["绩效", "1"]
        ]

    def test_truth_values_errors_and_formulas_show_what_was_stored(self, tmp_path: Path) -> None:
        rows = row(
            1,
            '<c r="A1" t="b"><v>1</v></c>',
            '<c r="B1" t="e"><v>#REF!</v></c>',
            '<c r="C1"><f>1+1</f><v>2</v></c>',
            '<c r="D1" t="str"><f>"a"</f><v>甲</v></c>',
            '<c r="E1"><f>1+1</f></c>',
        )
        document = extract.read(workbook(tmp_path / "f.xlsx", rows))
        assert grid(document) == [["TRUE", "#REF!", "2", "甲"]]
        assert "1 formulas without a stored value" in document.notes[0]

    def test_cells_without_a_reference_follow_each_other(self, tmp_path: Path) -> None:
        rows = (
            "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c><c><v>5</v></c></row>"
        )
        document = extract.read(workbook(tmp_path / "r.xlsx", rows))
        assert grid(document) == [["1", "", "3"], ["4", "5", ""]]

    def test_dates_may_count_from_1904(self, tmp_path: Path) -> None:
        rows = row(1, number("A1", "43338", DATE), number("B1", "1"))
        path = workbook(tmp_path / "d.xlsx", rows, properties='<workbookPr date1904="1"/>')
        assert grid(extract.read(path))[0][0] == "2022年8月27日"

    def test_a_hundred_thousand_empty_rows_leave_no_trace(self, tmp_path: Path) -> None:
        empty = "".join(f'<row r="{i}" s="1"><c r="A{i}" s="1"/></row>' for i in range(9, 100_009))
        start = time.process_time()
        document = extract.read(workbook(tmp_path / "e.xlsx", FORM + empty, after=MERGES))
        assert grid(document) == SHOWN
        assert time.process_time() - start < 5

    def test_two_cells_in_far_corners_make_a_small_table(self, tmp_path: Path) -> None:
        rows = row(1, text("A1", "甲"), text("XFD1", "乙")) + row(
            1048576, text("A1048576", "丙"), text("XFD1048576", "丁")
        )
        assert grid(extract.read(workbook(tmp_path / "c.xlsx", rows))) == [
            ["甲", "乙"],
            ["丙", "丁"],
        ]


class TestBadWorkbooks:
    def test_a_workbook_without_content_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as error:
            extract.read(workbook(tmp_path / "e.xlsx", row(1, '<c r="A1"/>')))
        assert error.value.reason == "empty"

    @pytest.mark.parametrize("kind", ["xlsx", "xls", "et", "ods", "xlsb", "sheetxml"])
    def test_bytes_that_are_no_workbook_are_damaged(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / f"x.{kind}"
        path.write_bytes(b"PK\x03\x04 nothing of the kind" * 50)
        with pytest.raises(ReadError) as error:
            sheet.read(path, kind)
        assert error.value.reason == "damaged"

    def test_a_workbook_cut_short_is_damaged(self, form: Path) -> None:
        form.write_bytes(form.read_bytes()[:900])
        with pytest.raises(ReadError) as error:
            sheet.read(form, "xlsx")
        assert error.value.reason == "damaged"

    def test_overlapping_merged_cells_take_no_long_time(self, tmp_path: Path) -> None:
        rows = "".join(row(i, *(text(f"{c}{i}", "甲") for c in "ABCDEFGH")) for i in range(1, 400))
        merges = "".join(f'<mergeCell ref="A{i}:H{400 - i}"/>' for i in range(1, 200))
        start = time.process_time()
        extract.read(
            workbook(tmp_path / "o.xlsx", rows, after=f"<mergeCells>{merges}</mergeCells>")
        )
        assert time.process_time() - start < 5


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, need_program: Callable[[str], str]) -> Path:
    """The form, saved by LibreOffice in its own and in the old format."""
    folder = tmp_path_factory.mktemp("saved")
    source = workbook(folder / "form.xlsx", FORM, after=MERGES)
    for kind in ("ods", "xls"):
        subprocess.run(
            [
                *(
                    need_program("soffice"),
                    f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                ),
                *("--headless", "--convert-to", kind, "--outdir", str(folder), str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_formats_show_the_same_cells_spans_and_notes(saved: Path, kind: str) -> None:
    document, original = extract.read(saved / f"form.{kind}"), extract.read(saved / "form.xlsx")
    assert document.format == kind
    assert grid(document) == SHOWN
    assert document.blocks == original.blocks
    assert document.notes == original.notes


OLD_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>
<Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="m" ss:Parent="p"><NumberFormat ss:Format="#,##0.00"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="Long Date"/></Style></Styles>
<Worksheet ss:Name="自评表"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">绩效自评表</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">资金</Data></Cell>
<Cell><Data ss:Type="String">执行数</Data></Cell><Cell><Data ss:Type="String">执行率</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="m"><Data ss:Type="Number">1204.5</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.8657</Data></Cell></Row>
<Row><Cell ss:StyleID="d"><Data ss:Type="DateTime">2021-12-31T00:00:00.000</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">9.65</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def test_the_xml_of_excel_2003_shows_its_cells_spans_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "form.xls"
    path.write_text(OLD_XML, encoding="utf-8")
    document = extract.read(path)
    assert document.format == "sheetxml"
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["绩效自评表"]
    assert grid(document) == [
        ["资金", "执行数", "执行率"],
        ["资金", "1,204.50", "86.57%"],
        ["2021年12月31日", "", "9.65"],
    ]
    assert document.notes == (
        "sheet 自评表 is hidden",
        "sheet 自评表 has 1 hidden rows, 0 hidden columns; they are read",
    )


def test_a_csv_file_is_a_sheet_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes('\ufeff绩效自评表,,\r\n"项目\n名称",甲,"1,200"\r\n'.encode())
    document = sheet.read(path, "csv")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["绩效自评表"]
    assert grid(document) == [["项目\n名称", "甲", "1,200"]]


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("0.85657", "0%", "86%"),
        ("0.85657", "0.00%", "85.66%"),
        ("1", "0.0%", "100.0%"),
        ("7547.085", "#,##0.00", "7,547.09"),
        ("-1234.5", "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        ("-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("0", "#,##0.00", "0.00"),
        ("0", "#", ""),
        ("0.4", "0", "0"),
        ("-0.004", "0.00", "0.00"),
        ("5", "000", "005"),
        ("12345678", '0!.0,"万"', "1234.6万"),
        ("12345678", "0,,", "12"),
        ("3.10", "0.0#", "3.1"),
        ("98.6", 'General"分"', "98.6分"),
        ("98.6", "[$¥-804]0.00", "¥98.60"),
        ("98.6", "[DBNum1]0.0;@", "98.6"),
        ("98.6", "@", "98.6"),
        ("44800", "yyyy/m/d", "2022/8/27"),
        ("44800.75", "yyyy-mm-dd h:mm", "2022-08-27 18:00"),
        ("44800", 'yyyy"年"m"月"', "2022年8月"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("1.5", "[h]:mm", "1.5"),
        ("0.5", "# ?/?", "0.5"),
        ("1234.5", "0.00E+00", "1.23E+3"),
        ("text", "0.00", "text"),
        ("1E400", "0", "1E400"),
        ("NaN", "0", "NaN"),
    ],
)
def test_a_number_format_shows(value: str, code: str, expected: str) -> None:
    assert shown(value, code) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[("11436.299999999999", "11436.3"), ("100.0", "100"), ("0.1", "0.1"), ("-0", "0")],
        *[("1E-05", "0.00001"), ("1.2E+3", "1200"), ("0.30000000000000004", "0.3"), ("甲", "甲")],
    ],
)
def test_a_plain_number_has_no_dust(value: str, expected: str) -> None:
    assert plain(value) == expected
