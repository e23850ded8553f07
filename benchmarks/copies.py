"""Copies of a one-page project form as Word files, cheaply: each with figures and names of its own.

The form is made once by python-docx with marks in place of its figures; a copy is that text with the
marks filled in. Figures add up, but for one copy in twenty, whose total is wrong.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

A_FOLDER = 1_000
_STORY = "word/document.xml"
_FORM = (
    ("项目名称", "@PROJECT", "", "", "", "", "", ""),
    ("主管部门", "@UNIT教育局", "", "", "实施单位", "@UNIT职业学校", "", ""),
    ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("", "年度资金总额", "@TOTAL0", "@TOTAL", "@SPENT", "10", "@RATE", "@EXECUTION"),
    ("", "其中：当年财政拨款", "@FISCAL0", "@FISCAL", "@PAID", "－", "", "－"),
    ("", "上年结转资金", "0.00", "@CARRY", "@CARRY", "－", "", "－"),
    ("", "其他资金", "@OTHER", "@OTHER", "@OTHER", "－", "", "－"),
    ("年度总体目标", "完成@PROJECT，培训@PEOPLE人。", "", "", "已完成全部培训任务。", "", "", ""),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
     "偏差原因分析及改进措施"),
    ("产出指标", "数量指标", "培训人数", "≥@PEOPLE人", "@TRAINED人", "15", "15", ""),
    ("", "", "开设班次", "≥@CLASSES期", "@CLASSES期", "10", "10", ""),
    ("", "质量指标", "培训合格率", "≥95%", "@PASSED%", "10", "10", ""),
    ("", "时效指标", "按期完成率", "=100%", "100%", "10", "10", ""),
    ("", "成本指标", "人均成本", "≤@COST元", "@COST元", "5", "5", ""),
    ("效益指标", "社会效益指标", "就业率", "≥80%", "@PLACED%", "15", "15", ""),
    ("", "可持续影响指标", "技能提升", "持续提升", "持续提升", "15", "15", ""),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥95%", "90%", "10", "9.5", "宣传不足"),
    ("总分", "", "", "", "", "100", "@SCORE", ""),
)  # fmt: skip
_REPORT = (
    "一、项目基本情况",
    (
        "（一）项目概况。@PROJECT@YEAR年预算@TOTAL万元，其中：财政拨款@FISCAL万元、上年结转@CARRY万元、"
        "其他资金@OTHER万元。"
    ),
    "（二）项目绩效目标。全年开设培训@CLASSES期，培训@PEOPLE人。",
    "二、绩效评价结论",
    "项目全年支出@SPENT万元，自评得分@SCORE分。",
    "三、存在的问题及改进措施",
    "（一）宣传力度不够。下一步将加强宣传，扩大政策知晓面。",
)
_PLACES = ("青山县", "白水县", "长岭区", "东河市", "云溪县", "石桥区", "新田县", "安平市")


def make_copies(folder: Path, count: int) -> int:
    """Write ``count`` Word files below ``folder``, a thousand to a folder, those that are there
    already left; how many bytes in all."""
    total = 0
    for number in range(count):
        path = folder / f"{number // A_FOLDER:04}" / f"{number:07}.docx"
        if number % A_FOLDER == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(copy(number))
        total += path.stat().st_size
    return total


def copy(number: int) -> bytes:
    """The copy with that number as the bytes of a .docx; every fourth has a report of its own."""
    package, text = _template(report=number % 4 == 0)
    for mark, figure in _figures(number):
        text = text.replace(mark, figure)
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a") as whole:
        info = zipfile.ZipInfo(_STORY)
        info.compress_type = zipfile.ZIP_DEFLATED
        whole.writestr(info, text.encode(), compresslevel=1)
    return buffer.getvalue()


def _figures(number: int) -> Iterator[tuple[str, str]]:
    """What stands for each mark, longer marks first; money in hundredths of 万元."""
    fiscal, carry, other = 5_000 + 37 * number, 100 + number % 900, 1_000 + 11 * (number % 500)
    total = fiscal + carry + other
    paid = fiscal - fiscal * (number % 12) // 100
    spent = paid + carry + other
    rate = round(spent * 10_000 / total)
    execution = round(rate / 100) / 10
    score = execution + 89.5 + (number % 20 == 0)
    people = 50 + number % 400
    yield from (
        ("@PROJECT", f"第{number}批技能培训项目"),
        ("@UNIT", _PLACES[number % len(_PLACES)]),
        ("@TOTAL0", _money(total - carry)), ("@TOTAL", _money(total)),
        ("@FISCAL0", _money(fiscal)), ("@FISCAL", _money(fiscal)),
        ("@SPENT", _money(spent)), ("@PAID", _money(paid)), ("@CARRY", _money(carry)),
        ("@OTHER", _money(other)), ("@RATE", f"{rate // 100}.{rate % 100:02}%"),
        ("@EXECUTION", f"{execution:.1f}"), ("@SCORE", f"{score:.1f}"),
        ("@PEOPLE", str(people)), ("@TRAINED", str(people + number % 7)),
        ("@CLASSES", str(2 + number % 9)), ("@COST", str(800 + number % 700)),
        ("@PASSED", str(95 + number % 5)), ("@PLACED", str(80 + number % 19)),
        ("@YEAR", str(2019 + number % 6)),
    )  # fmt: skip


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


@cache
def _template(report: bool) -> tuple[bytes, str]:
    """The package of what never changes, and the text of the document with its marks."""
    import docx

    document = docx.Document()
    document.add_paragraph("@YEAR年度项目支出绩效自评表")
    table = document.add_table(len(_FORM), len(_FORM[0]))
    for row, texts in zip(table.rows, _FORM, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in _REPORT if report else ():
        document.add_paragraph(text)
    whole, rest = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(rest, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            if name != _STORY:
                kept.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)
        text = made.read(_STORY).decode()
    return rest.getvalue(), text
