"""Which row of a money table is a part of which: told by 其中, by numbers, by what an item can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache

from extract.frozen import dataclass, replace
from extract.vocabulary import Vocabulary
from normalize.text import MEMORY, lazy, squeeze

Named = tuple[str, str, str]  # group, item, printed label

_OF_WHICH = lazy(r"^\s*(?:[(（]?[一二三四五六七八九十\d]+[)）.、．])?\s*其中")
_NUMBERED = lazy(r"^(?:其中[:：]?)?([(（]?[一二三四五六七八九十\d]+[)）.、．])(?!\d)")
_ARABIC = lazy(r"[\d]+")
_FIRST = ("一", "1")
_OF_ITS_OWN = frozenset(("", "project"))  # a part with a name of its own, no source of money


def parent_rows(rows: Sequence[Named], words: Vocabulary) -> list[int | None]:
    """For each row, in order, the number (from 1) of the row that it is a part of; None for a total
    or a row of its own."""
    numbered = list(enumerate(rows, start=1))
    if _interleaved([group for group, _, _ in rows]):  # income and spending side by side
        numbered.sort(key=lambda entry: entry[1][0])
    tree = _Tree(words, _programmes(rows))
    parents = {n: tree.add(n, *row) for n, row in numbered}
    return [parents[n] for n in range(1, len(rows) + 1)]


@lru_cache(maxsize=MEMORY)
def _numbering(label: str) -> tuple[str, bool]:
    """The kind of number before a label (一、 （一） 1. （1）), empty when none, and whether it is the
    first of its kind."""
    match = _NUMBERED.match(squeeze(label))
    if match is None:
        return "", False
    bare = match[1].strip("()（）.．、")
    kind = ("1" if _ARABIC.fullmatch(bare) else "一") + match[1][-1]
    return kind, bare in _FIRST


def _interleaved(groups: Sequence[str]) -> bool:
    """True where a group comes again after another one."""
    runs = [g for n, g in enumerate(groups) if n == 0 or groups[n - 1] != g]
    return len(runs) > len(set(runs))


def _programmes(rows: Sequence[Named]) -> frozenset[int]:
    """Rows such as 其中：家庭医生签约 that are followed by sources of their own: known by the same
    sources coming again under the next one."""
    names = [n for n, (_, item, label) in enumerate(rows, start=1) if _is_programme(item, label)]
    if len(names) < 2:
        return frozenset()
    below: list[set[str]] = []
    for start, end in zip(names, [*names[1:], len(rows) + 1], strict=True):
        below.append({item for _, item, _ in rows[start : end - 1] if item not in ("", "total")})
    again = set.intersection(*below) if all(below) else set()
    return frozenset(names) if again else frozenset()


def _is_programme(item: str, label: str) -> bool:
    return item in _OF_ITS_OWN and _begins_list(label)


def _begins_list(label: str) -> bool:
    return "其中" in label and _OF_WHICH.match(label) is not None


@dataclass(frozen=True, slots=True)
class _Open:
    """A row that may still get parts; ``of_which`` where 其中 is printed before it, ``style`` the kind
    of number before it, ``listed`` once 其中 has opened a list under it."""

    number: int
    item: str
    of_which: bool = False
    style: str = ""
    listed: bool = False


@dataclass
class _Tree:
    """The rows that are open while a table is gone through from top to bottom."""

    words: Vocabulary
    programmes: frozenset[int]
    group: str | None = None
    total: int | None = None
    open: list[_Open] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, number: int, group: str, item: str, label: str) -> int | None:
        """The row_no that row ``number`` is a part of; None for a total or a row of its own."""
        of_which = _begins_list(label)
        if group != self.group or (item == "total" and not of_which):
            self.group, self.total, self.open, self.seen = group, None, [], set()
        if item == "total" and self.total is None:
            self.total, self.open = number, [_Open(number, "total")]
            return None
        programme = number in self.programmes
        style, counts_from = _numbering(label)
        if programme:
            self._close_all()
        elif style and not of_which:
            self._close_to(style, counts_from)
        else:
            self._make_room(item, of_which)
        parent = self.open[-1].number if self.open else None
        if of_which and self.open:
            self.open[-1] = replace(self.open[-1], listed=True)
        self.open.append(_Open(number, "programme" if programme else item, of_which, style))
        self.seen.add(item)
        return parent

    def _close_all(self) -> None:
        """Only the total stays open, where there is one."""
        self.open = self.open[:1] if self.total is not None else []

    def _close_to(self, style: str, first: bool) -> None:
        """（一） under 一、 is a part of it; every other number begins a part of what its own kind of
        number is a part of, the total at last."""
        styles = [entry.style for entry in self.open]
        if style in styles:
            del self.open[styles.index(style) :]
        elif first and any(styles):
            last = max(n for n, s in enumerate(styles) if s)
            del self.open[last + 1 :]
        else:
            self._close_all()

    def _make_room(self, item: str, of_which: bool) -> None:
        """Closes what cannot hold the next row: 其中 opens a list under the row before it, a bare row
        goes on with the list that is open."""
        holds = self._may_hold if of_which else self._goes_on
        floor = 1 if self.total is not None else 0
        while len(self.open) > floor and not holds(item, self.open[-1]):
            last = self.open.pop()
            if self._beside(item, last) if of_which else self._listed(item, last):
                break

    def _beside(self, item: str, last: _Open) -> bool:
        """其中：本级, 其中：上级: a part of no known item stands beside the one that 其中 names before it."""
        return not item and last.of_which and last.item in self.words.words("parts", "fiscal")

    def _listed(self, item: str, last: _Open) -> bool:
        """甲项目 · 乙项目: a bare part with a name of its own goes on with the list of the one before,
        where 项目支出 opened it; so does 离退休人员经费 with the 其中：在职人员经费 of 人员经费."""
        above = self.open[-1] if self.open else None
        if above is not None and above.listed and item and item == last.item == above.item:
            return True
        named = item in _OF_ITS_OWN and last.item in _OF_ITS_OWN
        return named and above is not None and above.item == "project" and not above.of_which

    def _goes_on(self, item: str, parent: _Open) -> bool:
        if parent.item == "carryover":
            return self._again(item)
        if parent.listed and item in self.words.words("parts_of_which", parent.item):
            return True
        return parent.item == "programme" or item in self.words.words("parts", parent.item)

    def _may_hold(self, item: str, parent: _Open) -> bool:
        if parent.item in ("total", "programme"):
            return True
        if parent.item in _OF_ITS_OWN and item in _OF_ITS_OWN:
            return not parent.of_which  # 其中：甲项目, 其中：乙项目 stand side by side
        if parent.item == "carryover":
            return self._again(item)
        if parent.item in self.words.words("parts", "fiscal") and parent.of_which:
            return item in self.words.words("parts_of_which", parent.item)
        known = self.words.words("parts", parent.item)
        return item in known if known else parent.item != "other"

    def _again(self, item: str) -> bool:
        """A source that is named a second time under one total is a part of what stands above."""
        return item in self.seen and item in self.words.words("parts", "fiscal")
