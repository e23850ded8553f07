"""Findings as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from fuhe.outputs.failed import Failed, Results
from fuhe.outputs.pages import environment, render
from fuhe.outputs.views import document_view
from fuhe.version import version

if TYPE_CHECKING:
    from markupsafe import Markup

    from fuhe.outputs.words import Words


def write(results: Results, file: IO[bytes], words: Words, floor: str = "note") -> None:
    """Write the page, one document after the other."""

    def views() -> Iterator[dict[str, Any]]:
        for name, document in results.documents():
            yield document_view(document, name, words, floor)

    def document(view: dict[str, Any]) -> Markup:
        from markupsafe import Markup

        # made by a template that escapes, so it goes into the page as it is
        return Markup(render("document.html", view=view, words=words))  # noqa: S704

    def failures() -> list[Failed]:
        return results.failures

    page = environment().get_template("check.html")
    values = {"views": views, "document": document, "failures": failures}
    for piece in page.generate(**values, words=words, version=version()):
        file.write(piece.encode("utf-8", "replace"))
