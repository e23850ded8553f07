"""A figure is off by a power of ten that makes everything else agree.

What it checks
    Each money figure that takes part in a contradiction: is there a power of ten (元 for 万元, a
    lost or doubled decimal point) that settles every contradiction it takes part in and upsets
    nothing? It is told only when one identity then agrees to the last digit in a figure of at
    least four digits, or two things confirm it (other identities, the same amount in the row's
    other columns), and when no other figure explains as much. A whole column in another unit is
    found the same way.

Why
    It is the commonest slip of all, and the only one whose remedy is nearly certain.

Source
    Arithmetic; 元 and 万元 stand side by side in published forms.

Since
    0.1.0

Fails
    | 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 2651.624129 | 2809.554936 | 2809.554936 |
    | 上年结转 | 1871.383541 | 18713835.41 | 1871.383541 |
    | 其他资金 | 780.240588 | 938.171395 | 938.171395 |

Passes
    | 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 2651.624129 | 2809.554936 | 2809.554936 |
    | 上年结转 | 1871.383541 | 1871.383541 | 1871.383541 |
    | 其他资金 | 780.240588 | 938.171395 | 938.171395 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Report
from score import wording
from score.cases import Said, Spot, failed
from score.check import Term
from score.rule import Rule, Trial
from score.slips import Slip, slips

NAME = "unit-slip"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each figure that a power of ten sets right."""
    for slip in slips(report):
        yield _trial(slip)


def _trial(slip: Slip) -> Trial:
    ref, printed = slip.ref, slip.printed
    stated, right = printed.value, slip.value
    terms = tuple(Term(witness.label, witness.figure) for witness in slip.witnesses)
    spot = Spot(NAME, slip.field, ref.label, ref.place, slip.form_no, printed, terms)
    texts = (wording.own(stated, printed), wording.trimmed(right, 8))
    subject, subject_zh = wording.subject(slip.field, ref.label)
    many, many_zh = (" (the whole column)", "（整列）") if slip.column else ("", "")
    factor, factor_zh = _factor(slip.power)
    said = Said(
        f"{subject}{many}: {texts[0]} is {factor}; with {texts[1]} the other figures agree.",
        f"{subject_zh}{many_zh}填为 {texts[0]}，{factor_zh}；按 {texts[1]} 计其他数字均相符。",
        texts[0],
        texts[1],
        (stated, right),
        f"{texts[0]} × 10^{slip.power}",
    )
    return failed(spot, "error", said, material=True)


def _factor(power: int) -> tuple[str, str]:
    times = f"{10 ** abs(power):,}"
    if power < 0:
        unit, unit_zh = (" (元 for 万元?)", "（疑把元当万元）") if power == -4 else ("", "")
        return f"{times} times too large{unit}", f"疑放大了 {times} 倍{unit_zh}"
    unit, unit_zh = (" (万元 for 元?)", "（疑把万元当元）") if power == 4 else ("", "")
    return f"{times} times too small{unit}", f"疑缩小到 {times} 分之一{unit_zh}"


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A figure is off by a power of ten that makes everything else agree.",
    summary_zh="数字差 10 的整数次幂（如把元当作万元），改正后其他数字均相符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
