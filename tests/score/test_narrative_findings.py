"""Sentences of whole files: right ones must stay silent, wrong ones must be found with both values."""

from __future__ import annotations

from pathlib import Path

import pytest

import extract
import normalize
import score

SILENT = Path(__file__).with_name("narrative_silent.txt")


def found(folder: Path, text: str) -> list[str]:
    """Errors and warnings of a text file: rule, stated and recomputed value."""
    path = folder / "report.txt"
    path.write_text(text.replace("¶", "\n"), encoding="utf-8")
    report = normalize.understand(extract.read(path))
    return [
        f"{f.severity} {f.rule} {f.stated} {f.recomputed}"
        for f in score.verify(report).findings
        if f.severity != "note"
    ]


def sentences() -> list[str]:
    lines = SILENT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("sentence", sentences())
def test_a_right_sentence_is_not_reported(tmp_path: Path, sentence: str) -> None:
    assert found(tmp_path, sentence) == []


def test_a_report_of_all_right_sentences_is_not_reported(tmp_path: Path) -> None:
    assert found(tmp_path, "\n".join(sentences())) == []


@pytest.mark.parametrize(
    ("sentence", "finding"),
    [
        ("设备购置10.5万元、人员培训20万元，共计35万元。", "error text-sum 35 30.5"),
        ("修水渠45万元；修路60万元；装路灯15万元；合计110万元。", "error text-sum 110 120"),
        ("购置费12.5万元，维修费7.3万元，两项合计18.9万元。", "error text-sum 18.9 19.8"),
        ("助学金120人36万元、奖学金40人8万元，合计150人44万元。", "error staff-sum 150 160"),
        ("助学金120人36万元、奖学金40人8万元，合计160人54万元。", "error text-sum 54 44"),
        ("2020年投入10万元、2021年投入20万元，两年累计40万元。", "error text-sum 40 30"),
        ("决算收入100万元，加上级补助收入50万元，调入资金20万元，收入总计180万元。",
         "error text-sum 180 170"),
        ("项目共支出三百二十万元，其中人员经费二百万元，公用经费一百万元。",
         "error text-sum 320 300"),
        ("合同价为人民币贰佰叁拾伍万元整（¥2,530,000.00元）。", "warning text-unit-pair 253 235"),
        ("资金100万元由三部分组成：一是财政补助60万元；二是单位自筹25万元；三是捐赠10万元。",
         "error text-sum 100 95"),
        ("“三公”经费12.1万元，比上年下降2%。分项情况是：接待费3.2万元，用车费8.1万元。",
         "error text-sum 12.1 11.3"),
        ("本年支出500万元，其中基本支出200万元，项目支出200万元。", "error text-sum 500 400"),
        ("项目支出500万元，其中乡村振兴200万元、环境整治150万元。", "warning text-sum 500 350"),
        ("项目支出500万元，其中乡村振兴200万元、环境整治310万元。", "error text-sum 500 510"),
        ("部门支出1860万元，其中基本支出1205万元，项目支出655万元，主要用于治理430万元、保障300万元。",
         "error text-sum 655 730"),
        ("共有编制45名，其中行政编制20名，工勤编制3名，事业编制23名。", "error staff-sum 45 46"),
        ("培训学员1200人，其中妇女1300人。", "error staff-sum 1200 1300"),
        ("慰问困难职工30人×500元=1.8万元。", "error text-product 1.8 1.5"),
        ("岗位补贴24人×800元/人×12个月=32.04万元。", "error text-product 32.04 23.04"),
        ("市级承担200万元×80%=180万元。", "error text-product 180 160"),
        ("发放补助30×500元=1.8万元。", "error text-product 1.8 1.5"),
        ("购置设备25万元*2=60万元。", "error text-product 60 50"),
        ("年初预算120万元，年中追加30万元，调整后预算160万元。", "warning text-growth 160 150"),
        ("2022年支出256.3万元，2021年支出240.1万元，同比增长7.65%。",
         "warning text-growth 7.65% 6.7472%"),
        ("采购支出总额88.6万元。授予中小企业合同80万元，占采购支出总额的80.29%。",
         "warning text-share 80.29% 90.2935%"),
        ("专项资金预算安排1800万元（中央1200万元、省级600万元），实际支出1750万元，执行率96.22%。",
         "warning text-rate 96.22% 97.2222%"),
        ("购买设备15台，包括电脑10台、打印机4台。", "warning text-count-sum 15 14"),
    ],
)  # fmt: skip
def test_a_wrong_sentence_is_reported_with_both_values(
    tmp_path: Path, sentence: str, finding: str
) -> None:
    assert found(tmp_path, sentence) == [finding]
