"""The manual of the rules as one page, made from their docstrings.

Printed by ``python -m score.manual > docs/rules.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from score.engine import rule_infos
from score.rule import RuleInfo

_EXAMPLES = ("Fails", "Passes")
_SEVERITY_ZH = {"error": "错误", "warning": "疑点", "note": "提示"}
_HEAD = """\
# The rules

Made by `python -m score.manual > docs/rules.md` from the docstrings under `score/rules/`; change them
there. `fuhe rules NAME` prints one of these pages. A rule finds something of its usual severity unless
its page says otherwise: `error` where the document contradicts itself beyond rounding or breaks a hard
rule, `warning` where a person should look. A difference that rounding explains is a `note`, whatever
the rule. [fuhe.toml](cli.md#fuhetoml) selects and ignores rules, and gives them another severity.

Each example is run by the tests: the first makes its rule speak, the second keeps every rule silent.
They are written short: tables, `来源/` and `结构/` for the two blocks of a money table, `叙述：` for a
paragraph of the narrative; `tests/score/builders.py` reads them.
"""


def page() -> str:
    """The whole manual as Markdown: a table of all rules, then a page for each."""
    infos = rule_infos()
    table = ["| rule | severity | finds | 说明 |", "| --- | --- | --- | --- |"]
    table += [_row(info) for info in infos]
    pages = ("\n".join(_section(info)) for info in infos)
    return "\n".join([_HEAD, *table, "", *pages])


def _row(info: RuleInfo) -> str:
    severity = f"{info.severity} {_SEVERITY_ZH[info.severity]}"
    return f"| [{info.name}](#{info.name}) | {severity} | {info.summary} | {info.summary_zh} |"


def _section(info: RuleInfo) -> Iterator[str]:
    yield f"## {info.name}"
    yield ""
    yield f"{info.summary_zh} ({info.severity}, since {info.since})"
    yield ""
    for block in _blocks(info.doc):
        yield from block
        yield ""


def _blocks(doc: str) -> Iterator[list[str]]:
    """The summary line, then each part of a docstring: prose as it is, examples as code."""
    name, body = "", list[str]()
    for line in [*doc.strip().split("\n"), "End"]:
        if line.startswith(" ") or not line:
            body.append(line.removeprefix("    "))
            continue
        text = "\n".join(body).strip("\n").split("\n")
        if name in _EXAMPLES:
            yield [f"**{name}**", "", "```", *text, "```"]
        elif name and name != "Since":
            yield [f"**{name}**", "", *text] if text != [""] else [name]
        name, body = line, []


def main() -> None:
    """Print the manual, in UTF-8 whatever the terminal speaks."""
    sys.stdout.buffer.write(page().encode())


if __name__ == "__main__":
    main()
