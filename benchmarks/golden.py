"""The golden corpora: what comes out of fixed documents, byte for byte and places included.

    python -m benchmarks.golden [--renew]

The samples and one drawn form of every layout in five formats go through ``fuhe ingest``; of every
table and document the lines of the corpus are on file as a digest (``golden.json``), and so is every
cell and paragraph as it was read: its text, page, table, row, column, span and box (to a tenth of a
point). A change that is meant to make fuhe faster changes nothing here. The names of what differs are
printed, exit status 1; ``--renew`` puts on file what comes out now, after a change of the output that
is wanted. What depends on the bytes of a file alone (its hash, its ids, its size) is left out.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "samples")) if path not in sys.path]

from benchmarks.measuring import SAMPLES, options  # noqa: E402

if TYPE_CHECKING:
    from extract import Block

ON_FILE = Path(__file__).with_name("golden.json")
FORMATS = ("docx", "html", "pdf", "txt", "xlsx")
SEEDS = 11
CELLS = "as read"
_BYTES = ("doc_id", "form_id", "sha256", "bytes")
Golden = dict[str, dict[str, str]]
"""Digests by document and table."""


def make(folder: Path) -> list[Path]:
    """The samples and the drawn forms as files in ``folder``."""
    from benchmarks.families.generate import families, form, reports
    from benchmarks.families.writers import WRITERS

    paths = []
    for sample in sorted(SAMPLES.glob("*-20??.*")):
        paths.append(folder / sample.name)
        paths[-1].write_bytes(sample.read_bytes())
    for number, layout in enumerate([*families(), *reports()]):
        sheet, _ = form(layout, number % SEEDS)
        for kind in FORMATS:
            paths.append(folder / f"{layout['id']}-{number % SEEDS}.{kind}")
            paths[-1].write_bytes(WRITERS[kind](sheet))
    return paths


def now() -> Golden:
    """The digests of what comes out now."""
    import fuhe
    from extract import read

    found: Golden = defaultdict(dict)
    with tempfile.TemporaryDirectory(prefix="fuhe-golden-") as scratch:
        given, corpus = Path(scratch, "in"), Path(scratch, "out")
        given.mkdir()
        paths = make(given)
        for path in paths:
            found[path.name][CELLS] = digest(lines_of(read(path).blocks))
        fuhe.ingest([given], corpus, workers=0)
        names = {row["doc_id"]: row["path"] for row in _rows(corpus / "documents.csv")}
        for table in sorted(corpus.glob("*.csv")):
            for name, lines in _by_document(table, names).items():
                found[name][table.stem] = digest(lines)
    return {name: dict(sorted(found[name].items())) for name in sorted(found)}


def digest(lines: Iterable[str]) -> str:
    """Sixteen digits of the hash of some lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def differences(then: Golden, found: Golden) -> list[str]:
    """What differs, in words: the document, and which of its tables."""
    told = []
    for name in sorted(then.keys() | found.keys()):
        before, after = then.get(name, {}), found.get(name, {})
        tables = [t for t in sorted(before.keys() | after.keys()) if before.get(t) != after.get(t)]
        told += [f"{name}: {', '.join(tables)}"] if tables else []
    return told


def on_file() -> Golden:
    """The digests that are on file; none before the first ``--renew``."""
    golden: Golden = json.loads(ON_FILE.read_text("utf-8")) if ON_FILE.exists() else {}
    return golden


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _by_document(table: Path, names: dict[str, str]) -> dict[str, list[str]]:
    """The lines of a table by the document that they are about; a failure by its path."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in _rows(table):
        whose = row.get("doc_id") or row.get("form_id", "").partition("-")[0]
        kept = {key: text for key, text in row.items() if key not in _BYTES}
        number = row.get("form_id", "").partition("-")[2]
        found[names.get(whose, row.get("path", ""))].append(f"{number} {json.dumps(kept)}")
    return found


def lines_of(blocks: Iterable[Block]) -> list[str]:
    """Every paragraph and cell of a document with its place."""
    from extract import Table

    lines = []
    for block in blocks:
        if isinstance(block, Table):
            lines.append(f"table {block.rows} {block.cols} {_place(block.place)}")
            lines += [
                f"{cell.rowspan} {cell.colspan} {_place(cell.place)} {cell.text!r}"
                for cell in block.cells
            ]
        else:
            lines.append(f"{block.kind} {_place(block.place)} {block.text!r}")
    return lines


def _place(place: object) -> str:
    names = ("sheet", "page", "table", "row", "col", "line", "block")
    box = getattr(place, "box", None) or ()
    numbers = (str(getattr(place, name, None) or "") for name in names)
    return f"{','.join(numbers)} {' '.join(f'{value:.1f}' for value in box)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare with what is on file, or put it there."""
    parser = options(__doc__)
    parser.add_argument("--renew", action="store_true", help="put on file what comes out now")
    said = parser.parse_args(arguments)
    found = now()
    if said.renew:
        ON_FILE.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    told = differences(on_file(), found)
    print("\n".join(told) or f"{len(found)} documents: every byte is as it is on file.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
