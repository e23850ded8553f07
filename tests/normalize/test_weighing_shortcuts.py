"""What is weighed in whole steps says what the long way, digit by digit and in decimals, says."""

from __future__ import annotations

from decimal import Decimal, localcontext
from random import Random

import pytest

from extract.document import Place
from normalize._repair_bonds import steps, values_of
from normalize._repair_edits import SHARES, edits
from normalize._repair_explain import DIGITS, _in_rank
from normalize._repair_fit import _near, _spent
from normalize._repair_model import build
from normalize._repair_rank import _centre, _finest, _shows
from normalize._repair_types import Change, Explanation, Slip
from normalize._repair_witness import Witnesses, kind_of, significant
from normalize.identities import identities
from normalize.identity import Ref
from normalize.report import Figure
from tests.normalize.test_repair import figure, form_of, fund, indicator, three_rows

D = Decimal
Typed = dict[D, tuple[str, float]]


def _spelled(text: str, places: int) -> D | None:
    """The number that digits spell; None for one that nobody would write."""
    whole = len(text) - places
    if not text or (whole > 1 and text[0] == "0"):
        return None
    return D(int(text)).scaleb(-places)


def _all_spellings(text: str, places: int, finer: bool) -> list[tuple[str, str, int, int]]:
    """Every slip of a hand in some digits: its kind, the digits meant, their decimals, and in how many
    ways such a slip can spoil so many digits."""
    size, found = len(text), []
    point = size - places
    for i, old in enumerate(text):
        found += [("digit", text[:i] + d + text[i + 1 :], places, 9 * size) for d in "0123456789"]
        twice = old in (text[i - 1 : i], text[i + 1 : i + 2])
        kind, ways = ("doubled-digit", size - 1) if twice else ("extra-digit", 10 * size)
        if size > 1:
            found.append((kind, text[:i] + text[i + 1 :], places - (i >= point), ways))
        if i < size - 1:
            swapped = text[:i] + text[i + 1] + old + text[i + 2 :]
            found += [("transposed", swapped, places, size - 1)] * (i > 0 or old != "0")
    for i in range(size):
        for d in "0123456789":
            longer = text[:i] + d + text[i:]
            if i <= point and longer[0] != "0":
                found.append(("missing-digit", longer, places, size + 1))
            if i >= point and finer:
                found.append(("missing-digit", longer, places + 1, size + 1))
    longer = [text + d for d in "0123456789"] if not places and text[0] != "0" else []
    return found + [("missing-digit", digits, 0, size + 1) for digits in longer]


def _long_way(printed: int, places: int, finer: bool, low: D, high: D) -> Typed:
    best: Typed = {}
    text = str(printed).zfill(places + 1)
    for kind, digits, decimals, ways in _all_spellings(text, places, finer):
        value, likely = _spelled(digits, decimals), SHARES[kind] / ways
        same = digits.zfill(len(text)) == text and decimals == places
        if value is not None and low <= value <= high and not same:
            best[value] = max(best.get(value, (kind, likely)), (kind, likely), key=lambda e: e[1])
    return best


def _draw(random: Random) -> tuple[int, int, D, D]:
    """A printed number, its decimals, and a range near some slip of it or anywhere."""
    places, size = random.choice([0, 0, 1, 2, 2, 4]), random.randint(1, 7)
    printed = random.randrange(10**size)
    text = list(str(printed).zfill(places + 1))
    change = random.randrange(5)
    at = random.randrange(len(text))
    if change == 0:
        text[at] = random.choice("0123456789")
    elif change == 1 and len(text) > 1:
        del text[at]
    elif change == 2:
        text.insert(at, random.choice("0123456789"))
    elif change == 3:
        text[at : at + 2] = text[at : at + 2][::-1]
    near = D(int("".join(text))).scaleb(random.choice([-places, -places, -places - 1, 1 - places]))
    near += random.randrange(-2000, 2000) if change == 4 else 0
    wide = D(random.choice([0, 5, 20, 300, 100_000])).scaleb(-places - 1)
    return printed, places, max(near - wide, D(0)), near + wide


def test_other_digits_within_a_range_are_those_of_all_spellings() -> None:
    random, met = Random(11), 0  # noqa: S311 - the same numbers every time
    for _ in range(3_000):
        printed, places, low, high = _draw(random)
        finer = random.random() < 0.5
        step = D(1).scaleb(-places)
        found = edits(printed * step, step, low, high, places, step.scaleb(-1 if finer else 0), "")
        wanted = _long_way(printed, places, finer, low, high)
        typed = {e.value: (e.kind, e.likely) for e in found if e.kind not in ("shift", "sign")}
        moved = {e.value for e in found} - typed.keys()
        assert typed == {value: best for value, best in wanted.items() if value not in moved}
        met += len(typed)
    assert met > 10_000


def test_a_negative_figure_has_the_slips_of_its_digits() -> None:
    above = edits(D("152.30"), D("0.01"), D(100), D(200), 2, money="")
    below = edits(D("-152.30"), D("0.01"), D(-200), D(-100), 2, money="")
    assert len(above) > 10
    assert {(e.kind, e.value) for e in below} == {(e.kind, -e.value) for e in above}


def _decimal_centre(step: D, low: D, high: D) -> D:
    middle = (low + high) / 2
    count = middle / step
    for finer in range(9):
        rounded = count.quantize(D(1).scaleb(-finer)) * step
        if low <= rounded <= high:
            return rounded
    return middle


def test_the_middle_in_steps_is_the_middle_in_decimals_to_the_last_nought() -> None:
    random = Random(12)  # noqa: S311 - the same ranges every time
    with localcontext() as context:
        context.prec = DIGITS
        for _ in range(2_000):
            step = D(1).scaleb(random.randint(-6, 1))
            low = random.randint(-30, 300) * step / random.choice([1, 2, 4, 7])
            room = steps(low), steps(low + step * random.choice([0, 0, 1, 3, 9]) / 10)
            within = values_of(room)
            value, twice = _centre(step, steps(step), within, room)
            assert str(value) == str(_decimal_centre(step, *within))
            assert values_of((twice, twice))[0] == 2 * value


@pytest.mark.parametrize(
    ("low", "high", "middle"),
    [("5", "Infinity", "5"), ("-Infinity", "7", "7"), ("-Infinity", "Infinity", "0")],
)
def test_where_one_side_is_open_the_other_end_is_proposed(low: str, high: str, middle: str) -> None:
    within = D(low), D(high)
    room = steps(within[0]), steps(within[1])
    assert _centre(D(1), steps(D(1)), within, room) == (D(middle), 2 * steps(D(middle)))


@pytest.mark.parametrize("text", ["0", "0.00", "10", "4.5", "98.6", "100.20", "-0.0120", "1E+3"])
def test_digits_are_shown_by_the_steps_of_a_figure_as_by_itself(text: str) -> None:
    assert _shows(steps(D(text))) == (significant(D(text)) >= 3)


def test_what_was_spent_of_a_budget_is_the_same_in_steps_and_in_decimals() -> None:
    random = Random(13)  # noqa: S311 - the same figures every time
    for _ in range(500):
        spent, budget = sorted(D(random.randrange(1, 10**9)).scaleb(-4) for _ in range(2))
        assert _spent(steps(budget), steps(spent)) == max(0.1, float(spent / budget))
    assert _near(7, 7) == 1.0
    assert _near(7, 21) == pytest.approx(0.453, abs=0.001)


def test_witnesses_are_all_figures_of_their_kind_within_a_range_but_zero() -> None:
    form = form_of(
        fund(1, "source", "total", "合计", budget="900.50", arrived="0.00", executed="860.00"),
        fund(2, "source", "fiscal", "财政拨款", budget="640.50", executed="600.00"),
        fund(3, "source", "other", "其他资金", budget="260.00", executed="260.00"),
    )
    witnesses = Witnesses(None, (form,))
    every = witnesses.between("money", D("-Infinity"), D("Infinity"))
    printed = [f.value for row in form.funds for f in row.figures.values() if f.step < 1]
    assert [w.value for w in every] == sorted(value for value in printed if value)
    for low, high in [(260, 260), (600, 641), (261, 599), (900, 10_000)]:
        wanted = [w for w in every if low <= w.value <= high]
        assert witnesses.between("money", D(low), D(high)) == wanted
    assert witnesses.between("points", D(0), D(1000)) == []


def test_the_finest_digit_of_a_column_is_that_of_all_that_are_printed_like_it() -> None:
    form = form_of(
        *three_rows(fiscal_budget="640.5000").funds,
        points=(indicator(1, "10", "9.5"), indicator(2, "10", "10")),
        score_total_stated=figure("19.50", "分"),
    )
    model = build(identities(form))
    finest = _finest(model)
    for node in model.nodes.values():
        kind = kind_of(node.ref)
        alike = [
            other.figure.step
            for other in model.nodes.values()
            if kind_of(other.ref) == kind
            and (kind == "money" or other.key[2].split("_")[0] == node.key[2].split("_")[0])
        ]
        assert finest[node.key[0], node.key[2]] == (kind, steps(min(alike)))
    assert finest["funds", "executed"] == ("money", steps(D("0.0001")))
    assert finest["indicators", "score"] == ("points", steps(D("0.01")))


def _slip(row: int, column: str, low: int = 0, high: int = 1) -> Slip:
    figure = Figure(D(5), D(1), "5", Place(block=1))
    ref = Ref("funds", row, column, "", figure.place, figure, "number")
    return Slip("value", (Change(ref, "value", D(low), D(high), D(low)),))


def test_slips_stand_by_likelihood_then_by_name() -> None:
    random = Random(14)  # noqa: S311 - the same slips every time
    entries = [
        (_slip(row, column), random.choice([0.1, 0.2, 0.3, random.random()]))
        for row in range(12)
        for column in ("budget", "executed")
    ]
    wanted = sorted(entries, key=lambda e: (-e[1], repr((e[0].kind, e[0].keys, e[0].factor))))
    assert _in_rank(entries) == wanted


def test_a_figure_that_no_slip_of_some_doubts_may_stand_as_it_is_printed() -> None:
    one, other = _slip(1, "budget", 7, 9), _slip(2, "budget", 1, 2)
    ref = one.changes[0].ref
    assert Explanation(1, (), (one,)).range_of(ref) == (7, 9)
    assert Explanation(1, (), (one, other)).range_of(ref) == (5, 9)
    assert Explanation(1, (), ()).range_of(ref) == (5, 5)
    with pytest.raises(ValueError, match="no figure"):
        Explanation(1, (), ()).range_of(Ref("funds", 1, "budget", "", ref.place))
