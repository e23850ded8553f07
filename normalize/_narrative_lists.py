"""Which amount is a part of which: the small grammar of 其中, 包括, 用于 and 分别为.

A list opens behind its whole, goes on while separators of its own weight follow, and ends with
the sentence or where a new thought begins (实际支出, 较上年增加, 另有). What the words leave
open stays open: such a list names no complete breakdown. Figures never decide.
"""

from __future__ import annotations

from dataclasses import field

from extract.frozen import dataclass
from normalize._narrative_gaps import (
    Gap,
    begins_thought,
    brackets,
    is_base,
    is_outside,
    is_unfinished,
    parts_thoughts,
    read_gap,
)
from normalize._narrative_labels import label_after
from normalize._narrative_named import carried, named_whole
from normalize._narrative_quantities import Quantity, find_quantities
from normalize._narrative_totals import (
    Link,
    inherited,
    listed_before,
    make_link,
    since_total,
    total_told,
)
from normalize._narrative_words import pattern

Key = tuple[str, bool]
_DEEPEST = 6  # brackets inside brackets inside brackets: nobody writes more
_SHARE = 40  # characters behind an amount that may name what it is a share of
_LONGEST_LIST = 300  # amounts before a total behind them
_SEMICOLON = 3  # the heaviest separator, see Gap


@dataclass(slots=True)
class Item:
    """An amount of the sentence with its label; ``parent`` is an index into the items or None. Only
    amounts of one ``key`` add up: money, people, changes of either."""

    quantity: Quantity
    label: str
    spoken: str
    change: bool
    key: Key
    sep: int = 0
    parent: int | None = None


@dataclass(slots=True)
class Parts:
    """A list of parts as indices into the items. ``open_ended`` when it does not name all parts,
    ``unsure`` when the words leave open what belongs to it, ``used`` when they say what money is for
    (其中用于A，用于B), ``among`` when 其中 alone opens the list, ``named`` when
    the sentence begins with the name of the whole (基本支出中)."""

    whole: int
    parts: list[int]
    open_ended: bool = False
    unsure: bool = False
    used: bool = False
    among: bool = False
    named: bool = False
    seps: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Reading:
    """The amounts of a section so far and the lists between them; ``before`` is the first item of
    the sentence read last, ``chain`` its amounts with the words between."""

    flat: str
    items: list[Item] = field(default_factory=list)
    lists: list[tuple[Parts, tuple[int, int]]] = field(default_factory=list)
    before: int = 0
    chain: list[Link] = field(default_factory=list)


def read_sentence(reading: Reading, start: int, end: int) -> None:
    """Read one sentence into ``reading``. A sentence that begins with 其中 takes apart the last
    amount before it."""
    first = len(reading.items)
    found = find_quantities(reading.flat, start, end)
    if not found:
        reading.before = first
        if reading.chain and not pattern("total", "resumes").match(reading.flat, start, end):
            reading.chain = []
        return
    last = carried(reading, start, end)
    reader = _Reader(reading, (start, end), found)
    whole, at = named_whole(reading, start, end) or (None, start)
    if whole is not None and reader.lists_parts(at, end, whole):
        reader.named = True
        reader.read(at, end, {reading.items[whole].key: whole}, inside=whole)
    else:
        reader.read(start, end, last, inside=None)
    reading.before = first


class _Reader:
    """Reads one sentence; brackets are sentences of their own behind the amount they stand at."""

    def __init__(self, reading: Reading, sentence: tuple[int, int], found: list[Quantity]) -> None:
        self.reading = reading
        self.items = reading.items
        self.sentence = sentence
        self.first = len(reading.items)
        self.dangling: set[int] = set()
        self.depth = 0
        self.named = False
        self.asked, self.told = sentence, found

    def read(self, start: int, end: int, last: dict[Key, int], inside: int | None) -> None:
        """Read ``flat[start:end]``; ``last`` are the amounts that a list may take apart, ``inside``
        the amount right before the bracket that is read."""
        flat = self.reading.flat
        pairs = brackets(flat, start, end) if self.depth < _DEEPEST else []
        stack: list[Parts] = []
        names: list[str] = []
        chain: list[Link] = []
        if self.reading.chain and not self.depth:
            resumed = pattern("total", "resumes").match(flat, start, end)
            chain = list(self.reading.chain) if resumed else []
        at = start
        first = inside is None and not last
        if inside is not None and self.lists_parts(start, end, inside):
            stack.append(self._open(inside, []))
            stack[-1].named = self.named
        quantities = self._quantities(start, end)
        for q in quantities:
            if pairs and any(b[0] <= q.start < b[1] for b in pairs):
                continue
            gap = read_gap(flat[at : q.start], first)
            item_at = self._take(q, gap, stack, last, names, chain)
            at, first = q.end, False
            if pairs and item_at is not None:
                self._read_bracket(pairs, at, item_at)
        if stack and is_unfinished(flat[at:end]):
            stack[-1].open_ended = True
        self.reading.chain = self.reading.chain if self.depth else chain
        self._read_loose(pairs, quantities)

    def _quantities(self, start: int, end: int) -> list[Quantity]:
        """Those of ``flat[start:end]``; the same are asked for twice where brackets hold a list."""
        if self.asked != (start, end):
            self.asked, self.told = (start, end), find_quantities(self.reading.flat, start, end)
        return self.told

    def _read_bracket(self, pairs: list[tuple[int, int]], at: int, item_at: int) -> None:
        """Read the bracket that begins at offset ``at``, right behind an amount, if there is one."""
        flat = self.reading.flat
        bracket = next((b for b in pairs if b[0] >= at and not flat[at : b[0]].strip()), None)
        if bracket:
            self._read_inner(bracket, {self.items[item_at].key: item_at}, item_at)

    def _read_inner(
        self, bracket: tuple[int, int], last: dict[Key, int], inside: int | None
    ) -> None:
        self.depth += 1
        self.read(bracket[0] + 1, bracket[1] - 1, last, inside=inside)
        self.depth -= 1

    def _read_loose(self, pairs: list[tuple[int, int]], quantities: list[Quantity]) -> None:
        """Amounts in brackets that follow no amount are amounts of their own."""
        if not pairs:
            return
        known = {item.quantity.start for item in self.items[self.first :]}
        for start, end in pairs:
            held = [q for q in quantities if start < q.start < end and not q.vague]
            if held and held[0].start not in known:
                self._read_inner((start, end), {}, None)

    def lists_parts(self, start: int, end: int, inside: int) -> bool:
        """(人员382.07万元、公用39.13万元): a list in brackets of one kind, no new thought."""
        flat, whole = self.reading.flat, self.items[inside]
        found = [q for q in self._quantities(start, end) if q.kind == whole.quantity.kind]
        if len(found) < 2:
            return False
        at = start
        for i, q in enumerate(found):
            gap = read_gap(flat[at : q.start], i == 0)
            if gap.opens or gap.change or not gap.label or self._new_thought(gap, whole.label):
                return False
            at = q.end
        return True

    def _take(
        self,
        q: Quantity,
        gap: Gap,
        stack: list[Parts],
        last: dict[Key, int],
        names: list[str],
        chain: list[Link],
    ) -> int | None:
        """Place one amount; its index, or None for a vague one, which is none."""
        if gap.etc and stack:
            stack[-1].open_ended = True
        if q.vague:
            for parts in stack:
                parts.open_ended = True
            chain.append(make_link(None, (q.kind, gap.change), gap, "", False))
            return None
        if gap.names:
            names[:] = gap.names
        named = names and (gap.names or gap.sep == 1 or not gap.label)
        label = names.pop(0) if named else gap.label
        label = label or label_after(self.reading.flat[q.end : q.end + 40])
        label = label or self._label_before(gap)
        again = self._said_again(q, gap)
        index, key = len(self.items), (q.kind, gap.change)
        item = Item(q, label, gap.spoken, gap.change, key, gap.sep)
        self.items.append(item)
        if again or (gap.base and is_base(gap, self.reading.flat, q.end, q.end + _SHARE)):
            return index
        total = self._sum_up(index, inherited(gap, chain), stack, chain) if chain else ""
        if not total:
            self._place(index, gap, stack, last)
        alone = item.parent is None and not (gap.change or q.about)
        chain.append(make_link(index, key, gap, label, alone, total))
        if len(chain) > _LONGEST_LIST:
            # nobody sums up so many; a vague one in front keeps it from being tried
            chain[:] = [make_link(None, key, gap, "", False)]
        last[key] = index
        return index

    def _sum_up(self, index: int, told: Gap, stack: list[Parts], chain: list[Link]) -> str:
        """A total behind its parts (…，共计30万元) ends their list: the words that say so, empty for
        any other amount. ``told`` stands before it."""
        item = self.items[index]
        count = total_told(told, chain) if told.total and not item.change else None
        if count is None:
            return ""
        item.label = told.bare
        mine = [p for p in stack if self.items[p.whole].key == item.key]
        parts: list[int] = []
        other = any(is_outside(self.items[p.whole].label, item.label) for p in mine)
        if told.etc or told.foreign or other:
            pass  # 收入总计…，其中A、B；支出总计…: another measure than the one taken apart
        elif not mine:
            parts = listed_before(since_total(chain, item.key, item.label), item.key, count)
        elif len(mine) == 1 and not (mine[0].open_ended or mine[0].unsure):
            parts = mine[0].parts if count in (0, len(mine[0].parts)) else []
        most = max((self.items[i].quantity.value for i in parts), default=None)
        if len(parts) > 1 and most is not None and most <= item.quantity.value:
            self._open(index, list(parts))
            for i in parts:
                if self.items[i].parent is None:
                    self.items[i].parent = index
        stack.clear()
        return item.label

    def _said_again(self, q: Quantity, gap: Gap) -> bool:
        """50万元，即500000元: the amount before it in another unit, no part of anything."""
        before = self.items[-1].quantity if len(self.items) > self.first else None
        if before is None or before.kind != q.kind or before.unit == q.unit:
            return False
        return pattern("list", "again").fullmatch(gap.bare) is not None

    def _label_before(self, gap: Gap) -> str:
        """An amount right behind another (5人40万元) shares its label."""
        return self.items[-1].label if self.items and gap.none else ""

    def _place(self, index: int, gap: Gap, stack: list[Parts], last: dict[Key, int]) -> None:
        item = self.items[index]
        mine = [p for p in stack if self.items[p.whole].key == item.key] if stack else []
        if not (gap.opens or gap.names):
            if mine and not (item.change and pattern("list", "against").search(gap.spoken)):
                self._continue(index, gap, stack, mine)
            return
        deeper = gap.opens == "weak" and bool(mine) and gap.used and not mine[-1].used
        opens = gap.opens == "strong" or (gap.opens == "weak" and not mine) or deeper
        whole = last.get(item.key)
        if opens and whole is not None:
            whole = self._whole_for(whole, gap.label)
        if gap.opens == "apart" or self._names_new_thought(gap, whole):
            stack.clear()
        elif opens and (whole is None or (gap.opens == "weak" and whole in self.dangling)):
            # 其中用于A，用于B with nothing before it to take apart
            self.dangling.add(index)
        elif opens and whole is not None:
            if not any(whole in p.parts for p in stack):
                stack.clear()
            parts = self._open(whole, [index], hedged=gap.hedged)
            parts.used, parts.among = gap.used, gap.among
            parts.unsure = self._is_parallel(whole, gap.label) or self._is_of_other(index, whole)
            if deeper and not gap.hedged:
                # 其中A，用于B: one more part or what A is for
                parts.unsure = mine[-1].unsure = True
            stack.append(parts)
            for outer in stack[:-_DEEPEST]:
                outer.unsure = True
            del stack[:-_DEEPEST]
            item.parent = whole
        elif mine and not (item.change and pattern("list", "against").search(gap.spoken)):
            self._continue(index, gap, stack, mine)

    def _is_parallel(self, whole: int, label: str) -> bool:
        """A；B。其中…: the words do not say which of the two is taken apart, if both can be."""
        item, before = self.items[whole], self.items[self.reading.before : whole]
        if whole >= self.first or item.sep != _SEMICOLON:
            return False
        rivals = (x for x in before if x.key == item.key and x.parent is None)
        return any(not is_outside(x.label, label) for x in rivals)

    def _is_of_other(self, index: int, whole: int) -> bool:
        """Whether an amount is told as a share of something else than ``whole`` (占总预算的78%)."""
        flat, end = self.reading.flat, self.items[index].quantity.end
        if flat.find("占", end, end + _SHARE) < 0:
            return False
        after = "".join(flat[end : end + _SHARE].split())
        match = pattern("list", "share").match(after)
        if match is None:
            return False
        core = pattern("list", "total_word")
        named, own = (core.sub("", t) for t in (match["whole"], self.items[whole].label))
        narrow = pattern("list", "narrow").findall(own)
        apart = named not in own and own not in named
        return bool(named and own) and (apart or any(word not in named for word in narrow))

    def _whole_for(self, whole: int, label: str) -> int | None:
        """The amount that a list takes apart: the one right before it, unless it cannot hold the first
        part (基本支出…；项目支出…。其中人员经费…); then the nearest beside it that can."""
        key, parent = self.items[whole].key, self.items[whole].parent
        first = self.reading.before if whole < self.first else self.first
        beside = (
            i
            for i in range(whole, min(first, whole) - 1, -1)
            if self.items[i].key == key and self.items[i].parent == parent
        )
        return next((i for i in beside if not is_outside(self.items[i].label, label)), None)

    def _names_new_thought(self, gap: Gap, whole: int | None) -> bool:
        """预算数和执行数分别为: two measures, not two parts of what stands before."""
        label = self.items[whole].label if whole is not None and gap.names else ""
        return any(begins_thought(n) or is_outside(label, n) for n in gap.names)

    def _continue(self, index: int, gap: Gap, stack: list[Parts], mine: list[Parts]) -> None:
        while len(mine) > 1 and is_outside(self.items[mine[-1].whole].label, gap.label):
            stack.remove(mine.pop())
        top = mine[-1]
        if top.used and gap.sep == _SEMICOLON and pattern("list", "money_of").search(gap.label):
            stack.clear()  # 债券资金2000万元，用于…；专项资金500万元: another source, no use of the first
            return
        if self._new_thought(gap, self.items[top.whole].label) and not self._alike(top, gap):
            top.open_ended = top.open_ended or bool(pattern("list", "rest").search(gap.spoken))
            stack.clear()
            return
        while stack and stack[-1] is not top:
            stack.pop()
        while len(mine) > 1 and self._outer(mine, gap.sep):
            stack.remove(mine.pop())
        top = mine[-1]
        # A、B；C and A、B，C: the words do not say whether C is one more part or another clause
        heavier = bool(top.seps) and gap.sep > max(top.seps)
        top.unsure = top.unsure or heavier or self._is_of_other(index, top.whole)
        if top.parts:
            top.seps.add(gap.sep)
        top.parts.append(index)
        top.open_ended = top.open_ended or gap.foreign or gap.hedged
        self.items[index].parent = top.whole

    @staticmethod
    def _outer(mine: list[Parts], sep: int) -> bool:
        """Whether a separator of this weight goes on with the outer list."""
        inner, outer = mine[-1], mine[-2]
        if inner.seps:
            return sep > max(inner.seps)
        if sep == 3 or (outer.seps and sep >= max(outer.seps) and sep > 2):
            return True
        if sep == 1:
            return False
        # 其中A，其中A1，B: the words do not say whether B stands beside A or beside A1
        inner.unsure = True
        outer.open_ended = True
        return False

    def _new_thought(self, gap: Gap, whole: str) -> bool:
        return parts_thoughts(gap.spoken, gap.label) or is_outside(whole, gap.label)

    def _alike(self, parts: Parts, gap: Gap) -> bool:
        """Whether the list itself is made of such labels (其中已支付…，未支付…)."""
        if pattern("list", "effect").search(gap.spoken) or not parts.parts:
            return False
        first = self.items[parts.parts[0]]
        same = first.label == gap.label != ""
        return same or (begins_thought(first.spoken) and begins_thought(gap.spoken))

    def _open(self, whole: int, parts: list[int], *, hedged: bool = False) -> Parts:
        opened = Parts(whole, parts, open_ended=hedged)
        self.reading.lists.append((opened, self.sentence))
        return opened
