"""What a reader of the store is led by: how much there is, which parties meet, how many contacts each filter leaves, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Subquery, and_, func, select

from dragoman.errors import MissingError
from dragoman.store.query import Filter, contact_conditions
from dragoman.store.schema import contact_members, contacts, documents, failures, item_parties, items


@dataclass(frozen=True, slots=True)
class Overview:
    """How much a store holds.

    Attributes:
        first, last: days of publication, YYYY-MM-DD.
    """

    documents: int
    contacts: int
    statements: int
    failures: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties that take part in the same contacts, in the order of their codes; `last` is the newest one's first day."""

    parties: tuple[str, str]
    contacts: int
    last: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text.

    Attributes:
        copy_of: the number of the document that it is a copy of.
        read_at: ISO 8601.
    """

    id: int
    key: str
    title: str | None
    published: str | None
    source: str | None
    url: str | None
    version: int
    reader: str
    read_at: str
    copy_of: int | None


def overview(connection: Connection) -> Overview:
    """How much there is."""
    first, last = connection.execute(select(func.min(documents.c.published), func.max(documents.c.published))).one()
    told = _count(connection, items, items.c.layer == "statements")
    counts = (_count(connection, documents), _count(connection, contacts), told, _count(connection, failures))
    return Overview(*counts, first[:10] if first else None, last[:10] if last else None)


def _count(connection: Connection, of: Any, *conditions: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(of).where(*conditions)).scalar_one())


def pairs(connection: Connection, limit: int) -> list[Pair]:
    """The pairs of parties with the most contacts."""
    one, other = _sides("one"), _sides("other")
    number, last = func.count().label("n"), func.max(contacts.c.first_day)
    found = (
        select(one.c.party.label("a"), other.c.party.label("b"), number, last)
        .join(other, and_(other.c.contact_id == one.c.contact_id, one.c.party < other.c.party))
        .join(contacts, contacts.c.id == one.c.contact_id)
        .group_by(one.c.party, other.c.party)
        .order_by(number.desc(), last.desc(), one.c.party, other.c.party)
        .limit(limit)
    )
    return [Pair((a, b), n, day) for a, b, n, day in connection.execute(found)]


def parties(connection: Connection, limit: int) -> list[Count]:
    """The parties that take part in the most contacts."""
    sides = _sides("sides")
    number = func.count().label("n")
    found = select(sides.c.party, number).group_by(sides.c.party).order_by(number.desc(), sides.c.party).limit(limit)
    return [Count(*row) for row in connection.execute(found)]


def _sides(name: str) -> Subquery:
    """Each side of each contact once."""
    return (
        select(contact_members.c.contact_id, item_parties.c.party)
        .join(item_parties, item_parties.c.item_id == contact_members.c.item_id)
        .where(item_parties.c.role == "side")
        .distinct()
        .subquery(name)
    )


def count_contacts(connection: Connection, wanted: Filter) -> int:
    """How many contacts a filter leaves, whatever its limit.

    Raises:
        StoreError: if a date of the filter is none.
    """
    return _count(connection, contacts, *contact_conditions(connection, wanted))


def contact_values(connection: Connection, wanted: Filter) -> dict[str, list[Count]]:
    """How many of the contacts that a filter leaves are of each kind and status, most first.

    Raises:
        StoreError: if a date of the filter is none.
    """
    conditions = contact_conditions(connection, wanted)
    number = func.count().label("n")
    found = {}
    for name, of in (("status", contacts.c.status), ("kind", contacts.c.kind)):
        rows = connection.execute(select(of, number).where(*conditions).group_by(of).order_by(number.desc(), of))
        found[name] = [Count(*row) for row in rows]
    return found


_DOCUMENT = (
    documents.c.id, documents.c.key, documents.c.title, documents.c.published, documents.c.source, documents.c.url,
    documents.c.version, documents.c.reader, documents.c.read_at, documents.c.copy_of,
)  # fmt: skip


def newest_documents(connection: Connection, limit: int, offset: int = 0) -> list[DocumentRow]:
    """Documents by their day of publication, newest first, those without one last."""
    order = (documents.c.published.is_(None), documents.c.published.desc(), documents.c.id.desc())
    found = select(*_DOCUMENT).order_by(*order).limit(limit).offset(offset)
    return [DocumentRow(**row._mapping) for row in connection.execute(found)]


def documents_of(connection: Connection, ids: Sequence[int]) -> dict[int, DocumentRow]:
    """Documents by their numbers; those that are not there are left out."""
    rows = connection.execute(select(*_DOCUMENT).where(documents.c.id.in_(ids)))
    return {row.id: DocumentRow(**row._mapping) for row in rows}


def contact_numbers(connection: Connection, document: int) -> dict[str, int]:
    """The number of the contact that each contact of a document's record is a telling of, by its id there."""
    found = select(items.c.item, contact_members.c.contact_id).join(items, items.c.id == contact_members.c.item_id)
    return {row.item: row.contact_id for row in connection.execute(found.where(items.c.document_id == document))}


def number(connection: Connection, key: str) -> int:
    """The number of a document by its key.

    Raises:
        MissingError: if there is no such document.
    """
    found = connection.execute(select(documents.c.id).where(documents.c.key == key)).scalar()
    if found is None:
        raise MissingError(f"there is no document {key!r}")
    return int(found)
