"""The bytes of one source, and the text in them: files and standard input, limits, encodings.

What is no text ends in a `SourceError` of one line that names the input, what is wrong and what to do.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from dragoman.errors import SourceError

Format = Literal["text", "html", "pdf"]

# Bytes of a file, a page or a line of JSON Lines: the longest report in any encoding, or a page with all its markup.
MAX_BYTES = 10_000_000
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# First bytes of files that are often taken for text, with what they are.
_MAGIC = (
    (b"WARC/", "a web archive of many pages: read it into a store with `dragoman add`"),
    (b"PK\x03\x04", "a ZIP or Office file: save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file: save it as plain text first"),
    (b"{\\rtf", "a rich text file: save it as plain text first"),
    (b"\x1f\x8b", "compressed: unpack it first"),
)
_CHARSET = re.compile(
    rb"""<meta[^>]+?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]+encoding=["']([A-Za-z0-9_.:-]+)""", re.IGNORECASE
)
# Declared encodings that are taken at their word: those that texts are in, none of Python's other codecs.
_ENCODINGS = re.compile(r"utf-?(?:8|16|32)|(?:x-)?(?:iso|windows|cp\d|koi8|gb|big5|euc|shift|mac|latin|us-ascii|tis)", re.I)
# Control characters that no text holds; a tab, line and page breaks, and the escape that coloured terminals leave are let through.
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes of one source with what their carrier (a server, a feed, an archive) says of them.

    Attributes:
        name: what to call it in an error.
        title, source, published: as the feed gives them; the date ISO 8601.
        captured: when an archive fetched it, ISO 8601: not before it was published.
        notes: on what was unusual.
    """

    body: bytes
    name: str
    charset: str | None = None
    url: str | None = None
    fmt: Format | None = None
    title: str | None = None
    source: str | None = None
    published: str | None = None
    captured: str | None = None
    notes: tuple[str, ...] = ()


def from_stdin() -> Raw:
    """What standard input holds.

    Raises:
        SourceError: if it is larger than `MAX_BYTES`.
    """
    return Raw(limited(sys.stdin.buffer, "standard input"), "standard input")


def from_file(path: Path) -> Raw:
    """What a file holds.

    Raises:
        SourceError: if there is no such file, it cannot be opened, is a folder, holds JSON Lines, or is larger than `MAX_BYTES`.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise SourceError(f"{name} is a folder: give one file")
        with path.open("rb") as stream:
            body = limited(stream, name)
    except FileNotFoundError as error:
        raise SourceError(f"{name}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        raise SourceError(f"{name} holds JSON Lines: read it with --jsonl {name}")
    return Raw(body, name, fmt="html" if path.suffix.lower() in (".html", ".htm", ".xhtml") else None)


def limited(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a stream, but never more than `MAX_BYTES`.

    Raises:
        SourceError: if it holds more.
    """
    body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise too_large(name)
    return body


def too_large(name: str) -> SourceError:
    """The refusal of a source of more than `MAX_BYTES`."""
    return SourceError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it, or use --jsonl with one report a line")


def decode(raw: Raw) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and a note if the encoding had to be guessed.

    In this order: byte order mark, declared encoding, UTF-8, Windows-1252. Line ends stay as they are.

    Raises:
        SourceError: if the bytes are no text, or in none of these encodings.
    """
    for start, what in _MAGIC:
        if raw.body.startswith(start):
            raise SourceError(f"{raw.name} is {what}")
    text, notes = _decode(raw)
    head = text[:4096]
    if len(_CONTROLS.findall(head)) * 20 > len(head):
        raise SourceError(f"{raw.name} is not a text: it holds many control characters")
    return text, notes


def _decode(raw: Raw) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if raw.body.startswith(mark):
            return _decoded(raw, raw.body[len(mark) :], encoding), ()
    if b"\0" in raw.body and not raw.charset:
        raise SourceError(f"{raw.name} is not a text: it holds zero bytes; if it is UTF-16, save it as UTF-8")
    for declared in (raw.charset, _declared(raw.body)):
        if declared and _ENCODINGS.match(declared):
            try:
                return raw.body.decode(declared), ()
            except (LookupError, ValueError):
                continue
    try:
        return raw.body.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _legacy(raw, error)


def _declared(body: bytes) -> str | None:
    """The encoding that an HTML page names for itself."""
    match = _CHARSET.search(body, 0, 4096)
    return (match[1] or match[2]).decode("ascii") if match else None


def _decoded(raw: Raw, body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"{raw.name} begins as {encoding} but breaks at byte {error.start}: save it as UTF-8") from error


def _legacy(raw: Raw, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """Windows-1252, the usual encoding of old English texts; refused where its bytes are controls or undefined."""
    where = f"byte {error.start}"
    try:
        text = raw.body.decode("cp1252")
    except UnicodeDecodeError:
        text = "\0"
    if _CONTROLS.search(text):
        raise SourceError(f"{raw.name} is neither UTF-8 (it breaks at {where}) nor Windows-1252 text: save it as UTF-8")
    return text, (f"the text is not UTF-8 ({where}): it was read as Windows-1252",)
