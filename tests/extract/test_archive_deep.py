"""Archives within archives within archives, as a province collects them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from extract import ReadError
from extract.readers.archive import unpacked


def zipped(*files: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def nested(depth: int) -> bytes:
    """A text with that many archives around it, another text in each of them."""
    data, name = b"text", "a.txt"
    for level in range(depth):
        data, name = zipped((name, data), (f"beside{level}.txt", b"beside")), f"{level}.zip"
    return data


def test_the_archives_of_counties_in_those_of_cities_in_that_of_a_province_are_opened(
    tmp_path: Path,
) -> None:
    path = tmp_path / "省.zip"
    path.write_bytes(nested(4))
    with unpacked(path) as found:
        texts = {name: file.read_bytes() for name, file in found if isinstance(file, Path)}
    assert texts["2.zip/1.zip/0.zip/a.txt"] == b"text"
    assert len(texts) == 5


def test_an_archive_that_lies_deeper_is_one_failure_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "deep.zip"
    path.write_bytes(nested(7))
    with unpacked(path) as found:
        left = {name: file for name, file in found if isinstance(file, ReadError)}
    assert list(left) == ["5.zip/4.zip/3.zip/2.zip"]
    (error,) = left.values()
    assert error.reason == "unsupported"
    assert "unpack" in error.message


def test_archives_within_archives_share_one_limit_of_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.readers.archive.MOST_ARCHIVE_BYTES", 3000)
    inner = zipped(("blank.txt", bytes(1000)))
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("1.zip", inner), ("2.zip", inner)))
    with unpacked(path) as found:
        reasons = [file.reason for _, file in found if isinstance(file, ReadError)]
    assert reasons == ["too-large"]
