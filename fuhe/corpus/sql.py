"""``fuhe sql``: the tables of a corpus as views of DuckDB, typed and joined."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
    """The header and the rows of what ``statement`` gives, as texts. Raises ValueError for one that
    is no query, that reaches for anything but the tables of ``corpus`` or that DuckDB refuses, and
    where DuckDB is not installed."""
    views = script(corpus, words)
    try:
        import duckdb
    except ImportError as error:
        raise ValueError(_MISSING) from error
    spill = tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True)
    with _told(words):
        db = duckdb.connect()
        asked = db.extract_statements(statement)
        if not asked or any(one.type != duckdb.StatementType.SELECT for one in asked):
            raise ValueError(words("sql.only_queries"))
        db.execute(views)
        for setting in _locks(corpus, spill.name):
            db.execute(setting)
        result = db.execute(statement)
    header = [one[0] for one in result.description or ()]
    return header, _rows(result, words, spill)


def _locks(corpus: Path, spill: str) -> Iterator[str]:
    """Settings that leave a query the tables of the corpus and, where memory is short, ``spill``;
    no other file, no extension, no address, no variable of ours, and no way to set it otherwise."""
    paths = [_literal(file) for one in tables() for file in _files(_table_path(corpus, one))]
    yield f"set temp_directory = {_literal(Path(spill))}"
    yield "set python_enable_replacements = false"
    yield f"set allowed_paths = [{', '.join(paths)}]"
    yield "set enable_external_access = false"
    yield "set lock_configuration = true"


@contextmanager
def _told(words: Words) -> Iterator[None]:
    """What DuckDB raises, as ValueError with one line."""
    import duckdb

    try:
        yield
    except duckdb.PermissionException as error:
        raise ValueError(words("sql.outside")) from error
    except duckdb.Error as error:
        raise ValueError(" ".join(str(error).partition("\n\nLINE ")[0].split())) from error


def _rows(
    result: Any, words: Words, _spill: tempfile.TemporaryDirectory[str]
) -> Iterator[list[str]]:
    """The rows, page by page; what spilled is kept until the last."""
    while True:
        with _told(words):
            page = result.fetchmany(1_000)
        if not page:
            return
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
    path = _table_path(corpus, table)
    if path.suffix == ".csv":
        kinds = ", ".join(f"{_quoted(name)}: 'varchar'" for name in columns)
        source = (
            f"read_csv({_literal(path)}, header = true, delim = ',', quote = '\"', escape = '\"', "
            f"max_line_size = 268435456, columns = {{{kinds}}})"
        )
        values = [
            _cast(name, one.type, package) for name, one in zip(columns, table.columns, strict=True)
        ]
    else:
        files = f"[{', '.join(map(_literal, _files(path)))}]"
        hive = ", hive_partitioning = true, hive_types_autocast = false" if path.is_dir() else ""
        source = f"read_parquet({files}{hive})"
        values = [_quoted(name) for name in columns]
    named = ", ".join(
        f"{value} as {_quoted(own)}" for value, own in zip(values, table.header, strict=True)
    )
    return f"create or replace view {_quoted(table.name)} as select {named} from {source};\n"  # noqa: S608 - names of our own, quoted


def _table_path(corpus: Path, table: Table) -> Path:
    """The file of a table, or the folder of its files by year."""
    path = corpus / f"{table.name}.csv"
    return path if path.is_file() else path.with_suffix(".parquet")


def _files(path: Path) -> list[Path]:
    """The files of a table; by their names, since a pattern would take a name for one."""
    return sorted(path.rglob("*.parquet")) if path.is_dir() else [path]


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
