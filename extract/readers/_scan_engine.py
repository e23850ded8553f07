"""The recognition model that rapidocr ships in its wheel, run by OpenVINO or else ONNX Runtime.

Several threads may run it at once, each on a batch of its own with one thread of the engine: letting
the engine split a batch costs a tenth more processor time for the same wait, and a figure must not
depend on how many processors there are. OpenVINO would tie its threads to processors, those of every
process to the same ones; the system does it better.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.document import ReadError
from extract.frozen import dataclass

Logits = NDArray[np.float32]
Run = Callable[[NDArray[np.float32]], Logits]

# OpenVINO keeps code for every shape it has met, 100 MB a page, and is no faster for it.
_LEAN = {"CPU_RUNTIME_CACHE_CAPACITY": 16, "ENABLE_CPU_PINNING": False}
_NEEDS = "pip install 'fuhe[ocr]'"


@dataclass(frozen=True, slots=True)
class Model:
    """``run`` gives the likelihoods of ``letters`` at each step of each strip of a batch, which are
    the caller's until the same thread runs it again."""

    run: Run
    letters: tuple[str, ...]


@cache
def model(streams: int) -> Model:
    """The model for so many threads at once, loaded once for a process. ReadError ``missing-extra``
    without it."""
    path = _path()
    cv2.setNumThreads(1)
    for load, name in ((_with_openvino, "openvino"), (_with_onnxruntime, "onnxruntime")):
        if importlib.util.find_spec(name):
            return load(path, streams)
    raise ReadError(
        "missing-extra", f"Reading scans needs openvino or onnxruntime: {_NEEDS}.", "open"
    )


def _path() -> Path:
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


def _with_openvino(path: Path, streams: int) -> Model:
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    listed = model.get_rt_info()["framework"]["character"].value
    settings = {"INFERENCE_NUM_THREADS": streams, "NUM_STREAMS": streams}
    try:
        compiled = core.compile_model(model, "CPU", settings | _LEAN)
    except RuntimeError:  # a version that does not know a setting
        compiled = core.compile_model(model, "CPU", settings)
    run = _by_turns(compiled) if streams > 1 else _by_itself(compiled)
    return Model(run, _alphabet(listed))


def _by_itself(compiled: Any) -> Run:
    """Runs in the thread that asks, so that what it waits for a processor is known to be its wait."""
    request = compiled.create_infer_request()

    def run(rows: NDArray[np.float32]) -> Logits:
        request.infer([rows], share_inputs=True)
        return np.asarray(request.get_output_tensor().data, np.float32)

    return run


def _by_turns(compiled: Any) -> Run:
    """Runs for several threads at once. Only one at a time is in what Python sees of OpenVINO: where
    two meet in it, each may wait for the other for ever."""
    import openvino

    one = threading.Lock()
    own = threading.local()

    def run(rows: NDArray[np.float32]) -> Logits:
        with one:
            if not hasattr(own, "request"):
                own.request = compiled.create_infer_request()
            own.request.set_input_tensor(openvino.Tensor(rows, shared_memory=True))
            own.request.start_async()
        own.request.wait()
        with one:
            return np.asarray(own.request.get_output_tensor().data, np.float32)

    return run


def _with_onnxruntime(path: Path, _: int) -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # in the thread that runs it
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"]
    name = session.get_inputs()[0].name

    def run(rows: NDArray[np.float32]) -> Logits:
        found: Any = session.run(None, {name: rows})[0]
        return np.asarray(found, np.float32)

    return Model(run, _alphabet(listed))
