"""Characters of the symbol fonts of Word, from the table beside this file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

_PRIVATE = 0xF000


def sign(font: str, code: int) -> str:
    """What ``code`` (with or without 0xF000) draws in ``font``; itself where it is not known."""
    low = code - _PRIVATE if _PRIVATE <= code <= 0xF0FF else code
    known = _tables().get(font.casefold(), {}).get(low)
    if known is not None:
        return known
    return chr(code) if 0 < code < 0x110000 else ""


def translate(font: str, text: str) -> str:
    """``text`` with its private characters replaced where ``font`` is a known symbol font."""
    table = _tables().get(font.casefold(), {})
    if not table:
        return text
    return "".join(table.get(ord(char) - _PRIVATE, char) for char in text)


@cache
def _tables() -> dict[str, dict[int, str]]:
    data = resources.files(__package__).joinpath("_docx_symbols.toml").read_text(encoding="utf-8")
    return {
        font.casefold(): {int(code, 16): text for code, text in table.items()}
        for font, table in tomllib.loads(data).items()
    }
