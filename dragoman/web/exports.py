"""What a page shows as a file of another program, written by the exporters that `dragoman export` and `dragoman events` use."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, TextIO

from sqlalchemy import Connection

from dragoman import serial
from dragoman.errors import StoreError
from dragoman.export import annotations as notes
from dragoman.export import brat, calendars, events, files, maps, networks, packages, tables
from dragoman.export.events import EventRow
from dragoman.export.packages import Table
from dragoman.store import query
from dragoman.store.query import ContactRow, Finding
from dragoman.store.schema import items

# Bytes of a file, of which so many are held in memory; contacts that one is made of; the command line has no such limits.
MAX_BYTES, _MEMORY = 100_000_000, 4_000_000
MOST = 5_000
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown.

    Attributes:
        name: of the file, without what it ends with.
        documents: numbers of the documents that it comes from.
        contacts, statements: None where the page does not show any.
        whole: one document with all its findings.
    """

    name: str
    documents: Collection[int]
    contacts: list[ContactRow] | None = None
    statements: list[Finding] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a file: what it is called, its media type, and what writes it."""

    label: str
    media: str
    write: Callable[[Connection, Chosen, BinaryIO], None]


class _Limited(SpooledTemporaryFile[bytes]):
    """A file that does not grow beyond the limit."""

    def write(self, s: Any) -> int:
        if self.tell() + len(s) > MAX_BYTES:
            raise StoreError(f"the file would have more than {MAX_BYTES // 1_000_000} MB: narrow it down, or use `dragoman export`")
        return super().write(s)


def made(connection: Connection, chosen: Chosen, form: Form) -> tuple[int, Iterator[bytes]]:
    """The file: its size, and its bytes in pieces.

    Raises:
        StoreError: if it would be too large.
    """
    out = _Limited(max_size=_MEMORY)
    try:
        form.write(connection, chosen, out)  # type: ignore[arg-type]
        size = out.tell()
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return size, _pieces(out)


def _pieces(out: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with out:
        while piece := out.read(_CHUNK):
            yield piece


# ---- writers
def _text(write: Callable[[Connection, Chosen, TextIO], Any]) -> Callable[[Connection, Chosen, BinaryIO], None]:
    """A writer of text as one of bytes."""

    def put(connection: Connection, chosen: Chosen, out: BinaryIO) -> None:
        stream = io.TextIOWrapper(out, encoding="utf-8", newline="")
        write(connection, chosen, stream)
        stream.flush()
        stream.detach()

    return put


def _csv(connection: Connection, chosen: Chosen, out: TextIO) -> None:
    _table(_rows(connection, chosen), out)


def _rows(connection: Connection, chosen: Chosen) -> Table:
    if chosen.statements is not None:
        return packages.layer_table(connection, "statements", items.c.id.in_([f.id for f in chosen.statements]))
    if chosen.contacts is not None:
        return packages.contacts_table(chosen.contacts)
    return packages.documents_table(connection, chosen.documents)


def _table(table: Table, out: TextIO) -> None:
    files.write_csv(table.rows, [column.name for column in table.columns], out)


def _lines(connection: Connection, chosen: Chosen, out: TextIO) -> None:
    rows = chosen.statements if chosen.statements is not None else chosen.contacts
    if rows is None:
        files.write_jsonl(packages.documents_table(connection, chosen.documents).rows, out)
    else:
        files.write_jsonl(map(dataclasses.asdict, rows), out)


def _events(connection: Connection, chosen: Chosen) -> list[EventRow]:
    """Those that are shown: of the contacts, else all of the documents."""
    contacts = None if chosen.contacts is None or chosen.whole else {row.id for row in chosen.contacts}
    return events.rows(connection, chosen.documents, contacts)


def _event_table(name: str) -> Callable[[Connection, Chosen, BinaryIO], None]:
    make, columns = tables.FORMATS[name]
    return _text(lambda connection, chosen, out: files.write_csv(make(_events(connection, chosen)), columns, out, tabs=True))


def _plover(connection: Connection, chosen: Chosen, out: TextIO) -> None:
    files.write_jsonl(tables.plover(_events(connection, chosen)), out)


def _annotations(connection: Connection, chosen: Chosen, out: TextIO) -> None:
    for key, record in query.records(connection, chosen.documents):
        files.write_jsonl(notes.of(record, key), out)


def _geojson(connection: Connection, chosen: Chosen, out: TextIO) -> None:
    rows = chosen.contacts or []
    where = query.coordinates(connection, [row.id for row in rows])
    out.write(serial.dumps(maps.geojson([(row, where.get(row.id)) for row in rows], _events(connection, chosen))) + "\n")


def _gexf(_: Connection, chosen: Chosen, out: TextIO) -> None:
    out.write(networks.gexf(chosen.contacts or []))


def _ics(_: Connection, chosen: Chosen, out: TextIO) -> None:
    out.writelines(f"{line}\r\n" for line in calendars.ics(chosen.contacts or [], f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))


def _brat(connection: Connection, chosen: Chosen, out: BinaryIO) -> None:
    def parts() -> Iterator[tuple[str, bytes]]:
        yield "annotation.conf", brat.configuration().encode()
        for number in sorted(chosen.documents):
            for key, record in query.records(connection, [number]):
                yield from brat.files(f"D{number}", key, record).items()

    _zip(parts(), out)


def _tables(connection: Connection, chosen: Chosen, out: BinaryIO) -> None:
    """All tables of some documents."""

    def parts() -> Iterator[tuple[str, bytes]]:
        for table in _all(connection, chosen):
            stream = io.StringIO(newline="")
            _table(table, stream)
            yield f"{table.name}.csv", stream.getvalue().encode()

    _zip(parts(), out)


def _all(connection: Connection, chosen: Chosen) -> Iterator[Table]:
    yield packages.documents_table(connection, chosen.documents)
    yield packages.contacts_table(chosen.contacts or ())
    for layer in packages.LAYERS:
        yield packages.layer_table(connection, layer, items.c.document_id.in_(chosen.documents))


def _zip(parts: Iterable[tuple[str, bytes]], out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)


_TABS, _JSON_LINES = "text/tab-separated-values; charset=utf-8", "application/x-ndjson"
FORMS: Mapping[str, Form] = {
    "csv": Form("CSV", "text/csv; charset=utf-8", _text(_csv)),
    "csv.zip": Form("CSV, all tables", "application/zip", _tables),
    "jsonl": Form("JSON Lines", _JSON_LINES, _text(_lines)),
    "polecat.tsv": Form("Events: POLECAT", _TABS, _event_table("polecat")),
    "icews.tsv": Form("Events: ICEWS", _TABS, _event_table("icews")),
    "gdelt.tsv": Form("Events: GDELT", _TABS, _event_table("gdelt")),
    "gdelt-mentions.tsv": Form("Events: GDELT mentions", _TABS, _event_table("gdelt-mentions")),
    "plover.jsonl": Form("Events: PLOVER", _JSON_LINES, _text(_plover)),
    "annotations.jsonl": Form("JSON-LD annotations", _JSON_LINES, _text(_annotations)),
    "geojson": Form("GeoJSON", "application/geo+json", _text(_geojson)),
    "gexf": Form("GEXF network", "application/gexf+xml; charset=utf-8", _text(_gexf)),
    "ics": Form("iCalendar", "text/calendar; charset=utf-8", _text(_ics)),
    "brat.zip": Form("brat", "application/zip", _brat),
}
_EVENTS = ("polecat.tsv", "icews.tsv", "gdelt.tsv", "gdelt-mentions.tsv", "plover.jsonl")
# What each page offers.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "contacts": ("csv", "jsonl", "ics", "geojson", "gexf", *_EVENTS, "annotations.jsonl", "brat.zip"),
    "document": ("csv.zip", "ics", "geojson", *_EVENTS, "annotations.jsonl", "brat.zip"),
    "documents": ("csv", "jsonl", *_EVENTS, "annotations.jsonl", "brat.zip"),
    "statements": ("csv", "jsonl"),
}
