"""What tests of readers may ask for."""

from __future__ import annotations

import pytest


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines OCR was asked for, call by call."""
    from extract.readers import _scan_page

    calls: list[int] = []
    real = _scan_page.read_strips

    def counted(pictures):
        calls.append(len(pictures))
        return real(pictures)

    monkeypatch.setattr(_scan_page, "read_strips", counted)
    return calls
