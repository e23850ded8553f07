"""How the tables of a corpus are written: their format, the language of their headers, and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.frozen import dataclass
from fuhe.corpus.schema import Table

HEADERS = ("en", "zh")
PARTITIONS = ("year",)
PARTITION_KEY = "doc_year"

# What a spreadsheet takes for the start of a formula, full-width marks included; a mark of our own
# (') in front is what the escape itself writes. A plain number and a lone dash are no formula.
_FORMULA = re.compile(r"\A(?:'|[=+\-@\t\r＝＋－＠].)", re.DOTALL)
_NUMBER = re.compile(r"\A[+-]?\d+(?:\.\d+)?%?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """``format`` is csv or parquet, ``headers`` en or zh. ``csv_safe`` puts an apostrophe before
    each text cell of a CSV file that a spreadsheet would take for a formula. ``partition`` year
    writes a Parquet table as one file a year."""

    format: str = "csv"
    headers: str = "en"
    csv_safe: bool = False
    partition: str | None = None

    def check(self) -> None:
        """ValueError for an unknown choice, or two that do not go together."""
        if self.headers not in HEADERS:
            raise ValueError(f"Unknown headers {self.headers!r}: choose en or zh.")
        if self.partition not in (None, *PARTITIONS):
            raise ValueError(f"Unknown partition {self.partition!r}: the only one is year.")
        if self.partition and self.format != "parquet":
            raise ValueError("Only Parquet tables are partitioned: add --format parquet.")
        if self.csv_safe and self.format != "csv":
            raise ValueError("Only CSV tables need --csv-safe: Parquet has no formulas.")

    def header(self, table: Table) -> list[str]:
        """The names of the columns of ``table`` as they are written."""
        return [c.title_zh if self.headers == "zh" else c.name for c in table.columns]


def safe(text: str) -> str:
    """``text`` as no spreadsheet takes it for a formula; :func:`unsafe` undoes it exactly."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def unsafe(text: str) -> str:
    """What :func:`safe` was given."""
    return text.removeprefix("'")


def text_columns(table: Table) -> Sequence[int]:
    """Positions of the columns that hold texts."""
    return [at for at, column in enumerate(table.columns) if column.type == "string"]
