"""Old Word and its kin (.doc, .wps, .rtf, .odt, Word 2003 XML): LibreOffice makes a .docx of them.

LibreOffice runs without a window, with a profile of its own, its macros and links switched off, in
a temporary folder that goes when the work is done. Starting it takes a second, a file a tenth: many
files should go through :func:`read_many`, which starts it once, or be announced by :func:`prepare`
to a :func:`read` that is asked for one after the other. A file that stops it or takes too long costs
one ReadError and a new start for the files after it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from extract.document import Document, ReadError
from extract.frozen import dataclass
from extract.registry import find_reader, reader

FORMATS = ("doc", "wps", "rtf", "odt", "wordxml")

SECONDS = 60.0
"""Time for one file, the start of LibreOffice included."""

_BATCH = 100  # files of one start; a command line has an end
_PAUSE = 0.05
_SUFFIXES = {"wordxml": "xml"}
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
)
_MISSING = (
    "Reading {kind} files needs LibreOffice, which is not installed: "
    "apt-get install libreoffice-writer (or libreoffice.org), or save the document as .docx."
)
_FAILED = (
    "LibreOffice could not read the {kind} file; it is damaged, or of a program that LibreOffice "
    "does not know. Open it in the program that made it and save it as .docx."
)
_SLOW = (
    "LibreOffice took over {seconds:.0f} seconds for the {kind} file and was stopped; "
    "save the document as .docx."
)
_LOCKED = "The file is locked with a password; open it, remove the password and save it."
# LibreOffice is several processes that outlive whoever started them; this shell leads their group and
# ends it when its input does, be it because we were killed.
_GUARD = '("$@"; kill $$) & read line; kill -9 -$$'
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
)


@reader("doc", "wps", "rtf", "odt", "wordxml")
def read(path: Path, kind: str) -> Document:
    """Read one file. ReadError ``missing-program``, ``encrypted``, ``damaged`` or ``timeout``."""
    made = _prepared.take(path, kind)
    found = _document(made, kind) if made else next(read_many([(path, kind)]))
    if isinstance(found, ReadError):
        raise found
    return found


def prepare(files: Sequence[tuple[Path, str]], seconds: float = SECONDS) -> int:
    """Have LibreOffice convert at once the files, with their kinds, that :func:`read` will be asked
    for next; how many it made. What it cannot make here is left to ``read``, which then tries it
    alone: so what a file gives does not depend on the files beside it. What an earlier call made is
    forgotten; ``seconds`` is the time each file may take."""
    _prepared.forget()
    return _prepared.make(files, seconds) if len(files) > 1 and find_program() else 0


def read_many(
    files: Sequence[tuple[Path, str]], seconds: float = SECONDS
) -> Iterator[Document | ReadError]:
    """The document, or what went wrong, of each file with its kind, in order, with one start of
    LibreOffice for every hundred; ``seconds`` is the time each file may take."""
    for start in range(0, len(files), _BATCH):
        batch = files[start : start + _BATCH]
        with tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True) as folder:
            made = convert_many(batch, Path(folder), seconds)
            for (_, kind), result in zip(batch, made, strict=True):
                yield result if isinstance(result, ReadError) else _document(result, kind)


def convert_many(
    files: Sequence[tuple[Path, str]], folder: Path, seconds: float = SECONDS
) -> list[Path | ReadError]:
    """A .docx in ``folder`` for each file with its kind, or what went wrong, in order."""
    program = find_program()
    if program is None:
        return [ReadError("missing-program", _MISSING.format(kind=kind)) for _, kind in files]
    office = _Office(program, folder, seconds)
    results: dict[int, ReadError] = {}
    for i, (path, kind) in enumerate(files):
        if kind == "odt" and _is_locked(path):
            results[i] = ReadError("encrypted", _LOCKED)
    waiting = [i for i in range(len(files)) if i not in results]
    jobs = {i: _Job(*files[i], folder, i) for i in waiting}
    while waiting:
        slow = office.run([jobs[i] for i in waiting])
        tried = _tried([jobs[i].target.exists() for i in waiting])
        failed = [i for i in waiting[:tried] if not jobs[i].target.exists()]
        waiting = waiting[tried:]
        for i in failed:
            results[i] = _error(files[i][1], slow and i == failed[-1], seconds)
    return [results.get(i) or jobs[i].target for i in range(len(files))]


def _tried(made: Sequence[bool]) -> int:
    """How many files LibreOffice got to: all before the last that it made, and one more, which is
    what stopped it."""
    last = max((i for i, there in enumerate(made) if there), default=-1)
    return min(last + 2, len(made))


def find_program() -> str | None:
    """The path of LibreOffice; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).exists()), None)


def _error(kind: str, slow: bool, seconds: float) -> ReadError:
    if slow:
        return ReadError("timeout", _SLOW.format(kind=kind, seconds=seconds))
    return ReadError("damaged", _FAILED.format(kind=kind))


def _document(path: Path, kind: str) -> Document | ReadError:
    try:
        document = find_reader("docx")(path, "docx")
    except ReadError as error:
        return error
    except Exception:  # noqa: BLE001  what LibreOffice made of one file must not stop the others
        return _error(kind, False, 0)
    if _is_garbage(document):
        return _error(kind, False, 0)
    return replace(
        document, format=kind, reader="office", notes=(*document.notes, "by LibreOffice")
    )


def _is_garbage(document: Document) -> bool:
    """True where LibreOffice took bytes that it could not make out for a text."""
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for cell in table.cells]
    text = "".join(texts)
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\n\t" for c in text)
    return (odd + text.count("\ufffd")) * 50 > len(text)


def _is_locked(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return b"encryption-data" in package.read("META-INF/manifest.xml")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False


class _Prepared:
    """What :func:`prepare` made and nobody has asked for yet, in a temporary folder."""

    def __init__(self) -> None:
        self.made: dict[tuple[Path, str], Path] = {}
        self.folder: tempfile.TemporaryDirectory[str] | None = None

    def make(self, files: Sequence[tuple[Path, str]], seconds: float) -> int:
        """Convert ``files`` and keep what came of it; how many are kept."""
        self.folder = tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True)
        for found, made in zip(
            files, convert_many(files, Path(self.folder.name), seconds), strict=True
        ):
            if isinstance(made, Path):
                self.made[found] = made
        return len(self.made)

    def take(self, path: Path, kind: str) -> Path | None:
        """The .docx of a file, once; None where there is none."""
        return self.made.pop((path, kind), None)

    def forget(self) -> None:
        """Take everything away."""
        self.made.clear()
        if self.folder:
            self.folder.cleanup()
        self.folder = None


_prepared = _Prepared()


class _Job:
    """A copy of one file under a plain name, and the .docx that it becomes."""

    def __init__(self, path: Path, kind: str, folder: Path, number: int) -> None:
        (folder / "in").mkdir(exist_ok=True)
        self.source = folder / "in" / f"{number:04}.{_SUFFIXES.get(kind, kind)}"
        self.target = folder / "out" / f"{number:04}.docx"
        shutil.copyfile(path, self.source)


@dataclass(frozen=True, slots=True)
class _Office:
    """One installation of LibreOffice with a profile in ``folder``."""

    program: str
    folder: Path
    seconds: float

    def run(self, jobs: Sequence[_Job]) -> bool:
        """Convert until done or stuck; True where it was stopped because a file took too long."""
        profile = self.folder / "profile"
        _write_settings(profile / "user")
        command = [
            self.program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless", "--invisible", "--norestore", "--nologo", "--nodefault",
            "--nofirststartwizard", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(self.folder / "out"),
            *(str(job.source) for job in jobs),
        ]  # fmt: skip
        guarded = [] if sys.platform == "win32" else ["/bin/sh", "-c", _GUARD, "sh"]
        process = subprocess.Popen(  # noqa: S603  a fixed program; file names are our own
            [*guarded, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,
        )
        try:
            return self._wait(process, jobs)
        finally:
            _stop(process)

    def _wait(self, process: subprocess.Popen[bytes], jobs: Sequence[_Job]) -> bool:
        done, since = 0, time.monotonic()
        while process.poll() is None:
            time.sleep(_PAUSE)
            now = sum(job.target.exists() for job in jobs)
            if now > done:
                done, since = now, time.monotonic()
            elif time.monotonic() - since > self.seconds:
                return True
        return False


def _write_settings(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/'
        f'registry">{items}</oor:items>',
        encoding="utf-8",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and what it started; it is a group of its own."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    if process.stdin:
        process.stdin.close()
    process.wait()
