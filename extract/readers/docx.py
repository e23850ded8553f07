"""Word files (.docx, .docm, .dotx; Strict Open XML too): what the paper shows, in reading order.

Headers come before the body, footnotes, endnotes and footers after it. Tracked changes are read as
accepted; comments and hidden text are not read. ``Place.block`` is the position in the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.document import Block, Document, Paragraph, ReadError
from extract.readers._docx_numbering import Numbering
from extract.readers._docx_package import R_ID, Element, Package, Part, is_on, w
from extract.readers._docx_story import File, Story
from extract.readers._docx_styles import Styles
from extract.registry import reader

FORMATS = ("docx",)

_REFERENCES = {"header": w("headerReference"), "footer": w("footerReference")}
_UNSHOWN_NOTES = ("separator", "continuationSeparator", "continuationNotice")
_ALT_CHUNK = "A document pasted in as a whole (altChunk) was not read."


@reader(*FORMATS)
def read(path: Path, kind: str) -> Document:
    """Read a Word file. ReadError ``damaged``, ``encrypted`` or ``too-large``."""
    with Package(path) as package:
        main = package.main()
        root = main.xml()
        body = root.find(w("body"))
        if body is None:
            message = "The Word file is damaged: it has no text body; open it in Word and save it."
            raise ReadError("damaged", message)
        file = _file(main)
        story = Story.of(root, file)
        blocks: list[Block] = list(_margins(main, body, file, "header"))
        blocks += story.body(body)
        blocks += _notes(main, body, file, "footnote")
        blocks += _notes(main, body, file, "endnote")
        blocks += _margins(main, body, file, "footer")
        notes = (_ALT_CHUNK,) if next(body.iter(w("altChunk")), None) is not None else ()
        return Document(kind, tuple(blocks), "docx", notes=notes)


def _file(main: Part) -> File:
    styles_part, numbering_part = main.related("styles"), main.related("numbering")
    styles = Styles(styles_part.xml() if styles_part else None)
    numbering = Numbering(numbering_part.xml() if numbering_part else None, styles)
    return File(styles, numbering, styles.hidden())


def _margins(main: Part, body: Element, file: File, kind: str) -> Iterator[Paragraph]:
    """Headers or footers of all sections, each text once."""
    seen: set[str] = set()
    for part in _margin_parts(main, body, kind):
        root = part.xml()
        for paragraph in Story.of(root, file, kind).paragraphs(root):
            if paragraph.text.strip() and paragraph.text not in seen:
                seen.add(paragraph.text)
                yield paragraph


def _margin_parts(main: Part, body: Element, kind: str) -> Iterator[Part]:
    seen: set[str] = set()
    for section in body.iter(w("sectPr")):
        for reference in section.iterchildren(_REFERENCES[kind]):
            part = main.target(reference.get(R_ID, ""))
            if part and part.name not in seen and _is_shown(reference, section, main):
                seen.add(part.name)
                yield part


def _is_shown(reference: Element, section: Element, main: Part) -> bool:
    """First-page and even-page headers count only where the section or the file asks for them."""
    match reference.get(w("type")):
        case "first":
            return is_on(section.find(w("titlePg")))
        case "even":
            settings = main.related("settings")
            return settings is not None and is_on(settings.xml().find(w("evenAndOddHeaders")))
        case _:
            return True


def _notes(main: Part, body: Element, file: File, kind: str) -> Iterator[Paragraph]:
    """Footnotes or endnotes, in the order in which the text refers to them."""
    wanted = [e.get(w("id"), "") for e in body.iter(w(f"{kind}Reference"))]
    part = main.related(f"{kind}s") if wanted else None
    if part is None:
        return
    root = part.xml()
    story = Story.of(root, file, "footnote")
    by_id = {note.get(w("id"), ""): note for note in _shown(root.iterchildren(w(kind)))}
    for note_id in dict.fromkeys(wanted):
        if note_id in by_id:
            yield from story.paragraphs(by_id[note_id])


def _shown(notes: Iterable[Element]) -> Iterator[Element]:
    return (note for note in notes if note.get(w("type")) not in _UNSHOWN_NOTES)
