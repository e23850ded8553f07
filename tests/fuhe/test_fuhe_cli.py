"""The command line as a user meets it: words, exit status, streams."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fuhe.cli import app
from fuhe.outputs.wrap import width
from score import rules

runner = CliRunner()


def run(*arguments: object, **environment: str):
    return runner.invoke(app, [str(a) for a in arguments], env={"LC_ALL": "C", **environment})


@pytest.fixture
def right(tmp_path: Path, write_form) -> Path:
    return write_form(tmp_path / "right.docx")


@pytest.fixture
def wrong(tmp_path: Path, write_form) -> Path:
    return write_form(tmp_path / "wrong.docx", score="97")


def test_exit_status_is_0_without_errors_1_with_one_2_when_nothing_can_be_read(
    right: Path, wrong: Path, broken_files: Path
):
    assert run("check", right).exit_code == 0
    assert run("check", wrong).exit_code == 1
    assert run("check", right, wrong).exit_code == 1
    assert run("check", right, broken_files).exit_code == 0
    assert run("check", broken_files).exit_code == 2
    assert run("check", right.parent / "not there.docx").exit_code == 2


def test_wrong_usage_is_exit_status_2(right: Path, tmp_path: Path):
    assert run("check").exit_code == 2
    assert run("check", right, "--select", "no-such-rule").exit_code == 2
    assert run("check", right, "--severity", "fatal").exit_code == 2
    assert run("check", right, "--format", "xlsx").exit_code == 2
    assert run("check", right, "--lang", "fr").exit_code == 2
    assert run("ingest", right).exit_code == 2
    assert run("report", tmp_path).exit_code == 2
    assert run("rules", "no-such-rule").exit_code == 2


def test_each_unreadable_file_is_one_line_on_stderr(broken_files: Path, right: Path):
    result = run("check", broken_files, right)
    lines = result.stderr.splitlines()
    assert len(lines) == len(list(broken_files.iterdir()))
    assert all(re.fullmatch(r"fuhe: [^:]+: .+\.", line) for line in lines)
    assert "Traceback" not in result.output
    assert "right.docx" in result.stdout


def test_a_finding_shows_place_stated_recomputed_addends_and_difference(wrong: Path):
    out = run("check", wrong, "--lang", "en").stdout
    assert "error" in out
    assert "total-score · table 1, row 11, column 7" in out
    assert re.search(r"stated +97\n", out)
    assert re.search(r"recomputed +98\.5\n", out)
    assert re.search(r"= +9  年度资金总额", out)
    assert re.search(r"\+ 9\.5  群众满意度", out)
    assert re.search(r"difference +-1\.5", out)
    assert "Checked and agreed" in out
    assert "Verdict" in out


def test_no_line_is_wider_than_80_columns(samples: Path, wrong: Path):
    for lang in ("zh", "en"):
        out = run("check", samples / "yuelu-2021.docx", wrong, "--lang", lang).stdout
        assert len(out.splitlines()) > 50
        assert max(width(line) for line in out.splitlines()) <= 80


def test_language_follows_the_locale_unless_it_is_chosen(right: Path):
    chinese, english = "已核对且一致", "Checked and agreed"
    assert chinese in run("check", right, LC_ALL="zh_CN.UTF-8").stdout
    assert english in run("check", right, LC_ALL="en_US.UTF-8").stdout
    assert english in run("check", right, LC_ALL="", LC_MESSAGES="", LANG="C.UTF-8").stdout
    assert chinese in run("check", right, LC_ALL="", LC_MESSAGES="", LANG="zh_TW").stdout
    assert english in run("check", right, "--lang", "en", LC_ALL="zh_CN.UTF-8").stdout


def test_rules_can_be_selected_ignored_and_given_another_severity(wrong: Path):
    assert run("check", wrong, "--ignore", "total-score").exit_code == 0
    assert run("check", wrong, "--select", "fund-rate").exit_code == 0
    assert run("check", wrong, "--select", "total-score").exit_code == 1
    assert run("check", wrong, "--severity", "total-score=warning").exit_code == 0


def test_severity_hides_what_is_less_grave_and_says_so(samples: Path):
    everything = run("check", samples / "yuelu-2021.docx", "--lang", "en").stdout
    errors = run("check", samples / "yuelu-2021.docx", "--lang", "en", "--severity", "error").stdout
    assert "section-numbering" in everything
    assert "section-numbering" not in errors.replace("section-numbering  1", "")
    assert "below the chosen severity" in errors


def test_quiet_is_one_line_a_document(right: Path, wrong: Path):
    out = run("check", "-q", right, wrong, "--lang", "en").stdout
    assert out == "right.docx: 0 errors, 0 warnings\nwrong.docx: 1 errors, 0 warnings\n"


def test_several_documents_end_with_a_count(right: Path, wrong: Path, broken_files: Path):
    out = run("check", right, wrong, broken_files, "--lang", "en").stdout
    assert " ".join(out.split()).endswith(
        "6 file(s): 1 with errors, 0 with warnings only, 1 without findings, "
        "0 with nothing to check, 4 not read."
    )


def test_output_goes_to_a_file_whole_or_not_at_all(right: Path, tmp_path: Path):
    target = tmp_path / "out.txt"
    assert run("check", right, "-o", target).exit_code == 0
    assert "right.docx" in target.read_text("utf-8")
    assert run("check", right, "-o", tmp_path / "no" / "such" / "folder.txt").exit_code == 2
    assert not list(tmp_path.glob(".*.part"))


def test_ingest_report_and_rules_work_together(wrong: Path, tmp_path: Path, broken_files: Path):
    corpus = tmp_path / "corpus"
    result = run("ingest", wrong, broken_files, "-o", corpus, "--lang", "en", "-j", "1")
    assert result.exit_code == 0
    assert re.search(r"Not read +4  \(see the failures table\)", result.stdout)
    assert run("report", corpus, "--lang", "zh").exit_code == 0
    page = (corpus / "report.html").read_text("utf-8")
    assert "wrong.docx" in page
    assert "total-score" in page
    assert run("ingest", broken_files, "-o", tmp_path / "other", "-j", "1").exit_code == 2
    assert run("ingest", tmp_path / "none", "-o", tmp_path / "third").exit_code == 2
    assert not (tmp_path / "third").exists()


def test_every_rule_is_listed_and_has_a_page(right: Path):
    listed = run("rules").stdout
    for rule in rules():
        assert rule.name in listed
        page = run("rules", rule.name)
        assert page.exit_code == 0
        assert rule.name in page.stdout
        assert "Source" in page.stdout
        assert "Fails" in page.stdout


def test_a_rule_that_is_spelled_almost_right_is_suggested():
    result = run("rules", "total-scor", "--lang", "en")
    assert "total-score" in result.stderr


def test_every_command_and_option_is_in_the_manual(root: Path):
    import typer

    manual = (root / "docs" / "cli.md").read_text("utf-8")
    commands = typer.main.get_command(app).commands
    assert set(commands) == {"check", "ingest", "report", "review", "rules", "sql", "diff"}
    for name, command in commands.items():
        assert f"## fuhe {name}" in manual
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert f"`{option}" in manual, f"{name} {option}"


def shell(*arguments: object, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fuhe", *map(str, arguments)],
        cwd=root,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_python_m_fuhe_works_and_has_a_version(root: Path, wrong: Path):
    done = shell("--version", root=root)
    assert (done.returncode, done.stdout[:5]) == (0, "fuhe ")
    done = shell("check", wrong, root=root)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout


def test_an_encoding_without_chinese_is_no_reason_to_fail(root: Path, wrong: Path):
    done = shell("check", wrong, "--lang", "zh", root=root, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_reader_that_stops_reading_is_no_reason_to_complain(root: Path, samples: Path):
    command = f"'{sys.executable}' -m fuhe check '{samples}/yuelu-2021.txt' | head -1"
    done = subprocess.run(
        ["sh", "-c", command], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout == "yuelu-2021.txt\n"
    assert done.stderr == ""


def test_json_on_stdout_is_whole_and_nothing_but_json(root: Path, wrong: Path):
    done = shell("check", wrong, "nowhere.pdf", "--format", "json", root=root)
    data = json.loads(done.stdout)
    assert [document["path"] for document in data["documents"]] == ["wrong.docx"]
    assert [failed["path"] for failed in data["failures"]] == ["nowhere.pdf"]


def test_import_brings_no_heavy_library(root: Path):
    code = (
        "import sys, fuhe; heavy = {'pandas', 'pyarrow', 'docx', 'pdfplumber', 'pypdfium2', 'lxml',"
        " 'rich', 'typer', 'jinja2', 'numpy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
