"""Many reports in one file: each lost heading is found as in a file of its own, at the same cost."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from extract import _sections_lost
from extract._sections_lines import Line, read_lines
from extract._sections_lost import outline
from extract._sections_outline import Run, Text, nest, settle
from extract.document import Block, Cell, Paragraph, Place, Table
from extract.sections import find_outline

REPORT = (
    "一、部门概况",
    "（一）部门基本情况",
    "本局是主管有关事务的工作机构。",
    "（二）年度主要工作",
    "1、项目支出安排情况分析",
    "总投入较上年有所增加。",
    "项目支出实际使用情况分析",
    "项目支出11043.76万元。",
    "3、项目支出管理情况分析",
    "二、支出管理及使用情况",
    "部门整体支出绩效情况",
    "专项资金报批程序严格。",
    "四、存在的主要问题",
    "预算编制不够细。",
)
SUBJECTS = ("部门整体支出绩效情况", "存在的主要问题", "资金使用情况", "单位概况", "改进措施和建议")
SENTENCES = ("专项资金按要求发放到位。", "共有编制10个，其中行政编制5个。", "做好权益维护工作")
NUMBERS = ("一二三四五", "（一）（二）（三）（四）（五）", "12345", "①②③④⑤")


def files(count: int) -> list[Block]:
    blocks: list[Block] = []
    for _ in range(count):
        cell = Cell("得分", Place(table=1, row=1, col=1))
        blocks.append(Table((cell,), 1, 1, Place(block=len(blocks) + 1)))
        blocks += [Paragraph(line, Place(block=len(blocks) + 1)) for line in REPORT]
    return blocks


def test_each_report_is_outlined_as_if_it_stood_alone() -> None:
    alone = [
        (s.level, s.numbering, s.number, s.title, s.lost) for s in find_outline(files(1)).sections
    ]
    among = [
        (s.level, s.numbering, s.number, s.title, s.lost) for s in find_outline(files(9)).sections
    ]
    assert [title for *_, title, lost in alone if lost] == [
        "项目支出实际使用情况分析", "部门整体支出绩效情况"
    ]  # fmt: skip
    assert among == alone * 9


@pytest.mark.parametrize("parted", [True, False], ids=["tables between", "nothing between"])
def test_a_lost_heading_has_only_its_own_report_read_again(
    monkeypatch: pytest.MonkeyPatch, *, parted: bool
) -> None:
    lines: list[int] = []

    def counted(text: Text, begin: int, *rest: object) -> Run:
        run = nest(text, begin, *rest)  # type: ignore[arg-type]
        lines.append(run.end - run.begin)
        return run

    monkeypatch.setattr(_sections_lost, "nest", counted)
    blocks = [b for b in files(60) if parted or isinstance(b, Paragraph)]
    find_outline(blocks)
    assert len(blocks) <= sum(lines) <= 5 * len(blocks)


def test_numbers_that_begin_anew_with_nothing_between_are_a_fault_each_time() -> None:
    outline = find_outline([b for b in files(3) if isinstance(b, Paragraph)])
    anew = [f for f in outline.faults if f.kind == "order"]
    assert [(f.label, f.printed, f.expected) for f in anew] == [("一、部门概况", 1, 5)] * 2


def all_again(lines: Sequence[Line]) -> list[Run]:
    """What :func:`outline` does, with everything read again for each heading that is found."""
    text = Text(lines)
    while True:
        reports = _sections_lost._Reports(text)
        if not reports.give_back():
            return reports.runs


def shown(runs: Sequence[Run]) -> list[list[tuple[int, int, int, str]]]:
    return [[(n.at, n.level, n.numeral.rank, n.numeral.family) for n in run.nodes] for run in runs]


def wild(seed: int) -> list[Block]:
    """Reports whose numbers do not agree, with lost, doubled and skipped ones."""
    dice = random.Random(seed)  # noqa: S311 - documents, no secrets
    blocks: list[Block] = []

    def say(text: str) -> None:
        blocks.append(Paragraph(text, Place(block=len(blocks) + 1)))

    def sections(styles: Sequence[int], lost: float) -> None:
        for n in range(dice.randint(1, 5)) if styles else ():
            chance, style = dice.random(), styles[0]
            number = NUMBERS[style][3 * n : 3 * n + 3] if style == 1 else NUMBERS[style][n]
            mark = "、" if style in (0, 2) else ""
            if chance > lost / 4:
                say(
                    dice.choice(SUBJECTS)
                    if chance < lost
                    else f"{number}{mark}{dice.choice(SUBJECTS)}"
                )
            sections(styles[1:], lost)
            if dice.random() < 0.3:
                say(dice.choice(SENTENCES))

    for _ in range(dice.randint(1, 7)):
        if dice.random() < 0.3:
            say("部门整体支出绩效评价报告")
        if dice.random() < 0.4:
            blocks.append(files(1)[0])
        sections(dice.sample(range(4), dice.randint(1, 3)), dice.choice((0.05, 0.2, 0.4)))
    return blocks


def test_reading_little_again_finds_what_reading_all_again_finds() -> None:
    found = 0
    for seed in range(100):
        once, again = read_lines(wild(seed)), read_lines(wild(seed))
        settle(once)
        settle(again)
        assert shown(outline(once)) == shown(all_again(again)), seed
        found += sum(line.lost for line in once)
    assert found > 300
