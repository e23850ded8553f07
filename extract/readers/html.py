"""Web pages (.html), and pages saved with their parts (.mht).

Tables that only arrange the page are looked through: what stands in them are paragraphs and
tables like any other. What surrounds the document (menus, breadcrumbs, who runs the site) is kept
as paragraphs of kind ``header`` and ``footer``; its words are in ``html.toml``.
"""

from __future__ import annotations

import email
import email.policy
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex
from lxml import etree
from lxml import html as lxml_html

from extract.document import Block, Document, ReadError
from extract.encoding import decode
from extract.readers import _html_flow
from extract.registry import reader

FORMATS = ("html", "mht")
MAX_BYTES = 200_000_000

_CHARSET = regex.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", regex.I
)
_DECLARATION = regex.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD = 8192


@reader("html", "mht")
def read(path: Path, kind: str) -> Document:
    """Read a web page. ReadError ``empty`` where it shows nothing, ``damaged`` where a .mht holds
    no page, ``too-large`` beyond 200 MB."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadError("too-large", "The web page is over 200 MB; split it into smaller files.")
    data = path.read_bytes()
    blocks, encoding = _archived(data) if kind == "mht" else _page(data)
    if not blocks:
        raise ReadError("empty", "The page shows no text; save it from the browser and try again.")
    notes = (f"read as {encoding}",) if encoding != "utf-8" else ()
    return Document(kind, blocks, reader="html", notes=notes)


def _page(data: bytes, declared: str | None = None) -> tuple[tuple[Block, ...], str]:
    text, encoding = decode(data, declared or _declared(data))
    root = _parse(text)
    return (_html_flow.blocks(root, _words()) if root is not None else ()), encoding


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:_HEAD].replace(b"\0", b""))
    return (match[1] or match[2]).decode("ascii") if match else None


def _parse(text: str) -> Any:
    """The root element, or None where there is no element at all."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None


def _archived(data: bytes) -> tuple[tuple[Block, ...], str]:
    """The first page of a web archive that shows anything; a frame set shows nothing itself."""
    found: tuple[tuple[Block, ...], str] | None = None
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            found = _page(data, part.get_content_charset())
            if found[0]:
                return found
    if found is None:
        message = "The web archive holds no page; open it in a browser and save it as .html."
        raise ReadError("damaged", message)
    return found


@cache
def _words() -> _html_flow.Words:
    raw = tomllib.loads((files("extract.readers") / "html.toml").read_text(encoding="utf-8"))
    return _html_flow.Words(
        header_names=frozenset(raw["header_names"]),
        footer_names=frozenset(raw["footer_names"]),
        header_line=regex.compile("|".join(f"(?:{p})" for p in raw["header_lines"]), regex.I),
        footer_line=regex.compile("|".join(f"(?:{p})" for p in raw["footer_lines"]), regex.I),
    )
