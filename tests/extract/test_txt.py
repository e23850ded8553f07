"""Text dumps in every published style, and the encodings they come in."""

from __future__ import annotations

import json
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

import extract
from extract import Paragraph, ReadError, Table
from extract.encoding import decode
from extract.readers import txt
from extract.text import squeeze


def tables(text: str) -> list[Table]:
    return [block for block in txt.parse(text) if isinstance(block, Table)]


def paragraphs(text: str) -> list[str]:
    return [block.text for block in txt.parse(text) if isinstance(block, Paragraph)]


def grid(text: str, number: int = 0) -> list[list[str | None]]:
    """Texts by slot, lines joined by a stroke, None for a hole."""
    slots = tables(text)[number].grid()
    return [[cell.text.replace("\n", "/") if cell else None for cell in row] for row in slots]


def dump(*rows: list[str]) -> str:
    """Rows in the tab dump of a Word table."""
    return "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)


HEADER = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
BODY = [
    ["产出指标", "数量指标", "新建校舍", "10栋", "10栋", "5", "5"],
    ["产出指标", "数量指标", "维修操场", "3个", "2个", "5", "4"],
    ["产出指标", "质量指标", "合格率", "≥95%", "98%", "20", "20"],
]


class TestTabDump:
    def test_a_blank_line_before_a_tab_ends_a_row(self) -> None:
        assert grid(dump(["甲", "1"], ["乙", "2"])) == [["甲", "1"], ["乙", "2"]]

    def test_a_line_without_a_tab_goes_on_with_the_cell(self) -> None:
        assert grid("\t年度\n指标值\n\t得分\n") == [["年度/指标值", "得分"]]

    def test_a_blank_line_may_stand_inside_a_cell(self) -> None:
        assert grid("\t资金\n\n来源\n\t合计\n\n\t甲\n\t乙\n") == [
            ["资金/来源", "合计"],
            ["甲", "乙"],
        ]

    def test_an_empty_cell_under_a_label_is_the_label_going_on(self) -> None:
        text = dump(["产出指标", "数量", "甲", "5"], ["", "", "乙", "6"], ["", "质量", "丙", "7"])
        assert [row[:2] for row in grid(text)] == [
            ["产出指标", "数量"],
            ["产出指标", "数量"],
            ["产出指标", "质量"],
        ]
        first, second = tables(text)[0].cells[:2]
        assert (first.rowspan, second.rowspan) == (3, 2)

    def test_an_empty_cell_under_a_figure_stays_empty(self) -> None:
        assert grid(dump(["208", "教育", "1"], ["", "合计", "2"]))[1] == ["", "合计", "2"]

    def test_the_head_of_an_indicator_column_does_not_go_on_below(self) -> None:
        text = dump(["一级指标", "二级指标", "得分"], ["", "数量指标", "5"])
        assert grid(text)[1] == ["", "数量指标", "5"]

    def test_a_missing_label_before_a_bare_figure_stays_missing(self) -> None:
        text = dump(["产出", "数量", "甲", "10栋", "5"], ["", "", "", "12栋", "6"])
        assert grid(text)[1] == ["产出", "数量", "", "12栋", "6"]

    def test_empty_rows_do_not_cut_a_label_that_goes_on_after_them(self) -> None:
        text = dump(["产出", "甲", "5"], ["", "", ""], ["", "乙", "6"])
        assert [row[0] for row in grid(text)] == ["产出", "产出", "产出"]

    def test_cells_stand_in_columns_by_number_and_the_table_says_so(self) -> None:
        text = dump(["人员编制", "10", "实有人数", "12"], ["总分", "100"])
        assert tables(text)[0].ordinal
        assert grid(text)[1] == ["总分", "100", None, None]

    def test_every_cell_knows_its_line_row_and_column(self) -> None:
        place = tables("标题\n\n" + dump(["甲", "乙"], ["丙", "丁"]))[0].cells[3].place
        assert (place.line, place.row, place.col, place.table, place.block) == (7, 2, 2, 1, 2)

    def test_full_width_blanks_of_a_cell_are_kept_as_printed(self) -> None:
        assert grid("\t合计\n\t13351.2　\n\t　11436.3\n") == [["合计", "13351.2　", "　11436.3"]]

    def test_two_blank_lines_before_text_end_the_table(self) -> None:
        text = dump(["总分", "98.6"]) + "\n绩效评价报告\n\n一、概况\n"
        assert paragraphs(text) == ["绩效评价报告", "一、概况"]
        assert grid(text) == [["总分", "98.6"]]

    def test_one_blank_line_after_a_figure_ends_the_table_too(self) -> None:
        text = dump(["总分", "98.6"]) + "绩效评价报告\n\n" + dump(["项目名称", "乙"])
        assert paragraphs(text) == ["绩效评价报告"]
        assert len(tables(text)) == 2

    def test_paragraphs_of_a_long_cell_stay_in_it_to_the_last(self) -> None:
        duties = "\n\n".join(f"（{n}）负责某项工作。" for n in "一二三")
        text = f"\t部门职责\n\t{duties}\n\n\t人员编制\n\t10\n"
        assert grid(text)[0][1] == "（一）负责某项工作。/（二）负责某项工作。/（三）负责某项工作。"
        assert grid(text)[1][:2] == ["人员编制", "10"]

    def test_a_row_torn_by_an_empty_paragraph_of_its_first_cell_is_whole_again(self) -> None:
        text = (
            "\t整体资金\n\n（万元）\n\n\t项目\n\t预算数\n\t执行数\n\n"
            "\t\n\t合计\n\t10\n\t9\n\n\t\n\t财政拨款\n\t10\n\t9\n"
        )
        assert grid(text)[0] == ["整体资金/（万元）", "项目", "预算数", "执行数"]
        assert grid(text)[2] == ["整体资金/（万元）", "财政拨款", "10", "9"]

    def test_a_torn_row_in_the_middle_of_a_block_is_whole_again(self) -> None:
        text = (
            "\t整体资金\n\t项目\n\t预算数\n\t执行数\n\n"
            "\t\n\t资金\n\n结构\n\n\n\t合计\n\t10\n\t9\n\n\t\n\t\n\t基本支出\n\t10\n\t9\n"
        )
        assert grid(text)[1] == ["整体资金", "资金/结构", "合计", "10", "9"]
        assert grid(text)[2] == ["整体资金", "资金/结构", "基本支出", "10", "9"]

    def test_lines_that_a_tab_indents_are_prose_and_no_table(self) -> None:
        text = "\t一、项目概况\n\n\t项目按计划实施。\n"
        assert tables(text) == []
        assert paragraphs(text) == ["一、项目概况", "项目按计划实施。"]

    def test_windows_line_ends_make_no_difference(self) -> None:
        text = dump(["甲", "1"], ["乙", "2"])
        assert grid(text.replace("\n", "\r\n")) == grid(text)


class TestPipes:
    def test_rows_with_trailing_empty_cells_have_true_columns(self) -> None:
        text = "项目名称 | 甲 | |\n一级指标 | 分值 | 得分 |\n产出指标 | 5 | 4 |\n"
        assert grid(text)[0] == ["项目名称", "甲", ""]
        assert not tables(text)[0].ordinal

    def test_rows_of_different_length_only_keep_their_order(self) -> None:
        text = "| 主管部门 | 财政部 |\n| 资金 |  | 预算数 | 执行数 |\n|  | 合计 | 3 | 2 |\n"
        assert tables(text)[0].ordinal
        assert grid(text)[2] == ["资金", "合计", "3", "2"]

    def test_the_rule_of_a_markdown_table_is_no_row(self) -> None:
        assert grid("| 甲 | 乙 |\n|---|:-:|\n| 1 | 2 |\n") == [["甲", "乙"], ["1", "2"]]

    def test_where_no_row_begins_with_a_pipe_one_that_does_has_an_empty_cell(self) -> None:
        text = "产出指标 | 数量 | 5 |\n | 质量 | 6 |\n | 时效 | 7 |\n"
        assert [row[0] for row in grid(text)] == ["产出指标"] * 3
        assert grid(text)[2] == ["产出指标", "时效", "7"]

    def test_a_box_drawn_by_signs_has_cells_of_several_lines(self) -> None:
        text = "┌──┬──┐\n│项目│名称│\n│资金│数额│\n├──┼──┤\n│甲│1│\n└──┴──┘\n"
        assert grid(text) == [["项目/资金", "名称/数额"], ["甲", "1"]]

    def test_a_row_cut_by_a_line_break_goes_on(self) -> None:
        text = "| 项目资金\n（万元） | 预算数 | 执行数 |\n| 合计 | 1 | 2 |\n"
        assert grid(text)[0] == ["项目资金/（万元）", "预算数", "执行数"]

    def test_a_stray_pipe_in_a_sentence_makes_no_table(self) -> None:
        assert tables("评价为优|良，详见附件。\n") == []

    def test_full_width_pipes_part_cells_too(self) -> None:
        assert grid("｜甲｜乙｜\n｜1｜2｜\n") == [["甲", "乙"], ["1", "2"]]


class TestColumns:
    def test_cells_stand_under_the_head_they_stand_under(self) -> None:
        text = (
            "一级指标    二级指标    三级指标    分值   得分\n"
            "产出指标    数量指标    新建校舍    5      5\n"
            "                        维修操场    5      4\n"
            "总分                                10     9\n"
        )
        assert grid(text) == [
            ["一级指标", "二级指标", "三级指标", "分值", "得分"],
            ["产出指标", "数量指标", "新建校舍", "5", "5"],
            ["产出指标", "数量指标", "维修操场", "5", "4"],
            ["总分", "", "", "10", "9"],
        ]

    def test_lines_of_tabs_are_rows(self) -> None:
        text = "说明\n\n项目名称\t甲\n一级指标\t分值\t得分\n产出\t5\t\n完。\n"
        assert grid(text) == [
            ["项目名称", "甲", None],
            ["一级指标", "分值", "得分"],
            ["产出", "5", ""],
        ]

    def test_lines_of_commas_among_text_are_rows(self) -> None:
        text = (
            '某局公开说明如下。\n\n科目,预算数,决算数\n教育,"1,200",1100\n卫生,30,29\n\n说明完。\n'
        )
        assert grid(text)[1] == ["教育", "1,200", "1100"]

    def test_a_gap_in_a_sentence_makes_no_table(self) -> None:
        text = "编制单位：某局      金额单位：万元\n2022年度   绩效情况\n本部门  情况如下，\n"
        assert tables(text) == []

    def test_a_whole_file_of_commas_is_a_sheet(self, tmp_path: Path) -> None:
        path = tmp_path / "form.csv"
        path.write_bytes("项目绩效自评表,,\r\n科目,预算,执行\r\n教育,12,11\r\n".encode("gbk"))
        document = extract.read(path)
        assert document.format == "csv"
        assert [p.text for p in document.paragraphs] == ["项目绩效自评表"]
        assert [cell.text for cell in next(document.tables).cells][-1] == "11"


CELLS = [
    *["项目名称", "甲项目", "主管部门", "某局", "项目资金（万元）"],
    *["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    *["年度资金总额", "99", "98", "97", "10", "99%", "9.9"],
    *["其中：本年财政拨款", "99", "98", "97", "-", "99%", "-", "其他资金", "3", "2"],
    *["预期目标", "实际完成情况", "全部建成", "已建成"],
    *HEADER,
    *["产出指标", "数量指标", "新建校舍", "10栋", "10栋", "5", "5"],
    *["维修操场", "3个", "2个", "5", "4", "质量指标", "合格率", "≥95%", "98%", "20", "20"],
    *["总分", "100", "98", "优"],
]


class TestCellsWithoutRows:
    @pytest.mark.parametrize("between", ["\n", "\n\n\n", "\n|", " "])
    def test_rows_are_found_by_the_heads_of_columns(self, between: str) -> None:
        rows = grid(between.strip(" ") + between.join(CELLS))
        assert ["年度资金总额", "99", "98", "97", "10", "99%", "9.9"] in rows
        assert rows[-4:-1] == BODY
        assert rows[-1][:4] == ["总分", "100", "98", "优"]
        assert [row[:2] for row in rows[:2]] == [["项目名称", "甲项目"], ["主管部门", "某局"]]
        assert [row[:2] for row in rows if row[0] == "预期目标"] == [["预期目标", "实际完成情况"]]

    def test_figures_that_may_belong_to_several_columns_stay_together(self) -> None:
        assert "其他资金 3 2" in [row[0] for row in grid("\n".join(CELLS))]

    def test_empty_marks_of_merged_cells_take_their_place(self) -> None:
        cells = [*HEADER, *BODY[0], "", "", *BODY[1][2:], "", *BODY[2][1:], "总分", "100", "98"]
        assert grid("|" + "|".join(cells) + "|")[1:4] == BODY

    def test_a_subtotal_parts_two_groups_of_one_head(self) -> None:
        cells = [*HEADER, *BODY[0], "小计", "5", "5", "效益指标", "社会效益指标", *BODY[1][2:]]
        rows = grid("\n".join([*cells, "总分", "10", "9"]))
        assert [row[:3] for row in rows[2:]] == [
            ["小计", "5", "5"],
            ["效益指标", "社会效益指标", "维修操场"],
            ["总分", "10", "9"],
        ]

    def test_an_empty_cell_of_a_form_wider_than_its_head_has_no_column(self) -> None:
        cells = ["绩效指标", *HEADER, "", *BODY[0], "", "", "", *BODY[1][2:], "总分", "10", "9"]
        assert grid("|" + "\n|".join(cells))[2:4] == BODY[:2]

    def test_what_follows_the_form_is_text_again(self) -> None:
        text = "\n\n".join(CELLS) + "\n\n一、基本情况\n\n项目按计划实施，进展顺利。\n"
        assert paragraphs(text)[-2:] == ["一、基本情况", "项目按计划实施，进展顺利。"]

    def test_cells_glued_together_stay_a_paragraph(self) -> None:
        text = "产出指标数量指标新建校舍10栋10栋55\n"
        assert tables(text) == []
        assert paragraphs(text) == [text.strip()]


class TestFiles:
    def test_a_file_without_text_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "blank.txt"
        path.write_text("\ufeff \n\u3000\n", encoding="utf-8")
        with pytest.raises(ReadError) as error:
            txt.read(path, "txt")
        assert error.value.reason == "empty"

    def test_an_encoding_other_than_utf8_is_noted(self, tmp_path: Path) -> None:
        path = tmp_path / "old.txt"
        path.write_bytes("部门整体支出绩效自评表".encode("gbk"))
        assert extract.read(path).notes == ("read as gb18030",)

    @pytest.mark.parametrize(
        "line",
        [
            "|甲\n",
            "甲  乙，\n",
            "项目名称\n",
            "\t甲\n",
            "\t甲\n\n乙\n",
            "甲,乙,丙\n丁\n",
            "执行数 " * 30 + "\n",
        ],
    )
    def test_long_files_of_one_kind_of_line_take_no_long_time(self, line: str) -> None:
        start = time.process_time()
        txt.parse(line * 4000)
        assert time.process_time() - start < 5


SENTENCE = "部门整体支出绩效自评表：全年预算数与执行数，单位为万元。\n总分100分。\n"
TRADITIONAL = "部門整體支出績效自評表：全年預算數與執行數，單位為萬元。\n總分100分。\n"


class TestEncodings:
    @pytest.mark.parametrize(
        "name",
        ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
    )
    def test_simplified_text_is_decoded_from(self, name: str) -> None:
        assert decode(SENTENCE.encode(name))[0] == SENTENCE

    @pytest.mark.parametrize("name", ["utf-8", "big5", "gb18030"])
    def test_traditional_text_is_decoded_from(self, name: str) -> None:
        assert decode(TRADITIONAL.encode(name))[0] == TRADITIONAL

    def test_a_declaration_is_believed_where_the_bytes_agree(self) -> None:
        assert decode("绩效".encode("gb2312"), "gb2312") == ("绩效", "gb18030")

    @pytest.mark.parametrize("declared", ["gb2312", "iso-8859-1", "nonsense", "utf-16", ""])
    def test_a_false_declaration_does_no_harm(self, declared: str) -> None:
        assert decode(SENTENCE.encode("utf-8"), declared)[0] == SENTENCE

    def test_a_broken_byte_costs_one_character(self) -> None:
        data = (SENTENCE * 20).encode().replace("预".encode(), b"\xe9", 1)
        text, name = decode(data)
        assert name == "utf-8"
        assert text.count("\ufffd") == 1

    def test_nul_bytes_are_dropped(self) -> None:
        assert decode("绩效\0自评".encode())[0] == "绩效自评"

    def test_a_text_cut_within_a_character_is_read_to_there(self) -> None:
        assert decode((SENTENCE * 9000).encode("gb18030")[:200_001])[0].startswith(SENTENCE)


def _number(text: str) -> Decimal | None:
    bare = squeeze(text).rstrip("分").removesuffix("万元").replace(",", "")
    try:
        return Decimal(bare[:-1]) / 100 if bare.endswith("%") else Decimal(bare)
    except InvalidOperation:
        return None


def _expected(form: dict[str, Any]) -> list[tuple[str, list[str | None], list[list[str]]]]:
    """Label of a row, its figures, and its texts, each with the spellings that will do."""
    rows = []
    for row in form["indicators"]:
        texts = [[squeeze(t) for t in row[key] or [""]] for key in ("target", "actual")]
        rows.append((row["level3"] or "", [row["weight"], row["score"]], texts))
    columns = ("budget", "executed", "weight", "score")
    if form.get("money_unit") in (None, "万元"):
        rows += [(row["label"], [row.get(key) for key in columns], []) for row in form["funds"]]
    return rows


def test_the_cells_of_every_measured_dump_stand_whole_in_one_row(root: Path) -> None:
    folder = root.parent / "shared" / "eval"
    if not folder.exists():
        pytest.skip("the measuring documents are not beside the project")
    missing = []
    for truth in sorted(folder.glob("*/truth/*.txt.json")):
        expected = json.loads(truth.read_text(encoding="utf-8"))
        document = extract.read(truth.parent.parent / "docs" / expected["file"])
        rows = [
            [squeeze(cell.text) for cell in dict.fromkeys(row) if cell]
            for table in document.tables
            for row in table.grid()
        ]
        for form in expected["forms"]:
            for label, figures, texts in _expected(form):
                fits = [row for row in rows if any(c.endswith(squeeze(label)) for c in row)]
                if not any(_holds(row, figures, texts) for row in fits):
                    missing.append((truth.name, label))
    assert missing == []


def _holds(row: list[str], figures: list[str | None], texts: list[list[str]]) -> bool:
    numbers = {_number(cell) for cell in row}
    return all(f is None or Decimal(f) in numbers for f in figures) and all(
        "" in options or any(option in row for option in options) for options in texts
    )
