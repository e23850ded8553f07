"""The manual of the corpus, made from its schema: ``python -m fuhe.corpus.manual``."""

from __future__ import annotations

from importlib.resources import files

from fuhe.corpus.schema import Table, tables


def manual() -> str:
    """``docs/corpus.md`` as text."""
    preface = files("fuhe.corpus").joinpath("manual.md").read_text(encoding="utf-8")
    return preface + "".join(_chapter(table) for table in tables())


def _chapter(table: Table) -> str:
    lines = [
        f"\n## {table.name} {table.title_zh}\n",
        f"{table.description} {table.description_zh}\n",
    ]
    if table.key:
        lines.append(f"Key: {', '.join(f'`{name}`' for name in table.key)}.")
    for name, other in table.refers:
        lines.append(f"`{name}` is that of {other}.")
    lines += ["\n| column | type | meaning | 含义 |", "| --- | --- | --- | --- |"]
    for column in table.columns:
        said = column.description.replace("|", "\\|")
        said_zh = column.description_zh.replace("|", "\\|")
        lines.append(f"| {column.name} | {column.type} | {said} | {said_zh} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(manual(), end="")
