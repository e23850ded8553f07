"""Reads strips of text with the recognition model that rapidocr ships in its wheel.

The model is run directly, by OpenVINO or else ONNX Runtime: a strip is no wider than its text (the
time is in the width), strips of like width go together, and for every letter the next best guesses
are kept. Threads: ``FUHE_OCR_THREADS``, one unless set, so that worker processes do not fight.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.document import ReadError
from extract.frozen import dataclass
from extract.readers._scan_image import Grey

Logits = NDArray[np.float32]
Run = Callable[[NDArray[np.float32]], Logits]

HEIGHT = 48  # pixels: what the model was trained on
_STEP = 32  # widths are rounded up to this, so that few shapes are met
_NARROWEST = 64
_WIDEST = 3200
_BATCH = 2560  # pixels of width that go together
_GUESSES = 5
_UNSURE = 0.97  # below this likelihood the next best guesses are kept
# OpenVINO keeps code for every shape it has met, 100 MB a page, and is no faster for it.
_SMALL_CACHE = {"CPU_RUNTIME_CACHE_CAPACITY": 16}
_NEEDS = "pip install 'fuhe[ocr]'"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as read: its likelihood, and where it is not sure what else it may be, with
    likelihoods, best first. ``at`` is its place in the strip as a share of the width.
    """

    text: str
    sure: float
    at: float
    guesses: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a strip says, letter by letter."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """The letters as one text."""
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        """0 to 1: how sure the model is of its letters on the whole; 0 where it read none."""
        if not self.letters:
            return 0.0
        return float(np.mean([letter.sure for letter in self.letters]))


@dataclass(frozen=True, slots=True)
class _Model:
    run: Run
    letters: tuple[str, ...]


def read_strips(pictures: Sequence[Grey]) -> list[Reading]:
    """The text of each picture of a line, in the order given."""
    model = _model()
    scaled = [_to_height(picture) for picture in pictures]
    readings = [Reading(())] * len(scaled)
    for batch in _batches([picture.shape[1] for picture in scaled]):
        width = _width(max(scaled[i].shape[1] for i in batch))
        rows = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            rows[row, :, :, : scaled[i].shape[1]] = scaled[i].astype(np.float32) / 127.5 - 1.0
        for i, likely in zip(batch, model.run(rows), strict=True):
            readings[i] = _decode(likely, scaled[i].shape[1] / width, model.letters)
    return readings


def _to_height(picture: Grey) -> Grey:
    height, width = picture.shape
    wide = min(_WIDEST, max(1, round(width * HEIGHT / height)))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (wide, HEIGHT), interpolation=way), np.uint8)


def _width(width: int) -> int:
    return max(_NARROWEST, -(-width // _STEP) * _STEP)


def _batches(widths: Sequence[int]) -> Iterable[list[int]]:
    """Numbers of pictures that are read together: of nearly one width, not too many."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: widths[i]):
        width = _width(widths[index])
        narrowest = _width(widths[batch[0]]) if batch else width
        if batch and (width * (len(batch) + 1) > _BATCH or width > 1.15 * narrowest + _STEP):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _decode(likely: Logits, filled: float, letters: tuple[str, ...]) -> Reading:
    """Letters from the likelihoods of each step: repeats and blanks (letter 0) fall out."""
    best = likely.argmax(axis=1)
    steps = len(best)
    runs: list[int] = []  # the surest step of each letter
    last = 0
    for step, index in enumerate(best.tolist()):
        if index and index != last:
            runs.append(step)
        elif index and likely[step, index] > likely[runs[-1], index]:
            runs[-1] = step
        last = index
    return Reading(
        tuple(
            Letter(
                letters[best[step]],
                sure := float(likely[step, best[step]]),
                (step + 0.5) / steps / max(filled, 1e-6),
                _guesses(likely[step], letters) if sure < _UNSURE else (),
            )
            for step in runs
        )
    )


def _guesses(step: Logits, letters: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    top = np.argpartition(step, -_GUESSES)[-_GUESSES:]
    order = top[np.argsort(-step[top])]
    return tuple((letters[int(i)], float(step[i])) for i in order)


@cache
def _model() -> _Model:
    """The model, loaded once for a process. ReadError ``missing-extra`` without it."""
    path = _model_path()
    threads = _threads()
    cv2.setNumThreads(threads)
    for load, name in ((_with_openvino, "openvino"), (_with_onnxruntime, "onnxruntime")):
        if importlib.util.find_spec(name):
            return load(path, threads)
    raise ReadError(
        "missing-extra", f"Reading scans needs openvino or onnxruntime: {_NEEDS}.", "open"
    )


def _threads() -> int:
    setting = os.environ.get("FUHE_OCR_THREADS", "")
    return max(1, int(setting)) if setting.isdecimal() else 1


def _model_path() -> Path:
    spec = importlib.util.find_spec("rapidocr")
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        found = sorted(Path(place, "models").glob("*_rec_*.onnx"))
        if found:
            return found[0]
    raise ReadError("missing-extra", f"Reading scans needs rapidocr: {_NEEDS}.", "open")


def _alphabet(listed: str) -> tuple[str, ...]:
    """Letter 0 is no letter; the last one, which the list leaves out, is a space."""
    return ("", *listed.splitlines(), " ")


def _with_openvino(path: Path, threads: int) -> _Model:
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    listed = model.get_rt_info()["framework"]["character"].value
    settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    try:
        compiled = core.compile_model(model, "CPU", settings | _SMALL_CACHE)
    except RuntimeError:  # a version that does not know the setting
        compiled = core.compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()

    def run(rows: NDArray[np.float32]) -> Logits:
        request.infer([rows])
        return np.asarray(request.get_output_tensor().data, np.float32)

    return _Model(run, _alphabet(listed))


def _with_onnxruntime(path: Path, threads: int) -> _Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"]
    name = session.get_inputs()[0].name

    def run(rows: NDArray[np.float32]) -> Logits:
        found: Any = session.run(None, {name: rows})[0]
        return np.asarray(found, np.float32)

    return _Model(run, _alphabet(listed))
