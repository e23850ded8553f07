"""The words of the forms: labels of columns, rows, heads and items, read from ``families/*.toml``.

``_vocabulary.toml`` holds what all families share; a family file may add to any of its tables.
A new synonym is a line there, a new layout a file there; nothing here changes.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

import regex

from extract.text import MEMORY, compiled, lazy, squeeze

# what a bracket may hold and still say nothing of the label's meaning
_UNIT = r"(?:(?:金额)?单位[:：]?)?(?:人民币)?(?:亿|千万|百万|万|千)?元"
_FORMULA = r"[A-Z][A-Z0-9/+\-*×x÷]*(?:100)?%?|[A-Z]?[/÷][A-Z]|%|％"
_POINTS = r"[\d.]*分?(?:[*×x]?执行率)?|[\d.]+%?|(?:预算)?执行率[*×x][\d.]+分?"
_BRACKET = lazy(rf"[(\[【](?:{_UNIT}|{_FORMULA}|{_POINTS})[)\]】]")
_TAIL = ":;,.、*"
POINTS_IN_LABEL = lazy(
    r"[(\[【](?:权重|分值|满分|共|(?:预算)?执行率[*×x])?[:]?(?P<points>\d+(?:\.\d+)?)(?:分|%)?[)\]】]?$|(?P<bare>\d+(?:\.\d+)?)分$"
)


_UNIT_DECLARED = lazy(rf"单位[:：]?(?:人民币)?{_UNIT}|[(\[【]{_UNIT}[)\]】]")


@lru_cache(maxsize=MEMORY)
def declares_unit(text: str) -> bool:
    """True when a text names the money unit of what follows: 金额单位：元, （万元）."""
    return bool(_UNIT_DECLARED.search(squeeze(text)))


@lru_cache(maxsize=MEMORY)
def fold(text: str) -> str:
    """A label as it is compared: no width, spaces, unit brackets or closing colon."""
    bare = squeeze(text)
    if "(" in bare or "[" in bare or "【" in bare:
        bare = _BRACKET.sub("", bare)
    return bare.rstrip(_TAIL)


@lru_cache(maxsize=MEMORY)
def label_points(text: str) -> str:
    """The points printed inside a label, ``50`` for ``产出指标（50分）``; empty when none are."""
    match = POINTS_IN_LABEL.search(squeeze(text))
    return (match["points"] or match["bare"] or "") if match else ""


def extra_points(text: str, words: Vocabulary) -> str:
    """``bonus`` for 加分项, ``deduction`` for 扣分项: points beside the hundred; else empty."""
    known = words.memory("extra").get(text)
    return words.remembered("extra", text, words.extra) if known is None else known


_NUMBER = lazy(r"^\s*(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．](?!\d)\s*")
_YEAR = lazy(r"20\d\d年?度?")
_REMARK = lazy(r"\([^()]*\)$")
_IN_FRONT = lazy(r"^(?:其中[:：]?|[(（]?[一二三四五六七八九十\d]+[)）.、．]|[-—·])+")
_CIRCLED = lazy(r"^\s*(?:其中[:：]?\s*)?[①-⑳]")  # a plain figure once its width is folded


@lru_cache(maxsize=MEMORY)
def bare_label(text: str) -> str:
    """A row label without 其中 and numbers in front, folded: ``其中：（1）财政拨款`` is ``财政拨款``."""
    return _IN_FRONT.sub("", fold(_CIRCLED.sub("", text)))


@dataclass(frozen=True)
class Words:
    """One entry of the vocabulary: whole labels, patterns of whole labels, and what it is not."""

    labels: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> regex.Pattern[str]:
        return _any_of(self.patterns)

    @cached_property
    def _excluded(self) -> regex.Pattern[str]:
        return _any_of(self.excluded)

    def match(self, folded: str) -> bool:
        """True when a folded label is one of these words."""
        return folded in self.labels or self.fits(folded)

    def fits(self, folded: str) -> bool:
        """True when a pattern fits a folded label, and none of those that it is not."""
        if not self.patterns or not self._pattern.fullmatch(folded):
            return False
        return not self.excluded or not self._excluded.fullmatch(folded)


def _any_of(patterns: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled("|".join(f"(?:{p})" for p in patterns))


Table = Mapping[str, Words]


@dataclass(frozen=True)
class _Entries:
    """A table of the vocabulary: its entries that have patterns, and the entry of each label."""

    labels: Mapping[str, str]
    patterned: Table

    @cached_property
    def _fits_any(self) -> Callable[[str], object]:
        """All patterns at once: most texts fit none, and one look tells."""
        patterns = tuple(p for words in self.patterned.values() for p in words.patterns)
        return _any_of(patterns or ("(?!)",)).fullmatch

    @classmethod
    def of(cls, table: Table) -> _Entries:
        """The entries of ``table``; a label that several have belongs to the first."""
        labels: dict[str, str] = {}
        for name, words in table.items():
            for label in words.labels:
                labels.setdefault(label, name)
        return cls(labels, {name: words for name, words in table.items() if words.patterns})

    def lookup(self, folded: str) -> str:
        """The entry with this very label, else the first whose pattern fits, else empty."""
        known = self.labels.get(folded)
        if known is not None:
            return known
        if not self._fits_any(folded):
            return ""
        return next((name for name, words in self.patterned.items() if words.fits(folded)), "")


@dataclass(frozen=True)
class Family:
    """One layout: how to know it and what it promises. ``marks`` are folded labels; the family whose
    marks are all there and most many wins. ``promise`` goes to the clean form as it stands."""

    name: str
    kind: str
    titles: tuple[str, ...]
    marks: frozenset[str]
    unless: frozenset[str]
    promise: Mapping[str, Any]


_HEADERS = ("fund", "indicator", "goal")  # the tables of words that head a column
_LEADS = (*_HEADERS, "head", "row")  # and those of the labels that a row may begin with
_MOST_FOUND = 10_000  # labels of a table that are remembered; those of the layouts are met first


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All words of all families, ready to look labels up. Each is itself: what follows from it can be
    remembered by it."""

    raw: Mapping[str, Any]
    families: tuple[Family, ...] = field(default=())
    _found: defaultdict[str, dict[str, str]] = field(
        default_factory=lambda: defaultdict(dict), init=False, repr=False, compare=False
    )

    def _words(self, entry: Mapping[str, Any]) -> Words:
        labels = frozenset(fold(t) for t in entry.get("labels", ()))
        return Words(labels, tuple(entry.get("patterns", ())), tuple(entry.get("not", ())))

    def _table(self, *path: str) -> Table:
        node: Any = self.raw
        for step in path:
            node = node.get(step, {})
        return {name: self._words(entry) for name, entry in node.items() if isinstance(entry, dict)}

    @cached_property
    def _tables(self) -> dict[str, _Entries]:
        paths = {
            "fund": ("columns", "fund"),
            "indicator": ("columns", "indicator"),
            "goal": ("columns", "goal"),
            "head": ("heads",),
            "row": ("rows",),
            "group": ("groups",),
            "item": ("items",),
            "level1": ("levels", "level1"),
            "level2": ("levels", "level2"),
            "sheet": ("sheet",),
        }
        return {name: _Entries.of(self._table(*path)) for name, path in paths.items()}

    @cached_property
    def _families(self) -> dict[str, Family]:
        return {family.name: family for family in reversed(self.families)}

    def family(self, name: str) -> Family | None:
        """The family of this name, the first where several have it; None where there is none."""
        return self._families.get(name)

    @cached_property
    def tails(self) -> frozenset[str]:
        """What is left of the labels of rows, folded, without their first letters."""
        whole = {fold(label) for label in self.words("clipped", "labels")}
        whole |= self._tables["item"].labels.keys()
        return frozenset(label[at:] for label in whole for at in range(1, len(label)))

    @cached_property
    def _headers(self) -> _Entries:
        """All that head a column, in one table."""
        tables = [self._tables[name] for name in _HEADERS]
        labels = {label: name for table in tables for label, name in table.labels.items()}
        patterned = enumerate(words for table in tables for words in table.patterned.values())
        return _Entries(labels, {str(n): words for n, words in patterned})

    @cached_property
    def _lists(self) -> dict[str, Words]:
        return {}

    @cached_property
    def _plain(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {}

    @cached_property
    def _leading(self) -> tuple[frozenset[str], tuple[Callable[[str], object], ...]]:
        tables = [self._tables[name] for name in _LEADS]
        labels = frozenset(label for table in tables for label in table.labels)
        return labels, tuple(table._fits_any for table in tables if table.patterned)

    def leads(self, folded: str) -> bool:
        """True where a folded text is a label of a column, a head or a closing row."""
        labels, fits = self._leading
        return folded in labels or any(fit(folded) for fit in fits)

    def find(self, table: str, text: str) -> str:
        """The entry of ``table`` (fund, indicator, goal, head, row, group, item, level1, level2,
        sheet) that a printed label names; empty when none does."""
        found = self._found[table]
        known = found.get(text)
        if known is None:
            entries = self._tables[table]
            folded = fold(text)
            known = entries.lookup(folded) if folded else ""
            if not known and folded.endswith(")") and table not in ("item", "group"):
                shorter = _REMARK.sub("", folded)  # 实施单位(盖章), 指标值(包含数字及文字描述)
                known = entries.lookup(shorter) if shorter and shorter != folded else ""
            if len(found) < _MOST_FOUND:
                found[text] = known
        return known

    def memory(self, question: str) -> Mapping[str, str]:
        """The answers to a question that :meth:`remembered` has got so far, by text."""
        return self._found[question]

    def remembered(self, question: str, text: str, ask: Callable[[str], str]) -> str:
        """What ``ask`` says of a printed text; the same text is asked about once for all documents,
        so the answer may depend on nothing but the text and these words."""
        found = self._found[question]
        known = found.get(text)
        if known is None:
            known = ask(text)
            if len(found) < _MOST_FOUND:
                found[text] = known
        return known

    def head(self, label: str) -> str:
        """The head field that a label names, behind a number or not (一、项目名称); empty when none."""
        return self.remembered("head behind a number", label, self._head)

    def _head(self, label: str) -> str:
        bare = _NUMBER.sub("", label)
        return self.find("head", label) or (self.find("head", bare) if bare != label else "")

    def extra(self, text: str) -> str:
        """``bonus`` for 加分项, ``deduction`` for 扣分项; see :func:`extra_points`."""
        bare = bare_label(text)
        kinds = ("bonus", "deduction")
        return next((kind for kind in kinds if self._listed(f"{kind}_words", bare)), "")

    def heads_column(self, text: str) -> bool:
        """True where a text heads a column of some table, a year in front of it or not: a row without
        any such is no header row. No figure does, for all of these words are Chinese."""
        return not text.isascii() and bool(self.remembered("column", text, self._column))

    def _column(self, text: str) -> str:
        bare = squeeze(text)
        if bare.isascii():
            return ""  # a figure: all of these words are Chinese
        year = _YEAR.match(bare)
        folded = fold(text)
        if year is None and not folded.endswith(")"):
            return folded if folded and self._headers.lookup(folded) else ""
        texts = (text, bare[year.end() :]) if year else (text,)
        return next((t for said in texts for t in _HEADERS if self.find(t, said)), "")

    def find_each(self, table: str, texts: Iterable[str]) -> list[str]:
        """What :meth:`find` finds for each of several labels."""
        found = self._found[table]
        return [
            "" if not text else found[text] if text in found else self.find(table, text)
            for text in texts
        ]

    def is_label(self, table: str, text: str) -> bool:
        """True when ``table`` lists a label as it stands; a pattern does not count."""
        return fold(text) in self._tables[table].labels

    def is_word(self, entry: str, text: str) -> bool:
        """True when a label is one of a top-level word list (``level1_words``, ``level2_words``)."""
        return bool(self.remembered(entry, text, lambda said: self._listed(entry, said)))

    def _listed(self, entry: str, text: str) -> str:
        words = self._lists.get(entry)
        if words is None:
            words = self._lists[entry] = self._words(self.raw[entry])
        return entry if words.match(fold(text)) else ""

    def fits(self, text: str, *path: str) -> bool:
        """True when a pattern of a plain list, such as ``"titles", "form"``, fits a whole text."""
        known = self._found["/".join(path)].get(text)
        if known is None:
            known = self.remembered("/".join(path), text, lambda said: self._fitting(path, said))
        return known != ""

    def _fitting(self, path: tuple[str, ...], text: str) -> str:
        return text if any(p.fullmatch(text) for p in self._patterns(path)) else ""

    def _patterns(self, path: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
        return tuple(map(compiled, self.words(*path)))

    def words(self, *path: str) -> tuple[str, ...]:
        """A plain list of the data file, such as ``words("grades", "words")``."""
        known = self._plain.get(path)
        if known is None:
            node: Any = self.raw
            for step in path:
                node = node.get(step, {})
            known = self._plain[path] = tuple(node) if isinstance(node, list) else ()
        return known

    def mapping(self, *path: str) -> Mapping[str, Any]:
        """A plain table of the data file, such as ``mapping("levels", "implied")``."""
        node: Any = self.raw
        for step in path:
            node = node.get(step, {})
        return node if isinstance(node, dict) else {}


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Adds a family's words to the shared ones: tables merge, lists grow."""
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value


def _family(name: str, raw: Mapping[str, Any]) -> Family:
    return Family(
        name=name,
        kind=raw.get("kind", ""),
        titles=tuple(raw.get("titles", ())),
        marks=frozenset(fold(t) for t in raw.get("marks", ())),
        unless=frozenset(fold(t) for t in raw.get("unless", ())),
        promise=raw.get("promise", {}),
    )


def load(extra: Iterable[str] = ()) -> Vocabulary:
    """The vocabulary of all data files in ``extract/families``; ``extra`` are TOML texts to add."""
    shared: dict[str, Any] = {}
    families: list[Family] = []
    folder = files("extract") / "families"
    texts = [
        (item.name.removesuffix(".toml"), item.read_text(encoding="utf-8"))
        for item in sorted(folder.iterdir(), key=lambda i: i.name)
        if item.name.endswith(".toml")
    ]
    for name, text in [*texts, *(("", text) for text in extra)]:
        raw = tomllib.loads(text)
        _merge(shared, raw.pop("words", {}) if not name.startswith("_") else raw)
        if not name.startswith("_"):
            families.append(_family(raw.get("name", name), raw))
    return Vocabulary(shared, tuple(families))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this installation, read once."""
    return load()
