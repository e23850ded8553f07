"""What follows from a frozen form or report, worked out once and kept with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import field
from typing import Any, TypeVar

from extract.frozen import dataclass

T = TypeVar("T")


@dataclass(slots=True, eq=False, repr=False)
class Memo:
    """Answers by name, kept as long as their owner and no longer.

    It tells nothing that its owner does not tell, so a changed owner (``dataclasses.replace``), a
    pickle and a comparison leave it behind.
    """

    kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """The answer called ``name``; made where it is asked for the first time."""
        try:
            found: T = self.kept[name]
        except KeyError:
            found = self.kept[name] = make()
        return found

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        return Memo, ()
