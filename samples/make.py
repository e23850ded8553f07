"""Make the sample documents from their data files: ``python samples/make.py [--check]``.

Each file of ``data/`` becomes a .docx, a .pdf and a .txt of one name. ``--check`` writes nothing
and exits 1 when a committed sample is not what its data file makes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making import as_docx, as_pdf, as_txt, grid  # noqa: E402 (found beside this script)


def made() -> dict[str, bytes]:
    """Every sample document by file name."""
    files: dict[str, bytes] = {}
    for path in sorted((HERE / "data").glob("*.toml")):
        sheet = grid.sheet(grid.load(path))
        files[f"{sheet.name}.docx"] = as_docx.dump(sheet)
        files[f"{sheet.name}.pdf"] = as_pdf.dump(sheet)
        files[f"{sheet.name}.txt"] = as_txt.dump(sheet).encode()
    return files


def same(name: str, one: bytes, other: bytes) -> bool:
    """Whether two samples hold the same: a .docx by its members, since deflate may differ."""
    return members(one) == members(other) if name.endswith(".docx") else one == other


def members(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of a zip file, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def stale() -> list[str]:
    """Samples that are missing or not what their data file makes."""
    wrong = []
    for name, data in made().items():
        path = HERE / name
        if not path.exists() or not same(name, path.read_bytes(), data):
            wrong.append(name)
    return wrong


def main(arguments: list[str]) -> int:
    """Write the samples, or with ``--check`` compare them."""
    if "--check" in arguments:
        wrong = stale()
        for name in wrong:
            print(f"{name} is not what make.py makes of its data file")
        return 1 if wrong else 0
    for name, data in made().items():
        (HERE / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
