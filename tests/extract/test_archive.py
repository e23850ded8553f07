"""Archives: what is in them, and what must never come out of them."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from extract import ReadError
from extract.readers.archive import members, unpacked


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def save(folder: Path, data: bytes) -> Path:
    path = folder / "a.zip"
    path.write_bytes(data)
    return path


def contents(path: Path) -> dict[str, bytes | str]:
    """Path in the archive -> the bytes, or the reason why there are none."""
    with unpacked(path) as found:
        return {
            name: file.reason if isinstance(file, ReadError) else file.read_bytes()
            for name, file in found
        }


def raw_name(data: bytes, name: str, encoding: str) -> bytes:
    """The archive with the name XX of its member as those bytes, without the UTF-8 mark."""
    encoded = name.encode(encoding)
    return data.replace(b"X" * len(encoded), encoded)


def test_files_come_out_with_their_paths_and_are_gone_afterwards(tmp_path: Path) -> None:
    path = save(tmp_path, zipped(("2021/甲.txt", b"1"), ("b.txt", b"2"), ("empty/", b"")))
    with unpacked(path) as found:
        assert [name for name, _ in found] == ["2021/甲.txt", "b.txt"] == list(members(path))
        files = [file for _, file in found if isinstance(file, Path)]
        assert [file.read_bytes() for file in files] == [b"1", b"2"]
        assert files[0].suffix == ".txt"
    assert not any(file.exists() for file in files)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_utf8_mark_are_read_as_utf8_or_gbk(tmp_path: Path, encoding: str) -> None:
    for name in ("绩效自评表.txt", "联通.txt"):
        size = len(name.encode(encoding))
        path = save(tmp_path, raw_name(zipped(("X" * size, b"1")), name, encoding))
        assert list(members(path)) == [name]


def test_an_archive_in_an_archive_is_opened(tmp_path: Path) -> None:
    inner = zipped(("b.txt", b"2"), ("more.zip", zipped(("deep.txt", b"3"))))
    path = save(tmp_path, zipped(("a.txt", b"1"), ("x/inner.zip", inner)))
    found = contents(path)
    assert found["x/inner.zip/b.txt"] == b"2"
    assert found["x/inner.zip/more.zip/deep.txt"] == b"3"
    assert list(found) == ["a.txt", "x/inner.zip/b.txt", "x/inner.zip/more.zip/deep.txt"]


def test_a_word_file_in_an_archive_is_a_file(tmp_path: Path) -> None:
    word = zipped(("word/document.xml", b"<x/>"))
    assert contents(save(tmp_path, zipped(("a.docx", word)))) == {"a.docx": word}


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    names = ["../../up.txt", "/etc/root.txt", "C:\\windows\\win.txt", "a/../../b.txt"]
    path = save(tmp_path, zipped(*[(name, b"x") for name in names]))
    with unpacked(path) as found:
        assert [name for name, _ in found] == [
            "up.txt", "etc/root.txt", "windows/win.txt", "a/b.txt"
        ]  # fmt: skip
        folders = {file.parent for _, file in found if isinstance(file, Path)}
        assert len(folders) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_links_and_litter_are_left_out(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = save(
        tmp_path,
        zipped((link, b"/etc/passwd"), ("__MACOSX/._a", b"x"), ("~$a.docx", b"x"), ("a", b"1")),
    )
    assert contents(path) == {"a": b"1"}


def test_a_locked_member_says_so_and_the_others_come_out(tmp_path: Path) -> None:
    data = bytearray(zipped(("locked.txt", b"1"), ("open.txt", b"2")))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, 1)
    struct.pack_into("<H", data, 6, 1)
    found = contents(save(tmp_path, bytes(data)))
    assert found == {"locked.txt": "encrypted", "open.txt": b"2"}


def test_a_broken_member_says_so_and_the_others_come_out(tmp_path: Path) -> None:
    data = bytearray(zipped(("bad.txt", b"1" * 1000), ("good.txt", b"2")))
    data[40] ^= 0xFF
    found = contents(save(tmp_path, bytes(data)))
    assert found == {"bad.txt": "damaged", "good.txt": b"2"}


def test_a_bomb_stays_packed(tmp_path: Path) -> None:
    bomb = zipped(("bomb.txt", b"\0" * (70 << 20)), ("a.txt", b"1"))
    assert contents(save(tmp_path, bomb)) == {"bomb.txt": "too-large", "a.txt": b"1"}


def test_a_broken_archive_in_an_archive_is_one_failure(tmp_path: Path) -> None:
    inner = bytearray(zipped(("b.txt", b"2" * 100)))
    inner[inner.index(b"PK\x05\x06") + 16] = 0xFF
    found = contents(save(tmp_path, zipped(("in.zip", bytes(inner)), ("a.txt", b"1"))))
    assert found["a.txt"] == b"1"
    assert len(found) == 2


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"", b"no archive"])
def test_what_is_no_archive_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ReadError) as caught, unpacked(save(tmp_path, data)):
        pass
    assert caught.value.reason == "damaged"


def test_an_archive_of_absurdly_many_members_is_too_large(tmp_path: Path) -> None:
    path = save(tmp_path, zipped(*[(str(n), b"") for n in range(20_001)]))
    with pytest.raises(ReadError) as caught, unpacked(path):
        pass
    assert caught.value.reason == "too-large"
