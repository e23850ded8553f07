"""``fuhe ingest``: progress while it runs, a summary at the end."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.frozen import dataclass
from fuhe.corpus.build import Request, ingest
from fuhe.corpus.elsewhere import NotPutError
from fuhe.corpus.summary import Summary
from fuhe.inputs import Missed
from fuhe.names import on_screen
from fuhe.outputs.chinese import told
from fuhe.outputs.wrap import fill, width
from fuhe.remote import bare, is_address
from fuhe.terminal import complain, console
from fuhe.version import version

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

_EVERY_SECONDS = 10.0
_GLANCE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Target:
    """Where a corpus goes: ``folder`` is where it is made, ``address`` where it is put afterwards
    (empty: it stays)."""

    folder: Path
    address: str = ""

    @classmethod
    def of(cls, output: str, journal: Path | None = None) -> Target:
        """What ``-o`` and ``--journal`` name. ValueError for a journal of a corpus that is here."""
        if is_address(output):
            from fuhe.corpus.elsewhere import home

            return cls(home(output, journal), output)
        if journal:
            raise ValueError("--journal is for a corpus at an address; this one keeps its own.")
        return cls(Path(output))

    @property
    def name(self) -> str:
        """The folder or the address, without keys, for people."""
        return bare(self.address) if self.address else str(self.folder)

    def ingest(self, request: Request) -> Summary:
        """Run ``request``, whose folder is ours. Raises as :func:`fuhe.corpus.build.ingest` does,
        and NotPutError."""
        if not self.address:
            return ingest(request)
        from fuhe.corpus.elsewhere import ingest_to

        return ingest_to(self.address, request, self.folder)


def ingest_paths(request: Request, words: Words, quiet: bool, target: Target) -> int:
    """Run an ingest as the command line does; the exit status."""
    started = time.monotonic()
    watcher = _watcher(words, quiet)
    request = replace(request, progress=watcher.tell, lost=watcher.lost)
    try:
        with _ended_by_signal(), closing(watcher):
            summary = target.ingest(request)
    except NotPutError as error:
        print(f"fuhe: {told(str(error), words)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        done, total = watcher.last.done, watcher.last.total
        print(words("ingest.stopped", done, total), file=sys.stderr)
        return 130
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"fuhe: {words('ingest.no_room', told(str(reason), words))}", file=sys.stderr)
        return 2
    if not summary.read:
        print(f"fuhe: {words('ingest.kept')}", file=sys.stderr)
    if not quiet:
        _summarise(summary, target.name, words, time.monotonic() - started)
    return 0 if summary.read else 2


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """SIGTERM ends a run as cleanly as Ctrl-C does."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _summarise(summary: Summary, out: str, words: Words, seconds: float) -> None:
    failed = summary.failed + summary.missed
    rows = [
        (words("ingest.files"), f"{summary.files}"),
        (words("ingest.read"), f"{summary.read}"),
    ]
    if summary.no_form or summary.partial:
        rows.append(("", words("ingest.of_these", summary.no_form, summary.partial)))
    if same := summary.files - summary.missed - summary.total:
        rows.append((words("ingest.same"), f"{same}"))
    if failed:
        hint = f"  {words('ingest.see_failures')}" if summary.written else ""
        rows.append((words("ingest.failures"), f"{failed}{hint}"))
    if summary.kept:
        rows.append((words("ingest.kept_before"), f"{summary.kept}"))
    if summary.others:
        rows.append((words("ingest.others"), f"{summary.others}"))
    rows += [
        (words("ingest.forms"), f"{summary.forms}"),
        (words("ingest.findings"), words("ingest.counts", summary.errors, summary.warnings)),
        (words("ingest.time"), f"{seconds:.1f} s"),
    ]
    if summary.written:
        rows.append((words("ingest.written"), on_screen(out)))
    room = max(width(name) for name, _ in rows) + 2
    for name, value in rows:
        print(fill(name, room) + value)


def _watcher(words: Words, quiet: bool) -> _Silent | _Lines | _Bar:
    if quiet:
        return _Silent(words)
    screen = console(stderr=True)
    return _Bar(words) if screen.is_terminal else _Lines(words)


class _Silent:
    """Watches and says nothing."""

    last = Summary()

    def __init__(self, words: Words) -> None:
        self.words = words

    def tell(self, summary: Summary) -> None:
        """How the run stands."""
        if summary.total and not self.last.total:
            self.begin(summary)
        self.last = summary

    def begin(self, summary: Summary) -> None:
        """Everything is found; reading begins."""

    def lost(self, missed: Missed) -> None:
        """Complain at once of what was asked for by name and is not there."""
        if missed.error == "missing":
            complain(missed.name, told(missed.message, self.words))

    def close(self) -> None:
        """The run is over."""


class _Lines(_Silent):
    """Without a terminal: a line on stderr every so often."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.started = self.told = time.monotonic()

    def begin(self, summary: Summary) -> None:
        """Say what stands already, and what another version read."""
        for line in _standing(summary, self.words):
            print(line, file=sys.stderr, flush=True)

    def tell(self, summary: Summary) -> None:
        """Say how the run stands where the last time is long enough ago."""
        super().tell(summary)
        now = time.monotonic()
        if not summary.total:
            self.started = now
            return
        if now - self.told < _EVERY_SECONDS:
            return
        self.told = now
        rate = (summary.done - summary.kept) / max(now - self.started, 1e-9)
        left = _clock((summary.total - summary.done) / rate) if rate else "?"
        done = (summary.done, summary.total, summary.failed, f"{rate:.1f}", left)
        print(self.words("ingest.line", *done), file=sys.stderr, flush=True)


class _Bar(_Silent):
    """On a terminal: a bar with what is done, failed, the rate and the time left."""

    def __init__(self, words: Words) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Left

        super().__init__(words)
        self.started: float | None = None
        self.told = 0.0
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]}"),
            TextColumn("{task.fields[rate]}"),
            Left(),
            console=console(stderr=True),
            transient=True,
        )
        self.task = self.bar.add_task(words("ingest.finding"), total=None, failed="", rate="")
        self.bar.start()

    def close(self) -> None:
        """Take the bar away."""
        self.bar.stop()

    def begin(self, summary: Summary) -> None:
        """Say above the bar what stands already, and what another version read."""
        for line in _standing(summary, self.words):
            self.bar.console.print(line)

    def tell(self, summary: Summary) -> None:
        """Move the bar."""
        super().tell(summary)
        if not summary.total:
            self.bar.update(self.task, completed=summary.files)
            return
        now = time.monotonic()
        if self.started is None:
            self.started = now
            self.bar.update(self.task, description=self.words("ingest.reading"))
        elif now - self.told < _GLANCE_SECONDS and summary.done < summary.total:
            return  # nobody sees more, and each costs as much as the rest of what is done for it
        self.told = now
        rate = (summary.done - summary.kept) / max(now - self.started, 1e-9)
        self.bar.update(
            self.task,
            total=summary.total,
            completed=summary.done,
            failed=self.words("ingest.failed", summary.failed) if summary.failed else "",
            rate=self.words("ingest.rate", f"{rate:.1f}") if summary.done else "",
        )


def _standing(summary: Summary, words: Words) -> Iterator[str]:
    if summary.kept:
        yield words("ingest.going_on", summary.kept, summary.total)
    if summary.older:
        failed = summary.failed
        yield words("ingest.older", summary.older, version(), summary.kept, failed)


def _clock(seconds: float) -> str:
    whole = int(seconds + 0.5)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
