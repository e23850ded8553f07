"""The terminal: streams that can say everything, width, colour, and one-line complaints."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from fuhe.names import on_screen

if TYPE_CHECKING:
    from rich.console import Console

_NARROW, _WIDE = 60, 100


def prepare_streams() -> None:
    """Make output never fail for a character that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def console(stderr: bool = False) -> Console:
    """A console that colours only on a terminal and minds ``NO_COLOR``."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def columns(of: Console) -> int:
    """Columns to write in: the terminal's within reason, 80 where there is none."""
    return max(_NARROW, min(_WIDE, of.width)) if of.is_terminal else 80


def show(lines: Iterable[tuple[str, str]], on: Console) -> None:
    """Print lines, each with its style."""
    from rich.text import Text

    for text, style in lines:
        on.print(Text(text, style=style), soft_wrap=True)


def complain(name: str, message: str) -> None:
    """One line on stderr about one file."""
    print(f"fuhe: {on_screen(name)}: {on_screen(message)}", file=sys.stderr)
