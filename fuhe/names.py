"""File names as text: whatever bytes a name holds, it is shown, written and told apart."""

from __future__ import annotations

import os
import re
import unicodedata

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_ESCAPE = re.compile(r"[\\|\udc80-\udcff\x00]")


def shown(path: str) -> str:
    """A path as the corpus writes it: ``/`` between parts; bytes that are no UTF-8, ``|`` and
    ``\\`` stand as ``\\xNN``, so that every name is text and no two names look alike."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    return _ESCAPE.sub(lambda m: f"\\x{ord(m[0]) & 0xFF:02x}", path)


def passed_over(name: str) -> bool:
    """True for hidden files, lock files of office programs and the clutter of file managers."""
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def on_screen(text: str) -> str:
    """``text`` on one line of a terminal: control marks and marks that turn the reading direction
    are written out, so that a file name can neither move the cursor nor disguise itself."""
    return text if text.isprintable() else "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char == "\n":
        return "\\n"
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(char):04x}" if ord(char) > 0xFF else f"\\x{ord(char):02x}"
    return char
