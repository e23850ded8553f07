"""``fuhe check``: one file after the other, told as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from extract.document import ReadError
from extract.frozen import dataclass
from fuhe import pipeline
from fuhe.executors.limits import Limits
from fuhe.inputs import Found, Missed, find
from fuhe.outputs.failed import Failed
from fuhe.outputs.wrap import wrap
from fuhe.sandbox import Sandbox
from fuhe.settings import Settings
from fuhe.terminal import columns, complain, console, show

if TYPE_CHECKING:
    from fuhe.document import Document
    from fuhe.outputs.words import Words


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    files: tuple[str, ...]
    format: str
    output: Path | None
    settings: Settings
    floor: str
    quiet: bool
    words: Words
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Tally:
    """How many documents came out how."""

    errors: int = 0
    warnings: int = 0
    clean: int = 0
    empty: int = 0
    failed: int = 0

    def add(self, document: Document) -> None:
        """Count one document."""
        if document.count("error"):
            self.errors += 1
        elif document.count("warning"):
            self.warnings += 1
        elif document.checks:
            self.clean += 1
        else:
            self.empty += 1

    @property
    def read(self) -> int:
        """Documents that could be read."""
        return self.errors + self.warnings + self.clean + self.empty

    @property
    def exit_status(self) -> int:
        """0, 1 or 2, as the contract says."""
        return 2 if not self.read else int(self.errors > 0)


@dataclass(slots=True)
class Run:
    """Documents one by one; failures are complained of at once and kept."""

    request: Request
    tally: Tally = field(default_factory=Tally)
    failures: list[Failed] = field(default_factory=list)

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every document that can be read, with its name."""
        request = self.request
        with ExitStack() as until:
            sandbox = until.enter_context(Sandbox(request.settings, request.limits))
            for found in find(request.files, until):
                document = self._read(found, sandbox)
                if document is not None:
                    self.tally.add(document)
                    yield found.name, document

    def _read(self, found: Found | Missed, sandbox: Sandbox) -> Document | None:
        if isinstance(found, Missed):
            self._lost(found.name, "", found.stage, found.error, found.message)
            return None
        try:
            return sandbox.read(found.path)
        except ReadError as error:
            self._lost(found.name, _sha256(found.path), error.stage, error.reason, error.message)
            return None

    def _lost(self, name: str, sha256: str, stage: str, error: str, message: str) -> None:
        self.tally.failed += 1
        failed = Failed(name, sha256, stage, error, message)
        self.failures.append(failed)
        complain(name, failed.told(self.request.words))


def check_files(request: Request) -> int:
    """Check everything that was asked for; the exit status. Raises ValueError for wrong usage."""
    run = Run(request)
    if request.format == "xlsx":
        _need_output(request)
    if request.format == "text" and request.output is None:
        _on_terminal(run)
    else:
        _to_file(run)
    if not run.tally.read + run.tally.failed:
        complain(", ".join(request.files), request.words("check.no_files"))
    return run.tally.exit_status


def _on_terminal(run: Run) -> None:
    out = console()
    show(_lines(run, columns(out)), out)


def _lines(run: Run, room: int) -> Iterator[tuple[str, str]]:
    from fuhe.outputs.text import brief_line, document_lines

    request, first = run.request, True
    for name, document in run.documents():
        if request.quiet:
            yield brief_line(document, name, request.words)
            continue
        if not first:
            yield from (("", ""), ("─" * room, "dim"), ("", ""))
        first = False
        yield from document_lines(document, name, request.words, request.floor, room)
    tally = run.tally
    if tally.read + tally.failed > 1 and not request.quiet:
        counts = (tally.errors, tally.warnings, tally.clean, tally.empty, tally.failed)
        yield "", ""
        total = request.words("check.total", sum(counts), *counts)
        yield from ((line, "bold") for line in wrap(total, room))


def _to_file(run: Run) -> None:
    """Write aside and rename, so that an earlier file is replaced by a whole one or not at all."""
    output = run.request.output
    if output is None:
        import sys

        _render(run, sys.stdout.buffer)
        sys.stdout.flush()
        return
    try:
        if output.exists() and not output.is_file():
            with output.open("wb") as file:  # a pipe or a device is no file to be replaced
                _render(run, file)
        else:
            _replace(run, output)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ValueError(f"{output} cannot be written: {error.strerror}.") from error


def _replace(run: Run, output: Path) -> None:
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as file:
            _render(run, file)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _render(run: Run, file: IO[bytes]) -> None:
    request = run.request
    if request.format == "json":
        from fuhe.outputs.json import write as write_json

        write_json(run, file)
    elif request.format == "html":
        from fuhe.outputs.html import write as write_html

        write_html(run, file, request.words, request.floor)
    elif request.format == "xlsx":
        from fuhe.outputs.xlsx import write as write_xlsx

        write_xlsx(run, file, request.words, request.floor)
    else:
        for text, _ in _lines(run, 80):
            file.write(text.encode("utf-8", "replace") + b"\n")


def _need_output(request: Request) -> None:
    if request.output is None:
        raise ValueError("An Excel workbook needs a file to go to: -o FILE.xlsx.")


def _sha256(path: Path) -> str:
    try:
        return pipeline.digest(path)[0]
    except ReadError:
        return ""
