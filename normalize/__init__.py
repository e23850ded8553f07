"""What was said → what was meant: clean figures, names and codes, each with the text it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Document
    from extract.vocabulary import Vocabulary
    from normalize.report import Report

__all__ = ["understand"]


def understand(document: Document, words: Vocabulary | None = None) -> Report:
    """The report of a document: forms and narrative, clean, with status ok, partial or no_form.

    ``words`` is the vocabulary to read by, that of this installation when None.
    """
    from normalize import understanding  # late, so that one part of this room loads alone

    return understanding.understand(document, words)
