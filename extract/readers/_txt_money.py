"""The money table of a dump with a cell a line: its labels, and the figures after each.

Figures are dealt out only where it is certain which column each is of; else the row stays in one
cell, which no one can take for a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers import _txt_align
from extract.readers._txt_heads import Heads
from extract.readers._txt_lines import RawCell, RawRow, is_cjk, is_figure
from extract.readers._txt_tape import Tape
from extract.readers._txt_words import LABEL, find, is_counter, is_formula, is_pointed
from extract.text import squeeze
from extract.vocabulary import bare_label, declares_unit, fold, vocabulary

_Line = tuple[list[RawCell], list[RawCell]]  # the labels and the figures of a row of money
_MOST_STAFF = 6  # heads of the table of posts
_STRANGE = 4  # heads behind the known ones, at most, less one
_UNIT_ONLY = ("（万元）", "(万元)", "（元）", "(元)")


def read(tape: Tape, heads: Heads) -> list[RawRow]:
    """The rows of the money table whose ``heads`` begin here; the tape stands behind the last."""
    header = [tape.cells[i] for i in heads.columns]
    over = [RawRow([tape.cells[i] for i in heads.over])] if heads.over else []
    tape.at = heads.end
    title = header[: heads.labels]
    kinds = list(heads.kinds[heads.labels :])
    _unit_below(tape, title)
    header, kinds = _strange_head(tape, header, kinds)
    figures = header[heads.labels :]
    numbered = _numbered(tape, heads)
    if numbered:
        return [*over, *numbered]
    years = _years(tape)
    if len(years) > len(kinds):
        return [*over, RawRow([*title, *figures]), RawRow(years), *_by_count(tape, len(years))]
    lines = _letters(tape, len(kinds)) + _nameless(tape, kinds)
    named = not any(figures and not labels for labels, figures in lines)
    while (line := _line(tape, kinds, heads.labels)) is not None:
        lines.append(line)
    if [bool(figures) for _, figures in lines[:2]] == [False, False]:
        lines = [(whole(labels, figures), []) for labels, figures in lines]  # sources across
    title, lines = _with_title_inside(title, lines)
    lines = _with_texts(lines)
    blank = RawCell([""], header[0].line)
    if named and len(title) == 1 and find("fund", title[0].text.strip()):
        if is_pointed(title[0].text):
            title = [*title, blank]
        else:
            over.append(RawRow(title))  # 预算执行情况 would be taken for a column
            title = [blank]
    widest = max([len(title), *(len(labels) for labels, _ in lines)])
    rows = [RawRow([*_filled(title, widest, blank), *figures])]
    for labels, values in lines:
        lead = _filled(labels, widest, blank) if values else labels
        rows.append(RawRow([*lead, *values]))
    return over + rows


def _with_title_inside(
    title: list[RawCell], lines: list[_Line]
) -> tuple[list[RawCell], list[_Line]]:
    """The head of the labels and the lines, where 项目资金（元） stands among the lines: merged over them
    all it is the head of the labels, whose unit is that of every figure."""
    inside = [labels[0] for labels, figures in lines if not figures and _is_title(labels)]
    if len(inside) != 1 or any(declares_unit(cell.text) for cell in title):
        return title, lines
    rest = [line for line in lines if line[0][:1] != inside]
    return ([*title[:-1], inside[0]] if title else inside), rest


def _is_title(labels: Sequence[RawCell]) -> bool:
    return (
        len(labels) == 1
        and declares_unit(labels[0].text)
        and find("item", fold(labels[0].text)) in ("", "total")
    )


def _numbered(tape: Tape, heads: Heads) -> list[RawRow]:
    """A list whose rows are numbered and all of one length: 序号 · 项目名称 · 主管部门 · 年初预算数."""
    first = heads.columns[0]
    if not is_counter(tape.text(first)) or heads.over:
        return []
    start = next((i for i in range(heads.end, heads.end + _STRANGE) if tape.text(i) == "1"), first)
    width = start - first
    rows = [RawRow(list(tape.cells[first:start]))]
    figures = [n for n, kind in enumerate(heads.kinds) if kind in _txt_align.MONEY]
    while width and tape.text(start) == str(len(rows)):
        if not all(tape.is_value(start + n) for n in figures):
            break
        rows.append(RawRow(list(tape.cells[start : start + width])))
        start += width
    if len(rows) < 2 or tape.text(start).isdigit() or tape.text(start - 1) == str(len(rows)):
        return []  # a cell is missing in some row
    tape.at = start
    line = _line(tape, heads.kinds[heads.labels :], 1)  # the total
    if line is not None:
        blank = RawCell([""], line[0][0].line)
        rows.append(RawRow([*_filled(line[0], heads.labels if line[1] else 1, blank), *line[1]]))
    return rows


def _years(tape: Tape) -> list[RawCell]:
    """The cells of a second header row that says which year each column is of."""
    words = (*vocabulary().words("years", "this"), *vocabulary().words("years", "before"))
    cells = []
    while tape.text(tape.at) in words:
        cells.append(tape.take())
    return cells


def _by_count(tape: Tape, count: int) -> list[RawRow]:
    """Labels with ``count`` figures behind each; a line with another number of them is whole."""
    rows = []
    while not _is_end(tape) and _is_item(tape.text(tape.at)):
        label, values = tape.take(), tape.values()
        cells = [label, *values] if len(values) == count else whole([label], values)
        rows.append(RawRow(cells))
    return rows


def _filled(labels: Sequence[RawCell], width: int, blank: RawCell) -> list[RawCell]:
    """As many cells as there are columns of labels; a label alone stands right before the figures."""
    return [*[blank] * (width - len(labels)), *labels]


def _unit_below(tape: Tape, title: list[RawCell]) -> None:
    """（万元） behind the header belongs to the title before it, whose second line it is."""
    if title and squeeze(tape.text(tape.at)) in map(squeeze, _UNIT_ONLY):
        title[-1] = RawCell([*title[-1].lines, *tape.take().lines], title[-1].line)


def _strange_head(
    tape: Tape, header: list[RawCell], kinds: list[str]
) -> tuple[list[RawCell], list[str]]:
    """One more head, of words unknown, right before what begins the rows."""
    here, after = tape.text(tape.at), tape.text(tape.at + 1)
    if not is_cjk(here) or is_figure(here) or len(here) > LABEL:
        return header, kinds
    known = any(find(name, here) for name in ("item", "group", "row", "head"))
    if known or not find("item", after) or not is_figure(tape.text(tape.at + 2)):
        return header, kinds
    return [*header, tape.take()], [*kinds, ""]


def _letters(tape: Tape, width: int) -> list[_Line]:
    """The row of letters and formulas below the heads: ``①``, ``②``, ``③=①+②``."""
    count = 0
    while count < width and is_formula(tape.text(tape.at + count)):
        count += 1
    if count < 2:
        return []
    cells = [tape.take() for _ in range(count)]
    return [([], [*[RawCell([""], cells[0].line)] * (width - count), *cells])]


def _nameless(tape: Tape, kinds: Sequence[str]) -> list[_Line]:
    """The figures right below the heads of a money table that has no labels."""
    start, values = tape.at, tape.values()
    if len(values) == len(kinds) and (figures := _txt_align.figures(values, kinds)):
        return [([], figures)]
    tape.at = start
    return []


def _line(tape: Tape, kinds: Sequence[str], most: int) -> _Line | None:
    """The labels and figures of one line of the money table, None where it has ended."""
    start = tape.at
    while not tape.done and tape.cells[tape.at].empty:
        tape.at += 1
    if _is_end(tape):
        tape.at = start
        return None
    labels = _labels(tape, most)
    values = tape.values()
    if labels and values and _is_next(labels[0].text, values[-1].text):
        tape.at -= 1
        values = values[:-1]
    while len(values) > len(kinds) and values[-1].empty:  # those of the next line
        tape.at -= 1
        values = values[:-1]
    known = any(_is_item(label.text) for label in labels)
    if not labels or not (known or any(is_figure(value.text) for value in values)):
        tape.at = start
        return None
    if values and not any(is_figure(value.text) for value in values):
        blank = RawCell([""], values[0].line)
        return labels, [*[blank] * (len(kinds) - len(values)), *values[: len(kinds)]]
    values += _reason(tape, kinds, len(values))
    figures = _txt_align.figures(values, kinds) if len(values) <= len(kinds) else None
    if figures is None and values:
        return whole(labels, values), []
    return labels, figures or []


def _reason(tape: Tape, kinds: Sequence[str], count: int) -> list[RawCell]:
    """The words of the last column behind figures that fill all columns before it."""
    text = tape.text(tape.at)
    if count != len(kinds) - 1 or kinds[-1] != "reason" or not _is_item(tape.text(tape.at + 1)):
        return []
    named = any(find(table, text) for table in ("item", "group", "row", "head", "goal"))
    return [] if named or not is_cjk(text) else [tape.take()]


def _is_next(number: str, value: str) -> bool:
    """True where a line has a number before it and the value is that of the next line."""
    return number.isdigit() and value.strip() == str(int(number) + 1)


def _is_end(tape: Tape) -> bool:
    """True for the total of the points, which is no money."""
    text = tape.text(tape.at)
    return find("row", text) == "total" and not find("item", bare_label(text))


def _labels(tape: Tape, most: int) -> list[RawCell]:
    """The label of a line of the money table, with the group or the number before it and the text
    of another column of labels behind it."""
    labels: list[RawCell] = []
    if most > 1 and tape.text(tape.at).isdigit() and _is_label(tape, tape.at + 1):
        labels.append(tape.take())
    while len(labels) < max(most, 2) and _is_label(tape, tape.at) and not tape.head(tape.at):
        if labels and _is_item(labels[-1].text) and most < 2:
            break
        if labels and _is_item(tape.text(tape.at)) and _is_item(labels[-1].text):
            break
        labels.append(tape.take())
    return labels


def _is_item(text: str) -> bool:
    return bool(find("item", text.strip()))


def _is_label(tape: Tape, i: int) -> bool:
    text = tape.text(i)
    pair = find("head", text) and find("head", tape.text(i + 2))
    return is_cjk(text) and not is_figure(text) and not pair and len(text) <= LABEL


def _with_texts(rows: Sequence[_Line]) -> list[_Line]:
    """Lines whose label is cut off from its figures by a text of another column (功能科目), whole."""
    out: list[_Line] = []
    for labels, figures in rows:
        before = out[-1] if out else None
        known = any(_is_item(label.text) for label in labels)
        if before and before[0] and not before[1] and labels and figures and not known:
            out[-1] = (whole([*before[0], *labels], figures), [])
        else:
            out.append((labels, figures))
    return out


def whole(labels: Sequence[RawCell], figures: Sequence[RawCell]) -> list[RawCell]:
    """A row whose figures cannot be told apart by column, as it stands in the file, in one cell."""
    return [RawCell([" ".join(cell.text.strip() for cell in (*labels, *figures))], labels[0].line)]


def across(tape: Tape) -> list[RawRow]:
    """A money table on its side, whose sources are the heads: 合计 · 中央 · 省级, and a line of figures
    for 预算数 and for 执行数; no row where none begins here."""
    start = tape.at
    first = tape.at if _is_item(tape.text(tape.at + 1)) and not tape.is_value(tape.at + 1) else -1
    if first < 0 or not (_is_item(tape.text(first)) or find("group", tape.text(first))):
        return []
    end = first
    while _is_item(tape.text(end)) or (end == first and find("group", tape.text(end))):
        end += 1
    heads = list(tape.cells[first:end])
    lines: list[list[RawCell]] = []
    tape.at = end
    while find("fund", tape.text(tape.at)) and tape.is_value(tape.at + 1):
        label = tape.take()
        lines.append([label, *tape.values()])
    lengths = {len(line) for line in lines}
    if len(lines) < 2 or len(lengths) > 1 or lengths.pop() - 1 not in (len(heads) - 1, len(heads)):
        tape.at = start
        return []
    if len(lines[0]) > len(heads):
        heads = [RawCell([""], heads[0].line), *heads]
    return [RawRow(heads), *(RawRow(line) for line in lines)]


def told(tape: Tape) -> RawRow | None:
    """预算执行 before 预算数：100 · 执行数：95, or such cells alone, and the points after them: one row."""
    start = tape.at
    labels = [tape.take()] if not _tells(tape.text(tape.at)) else []
    cells = []
    while _tells(tape.text(tape.at)):
        cells.append(tape.take())
    known = not labels or _is_item(labels[0].text) or is_pointed(labels[0].text)
    if len(cells) < 2 or not known or "：" in "".join(cell.text for cell in labels):
        tape.at = start
        return None
    if labels and is_pointed(labels[0].text) and is_figure(tape.text(tape.at)):
        cells.append(tape.take())
    return RawRow([*labels, *cells])


def _tells(text: str) -> bool:
    """True for a label of money and its figure in one cell: 预算数：896.50万元."""
    label, colon, value = text.replace(":", "：").partition("：")
    return bool(colon and value.strip() and find("fund", label)) and not is_counter(label)


def staff(tape: Tape) -> list[RawRow]:
    """编制数 · 实际在职人数 · 控制率 and as many figures below them."""
    if not find("head", tape.text(tape.at)).startswith("staff"):
        return []
    start = tape.at
    heads: list[RawCell] = []
    while is_cjk(tape.text(tape.at)) and not tape.is_value(tape.at) and len(heads) < _MOST_STAFF:
        heads.append(tape.take())
    values = tape.values()
    if len(heads) < 2 or len(values) != len(heads):
        tape.at = start
        return []
    return [RawRow(heads), RawRow(values)]


def by_nature(tape: Tape) -> list[RawRow]:
    """按收入性质分 beside 按支出性质分, and the cells below them, one pair a row."""
    groups = [find("group", fold(tape.text(tape.at + n))) for n in (0, 1)]
    if groups != ["source", "structure"]:
        return []
    rows = [RawRow([tape.take(), tape.take()])]
    sides: tuple[list[list[RawCell]], list[list[RawCell]]] = ([], [])
    while (cells := _part(tape)) is not None:
        spent = find("item", _named(cells[0].text)) in ("basic", "project", "personnel", "public")
        sides[spent].append(cells)
    wide = max((len(cells) for side in sides for cells in side), default=1)
    for n in range(max(map(len, sides))):
        line = tape.cells[0].line
        pair = [side[n] if n < len(side) else [] for side in sides]
        blanks = [[*cells, *[RawCell([""], line)] * (wide - len(cells))] for cells in pair]
        rows.append(RawRow([*blanks[0], *blanks[1]]))
    return rows


def _named(text: str) -> str:
    """The label of a cell such as 其中：基本支出：400.00."""
    parts = bare_label(text).split(":")
    return next((part for part in parts if find("item", part.strip())), "")


def _part(tape: Tape) -> list[RawCell] | None:
    """A source or a kind of spending with its figure, in one cell or in two."""
    text = tape.text(tape.at)
    if not _named(text) or tape.head(tape.at) or len(text) > 2 * LABEL:
        return None
    if is_figure(text.replace(":", "：").rpartition("：")[2]):
        return [tape.take()]
    if tape.is_value(tape.at + 1):
        return [tape.take(), tape.take()]
    return None
