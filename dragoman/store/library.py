"""The documents of a store: by number, by key, newest first, and those that a question finds by words and by meaning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, func, select

from dragoman.errors import MissingError
from dragoman.store import query, search
from dragoman.store.query import Filter
from dragoman.store.schema import contact_members, documents, item_parties, items

# Best matches by words and by meaning that are joined.
_RANKED = 200


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


_DOCUMENT = (
    documents.c.id, documents.c.key, documents.c.title, documents.c.published, documents.c.source, documents.c.url,
    documents.c.version, documents.c.reader, documents.c.read_at, documents.c.copy_of,
)  # fmt: skip


def documents_of(connection: Connection, ids: Collection[int]) -> dict[int, DocumentRow]:
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


def find_documents(connection: Connection, asked: str | None, wanted: Filter) -> list[DocumentRow]:
    """Documents, best match first, without a question newest first.

    A match by the words of title and text counts as much as one of what a statement in it says or means: their ranks are joined
    by reciprocal rank fusion.

    Args:
        wanted: the person is who makes a statement in it, the kind what is done by saying it; place and status are not looked at.
    Raises:
        StoreError: if a date of the filter is none.
    """
    conditions = _conditions(wanted)
    newest = (documents.c.published.is_(None), documents.c.published.desc(), documents.c.id.desc())
    found = select(*_DOCUMENT).where(*conditions)
    if not asked:
        page = found.order_by(*newest).limit(wanted.limit).offset(wanted.offset)
        return [DocumentRow(**row._mapping) for row in connection.execute(page)]
    hits = search.matching(connection, "documents", asked).subquery("hits")
    by_words = select(documents.c.id).join(hits, hits.c.id == documents.c.id).where(*conditions).order_by(hits.c.rank, *newest)
    worded = connection.execute(by_words.limit(_RANKED)).scalars().all()
    said = query.said(connection, asked, replace(wanted, limit=_RANKED, offset=0))
    ranked = search.fused(worded, list(dict.fromkeys(finding.document for finding in said)))
    rows = documents_of(connection, ranked)
    return [rows[id] for id in ranked[wanted.offset : wanted.offset + wanted.limit]]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    day = func.substr(documents.c.published, 1, 10)
    conditions = query.within(wanted, day, day)
    for party in wanted.parties:
        named = select(items.c.document_id).join(item_parties, item_parties.c.item_id == items.c.id)
        conditions.append(documents.c.id.in_(named.where(item_parties.c.party == party)))
    if wanted.person or wanted.kind:
        said = select(items.c.document_id).where(items.c.layer == "statements")
        said = said.where(query.named(wanted.person)) if wanted.person else said
        conditions.append(documents.c.id.in_(said.where(items.c.kind == wanted.kind) if wanted.kind else said))
    if wanted.source:
        conditions.append(documents.c.source == wanted.source)
    return conditions


def texts(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The texts of documents by their numbers."""
    return {row.id: row.text for row in connection.execute(select(documents.c.id, documents.c.text).where(documents.c.id.in_(ids)))}
