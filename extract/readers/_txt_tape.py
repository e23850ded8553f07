"""The cells of a dump on a tape: read from left to right, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from extract.frozen import dataclass
from extract.readers import _txt_heads, _txt_words
from extract.readers._txt_heads import Heads
from extract.readers._txt_lines import RawCell, is_figure
from extract.text import is_blank, squeeze


@dataclass(slots=True)
class Tape:
    """Cells and how far they are read; ``texts`` are those of the cells."""

    cells: Sequence[RawCell]
    at: int = 0
    texts: list[str] = field(init=False)
    _heads: dict[int, Heads | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cells = _txt_words.joined(self.cells)
        self.texts = ["".join(line.strip() for line in c.lines) for c in self.cells]

    @property
    def done(self) -> bool:
        """True behind the last cell."""
        return self.at >= len(self.cells)

    def text(self, i: int) -> str:
        """The text of cell ``i``, empty beyond the last."""
        return self.texts[i] if 0 <= i < len(self.texts) else ""

    def head(self, i: int) -> Heads | None:
        """The header of a block that begins at cell ``i``."""
        if i not in self._heads:
            self._heads[i] = _txt_heads.indicator(self.texts, i) or _txt_heads.fund(self.texts, i)
        return self._heads[i]

    def is_value(self, i: int) -> bool:
        """True for a figure or a mark that none stands there."""
        text = squeeze(self.text(i))
        return is_figure(text) or is_blank(text)

    def values(self) -> list[RawCell]:
        """The figures from here on, read."""
        start = self.at
        while not self.done and self.is_value(self.at):
            self.at += 1
        return list(self.cells[start : self.at])

    def take(self) -> RawCell:
        """The next cell, read."""
        self.at += 1
        return self.cells[self.at - 1]
