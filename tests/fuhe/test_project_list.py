"""A list of projects is read row by row; the scores of its projects are not added up."""

from __future__ import annotations

from pathlib import Path

import fuhe
from fuhe.corpus.rows import rows
from fuhe.corpus.schema import table

LIST = """青禾县水务局2022年度项目支出绩效自评情况汇总表
单位：万元
序号 | 项目名称 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 自评得分 | 自评等级
1 | 河道清淤 | 120 | 120 | 118.50 | 98.75% | 96.50 | 优
2 | 水库除险 | 300 | 310 | 310 | 100% | 98.00 | 优
3 | 节水宣传 | 20 | 20 | 15 | 75% | 88.20 | 良
 | 合计 | 440 | {budget} | 443.50 | 98.56% | | 不评
"""


def read(folder: Path, budget: str = "450") -> fuhe.Document:
    path = folder / "list.txt"
    path.write_text(LIST.format(budget=budget), encoding="utf-8")
    return fuhe.read(path)


def column(document: fuhe.Document, name: str, of: str) -> list[str]:
    at = [column.name for column in table(name).columns].index(of)
    return [row[at] for row in rows(document)[name]]


def test_each_project_keeps_its_score_and_the_list_has_none(tmp_path: Path) -> None:
    document = read(tmp_path)
    assert column(document, "forms", "template") == ["project-list"]
    assert column(document, "funds", "score") == ["96.50", "98.00", "88.20", ""]
    assert column(document, "forms", "score_total") == [""]
    assert column(document, "forms", "grade") == [""]


def test_the_money_of_the_projects_is_added_up(tmp_path: Path) -> None:
    assert not [f for f in read(tmp_path).findings if f.severity == "error"]
    wrong = read(tmp_path, budget="460").findings
    assert any(f.field == "budget" and f.severity == "error" for f in wrong)
