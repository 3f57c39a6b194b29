"""What a reader of the store is led by: how much there is, which parties meet, how many contacts each filter leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Connection, and_, func, select

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
    sides = _sides()
    one, other = sides.alias("one"), sides.alias("other")
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
    sides = _sides()
    number = func.count().label("n")
    found = select(sides.c.party, number).group_by(sides.c.party).order_by(number.desc(), sides.c.party).limit(limit)
    return [Count(*row) for row in connection.execute(found)]


def _sides() -> CTE:
    """Each side of each contact once."""
    return (
        select(contact_members.c.contact_id, item_parties.c.party)
        .join(item_parties, item_parties.c.item_id == contact_members.c.item_id)
        .where(item_parties.c.role == "side")
        .distinct()
        .cte("sides")
    )


def count_contacts(connection: Connection, wanted: Filter) -> int:
    """How many contacts a filter leaves, whatever its limit.

    Raises:
        StoreError: if a date of the filter is none.
    """
    return _count(connection, contacts, *contact_conditions(connection, wanted))


def count_processes(connection: Connection, wanted: Filter) -> int:
    """Of how many processes a contact meets a filter, whatever its limit.

    Raises:
        StoreError: if a date of the filter is none.
    """
    found = select(func.count(contacts.c.process.distinct())).where(*contact_conditions(connection, wanted))
    return int(connection.execute(found).scalar_one())


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
