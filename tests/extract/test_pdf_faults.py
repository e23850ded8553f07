"""Files that cannot be read end in one plain sentence, and soon."""

from __future__ import annotations

import io
import sys
import types
from pathlib import Path

import pytest

from extract.document import ReadError
from extract.readers import _pdf_health
from extract.readers.pdf import read
from extract.stitch import Para, Sheet
from tests.extract.pdf_making import Page, assemble, pdf, write


def fault(tmp_path: Path, data: bytes) -> ReadError:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path, "pdf")
    assert caught.value.message.count("\n") == 0
    return caught.value


def outcome(path: Path) -> str | int | None:
    """How many pages were read, or why none was."""
    try:
        return read(path, "pdf").pages
    except ReadError as error:
        return error.reason


def page_tree(kids: bytes, count: int, page: bytes = b"") -> bytes:
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
            page or b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def locked(user: str, owner: str) -> bytes:
    reportlab = pytest.importorskip("reportlab.pdfgen.canvas")
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = io.BytesIO()
    canvas = reportlab.Canvas(out, encrypt=StandardEncryption(user, ownerPassword=owner))
    canvas.drawString(100, 700, "Performance self-evaluation")
    canvas.save()
    return out.getvalue()


def test_a_file_of_no_bytes_is_empty(tmp_path: Path) -> None:
    assert fault(tmp_path, b"").reason == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"\x00" * 5000,
        pdf(Page(write("绩效", 60, 700)))[:300],
        page_tree(b"", 0),
        page_tree(b"3 0 R", 1, b"(not a page)"),
    ],
    ids=["a heading only", "zeros", "cut short", "no pages", "no page object"],
)
def test_damaged_files_say_so(tmp_path: Path, data: bytes) -> None:
    assert fault(tmp_path, data).reason == "damaged"


def test_a_file_cut_after_its_pages_is_still_read(tmp_path: Path) -> None:
    whole = pdf(Page(write("绩效自评表", 60, 700)))
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: whole.index(b"startxref")])
    assert [p.text for p in read(path, "pdf").paragraphs] == ["绩效自评表"]


def test_a_user_password_locks_and_an_owner_password_does_not(tmp_path: Path) -> None:
    error = fault(tmp_path, locked("secret", "owner"))
    assert error.reason == "encrypted"
    assert "password" in error.message
    path = tmp_path / "open.pdf"
    path.write_bytes(locked("", "owner"))
    assert next(read(path, "pdf").paragraphs).text == "Performance self-evaluation"


def test_ten_thousand_pages_are_too_many(tmp_path: Path) -> None:
    error = fault(tmp_path, page_tree(b"3 0 R " * 10_000, 10_000))
    assert error.reason == "too-large"
    assert "10,000 pages" in error.message


@pytest.mark.parametrize(
    "tree",
    [
        page_tree(b"2 0 R", 1),
        page_tree(b"2 0 R 2 0 R 3 0 R", 3),
        page_tree(b"3 0 R", 2_000_000_000),
    ],
    ids=["its own child", "twice its own child", "a false count"],
)
def test_endless_page_trees_end(tmp_path: Path, tree: bytes) -> None:
    path = tmp_path / "tree.pdf"
    path.write_bytes(tree)
    assert outcome(path) in {"damaged", "too-large", *range(1, 4)}


@pytest.mark.parametrize("side", ["1000000", "-5 0 R 0", "0.0001"])
def test_absurd_page_sizes_are_refused_or_replaced(tmp_path: Path, side: str) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] >>" % ((side.encode(),) * 2)
    path = tmp_path / "size.pdf"
    path.write_bytes(page_tree(b"3 0 R", 1, page))
    assert outcome(path) in {"too-large", 1}


def test_forms_that_draw_themselves_end(tmp_path: Path) -> None:
    loop = "q /Fm Do Q\n" + write("自评", 60, 600)
    page = Page("/Fm Do\n" + write("绩效", 60, 700), forms={"Fm": (loop, (1, 0, 0, 1, 0, 0))})
    data = pdf(page).replace(
        b"/Resources << /Font << /F1 5 0 R >> >>",
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Fm 6 0 R >> >>",
    )
    path = tmp_path / "loop.pdf"
    path.write_bytes(data)
    assert "绩效" in "".join(p.text for p in read(path, "pdf").paragraphs)


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where the OCR reader is not installed."""
    monkeypatch.setattr(_pdf_health, "_SCAN_MODULE", "extract.readers.not_there")


PICTURE = Page("q 595 0 0 842 0 0 cm /Im Do Q\n", images=["Im"])
GARBAGE = Page(write("\ue123\ue4f0\uf8aa\ue001\ue222\ue333\ue444\ue555\ue666\ue777" * 3, 60, 700))
JUMBLE = Page(write("¼¨Ð§×ÔÆÀ±í²¿ÃÅÕûÌåÖ§³ö", 60, 700))


@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize("page", [PICTURE, GARBAGE, JUMBLE], ids=["scan", "private use", "jumble"])
def test_a_file_without_readable_letters_asks_for_ocr(tmp_path: Path, page: Page) -> None:
    error = fault(tmp_path, pdf(page))
    assert error.reason == "missing-extra"
    assert "fuhe[ocr]" in error.message


@pytest.mark.usefixtures("no_ocr")
def test_single_pages_without_letters_are_noted_and_never_read_as_garbage(tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    path.write_bytes(pdf(Page(write("绩效自评报告", 60, 700)), PICTURE, GARBAGE))
    document = read(path, "pdf")
    assert [p.text for p in document.paragraphs] == ["绩效自评报告"]
    assert [note[:6] for note in document.notes] == ["Page 2", "Page 3"]


def test_doubtful_pages_go_to_the_ocr_reader_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []

    def read_pages(path: Path, pages: list[int]) -> dict[int, Sheet]:
        asked.append(list(pages))
        return {n: Sheet(n, (595, 842), [Para("总分 98.6", n, (60, 60, 99, 72))]) for n in pages}

    scan = types.ModuleType("tests_scan_reader")
    scan.read_pages = read_pages  # type: ignore[attr-defined]
    scan.__spec__ = types.SimpleNamespace()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "tests_scan_reader", scan)
    monkeypatch.setattr(_pdf_health, "_SCAN_MODULE", "tests_scan_reader")
    path = tmp_path / "mixed.pdf"
    path.write_bytes(pdf(Page(write("绩效自评报告", 60, 700)), PICTURE))
    document = read(path, "pdf")
    assert asked == [[2]]
    assert document.ocr
    assert [p.text for p in document.paragraphs] == ["绩效自评报告", "总分 98.6"]


def test_an_empty_page_is_no_scan(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(pdf(Page(""), Page(write("绩效自评报告", 60, 700))))
    assert read(path, "pdf").notes == ()


def test_bullets_and_ticks_of_symbol_fonts_are_no_garbage(tmp_path: Path) -> None:
    path = tmp_path / "ticks.pdf"
    path.write_bytes(pdf(Page(write("填报类型：整体\uf0fe 区域\uf06f 项目\uf06f", 60, 700))))
    assert next(read(path, "pdf").paragraphs).text.startswith("填报类型")
