"""Headers in Chinese, cells that no spreadsheet takes for formulas, Parquet by year, sql and diff."""

from __future__ import annotations

import csv
import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fuhe
from fuhe.cli import app
from fuhe.corpus.read import rows
from fuhe.corpus.schema import tables
from fuhe.corpus.shape import safe, unsafe

runner = CliRunner()
FORMULA = '=HYPERLINK("http://evil","点我")'


def run(*arguments: object):
    return runner.invoke(app, [str(a) for a in arguments], env={"LC_ALL": "C"})


@pytest.fixture(scope="module")
def source(tmp_path_factory, samples: Path) -> Path:
    from docx import Document

    folder = tmp_path_factory.mktemp("shapes")
    for name in ("yuelu-2021.docx", "clean-project-2022.txt"):
        (folder / name).write_bytes((samples / name).read_bytes())
    document = Document(str(samples / "clean-project-2022.docx"))
    cell = document.tables[0].rows[1].cells[-1]
    cell.text = FORMULA
    document.save(str(folder / "formula.docx"))
    (folder / "empty.pdf").touch()
    return folder


def ingest(source: Path, out: Path, **options) -> Path:
    fuhe.ingest(source, out, workers=0, **options)
    return out


@pytest.fixture(scope="module")
def plain(source: Path, tmp_path_factory) -> Path:
    return ingest(source, tmp_path_factory.mktemp("plain") / "out")


def everything(corpus: Path) -> dict[str, list[dict[str, str]]]:
    return {table.name: list(rows(corpus, table.name)) for table in tables()}


def test_headers_are_chinese_when_asked_and_everything_reads_back(
    source: Path, plain: Path, tmp_path: Path
):
    out = ingest(source, tmp_path / "zh", headers="zh")
    with (out / "funds.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[:3] == ["表编号", "行号", "分组"]
    assert everything(out) == everything(plain)
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    fields = package["resources"][2]["schema"]["fields"]
    assert [field["column"] for field in fields][:2] == ["form_id", "row_no"]
    assert run("report", out).exit_code == 0
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


def test_csv_safe_defuses_formulas_and_gives_the_same_texts_back(
    source: Path, plain: Path, tmp_path: Path
):
    out = ingest(source, tmp_path / "safe", csv_safe=True)
    found = 0
    for table in tables():
        with (out / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for column in table.columns:
                    text = row[column.name]
                    found += text == f"'{FORMULA}"
                    if column.type == "string" and text[:1] in tuple("=+-@\t") and text[1:]:
                        assert text.strip("+-%").replace(".", "").isdigit(), text
    assert found
    assert everything(out) == everything(plain)
    assert json.loads((out / "datapackage.json").read_text("utf-8"))["csv_safe"] is True


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"), ("-2+3", "'-2+3"), ("＝1", "'＝1"), ("'quoted", "''quoted"),
        ("-30.42", "-30.42"), ("+5%", "+5%"), ("－5", "'－5"), ("100", "100"), ("", ""), ("－", "－"), ("-", "-"),
    ],
)  # fmt: skip
def test_the_escape_is_exact(text: str, written: str):
    assert safe(text) == written
    assert unsafe(safe(text)) == text


@pytest.fixture(scope="module")
def parquet(source: Path, tmp_path_factory) -> Path:
    pytest.importorskip("pyarrow")
    out = tmp_path_factory.mktemp("parquet") / "out"
    return ingest(source, out, format="parquet", partition="year")


def test_parquet_holds_exact_decimals_by_year(plain: Path, parquet: Path):
    from pyarrow import dataset

    table = dataset.dataset(parquet / "funds.parquet", partitioning="hive").to_table()
    assert str(table.schema.field("budget").type) == "decimal128(38, 12)"
    assert set(map(str, table["doc_year"].to_pylist())) == {"2021", "2022"}
    for name in ("budget", "executed", "rate"):
        expected = sorted(Decimal(r[name]) for r in rows(plain, "funds") if r[name])
        assert sorted(v for v in table[name].to_pylist() if v is not None) == expected
    package = json.loads((parquet / "datapackage.json").read_text("utf-8"))
    funds = package["resources"][2]
    assert funds["path"] == [
        f"funds.parquet/doc_year={year}/part-0.parquet"
        for year in (2021, 2022, "__HIVE_DEFAULT_PARTITION__")
    ]
    assert funds["row_count"] == table.num_rows


def test_the_way_tables_are_written_can_change_without_reading_again(source: Path, tmp_path: Path):
    pytest.importorskip("pyarrow")
    out = tmp_path / "out"
    ingest(source, out, format="parquet")
    summary = fuhe.ingest(source, out, workers=0, format="parquet", partition="year")
    assert summary.kept == summary.total
    assert (out / "funds.parquet").is_dir()
    ingest(source, out, format="parquet")
    assert (out / "funds.parquet").is_file()
    ingest(source, out)
    assert not list(out.glob("*.parquet"))


def test_wrong_shapes_are_wrong_usage(source: Path, tmp_path: Path):
    assert run("ingest", source, "-o", tmp_path / "a", "--partition", "year").exit_code == 2
    assert run("ingest", source, "-o", tmp_path / "a", "--csv-safe", "-f", "parquet").exit_code == 2
    assert not (tmp_path / "a").exists()


SQL = "select path, item, budget from form_funds where budget > 1000 order by all"


def test_sql_answers_the_same_from_every_kind_of_corpus(
    source: Path, plain: Path, parquet: Path, tmp_path: Path
):
    pytest.importorskip("duckdb")
    zh = ingest(source, tmp_path / "zh", headers="zh", csv_safe=True)
    answers = [run("sql", corpus, SQL, "-f", "csv") for corpus in (plain, parquet, zh)]
    assert {answer.exit_code for answer in answers} == {0}
    assert len({answer.stdout for answer in answers}) == 1
    lines = answers[0].stdout.splitlines()
    assert lines[0] == "path,item,budget"
    assert "yuelu-2021.docx,total,13351.2" in lines
    found = run("sql", plain, "select count(*) as n from document_findings", "-f", "json").stdout
    assert json.loads(found)["n"] == str(len(list(rows(plain, "findings"))))


def test_sql_prints_its_views_and_refuses_nonsense_in_one_line(plain: Path, tmp_path: Path):
    duckdb = pytest.importorskip("duckdb")
    script = run("sql", plain, "--views").stdout
    db = duckdb.connect()
    db.execute(script)
    assert db.execute("select count(*) from form_indicators").fetchone()[0] > 20
    wrong = run("sql", plain, "select nothing from nowhere")
    assert wrong.exit_code == 2
    assert "nowhere" in wrong.stderr
    assert "Traceback" not in wrong.output
    assert run("sql", tmp_path, "select 1").exit_code == 2
    assert run("sql", plain).exit_code == 2


def test_sql_without_duckdb_says_how_to_get_it(plain: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = run("sql", plain, "select 1")
    assert result.exit_code == 2
    assert "pip install 'fuhe[sql]'" in result.stderr


def test_diff_tells_cells_rows_and_documents_apart(source: Path, plain: Path, tmp_path: Path):
    (tmp_path / "in").mkdir()
    for path in source.iterdir():
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    same = ingest(tmp_path / "in", tmp_path / "same")
    assert run("diff", plain, same).exit_code == 0
    (tmp_path / "in" / "empty.pdf").unlink()
    other = ingest(
        tmp_path / "in", tmp_path / "other",
        settings=fuhe.Settings(severity={"total-score": "warning"}),
    )  # fmt: skip
    result = run("diff", plain, other, "-f", "json")
    assert result.exit_code == 1
    found = [json.loads(line) for line in result.stdout.splitlines()]
    changed = {
        (d["table"], d["column"], d["old"], d["new"]) for d in found if d["kind"] == "changed"
    }
    assert ("findings", "severity", "error", "warning") in changed
    assert {d["table"] for d in found if d["kind"] == "removed"} == {"documents", "failures"}
    assert not [d for d in found if d["kind"] == "added"]
    assert "differences" in result.stderr


def test_diff_compares_values_across_formats(plain: Path, parquet: Path):
    assert run("diff", plain, parquet).exit_code == 0
