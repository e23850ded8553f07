"""``fuhe ingest``: the same bytes whatever the workers, and every file accounted for."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import fuhe
from fuhe.corpus.schema import tables
from tests.fuhe.corpora import contents, rows


@pytest.fixture
def batch(tmp_path: Path, write_form, broken_files) -> Path:
    folder = tmp_path / "in"
    write_form(folder / "b" / "right.docx", project="甲项目")
    write_form(folder / "a" / "wrong.docx", project="乙项目", score="97")
    write_form(folder / "copy.docx", project="丙项目")
    (folder / "z").mkdir()
    (folder / "z" / "copy again.docx").write_bytes((folder / "copy.docx").read_bytes())
    write_form(folder / "really.pdf")
    broken_files.rename(folder / "broken")
    (folder / ".hidden.docx").write_bytes(b"x")
    (folder / "~$lock.docx").write_bytes(b"x")
    return folder


def test_one_and_two_workers_and_no_worker_write_the_same_bytes(batch: Path, tmp_path: Path):
    for workers in (0, 1, 2):
        fuhe.ingest(batch, tmp_path / f"corpus{workers}", workers=workers)
    first = contents(tmp_path / "corpus0")
    assert first == contents(tmp_path / "corpus1") == contents(tmp_path / "corpus2")
    assert set(first) == {f"{table.name}.csv" for table in tables()} | {"datapackage.json"}


def test_a_second_run_over_the_same_corpus_changes_nothing(batch: Path, tmp_path: Path):
    fuhe.ingest(batch, tmp_path / "corpus", workers=2)
    before = contents(tmp_path / "corpus")
    fuhe.ingest(batch, tmp_path / "corpus", workers=2)
    assert contents(tmp_path / "corpus") == before


def test_every_file_has_one_place_in_the_corpus(batch: Path, tmp_path: Path):
    summary = fuhe.ingest(batch, tmp_path / "corpus", workers=1)
    documents = rows(tmp_path / "corpus", "documents")
    failures = rows(tmp_path / "corpus", "failures")
    paths = [path for row in documents for path in row["path"].split("|")]
    assert sorted(paths) == sorted(
        ["a/wrong.docx", "b/right.docx", "copy.docx", "z/copy again.docx", "really.pdf"]
        + [f"broken/{name}" for name in ("cut.docx", "cut.pdf", "empty.docx", "noise.bin")]
    )
    failed = {row["path"] for row in documents if row["status"] == "failed"}
    assert failed == {row["path"] for row in failures}
    assert failed == {f"broken/{n}" for n in ("cut.docx", "cut.pdf", "empty.docx", "noise.bin")}
    assert all(row["error"] and row["message"] and row["stage"] for row in failures)
    assert (summary.files, summary.total, summary.failed) == (9, 8, 4)


def test_documents_are_sorted_by_path_and_known_by_their_bytes(batch: Path, tmp_path: Path):
    fuhe.ingest(batch, tmp_path / "corpus", workers=2)
    documents = rows(tmp_path / "corpus", "documents")
    assert [row["path"] for row in documents] == sorted(row["path"] for row in documents)
    for row in documents:
        data = (batch / row["path"].split("|")[0]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["doc_id"] == row["sha256"][:16]
        assert row["bytes"] == str(len(data))
    joined = next(row for row in documents if "|" in row["path"])
    assert joined["path"] == "copy.docx|z/copy again.docx"


def test_figures_are_written_clean_and_as_printed(batch: Path, tmp_path: Path):
    fuhe.ingest(batch, tmp_path / "corpus", workers=1)
    corpus = tmp_path / "corpus"
    (wrong,) = (row for row in rows(corpus, "documents") if row["path"] == "a/wrong.docx")
    (form,) = (row for row in rows(corpus, "forms") if row["doc_id"] == wrong["doc_id"])
    assert form["form_id"] == f"{wrong['doc_id']}-01"
    assert (form["kind"], form["year"], form["project"]) == ("project", "2022", "乙项目")
    assert (form["score_total_stated"], form["score_total"]) == ("97", "98.5")
    assert (form["weight_total_stated"], form["weight_total"], form["grade"]) == (
        "100",
        "100",
        "优",
    )
    total = next(row for row in rows(corpus, "funds") if row["form_id"] == form["form_id"])
    assert (total["budget"], total["executed"], total["rate"]) == ("120.00", "108.00", "0.9000")
    assert (total["budget_raw"], total["rate_raw"]) == ("120.00", "90.00%")
    errors = [r for r in rows(corpus, "findings") if r["severity"] == "error"]
    assert [(r["rule"], r["stated"], r["recomputed"]) for r in errors] == [
        ("total-score", "97", "98.5")
    ]
    assert errors[0]["verdict"] == ""
    assert wrong["errors"] == "1"


def test_a_zip_is_read_with_the_paths_inside_it(tmp_path: Path, write_form):
    form = write_form(tmp_path / "form.docx")
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "bundle.zip", "w") as archive:
        archive.write(form, "2022/甲/form.docx")
        archive.writestr("2022/empty.docx", b"")
        archive.writestr("../../escape.txt", "绩效")
    (tmp_path / "in" / "cut.zip").write_bytes(b"PK\x03\x04 cut short")
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=1)
    paths = {row["path"]: row["status"] for row in rows(tmp_path / "corpus", "documents")}
    assert paths["bundle.zip/2022/甲/form.docx"] == "ok"
    assert paths["bundle.zip/2022/empty.docx"] == "failed"
    assert paths["cut.zip"] == "failed"
    assert "bundle.zip/escape.txt" in paths
    assert not list(tmp_path.rglob("escape.txt"))


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot exist there")
def test_hostile_file_names_survive(tmp_path: Path, write_form):
    folder = tmp_path / "in"
    names = {
        b"line\nbreak.docx": "line\nbreak.docx",
        b'quote" and, comma.docx': 'quote" and, comma.docx',
        b"--output.docx": "--output.docx",
        "复核".encode("gbk") + b".docx": "\\xb8\\xb4\\xba\\xcb.docx",
        b"pipe|d.docx": "pipe\\x7cd.docx",
        b"=cmd().docx": "=cmd().docx",
    }
    form = write_form(tmp_path / "form.docx")
    folder.mkdir()
    for number, name in enumerate(names):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(  # noqa: PTH118
            form.read_bytes() + b" " * number
        )
    fuhe.ingest(folder, tmp_path / "corpus", workers=2)
    documents = rows(tmp_path / "corpus", "documents")
    assert {row["path"] for row in documents} == set(names.values())
    assert {row["status"] for row in documents} == {"ok"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_folder_and_odd_files_are_recorded_and_not_read(
    tmp_path: Path, write_form
):
    secret = write_form(tmp_path / "outside" / "secret.docx")
    folder = tmp_path / "in"
    write_form(folder / "form.docx", project="甲")
    (folder / "secret.docx").symlink_to(secret)
    (folder / "all").symlink_to(secret.parent)
    (folder / "alias.docx").symlink_to(folder / "form.docx")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.docx")
    fuhe.ingest(folder, tmp_path / "corpus", workers=1)
    (document,) = rows(tmp_path / "corpus", "documents")
    assert document["path"] in ("alias.docx", "form.docx")
    failures = {row["path"]: row["error"] for row in rows(tmp_path / "corpus", "failures")}
    assert failures == {
        "all": "link-outside",
        "secret.docx": "link-outside",
        "pipe.docx": "unsupported",
    }


def test_a_glob_names_files_below_its_fixed_part(tmp_path: Path, write_form):
    write_form(tmp_path / "in" / "2021" / "a.docx", project="甲")
    write_form(tmp_path / "in" / "2022" / "a.docx", project="乙")
    fuhe.ingest(str(tmp_path / "in" / "*" / "*.docx"), tmp_path / "corpus", workers=0)
    paths = [row["path"] for row in rows(tmp_path / "corpus", "documents")]
    assert paths == ["2021/a.docx", "2022/a.docx"]


def test_the_corpus_is_not_read_as_its_own_input(tmp_path: Path, write_form):
    write_form(tmp_path / "form.docx")
    for _ in range(2):
        fuhe.ingest(tmp_path, tmp_path / "corpus", workers=0)
    assert [row["path"] for row in rows(tmp_path / "corpus", "documents")] == ["form.docx"]


def test_a_folder_with_other_files_is_never_written_to(tmp_path: Path, write_form):
    form = write_form(tmp_path / "form.docx")
    out = tmp_path / "precious"
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(ValueError, match="no corpus"):
        fuhe.ingest(form, out, workers=0)
    assert [path.name for path in out.iterdir()] == ["thesis.docx"]
    with pytest.raises(ValueError, match="a file"):
        fuhe.ingest(form, form, workers=0)


def test_a_run_that_reads_nothing_leaves_an_earlier_corpus_alone(
    tmp_path: Path, write_form, broken_files
):
    form = write_form(tmp_path / "form.docx")
    fuhe.ingest(form, tmp_path / "corpus", workers=0)
    before = contents(tmp_path / "corpus")
    for given in (tmp_path / "not there", broken_files):
        summary = fuhe.ingest(given, tmp_path / "corpus", workers=0)
        assert not summary.read
        assert not summary.written
        assert contents(tmp_path / "corpus") == before


def test_a_new_corpus_keeps_what_people_put_beside_the_tables(tmp_path: Path, write_form):
    form = write_form(tmp_path / "form.docx")
    fuhe.ingest(form, tmp_path / "corpus", workers=0)
    (tmp_path / "corpus" / "review.sqlite").write_bytes(b"verdicts")
    fuhe.ingest(form, tmp_path / "corpus", workers=0)
    assert (tmp_path / "corpus" / "review.sqlite").read_bytes() == b"verdicts"


def test_tables_of_a_stopped_run_never_show(tmp_path: Path, write_form):
    form = write_form(tmp_path / "form.docx")
    out = tmp_path / "corpus"

    def stop(summary: fuhe.Summary) -> None:
        if summary.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fuhe.ingest(form, out, workers=1, progress=stop)
    assert [path.name for path in out.iterdir()] == [".fuhe"]


def test_two_runs_on_one_corpus_do_not_mix(tmp_path: Path, write_form):
    pytest.importorskip("fcntl")
    form = write_form(tmp_path / "form.docx")
    refused = []

    def again(summary: fuhe.Summary) -> None:
        with pytest.raises(ValueError, match="Another run"):
            fuhe.ingest(form, tmp_path / "corpus", workers=0)
        refused.append(summary)

    assert fuhe.ingest(form, tmp_path / "corpus", workers=0, progress=again).written
    assert refused


def test_what_a_killed_run_left_behind_is_taken_away(tmp_path: Path, write_form):
    area = tmp_path / "corpus" / ".fuhe"
    (area / "tmp" / "fuhe-left").mkdir(parents=True)
    (area / "fresh").mkdir()
    (area / "fresh" / "funds.csv").write_bytes(b"half")
    fuhe.ingest(write_form(tmp_path / "form.docx"), tmp_path / "corpus", workers=0)
    assert {path.name for path in area.iterdir()} == {"journal.sqlite", "lock", "log.jsonl"}


def test_a_full_disk_is_one_line_and_changes_nothing(tmp_path: Path, write_form, root: Path):
    if sys.platform == "win32":
        pytest.skip("needs a limit on the size of files")
    form = write_form(tmp_path / "form.docx")
    fuhe.ingest(form, tmp_path / "corpus", workers=0)
    before = contents(tmp_path / "corpus")
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000));"
        "from fuhe.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "ingest", form, "-o", tmp_path / "corpus", "-q", "-j", "1"],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert re.fullmatch(r"fuhe: The output cannot be written: .+\.\n", done.stderr)
    assert contents(tmp_path / "corpus") == before


def test_a_script_needs_no_main_guard(tmp_path: Path, write_form, root: Path):
    write_form(tmp_path / "form.docx")
    script = tmp_path / "script.py"
    script.write_text("import fuhe; print(fuhe.ingest('form.docx', 'corpus', workers=2).read)\n")
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1\n"


def test_parquet_holds_the_same_tables(tmp_path: Path, write_form):
    parquet = pytest.importorskip("pyarrow.parquet")
    form = write_form(tmp_path / "form.docx")
    fuhe.ingest(form, tmp_path / "corpus", workers=0)
    fuhe.ingest(form, tmp_path / "corpus", workers=0, format="parquet")
    assert not list((tmp_path / "corpus").glob("*.csv"))
    fuhe.ingest(form, tmp_path / "csv", workers=0)
    for table in tables():
        read = parquet.read_table(tmp_path / "corpus" / f"{table.name}.parquet")
        assert read.column_names == table.header
        assert read.num_rows == len(rows(tmp_path / "csv", table.name))
    funds = parquet.read_table(tmp_path / "corpus" / "funds.parquet").to_pylist()
    assert funds[0]["executed"] == 108.0
    assert funds[0]["parent_row"] is None
    package = json.loads((tmp_path / "corpus" / "datapackage.json").read_text("utf-8"))
    assert {resource["format"] for resource in package["resources"]} == {"parquet"}


def test_parquet_without_pyarrow_says_how_to_get_it(tmp_path: Path, write_form, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"fuhe\[parquet\]"):
        fuhe.ingest(write_form(tmp_path / "f.docx"), tmp_path / "c", workers=0, format="parquet")
