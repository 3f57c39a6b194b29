"""A record's findings as rows of the store, with what they mean and what they say of each other; put, or put in place of others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from dragoman import serial
from dragoman.reading import meaning
from dragoman.record import Record
from dragoman.store import meanings, topics
from dragoman.store.rows import Row, folded, rows
from dragoman.store.schema import contact_members, item_links, item_parties, item_people, item_topics, item_vectors, items
from dragoman.store.topics import Told, Topic

# Words -> their packed vector; see `dragoman.reading.meaning`.
Known = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of one record, ready to be stored.

    Attributes:
        vectors: of each row whose meaning is searched, by its place in `rows`.
        topics: of the contacts, each with its packed vector if it is an issue.
        links: what the report says of two of its contacts.
    """

    rows: tuple[Row, ...]
    vectors: dict[int, bytes]
    topics: tuple[tuple[Topic, bytes | None], ...] = ()
    links: tuple[Told, ...] = ()


@dataclass(slots=True)
class Replaced:
    """What putting findings in place of others did to contacts.

    Attributes:
        retold: rows of contacts that are new or tell other than before.
        left: contacts of the store that a finding told of which is gone.
    """

    retold: list[int] = field(default_factory=list)
    left: set[int] = field(default_factory=set)


def to_json(record: Record) -> str:
    """A record as it is stored: without its text, which has a column of its own."""
    body = record.to_dict()
    del body["text"]
    return serial.dumps(body)


def to_record(stored: str, text: str) -> Record:
    """The inverse of `to_json`."""
    return Record.from_dict({**json.loads(stored), "text": text})


def ready(record: Record, known: Known | None = None) -> Findings:
    """The findings of a record.

    Args:
        known: vectors that need not be made again.
    """
    found, about = tuple(rows(record)), topics.topics(record)
    told = {
        n: str(row.values["words"]) for n, row in enumerate(found) if row.values["layer"] == "statements" and row.values["words"]
    }
    issues = [topic.words for topic in about if topic.kind == "issue"]
    vectors = _vectors([*told.values(), *issues], known or {})
    named = tuple((topic, vectors[topic.words] if topic.kind == "issue" else None) for topic in about)
    return Findings(found, {n: vectors[words] for n, words in told.items()}, named, tuple(topics.told(record)))


def _vectors(words: Sequence[str], known: Known) -> dict[str, bytes]:
    missing = [w for w in dict.fromkeys(words) if w not in known]
    made = meaning.packed(missing) if missing else ()
    return {**known, **{w: vector.tobytes() for w, vector in zip(missing, made, strict=True)}}


def put(connection: Connection, document: int, findings: Findings) -> None:
    """Add the findings of a document that has none."""
    numbers = _insert(connection, document, findings.rows)
    _put_beside(connection, numbers, findings, range(len(numbers)))
    meanings.pack(connection, document)
    _put_links(connection, numbers, findings)


def replace(connection: Connection, document: int, findings: Findings) -> Replaced:
    """Change the findings of a document to others by their ids in the record; those that stay as they are keep all they have."""
    stored = {row.item: row for row in connection.execute(select(items).where(items.c.document_id == document)).mappings()}
    done = Replaced()
    new = [n for n, row in enumerate(findings.rows) if row.values["item"] not in stored]
    changed = [n for n, row in enumerate(findings.rows) if _is_changed(stored.get(row.values["item"]), row)]
    gone = [row["id"] for item, row in stored.items() if item not in {row.values["item"] for row in findings.rows}]
    done.left = _contacts(connection, gone)
    numbers = {item: row["id"] for item, row in stored.items()}
    connection.execute(delete(items).where(items.c.id.in_(gone)))
    _update(connection, [(numbers[findings.rows[n].values["item"]], findings.rows[n]) for n in changed])
    numbers |= _insert(connection, document, [findings.rows[n] for n in new])
    _put_beside(connection, numbers, findings, sorted(new + changed))
    meanings.pack(connection, document)
    for table in (item_topics, item_links):
        connection.execute(delete(table).where(table.c.item_id.in_(list(numbers.values()))))
    _put_links(connection, numbers, findings)
    retold = (findings.rows[n].values for n in sorted(new + changed))
    done.retold = [numbers[values["item"]] for values in retold if values["layer"] == "contacts"]
    return done


def vectors(findings: Findings) -> dict[str, bytes]:
    """Words -> their packed vector."""
    told = {str(findings.rows[n].values["words"]): vector for n, vector in findings.vectors.items()}
    return told | {topic.words: vector for topic, vector in findings.topics if vector is not None}


def stored_vectors(connection: Connection, document: int) -> dict[str, bytes]:
    """The same of what a document has in the store."""
    told = select(items.c.words, item_vectors.c.vector).join(items, items.c.id == item_vectors.c.item_id)
    about = select(item_topics.c.words, item_topics.c.vector).join(items, items.c.id == item_topics.c.item_id)
    found = [*connection.execute(told.where(items.c.document_id == document))]
    found += connection.execute(about.where(items.c.document_id == document, item_topics.c.vector.is_not(None)))
    return {row.words: bytes(row.vector) for row in found}


def _is_changed(stored: RowMapping | None, row: Row) -> bool:
    return stored is not None and any(stored[name] != value for name, value in row.values.items())


def _contacts(connection: Connection, findings: Sequence[int]) -> set[int]:
    found = select(contact_members.c.contact_id).where(contact_members.c.item_id.in_(findings))
    return set(connection.execute(found).scalars())


def _insert(connection: Connection, document: int, some: Sequence[Row]) -> dict[str, int]:
    """Id in the record -> number of the row."""
    if not some:
        return {}
    made = insert(items).returning(items.c.id, sort_by_parameter_order=True)
    ids = connection.execute(made, [{"document_id": document, **row.values} for row in some]).scalars().all()
    return {row.values["item"]: id for id, row in zip(ids, some, strict=True)}


def _update(connection: Connection, some: Sequence[tuple[int, Row]]) -> None:
    for id, row in some:
        connection.execute(update(items).where(items.c.id == id).values(**row.values))
    for table in (item_parties, item_people, item_vectors):
        connection.execute(delete(table).where(table.c.item_id.in_([id for id, _ in some])))


def _put_beside(connection: Connection, numbers: Mapping[str, int], findings: Findings, places: Sequence[int]) -> None:
    """What some rows have beside them: parties, people, vectors."""
    numbered = [(numbers[findings.rows[n].values["item"]], n) for n in places]
    some = [(id, findings.rows[n]) for id, n in numbered]
    parties = [{"item_id": id, "party": party, "role": role} for id, row in some for party, role in row.parties]
    people = [
        {"item_id": id, "name": name, "folded": folded(name), "party": party} for id, row in some for name, party in row.people
    ]
    vectors = [{"item_id": id, "vector": findings.vectors[n]} for id, n in numbered if n in findings.vectors]
    for table, values in ((item_parties, parties), (item_people, people), (item_vectors, vectors)):
        if values:
            connection.execute(insert(table), values)


def _put_links(connection: Connection, numbers: Mapping[str, int], findings: Findings) -> None:
    about = [
        {"item_id": numbers[topic.item], "place": place, "kind": topic.kind, "words": topic.words, "vector": vector}
        for place, (topic, vector) in enumerate(findings.topics)
    ]
    told = [
        {"item_id": numbers[t.item], "other_id": numbers[t.other], "reason": t.reason, "words": t.words} for t in findings.links
    ]
    for table, values in ((item_topics, about), (item_links, told)):
        if values:
            connection.execute(insert(table), values)
