"""What a file really is, by its content. The suffix is not believed; it only tells a table of
values from running text, which no content can."""

from __future__ import annotations

import codecs
import re
import stat
import struct
import zipfile
from pathlib import Path

from extract import _ole
from extract._zip import BROKEN, note_members, read_member
from extract.document import ReadError
from extract.encoding import wide

_HEAD = 64 * 1024
_PDF_WITHIN = 1024

_LOCKED = "The file is locked with a password; open it, remove the password and save it."
_CSV = (".csv", ".tsv")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_ARCHIVES = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xfd7zXZ\0", "gz"),
    *((b"BZh%d1AY&SY" % level, "gz") for level in range(1, 10)),
)
_TAR = (257, b"ustar")  # where the mark of that archive stands

_MIMETYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/epub+zip": "epub",
}
_ZIP_PARTS = (
    ("word/", "docx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("ofd.xml", "ofd"),
)
_CONTENT_TYPES = (
    (b"wordprocessingml", "docx"),
    (b"ms-word.document", "docx"),
    (b"sheet.binary", "xlsb"),
    (b"spreadsheetml", "xlsx"),
    (b"presentationml", "pptx"),
)
_BOOKS = ("Workbook", "Book")
_BEGIN, _FILEPASS = 0x0809, 0x2F  # records of such a stream
_FIRST_RECORDS = 4
_OLE_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("MatOST", "wps"),
    ("WPSDocument", "wps"),
    ("ET_Document", "et"),
    ("CONTENTS", "wps"),
)
_HTML_TAGS = (
    "html|head|body|title|meta|link|script|style|base|table|tbody|tr|td|div|p|span|font|center"
    "|h[1-6]|br|hr|b|strong|section|article|main|header|nav|ul|ol|form|iframe|img|a"
)
_BEFORE_HTML = r"\s*(?:<!--.*?-->\s*|<!\[[^>]*>\s*)*"
_HTML = re.compile(
    rf"{_BEFORE_HTML}<(?:!doctype\s+html|(?:{_HTML_TAGS})[\s/>])", re.IGNORECASE | re.DOTALL
)
_XHTML = re.compile(
    rf"\s*<\?xml[^>]*>{_BEFORE_HTML}<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_MIME = re.compile(r"(?:^|\n)content-type:\s*(?:multipart/related|text/html)", re.IGNORECASE)
_MIME_START = re.compile(
    r"\s*(?:mime-version|from|content-type|subject|date|snapshot-[\w-]+):", re.IGNORECASE
)
_WORD_XML = re.compile(r'<\?mso-application progid="Word|<w:wordDocument|<pkg:package')
_SHEET_XML = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 0.002  # share of control characters a text may hold: form feeds gone wrong, no more
_MOST_FAULTS = (
    0.005  # share of characters that may be broken in a text without any control character
)
_STRAY = 2  # NULs that even a short text may hold; the readers drop them


def sniff(path: str | Path) -> str:
    """The kind of a file: docx xlsx xlsb pptx odt ods odp ofd epub zip, doc xls ppt wps et, pdf,
    html mht rtf wordxml sheetxml xml csv txt, jpg png tif bmp gif, rar 7z gz.

    Raises ReadError: ``empty``, ``encrypted`` (an office file with a password), ``damaged`` (a cut
    zip or OLE2 file, no such file), ``unsupported`` (nothing known).
    """
    path = Path(path)
    head = _head(path)
    if not head.strip(b"\0 \t\r\n"):
        raise _error("empty", "The file is empty; fetch it again from where it was published.")
    if head.startswith(_ZIP):
        return _zip_kind(path)
    if head.startswith(_ole.MAGIC):
        return _ole_kind(path)
    kind = _by_magic(head) or _text_kind(head) or _unknown()
    return "csv" if kind == "txt" and path.suffix.lower() in _CSV else kind


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            message = "This is a folder, not a file; use ingest for folders."
            raise _error("unsupported", message, "open")
        if not stat.S_ISREG(mode):
            raise _error("unsupported", "This is not an ordinary file.", "open")
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except FileNotFoundError:
        raise _error("damaged", "There is no such file; check the path.", "open") from None
    except PermissionError:
        message = "The file may not be opened; check its permissions."
        raise _error("damaged", message, "open") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise _error("damaged", f"The file cannot be opened: {why}.", "open") from error


def _by_magic(head: bytes) -> str:
    for magic, kind in (*_IMAGES, *_ARCHIVES):
        if head.startswith(magic):
            return kind
    if head[_TAR[0] :].startswith(_TAR[1]):
        return "gz"
    if head.startswith(b"BM") and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] <= 124:
        return "bmp"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:_PDF_WITHIN] and not head.lstrip().startswith(b"<"):
        return "pdf"
    return ""


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            note_members(package)
            return _package_kind(package)
    except BROKEN as error:
        message = "The file is cut short or damaged (a broken zip package); fetch it again."
        raise _error("damaged", message) from error


def _package_kind(package: zipfile.ZipFile) -> str:
    names = {name.replace("\\", "/").lower().lstrip("/") for name in package.namelist()}
    if "mimetype" in names:
        kind = _MIMETYPES.get(_member(package, "mimetype", 200).decode("ascii", "ignore").strip())
        if kind and b"encryption-data" in _member(package, "META-INF/manifest.xml", 1 << 20):
            raise _error("encrypted", _LOCKED)
        if kind:
            return kind
    types = _member(package, "[Content_Types].xml", 1 << 20)
    if types or "_rels/.rels" in names:
        for mark, kind in _CONTENT_TYPES:
            if mark in types and _has_folder(names, kind):
                return kind
    for part, kind in _ZIP_PARTS:
        if part in names or (part.endswith("/") and types and _starts(names, part)):
            return kind
    if "word/document.xml" in names:
        return "docx"
    return "zip"


def _has_folder(names: set[str], kind: str) -> bool:
    """A Word file that embeds a workbook names both types; its own folder decides."""
    folder = {"docx": "word/", "xlsx": "xl/", "xlsb": "xl/", "pptx": "ppt/"}[kind]
    return _starts(names, folder)


def _starts(names: set[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)


def _member(package: zipfile.ZipFile, name: str, limit: int) -> bytes:
    try:
        member = package.getinfo(name)
        if member.file_size <= limit:
            return read_member(package, member)
        with package.open(member) as stream:
            return stream.read(limit)
    except (KeyError, RuntimeError):
        return b""


def _ole_kind(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            ole = _ole.OleFile(stream)
            names = ole.root_names()
            locked = _locked(ole, names)
    except (ValueError, struct.error, OSError) as error:
        message = "The file is cut short or damaged (a broken old Office file); fetch it again."
        raise _error("damaged", message) from error
    if locked or "EncryptedPackage" in names:
        raise _error("encrypted", _LOCKED)
    for name, kind in _OLE_STREAMS:
        if name in names:
            return kind
    return _unknown()


def _locked(ole: _ole.OleFile, names: frozenset[str]) -> bool:
    """The fEncrypted bit of the Word 97 file header; in a workbook a record that says so."""
    start = ole.start_of("WordDocument", 12)
    if len(start) == 12 and start[:2] == b"\xec\xa5" and bool(start[11] & 1):
        return True
    return any(_has_password(ole.start_of(book, _HEAD)) for book in _BOOKS if book in names)


def _has_password(start: bytes) -> bool:
    """Whether a workbook of Excel 5 to 2003 names its cipher; that record stands second, or third
    where the workbook may only be read."""
    at = 0
    for n in range(_FIRST_RECORDS):
        if at + 4 > len(start):
            return False
        record, size = struct.unpack_from("<HH", start, at)
        if n == 0 and record != _BEGIN:
            return False
        if record == _FILEPASS:
            return True
        at += 4 + size
    return False


def _text_kind(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return ""
    if _MIME_START.match(text) and _MIME.search(text[:8192]):
        return "mht"  # before HTML: its pages may stand in it unencoded
    if (
        _HTML.match(text)
        or _XHTML.match(text)
        or ("<table" in text.lower() and "</td>" in text.lower())
    ):
        return "html"
    if _WORD_XML.search(text[:4096]):
        return "wordxml"
    if _SHEET_XML.search(text[:4096]):
        return "sheetxml"
    return "xml" if text.lstrip().startswith("<?xml") else "txt"


def _decoded(head: bytes) -> str | None:
    """The text of a head, or None where it is not text."""
    encoding = wide(head)
    if encoding is not None:
        return _try(head, encoding, final=False)
    cut = len(head) == _HEAD
    strict = _try(head, "utf-8", not cut) or _try(head, "gb18030", not cut)
    return strict or _with_faults(head, "utf-8") or _with_faults(head, "gb18030")


def _with_faults(head: bytes, encoding: str) -> str | None:
    """The text of a head in which a few bytes are wrong."""
    text = head.decode(encoding, "replace")
    if text.count("\ufffd") > _MOST_FAULTS * len(text) or _BINARY.search(text):
        return None
    return text.lstrip("\ufeff")


def _try(data: bytes, encoding: str, final: bool) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data, final)
    except UnicodeDecodeError:
        return None
    binary = len(_BINARY.findall(text)) - min(_STRAY, text.count("\0"))
    return None if binary > _MOST_BINARY * len(text) else text.lstrip("\ufeff")


def _unknown() -> str:
    raise _error(
        "unsupported",
        "This is no document that can be read; open it in the program that made it and save it "
        "as .docx or .pdf.",
    )


def _error(reason: str, message: str, stage: str = "sniff") -> ReadError:
    return ReadError(reason, message, stage)
