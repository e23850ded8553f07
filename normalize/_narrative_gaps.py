"""What stands between two amounts: a word that opens a list, a separator, the label of the next."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from extract.frozen import dataclass
from normalize._narrative_labels import clean_label, names_in
from normalize._narrative_words import outside_pairs, pattern, words
from normalize.classification import is_beside
from normalize.text import compiled, lazy

_FILL = "\0"
_BARE = f" \n{_FILL}"
_PAUSE = lazy("[，；：]")
_CLAUSE = lazy("[，；：。]")
_COLON = lazy(rf"[\s{_FILL}]*：")
_MAY_STAND_ALONE = lazy("分别|其中")
_SEPARATORS = {"、": 1, "和": 1, "及": 1, "与": 1, "，": 2, "；": 3, "\n": 2}


@dataclass(frozen=True, slots=True)
class Gap:
    """``opens`` is empty, ``strong`` (其中, 包括), ``weak`` (用于) or ``apart`` (支出包括: a list
    of something else than the amount before); ``hedged`` says that the opened list names only some
    parts. ``sep`` is 0 for none, 1 for 、 2 for ， 3 for ；. ``etc`` says that the list before ends
    with 等, ``foreign`` that other thoughts stand in between. ``spoken`` is the last clause as
    printed, ``label`` the noun in it, ``names`` those of 分别为, ``used`` tells that the list says what
    money is for (其中用于), ``among`` that 其中 alone opens it. ``bare`` is ``spoken`` without brackets,
    spaces and marks at its ends; ``base`` says that a share or a change may be measured by the next
    amount, ``total`` that it may be a total of those before it, ``none`` that nothing at all stands
    before it."""

    opens: str
    hedged: bool
    sep: int
    etc: bool
    foreign: bool
    change: bool
    spoken: str
    label: str
    names: tuple[str, ...] = ()
    used: bool = False
    among: bool = False
    bare: str = ""
    base: bool = False
    total: bool = False
    none: bool = False


def brackets(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost bracket pairs of ``flat[start:end]`` as half-open ranges; an open one is none."""
    if flat.find("(", start, end) < 0:
        return []
    found, depth, opened = [], 0, 0
    for mark in compiled("[()]").finditer(flat, start, end):
        i = mark.start()
        if mark[0] == "(":
            opened = i if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append((opened, i + 1))
    return found


def mask(text: str) -> str:
    """``text`` with bracketed parts blanked out, same length."""
    if "(" not in text:
        return text
    for start, end in brackets(text, 0, len(text)):
        text = text[:start] + _FILL * (end - start) + text[end:]
    return text


@lru_cache(maxsize=512)
def read_gap(text: str, first: bool) -> Gap:
    """Read flattened text between two amounts; ``first`` when no amount stands before it."""
    masked = mask(text)
    lead = masked.lstrip(_BARE)[:1]
    named = "分别" in masked
    opens, hedged, at = _opening(masked)
    used = among = False
    if opens:
        used = pattern("list", "used").search(masked[:at]) is not None
        among = pattern("list", "among").search(masked[:at]) is not None
        if opens == "weak" and pattern("list", "funds").search(
            f"{masked[:at]}|{clean_label(text[at:])}"
        ):
            opens, at = "", 0
        if first and opens != "strong" and not named:
            opens, at = "", at if opens == "apart" else 0
    cut = at or _last_pause(masked)
    spoken = text[cut:]
    label = clean_label(spoken)
    if not label and not opens and first:
        label = clean_label(text)
    foreign = not first and not opens and _foreign(masked[:cut])
    names = tuple(names_in(masked)) if named else ()
    sep, bare = _SEPARATORS.get(lead, 0), _bare_words(spoken)
    return Gap(
        opens, hedged, sep, lead == "等", foreign, _is_change(spoken), spoken, label, names, used,
        among, bare, _may_be_base(bare), pattern("total", "letters").search(bare) is not None,
        not (opens or sep or spoken.strip()),
    )  # fmt: skip


def _bare_words(spoken: str) -> str:
    return "".join(mask(spoken).replace("\0", "").split()).strip("，；、：")


def _may_be_base(bare: str) -> bool:
    return any(pattern("list", name).match(bare) for name in ("base", "compared"))


def _last_pause(masked: str) -> int:
    """Where the last clause of a text begins."""
    find = masked.rfind
    return max(find("，"), find("；"), find("："), find("。")) + 1


def _is_change(spoken: str) -> bool:
    """Whether the words before an amount make it a change against another year or plan."""
    if not pattern("list", "changing").search(spoken):
        return False
    return pattern("list", "change").search("".join(mask(spoken).split())) is not None


@cache
def _openers() -> regex.Pattern[str]:
    lists = words()["list"]
    return regex.compile(f"{lists['strong']}|{lists['weak']}")


def is_unfinished(tail: str) -> bool:
    """Whether the words behind the last part say that there are more: 等, 其余用于."""
    masked = mask(tail).lstrip(_BARE)
    return masked.startswith("等") or pattern("list", "remainder").search(masked) is not None


def _opening(masked: str) -> tuple[str, bool, int]:
    """The opening word, whether it hedges, and where the label after it begins."""
    colon = _COLON.match(masked)
    if colon and not _PAUSE.search(masked[colon.end() :]):
        return "strong", False, colon.end()
    if not pattern("list", "opening").search(masked):
        return "", False, 0
    filler = pattern("list", "filler")
    for match in _openers().finditer(masked):
        tail = filler.match(masked, match.end())
        at = tail.end() if tail else match.end()
        said, rest = masked[match.start() : at], masked[at:]
        bare = not rest.strip(_BARE) and not _MAY_STAND_ALONE.search(said)
        if bare or _PAUSE.search(rest):
            continue
        strong = pattern("list", "strong").search(said) is not None
        hedged = pattern("list", "hedged").search(said) is not None
        lead = _CLAUSE.split(masked[: match.start()])[-1]
        if "其中" in said or "分别" in said or pattern("list", "lead").search(lead):
            return ("strong" if strong else "weak"), hedged, at
        if strong:
            return "apart", hedged, at
    return "", False, 0


def _foreign(before: str) -> bool:
    """Whether a clause between two amounts says something else than a share or a reason."""
    if "，" not in before and "；" not in before:
        return False
    clauses = compiled("[，；]").split(before)[1:]
    aside = pattern("list", "aside")
    return any(c.strip(_BARE) and not aside.search(c) for c in clauses)


def is_base(gap: Gap, flat: str, start: int, end: int) -> bool:
    """占总投资1.2亿元的71.67%, 与年初预算18万元相比减少2万元: what a share or a change is measured by. It is
    no part of a list, and nothing is taken apart in it. ``gap`` stands before the amount,
    ``flat[start:end]`` behind it."""
    if not gap.base:
        return False
    share = pattern("list", "base").match(gap.bare) is not None
    return share or pattern("list", "measured").match(flat[start:end]) is not None


@lru_cache(maxsize=512)
def begins_thought(spoken: str) -> bool:
    """Whether the words before an amount begin a new thought (实际支出, 另有)."""
    bare = "".join(spoken.split()).strip("，；、：和及与")
    return pattern("list", "subject").search(bare) is not None


@lru_cache(maxsize=512)
def parts_thoughts(spoken: str, label: str) -> bool:
    """Whether these words before an amount, or what it brings about, end the list before it."""
    if begins_thought(spoken) or begins_thought(label):
        return True
    return pattern("list", "effect").search(spoken) is not None


@lru_cache(maxsize=512)
def is_outside(whole: str, part: str) -> bool:
    """Whether an amount of the label ``part`` is never a part of one of the label ``whole``."""
    said = any(never.search(part) for never in _never_in(whole))
    return said or (whole == part != "") or is_beside(whole, part)


@lru_cache(maxsize=512)
def _never_in(whole: str) -> tuple[regex.Pattern[str], ...]:
    return tuple([part for named, part in outside_pairs() if named.search(whole)])
