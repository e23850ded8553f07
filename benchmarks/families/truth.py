"""What must come out of a drawn document."""

from __future__ import annotations

from dataclasses import dataclass, field

Cells = dict[str, str]


@dataclass
class Truth:
    """Rows by column, money in 万元, rates as fractions; of a document without a form its year, the
    body that reports and its numbered headings."""

    family: str
    kind: str
    title: str
    year: int
    heads: dict[str, str] = field(default_factory=dict)
    funds: list[dict[str, str | None]] = field(default_factory=list)
    indicators: list[dict[str, str | None]] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    sections: tuple[str, ...] = ()
    has_form: bool = True
