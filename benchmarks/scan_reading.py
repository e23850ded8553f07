"""Scanned pages: seconds a page, cells and digits right, beside other readers of the same pages.

    python -m benchmarks.scan_reading [--pages N] [--wear NAME,...] [--readers NAME,...] [--wrong]

Forms of the generator are drawn as PDF, turned into pictures and worn: a resolution, a lean, noise,
the grey of a bad lamp, JPEG. What stands in their cells is known exactly. Readers: ``fuhe``; ``bare``,
the same OCR engine over the whole page without any table; ``img2table`` with that engine;
``tesseract``. Those that are not installed are skipped with a sentence.

cells: share of the filled cells of the forms that come out with exactly their text (white
space, width and the length of dashes aside). numbers: the same for cells that hold a number. digits: share of the digits of all cells that
are right, by edit distance to the nearest cell read. Seconds are CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from benchmarks.families.generate import families, form  # noqa: E402
from extract.text import squeeze  # noqa: E402
from making import as_pdf  # noqa: E402

Pixels = NDArray[np.uint8]
Reader = Callable[[list[Pixels], int], list[str]]

_DASHES = re.compile(r"[-－—–―]+")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")


@dataclass(frozen=True)
class Wear:
    """How a page was scanned: dots an inch, degrees of lean, noise, JPEG quality (0: none)."""

    dpi: int
    lean: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    shade: float = 0.0
    quality: int = 0
    turns: int = 0


WEARS = {
    "clean-200": Wear(200),
    "fax-150": Wear(150, 0.7, 6.0, 0.5, 0.0, 60),
    "office-200": Wear(200, -1.3, 8.0, 0.7, 0.15, 55),
    "leaning-200": Wear(200, 2.9, 4.0, 0.6, 0.0, 75),
    "fine-300": Wear(300, 0.4, 10.0, 1.0, 0.1, 70),
    "bad-150": Wear(150, -2.4, 10.0, 0.8, 0.25, 35),
}


@dataclass(frozen=True)
class Paper:
    """One document: its pages as clean PDF bytes, and the texts of its filled cells."""

    name: str
    pdf: bytes
    cells: tuple[str, ...]


def papers(count: int) -> Iterator[Paper]:
    """So many forms, one of each family in turn."""
    drawn = families()
    for number in range(count):
        family = drawn[number % len(drawn)]
        sheet, _ = form(family, number // len(drawn))
        cells = tuple(text for box in sheet.boxes if (text := _plain(box.text)))
        yield Paper(family["id"], as_pdf.dump(sheet), cells)


def pictures(pdf: bytes, dpi: int) -> list[Pixels]:
    """The pages of a PDF drawn in grey."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document]
    return [np.ascontiguousarray(page.reshape(page.shape[:2])) for page in drawn]


def worn(page: Pixels, wear: Wear, seed: int = 1) -> Pixels:
    """The page as a scanner would have given it; the same seed gives the same picture."""
    import cv2

    height, width = page.shape
    if wear.lean:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.lean, 1.0)
        page = np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=255), np.uint8)
    seen = page.astype(np.float32)
    if wear.blur:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), wear.blur), np.float32)
    if wear.shade:
        seen *= np.linspace(1.0, 1.0 - wear.shade, width, dtype=np.float32)
    if wear.noise:
        rng = np.random.default_rng(seed)
        seen += rng.normal(0, wear.noise, seen.shape).astype(np.float32)
    page = np.clip(seen, 0, 255).astype(np.uint8)
    if wear.quality:
        page = _jpeg(page, wear.quality)
    return np.ascontiguousarray(np.rot90(page, -wear.turns))


def _jpeg(page: Pixels, quality: int) -> Pixels:
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(page).save(packed, "JPEG", quality=quality)
    return np.asarray(Image.open(packed))


def fuhe() -> Reader:
    """What this project makes of the pages."""
    from extract.readers._scan_flow import sheets_of
    from extract.readers._scan_image import Picture
    from extract.readers._scan_page import read_picture
    from extract.stitch import stitch, to_blocks

    def read(pages: list[Pixels], dpi: int) -> list[str]:
        scanned = [read_picture(Picture(page, 72 / dpi), n) for n, page in enumerate(pages, 1)]
        blocks = to_blocks(stitch(list(sheets_of(scanned).values())))
        return [cell.text for block in blocks for cell in getattr(block, "cells", ())]

    return read


def bare() -> Reader:
    """rapidocr over the whole page: every line that it finds is taken for a cell."""
    engine = _rapidocr()

    def read(pages: list[Pixels], _: int) -> list[str]:
        found = [engine(np.dstack([page] * 3)) for page in pages]
        return [text for page in found for text in (page.txts or ())]

    return read


def _rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_settings())


def _settings() -> dict[str, Any]:
    """One thread, and OpenVINO where it is installed: what fuhe uses itself."""
    from importlib.util import find_spec

    from rapidocr import EngineType, LangRec

    settings: dict[str, Any] = {
        "Global.log_level": "critical",
        "Rec.lang_type": LangRec.CH,
        "EngineConfig.openvino.inference_num_threads": 1,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    if find_spec("openvino"):
        settings |= {f"{part}.engine_type": EngineType.OPENVINO for part in ("Det", "Cls", "Rec")}
    return settings


def img2table() -> Reader:
    """img2table with the same engine."""
    from img2table.document import Image as Document
    from img2table.ocr import RapidOCR
    from PIL import Image

    ocr = RapidOCR(params=_settings())

    def read(pages: list[Pixels], _: int) -> list[str]:
        texts: list[str] = []
        for page in pages:
            packed = io.BytesIO()
            Image.fromarray(page).save(packed, "PNG")
            document = Document(packed, detect_rotation=True)
            for table in document.extract_tables(ocr=ocr, borderless_tables=False):
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


def tesseract() -> Reader:
    """Tesseract over the whole page: every line is taken for a cell."""
    import shutil
    import subprocess

    program = shutil.which("tesseract")
    if program is None:
        raise ImportError("tesseract", name="tesseract")

    def read(pages: list[Pixels], dpi: int) -> list[str]:
        from PIL import Image

        texts: list[str] = []
        for page in pages:
            packed = io.BytesIO()
            Image.fromarray(page).save(packed, "PNG")
            command = [program, "-", "-", "-l", "chi_sim", "--dpi", str(dpi)]
            done = subprocess.run(command, input=packed.getvalue(), capture_output=True, check=True)
            texts += done.stdout.decode().split("\n")
        return texts

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "fuhe": fuhe,
    "bare": bare,
    "img2table": img2table,
    "tesseract": tesseract,
}


@dataclass
class Result:
    """What one reader made of all pages of one wear."""

    pages: int = 0
    seconds: float = 0.0
    cells: int = 0
    cells_right: int = 0
    numbers: int = 0
    numbers_right: int = 0
    digits: int = 0
    digits_wrong: int = 0

    def add(self, want: tuple[str, ...], got: list[str]) -> list[tuple[str, str]]:
        """Counts one document; returns what differs: the text printed and the nearest one read."""
        free = Counter(text for raw in got if (text := _plain(raw)))
        missed: list[str] = []
        for text in want:
            number = _NUMBER.fullmatch(text) is not None
            right = free[text] > 0
            free[text] -= right
            self.cells += 1
            self.numbers += number
            self.cells_right += right
            self.numbers_right += number and right
            self.digits += len(_digits(text))
            missed += [] if right else [text]
        wrong: list[tuple[str, str]] = []
        for text in missed:
            left = [other for other, count in free.items() if count > 0]
            near = min(left, key=lambda other: _distance(text, other), default="")
            free[near] -= 1
            wanted = _digits(text)
            self.digits_wrong += min(len(wanted), _distance(wanted, _digits(near)))
            wrong.append((text, near))
        return wrong

    def row(self) -> str:
        """The figures as cells of a Markdown table."""
        shares = (
            self.cells_right / self.cells,
            self.numbers_right / self.numbers,
            1 - self.digits_wrong / self.digits,
        )
        return " | ".join([f"{self.seconds / self.pages:.2f}", *(f"{s:.4f}" for s in shares)])


def _plain(text: str) -> str:
    """Without white space and width; a lone dash of any length is one dash."""
    text = squeeze(text)
    return "-" if _DASHES.fullmatch(text) else text


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _distance(one: str, other: str) -> int:
    """Edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def run(readers: list[str], wears: list[str], count: int, show: bool) -> None:
    """Reads and prints."""
    ready: dict[str, Reader] = {}
    for name in readers:
        try:
            ready[name] = READERS[name]()
        except ImportError as error:
            print(f"{name} is skipped: {error.name or error} is not installed.")
    documents = list(papers(count))
    print("| wear | reader | CPU s/page | cells | numbers | digits |")
    print("| --- | --- | --- | --- | --- | --- |")
    for wear in wears:
        results = {name: Result() for name in ready}
        lines: list[str] = []
        for paper in documents:
            clean = pictures(paper.pdf, WEARS[wear].dpi)
            pages = [worn(page, WEARS[wear], seed) for seed, page in enumerate(clean)]
            for name, reader in ready.items():
                start = time.process_time()
                got = reader(pages, WEARS[wear].dpi)
                results[name].seconds += time.process_time() - start
                results[name].pages += len(pages)
                wrong = results[name].add(paper.cells, got)
                lines += [f"{paper.name}\t{name}\t{a!r}\t{b!r}" for a, b in wrong]
        for name, result in results.items():
            print(f"| {wear} | {name} | {result.row()} |", flush=True)
        if show:
            print(*lines, sep="\n")


def main() -> None:
    """Prints the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6, metavar="N", help="how many forms")
    parser.add_argument("--wear", default=",".join(WEARS))
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--wrong", action="store_true", help="list the cells that differ")
    args = parser.parse_args()
    run(args.readers.split(","), args.wear.split(","), args.pages, args.wrong)


if __name__ == "__main__":
    main()
