"""Files that mean harm: each costs at most itself, none is obeyed. docs/hostile.md is the list."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.hostile_making import SECRET, TITLE, docx, docx_table, files, paragraph

# what each file gets: a status, or the error it fails with
OUTCOMES = {
    "bomb-part.docx": {"too-large", "no_form"},
    "bomb.zip/绩效.txt": {"too-large"},
    "bomb-nested.zip/inner.zip/绩效.txt": {"too-large"},
    "bomb-nested.zip/ok.txt": {"no_form"},
    "lying.zip/绩效.txt": {"damaged", "empty"},
    "traversal.zip/escaped.txt": {"no_form"},
    "traversal.zip/a/escaped.txt": {"no_form"},
    "laughs.docx": {"damaged"},
    "laughs.xlsx": {"damaged", "empty"},
    "laughs.ods": {"damaged", "empty"},
    "laughs.odt": {"damaged", "empty"},
    "laughs.html": {"no_form"},
    "entity.docx": {"damaged"},
    "entity.xlsx": {"damaged", "empty"},
    "entity.ods": {"damaged", "empty"},
    "entity.odt": {"damaged", "empty", "no_form"},
    "entity.html": {"no_form"},
    "linked.docx": {"no_form"},
    "linked.odt": {"no_form", "damaged"},
    "linked.rtf": {"no_form"},
    "loop.pdf": {"damaged"},
    "endless.pdf": {"too-large"},
    "huge-page.pdf": {"too-large"},
    "deep.pdf": {"no_form", "damaged"},
    "flate-bomb.pdf": {"crash", "memory", "timeout", "too-large", "no_form"},
    "script.pdf": {"no_form"},
    "cells.docx": {"no_form"},
    "cells.html": {"no_form"},
    "cells.csv": {"no_form"},
    "span.html": {"no_form"},
    "nested.docx": {"damaged", "no_form"},
    "nested.html": {"empty", "no_form"},
    "deep.html": {"empty", "no_form"},
    "long.txt": {"memory", "too-large", "timeout", "no_form"},
    "long.docx": {"damaged", "too-large"},
    "long.html": {"memory", "too-large", "timeout", "no_form"},
    "nul.txt": {"unsupported", "no_form"},
    "nul.html": {"unsupported", "no_form"},
    "rtl.txt": {"no_form"},
    "script.html": {"no_form"},
    "script.txt": {"no_form"},
}
NEED_OFFICE = {"laughs.odt", "entity.odt", "linked.odt", "linked.rtf"}


def rows(corpus: Path, table: str) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with (corpus / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fuhe(*arguments: object, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fuhe", *map(str, arguments), "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(root), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the hostile files in ``in`` and a secret beside it."""
    top = tmp_path_factory.mktemp("hostile")
    (top / "in").mkdir()
    (top / "secret.txt").write_text(SECRET)
    for name, make in files(top / "secret.txt").items():
        (top / "in" / name).write_bytes(make())
    (top / "in" / "link.txt").symlink_to(top / "secret.txt")
    return top


@pytest.fixture(scope="module")
def corpus(place: Path, root: Path) -> Path:
    """All of them read in one run, with a minute and 700 MB each."""
    options = ("-j", "2", "--timeout", "60", "--memory", "700", "--headers", "en")
    done = fuhe("ingest", place / "in", "-o", place / "out", *options, root=root)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return place / "out"


@pytest.fixture(scope="module")
def outcomes(corpus: Path) -> dict[str, str]:
    """Path -> status, or error where it failed."""
    found = {}
    for row in rows(corpus, "documents"):
        for path in row["path"].split("|"):
            found[path] = row["status"]
    return found | {row["path"]: row["error"] for row in rows(corpus, "failures")}


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_costs_itself_alone_and_gets_one_outcome(name: str, outcomes: dict[str, str]):
    expected = OUTCOMES[name] | ({"missing-program"} if name in NEED_OFFICE else set())
    assert outcomes[name] in expected


def test_nothing_is_unaccounted_for(outcomes: dict[str, str]):
    assert set(outcomes) == {*OUTCOMES, "link.txt"}
    assert outcomes["link.txt"] == "link-outside"


def test_no_failure_is_a_slip_of_our_own(corpus: Path):
    failures = rows(corpus, "failures")
    assert not [row for row in failures if row["error"] == "internal"]
    assert all(row["message"].endswith((".", "。")) for row in failures)


def test_no_other_file_is_read(corpus: Path):
    """Entities, links, sections, fields and included files all name the secret."""
    for path in corpus.glob("*.*"):
        if path.is_file() and path.name != "documents.csv":
            text = path.read_text("utf-8-sig")
            assert SECRET not in text.replace(f"alert('{SECRET}')", ""), path.name


def test_nothing_is_written_outside_the_output_folder(corpus: Path, place: Path):
    assert {path.name for path in place.iterdir()} == {"in", "out", "secret.txt"}
    assert not [path for path in place.parent.rglob("*escaped*") if "pytest" not in path.name]
    assert {path.name for path in (corpus / ".fuhe").iterdir()} == {
        "journal.sqlite",
        "lock",
        "log.jsonl",
    }


WATCHED = ("traversal.zip", "entity.docx", "entity.html", "entity.xlsx", "linked.docx", "script.pdf",
           "loop.pdf", "laughs.html", "rtl.txt")  # fmt: skip
WATCHER = """
import json, os, sys
seen = []
def hook(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)):
        writes = isinstance(given[1], str) and set(given[1]) & set("wax+") or given[2] & 3
        seen.append((os.fsdecode(given[0]), bool(writes)))
    elif event in ("os.rename", "os.mkdir", "os.symlink", "os.link", "shutil.copyfile"):
        seen.append((os.fsdecode(given[1] if event not in ("os.mkdir",) else given[0]), True))
    elif event in ("subprocess.Popen", "os.system", "socket.connect"):
        seen.append((event, True))
sys.addaudithook(hook)
import fuhe
fuhe.ingest(sys.argv[2:], sys.argv[1], workers=0)
print(json.dumps(seen))
"""


def test_every_file_that_is_opened_for_writing_lies_in_the_output_folder(
    place: Path, tmp_path: Path, root: Path
):
    given = [place / "in" / name for name in WATCHED]
    done = subprocess.run(
        [sys.executable, "-c", WATCHER, tmp_path / "out", *given],
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = [(os.path.realpath(path), writes) for path, writes in json.loads(done.stdout)]
    out = os.path.realpath(tmp_path / "out")
    assert {path for path, writes in seen if writes and not path.startswith(out)} <= {"/dev/null"}
    assert not [path for path, _ in seen if path.endswith("secret.txt")]


def test_check_has_the_limits_of_ingest(place: Path, tmp_path: Path, root: Path):
    (tmp_path / "ok.txt").write_text(f"{TITLE}\n一、概况\n", encoding="utf-8")
    (tmp_path / "cells.docx").write_bytes(docx_table(4_000, 100))  # seconds of work
    options = ("--timeout", "1", "-q")
    done = fuhe("check", tmp_path / "cells.docx", tmp_path / "ok.txt", *options, root=root)
    assert done.returncode == 0
    assert re.search(r"cells\.docx: Reading took longer than 1 s", done.stderr)
    assert done.stdout == "ok.txt: 0 errors, 0 warnings\n"
    options = ("--memory", "300", "-q")
    done = fuhe("check", place / "in" / "long.txt", tmp_path / "ok.txt", *options, root=root)
    assert "long.txt: The document needs more memory than it may have" in done.stderr
    assert done.stdout == "ok.txt: 0 errors, 0 warnings\n"


@pytest.mark.skipif(
    sys.platform != "linux", reason="documents are read in the process itself there"
)
def test_a_crash_costs_check_one_document(tmp_path: Path, monkeypatch):
    from extract.document import ReadError
    from fuhe import pipeline, sandbox
    from fuhe.executors.limits import Limits
    from fuhe.settings import Settings

    (tmp_path / "ok.txt").write_text(f"{TITLE}\n一、概况\n", encoding="utf-8")
    run = pipeline.run
    monkeypatch.setattr(
        pipeline, "run", lambda p, s: os.kill(os.getpid(), 9) if p.name == "bad" else run(p, s)
    )
    with sandbox.Sandbox(Settings(), Limits()) as box:
        for _ in range(2):
            with pytest.raises(ReadError, match="signal 9") as caught:
                box.read(tmp_path / "bad")
            assert caught.value.reason == "crash"
            assert box.read(tmp_path / "ok.txt").report.sections


def test_what_comes_back_from_a_copy_can_be_nothing_but_plain_data():
    import io
    import pickle

    from fuhe.sandbox import _Plain

    class Evil:
        def __reduce__(self):
            return os.system, ("echo harmed",)

    for evil in (Evil(), os.getcwd, eval):
        with pytest.raises(pickle.UnpicklingError):
            _Plain(io.BytesIO(pickle.dumps(evil))).load()
    with pytest.raises(pickle.UnpicklingError):
        _Plain(io.BytesIO(b"cfuhe.pipeline\nrun\n.")).load()
    with pytest.raises(pickle.UnpicklingError):
        _Plain(io.BytesIO(b"cfuhe.pipeline\nos.system\n.")).load()


def test_a_document_comes_back_from_a_copy_as_it_was_read(samples: Path):
    import pickle

    from fuhe import pipeline
    from fuhe.executors.limits import Limits
    from fuhe.sandbox import Sandbox
    from fuhe.settings import Settings

    with Sandbox(Settings(), Limits()) as box:
        for path in sorted(samples.glob("yuelu-2021.*")):
            assert box.read(path) == pickle.loads(pickle.dumps(pipeline.run(path)))  # noqa: S301


SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory) -> Path:
    """A document with script in title, headings, labels and file name, and a finding on it."""
    folder = tmp_path_factory.mktemp("scripted")
    text = "&lt;script&gt;alert(1)&lt;/script&gt;"
    body = paragraph(f"2022年度{text}绩效自评报告") + paragraph(f"一、{text}")
    body += paragraph(f"支出10万元，其中：{text}甲3万元、乙18万元。")
    name = "x<script>alert(1)<\u2215script>\"'>.docx"
    (folder / name).write_bytes(docx(body))
    (folder / "bad<script>.pdf").touch()
    return folder


def test_pages_escape_titles_labels_and_file_names(scripted: Path, tmp_path: Path, root: Path):
    page = tmp_path / "check.html"
    assert fuhe("check", scripted, "-f", "html", "-o", page, root=root).returncode == 1
    assert fuhe("ingest", scripted, "-o", tmp_path / "out", "-j", "1", root=root).returncode == 0
    assert fuhe("report", tmp_path / "out", root=root).returncode == 0
    from fuhe.outputs.words import choose
    from fuhe.review.server import _page, open_desk

    review = _page(open_desk(tmp_path / "out", choose("en")), {})
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    for text in (page.read_text("utf-8"), report, review):
        assert "&lt;script&gt;" in text
        assert "<script" not in text.lower()
        assert "onerror=" not in text
    assert "default-src 'none'" in report


def test_marks_that_move_the_cursor_or_turn_the_text_never_reach_a_terminal(
    tmp_path: Path, root: Path
):
    file = tmp_path / "a\x1b[31m\u202eb\nc.txt"
    file.write_text(
        f"{TITLE}\n一、\x1b[2J概\u202e况\n支出10万元，其中：\x1b[31m甲3万元、乙4万元。\n", "utf-8"
    )
    done = fuhe("check", file, tmp_path / "no\x1b[31m.txt", root=root)
    assert "text-sum" in done.stdout
    for mark in ("\x1b", "\u202e"):
        assert mark not in done.stdout + done.stderr


def test_every_row_names_a_test_that_exists(root: Path):
    page = (root / "docs" / "hostile.md").read_text("utf-8")
    inputs = [line for line in page.splitlines() if line.startswith("| ")]
    inputs = [line for line in inputs if not line.startswith(("| input ", "| --- "))]
    assert len(inputs) > 35
    unnamed = [line for line in inputs if not re.search(r"`test_\w+`", line.split(" | ")[-1])]
    assert not unnamed
    named = set(re.findall(r"`(test_\w+)`", page))
    sources = "".join(path.read_text("utf-8") for path in (root / "tests").rglob("test_*.py"))
    missing = {name for name in named if f"def {name}(" not in sources}
    assert not missing
    for name in files(Path("/secret")):
        assert f"`{name}`" in page, name
