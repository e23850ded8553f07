"""``fuhe sql`` asks the tables of a corpus: it writes nothing, and reads nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import fuhe
from fuhe.cli import app

pytest.importorskip("duckdb")

RUNNER = CliRunner()
REPORT = (
    "2022年度项目支出绩效自评报告\n一、资金情况\n项目预算31万元，其中：设备10万元、培训20万元。\n"
)


@pytest.fixture(scope="module")
def corpus(request, tmp_path_factory) -> Path:
    kind = getattr(request, "param", "csv")
    if kind != "csv":
        pytest.importorskip("pyarrow")
    top = tmp_path_factory.mktemp("it's a [corpus]")
    (top / "in").mkdir()
    (top / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    how = {} if kind == "csv" else {"format": "parquet"}
    if kind == "by year":
        how["partition"] = "year"
    fuhe.ingest(top / "in", top / "out", workers=0, **how)
    (top / "secret.csv").write_text("word\nxyzzy\n", encoding="utf-8")
    return top / "out"


def asked_of(statements: list[str]):
    """All of them of CSV tables, the first of the other kinds too: what a query may do does not
    depend on the kind of tables."""
    others = [(kind, statements[0]) for kind in ("parquet", "by year")]
    cases = [*(("csv", one) for one in statements), *others]
    return pytest.mark.parametrize(("corpus", "statement"), cases, indirect=["corpus"])


EVERY_KIND = pytest.mark.parametrize("corpus", ["csv", "parquet", "by year"], indirect=True)


def ask(corpus: Path, statement: str) -> Result:
    return RUNNER.invoke(app, ["sql", str(corpus), statement, "--lang", "en"])


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@asked_of(
    [
        "copy documents to '{top}/stolen.csv'",
        "copy (select 1) to '{table}' (use_tmp_file false)",
        "copy (pivot documents on format using count(*)) to '{top}/stolen.csv'",
        "select 1; copy documents to '{top}/stolen.csv'",
        "explain analyze copy documents to '{top}/stolen.csv'",
        "prepare p as copy documents to '{top}/stolen.csv'",
        "export database '{top}/stolen'",
        "attach '{top}/stolen.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "pragma enable_profiling",
        "drop view documents",
        "call pragma_version()",
        "",
    ]
)
def test_what_is_no_query_is_refused_in_one_line_and_nothing_is_written(corpus: Path, statement):
    (table, *_) = sorted(corpus.rglob("documents*"))
    before = everything(corpus.parent)
    answer = ask(corpus, statement.format(top=quoted(corpus.parent), table=quoted(table)))
    assert answer.exit_code == 2
    assert "takes queries alone" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert everything(corpus.parent) == before


@asked_of(
    [
        "select * from read_csv('{top}/secret.csv')",
        "select * from read_text('{top}/secret.csv')",
        "select * from read_blob('/etc/hostname')",
        "from glob('{top}/*')",
        "select * from read_csv('https://example.org/x.csv')",
        "from duckdb_secrets()",
    ]
)
def test_no_other_file_is_read(corpus: Path, statement: str):
    answer = ask(corpus, statement.format(top=quoted(corpus.parent)))
    assert answer.exit_code == 2
    assert "xyzzy" not in answer.output
    assert "secret.csv" not in answer.stdout
    assert answer.stderr.startswith("fuhe: ")
    assert answer.stderr.count("\n") == 1


def test_a_file_by_its_name_alone_is_no_table(corpus: Path):
    answer = ask(corpus, f"from '{quoted(corpus.parent)}/secret.csv'")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)


def test_a_variable_of_the_program_is_no_table(corpus: Path):
    answer = ask(corpus, "select * from views")
    assert answer.exit_code == 2
    assert "views" in answer.stderr


@asked_of(
    [
        "select path from documents",
        "with d as (from documents) select path from d",
        "from document_findings select distinct path",
        "select 'nothing'; select path from documents",
    ]
)
def test_queries_of_every_kind_are_answered(corpus: Path, statement: str):
    answer = ask(corpus, statement)
    assert answer.exit_code == 0, answer.stderr
    assert "a.txt" in answer.stdout


@EVERY_KIND
def test_what_goes_wrong_while_rows_are_fetched_is_told_in_one_line(corpus: Path):
    answer = ask(corpus, "select error('no more of this') from documents")
    assert answer.exit_code == 2
    assert "no more of this" in answer.stderr
    assert answer.stderr.count("\n") == 1
