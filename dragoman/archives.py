"""Web archives (WARC, also .gz): each HTML page that a server answered with is a report; what is damaged is told, the rest read."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import SourceError
from dragoman.raw import MAX_BYTES, Raw

# Records of one archive that are looked at; those of Common Crawl's news hold about 50,000.
MAX_RECORDS = 1_000_000
# Bytes that a record without a page may say it has; of one that says more the next is looked for, lest it swallow the rest.
MAX_SKIPPED = 1_000_000_000
_HTML = ("text/html", "application/xhtml+xml")
_GZIP = b"\x1f\x8b\x08"
_MARK = b"\nWARC/1."
_CHUNK = 1 << 20
_TRUNCATED = "the archive holds only the beginning of this page"
_EXTRA = "{name} is a web archive: reading it needs the extra: pip install 'dragoman[warc]'"


@dataclass(frozen=True, slots=True)
class Capture:
    """One page of an archive, or why it cannot be had.

    Attributes:
        key: its address; of a damaged record, its place in the archive.
        raw: None if it is damaged.
        why: the damage.
    """

    key: str
    raw: Raw | None
    why: str = ""


def captures(path: Path) -> Iterator[Capture]:
    """The pages of an archive, in its order.

    Raises:
        SourceError: if it cannot be opened, is none, or holds more than `MAX_RECORDS`; or the extra is missing.
    """
    try:
        from fastwarc.warc import ArchiveIterator  # noqa: F401 - looked for before the file is opened
    except ImportError as error:
        raise SourceError(_EXTRA.format(name=path)) from error
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    with stream:
        yield from _Walk(stream, path).captures()


class _Walk:
    """The way through an archive: after damage it goes on with the next record that begins behind it."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self.stream, self.path, self.records = stream, path, 0
        self.is_packed = stream.read(len(_GZIP)) == _GZIP

    def captures(self) -> Iterator[Capture]:
        at: int | None = 0
        untold: tuple[int, str] | None = None  # damage behind a sound record: it may be that of the next one, told there
        while at is not None:
            last = None
            try:
                for record in self._from(at):
                    last = record.stream_pos
                    if untold:
                        yield self._damaged(*untold)
                        untold = None
                    capture = self._capture(record)
                    if capture:
                        yield capture
                    if capture and capture.raw is None and self._start_after(last) is not None:
                        break
                else:
                    return
            except OSError as error:
                untold = (at if last is None else last + 1, " ".join(str(error).split()))
                if last is None:
                    yield self._damaged(*untold)
                    untold = None
            at = self._start_after(at if last is None else last)
        if untold:
            yield self._damaged(*untold)

    def _from(self, at: int) -> Iterator[Any]:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        self.stream.seek(at)
        for record in ArchiveIterator(self.stream, record_types=WarcRecordType.any_type, auto_decode="all"):
            self.records += 1
            if self.records > MAX_RECORDS:
                raise SourceError(f"{self.path} holds more than {MAX_RECORDS:,} records: split it")
            yield record

    def _capture(self, record: Any) -> Capture | None:
        """The page of a record; None if it holds none: requests, redirects, pictures."""
        from fastwarc.warc import WarcRecordType

        if record.content_length > MAX_SKIPPED:
            return self._damaged(record.stream_pos, f"the record says that it has more than {MAX_SKIPPED // 10**9} GB")
        if record.record_type != WarcRecordType.response or not record.is_http:
            return None
        http = record.http_headers
        if http is None or http.status_code is None:
            return self._damaged(record.stream_pos, "what the server answered is not HTTP")
        if http.status_code != 200 or (record.http_content_type or "").lower() not in _HTML:
            return None
        try:
            body = b"" if record.content_length > MAX_BYTES else record.reader.read(MAX_BYTES + 1)
        except OSError as error:
            return self._damaged(record.stream_pos, " ".join(str(error).split()))
        if record.content_length > MAX_BYTES or len(body) > MAX_BYTES:
            return self._damaged(record.stream_pos, f"the page is larger than {MAX_BYTES // 1_000_000} MB")
        is_encoded = http.get("Content-Encoding") or http.get("Transfer-Encoding")
        if not is_encoded and len(body) < record.content_length:
            return self._damaged(record.stream_pos, "the record is cut off")
        return self._page(record, body)

    def _page(self, record: Any, body: bytes) -> Capture:
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or f"{self.path.absolute()}#{record.stream_pos}"
        when = record.record_date
        raw = Raw(
            body, f"{url} in {self.path}", record.http_charset, url, "html",
            captured=when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None,
            notes=(_TRUNCATED,) if record.headers.get("WARC-Truncated") else (),
        )  # fmt: skip
        return Capture(url, raw)

    def _damaged(self, at: int, why: str) -> Capture:
        return Capture(f"{self.path.absolute()}#{at}", None, f"{self.path} is damaged at byte {at}: {why}")

    def _start_after(self, at: int) -> int | None:
        """Where the next record begins behind a place; None if none does."""
        mark = _GZIP if self.is_packed else _MARK
        start = at + 1
        while True:
            self.stream.seek(start)
            chunk = self.stream.read(_CHUNK)
            found = chunk.find(mark)
            if found < 0 and len(chunk) < _CHUNK:
                return None
            if found < 0:
                start += _CHUNK - len(mark) + 1
            elif self._begins(start + found):
                return start + found + (0 if self.is_packed else 1)
            else:
                start += found + 1

    def _begins(self, at: int) -> bool:
        if not self.is_packed:
            return True
        self.stream.seek(at)
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(self.stream.read(512), 5) == b"WARC/"
        except zlib.error:
            return False
