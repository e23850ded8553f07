"""What costs most is done once a document: identities stated, explanations searched."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import extract
from fuhe import pipeline
from fuhe.settings import Settings
from normalize import identities as stating
from normalize import repair as repairing
from normalize import understand
from normalize.identities import evaluate, identities
from normalize.report import Report
from score.diagnose import explanations

SEED = Path(__file__).resolve().parents[2] / "samples" / "yuelu-2021.docx"


def read() -> Report:
    return understand(extract.read(SEED))


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """The first arguments of every call of a function of ``module`` from now on."""
    calls: list[Any] = []
    real: Callable[..., Any] = getattr(module, name)

    def counting(*given: Any) -> Any:
        calls.append(given[0])
        return real(*given)

    monkeypatch.setattr(module, name, counting)
    return calls


def verified(report: Report) -> tuple[Any, Any]:
    settings = Settings()
    verification = pipeline._verify(report, settings)
    return verification, pipeline._repaired(report, settings, verification)


def test_the_identities_of_a_form_are_stated_once_for_all_rules_and_repairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = counted(monkeypatch, stating, "_stated")
    document = pipeline.run(SEED)
    assert document.count("error") > 0
    assert len(calls) == len(document.report.forms) == 1


def test_slips_are_searched_once_for_findings_and_repairs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch, repairing, "explanations")
    document = pipeline.run(SEED)
    assert any(finding.candidates for finding in document.findings)
    assert calls == [1]  # the number of the form


def test_slips_are_searched_once_a_form_where_there_are_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = counted(monkeypatch, repairing, "explanations")
    one = read()
    verified(replace(one, forms=(*one.forms, replace(one.forms[0], form_no=2))))
    assert sorted(n for n in calls if n is not None) == [1, 2]


def test_nothing_is_searched_where_nothing_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch, repairing, "explanations")
    pipeline.run(SEED.with_name("clean-2021.docx"))
    assert calls == []


def test_other_links_between_text_and_table_are_another_search() -> None:
    report = read()
    checks = pipeline._verify(report, Settings()).checks
    linked, bare = explanations(report, checks), explanations(report, ())
    assert linked != bare
    assert explanations(report, checks) == linked


def test_a_changed_form_states_its_own_identities() -> None:
    (form,) = read().forms
    before = identities(form)
    changed = replace(form, funds=form.funds[:1])
    assert len(identities(changed)) < len(before)
    assert identities(form) is before


def test_an_identity_with_other_figures_forgets_how_it_came_out() -> None:
    identity = next(i for i in identities(read().forms[0]) if i.rule == "total-score")
    assert evaluate(identity).verdict == "inconsistent"
    figure = identity.result.figure
    assert figure is not None
    right = replace(figure, value=figure.value + 4)
    assert evaluate(identity, lambda ref: right if ref == identity.result else ref.figure).agrees
    assert evaluate(replace(identity, result=replace(identity.result, figure=right))).agrees


def test_what_is_kept_with_a_form_is_neither_sent_nor_compared() -> None:
    (form,) = read().forms
    identities(form)
    again = pickle.loads(pickle.dumps(form))  # noqa: S301 - our own bytes
    assert form.memo.kept
    assert not again.memo.kept
    assert again == form
