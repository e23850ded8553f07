"""A fixed set of forms of every published layout: floors of accuracy, and silence of every rule."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT, suffix  # noqa: E402
from benchmarks.families.generate import bundle, families, form, reports  # noqa: E402
from benchmarks.families.measure import Score, compare, compare_all  # noqa: E402
from extract import read  # noqa: E402
from normalize import understand  # noqa: E402
from score import verify  # noqa: E402

FLOORS: dict[str, float] = tomllib.loads((ROOT / "tests/quality_floors.toml").read_text("utf-8"))
TWISTS = 9


def seeds(number: int) -> tuple[int, int, int]:
    """As drawn, with the noise of published forms, and with one twist of the layout by turns."""
    return 0, 1, 2 + number % TWISTS


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_drawn_forms_come_out_right_and_nothing_is_said_against_them(
    kind: str, tmp_path: Path
) -> None:
    total = Score()
    alarms: list[tuple[str, str, str, str, str]] = []
    for number, family in enumerate([*families(), *reports()]):
        for seed in seeds(number):
            sheet, truth = form(family, seed)
            path = tmp_path / f"{family['id']}-{seed}.{suffix(kind)}"
            path.write_bytes(DIRECT[kind](sheet))
            report = understand(read(path))
            total.add(compare(truth, report))
            alarms += [
                (truth.family, f.rule, f.label, f.stated, f.recomputed)
                for f in verify(report).findings
                if f.severity != "note"
            ]
    assert total.f1 >= FLOORS[kind], total.wrong[:20]
    assert alarms == []


# without any rule nothing says that forms under each other are one table
@pytest.mark.parametrize("kind", sorted(FLOORS.keys() - {"pdf-unruled"}))
@pytest.mark.parametrize("name", ["A4", "A15", "B1", "C1"])
def test_several_forms_in_one_table_are_told_apart(kind: str, name: str, tmp_path: Path) -> None:
    family = next(f for f in families() if f["id"] == name)
    sheet, truths = bundle(family, (0, 2, 4, 6))
    path = tmp_path / f"{name}.{suffix(kind)}"
    path.write_bytes(DIRECT[kind](sheet))
    report = understand(read(path))
    score = compare_all(truths, report)
    assert score.wrong == []
    assert [f.rule for f in verify(report).findings if f.severity != "note"] == []
