"""Macros and what a document would fetch: shown to work where they are let, and not to work here."""

from __future__ import annotations

import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import extract
from extract.readers import office
from tests.hostile.hostile_making import CT, RELS, W, paragraph

N = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = (
    f'xmlns:office="{N}:office:1.0" xmlns:text="{N}:text:1.0" xmlns:draw="{N}:drawing:1.0" '
    f'xmlns:svg="{N}:svg-compatible:1.0" xmlns:script="{N}:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events" '
    'xmlns:ooo="http://openoffice.org/2004/office" office:version="1.2"'
)
PROLOG = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
LIBRARY = "http://openoffice.org/2000/library"
ON_LOAD = (
    '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
    'script:event-name="dom:load" xlink:type="simple" xlink:href="vnd.sun.star.script:Standard.M.Main?'
    'language=Basic&amp;location=document"/></office:event-listeners></office:scripts>'
)
ALLOWED = (
    '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path='
    '"/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" '
    'oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def odt(body: str, scripts: str = "", more: dict[str, str] | None = None) -> dict[str, str]:
    """The parts of an OpenDocument text."""
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMES}>{scripts}<office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {"content.xml": content, **(more or {})}
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="text/xml"/>' for name in parts
    )
    mime = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<?xml version="1.0"?><m:manifest xmlns:m="{N}:manifest:1.0" m:version="1.2">'
        f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>{entries}</m:manifest>'
    )
    return {"mimetype": mime, **parts, "META-INF/manifest.xml": manifest}


def saved(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def with_macro(path: Path, target: Path) -> Path:
    """A text whose macro, run when it is opened, writes ``target``."""
    basic = f'Sub Main\nOpen "{target}" For Output As #1\nPrint #1, "harmed"\nClose #1\nEnd Sub'
    head = f'xmlns:library="{LIBRARY}" xmlns:xlink="http://www.w3.org/1999/xlink"'
    named = 'library:name="Standard" library:readonly="false" library:passwordprotected="false"'
    return saved(
        path,
        odt(
            "<text:p>绩效自评</text:p>",
            ON_LOAD,
            {
                "Basic/script-lc.xml": PROLOG.format("library:libraries", "libraries")
                + f'<library:libraries {head}><library:library library:name="Standard" '
                'library:link="false"/></library:libraries>',
                "Basic/Standard/script-lb.xml": PROLOG.format("library:library", "library")
                + f'<library:library {head} {named}><library:element '
                'library:name="M"/></library:library>',
                "Basic/Standard/M.xml": PROLOG.format("script:module", "module")
                + '<script:module xmlns:script="http://openoffice.org/2000/script" '
                f'script:name="M" script:language="StarBasic">{escape(basic)}</script:module>',
            },
        ),
    )  # fmt: skip


def opened_by_somebody_careless(program: str, file: Path, profile: Path, until: Path) -> None:
    """LibreOffice with its macros let loose, until ``until`` is there or half a minute is over."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALLOWED)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    process = subprocess.Popen(
        ["timeout", "-k", "1", "30", *command, file],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None and not until.exists():
            time.sleep(0.1)
    finally:
        process.terminate()
        process.wait()


def test_a_macro_that_harms_elsewhere_does_not_run_here(
    tmp_path: Path, need_program: Callable[[str], str]
) -> None:
    harm = tmp_path / "harmed.txt"
    file = with_macro(tmp_path / "macro.odt", harm)
    document = extract.read(file)
    assert [p.text for p in document.paragraphs] == ["绩效自评"]
    assert not harm.exists()
    opened_by_somebody_careless(need_program("soffice"), file, tmp_path / "profile", harm)
    assert harm.read_text().strip() == "harmed"


def test_a_word_file_with_macros_is_read_and_they_are_not_so_much_as_opened(tmp_path: Path) -> None:
    """The part with the macros cannot be unpacked: whoever tried would see an error."""
    types = (
        f'<?xml version="1.0"?><Types xmlns="{CT}"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.'
        'ms-office.vbaProject"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
        'ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    body = f'<w:document xmlns:w="{W}"><w:body>{paragraph("绩效自评")}</w:body></w:document>'
    path = saved(
        tmp_path / "macro.docm",
        {
            "[Content_Types].xml": types,
            "_rels/.rels": RELS,
            "word/document.xml": body,
            "word/vbaProject.bin": "Sub AutoOpen",
        },
    )
    path.write_bytes(path.read_bytes().replace(b"Sub AutoOpen", b"Sub AutoHarm"))
    with zipfile.ZipFile(path) as package, pytest.raises(zipfile.BadZipFile):
        package.read("word/vbaProject.bin")
    document = extract.read(path)
    assert document.format == "docx"
    assert [p.text for p in document.paragraphs] == ["绩效自评"]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server on this machine, and what was asked of it."""
    paths: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - their names are given

        def log_message(self, *_: object) -> None:
            """Nothing for the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", paths
    server.shutdown()


def far_away(folder: Path, url: str) -> list[Path]:
    """Documents with pictures, sections, fields and templates that lie at an address."""
    picture = (
        f'<text:p>绩效<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{url}/a.png" '
        'xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p><text:section text:name="s">'
        f'<text:section-source xlink:href="{url}/b.html"/><text:p>旧</text:p></text:section>'
    )
    rtf = folder / "far.rtf"
    rtf.write_text(
        rf'{{\rtf1\ansi {{\field{{\*\fldinst INCLUDEPICTURE "{url}/c.png" \\d}}{{\fldrslt x}}}}'
        rf'{{\field{{\*\fldinst INCLUDETEXT "{url}/d.rtf"}}{{\fldrslt y}}}} text\par}}'
    )
    html = folder / "far.html"
    html.write_text(
        f"<meta http-equiv=refresh content='0;url={url}/e'><script src='{url}/f.js'></script><link rel=stylesheet "
        f"href='{url}/g.css'><p>绩效<img src='{url}/h.png'></p><iframe src='{url}/i'></iframe>",
        encoding="utf-8",
    )
    return [saved(folder / "far.odt", odt(picture)), rtf, html]


def test_nothing_is_fetched_though_a_careless_program_would(
    tmp_path: Path,
    asked: tuple[str, list[str]],
    need_program: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need_program("soffice")
    url, paths = asked
    files = far_away(tmp_path, url)
    text, rich, page = files
    read = list(office.read_many([(text, "odt"), (rich, "rtf")]))  # one start for both
    assert all(isinstance(one, extract.Document) for one in (*read, extract.read(page)))
    assert not paths
    monkeypatch.setattr(office, "_SETTINGS", ())
    extract.read(text)
    assert "/a.png" in paths
