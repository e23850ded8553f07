"""Word files (.docx, .docm, .dotx; Strict Open XML too): what the paper shows, in reading order.

Headers come before the body, footnotes, endnotes and footers after it. Tracked changes are read as
accepted; comments and hidden text are not read. ``Place.block`` is the position in the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.document import Block, Document, Paragraph, ReadError
from extract.readers._docx_accept import CHUNK, ENDNOTE, FOOTNOTE, SECTION
from extract.readers._docx_numbering import Numbering
from extract.readers._docx_package import R_ID, Element, Package, Part, Pressed, is_on, w
from extract.readers._docx_story import File, Story
from extract.readers._docx_style_sheet import StyleSheet
from extract.readers._docx_styles import Styles
from extract.registry import reader

FORMATS = ("docx",)

_REFERENCES = {"header": w("headerReference"), "footer": w("footerReference")}
_UNSHOWN_NOTES = ("separator", "continuationSeparator", "continuationNotice")
_NOTES = {"footnote": FOOTNOTE, "endnote": ENDNOTE}
_ALT_CHUNK = "A document pasted in as a whole (altChunk) was not read."

Marks = dict[str, list[Element]]
_last: tuple[Pressed | None, bytes, Styles] = None, b"", Styles(StyleSheet("", b""))


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
        marks = _marks(body, story.found)
        blocks: list[Block] = list(_margins(main, marks, file, "header"))
        blocks += story.body(body)
        blocks += _notes(main, marks, file, "footnote")
        blocks += _notes(main, marks, file, "endnote")
        blocks += _margins(main, marks, file, "footer")
        return Document(kind, tuple(blocks), "docx", notes=(_ALT_CHUNK,) * bool(marks[CHUNK]))


def _marks(body: Element, found: Marks) -> Marks:
    """What points to other parts, by name: of what was found, that which is still in the text."""
    kinds = SECTION, CHUNK, FOOTNOTE, ENDNOTE
    return {kind: [e for e in found.get(kind, ()) if _is_inside(e, body)] for kind in kinds}


def _is_inside(element: Element, body: Element) -> bool:
    above: Element | None = element
    while above is not None and above is not body:
        above = above.getparent()
    return above is not None


def _file(main: Part) -> File:
    styles = _styles_of(main.related("styles"))
    return File(styles, Numbering(main.related("numbering"), styles))


def _styles_of(part: Part | None) -> Styles:
    """The styles of a document. Documents of one office come one after another with the same: those
    of the last are kept, and known by the bytes of their part even before it is unpacked, which would
    take as long as to read a form (a third of a megabyte with some templates)."""
    global _last  # noqa: PLW0603 - put in place in one step
    pressed = None if part is None else part.pressed()
    last, known, styles = _last
    if pressed is not None and pressed == last:
        return styles
    data = b"" if part is None else part.data()
    if known != data:
        styles = Styles(StyleSheet("" if part is None else part.name, data))
    _last = pressed, data, styles
    return styles


def _margins(main: Part, marks: Marks, file: File, kind: str) -> Iterator[Paragraph]:
    """Headers or footers of all sections, each text once."""
    seen: set[str] = set()
    for part in _margin_parts(main, marks, kind):
        root = part.xml()
        for paragraph in Story.of(root, file, kind).paragraphs(root):
            if paragraph.text.strip() and paragraph.text not in seen:
                seen.add(paragraph.text)
                yield paragraph


def _margin_parts(main: Part, marks: Marks, kind: str) -> Iterator[Part]:
    seen: set[str] = set()
    for section in marks[SECTION]:
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


def _notes(main: Part, marks: Marks, file: File, kind: str) -> Iterator[Paragraph]:
    """Footnotes or endnotes, in the order in which the text refers to them."""
    wanted = [e.get(w("id"), "") for e in marks[_NOTES[kind]]]
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
