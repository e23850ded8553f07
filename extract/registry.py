"""Finds the code that reads a format. To add a format, add one file and change nothing else.

The file goes to ``extract/readers/``, has a public name (no leading underscore) and holds::

    FORMATS = ("docx",)          # the kinds of sniff() it reads; a literal, found without importing
    EXTRA = "office"             # optional: the extra of the project that brings what it imports

    @reader(*FORMATS)
    def read(path: Path, kind: str) -> Document:
        ...

``kind`` is what :func:`extract.sniff.sniff` says the file is. Heavy imports may stand at the top of
that file: it is imported only when a file of its kind turns up. A reader raises ``ReadError`` for a
file it cannot read; whatever else it raises is reported as a damaged file.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from extract.document import Document, ReadError
from extract.frozen import dataclass

Reader = Callable[[Path, str], Document]

_PACKAGE = "extract.readers"
_ADVICE = {
    "zip": "This is an archive, not a document; use ingest, which reads what is in it.",
    "rar": "This is a .rar archive; unpack it and read what is in it.",
    "7z": "This is a .7z archive; unpack it and read what is in it.",
    "gz": "This is a packed file; unpack it and read what is in it.",
}
_SAVE_AS = "There is no reader for {kind} files; save the document as .docx or .pdf and read that."
# A literal at the start of a line; a whole parse of every reader would take longer than many a file.
_CONSTANT = re.compile(
    r"^(FORMATS|EXTRA)(?:\s*:[^=\n]+)?\s*=\s*(\([^()]*\)|\"[^\"\n]*\"|'[^'\n]*'|\[[^\]]*\])",
    re.MULTILINE,
)
_readers: dict[str, Reader] = {}


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a reader module says of itself before it is imported."""

    module: str
    formats: tuple[str, ...]
    extra: str


def reader(*formats: str) -> Callable[[Reader], Reader]:
    """Register the function below as the reader of ``formats``."""

    def register(function: Reader) -> Reader:
        for kind in formats:
            _readers[kind] = function
        return function

    return register


def formats() -> tuple[str, ...]:
    """Every format that has a reader, sorted; imports none of them."""
    return tuple(sorted(_modules()))


def find_reader(kind: str) -> Reader:
    """The reader of ``kind``. ReadError ``unsupported`` where there is none, ``missing-extra``
    where what it needs is not installed."""
    if kind not in _readers:
        declared = _modules().get(kind)
        if declared is None:
            advice = _ADVICE.get(kind, _SAVE_AS.format(kind=kind))
            raise ReadError("unsupported", advice, "open")
        _import(declared, kind)
    return _readers[kind]


def _import(declared: _Declared, kind: str) -> None:
    try:
        importlib.import_module(declared.module)
    except ImportError as error:
        if (error.name or "").startswith("extract"):
            raise  # a slip in the reader itself, not a package that is missing
        needs = error.name or str(error)
        remedy = f"fuhe[{declared.extra}]" if declared.extra else needs
        raise ReadError(
            "missing-extra",
            f"Reading {kind} files needs {needs}, which is not installed: pip install '{remedy}'.",
            "open",
        ) from error


@cache
def _modules() -> dict[str, _Declared]:
    """Format -> the module that declares it; the first by name where two declare one."""
    found: dict[str, _Declared] = {}
    package = importlib.import_module(_PACKAGE)
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        if info.name.startswith("_"):
            continue
        declared = _declaration(f"{_PACKAGE}.{info.name}")
        for kind in declared.formats:
            found.setdefault(kind, declared)
    return found


def _declaration(module: str) -> _Declared:
    """FORMATS and EXTRA of a module, from its source alone."""
    constants = {
        name: ast.literal_eval(value) for name, value in _CONSTANT.findall(_source(module))
    }
    formats = constants.get("FORMATS", ())
    if not isinstance(formats, tuple):
        raise TypeError(f"FORMATS of {module} must be a tuple of texts")
    return _Declared(module, tuple(map(str, formats)), str(constants.get("EXTRA", "")))


def _source(module: str) -> str:
    spec = importlib.util.find_spec(module)
    get_source = getattr(spec.loader, "get_source", None) if spec else None
    return (get_source(module) if get_source else None) or ""
