"""Web pages (.html), and pages saved with their parts (.mht).

Tables that only arrange the page are looked through: what stands in them are paragraphs and
tables like any other. What surrounds the document (menus, breadcrumbs, who runs the site) is kept
as paragraphs of kind ``header`` and ``footer``; its words are in ``html.toml``.
"""

from __future__ import annotations

import email
import email.policy
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex
from lxml import etree

from extract.document import Block, Document, ReadError, Table
from extract.encoding import decode
from extract.readers import _html_css, _html_flow
from extract.registry import reader

FORMATS = ("html", "mht")
MAX_BYTES = 200_000_000

_CHARSET = regex.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", regex.I
)
_ROW_LOST = regex.compile(r"(</tr\s*>\s*)(?=<t[dh][\s>])", regex.I)
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


def _page(data: bytes) -> tuple[tuple[Block, ...], str]:
    text, encoding = decode(data, _declared(data))
    root = _parse(text)
    found = _html_flow.blocks(root, _words()) if root is not None else ()
    bare = root is not None and not any(isinstance(block, Table) for block in found)
    if bare and _html_css.unveil(root):  # a script shows it when the page has been fetched
        found = _html_flow.blocks(root, _words())
    return found, encoding


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:_HEAD].replace(b"\0", b""))
    return (match[1] or match[2]).decode("ascii") if match else None


def _parse(text: str) -> Any:
    """The root element, or None where there is no element at all."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    text = _ROW_LOST.sub(r"\1<tr>", text)  # a browser begins a row there, the parser does not
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    root = etree.fromstring(data, parser)
    if root is not None:
        _html_css.apply(root)
    return root


def _archived(data: bytes) -> tuple[tuple[Block, ...], str]:
    """The first page of a web archive that shows anything (a frame set shows nothing itself), and
    after it those that hold tables: the sheets of a workbook, the document in a frame."""
    shown: list[Any] = []
    encoding = ""
    pages = list(_pages_of(data))
    for root, name in pages:
        found = _html_flow.blocks(root, _words())
        if found and (not shown or any(isinstance(block, Table) for block in found)):
            shown.append(root)
            encoding = encoding or name
    if not pages:
        message = "The web archive holds no page; open it in a browser and save it as .html."
        raise ReadError("damaged", message)
    return (_html_flow.blocks(shown[0], _words(), *shown[1:]) if shown else ()), encoding


def _pages_of(data: bytes) -> Iterator[tuple[Any, str]]:
    """The root element of each page of a web archive, with its encoding; the same page once."""
    seen: set[str] = set()
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            text, encoding = decode(payload, part.get_content_charset() or _declared(payload))
            root = None if text in seen else _parse(text)
            seen.add(text)
            if root is not None:
                yield root, encoding


@cache
def _words() -> _html_flow.Words:
    raw = tomllib.loads((files("extract.readers") / "html.toml").read_text(encoding="utf-8"))
    return _html_flow.Words(
        header_names=frozenset(raw["header_names"]),
        footer_names=frozenset(raw["footer_names"]),
        header_line=regex.compile("|".join(f"(?:{p})" for p in raw["header_lines"]), regex.I),
        footer_line=regex.compile("|".join(f"(?:{p})" for p in raw["footer_lines"]), regex.I),
    )
