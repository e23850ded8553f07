"""A small form as a web page, for what outputs say of its money."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_HEAD = ("项目资金（{unit}）", "全年预算数", "全年执行数")
_INDICATORS = (
    ("三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("培训人数", "≥100人", "120人", "100", "100"),
)


def form_page(path: Path, money: Iterable[tuple[str, ...]], unit: str = "万元") -> Path:
    """Write a form with these money rows (label, budget, executed)."""
    head = tuple(cell.format(unit=unit) for cell in _HEAD)
    lines = [("项目名称", "甲项目"), head, *money, *_INDICATORS]
    cells = ("".join(f"<td>{cell}</td>" for cell in line) for line in lines)
    table = "".join(f"<tr>{line}</tr>" for line in cells)
    title = "<p>2022年度项目支出绩效自评表</p>"
    path.write_text(f"<meta charset=utf-8>{title}<table>{table}</table>", encoding="utf-8")
    return path
