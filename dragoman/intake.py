"""What a user points at, as pieces that are one report each: files, folders, lines, feeds, web archives, addresses.

A piece knows its bytes, its key (the same key again is the same report) and a digest of all that it was made of, so that what is
already in a store is passed over without being read.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from dragoman import archives, batch, feeds, parquet, raw, sources, visits
from dragoman.errors import SourceError
from dragoman.text import Document

# Endings of the files that a folder is searched for.
TEXTS = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf")
FEEDS = (".xml", ".rss", ".atom")
ARCHIVES = (".warc", ".warc.gz")
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".parquet")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the user says of all reports; None: the report itself tells, or nobody."""

    published: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One report as it was found.

    Attributes:
        key: an address, an absolute path, the id of a feed's entry, or the name of a file of JSON Lines with an id.
        origin: what to take in again: a path or an address.
        line: its number in a file of JSON Lines, from 1; None for all else.
        raw: its bytes with what their carrier says of them.
        is_capture: an archive holds several of one key, each as it was at its time: an earlier one is no change back.
    """

    key: str
    origin: str
    raw: raw.Raw
    line: int | None = None
    facts: Facts = Facts()
    is_capture: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes and of everything that changes what is read from them."""
        carried = (self.raw.charset, self.raw.url, self.raw.fmt, self.raw.title, self.raw.source, self.raw.published)
        said = (*carried, self.facts.published, self.facts.source)
        return hashlib.sha256(repr(said).encode() + b"\0" + self.raw.body).hexdigest()

    def document(self, today: date | None) -> Document:
        """The report.

        Raises:
            SourceError: if it is none.
        """
        if self.line is None:
            name = sources.name_of(self.key)
            return sources.from_raw(self.raw, published=self.facts.published, source=self.facts.source, id=name, today=today)
        doc = sources.from_json(batch.text_of(self.raw.body, self.line), self.line, today)
        return doc if doc.source or not self.facts.source else replace(doc, source=self.facts.source)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that no piece could be made of, and why."""

    key: str
    origin: str
    message: str


def pieces(
    arguments: Iterable[str], facts: Facts = Facts(), fetch: Callable[[str], raw.Raw] | None = None
) -> Iterator[Piece | Refused]:
    """Every report behind some arguments, in order; folders are searched in the order of their paths.

    Args:
        fetch: fetches an address; by default politely, see `dragoman.visits`, and none that is private.
    """
    fetch = fetch or visits.Visits()
    for argument in arguments:
        if _ADDRESS.match(argument):
            yield from _address(argument, facts, fetch)
        else:
            for path in files(Path(argument)):
                yield from _file(path, facts)


def _address(argument: str, facts: Facts, fetch: Callable[[str], raw.Raw]) -> Iterator[Piece | Refused]:
    try:
        taken = fetch(argument)
        if feeds.is_feed(taken.body):
            yield from _feed(taken, argument, facts)
        else:
            yield Piece(argument, argument, taken, facts=facts)
    except SourceError as error:
        yield Refused(argument, argument, str(error))


def files(path: Path) -> list[Path]:
    """The file, or the files of reports in the folder and those below it, by their paths."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith((*TEXTS, *LINES, *FEEDS, *ARCHIVES)))


def _file(path: Path, facts: Facts) -> Iterator[Piece | Refused]:
    where = str(path.absolute())
    try:
        if path.name.lower().endswith(LINES):
            yield from _lines(path, where, facts)
        elif path.name.lower().endswith(ARCHIVES):
            yield from _archive(path, where, facts)
        else:
            taken = raw.from_file(path)
            if feeds.is_feed(taken.body):
                yield from _feed(taken, where, facts)
            elif path.name.lower().endswith(FEEDS):
                raise SourceError(f"{path} is no feed in RSS or Atom: give a report as plain text or HTML")
            else:
                yield Piece(where, where, taken, facts=facts)
    except SourceError as error:
        yield Refused(where, where, str(error))


def _feed(taken: raw.Raw, where: str, facts: Facts) -> Iterator[Piece]:
    for entry in feeds.entries(taken):
        yield Piece(entry.key, where, entry.raw, facts=facts)


def _archive(path: Path, where: str, facts: Facts) -> Iterator[Piece | Refused]:
    for capture in archives.captures(path):
        if capture.raw is None:
            yield Refused(capture.key, where, capture.why)
        else:
            yield Piece(capture.key, where, capture.raw, facts=facts, is_capture=True)


def _lines(path: Path, where: str, facts: Facts) -> Iterator[Piece]:
    for number, body in _numbered(path):
        yield Piece(_line_key(body, path, number), where, raw.Raw(body, f"line {number}"), number, facts)


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file of JSON Lines, or the rows of one of Parquet, counted from 1."""
    if path.name.lower().endswith(".parquet"):
        yield from parquet.lines(path)
        return
    with batch.opened(str(path)) as stream:
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if path.name.lower().endswith(".gz") else stream
        try:
            yield from batch.numbered(unpacked)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{path} cannot be unpacked: {error}") from error


def _line_key(body: bytes, path: Path, number: int) -> str:
    """The address that a line gives; else the name of its file with its id or, without one, its number."""
    try:
        row = json.loads(body)
    except (ValueError, RecursionError):
        row = None
    url = row.get("url") if isinstance(row, dict) else None
    name = path.name.removesuffix(".gz")
    return url if isinstance(url, str) and url else f"{name}#{sources.given_id(row) or number}"


def count(arguments: Iterable[str]) -> int:
    """How many reports `pieces` will give, for the progress bar; nothing is fetched: the entries behind an address are one."""
    return sum(1 if _ADDRESS.match(argument) else sum(map(_size, files(Path(argument)))) for argument in arguments)


def _size(path: Path) -> int:
    name = path.name.lower()
    if name.endswith((*FEEDS, *ARCHIVES)):
        return sum(1 for _ in _file(path, Facts()))
    if not name.endswith(LINES):
        return 1
    try:
        return parquet.count(path) if name.endswith(".parquet") else sum(1 for _ in _numbered(path))
    except SourceError:
        return 1
