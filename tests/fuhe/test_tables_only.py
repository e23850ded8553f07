"""--tables-only is a choice that bears on results."""

from __future__ import annotations

from pathlib import Path

from fuhe.corpus.plan import plan
from fuhe.executors.work import Task
from fuhe.pipeline import _fair
from fuhe.settings import Settings


def test_the_journal_reads_again_where_the_choice_is_another():
    every, tables = (plan(Settings(tables_only=only), None, None) for only in (False, True))
    assert every.recipe != tables.recipe


def test_a_worker_in_another_process_is_told():
    task = Task("a.pdf", "00", 1, Settings(tables_only=True))
    assert Task.from_json(task.as_json()) == task


def test_headings_on_pages_that_were_not_read_are_not_missed():
    settings = Settings(tables_only=True)
    assert _fair(settings, 0) == settings
    assert "section-numbering" in _fair(settings, 2).ignore


def test_the_command_hands_the_choice_on(tmp_path: Path, monkeypatch):
    from typer.testing import CliRunner

    from fuhe import checking
    from fuhe.cli import app

    asked = []
    monkeypatch.setattr(checking, "check_files", lambda request: asked.append(request) or 0)
    for options in ([], ["--tables-only"]):
        assert CliRunner().invoke(app, ["check", str(tmp_path), *options]).exit_code == 0
    assert [request.settings.tables_only for request in asked] == [False, True]
