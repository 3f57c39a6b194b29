"""What was said at contacts: statements that a report links with one of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dragoman.store.schema import contact_members, documents, items

# Not by the index of layers, in which a few documents would be looked for among all of the store.
_LAYER = items.c.layer.concat("")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with the contact that it belongs to.

    Attributes:
        day: on which it was made, else that of the report: YYYY-MM-DD.
        words: verbatim.
        document, item: where it stands: "D3.s4" is document 3, item "s4".
    """

    contact: int
    day: str | None
    party: str | None
    speaker: str | None
    act: str | None
    words: str
    document: int
    item: str


def at(connection: Connection, contacts: Collection[int], limit: int) -> list[Spoken]:
    """The statements made at some contacts, in the order of their days, the last ones if there are more; none of copies."""
    told = connection.execute(
        select(items.c.document_id, items.c.item, contact_members.c.contact_id)
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .join(documents, documents.c.id == items.c.document_id)
        .where(contact_members.c.contact_id.in_(contacts), documents.c.copy_of.is_(None))
    )
    number = {(row.document_id, row.item): row.contact_id for row in told}
    day = func.coalesce(items.c.first_day, func.substr(documents.c.published, 1, 10))
    rows = connection.execute(
        select(items.c.document_id, items.c.item, items.c.body, items.c.words, day.label("day"))
        .join(documents, documents.c.id == items.c.document_id)
        .where(items.c.document_id.in_({document for document, _ in number}), _LAYER == "statements")
        .order_by(day.desc(), items.c.id.desc())
    )
    found: list[Spoken] = []
    for row in rows:
        body = json.loads(row.body)
        contact = number.get((row.document_id, body["contact"]))
        if contact is not None:
            who = (body["party"], body["speaker"], body["act"])
            found.append(Spoken(contact, row.day, *who, row.words or "", row.document_id, row.item))
        if len(found) == limit:
            break
    return found[::-1]
