"""Rows that say nothing to a form are passed by; what a document gives is the same as if they were asked."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from extract import read
from extract import recognise as module
from extract._rows import rows
from extract._silent import silent
from extract.document import Document, Paragraph, Place, Table, placed
from extract.recognise import Recognised, recognise
from extract.vocabulary import vocabulary

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HEADERS = (
    ["序号", "设备名称", "规格型号", "数量", "单价", "存放地点"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"],
    ["项目名称", "年初预算数", "全年执行数", "执行率", "得分", "备注"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值"],
)
LOUD = (
    "项目名称", "预算数", "（一）主管部门", "2021年预算数", "编制数", "实际在职人数", "其中：行政 3",
    "财政拨款", "其他资金", "合计", "总分", "备注", "注：见附件", "执行数", "预算(万元)数", "单位：万元",
    "得分：95", "年初目标(年度)", "某县2021年项目支出绩效自评表", "数量指标", "产出指标", "", "－",
    "金额单", "位：元", "１．实施单位", "自评得分", "5月执行数",
)  # fmt: skip
NAMED = ["项目名称", "某项目", "", "", ""]
PLAIN = "台式便携电脑打印机显示器服务交换路由空调办公桌椅沙发村组王李张刘陈杨"


def _table(texts: list[list[str]], number: int = 90) -> Table:
    cells = tuple(
        placed(text, (r, c, 1, 1), number, number)
        for r, line in enumerate(texts, start=1)
        for c, text in enumerate(line, start=1)
    )
    return Table(cells, len(texts), max(map(len, texts)), Place(table=number, block=number))


def _foreign(seed: int, count: int, loud: float, head: list[str] | None = None) -> Table:
    """A list under one of the headers, or none, with labels of forms strewn in."""
    pick = random.Random(seed)  # noqa: S311 - drawn tables, no secrets
    head = pick.choice([*HEADERS, []]) if head is None else head
    texts = [head] if head else []
    for n in range(count):
        line = [str(n), "".join(pick.choices(PLAIN, k=pick.randint(2, 9))), f"{pick.random():.2f}"]
        line += [f"{pick.choice(PLAIN)}{n}号", str(pick.randint(1, 99)), pick.choice(["", "90.5%"])]
        texts.append([pick.choice(LOUD) if pick.random() < loud else text for text in line])
    return _table(texts)


def _asked(document: Document, monkeypatch: pytest.MonkeyPatch) -> Recognised:
    with monkeypatch.context() as patch:
        patch.setattr(module, "silent", lambda *_: frozenset())
        return recognise(document)


@pytest.mark.parametrize("seed", range(150))
def test_passing_silent_rows_by_changes_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    table = _foreign(seed, 60, (0.0, 0.02, 0.1, 0.3)[seed % 4])
    blocks = (Paragraph("附件3 绩效自评表", Place(block=1)), table, _foreign(seed + 500, 30, 0.05))
    document = Document("docx", blocks, "docx")
    assert recognise(document) == _asked(document, monkeypatch)


@pytest.mark.parametrize("name", ["clean-2021.docx", "yuelu-2021.docx", "clean-project-2022.docx"])
@pytest.mark.parametrize("seed", range(8))
def test_lists_before_and_behind_a_form_change_nothing_either(
    name: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = read(SAMPLES / name)
    around = (_foreign(seed, 40, 0.02), *form.blocks, _foreign(seed + 50, 40, 0.02))
    document = Document("docx", around, "docx")
    assert recognise(document) == _asked(document, monkeypatch)


def test_most_rows_of_a_list_of_equipment_are_silent() -> None:
    lines = rows(_foreign(0, 300, 0.0, HEADERS[0]))
    assert len(silent(lines, vocabulary())) >= 295


def test_no_label_of_the_vocabulary_is_silent() -> None:
    words = vocabulary()
    labels = {label for table in ("fund", "indicator", "goal", "head", "row")
              for label in words._tables[table].labels}  # fmt: skip
    lines = rows(_table([[label, "x", "12"] for label in sorted(labels)]))
    assert not silent(lines, words)
    assert not any(label.isascii() for label in labels)


def test_a_foreign_table_costs_less_than_half_of_asking_every_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cost(seed: int, asked: bool) -> float:
        document = Document("docx", (_foreign(seed, 400, 0.0, HEADERS[0]),), "docx")
        start = time.process_time()
        _asked(document, monkeypatch) if asked else recognise(document)
        return time.process_time() - start

    cost(1000, False), cost(1001, True)  # patterns are compiled
    quick = min(cost(seed, False) for seed in range(1002, 1008))
    slow = min(cost(seed, True) for seed in range(1010, 1016))
    assert quick < slow / 2


@pytest.mark.parametrize(
    "told",
    [
        [NAMED, ["资金", "资金总额", "中央财政", "省级财政", "其他资金"], ["年初预算数", "100", "50", "30", "20"]],
        [NAMED, ["项目", "2021年预算数", "2021年执行数", "1", ""], ["财政拨款", "120", "118", "2", ""]],
        [["实施单位(盖章)", "某局", "12", "", ""], ["主管部门(公章)", "某厅", "3", "", ""]],
        [["编制数", "实际在职人数", "", "", ""], ["45", "43", "", "", ""]],
    ],
)  # fmt: skip
def test_what_a_form_needs_is_read_below_a_long_list(
    told: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [[str(n), f"设备{n}", f"{n}.5", "台", "某室"] for n in range(1, 40)]
    title = Paragraph("某县2021年项目支出绩效自评表", Place(block=1))
    document = Document("docx", (title, _table([*texts, *told])), "docx")
    found = recognise(document)
    assert found.forms or (NAMED not in told and found.heads)
    assert found == _asked(document, monkeypatch)
