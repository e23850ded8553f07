"""Small PDFs made by hand, one operator at a time, so that each way of drawing can be tested."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Segment = tuple[float, float, float, float]

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /%s"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000"
    b" /W [1 95 500 814 939 500] /FontDescriptor << /Type /FontDescriptor"
    b" /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    b" /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >> >>] >>"
)
_CODECS = {"UniGB-UCS2-H": "utf-16-be", "GBK-EUC-H": "gbk"}


@dataclass
class Page:
    """One page: its content stream and what the stream names."""

    content: str
    size: tuple[float, float] = (595, 842)
    origin: tuple[float, float] = (0, 0)
    rotate: int = 0
    forms: Mapping[str, tuple[str, Sequence[float]]] = field(default_factory=dict)
    images: Sequence[str] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    cmap: str = "UniGB-UCS2-H"


def write(text: str, x: float, y: float, size: float = 10, cmap: str = "UniGB-UCS2-H") -> str:
    """Text with its baseline at x, y (from the bottom left corner)."""
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode(_CODECS[cmap]).hex()}> Tj ET\n"


def pdf(*pages: Page) -> bytes:
    """The bytes of a PDF of these pages."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        kids.append(len(objects) + 1)
        objects += _page(page, len(objects) + 1)
    refs = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), refs)
    return assemble(objects)


def assemble(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Numbered objects with a cross-reference table round them."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return out


def _page(page: Page, first: int) -> list[bytes]:
    """The page object, its content, font, forms and pictures; ``first`` is its own number."""
    (x, y), (width, height) = page.origin, page.size
    stream, font = first + 1, first + 2
    names, extra = [], []
    for name, (content, matrix) in page.forms.items():
        names.append(b"/%s %d 0 R" % (name.encode(), font + 1 + len(extra)))
        entries = b"/Type /XObject /Subtype /Form /BBox [-5000 -5000 5000 5000] /Matrix [%s]" % (
            " ".join(map(str, matrix)).encode()
        )
        resources = b" /Resources << /Font << /F1 %d 0 R >> >>" % font
        extra.append(_stream(content.encode(), entries + resources))
    for name in page.images:
        names.append(b"/%s %d 0 R" % (name.encode(), font + 1 + len(extra)))
        entries = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
        extra.append(_stream(b"\0", entries + b" /ColorSpace /DeviceGray"))
    states = " ".join(f"/{name} << {entry} >>" for name, entry in page.states.items()).encode()
    body = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%g %g %g %g] /Rotate %d /Contents %d 0 R"
        b" /Resources << /Font << /F1 %d 0 R >> /XObject << %s >> /ExtGState << %s >> >> >>"
    ) % (x, y, x + width, y + height, page.rotate, stream, font, b" ".join(names), states)
    return [body, _stream(page.content.encode()), _FONT % page.cmap.encode(), *extra]


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        entries,
        len(packed),
        packed,
    )


def stroked(segments: Iterable[Segment], width: float = 0.5) -> str:
    """Each line a path of its own."""
    return f"{width} w\n" + "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in segments)


def one_path(segments: Iterable[Segment]) -> str:
    """All lines in one path."""
    return "0.5 w\n" + "".join(f"{a} {b} m {c} {d} l\n" for a, b, c, d in segments) + "S\n"


def slivers(segments: Iterable[Segment], width: float = 0.5) -> str:
    """Each line a thin filled rectangle."""
    half = width / 2
    return "".join(
        f"{a - half} {b - half} {c - a + width} {d - b + width} re f\n" for a, b, c, d in segments
    )


def dashed(segments: Iterable[Segment]) -> str:
    """Lines with a dash pattern."""
    return "[2 2] 0 d\n" + stroked(segments) + "[] 0 d\n"


def steps(segment: Segment, length: float, gap: float) -> Iterable[Segment]:
    """A line cut into pieces with gaps between."""
    a, b, c, d = segment
    across = c > a
    at, end = (a, c) if across else (b, d)
    while at < end:
        stop = min(at + length, end)
        yield (at, b, stop, d) if across else (a, at, c, stop)
        at = stop + gap


def dashes(segments: Iterable[Segment]) -> str:
    """Each dash a path of its own."""
    return "".join(stroked(steps(segment, 3, 2)) for segment in segments)


def dots(segments: Iterable[Segment]) -> str:
    """Each dot a tiny filled square."""
    parts = (part for segment in segments for part in steps(segment, 0.6, 1.4))
    return "".join(f"{a - 0.3} {b - 0.3} 0.6 0.6 re f\n" for a, b, _, _ in parts)


def doubled(segments: Iterable[Segment]) -> str:
    """Two thin lines beside each other."""
    twice = []
    for a, b, c, d in segments:
        up, right = (0.8, 0) if c > a else (0, 0.8)
        twice += [(a + right, b + up, c + right, d + up), (a - right, b - up, c - right, d - up)]
    return stroked(twice, 0.3)


def gapped(segments: Iterable[Segment]) -> str:
    """Lines that stop a point short of where they should meet."""
    short = []
    for a, b, c, d in segments:
        across, up = (1, 0) if c > a else (0, 1)
        short.append((a + across, b + up, c - across, d - up))
    return stroked(short)


def pictures(segments: Iterable[Segment]) -> str:
    """Each line a stretched picture of one dot, named /Im."""
    return "".join(
        f"q {max(c - a, 0.5)} 0 0 {max(d - b, 0.5)} {a} {b} cm /Im Do Q\n"
        for a, b, c, d in segments
    )


Style = Callable[[Iterable[Segment]], str]
