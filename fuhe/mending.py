"""Repairs carried out again, and taken back: on forms in memory and on the tables of a corpus.

A repair names one cell, what it held and what it holds now. What is printed (``X_raw``, ``raw``)
takes no part: raw and repairs give the clean values, the clean values and repairs give the raw ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalize.repair import Repair
    from normalize.report import Form

Row = dict[str, str]
Tables = dict[str, list[Row]]
_MENDED = ("funds", "indicators", "forms")


def apply_repairs(forms: Iterable[Form], repairs: Iterable[Repair]) -> tuple[Form, ...]:
    """The forms with every repair of theirs carried out; each form is found by its ``form_no``.

    ``fuhe.apply_repairs(document.report.forms, document.repairs)`` is ``document.forms``.
    ValueError for a cell that is not there or does not hold ``old``.
    """
    from normalize.repair import apply

    known = tuple(repairs)
    return tuple(
        apply(form, [repair for repair in known if repair.form_no == form.form_no])
        for form in forms
    )


def undo_repairs(forms: Iterable[Form], repairs: Iterable[Repair]) -> tuple[Form, ...]:
    """The forms as they were before the repairs: the way back of :func:`apply_repairs`.

    ValueError for a cell that is not there or does not hold ``new``.
    """
    from normalize.repair import undone

    return apply_repairs(forms, [undone(repair) for repair in repairs])


def replayed(corpus: Path, repairs: Path | None = None, *, undo: bool = False) -> Tables:
    """The rows of funds, indicators and forms of a CSV corpus with repairs carried out, or taken
    back with ``undo``.

    ``repairs`` is a repairs.csv; the corpus's own by default, which is only of use with ``undo``:
    its tables hold the repairs already, unless it was written with ``--no-repair``. Nothing is
    written. ValueError for a cell that is not there or holds something else than the repair says.
    """
    tables = {name: _rows(corpus / f"{name}.csv") for name in _MENDED}
    cells = {
        (name, row["form_id"], row.get("row_no", "") if name != "forms" else ""): row
        for name, rows in tables.items()
        for row in rows
    }
    for repair in _rows(repairs or corpus / "repairs.csv"):
        key = (repair["table"], repair["form_id"], repair["row_no"])
        old, new = (repair["to"], repair["from"]) if undo else (repair["from"], repair["to"])
        row = cells.get(key)
        if row is None or row.get(repair["column"]) != old:
            place = f"{repair['table']} {repair['form_id']} {repair['row_no']} {repair['column']}"
            raise ValueError(f"{place.strip()} does not hold {old}")
        row[repair["column"]] = new
    return tables


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
