"""Taking reports in: files, pages, addresses, lines; and refusing what is no report in one clear line."""

import http.server
import io
import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman import fetch, raw, sources
from dragoman.errors import SourceError

TEXT = "The two ministers met for three hours in Oslo and agreed to meet again.\r\n\r\n“We will,” said Dahl 🤝.\n"
TODAY = date(2025, 3, 5)


@pytest.fixture
def put(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write bytes or text to a file and give its path."""

    def write(body: bytes | str, name: str = "report.txt") -> str:
        path = tmp_path / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return str(path)

    return write


def test_the_text_of_a_file_is_not_changed(put) -> None:  # type: ignore[no-untyped-def]
    doc = sources.load(put(TEXT))
    assert (doc.text, doc.id, doc.published, doc.notes) == (TEXT, "report", None, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_told_by_their_mark(put, encoding: str) -> None:  # type: ignore[no-untyped-def]
    assert sources.load(put(TEXT.encode(encoding))).text == TEXT


def test_windows_text_is_read_with_a_note(put) -> None:  # type: ignore[no-untyped-def]
    doc = sources.load(put("“We will,” said Dahl of the café – twice.".encode("cp1252")))
    assert doc.text == "“We will,” said Dahl of the café – twice."
    assert doc.notes == ("the text is not UTF-8 (byte 0): it was read as Windows-1252",)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert sources.load("-").text == TEXT


@pytest.mark.parametrize(
    ("body", "name", "message"),
    [
        (b"", "a.txt", "is empty: there is nothing to read"),
        (b" \n\t\r\n", "a.txt", "is empty: there is nothing to read"),
        (b"The minister\0met", "a.txt", "is not a text: it holds zero bytes; if it is UTF-16, save it as UTF-8"),
        (bytes(range(1, 9)) * 9 + b" met", "a.bin", "is not a text: it holds many control characters"),
        (b"%PDF-1.7\n1 0 obj", "a.pdf", "is a damaged PDF"),
        (b"WARC/1.0\r\n", "a.warc", "is a web archive of many pages: read it into a store with `dragoman add`"),
        (b"PK\x03\x04abc", "a.docx", "is a ZIP or Office file: save it as plain text first"),
        (b"\x1f\x8b\x08abc", "a.gz", "is compressed: unpack it first"),
        (b"The minister\x81 met", "a.txt", "is neither UTF-8 (it breaks at byte 12) nor Windows-1252 text: save it as UTF-8"),
        (b"\xff\xfeT\x00h\x00\x00\xd8", "a.txt", "begins as utf-16-le but breaks at byte 4: save it as UTF-8"),
        (b"x" * 10_000_001, "a.txt", "is larger than 10 MB: split it, or use --jsonl with one report a line"),
        (
            b"x" * 200_001,
            "a.txt",
            "has 200,001 characters, one report may have 200,000: split it, or use --jsonl with one report a line",
        ),
        (b'{"id": "a"}', "a.jsonl", "holds JSON Lines: read it with --jsonl"),
        (b"<html><body></body></html>", "a.html", "holds no main text: save the report as plain text"),
    ],
)
def test_bad_files_are_refused_in_one_line(put, body: bytes, name: str, message: str) -> None:  # type: ignore[no-untyped-def]
    path = put(body, name)
    with pytest.raises(SourceError) as caught:
        sources.load(path)
    assert str(caught.value).startswith(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.txt", "there is no such file"), (".", "is a folder: give one file"), ("a\0b", "cannot be read: embedded null byte")],
)
def test_what_is_no_file(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        sources.load(f"{tmp_path}/{name}")


def test_fifty_megabytes_of_one_line_end_at_once(put) -> None:  # type: ignore[no-untyped-def]
    path, start = put(b"talks " * 8_400_000), time.process_time()
    with pytest.raises(SourceError, match="larger than 10 MB"):
        sources.load(path)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "given", "published", "how"),
    [
        pytest.param("The ministers met.", "2025-02-28", "2025-02-28", "user", id="argument"),
        pytest.param("The ministers met.", "2025-02-28T09:30Z", "2025-02-28T09:30Z", "user", id="argument with a time of day"),
        pytest.param(" date 2025-02-28 The ministers met.", "2024-01-01", "2024-01-01", "user", id="argument before header"),
        pytest.param(" date 2025-02-28 The ministers met.", None, "2025-02-28", "header", id="header"),
        pytest.param("OSLO, 3 March 2025 — The ministers met.", None, "2025-03-03", "dateline", id="dateline"),
        pytest.param("The ministers met on 3 March 2025.", None, None, None, id="none"),
    ],
)
def test_publication_dates(text: str, given: str | None, published: str | None, how: str | None) -> None:
    doc = sources.from_text(text, published=given)
    assert (doc.published, doc.published_by, doc.text) == (published, how, text)


@pytest.mark.parametrize("given", ["", "2025-02-30", "28.02.2025", "yesterday", "2025-2-3", "20250203"])
def test_what_is_no_date(given: str) -> None:
    with pytest.raises(SourceError, match="is not a date: use YYYY-MM-DD"):
        sources.from_text("The ministers met.", published=given)


@pytest.mark.parametrize(
    ("given", "warned"), [("2025-03-05", False), ("2025-03-06", False), ("2025-03-07", True), ("9999-12-31", True)]
)
def test_a_date_in_the_future_is_kept_with_a_note(given: str, warned: bool) -> None:
    doc = sources.from_text("The ministers met.", published=given, today=TODAY)
    assert doc.published == given
    assert [note.startswith(f"the publication date {given} lies after today, 2025-03-05") for note in doc.notes] == [True] * warned


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(SourceError, match="not valid Unicode: half a surrogate pair at character 4"):
        sources.from_text("The \ud83e minister met.")


PAGE = """<!DOCTYPE html><html><head><title>Ministers meet in Oslo</title>{head}</head><body><nav><a href="/">Home</a></nav>
<article><h1>Ministers meet in Oslo</h1>
<p>The foreign ministers of Norway and Chile met in Oslo on Tuesday and agreed to open talks on fishing rights.</p>
<p>“We want an agreement this year,” said Minister Ingrid Dahl &amp; her colleague nodded 🤝.</p>
</article><footer>Last changed on 9 March 2025</footer></body></html>"""


@pytest.mark.parametrize(
    ("head", "published", "how"),
    [
        pytest.param("", None, None, id="a date in the footer is no date of publication"),
        pytest.param(
            '<meta property="article:published_time" content="2025-03-04T09:30:00+01:00">',
            "2025-03-04T09:30:00+01:00",
            "meta",
            id="meta",
        ),
        pytest.param('<meta name="DC.date.issued" content="4 March 2025">', "2025-03-04", "meta", id="meta in words"),
        pytest.param('<meta property="article:modified_time" content="2025-03-09">', None, None, id="a change is no publication"),
        pytest.param('<meta name="date" content="soon">', None, None, id="no date in the tag"),
        pytest.param(
            '<meta name="date" content="2025-03-09"><script type="application/ld+json">{"@graph": [{"dateModified": "2025-03-09"},'
            '{"@type": "NewsArticle", "datePublished": "2025-03-04T08:30:00Z"}]}</script>',
            "2025-03-04T08:30:00Z",
            "jsonld",
            id="JSON-LD before meta",
        ),
        pytest.param('<script type="application/ld+json">{broken</script>', None, None, id="broken JSON-LD"),
    ],
)
def test_pages_give_their_text_title_and_stated_date(put, head: str, published: str | None, how: str | None) -> None:  # type: ignore[no-untyped-def]
    doc = sources.load(put(PAGE.format(head=head), "page.html"))
    assert (doc.published, doc.published_by, doc.title) == (published, how, "Ministers meet in Oslo")
    assert "said Minister Ingrid Dahl & her colleague nodded 🤝." in doc.text
    assert "Home" not in doc.text
    assert "<p>" not in doc.text


def test_references_to_characters_that_no_page_may_hold_lose_nothing_else(put) -> None:  # type: ignore[no-untyped-def]
    text = sources.load(put(PAGE.format(head="").replace("🤝", "&#0;&#27;&#xD800;&#1114112; &#x1F91D;"), "page.html")).text
    assert "her colleague nodded \ufffd\ufffd\ufffd\ufffd 🤝." in text
    assert "agreed to open talks" in text


def test_a_page_is_told_by_its_first_characters_and_its_declared_encoding(put) -> None:  # type: ignore[no-untyped-def]
    page = PAGE.format(head='<meta charset="iso-8859-2">').replace("🤝", "Łódź")
    assert "nodded Łódź" in sources.load(put(page.replace("“", '"').replace("”", '"').encode("iso-8859-2"))).text


def test_lines_of_json() -> None:
    line = json.dumps({"id": 7, "text": TEXT, "published": "2025-02-28", "title": "T", "source": "S", "url": "U", "other": [1]})
    doc = sources.from_json(line, 3)
    assert (doc.id, doc.text, doc.published, doc.title, doc.source, doc.url) == ("7", TEXT, "2025-02-28", "T", "S", "U")
    assert sources.from_json('{"text": "They met."}', 3).id == "line-3"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 3 is not JSON"),
        ("[" * 100_000, "line 3 is not JSON"),
        ("[1]", "line 3 holds no JSON object but list"),
        ('{"id": "a", "body": "x"}', "line 3 has no \"text\"; it has: 'id', 'body'"),
        ('{"id": "a", "text": 5}', "line 3: 'text' is int, not a string"),
        ('{"id": "a", "text": ""}', "the text of 'a' is empty"),
        ('{"id": "a", "text": "x", "published": "soon"}', "'soon' is not a date"),
        ('{"id": "a", "text": "\\ud800"}', "the text of 'a' is not valid Unicode"),
    ],
)
def test_bad_lines_of_json(line: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        sources.from_json(line, 3)
    assert message in str(caught.value)


class _Site(http.server.BaseHTTPRequestHandler):
    """A site with a page, a redirect, a picture and a page that never ends."""

    def do_GET(self) -> None:
        kinds = {
            "/page": "text/html; charset=utf-8",
            "/text": "text/plain; charset=utf-16",
            "/picture": "image/png",
            "/slow": "text/plain",
        }
        path = self.path.split("?")[0]
        if path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            return
        kind = kinds.get(path)
        self.send_response(200 if kind else 404, "OK" if kind else "Not Found")
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        body = {"/page": PAGE.format(head="").encode(), "/text": TEXT.encode("utf-16-le")}.get(path, b"x")
        for _ in range(100 if path == "/slow" else 1):
            try:
                self.wfile.write(body)
            except OSError:
                return
            time.sleep(0.05 if path == "/slow" else 0)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def open_site(site: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The site, taken for one on the public internet."""
    monkeypatch.setattr(fetch, "_refuse_private", lambda address: None)
    return site


def test_pages_are_fetched(open_site: str) -> None:
    doc = sources.load(f"{open_site}/page")
    assert (doc.id, doc.url, doc.title) == ("page", f"{open_site}/page", "Ministers meet in Oslo")
    assert sources.load(f"{open_site}/text?x=1#y").text == TEXT


@pytest.mark.parametrize(
    ("path", "message"),
    [("/none", "answers 404 Not Found"), ("/picture", "is image/png, not a page or a text"), ("/away", "answers 302")],
)
def test_what_is_no_page(open_site: str, path: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        sources.load(open_site + path)


def test_a_page_sent_too_slowly_or_without_end_is_given_up(open_site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_SECONDS", 0.3)
    with pytest.raises(SourceError, match="did not answer in full within 0 seconds"):
        sources.load(f"{open_site}/slow")
    monkeypatch.setattr(fetch, "MAX_BYTES", 2)
    with pytest.raises(SourceError, match="is larger than"):
        sources.load(f"{open_site}/page")


def test_private_addresses_are_refused(site: str) -> None:
    with pytest.raises(SourceError, match=r"leads to the private address 127\.0\.0\.1: fetch it and read the file"):
        sources.load(f"{site}/page")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "file:///etc/passwd", "http://", "http://me:pw@example.org/", "http://[::1"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceError, match="only http and https addresses without a user name are fetched"):
        sources.load(url)


def test_limits_are_the_documented_ones() -> None:
    assert (raw.MAX_BYTES, sources.MAX_CHARACTERS, fetch.MAX_SECONDS) == (10_000_000, 200_000, 20.0)
