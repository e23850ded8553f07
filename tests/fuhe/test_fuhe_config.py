"""fuhe.toml: where it is looked for, what it may say, how a slip in it is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fuhe
from fuhe.cli import app
from fuhe.config import ConfigError, choose, find

runner = CliRunner()


def run(*arguments: object):
    return runner.invoke(app, [str(a) for a in arguments], env={"LC_ALL": "C"})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory two folders below ``tmp_path``."""
    folder = tmp_path / "office" / "year"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def wrong(here: Path, write_form) -> Path:
    return write_form(here / "wrong.docx", score="97")


def write(folder: Path, text: str) -> Path:
    path = folder / "fuhe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_upwards_is_used(here: Path, tmp_path: Path):
    assert find() is None or tmp_path not in find().parents
    above = write(tmp_path, "")
    assert find() == above
    near = write(here.parent, "")
    assert find() == near
    assert find(tmp_path) == above


def test_rules_are_ignored_selected_and_given_another_severity(wrong: Path, here: Path):
    assert run("check", wrong).exit_code == 1
    write(here, '[rules]\nignore = ["total-score"]')
    assert run("check", wrong).exit_code == 0
    write(here, '[rules]\nselect = ["fund-rate"]')
    assert run("check", wrong).exit_code == 0
    write(here, '[rules]\nseverity = { total-score = "warning" }')
    assert run("check", wrong).exit_code == 0


def test_a_rule_that_is_ignored_is_not_even_tried(wrong: Path, here: Path):
    write(here, '[rules]\nignore = ["total-score"]')
    assert run("ingest", wrong, "-o", here / "corpus", "-q", "-j", 1).exit_code == 0
    with (here / "corpus" / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        tried = {row["rule"] for row in csv.DictReader(file)}
    assert "total-score" not in tried
    assert "total-weight" in tried


def test_the_command_line_goes_first(here: Path):
    told = '[rules]\nselect = ["fund-rate"]\nignore = ["text-sum"]\n'
    write(here, told + 'severity = { fund-rate = "note", text-sum = "note" }')
    settings = choose(["total-score"], ["fund-score"], {"fund-rate": "warning"}, repair=False)
    assert settings.select == ("total-score",)
    assert settings.ignore == ("text-sum", "fund-score")
    assert settings.severity == {"fund-rate": "warning", "text-sum": "note"}
    assert settings.repair is False
    assert choose().select == ("fund-rate",)


def test_another_file_can_be_named(wrong: Path, here: Path, tmp_path: Path):
    write(here, '[rules]\nignore = ["total-score"]')
    other = tmp_path / "other.toml"
    other.write_text("", encoding="utf-8")
    assert run("check", wrong).exit_code == 0
    assert run("check", wrong, "--config", other).exit_code == 1
    gone = run("check", wrong, "--config", tmp_path / "not there.toml")
    assert gone.exit_code == 2
    assert "not there.toml cannot be read" in gone.stderr


def test_the_policy_of_an_office_reaches_rules_and_corpus(here: Path, write_form):
    form = write_form(here / "form.docx", score="98.5")
    write(here, '[policy]\ngrade_bands = "80-70-60"\nexecution_score = "uncapped"')
    settings = choose()
    document = fuhe.read(form, settings)
    assert {f.promise.grade_bands for f in document.report.forms} == {"80-70-60"}
    assert not any(f.promise.execution_capped for f in document.forms)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[rules]\nignore = ["fund-rat"]', "there is no rule 'fund-rat' (did you mean fund-rate"),
        ("[rule]", "there is no 'rule' (did you mean rules?)"),
        ("[rules]\nignored = []", "there is no 'ignored' (did you mean ignore?)"),
        ('[rules]\nignore = "fund-rate"', "ignore has to be a list of names"),
        ("[rules]\nignore = [1]", "ignore has to be a list of names"),
        ("rules = 1", "rules has to be a table"),
        ('[rules]\nseverity = { fund-rate = "fatal" }', "only error, warning, note"),
        ('[policy]\ngrade_bands = "100"', "there is no policy '100', only national"),
        ('[policy]\nexecution_score = "x"', "only capped, uncapped"),
        ('[policy]\nreason_below = "often"', "'often' is no percentage"),
        ("[rules", "is no TOML file"),
    ],
)
def test_a_slip_is_told_in_one_line_with_exit_status_2(wrong, here, text, told):
    write(here, text)
    result = run("check", wrong)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "fuhe.toml" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_an_unknown_rule_of_the_command_line_is_told_with_the_nearest(wrong: Path):
    for option in (("--select", "total-scores"), ("--ignore", "total-scores"),
                   ("--severity", "total-scores=note")):  # fmt: skip
        result = run("check", wrong, *option)
        assert result.exit_code == 2
        assert "there is no rule 'total-scores' (did you mean total-score" in result.stderr


def test_a_file_of_another_encoding_is_told(here: Path):
    path = here / "fuhe.toml"
    path.write_bytes("[rules]\n# 复核".encode("gbk"))
    with pytest.raises(ConfigError, match="is no TOML file"):
        choose()
