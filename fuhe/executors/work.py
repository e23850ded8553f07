"""The unit of work every engine runs: one file in, one reply out. No engine is known here."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any

from extract.frozen import dataclass
from fuhe.settings import Settings


@dataclass(frozen=True, slots=True)
class Task:
    """One document to read. ``path`` is the file to open, or the address to fetch it from;
    ``sha256`` and ``bytes`` are what it was when it was found, ``settings`` what the user chose."""

    path: str
    sha256: str
    bytes: int
    settings: Settings = field(default_factory=Settings)

    def as_json(self) -> dict[str, Any]:
        """The task as plain data, for a worker in another process."""
        chosen = {one.name: getattr(self.settings, one.name) for one in fields(self.settings)}
        chosen |= {"severity": dict(chosen["severity"]), "policy": dict(chosen["policy"])}
        return {"path": self.path, "sha256": self.sha256, "bytes": self.bytes, "settings": chosen}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Task:
        """The task from plain data."""
        said = raw["settings"]
        settings = Settings(
            select=tuple(said["select"]),
            ignore=tuple(said["ignore"]),
            severity=said["severity"],
            repair=said["repair"],
            policy=said["policy"],
            tables_only=said.get("tables_only", False),
        )
        return cls(raw["path"], raw["sha256"], raw["bytes"], settings)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one document. ``rows`` are the packed rows of its tables, empty when it
    failed; then ``stage``, ``error`` and ``message`` say why. ``error`` is ``timeout``, too, where a
    document was read in part because time ran out. ``seconds`` is how long it took, every
    attempt included."""

    sha256: str
    status: str
    rows: bytes = b""
    forms: int = 0
    errors: int = 0
    warnings: int = 0
    stage: str = ""
    error: str = ""
    message: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """True where the document could not be read."""
        return self.status == "failed"


def perform(task: Task) -> Reply:
    """Read one document and give its rows; never raises for anything the document does."""
    from extract.document import ReadError
    from fuhe.corpus.copied import summed
    from fuhe.corpus.packed import pack
    from fuhe.corpus.rows import rows
    from fuhe.executors.hand import at_hand
    from fuhe.pipeline import run

    try:
        with at_hand(task.path) as path:
            document = run(path, task.settings)
        if document.provenance.sha256 != task.sha256:
            return failure(task, "open", "changed", "The file changed while it was being read.")
        made = rows(document)
        packed = pack(made, summed(made))
    except ReadError as error:
        return failure(task, error.stage, error.reason, error.message)
    except MemoryError:
        return failure(task, "run", "memory", OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - one document must never end a run
        message = f"fuhe itself failed on this document ({type(error).__name__}: {error})."
        return failure(task, "run", "internal", message)
    return Reply(
        sha256=task.sha256,
        status=document.status,
        rows=packed,
        forms=len(document.forms),
        errors=document.count("error"),
        warnings=document.count("warning"),
        error="timeout" if document.provenance.late else "",
    )


OUT_OF_MEMORY = "The document needs more memory than it may have; split it into smaller files."


def failure(task: Task, stage: str, error: str, message: str) -> Reply:
    """The reply for a document that could not be read."""
    return Reply(task.sha256, "failed", stage=stage, error=error, message=message)
