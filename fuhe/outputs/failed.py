"""A file that could not be read, for the outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fuhe.document import Document


@dataclass(frozen=True, slots=True)
class Failed:
    """One row of the failures table."""

    path: str
    sha256: str
    stage: str
    error: str
    message: str


class Results(Protocol):
    """What an output writes: documents as they come and, after the last, the failures."""

    failures: list[Failed]

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every document that could be read, with its name."""
