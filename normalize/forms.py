"""A recognised form → a clean one: kind, year, names, totals, rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import regex

from extract.form import Printed, RecognisedForm
from extract.recognise import title_kind
from extract.vocabulary import Vocabulary
from normalize import cells
from normalize.funds import fund_rows
from normalize.indicators import group_weights, indicator_rows
from normalize.report import Figure, Form, Promise
from normalize.subtotals import subtotals
from normalize.text import is_blank, join_lines, lazy, narrow

_FISCAL_YEAR = lazy(r"(?P<year>20\d\d)\s*(?:年度|财政年度|预算年度)")
_YEAR = lazy(r"(?P<year>20\d\d)\s*年(?!\s*(?:\d|[一二三四五六七八九十元]+月))")
_YEAR_ALONE = lazy(r"\s*(?P<year>20\d\d)\s*年?度?\s*")
_CHINESE_YEAR = lazy(r"二[○〇零0O][一二三四五六七八九○〇零]{2}(?=年)")
_FULL = Decimal(100)
_OF_TOTALS = ("total-score", "total-weight", "total-not-100")  # where points stand outside the rows
_DIGITS = str.maketrans("○〇零一二三四五六七八九", "000123456789")
_CODE = lazy(r"^\s*[\[(【]?(?P<code>\d{3,}[\dA-Z-]*)[\])】]?\s*[-—－_ ]?\s*(?=[\u4e00-\u9fff])")
_CODE_BEHIND = lazy(r"(?<=\S)\s*[(（\[【](?P<code>(?=(?:\D*\d){6})[\dA-Za-z-]{8,})[)）\]】]\s*$")
_LONG_CODE = 12  # characters in front of a name that can be nothing but its code
_SEAL = lazy(r"\s*[(（](?:公章|盖章|签章|加盖公章|单位盖章|印章)[)）]\s*$")


def year_of(text: str) -> int | None:
    """The fiscal year that a title names: ``2021年度…``, ``（2022年度）``, ``二○一一年``; a year with
    度 before one without, and never that of a date (2023年3月15日)."""
    plain = narrow(text)
    if "二" in plain:
        plain = _CHINESE_YEAR.sub(_in_digits, plain)
    match = _FISCAL_YEAR.search(plain) or _YEAR.search(plain)
    return int(match["year"]) if match else None


def _in_digits(year: regex.Match[str]) -> str:
    return year[0].translate(_DIGITS)


def clean_form(raw: RecognisedForm, number: int, words: Vocabulary) -> Form:
    """The clean form number ``number`` (from 1) of its document."""
    kind = _kind(raw, words)
    heads = raw.heads
    pages = [p for p in (raw.place.page, raw.last.page) if p is not None]
    return Form(
        form_no=number,
        kind=kind,
        template=raw.family,
        title=join_lines(raw.title.text),
        place=raw.place,
        year=_year(raw),
        unit=_name(
            heads, *(("unit_own", "unit") if kind == "department" else ("unit", "unit_own"))
        ),
        department=_name(heads, "department"),
        project=_project(heads),
        project_code=_project_code(heads),
        staff_quota=cells.heads(heads["staff_quota"]) if "staff_quota" in heads else None,
        staff_actual=cells.heads(heads["staff_actual"]) if "staff_actual" in heads else None,
        weight_total_stated=_points(raw.totals.get("weight")),
        score_total_stated=_points(raw.totals.get("score")),
        grade_stated=raw.totals.get("grade"),
        funds=fund_rows(raw.funds, raw.lines, words),
        indicators=indicator_rows(raw.indicators, words),
        groups=group_weights(raw.indicators),
        promise=_promise(raw, words),
        page_first=min(pages, default=None),
        page_last=max(pages, default=None),
        leftovers=raw.leftovers,
        subtotals=subtotals(raw.subtotals, raw.indicators),
        notes=raw.notes,
        score_total_again=_points(raw.totals.get("score_again")),
        doubt=raw.doubt,
    )


def _kind(raw: RecognisedForm, words: Vocabulary) -> str:
    """From the title, else the family, else the heads; other when nothing tells."""
    named = title_kind(raw.title.text + "".join(p.text for p in raw.lines[-2:]), words)
    if named:
        return named
    family = words.family(raw.family)
    if family is not None and family.kind:
        return family.kind
    return "project" if "project" in raw.heads else "other"


def _year(raw: RecognisedForm) -> int | None:
    near = [raw.title.text, *(p.text for p in reversed(raw.lines[-4:]))]
    found = next((y for y in map(year_of, near) if y), None)
    if found is None and "year" in raw.heads:
        match = _YEAR_ALONE.fullmatch(narrow(raw.heads["year"].text))
        found = int(match["year"]) if match else None
    return found


def _plain(cell: Printed | None) -> str:
    text = join_lines(cell.text) if cell else ""
    return "" if is_blank(text) else text


def _name(heads: Mapping[str, Printed], *fields: str) -> str:
    """A body's name without the code printed in front of it (219001-某局) and the word for its seal
    behind it (某局（盖章）)."""
    text = next((t for t in (_plain(heads.get(f)) for f in fields) if t), "")
    return _SEAL.sub("", _CODE.sub("", text))


def body_in(heads: Mapping[str, Printed]) -> str:
    """The body that a head names as its own, else as the one that carries the project out."""
    return _name(heads, "unit_own", "unit")


def _project(heads: Mapping[str, Printed]) -> str:
    """The project's name without the code that stands with it under 项目名称及代码: in front
    (51000021R000000019951-某项目) or in brackets behind."""
    text = _plain(heads.get("project"))
    match = _CODE.match(text)
    if match and len(match["code"]) >= _LONG_CODE:
        text = text[match.end() :]
    return _CODE_BEHIND.sub("", text) or text


def _project_code(heads: Mapping[str, Printed]) -> str:
    """The code printed in its own cell, or in front of the project's name."""
    if "project_code" in heads:
        return _plain(heads["project_code"])
    text = _plain(heads.get("project"))
    behind = _CODE_BEHIND.search(text)
    if behind:
        return behind["code"]
    match = _CODE.match(text)
    return match["code"].strip("-") if match and len(match["code"]) >= 6 else ""


def _points(cell: Printed | None) -> Figure | None:
    return cells.points(cell) if cell else None


def _promise(raw: RecognisedForm, words: Vocabulary) -> Promise:
    """What the family says it promises; a form of none promises 100 only where it prints 100."""
    family = words.family(raw.family)
    told = dict(family.promise) if family else {}
    printed = _points(raw.totals.get("weight"))
    implied = _FULL if family is None and printed and printed.value == _FULL else 0
    weights = Decimal(told.get("weights_to", implied))
    return Promise(
        weights_to=weights if weights and "weight" in raw.columns else None,
        grade_bands=str(told.get("grade_bands", "national")),
        fund_in_total=bool(told.get("fund_in_total", True)),
        rules_off=(*told.get("rules_off", ()), *(_OF_TOTALS if raw.beside else ())),
        execution_capped=bool(told.get("execution_capped", True)),
        reason_below=Decimal(str(told["reason_below"])) if "reason_below" in told else None,
        execution=str(told.get("execution", "")),
        attainment=str(told.get("attainment", "")),
    )
