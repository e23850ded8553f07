"""``fuhe sql``: the tables of a corpus as views of DuckDB, typed and joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuhe.corpus.cells import cell
from fuhe.corpus.folder import description
from fuhe.corpus.read import need_corpus, own_names
from fuhe.corpus.schema import Table, tables

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

_TYPES = {
    "string": "varchar",
    "integer": "bigint",
    "year": "bigint",
    "number": "decimal(38, 12)",
    "boolean": "boolean",
}
_MISSING = "fuhe sql needs DuckDB: pip install 'fuhe[sql]'."
_JOINED = (
    ("form_funds", "funds", "form"),
    ("form_indicators", "indicators", "form"),
    ("document_findings", "findings", "document"),
)


def script(corpus: Path, words: Words) -> str:
    """The statements that make a view of every table of ``corpus`` and three that join them:
    form_funds, form_indicators and document_findings. Raises ValueError where it is none."""
    need_corpus(corpus, words)
    package = description(corpus) or {}
    views = [_view(corpus, package, table) for table in tables()]
    return "".join([*views, *(_joined(*one) for one in _JOINED)])


def query(corpus: Path, statement: str, words: Words) -> tuple[list[str], Iterator[list[str]]]:
    """The header and the rows of what ``statement`` gives, as texts. Raises ValueError for a
    statement that DuckDB refuses, and where DuckDB is not installed."""
    views = script(corpus, words)
    try:
        import duckdb
    except ImportError as error:
        raise ValueError(_MISSING) from error
    try:
        db = duckdb.connect()
        db.execute(views)
        result = db.execute(statement)
        header = [one[0] for one in result.description or ()]
        return header, _rows(result)
    except duckdb.Error as error:
        raise ValueError(str(error).strip()) from error


def _rows(result: Any) -> Iterator[list[str]]:
    while page := result.fetchmany(1_000):
        for row in page:
            yield [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str | int | bool):
        from decimal import Decimal

        if not isinstance(value, Decimal):
            return str(value)
        plain = cell(value)
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return cell(value)


def _view(corpus: Path, package: dict[str, object], table: Table) -> str:
    """One view; a column is called by its own name, and once more as the corpus writes it."""
    shown = {own: name for name, own in own_names(package, table.name).items()}
    columns = [shown.get(name, name) for name in table.header]
    path = corpus / f"{table.name}.csv"
    if path.is_file():
        kinds = ", ".join(f"{_quoted(name)}: 'varchar'" for name in columns)
        source = (
            f"read_csv({_literal(path)}, header = true, delim = ',', quote = '\"', escape = '\"', "
            f"max_line_size = 268435456, columns = {{{kinds}}})"
        )
        values = [
            _cast(name, one.type, package) for name, one in zip(columns, table.columns, strict=True)
        ]
    else:
        path = corpus / f"{table.name}.parquet"
        whole = path / "**" / "*.parquet" if path.is_dir() else path
        hive = ", hive_partitioning = true, hive_types_autocast = false" if path.is_dir() else ""
        source = f"read_parquet({_literal(whole)}{hive})"
        values = [_quoted(name) for name in columns]
    named = ", ".join(
        f"{value} as {_quoted(own)}" for value, own in zip(values, table.header, strict=True)
    )
    return f"create or replace view {_quoted(table.name)} as select {named} from {source};\n"  # noqa: S608 - names of our own, quoted


def _cast(name: str, kind: str, package: dict[str, object]) -> str:
    quoted = _quoted(name)
    if kind != "string":
        # a figure of more digits than fit is no figure here; its cell stands in the _raw column
        return f"try_cast({quoted} as {_TYPES[kind]})"
    if package.get("csv_safe"):
        return f"regexp_replace({quoted}, '^''', '')"
    return quoted


def _joined(name: str, table: str, to: str) -> str:
    """A table with what its document, and its form, say."""
    said = "d.path, d.year as doc_year, d.unit as doc_unit, d.region"
    joined = "join documents d using (doc_id)"
    if to == "form":
        said += ", f.doc_id, f.form_no, f.kind, f.year, f.unit, f.department, f.project"
        joined = f"join forms f using (form_id) {joined}"
    return f"create or replace view {name} as select {said}, t.* from {table} t {joined};\n"  # noqa: S608 - names of our own


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path.resolve()).replace("'", "''") + "'"
