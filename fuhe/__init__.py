"""fuhe (复核): reads performance self-evaluation documents and verifies every figure in them.

>>> import fuhe
>>> document = fuhe.read("report.docx")
>>> for finding in document.findings:
...     print(finding.rule, finding.stated, finding.recomputed)

``fuhe.read`` gives a :class:`Document`, ``fuhe.ingest`` writes a corpus; a file that cannot be
read raises :class:`ReadError`. Heavy libraries are imported when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuhe import shadowed

if TYPE_CHECKING:
    from extract.document import ReadError
    from fuhe.corpus.summary import Summary
    from fuhe.document import Document, Provenance
    from fuhe.executors.limits import Limits
    from fuhe.mending import apply_repairs, undo_repairs
    from fuhe.settings import Settings

    __version__: str

__all__ = [
    "Document",
    "Limits",
    "Provenance",
    "ReadError",
    "Settings",
    "Summary",
    "__version__",
    "apply_repairs",
    "ingest",
    "read",
    "undo_repairs",
]

shadowed.check(Path(__file__).parents[1])

_LAZY = {
    "Document": "fuhe.document",
    "Limits": "fuhe.executors.limits",
    "Provenance": "fuhe.document",
    "ReadError": "extract.document",
    "Settings": "fuhe.settings",
    "Summary": "fuhe.corpus.summary",
    "apply_repairs": "fuhe.mending",
    "undo_repairs": "fuhe.mending",
}


def read(path: str | Path, settings: Settings | None = None) -> Document:
    """Read, understand and verify one file.

    Raises :class:`ReadError` with one plain sentence where the file cannot be read.
    """
    from fuhe.pipeline import run

    return run(Path(path), settings)


def ingest(
    paths: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    workers: int | None = None,
    format: str = "csv",
    settings: Settings | None = None,
    limits: Limits | None = None,
    progress: Callable[[Summary], None] | None = None,
    redo: str | None = None,
    only: bool = False,
    headers: str = "en",
    csv_safe: bool = False,
    partition: str | None = None,
    engine: str = "local",
    address: str | None = None,
    journal: str | Path | None = None,
) -> Summary:
    """Read files, folders, globs, .zip archives and addresses into the corpus ``out``.

    What an earlier run has read is not read again; a run that was stopped goes on where it was.
    ``redo`` is ``changed`` (what another version read), ``failed`` or ``all``; ``only`` forgets
    files of earlier runs that are not given now.

    ``workers`` is the number of processes (None: one a core; 0: none, everything in this process
    and without limits), ``format`` csv or parquet, ``headers`` en or zh. ``csv_safe`` keeps
    spreadsheets from taking texts for formulas, ``partition="year"`` splits Parquet tables by year.
    ``progress`` is called after every document.

    ``engine`` is ``local`` or ``ray``, ``address`` the Ray cluster. ``out`` may be an address
    (``s3://...``): the corpus is then made in the folder ``journal`` and put there at the end.

    Raises ``ValueError`` for an ``out`` that holds something other than a corpus or is in use.
    """
    from fuhe.corpus.build import Request
    from fuhe.corpus.shape import Shape
    from fuhe.executors.choice import choose
    from fuhe.executors.limits import Limits as Bounds
    from fuhe.ingesting import Target
    from fuhe.settings import Settings as Choices

    target = Target.of(str(out), Path(journal) if journal else None)
    request = Request(
        given=(paths,) if isinstance(paths, str | Path) else tuple(paths),
        out=target.folder,
        workers=workers,
        shape=Shape(format, headers, csv_safe, partition),
        settings=settings or Choices(),
        limits=limits or Bounds(),
        redo=redo,
        only=only,
        progress=progress,
        engine=choose(engine, address),
    )
    return target.ingest(request)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from fuhe.version import version

        return version()
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'fuhe' has no attribute {name!r}")
