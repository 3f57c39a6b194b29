"""Putting documents into a store: each with all of its findings, so that a transaction holds it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from dragoman import __version__, serial
from dragoman.errors import StoreError
from dragoman.reading import meaning
from dragoman.record import Record
from dragoman.store import contacts, copies, corrections, processes, topics
from dragoman.store.rows import Row, folded, rows
from dragoman.store.schema import (
    documents,
    failures,
    item_links,
    item_parties,
    item_people,
    item_topics,
    item_vectors,
    items,
    versions,
)
from dragoman.store.topics import Told, Topic

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
        vectors: of each row whose meaning is searched, by its place in `rows`.
        sentences: see `dragoman.store.copies.hashes`.
        topics: of the contacts, each with its packed vector if it is an issue.
        links: what the report says of two of its contacts.
    """

    values: dict[str, Any]
    rows: tuple[Row, ...]
    vectors: dict[int, bytes]
    sentences: tuple[int, ...]
    topics: tuple[tuple[Topic, bytes | None], ...] = ()
    links: tuple[Told, ...] = ()


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
    body = record.to_dict()
    text = body.pop("text")
    values = {
        "digest": digest, "title": record.title, "published": record.published, "source": record.source, "url": record.url,
        "text": text, "record": serial.dumps(body), "reader": reader(record.model, version), "read_at": now,
    }  # fmt: skip
    found = tuple(rows(record))
    return Entry(values, found, _vectors(found), copies.hashes(text), _topics(record), tuple(topics.told(record)))


def _vectors(found: Sequence[Row]) -> dict[int, bytes]:
    told = [n for n, row in enumerate(found) if row.values["layer"] == "statements" and row.values["words"]]
    made = meaning.packed([found[n].values["words"] for n in told])
    return {n: vector.tobytes() for n, vector in zip(told, made, strict=True)}


def _topics(record: Record) -> tuple[tuple[Topic, bytes | None], ...]:
    found = topics.topics(record)
    made = iter(meaning.packed([topic.words for topic in found if topic.kind == "issue"]))
    return tuple((topic, next(made).tobytes() if topic.kind == "issue" else None) for topic in found)


def reader(model: str | None, version: str = __version__) -> str:
    """What read a record: version of the program and of the model."""
    return f"dragoman {version}, {model}"


def put(connection: Connection, key: str, entry: Entry) -> Put:
    """Store a document as the present version of `key`; an earlier one is kept in `versions`.

    Args:
        connection: in a transaction that writes; what is put is there when it ends.
    """
    known = connection.execute(select(documents).where(documents.c.key == key)).mappings().one_or_none()
    former = contacts.members(connection, known["id"]) if known is not None else []
    if known is None:
        made = insert(documents).values(key=key, version=1, **entry.values).returning(documents.c.id)
        id = connection.execute(made).scalar_one()
    else:
        id = known["id"]
        connection.execute(insert(versions).values(document_id=id, **{name: known[name] for name in _ARCHIVED}))
        connection.execute(delete(items).where(items.c.document_id == id))
        connection.execute(update(documents).where(documents.c.id == id).values(version=known["version"] + 1, **entry.values))
    _put_items(connection, id, entry)
    touched = contacts.assign(connection, id, former) | corrections.apply_to(connection, key)
    for contact in sorted(copies.link(connection, id, entry.sentences)):
        contacts.refresh(connection, contact)
    processes.chain(connection, touched)
    connection.execute(delete(failures).where(failures.c.key == key))
    return "added" if known is None else "changed"


def _put_items(connection: Connection, document: int, entry: Entry) -> None:
    if not entry.rows:
        return
    made = insert(items).returning(items.c.id, sort_by_parameter_order=True)
    ids = connection.execute(made, [{"document_id": document, **row.values} for row in entry.rows]).scalars().all()
    numbered = list(zip(ids, entry.rows, strict=True))
    vectors = [{"item_id": ids[n], "vector": vector} for n, vector in entry.vectors.items()]
    parties = [{"item_id": id, "party": party, "role": role} for id, row in numbered for party, role in row.parties]
    people = [
        {"item_id": id, "name": name, "folded": folded(name), "party": party} for id, row in numbered for name, party in row.people
    ]
    number = {row.values["item"]: id for id, row in numbered}
    told = [{"item_id": number[t.item], "other_id": number[t.other], "reason": t.reason, "words": t.words} for t in entry.links]
    about = [
        {"item_id": number[topic.item], "place": place, "kind": topic.kind, "words": topic.words, "vector": vector}
        for place, (topic, vector) in enumerate(entry.topics)
    ]
    tables = ((item_parties, parties), (item_people, people), (item_vectors, vectors), (item_topics, about), (item_links, told))
    for table, values in tables:
        if values:
            connection.execute(insert(table), values)


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
