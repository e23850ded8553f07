"""A file that could not be read, for the outputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from extract.frozen import dataclass
from fuhe.outputs.chinese import told

if TYPE_CHECKING:
    from fuhe.document import Document
    from fuhe.outputs.words import Words


@dataclass(frozen=True, slots=True)
class Failed:
    """One row of the failures table."""

    path: str
    sha256: str
    stage: str
    error: str
    message: str

    def told(self, words: Words) -> str:
        """Why it could not be read, in one line in the language of ``words``."""
        return failure_text(self.error, self.message, words)


def failure_text(error: str, message: str, words: Words) -> str:
    """Why a file could not be read: its message or, in Chinese, that of the message where it is known,
    else a sentence for the kind of failure, with the message where that alone has the details. An
    unknown kind keeps the message."""
    known = told(message, words)
    if known != message:
        return known
    text = words(f"failed.{error}", message)
    return message if words.lang == "en" or text == error else text


class Results(Protocol):
    """What an output writes: documents as they come and, after the last, the failures."""

    failures: list[Failed]

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every document that could be read, with its name."""
