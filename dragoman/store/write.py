"""Putting documents into a store: each with all of its findings, so that a transaction holds it whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from dragoman import __version__
from dragoman.errors import StoreError
from dragoman.record import Record
from dragoman.store import contacts, copies, corrections, findings, log, processes, reviews, rewording
from dragoman.store.findings import Findings
from dragoman.store.schema import documents, failures, items, versions

Put = Literal["added", "changed"]
# PostgreSQL cannot hold it in a text.
_NUL = "\0"
_ARCHIVED = ("version", "digest", "title", "published", "text", "record", "reader", "read_at")


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read.

    Attributes:
        key: of the document it would have been.
        origin: what to take in again: a path, an address, or "path:line".
        digest: of what was taken in; None if nothing was.
        kind: name of the error.
    """

    key: str
    origin: str
    digest: str | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be stored: the columns of `documents` but for its key, id and version, and its findings.

    Attributes:
        sentences: see `dragoman.store.copies.hashes`.
        marks: see `dragoman.store.rewording.marks`.
    """

    values: dict[str, Any]
    findings: Findings
    sentences: tuple[int, ...]
    marks: tuple[int, ...]


def entry(record: Record, digest: str, now: str, version: str = __version__) -> Entry:
    """Make a record ready; costs more than storing it, so that workers do it.

    Args:
        digest: of what the record was read from.
        now: ISO 8601 time of reading.
        version: of the program that read it.
    Raises:
        StoreError: if the text holds a zero character.
    """
    if _NUL in record.text:
        raise StoreError(f"{record.id} holds a zero character, which no database takes: remove it from the text")
    values = {
        "digest": digest, "title": record.title, "published": record.published, "source": record.source, "url": record.url,
        "text": record.text, "record": findings.to_json(record), "machine": None, "reader": reader(record.model, version),
        "read_at": now,
    }  # fmt: skip
    return Entry(values, findings.ready(record), copies.hashes(record.text), rewording.marks(record.text, record.url))


def reader(model: str | None, version: str = __version__) -> str:
    """What read a record: version of the program and of the model."""
    return f"dragoman {version}, {model}"


def put(connection: Connection, key: str, entry: Entry) -> Put:
    """Store a document as the present version of `key`; an earlier one is kept in `versions`.

    Args:
        connection: in a transaction that writes; what is put is there when it ends.
    """
    entry = _corrected(connection, key, entry)
    known = connection.execute(select(documents).where(documents.c.key == key)).mappings().one_or_none()
    former = contacts.members(connection, known["id"]) if known is not None else []
    if known is None:
        made = insert(documents).values(key=key, version=1, **entry.values).returning(documents.c.id)
        id = connection.execute(made).scalar_one()
    else:
        id = known["id"]
        archived = {name: known[name] for name in _ARCHIVED} | {"record": known["machine"] or known["record"]}
        connection.execute(insert(versions).values(document_id=id, **archived))
        connection.execute(delete(items).where(items.c.document_id == id))
        connection.execute(update(documents).where(documents.c.id == id).values(version=known["version"] + 1, **entry.values))
    findings.put(connection, id, entry.findings)
    touched = contacts.assign(connection, id, former) | corrections.apply_to(connection, key)
    for contact in sorted(copies.link(connection, id, entry.sentences, entry.marks)):
        contacts.refresh(connection, contact)
    processes.chain(connection, touched)
    connection.execute(delete(failures).where(failures.c.key == key))
    return "added" if known is None else "changed"


def _corrected(connection: Connection, key: str, entry: Entry) -> Entry:
    """A document as persons corrected it, with what was read kept beside."""
    if not log.is_named(connection, key):
        return entry
    machine = findings.to_record(entry.values["record"], entry.values["text"])
    shown = reviews.settle(connection, key, machine)
    if shown == machine:
        return entry
    values = {**entry.values, "record": findings.to_json(shown), "machine": entry.values["record"]}
    return replace(entry, values=values, findings=findings.ready(shown, findings.vectors(entry.findings)))


def fail(connection: Connection, failure: Failure, now: str) -> None:
    """Note a document that could not be read; once more for the same document counts its attempts."""
    values = {
        "origin": failure.origin, "digest": failure.digest, "kind": failure.kind, "message": failure.message, "failed_at": now
    }  # fmt: skip
    known = connection.execute(select(failures.c.attempts).where(failures.c.key == failure.key)).scalar()
    if known is None:
        connection.execute(insert(failures).values(key=failure.key, attempts=1, **values))
    else:
        connection.execute(update(failures).where(failures.c.key == failure.key).values(attempts=known + 1, **values))
