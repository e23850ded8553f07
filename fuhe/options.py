"""The options that several commands share, and the words that they take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class CheckFormat(StrEnum):
    """What ``fuhe check`` can write."""

    text = "text"
    json = "json"
    html = "html"
    xlsx = "xlsx"


class CorpusFormat(StrEnum):
    """What ``fuhe ingest`` can write."""

    csv = "csv"
    parquet = "parquet"


class RowFormat(StrEnum):
    """What ``fuhe sql`` and ``fuhe diff`` can write."""

    text = "text"
    csv = "csv"
    json = "json"


class Redo(StrEnum):
    """What ``fuhe ingest`` can read again."""

    changed = "changed"
    failed = "failed"
    all = "all"


class EngineName(StrEnum):
    """What ``fuhe ingest`` can have documents read by."""

    local = "local"
    ray = "ray"


class Partition(StrEnum):
    """What Parquet tables can be split by."""

    year = "year"


class Lang(StrEnum):
    """The languages fuhe speaks."""

    zh = "zh"
    en = "en"


SelectOption = Annotated[
    list[str] | None, typer.Option("--select", metavar="RULE", help="Apply only this rule; repeat.")
]
IgnoreOption = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="RULE", help="Leave this rule out; repeat.")
]
PolicyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="KEY=NAME",
        help="Go by this policy, such as attainment=proportional; repeat. Keys: grade_bands, "
        "execution_score, attainment, reason_below.",
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Rules and policy to go by; default: the nearest fuhe.toml here or above.",
    ),
]
RepairOption = Annotated[
    bool, typer.Option("--repair/--no-repair", help="Put sure repairs into the clean values.")
]
TablesOnlyOption = Annotated[
    bool, typer.Option("--tables-only", help="Leave scanned pages without tables unread.")
]
TimeoutOption = Annotated[
    float,
    typer.Option(
        "--timeout",
        min=0,
        help="Seconds a document may take, waiting for a busy processor not counted; 0: no limit.",
    ),
]
MemoryOption = Annotated[
    int, typer.Option("--memory", min=0, help="Megabytes a document may take; 0: no limit.")
]
CorpusArgument = Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus of fuhe ingest.")]
RowFormatOption = Annotated[RowFormat, typer.Option("--format", "-f", help="How to write rows.")]
LangOption = Annotated[
    Lang | None, typer.Option("--lang", help="Language to speak; default: the locale's.")
]

FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...", help="Files, folders, globs or .zip archives.", show_default=False
    ),
]
CheckFormatOption = Annotated[CheckFormat, typer.Option("--format", "-f", help="What to write.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write there instead of the terminal."),
]
SeverityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--severity",
        metavar="LEVEL",
        help="Show findings of this severity and graver: error, warning or note. "
        "RULE=LEVEL gives a rule another severity; repeat.",
    ),
]
BriefOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="One line a document, nothing else.")
]

PathsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Folders, files, globs, .zip archives or addresses (s3://..., https://...).",
        show_default=False,
    ),
]
CorpusOption = Annotated[
    str, typer.Option("--output", "-o", metavar="CORPUS", help="Folder or address of the corpus.")
]
CorpusFormatOption = Annotated[CorpusFormat, typer.Option("--format", "-f", help="Kind of tables.")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", "-j", min=1, help="Processes; default: one a core.")
]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", help="This machine, or a Ray cluster.")
]
AddressOption = Annotated[
    str | None, typer.Option("--address", help="The Ray cluster; default: a small one of our own.")
]
JournalOption = Annotated[
    Path | None,
    typer.Option(
        "--journal",
        metavar="DIR",
        help="Where a corpus at an address is made; default: a folder of the user's cache.",
    ),
]
RedoOption = Annotated[
    Redo | None,
    typer.Option("--redo", help="Read again: what another version read, what failed, or all."),
]
OnlyOption = Annotated[
    bool, typer.Option("--only", help="Forget files of earlier runs that are not given now.")
]
HeadersOption = Annotated[Lang, typer.Option("--headers", help="Language of the column names.")]
CsvSafeOption = Annotated[
    bool,
    typer.Option("--csv-safe", help="Put ' before texts that a spreadsheet takes for a formula."),
]
PartitionOption = Annotated[
    Partition | None, typer.Option("--partition", help="Split Parquet tables by year.")
]
RuleSeverityOption = Annotated[
    list[str] | None,
    typer.Option("--severity", metavar="RULE=LEVEL", help="Give a rule another severity; repeat."),
]
SilentOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]
