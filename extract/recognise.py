"""A document meets the families: its tables become forms, and what fits nothing is kept as leftovers.

Reading goes by labels and structure. Header rows say which column is which, so that a form of no
known family is read as well; the family only gives it a name and what its layout promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache

import regex

from extract._blocks import brings_indicators, brings_money, fund_header, indicator_header
from extract._builder import FormBuilder
from extract._clipped import clipped
from extract._rows import Row, rows
from extract._silent import silent
from extract.document import Document, Paragraph, Place, Table
from extract.form import Printed, RecognisedForm, printed
from extract.frozen import dataclass, replace
from extract.text import compiled, join_lines, lazy, squeeze
from extract.vocabulary import Family, Vocabulary, vocabulary

MOST_LEFTOVERS = 200  # rows of one table; the rest are counted in one more
LEAD = 4  # rows that tell what a table begins with
_ENOUGH = 3
_ABOVE = 10  # lines over a table that may belong to it
_BELOW = 3  # lines under a table that may tell its total
_STRANGE = 8  # rows of a table that nobody understood before the others are looked at as a whole
_WIDEST = 256  # columns: no form is wider, and a filled sheet of 16,384 would take an hour


@dataclass(frozen=True, slots=True)
class Recognised:
    """The forms of a document, the rows of its tables that are no form, and what the head of a
    table beside the forms says by field (a cover, a base-data sheet). ``targets`` counts the tables
    of targets without any actual value; ``sheets`` are the rows of the tables beside the forms."""

    forms: tuple[RecognisedForm, ...]
    leftovers: tuple[Printed, ...]
    heads: Mapping[str, Printed] = field(default_factory=dict)
    targets: int = 0
    sheets: tuple[Sequence[Row], ...] = ()


@dataclass
class _Walk:
    """One pass over the blocks: the builder of the form that is open, and what was found so far."""

    words: Vocabulary
    forms: list[RecognisedForm] = field(default_factory=list)
    leftovers: list[Printed] = field(default_factory=list)
    lines: list[Printed] = field(default_factory=list)
    builder: FormBuilder | None = None
    heads: dict[str, Printed] = field(default_factory=dict)
    targets: int = 0
    sheets: list[Sequence[Row]] = field(default_factory=list)
    running: dict[int | None, Printed] = field(default_factory=dict)  # title over a page, by page
    width: int = 0  # columns of the last table
    ending: bool = False  # a title has been seen since the rows of the open form
    printed: bool = False  # the document has pages, where a cell may hide a part of its text

    def paragraph(self, block: Paragraph) -> None:
        """A line between tables: a title closes the form before it."""
        text = join_lines(block.text)
        if block.kind == "header" and is_title(text, self.words):
            self.running.setdefault(block.place.page, Printed(text, block.place, block.confidence))
        if not text or block.kind in ("header", "footer", "footnote"):
            return
        said = printed(text, block.place, block.confidence)
        if self.builder is not None and not self.ending:
            self.ending = is_title(text, self.words)
            near = len(self.lines) < _BELOW and not self.ending
            if near and self.builder.told_below(said):
                return
        self.lines.append(said)

    def table(self, table: Table) -> None:
        """Each row goes to the open form, or opens the next one."""
        if table.cols > _WIDEST:
            return
        lines = list(rows(table))
        if self._stands_between(lines):
            return
        if self.ending and self._ends_before(lines):
            self.close()
        self.ending = False
        going_on = self.builder is not None and self.builder.begun
        over = self.lines[-_ABOVE:]
        if not self._carries_on(table):
            self._open().new_block()
        self.width = table.cols
        strange = self._read(lines, over, table.doubt)
        for inner in [inner for cell in table.cells if cell.tables for inner in cell.tables]:
            self.table(inner)
        if self.builder is None:
            return
        if going_on and len(strange) == sum(bool(row.filled) for row in lines):
            self.leftovers += map(_row_text, strange)  # another table, no part of the form
            self.sheets.append(lines)
        elif self.builder.begun:
            self.builder.leftovers += map(_row_text, strange)
        elif not self.builder.heads.heads:
            self.close()

    def _carries_on(self, table: Table) -> bool:
        """True for the rest of an open table of indicators: as many columns, no text between but 续表,
        and no header of its own, so that those of the part before hold."""
        builder = self.builder
        between = [line for line in self.lines if not _CONTINUED.fullmatch(squeeze(line.text))]
        if builder is None or between or table.cols != self.width or table.ordinal:
            return False
        return builder.among_indicators

    def _read(self, lines: Sequence[Row], over: list[Printed], doubt: str) -> list[Row]:
        """Gives the rows to the open form, or to the next one where it begins; returns those that
        nobody understood. ``over`` are the lines above, of the form that begins with the table."""
        builder = self._open()
        strange: list[Row] = []
        passed: frozenset[int] | None = None  # silent rows, once many were not understood
        for n, row in enumerate(lines):
            if passed and row.number in passed and builder.resting:
                builder.doubt = builder.doubt or doubt
                builder.pass_by(row)
                strange.append(row)
                continue
            another = builder.starts_another(row) and not self._money_below(lines[n:])
            if another or (len(row.filled) == 1 and self._new_title(lines, n)):
                builder.leftovers += map(_row_text, strange)
                self.close()
                before, strange = builder, []
                self.lines = over if n == 0 else []
                builder = self._open()
                before.lend(builder)
                title = _title_row(row, self.words)
                row = _only_title(row, title) if title else row  # noqa: PLW2901
            builder.doubt = builder.doubt or doubt
            if not builder.take(row):
                strange.append(row)
                if passed is None and len(strange) >= _STRANGE:
                    passed = silent(lines[n + 1 :], self.words)
        return strange

    def _money_below(self, lines: Sequence[Row]) -> bool:
        """True where the money of the open form stands under its indicators: it has none yet, and no
        other indicators follow that the money could belong to."""
        builder = self.builder
        if builder is None or builder.funds.lines or not builder.indicators.lines:
            return False
        if not fund_header(lines[0], self.words):
            return False
        return not any(indicator_header(row, self.words) for row in lines)

    def _stands_between(self, lines: Sequence[Row]) -> bool:
        """A money table of its own (a list of spending) between the money and the indicators of a
        form: known by the text over it, and by making no form alone. Its rows are leftovers."""
        builder = self.builder
        if builder is None or self.ending or not self.lines or not builder.funds.lines:
            return False
        if builder.indicators.lines or not brings_money(lines[:LEAD], self.words):
            return False
        alone = FormBuilder(self.words, self.lines[-_ABOVE:])
        for row in lines:
            alone.take(row)
        if alone.evidence(_titled(alone, self.words)) >= _ENOUGH:
            self.close()
            return False
        self.lines = []
        self._drop(alone)
        return True

    def _ends_before(self, lines: Sequence[Row]) -> bool:
        """True where the title before a table is not that of the open form, on its next page."""
        titles = [p.text for p in self.lines if is_title(p.text, self.words)]
        return not titles or not self._goes_on(titles[-1], lines)

    def _new_title(self, lines: Sequence[Row], n: int) -> bool:
        """True for a title row in the middle of a table that begins another form."""
        builder = self.builder
        if builder is None or not builder.begun:
            return False
        title = _title_row(lines[n], self.words)
        return bool(title) and not self._goes_on(title, lines[n + 1 :])

    def _goes_on(self, title: str, lines: Sequence[Row]) -> bool:
        """True for the next page of the open form: its own title again, then indicators at once."""
        builder = self.builder
        if builder is None or not builder.unfinished:
            return False
        same = _same_title(title) == _same_title(_title(builder.lines, self.words).text)
        return same and brings_indicators(lines[:LEAD], self.words)

    def _open(self) -> FormBuilder:
        if self.builder is None:
            self.builder = FormBuilder(self.words)
        if self.lines and not self.builder.begun:
            self.builder.lines = [*self.lines[-_ABOVE:], *self.builder.lines]
        self.lines = []
        return self.builder

    def _drop(self, builder: FormBuilder) -> None:
        """Rows that make no form are leftovers, all of them, headers too."""
        self.sheets.append(builder.rows)
        kept = [_row_text(row) for row in builder.rows[:MOST_LEFTOVERS]]
        if len(builder.rows) > MOST_LEFTOVERS:
            more = len(builder.rows) - MOST_LEFTOVERS
            kept.append(Printed(f"… (+{more})", kept[-1].place))
        self.leftovers += kept

    def close(self) -> None:
        """Finishes the open form, or drops it when it is none."""
        builder, self.builder = self.builder, None
        if builder is None:
            return
        over = self.running.get(builder.first.page) if builder.first else None
        titled = _titled(builder, self.words)
        if over is not None and not titled:
            builder.lines.insert(0, over)  # the same title on top of several pages
            titled = True
        if builder.evidence(titled) >= _ENOUGH:
            if self.printed:
                builder.doubt = builder.doubt or clipped(builder.rows, self.words)
            self.forms.append(_finish(builder, self.words))
        else:
            for name, said in builder.heads.heads.items():
                self.heads.setdefault(name, said)
            self.targets += bool(builder.indicators.lines)
            self._drop(builder)


def recognise(document: Document, words: Vocabulary | None = None) -> Recognised:
    """The forms of a document in reading order, and every table row that belongs to none of them."""
    walk = _Walk(words or vocabulary(), printed=document.pages is not None)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            walk.paragraph(block)
        else:
            walk.table(block)
    walk.close()
    return Recognised(
        tuple(walk.forms), tuple(walk.leftovers), walk.heads, walk.targets, tuple(walk.sheets)
    )


def _titled(builder: FormBuilder, words: Vocabulary) -> bool:
    return any(is_title(line.text, words) for line in builder.lines)


def _finish(builder: FormBuilder, words: Vocabulary) -> RecognisedForm:
    title = _title(builder.lines, words)
    for line in builder.lines:
        builder.heads.told(line)
    builder.end()
    fields, labels = builder.fields, builder.labels
    return RecognisedForm(
        place=builder.first or title.place,
        last=builder.last,
        title=title,
        family=_family(title.text, builder, labels | {f"column:{name}" for name in fields}).name,
        lines=tuple(builder.lines),
        heads=builder.heads.heads,
        funds=tuple(builder.funds.lines),
        indicators=tuple(builder.indicators.lines),
        totals=builder.heads.totals,
        columns=frozenset(fields),
        labels=frozenset(labels),
        leftovers=tuple(builder.leftovers),
        subtotals=tuple(builder.indicators.subtotals),
        notes=tuple(builder.notes),
        beside=tuple(builder.beside),
        doubt=builder.doubt,
    )


def _row_text(row: Row) -> Printed:
    text = " | ".join(join_lines(s.text) for s in row.own)
    return Printed(text, row.own[0].cell.place)


def _title_row(row: Row, words: Vocabulary) -> str:
    """The title that a row of one cell holds, alone or, where a page break has put the two into one
    cell, as the last line under a note; empty when none."""
    if len(row.filled) != 1:
        return ""
    text = row.filled[0].text
    if is_title(join_lines(text), words):
        return join_lines(text)
    last = text.rsplit("\n", 1)[-1].strip() if "\n" in text else ""
    return last if not _NOTE.match(last) and is_title(last, words) else ""


def _only_title(row: Row, title: str) -> Row:
    """The row with nothing but its title."""
    slot = row.filled[0]
    return replace(row, slots=(replace(slot, cell=replace(slot.cell, text=title)),))


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(map(compiled, patterns))


def _matches(patterns: tuple[str, ...], text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _compiled(patterns))


_ATTACHED = lazy(
    r"^\s*附\s*[件表](?:\s*\d+(?:[-—.]\d+)*)?(?:\s*[:：.、]\s*|\s+|(?=20\d\d))(?=\S{4})"
)


def bare_title(text: str) -> str:
    """A title without 附件2： in front."""
    return _ATTACHED.sub("", text) if "附" in text else text


def is_title(text: str, words: Vocabulary, kinds: Sequence[str] = ("form",)) -> bool:
    """True for a short line that names a form (…绩效自评表) or, with ``report`` among ``kinds``, a
    report, and is no sentence."""
    if "。" in text:
        return False
    bare = squeeze(bare_title(text))
    if not 4 <= len(bare) <= 60 or bare[-1] in "；;,，:、" or "。" in bare:
        return False
    for kind in kinds:
        if words.fits(bare, "titles", kind):
            return not words.fits(bare, "titles", "not")
    return False


def _title(lines: list[Printed], words: Vocabulary) -> Printed:
    """The last line over the form that names one; broken titles are joined."""
    for at in range(len(lines) - 1, -1, -1):
        if is_title(lines[at].text, words):
            return replace(lines[at], text=bare_title(lines[at].text))
        before = lines[at - 1] if at else None
        if before is None or is_title(before.text, words) or len(lines[at].text) > 20:
            continue
        if is_title(before.text + lines[at].text, words):
            return Printed(before.text + lines[at].text, before.place)
    return Printed("", lines[-1].place if lines else Place())


_NOTE = lazy(r"\s*(?:\d{1,2}[.、．]|[(（]\d|注|备注|说明)")
_CONTINUED = lazy(r"[(]?续表?[)]?|[(]第?\d+/?\d*页?[)]")


def _same_title(title: str) -> str:
    """A title as it is compared with the one on the page before, without 续表."""
    return _CONTINUED.sub("", squeeze(title))


_NONE = Family("", "", (), frozenset(), frozenset(), {})


def title_kind(title: str, words: Vocabulary) -> str:
    """The kind of form that a title names: transfer, department or project; empty when none."""
    bare = squeeze(title)
    for kind in ("transfer", "department", "project"):
        if any(word in bare for word in words.words("titles", f"kind_{kind}")):
            return kind
    return ""


def _named_in_head(builder: FormBuilder) -> str:
    """The label that names the project, for a form whose title says nothing of its kind, or that has
    none, as in the body of a report: 项目名称, 转移支付(项目)名称."""
    if "project" not in builder.heads.heads:
        return ""
    words = builder.vocabulary
    return next((x for x in sorted(builder.heads.labels) if words.find("head", x) == "project"), "")


def _family(title: str, builder: FormBuilder, seen: set[str]) -> Family:
    """The family with most marks among those whose marks are all printed in the form (``seen``), one
    of the kind that the title names before all others."""
    title, words = squeeze(title), builder.vocabulary
    kind = title_kind(title, words)
    if not kind:
        title += _named_in_head(builder)
        kind = title_kind(title, words)
    marked = [f for f in words.families if f.marks <= seen and f.unless.isdisjoint(seen)]
    marked.sort(
        key=lambda f: (not kind or f.kind in ("", kind), len(f.marks), bool(f.titles)), reverse=True
    )
    return next((f for f in marked if not f.titles or _matches(f.titles, title)), _NONE)
