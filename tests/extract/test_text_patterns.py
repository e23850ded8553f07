"""The quick ways of reading words give what the plain ones give."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import regex

import extract
from extract._sections_numbering import (
    _any_style,
    _compiled,
    _read_style,
    _styles,
    read_numeral,
)
from extract.document import Document
from extract.text import compiled, join_lines, narrow
from extract.vocabulary import vocabulary

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\x07"
SIGNS = str.maketrans("≧≦﹦═＝⩾⩽﹥﹤％﹪", "≥≤===≥≤><%%")


@cache
def printed_texts() -> tuple[str, ...]:
    """Every cell and line of the published sample."""
    document: Document = extract.read(SAMPLES / "yuelu-2021.docx")
    cells = [cell.text for table in document.tables for cell in table.cells]
    lines = [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]
    return tuple(dict.fromkeys((*cells, *lines)))


def test_every_character_is_narrowed_as_its_definition_says() -> None:
    wrong = []
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        char = chr(code)
        bare = unicodedata.normalize("NFKC", "" if char in INVISIBLE else char.translate(SIGNS))
        plain = "".join(" " if c != "\n" and c.isspace() else c for c in bare)
        if narrow(char) != plain:
            wrong.append(hex(code))
    assert wrong == []


def test_one_line_is_joined_as_several_are() -> None:
    assert join_lines("\u3000 项目 名称\u3000") == "项目 名称"
    assert join_lines(" 项目\n 名称 \n") == "项目名称"
    assert join_lines("A 1\nB") == "A 1 B"
    assert join_lines("\n \n") == ""


def test_both_engines_know_the_same_labels() -> None:
    words = vocabulary()
    entries = [w for table in words._tables.values() for w in table.patterned.values()]
    labels = {label for table in words._tables.values() for label in table.labels}
    texts = (*labels, *printed_texts())
    for entry in entries:
        joined = "|".join(f"(?:{p})" for p in entry.patterns)
        plain, quick = regex.compile(joined), compiled(joined)
        assert [t for t in texts if plain.fullmatch(t)] == [t for t in texts if quick.fullmatch(t)]


def test_one_look_for_a_heading_number_finds_what_all_styles_find() -> None:
    numbered = (
        "一、概况",
        "（二）情况",
        "3.1 目标",
        "第四章 附则",
        "⑤其他",
        "Ⅵ、附",
        "1.5万元",
        "a)甲",
    )
    texts = (*printed_texts(), *numbered)
    for text in texts:
        fits = [(n, m) for n, s in enumerate(_styles()) if (m := _compiled(s.text).match(text))]
        one = _any_style().match(text)
        assert (one and one.lastgroup) == (f"s{fits[0][0]}" if fits else None), text
        read = (_read_style(_styles()[n], match, text) for n, match in fits)
        assert read_numeral(text) == next(filter(None, read), None), text
    assert sum(read_numeral(text) is not None for text in texts) > 30
    assert read_numeral("1.5万元") is None
    assert read_numeral("共三节") is None


def test_what_the_standard_library_does_not_know_is_left_to_regex() -> None:
    assert isinstance(compiled(r"\p{Han}+"), regex.Pattern)
    assert compiled(r"\p{Han}+").fullmatch("项目") is not None
    assert not isinstance(compiled("项目+"), regex.Pattern)
