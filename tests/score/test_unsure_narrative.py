"""Figures of the narrative of a scan that were hard to read never make an error without a word."""

from __future__ import annotations

import pytest

from extract.document import Document, Paragraph, Place
from normalize import understand
from score import verify

TEXT = "本年支出100.00万元，其中：基本支出40.00万元，项目支出70.00万元。"


def scanned(confidence: float | None) -> Document:
    told = [("一、资金使用情况", 1.0 if confidence else None), (TEXT, confidence)]
    blocks = tuple(
        Paragraph(text, Place(page=1, block=n), confidence=sure)
        for n, (text, sure) in enumerate(told, 1)
    )
    return Document("pdf", blocks, "scan", 1, confidence is not None)


@pytest.mark.parametrize(
    ("confidence", "severity"), [(None, "error"), (0.99, "error"), (0.6, "warning")]
)
def test_a_sum_in_a_sentence_is_an_error_only_where_it_was_read_well(
    confidence: float | None, severity: str
) -> None:
    found = [f for f in verify(understand(scanned(confidence))).findings if f.rule == "text-sum"]
    assert [f.severity for f in found] == [severity]
    assert ("hard to read" in found[0].message) == (severity == "warning")


def test_amounts_keep_how_sure_their_paragraph_was() -> None:
    report = understand(scanned(0.6))
    assert {amount.figure.confidence for amount in report.amounts} == {0.6}
