"""Fuzzing: files and texts that nobody would write, and what must hold whatever they are."""

from __future__ import annotations

from benchmarks import measuring  # noqa: F401  it puts samples/making within reach
