"""Where rows go: a CSV or a Parquet file, written as the rows come."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import IO, Any, Protocol

from fuhe.corpus.packed import Lines
from fuhe.corpus.schema import Table
from fuhe.corpus.shape import PARTITION_KEY, Shape, safe, text_columns

_BUFFER = 1 << 18
_BATCH = 10_000  # rows of a row group
_SHARE = 2_000  # rows that wait for one year of a partitioned table
_DIGITS, _SCALE = 38, 12
_STEP = Decimal(1).scaleb(-_SCALE)
_CONTEXT = Context(prec=_DIGITS + _SCALE + 2, rounding=ROUND_HALF_EVEN)
_LARGEST = Decimal(10) ** (_DIGITS - _SCALE)
_NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


class Sink(Protocol):
    """Takes the lines of a table, document by document, and counts them."""

    count: int
    by_year: bool

    def write(self, lines: Lines, year: str = "", /) -> None:
        """Add the lines of a document of that fiscal year."""


def open_sink(path: Path, table: Table, shape: Shape) -> Any:
    """A context manager that gives a :class:`Sink` for one table."""
    if shape.partition:
        return _partitioned(path, table, shape)
    return _parquet(path, table, shape) if shape.format == "parquet" else _csv(path, table, shape)


class _CsvSink:
    by_year = False

    def __init__(self, file: IO[bytes], texts: frozenset[int]) -> None:
        self.file = file
        self.texts = texts
        self.count = 0

    def write(self, lines: Lines, _year: str = "") -> None:
        self.count += lines.count
        if self.texts:
            lines = self._safe(lines)
        self.file.write(lines.data)

    def _safe(self, lines: Lines) -> Lines:
        """The same with no text that a spreadsheet takes for a formula."""
        return Lines.of(
            [[safe(c) if at in self.texts else c for at, c in enumerate(r)] for r in lines.rows()]
        )


@contextmanager
def _csv(path: Path, table: Table, shape: Shape) -> Iterator[Sink]:
    """UTF-8 with BOM, RFC 4180: CRLF after every row, quotes doubled, quoted where it must be."""
    texts = frozenset(text_columns(table)) if shape.csv_safe else frozenset[int]()
    with path.open("wb", buffering=_BUFFER) as file:
        file.write(BOM_UTF8)
        file.write(Lines.of([shape.header(table)]).data)
        yield _CsvSink(file, texts)


class _ParquetSink:
    by_year = False

    def __init__(self, writer: Any, schema: Any, table: Table, batch: int = _BATCH) -> None:
        self.writer = writer
        self.schema = schema
        self.table = table
        self.batch = batch
        self.count = 0
        self.waiting: list[list[str]] = []

    def write(self, lines: Lines, _year: str = "") -> None:
        self.waiting.extend(lines.rows())
        if len(self.waiting) >= self.batch:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait, as one row group."""
        import pyarrow as pa

        if not self.waiting:
            return
        columns = [
            [_typed(row[at], column.type) for row in self.waiting]
            for at, column in enumerate(self.table.columns)
        ]
        arrays = [
            pa.array(values, type=field.type)
            for values, field in zip(columns, self.schema, strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self.count += len(self.waiting)
        self.waiting = []


def _schema(table: Table, shape: Shape) -> Any:
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "year": pa.int64(),
        "number": pa.decimal128(_DIGITS, _SCALE),
        "boolean": pa.bool_(),
    }
    names = shape.header(table)
    return pa.schema(
        [(name, kinds[column.type]) for name, column in zip(names, table.columns, strict=True)]
    )


@contextmanager
def _parquet(path: Path, table: Table, shape: Shape, batch: int = _BATCH) -> Iterator[_ParquetSink]:
    from pyarrow import parquet

    schema = _schema(table, shape)
    with parquet.ParquetWriter(path, schema) as writer:
        sink = _ParquetSink(writer, schema, table, batch)
        yield sink
        sink.flush()


class _YearSink:
    """One file for each year of the documents, in folders that every reader of Parquet knows."""

    by_year = True

    def __init__(self, path: Path, table: Table, shape: Shape, until: ExitStack) -> None:
        self.path = path
        self.table = table
        self.shape = shape
        self.until = until
        self.years: dict[str, _ParquetSink] = {}
        self.count = 0
        self._of("")  # a table without rows is a table all the same

    def write(self, lines: Lines, year: str = "") -> None:
        if lines.count:
            self._of(year).write(lines)
            self.count += lines.count

    def _of(self, year: str) -> _ParquetSink:
        if year not in self.years:
            folder = self.path / f"{PARTITION_KEY}={year or _NO_YEAR}"
            folder.mkdir(parents=True)
            opened = _parquet(folder / "part-0.parquet", self.table, self.shape, _SHARE)
            self.years[year] = self.until.enter_context(opened)
        return self.years[year]


@contextmanager
def _partitioned(path: Path, table: Table, shape: Shape) -> Iterator[Sink]:
    with ExitStack() as until:
        yield _YearSink(path, table, shape, until)


def _typed(text: str, kind: str) -> str | int | Decimal | bool | None:
    if text == "":
        return None
    if kind in ("integer", "year"):
        return _whole(text)
    if kind == "number":
        return stored(text)
    return text == "true" if kind == "boolean" else text


def _whole(text: str) -> int | None:
    value = int(text)
    return value if abs(value) < 1 << 63 else None


def stored(text: str) -> Decimal | None:
    """A number as Parquet holds it, with 12 decimals; None where it is too large for 26 digits before the point."""
    value = Decimal(text)
    if abs(value) >= _LARGEST:
        return None
    exact = value.quantize(_STEP, context=_CONTEXT)
    return exact if abs(exact) < _LARGEST else None
