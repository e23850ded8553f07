"""The corpus as others read it: the contract's columns, Frictionless, pandas, DuckDB, Calc."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

import fuhe
from fuhe.corpus.manual import manual
from fuhe.corpus.schema import tables
from tests.fuhe.corpora import rows

REASON = 'A "quoted", cell\nof two lines; =1+1\t复核，绩效'

# the tables and columns that users rely on: add at the end, rename and remove nothing
CONTRACT = """
documents | doc_id, path, format, sha256, bytes, pages, title, unit, region, year, forms, sections, errors, warnings, ocr, status, reason, reader, notes, reason_zh, notes_zh
forms | form_id, doc_id, form_no, kind, template, title, year, unit, department, project, project_code, staff_quota, staff_actual, weight_total_stated, weight_total, score_total_stated, score_total, grade_stated, grade, page_first, page_last
funds | form_id, row_no, group, item, label, budget_initial, budget, executed, rate, weight, score, budget_initial_raw, budget_raw, executed_raw, rate_raw, weight_raw, score_raw, unit_stated, page, table_no, table_row, parent_row, arrived, arrived_raw
indicators | form_id, row_no, level1, level2, level3, level1_code, level2_code, target, actual, weight, score, reason, target_op, target_value, target_unit, actual_value, actual_unit, attainment, weight_raw, score_raw, page, table_no, table_row, direction, review_score
sections | doc_id, section_no, level, numbering, number, title, text, page
amounts | doc_id, section_no, amount_no, label, value, value_raw, parent_no, page
findings | doc_id, form_id, finding_no, rule, severity, material, field, label, stated, recomputed, difference, tolerance, page, table_no, table_row, table_col, message, message_zh, candidates, verdict, cause, sheet, line, section_no, section, formula
checks | doc_id, form_id, check_no, rule, verdict, field, label, stated, stated_low, stated_high, recomputed, recomputed_low, recomputed_high, formula, reason, page, table_no, table_row
repairs | doc_id, form_id, repair_no, table, row_no, column, from, to, rule, reason, reason_zh
failures | path, sha256, stage, error, message
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, samples: Path) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "in").mkdir()
    for name in ("yuelu-2021.docx", "yuelu-2021.pdf", "clean-project-2022.txt"):
        (folder / "in" / name).write_bytes((samples / name).read_bytes())
    (folder / "in" / "empty.pdf").touch()
    fuhe.ingest(folder / "in", folder / "out", workers=0)
    return folder / "out"


@pytest.fixture
def quoted(tmp_path: Path, write_form) -> Path:
    write_form(tmp_path / "in" / "form.docx", reason=REASON)
    fuhe.ingest(tmp_path / "in", tmp_path / "out", workers=0)
    return tmp_path / "out"


def test_tables_and_columns_are_those_of_the_contract():
    ours = {table.name: table.header for table in tables()}
    for line in CONTRACT.strip().splitlines():
        name, _, columns = line.partition(" | ")
        assert ours[name] == columns.split(", ")


def test_the_files_hold_what_the_schema_says(corpus: Path):
    for table in tables():
        data = (corpus / f"{table.name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        assert data.decode("utf-8-sig").split("\r\n")[0] == ",".join(table.header)
    for table in ("forms", "funds", "indicators", "sections", "amounts", "findings", "checks"):
        assert rows(corpus, table), table


def test_keys_are_unique_and_references_lead_somewhere(corpus: Path):
    known = {"documents": set(), "forms": set()}
    for table in tables():
        found = rows(corpus, table.name)
        keys = [tuple(row[column] for column in table.key) for row in found]
        if table.key:
            assert len(set(keys)) == len(keys), table.name
        if table.name in known:
            known[table.name] = {row[table.key[0]] for row in found}
    for table in tables():
        for column, other in table.refers:
            values = {row[column] for row in rows(corpus, table.name)} - {""}
            assert values <= known[other], (table.name, column)


def test_the_data_package_describes_every_column_in_both_languages(corpus: Path):
    package = json.loads((corpus / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [t.name for t in tables()]
    for resource in package["resources"]:
        path = corpus / resource["path"]
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert resource["row_count"] == len(rows(corpus, resource["name"]))
        for field in resource["schema"]["fields"]:
            for name in ("title", "title_zh", "description", "description_zh"):
                assert field[name], (resource["name"], field["name"], name)


def test_frictionless_finds_the_corpus_valid(corpus: Path, quoted: Path):
    frictionless = pytest.importorskip("frictionless")
    for folder in (corpus, quoted):
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


def test_text_survives_pandas(quoted: Path):
    import pandas as pd

    table = pd.read_csv(quoted / "indicators.csv", dtype=str, keep_default_na=False)
    expected = rows(quoted, "indicators")
    assert table.to_dict("records") == expected
    assert '"quoted", cell' in expected[-1]["reason"]
    assert "复核，绩效" in expected[-1]["reason"]
    assert expected[1]["score_raw"] == "30\n分"


def test_text_survives_duckdb(quoted: Path):
    duckdb = pytest.importorskip("duckdb")
    path = str(quoted / "indicators.csv")
    found = duckdb.execute(
        "select reason, score_raw from read_csv(?, header = true, all_varchar = true)", [path]
    ).fetchall()
    assert [(reason or "", score) for reason, score in found] == [
        (row["reason"], row["score_raw"]) for row in rows(quoted, "indicators")
    ]


def test_text_survives_calc(quoted: Path, tmp_path: Path, need_program):
    openpyxl = pytest.importorskip("openpyxl")
    # comma, double quote, UTF-8, from row 1, all columns as text
    columns = "/".join(f"{n}/2" for n in range(1, len(rows(quoted, "indicators")[0]) + 1))
    subprocess.run(
        [
            need_program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless", "--convert-to", "xlsx", "--outdir", tmp_path,
            f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,{columns}",
            quoted / "indicators.csv",
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "indicators.xlsx").active
    header, *shown = ([str(c.value or "") for c in row] for row in sheet.iter_rows())
    expected = rows(quoted, "indicators")
    assert [dict(zip(header, row, strict=True)) for row in shown] == expected


def test_the_manual_of_the_corpus_is_made_from_its_schema(root: Path):
    assert (root / "docs" / "corpus.md").read_text("utf-8") == manual(), (
        "run: python -m fuhe.corpus.manual > docs/corpus.md"
    )
