"""PDF: its text layer as paragraphs; and files that are protected, scanned, damaged or run in circles."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from dragoman import intake, pdf, raw, sources
from dragoman.errors import SourceError

pypdf = pytest.importorskip("pypdf")

LINES = (
    "LIMA, 3 March 2031 - Norway and Chile held a second round of negotia-",
    "tions in Lima on Monday. The two sides want a long-term agreement on",
    "fish, and the long-",
    "term rules of its sale.",
    "They will meet again in April.",
)


def made(objects: Sequence[str], root: int = 1, info: str = "") -> bytes:
    """A PDF of these objects, numbered from 1."""
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R {info} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode() + end.encode()


def stream(text: str, more: str = "") -> str:
    return f"<< /Length {len(text)} {more} >>\nstream\n{text}\nendstream"


def shown(lines: Sequence[str]) -> str:
    return stream("BT /F1 11 Tf 14 TL 72 720 Td\n" + "\n".join(f"({line}) Tj T*" for line in lines) + "\nET")


FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def of_pages(*pages: Sequence[str], info: str = "") -> bytes:
    """A PDF with a page for each list of lines."""
    numbers = [6 + 2 * n for n in range(len(pages))]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{n - 1} 0 R' for n in numbers)}] /Count {len(pages)} >>",
        FONT,
        "<< /Font << /F1 3 0 R >> >>",
    ]
    for number, lines in zip(numbers, pages, strict=True):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number} 0 R /Resources 4 0 R >>",
            shown(lines),
        ]
    return made(objects, info=info)


def test_lines_are_joined_and_words_made_whole() -> None:
    doc = sources.from_raw(raw.Raw(of_pages(LINES), "talks.pdf"))
    assert doc.text == (
        "LIMA, 3 March 2031 - Norway and Chile held a second round of negotiations in Lima on Monday. The two sides want a "
        "long-term agreement on fish, and the long-term rules of its sale.\n\nThey will meet again in April."
    )
    assert (doc.published, doc.published_by) == ("2031-03-03", "dateline")
    assert doc.notes == ("the text is that of a PDF of 1 page: its lines were joined into paragraphs",)


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        ["Ministry - page 1 of 4", f"Norway met state {name} to speak of fish and of", f"ships by {name}.", str(n)]
        for n, name in enumerate("ABCD", 1)
    ]
    text = sources.from_raw(raw.Raw(of_pages(*pages), "talks.pdf")).text
    assert "Ministry" not in text
    assert [line.split()[-1] for line in text.split("\n\n")] == ["A.", "B.", "C.", "D."]


def test_the_date_of_its_making_is_no_date_of_publication() -> None:
    body = of_pages(["Norway and Chile held talks in Lima."], info="/Info << /CreationDate (D:20300101000000Z) >>")
    assert sources.from_raw(raw.Raw(body, "talks.pdf")).published is None
    assert sources.from_raw(raw.Raw(body, "talks.pdf"), published="2031-03-04").published_by == "user"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["A full line that goes on to the end of the", "page. Short.", "A new paragraph that is as long as the first"], 2),
        (["The sides agreed on this and that and more:", "• fish", "• ships"], 3),
        (["One.", "", "Two."], 2),
        (["Co-", "Operation"], 1),
        (["Readout of the call", "LIMA, 3 March 2031 - Norway and Chile held talks in", "Lima and agreed to meet again."], 2),
        (
            ["Talks held in Lima by the two ministers, said Mr.", "Berg and", "Ms. Soto of the ministries of their two countries."],
            2,
        ),
    ],
)
def test_paragraphs(lines: list[str], text: int) -> None:
    assert len(pdf.paragraphs([lines]).split("\n\n")) == text


def protected(body: bytes, password: str) -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(body)), io.BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


CATALOG, EMPTY = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(protected(of_pages(LINES), "secret"), "is a protected PDF: save a copy without its password", id="protected"),
        pytest.param(of_pages([]), "has no text layer, it is a scan", id="scan"),
        pytest.param(b"%PDF-1.7\n1 0 obj", "is a damaged PDF", id="cut off"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 99, "is a damaged PDF", id="noise"),
        pytest.param(made([CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]), "", id="pages in a circle"),
        pytest.param(made([CATALOG, EMPTY, PAGE, stream("/X Do"), stream("/X Do /X Do", FORM)]), "", id="a form in itself"),
        pytest.param(made(["2 0 R", "1 0 R"]), "", id="references in a circle"),
        pytest.param(made([CATALOG, "<< /Type /Pages /Kids [] /Count 999999999 >>"]), "", id="a false count"),
        pytest.param(made(["[" * 100_000]), "", id="lists in lists"),
    ],
)
def test_what_gives_no_text_is_one_line_and_soon(body: bytes, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(SourceError) as caught:
        sources.from_raw(raw.Raw(body, "x.pdf"))
    assert message in str(caught.value)
    assert str(caught.value).startswith("x.pdf ")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 5


def test_a_pdf_without_a_password_to_read_is_read() -> None:
    assert "second round" in sources.from_raw(raw.Raw(protected(of_pages(LINES), ""), "x.pdf")).text


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(SourceError, match="has more than 2 pages: split it"):
        sources.from_raw(raw.Raw(of_pages(*[LINES] * 3), "x.pdf"))


def test_content_that_unfolds_without_end_is_given_up() -> None:
    import zlib

    packed = zlib.compress(b"(a) Tj " * 60_000_000).decode("latin-1")
    body = made([CATALOG, EMPTY, PAGE, stream(packed, "/Filter /FlateDecode"), FONT])
    start = time.monotonic()
    with pytest.raises(SourceError):
        sources.from_raw(raw.Raw(body, "x.pdf"))
    assert time.monotonic() - start < 20


def test_content_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.0)
    with pytest.raises(SourceError, match=r"^x\.pdf takes longer than 0 seconds to read"):
        sources.from_raw(raw.Raw(of_pages(LINES), "x.pdf"))


def test_ligatures_are_letters() -> None:
    font = FONT.replace(">>", "/Encoding << /Differences [1 /fi] >> >>")
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    body = made([CATALOG, EMPTY, page, shown(["The \\001shing talks"]), font])
    assert sources.from_raw(raw.Raw(body, "x.pdf")).text == "The fishing talks"


def test_without_the_extra_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(SourceError, match=r"x\.pdf is a PDF: reading it needs the extra: pip install 'dragoman\[pdf\]'"):
        sources.from_raw(raw.Raw(of_pages(LINES), "x.pdf"))


def test_a_folder_gives_its_pdfs(tmp_path: Path) -> None:
    (tmp_path / "a.PDF").write_bytes(of_pages(LINES))
    (piece,) = intake.pieces([str(tmp_path)])
    assert isinstance(piece, intake.Piece)
    assert piece.document(None).id == "a"
