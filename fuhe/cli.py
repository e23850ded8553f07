"""The command line: ``fuhe check``, ``ingest``, ``report``, ``review``, ``sql``, ``diff`` and ``rules``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fuhe.options import (
    AddressOption,
    BriefOption,
    CheckFormat,
    CheckFormatOption,
    ConfigOption,
    CorpusArgument,
    CorpusFormat,
    CorpusFormatOption,
    CorpusOption,
    CsvSafeOption,
    EngineName,
    EngineOption,
    FilesArgument,
    HeadersOption,
    IgnoreOption,
    JournalOption,
    Lang,
    LangOption,
    MemoryOption,
    OnlyOption,
    OutputOption,
    PartitionOption,
    PathsArgument,
    PolicyOption,
    RedoOption,
    RepairOption,
    RowFormat,
    RowFormatOption,
    RuleSeverityOption,
    SelectOption,
    SeverityOption,
    SilentOption,
    TablesOnlyOption,
    TimeoutOption,
    WorkersOption,
)

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

app = typer.Typer(
    name="fuhe",
    help="Verify the figures of performance self-evaluation documents (绩效自评复核).",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Entry point of the command ``fuhe``."""
    from fuhe.executors.worker import spare_collector
    from fuhe.terminal import prepare_streams

    spare_collector()
    prepare_streams()
    app()


def _version(wanted: bool) -> None:
    if wanted:
        from fuhe.version import version

        typer.echo(f"fuhe {version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Verify the figures of performance self-evaluation documents (绩效自评复核)."""


@app.command()
def check(
    files: FilesArgument,
    format: CheckFormatOption = CheckFormat.text,
    output: OutputOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    severity: SeverityOption = None,
    policy: PolicyOption = None,
    config: ConfigOption = None,
    repair: RepairOption = True,
    tables_only: TablesOnlyOption = False,
    timeout: TimeoutOption = 300,
    memory: MemoryOption = 2048,
    quiet: BriefOption = False,
    lang: LangOption = None,
) -> None:
    """Show where documents contradict themselves.

    Exit status: 0 no error was found, 1 at least one was, 2 wrong usage or nothing could be read.
    """
    from fuhe.checking import Request, check_files
    from fuhe.executors.limits import Limits

    words = _words(lang)
    floor, levels = _severities(severity, words)
    request = Request(
        files=tuple(files),
        format=format.value,
        output=output,
        settings=_settings(select, ignore, levels, repair, config, policy, tables_only, words),
        floor=floor,
        quiet=quiet,
        words=words,
        limits=Limits(seconds=timeout, megabytes=memory),
    )
    raise typer.Exit(_or_usage(lambda: check_files(request), words))


@app.command()
def ingest(
    paths: PathsArgument,
    output: CorpusOption,
    format: CorpusFormatOption = CorpusFormat.csv,
    workers: WorkersOption = None,
    engine: EngineOption = EngineName.local,
    address: AddressOption = None,
    journal: JournalOption = None,
    timeout: TimeoutOption = 300,
    memory: MemoryOption = 2048,
    redo: RedoOption = None,
    only: OnlyOption = False,
    headers: HeadersOption = Lang.en,
    csv_safe: CsvSafeOption = False,
    partition: PartitionOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    severity: RuleSeverityOption = None,
    policy: PolicyOption = None,
    config: ConfigOption = None,
    repair: RepairOption = True,
    tables_only: TablesOnlyOption = False,
    quiet: SilentOption = False,
    lang: LangOption = None,
) -> None:
    """Read documents into a corpus of tables; what is read already is not read again.

    Exit status: 0 every file was read or is in the failures table, 2 nothing could be read,
    130 stopped by Ctrl-C; the same command then goes on where it was.
    """
    from fuhe.corpus.build import Request
    from fuhe.corpus.shape import Shape
    from fuhe.executors.choice import choose
    from fuhe.executors.limits import Limits
    from fuhe.ingesting import Target, ingest_paths

    words = _words(lang)
    levels = _only_levels(severity, words)
    target = _or_usage(lambda: Target.of(output, journal), words)
    tables = (format.value, headers.value, csv_safe, partition.value if partition else None)
    request = Request(
        given=tuple(paths),
        out=target.folder,
        workers=workers,
        shape=_or_usage(lambda: Shape(*tables), words),
        settings=_settings(select, ignore, levels, repair, config, policy, tables_only, words),
        limits=Limits(seconds=timeout, megabytes=memory),
        redo=redo.value if redo else None,
        only=only,
        engine=_or_usage(lambda: choose(engine.value, address), words),
    )
    raise typer.Exit(_or_usage(lambda: ingest_paths(request, words, quiet, target), words))


@app.command()
def report(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus of fuhe ingest.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The page; default: CORPUS/report.html."
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write one self-contained HTML page about a corpus."""
    from fuhe.outputs.report import write_report

    words = _words(lang)
    path = _or_usage(lambda: write_report(corpus, output or corpus / "report.html", words), words)
    typer.echo(f"{words('ingest.written')} {path}")


@app.command()
def review(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus of fuhe ingest.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0: any.")] = 8471,
    lang: LangOption = None,
) -> None:
    """Look through the findings of a corpus on a local web page and settle them.

    Verdicts are kept in CORPUS/review.sqlite. The page is served on 127.0.0.1 only.
    """
    from fuhe.review.server import serve

    words = _words(lang)
    _or_usage(lambda: serve(corpus, port, words), words)


@app.command()
def sql(
    corpus: CorpusArgument,
    statement: Annotated[
        str | None, typer.Argument(metavar="[SQL]", help="The query; none with --views.")
    ] = None,
    format: RowFormatOption = RowFormat.text,
    views: Annotated[
        bool, typer.Option("--views", help="Print the views as a script for DuckDB instead.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Ask a corpus with SQL: its tables, and form_funds, form_indicators, document_findings."""
    from fuhe.querying import ask, print_views

    words = _words(lang)
    if views == (statement is not None):
        raise _wrong("give a query, or --views", words)
    if statement is None:
        _or_usage(lambda: print_views(corpus, words), words)
    else:
        text = statement
        _or_usage(lambda: ask(corpus, text, format.value, words), words)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A corpus of fuhe ingest.")],
    new: Annotated[Path | None, typer.Argument(metavar="[NEW]", help="Another one.")] = None,
    format: RowFormatOption = RowFormat.text,
    lang: LangOption = None,
) -> None:
    """Tell two corpora apart, cell by cell; or one from what its datapackage.json says of it.

    Exit status: 0 they hold the same, 1 they differ, 2 wrong usage.
    """
    from fuhe.querying import compare

    words = _words(lang)
    raise typer.Exit(_or_usage(lambda: compare(old, new, format.value, words), words))


@app.command()
def rules(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="The rule to explain.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """List the rules, or explain one."""
    from fuhe.manual import show

    raise typer.Exit(show(rule, _words(lang)))


def _words(lang: Lang | None) -> Words:
    from fuhe.outputs.words import choose

    return choose(lang.value if lang else None)


def _wrong(message: str, words: Words) -> typer.BadParameter:
    from fuhe.outputs.chinese import told

    return typer.BadParameter(told(message, words))


def _severities(given: list[str] | None, words: Words) -> tuple[str, dict[str, str]]:
    """The least severity to show, and the rules that get another one."""
    from fuhe.settings import SEVERITIES

    floor, levels = "note", {}
    for one in given or ():
        rule, equals, level = one.rpartition("=")
        if level not in SEVERITIES:
            raise _wrong(f"{level!r} is no severity; choose {', '.join(SEVERITIES)}", words)
        if equals:
            levels[rule] = level
        else:
            floor = level
    return floor, levels


def _only_levels(given: list[str] | None, words: Words) -> dict[str, str]:
    """The rules that get another severity, for a command that shows nothing."""
    floor, levels = _severities(given, words)
    if floor != "note":
        raise _wrong("a corpus holds every finding; only RULE=LEVEL is possible here", words)
    return levels


def _settings(
    select: list[str] | None,
    ignore: list[str] | None,
    levels: dict[str, str],
    repair: bool,
    config: Path | None,
    policy: list[str] | None,
    tables_only: bool,
    words: Words,
) -> Any:
    from fuhe.config import choose

    settled = _policies(policy, words)
    return _or_usage(
        lambda: choose(
            select or (),
            ignore or (),
            levels,
            repair=repair,
            config=config,
            policy=settled,
            tables_only=tables_only,
        ),
        words,
    )


def _policies(given: list[str] | None, words: Words) -> dict[str, str]:
    """Policies by their keys."""
    pairs = [one.partition("=") for one in given or ()]
    for key, equals, name in pairs:
        if not (key and equals and name):
            raise _wrong(f"{key!r} names no policy; KEY=NAME is what it takes", words)
    return {key: name for key, _, name in pairs}


def _or_usage(step: Callable[[], Any], words: Words) -> Any:
    """``step``; wrong use, and a disk that cannot be written, are told in one line."""
    import sqlite3

    try:
        return step()
    except BrokenPipeError:
        # whoever read our output has enough of it; nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        _complain(f"The output cannot be written: {reason}.", words)
        raise typer.Exit(2) from error
    except ValueError as error:
        _complain(str(error), words)
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _complain(message: str, words: Words) -> None:
    from fuhe.outputs.chinese import told

    typer.echo(f"fuhe: {told(message, words)}", err=True)
