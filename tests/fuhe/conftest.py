"""A small project form as a Word file, and documents that are no such thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

HOSTILE = 'A "quoted", cell\nof two lines; =1+1\t复核'
FUNDS = (
    ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("", "年度资金总额", "100.00", "120.00", "108.00", "10", "90.00%", "9"),
    ("", "其中：当年财政拨款", "80.00", "90.00", "85.00", "－", "", "－"),
    ("", "其他资金", "20.00", "30.00", "23.00", "－", "", "－"),
)
INDICATORS = (
    ("产出指标", "数量指标", "培训人数", "≥100人", "120人", "50", "50", ""),
    ("效益指标", "社会效益指标", "覆盖率", "≥90%", "95%", "30", "30\n分", ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "90%", "10", "9.5", "{reason}"),
)
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
          "偏差原因分析及改进措施")  # fmt: skip

FormWriter = Callable[..., Path]


@pytest.fixture
def write_form() -> FormWriter:
    """``write_form(path, project="…", score="98.5", reason="…")`` writes a form that adds up unless
    ``score`` says otherwise."""
    return _write_form


def _write_form(
    path: Path, project: str = "技能培训项目", score: str = "98.5", reason: str = "宣传不足"
) -> Path:
    import docx

    document = docx.Document()
    document.add_paragraph("2022年度项目支出绩效自评表")
    rows = [
        ("项目名称", project, "", "", "", "", "", ""),
        ("主管部门", "某县教育局", "", "", "实施单位", "某县职业学校", "", ""),
        *FUNDS,
        HEADER,
        *(tuple(cell.format(reason=reason) for cell in row) for row in INDICATORS),
        ("总分", "", "", "", "", "100", score, ""),
    ]
    table = document.add_table(len(rows), len(HEADER))
    for at, row in enumerate(rows):
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


@pytest.fixture
def broken_files(tmp_path: Path) -> Path:
    """A folder with one file of every kind of damage, and nothing that can be read as a form."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "empty.docx").touch()
    (folder / "cut.docx").write_bytes(b"PK\x03\x04" + b"\0" * 60)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 8)
    return folder
