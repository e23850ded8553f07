"""Addresses in place of folders: the same corpus from and to wherever fsspec reaches."""

from __future__ import annotations

import http.server
import os
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import fuhe
from extract import ReadError
from fuhe.corpus import arriving, elsewhere
from fuhe.executors.packs import packs
from fuhe.executors.work import Task
from fuhe.remote import Keys, bare, fetch, is_address
from tests.fuhe.corpora import contents, paths

fsspec = pytest.importorskip("fsspec")

SECRET = "hunter2"  # noqa: S105


@pytest.fixture
def folder(tmp_path: Path, write_form) -> Path:
    """Two forms in two folders, a zip with a third, and a file that is nothing."""
    top = tmp_path / "in"
    write_form(top / "a" / "one.docx", project="甲项目")
    write_form(top / "b" / "二.docx", project="乙项目", score="97")
    third = write_form(tmp_path / "third.docx", project="丙项目")
    with zipfile.ZipFile(top / "more.zip", "w") as archive:
        archive.write(third, "三/third.docx")
    (top / "noise.bin").write_bytes(bytes(range(256)) * 8)
    (top / ".hidden.docx").write_bytes(b"x")
    return top


@pytest.fixture
def local(folder: Path, tmp_path: Path) -> dict[str, bytes]:
    """The corpus of the same files, read as a folder here."""
    fuhe.ingest(folder, tmp_path / "local", workers=0)
    return contents(tmp_path / "local")


def upload(folder: Path, address: str, **options: object) -> None:
    place, root = fsspec.core.url_to_fs(address, **options)
    for path in folder.rglob("*"):
        if path.is_file():
            place.pipe(f"{root}/{path.relative_to(folder).as_posix()}", path.read_bytes())


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A web server that lists ``folder``, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(urlsplit(self.path).path)
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Handler, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_an_address_of_memory_or_of_files_gives_the_corpus_of_the_folder(
    folder: Path, local: dict[str, bytes], tmp_path: Path
):
    upload(folder, "memory://shelf/in")
    for number, address in enumerate(("memory://shelf/in", folder.as_uri())):
        fuhe.ingest(address, tmp_path / f"out{number}", workers=1)
        assert contents(tmp_path / f"out{number}") == local


def test_a_list_of_a_web_server_gives_the_corpus_of_the_folder(
    served: tuple[str, list[str]], local: dict[str, bytes], tmp_path: Path, monkeypatch
):
    address, asked = served
    summary = fuhe.ingest(f"{address}/", tmp_path / "out", workers=1)
    assert contents(tmp_path / "out") == local
    assert summary.failed == 1
    assert asked.count("/a/one.docx") == 1

    # where nothing may stay, the worker fetches for itself
    monkeypatch.setattr(arriving.Arrivals.__init__, "__defaults__", (0,))
    fuhe.ingest(f"{address}/", tmp_path / "again", workers=2)
    assert contents(tmp_path / "again") == local
    assert asked.count("/a/one.docx") == 3


def test_what_has_not_changed_at_an_address_is_not_fetched_again(
    served: tuple[str, list[str]], folder: Path, tmp_path: Path
):
    out = tmp_path / "out"
    address = folder.as_uri()
    fuhe.ingest(address, out, workers=0)
    assert fuhe.ingest(address, out, workers=0).kept == 4
    (folder / "a" / "one.docx").write_bytes((folder / "b" / "二.docx").read_bytes() + b" ")
    fetched: list[str] = []
    real = arriving.fetch
    try:
        arriving.fetch = lambda address, room: fetched.append(address) or real(address, room)
        fuhe.ingest(address, out, workers=0)
    finally:
        arriving.fetch = real
    assert [one.rpartition("/")[2] for one in fetched] == ["one.docx"]


def test_a_glob_a_file_and_a_member_of_an_archive_are_addresses_too(folder: Path, tmp_path: Path):
    for given, name in (
        (f"{folder.as_uri()}/*/*.docx", ["a/one.docx", "b/二.docx"]),
        (f"{folder.as_uri()}/a/one.docx", ["one.docx"]),
        (f"zip://**/*.docx::{folder.as_uri()}/more.zip", ["三/third.docx"]),
    ):
        out = tmp_path / str(len(name)) / name[0][0]
        fuhe.ingest(given, out, workers=0)
        assert paths(out) == name


def test_a_place_that_is_not_there_is_a_row_and_says_nothing_of_keys(tmp_path: Path, write_form):
    form = write_form(tmp_path / "form.docx")
    out = tmp_path / "out"
    gone = f"http://user:{SECRET}@127.0.0.1:9/list/?token={SECRET}"
    summary = fuhe.ingest([form, gone, "memory://nothing/here"], out, workers=0)
    assert (summary.read, summary.missed) == (1, 2)
    failures = (out / "failures.csv").read_text("utf-8-sig")
    assert failures.count("missing") == 2
    for path in out.rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path


def test_a_place_that_cannot_be_listed_now_takes_nothing_out_of_the_corpus(
    folder: Path, tmp_path: Path, write_form, monkeypatch
):
    upload(folder, "memory://shelf/later")
    form = write_form(tmp_path / "form.docx")
    fuhe.ingest("memory://shelf/later", tmp_path / "out", workers=0)
    before = paths(tmp_path / "out")
    for error in (FileNotFoundError, TimeoutError):

        def down(*_: object, error=error, **__: object) -> None:
            raise error(SECRET)

        monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "ls", down)
        summary = fuhe.ingest(["memory://shelf/later", form], tmp_path / "out", workers=0)
        assert summary.missed == 1
        assert set(before) < set(paths(tmp_path / "out"))


def test_keys_are_used_and_never_written():
    keys = Keys()
    for address, plain in (
        (f"ftp://me:{SECRET}@host/a.docx", "ftp://host/a.docx"),
        (f"https://host/a.docx?id=7&X-Amz-Signature={SECRET}", "https://host/a.docx?id=7"),
        ("s3://bucket/a.docx", "s3://bucket/a.docx"),
        (f"zip://*.docx::https://me:{SECRET}@h/a.zip", "zip://*.docx::https://h/a.zip"),
    ):
        assert bare(address) == plain == keys.hide(address)
        assert keys.show(plain) == address


def test_paths_of_every_system_are_no_addresses():
    for path in ("a/b.docx", "C:\\a", "c:/a", "/a://b", "a::b.docx", "复核.docx", "s3:/x"):
        assert not is_address(path)


def test_a_missing_package_is_told_with_the_line_that_installs_it(
    folder: Path, tmp_path: Path, monkeypatch
):
    import sys

    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ValueError, match=r"pip install 'fuhe\[remote\]'"):
        fuhe.ingest("s3://bucket/x", tmp_path / "out", workers=0)
    with pytest.raises(ValueError, match="no kind of address"):
        fuhe.ingest("nonsense://x", tmp_path / "out", workers=0)


def test_an_endless_file_is_given_up(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("fuhe.remote.MOST_BYTES", 1000)
    fsspec.filesystem("memory").pipe("/long/file.txt", b"x" * 5000)
    with pytest.raises(ReadError) as error:
        fetch("memory://long/file.txt", tmp_path)
    assert error.value.reason == "too-large"
    assert not list(tmp_path.iterdir())


# output


def test_a_corpus_goes_to_an_address_and_a_later_run_goes_on(
    folder: Path, local: dict[str, bytes], tmp_path: Path, write_form
):
    out, journal = (tmp_path / "shelf").as_uri() + "/corpus", tmp_path / "journal"
    summary = fuhe.ingest(folder, out, workers=0, journal=journal)
    assert summary.written
    assert contents(tmp_path / "shelf" / "corpus") == local
    write_form(folder / "four.docx", project="丁项目")
    assert fuhe.ingest(folder, out, workers=0, journal=journal).kept == 4
    assert contents(tmp_path / "shelf" / "corpus") == contents(journal)
    assert "four.docx" in paths(tmp_path / "shelf" / "corpus")


def test_parquet_by_year_at_an_address_leaves_nothing_of_the_csv_before(
    folder: Path, tmp_path: Path
):
    out, journal = (tmp_path / "corpus").as_uri(), tmp_path / "journal"
    fuhe.ingest(folder, out, workers=0, journal=journal)
    options = {"format": "parquet", "partition": "year"}
    fuhe.ingest(folder, out, workers=0, journal=journal, **options)
    found = {
        p.relative_to(tmp_path / "corpus").as_posix() for p in (tmp_path / "corpus").rglob("*")
    }
    assert "forms.parquet/doc_year=2022/part-0.parquet" in found
    assert not [name for name in found if name.endswith(".csv") or name.startswith(".fuhe")]


def test_the_folder_of_an_address_is_in_the_cache_and_its_own(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one = elsewhere.home(f"https://me:{SECRET}@host/x")
    assert one == elsewhere.home("https://host/x/")
    assert one != elsewhere.home("https://host/y")
    assert SECRET not in str(one)


def test_files_of_others_and_a_corpus_of_another_journal_stay(folder: Path, tmp_path: Path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(ValueError, match="no corpus"):
        fuhe.ingest(folder, shelf.as_uri(), workers=0, journal=tmp_path / "j1")
    out = (tmp_path / "corpus").as_uri()
    fuhe.ingest(folder, out, workers=0, journal=tmp_path / "j2")
    with pytest.raises(ValueError, match="another journal"):
        fuhe.ingest(folder / "a", out, workers=0, journal=tmp_path / "j3")
    assert len(paths(tmp_path / "corpus")) == 4
    fuhe.ingest(folder / "a", out, workers=0, journal=tmp_path / "j3", only=True)
    assert paths(tmp_path / "corpus") == ["one.docx"]


def test_an_upload_that_breaks_leaves_no_half_and_is_made_good(
    folder: Path, local: dict[str, bytes], tmp_path: Path, monkeypatch
):
    from fsspec.implementations.local import LocalFileSystem

    out, journal = (tmp_path / "corpus").as_uri(), tmp_path / "journal"
    moved: list[str] = []
    real = LocalFileSystem.mv

    def breaks(self, path1: str, path2: str, **options: object) -> None:
        moved.append(path2)
        if len(moved) == 4:
            raise ConnectionError(SECRET)
        real(self, path1, path2, **options)

    monkeypatch.setattr(LocalFileSystem, "mv", breaks)
    with pytest.raises(elsewhere.NotPutError, match="ConnectionError") as error:
        fuhe.ingest(folder, out, workers=0, journal=journal)
    assert SECRET not in str(error.value)
    assert not (tmp_path / "corpus" / "datapackage.json").exists()
    monkeypatch.undo()
    assert fuhe.ingest(folder, out, workers=0, journal=journal).kept == 4
    assert contents(tmp_path / "corpus") == local


def test_the_corpus_below_its_own_input_is_not_read(folder: Path, tmp_path: Path):
    top = tmp_path / "in"
    for _ in range(2):
        fuhe.ingest(top.as_uri(), f"{top.as_uri()}/out", workers=0, journal=tmp_path / "j")
    assert not [name for name in paths(top / "out") if name.startswith("out/")]


def test_the_command_takes_addresses_and_keeps_its_journal_where_it_is_told(
    folder: Path, local: dict[str, bytes], tmp_path: Path, capsys
):
    from typer.testing import CliRunner

    from fuhe.cli import app

    out = (tmp_path / "corpus").as_uri()
    said = CliRunner().invoke(
        app,
        ["ingest", folder.as_uri(), "-o", out, "--journal", str(tmp_path / "j"), "--lang", "en"],
    )
    assert said.exit_code == 0, said.output
    assert f"Written to       {out}" in said.output or out in said.output
    assert contents(tmp_path / "corpus") == local
    said = CliRunner().invoke(
        app, ["ingest", str(folder), "-o", str(tmp_path / "x"), "--journal", str(tmp_path / "j")]
    )
    assert said.exit_code == 2
    assert not (tmp_path / "x").exists()


# S3, as a server of it on this machine speaks it


@pytest.fixture
def bucket(monkeypatch, tmp_path: Path) -> Iterator[str]:
    server_of = pytest.importorskip("moto.server")
    server = server_of.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}".replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "HTTP_PROXY": "",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("papers")
    yield "s3://papers"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_from_a_bucket_to_a_bucket_is_the_corpus_of_the_folder(
    bucket: str, folder: Path, local: dict[str, bytes], tmp_path: Path, monkeypatch
):
    upload(folder, f"{bucket}/in")
    monkeypatch.setattr(arriving.Arrivals.__init__, "__defaults__", (0,))
    out, journal = f"{bucket}/corpus", tmp_path / "journal"
    fuhe.ingest(f"{bucket}/in", out, workers=1, journal=journal)
    place, root = fsspec.core.url_to_fs(out)
    place.invalidate_cache()
    there = {name.rpartition("/")[2]: place.cat_file(name) for name in place.find(root)}
    assert there == local
    assert fuhe.ingest(f"{bucket}/in", out, workers=1, journal=journal).kept == 4
    for path in journal.rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()


# old Word files go to a worker together


def test_old_word_files_travel_in_packs_and_everything_travels_once():
    names = [f"{n}.{'doc' if n % 2 else 'docx'}" for n in range(90)]
    made = list(packs(Task(name, name, 1) for name in names))
    sizes = sorted(len(pack) for pack in made)
    assert sizes[-2:] == [20, 20]
    assert sizes.count(1) == 45
    assert sorted(task.path for pack in made for task in pack) == sorted(names)
    shares = packs((Task(f"{n}.rtf", str(n), 1) for n in range(10)), parts=2)
    assert [len(pack) for pack in shares] == [5, 5]
