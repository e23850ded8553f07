"""One reader of scans over some pages, in an environment of its own; started by ``scan_reading``.

    python scan_runs.py READER < JOBS

JOBS is JSON: a list of documents, each with ``dpi`` and its ``pages``, which are picture files. The
first is read once before, to warm up. Prints one line of JSON: CPU seconds and texts of each
document. Imports nothing of the project but, for ``fuhe``, it. A missing program or library is exit
status 3 with its name.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Reader = Callable[[list[str], int], list[str]]

MISSING = 3


def by_fuhe() -> Reader:
    """What this project makes of the pages."""
    from PIL import Image

    from extract.readers._scan_flow import sheets_of
    from extract.readers._scan_image import Picture, to_grey
    from extract.readers._scan_page import read_picture
    from extract.stitch import stitch, to_blocks

    def read(pages: list[str], dpi: int) -> list[str]:
        greys = [to_grey(import_module("numpy").asarray(Image.open(page))) for page in pages]
        scanned = [read_picture(Picture(grey, 72 / dpi), n) for n, grey in enumerate(greys, 1)]
        blocks = to_blocks(stitch(list(sheets_of(scanned).values())))
        return [cell.text for block in blocks for cell in getattr(block, "cells", ())]

    return read


def by_bare() -> Reader:
    """rapidocr over the whole page: every line that it finds is taken for a cell."""
    engine = import_module("rapidocr").RapidOCR(params=_settings())

    def read(pages: list[str], _: int) -> list[str]:
        return [text for page in pages for text in (engine(page).txts or ())]

    return read


def _settings() -> dict[str, Any]:
    """One thread, and OpenVINO where it is installed: what fuhe uses itself."""
    rapidocr = import_module("rapidocr")
    settings: dict[str, Any] = {
        "Global.log_level": "critical",
        "Rec.lang_type": rapidocr.LangRec.CH,
        "EngineConfig.openvino.inference_num_threads": 1,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    if find_spec("openvino"):
        kind = rapidocr.EngineType.OPENVINO
        settings |= {f"{part}.engine_type": kind for part in ("Det", "Cls", "Rec")}
    return settings


def by_img2table() -> Reader:
    """img2table with the same engine."""
    document = import_module("img2table.document").Image
    ocr = import_module("img2table.ocr").RapidOCR(params=_settings())

    def read(pages: list[str], _: int) -> list[str]:
        texts: list[str] = []
        for page in pages:
            for table in document(page, detect_rotation=True).extract_tables(
                ocr=ocr, borderless_tables=False
            ):
                texts += _texts(table)
        return texts

    return read


def _texts(table: Any) -> list[str]:
    """Texts of the cells of an img2table table; a merged cell, which it repeats, only once."""
    seen = {
        (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2): cell.value or ""
        for row in table.content.values()
        for cell in row
    }
    return list(seen.values())


def by_tesseract() -> Reader:
    """Tesseract over the whole page: words of a line that stand close are taken for a cell."""
    program = shutil.which("tesseract")
    if program is None or "chi_sim" not in _languages(program):
        raise ImportError(name="tesseract with chi_sim")

    def read(pages: list[str], dpi: int) -> list[str]:
        env = os.environ | {"OMP_THREAD_LIMIT": "1"}
        texts: list[str] = []
        for page in pages:
            command = [program, page, "-", "-l", "chi_sim", "--dpi", str(dpi), "tsv"]
            done = subprocess.run(command, capture_output=True, check=True, env=env)
            texts += _close_words(done.stdout.decode().splitlines()[1:])
        return texts

    return read


def _close_words(lines: list[str]) -> list[str]:
    """Words of Tesseract's table of them (place, size, confidence, text), those of one line joined
    where the gap between them is no wider than their height."""
    texts: list[str] = []
    last: tuple[list[str], int] = ([], 0)
    for line in lines:
        fields = line.split("\t")
        if fields[0] != "5" or not fields[11].strip():
            continue
        left, width, height = (int(fields[i]) for i in (6, 8, 9))
        if fields[1:5] == last[0] and left - last[1] <= height:
            texts[-1] += fields[11]
        else:
            texts.append(fields[11])
        last = fields[1:5], left + width
    return texts


def _languages(program: str) -> list[str]:
    command = [program, "--list-langs"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


READERS: dict[str, Callable[[], Reader]] = {
    name.removeprefix("by_"): work
    for name, work in list(globals().items())
    if name.startswith("by_")
}


def _cpu() -> float:
    """CPU seconds of this process and of those that it started and that are done."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    """Run the reader and tell."""
    try:
        reader = READERS[sys.argv[1]]()
    except ImportError as error:
        print(error.name or error)
        return MISSING
    jobs = json.load(sys.stdin)
    reader(jobs[0]["pages"], jobs[0]["dpi"])
    found = []
    for job in jobs:
        start = _cpu()
        texts = reader(job["pages"], job["dpi"])
        found.append({"seconds": _cpu() - start, "texts": texts})
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
