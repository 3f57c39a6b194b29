"""Questions to a store; each gives typed rows in a fixed order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from dragoman.errors import MissingError, StoreError
from dragoman.record import Record
from dragoman.store import corrections, meanings, reviews, search
from dragoman.store.corrections import Correction
from dragoman.store.days import days
from dragoman.store.rows import folded
from dragoman.store.schema import contact_members, contacts, documents, failures, item_parties, item_people, items

# As a limit: all there are.
ALL = 2**31 - 1
# Best matches by words and by meaning that are joined.
_RANKED = 200
# Best matches by words among which those wanted are looked for first.
_HITS = 4_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What rows must meet; what is empty or None does not matter.

    Attributes:
        parties: all of them must take part or speak.
        person: words of a name.
        about: words or "quoted phrases" that the source must have; see `dragoman.store.search.matching`.
        since, until: ISO 8601 of any precision, both included.
        place: a place as written, or a country as ISO 3166-1 alpha-3.
        source: of the report, as it is written there.
        offset: how many to leave out before the first.
    """

    parties: tuple[str, ...] = ()
    person: str | None = None
    about: str | None = None
    since: str | None = None
    until: str | None = None
    place: str | None = None
    kind: str | None = None
    status: str | None = None
    source: str | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of the world, over all reports that tell of it.

    Attributes:
        first_day, last_day: YYYY-MM-DD; the same where the day is known.
        people: name and party.
        sources: number of documents that are no copies of each other.
    """

    id: int
    kind: str
    status: str
    first_day: str | None
    last_day: str | None
    place: str | None
    country: str | None
    parties: tuple[str, ...]
    people: tuple[tuple[str, str | None], ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one document, with the document.

    Attributes:
        copy_of: the document that this one is a copy of.
        corrections: what persons said of it, where one finding is asked for.
    """

    id: int
    layer: str
    body: dict[str, Any]
    words: str | None
    first_day: str | None
    document: int
    key: str
    title: str | None
    published: str | None
    source: str | None
    contact: int | None = None
    copy_of: int | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A report that could not be read, and why."""

    key: str
    origin: str
    kind: str
    message: str
    attempts: int
    failed_at: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact with every finding that tells of it or belongs to it, by layer."""

    contact: ContactRow
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)


# ---- contacts
def find_contacts(connection: Connection, wanted: Filter) -> list[ContactRow]:
    """Contacts, newest first, those without a date last.

    Raises:
        StoreError: if a date of the filter is none.
    """
    return _contact_rows(connection, chosen(connection, wanted))


def chosen(connection: Connection, wanted: Filter) -> Select[Any]:
    """The rows of `contacts` that a filter gives, newest first, those without a date last.

    Raises:
        StoreError: if a date of the filter is none.
    """
    found = select(contacts).where(*contact_conditions(connection, wanted))
    found = found.order_by(contacts.c.first_day.is_(None), contacts.c.first_day.desc(), contacts.c.id)
    return found.limit(wanted.limit).offset(wanted.offset)


def contact_conditions(connection: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """What a row of `contacts` must meet.

    Raises:
        StoreError: if a date of the filter is none.
    """
    conditions = [*within(wanted, contacts.c.first_day, contacts.c.last_day)]
    conditions += (_told_by(item_parties.c.item_id, item_parties.c.party == party) for party in wanted.parties)
    if wanted.person:
        conditions.append(_told_by(item_people.c.item_id, _is_named(wanted.person)))
    if wanted.about:
        conditions.append(_told_by(search.matching(connection, "contacts", wanted.about).subquery().c.id))
    if wanted.place:
        conditions.append(_place(wanted.place, contacts.c.place, contacts.c.country))
    if wanted.source:
        conditions.append(_told_by(items.c.id, _source(wanted.source)))
    conditions += (c == v for c, v in ((contacts.c.kind, wanted.kind), (contacts.c.status, wanted.status)) if v)
    return conditions


def contacts_of(connection: Connection, ids: Collection[int]) -> list[ContactRow]:
    """Contacts by their numbers, newest first; those that are not there are left out."""
    found = select(contacts).where(contacts.c.id.in_(ids))
    return _contact_rows(connection, found.order_by(contacts.c.first_day.is_(None), contacts.c.first_day.desc(), contacts.c.id))


def _contact_rows(connection: Connection, found: Select[Any]) -> list[ContactRow]:
    rows = connection.execute(found).all()
    ids = [row.id for row in rows]
    parties, people = _taking_part(connection, ids)
    return [
        ContactRow(
            row.id, row.kind, row.status, row.first_day, row.last_day, row.place, row.country,
            tuple(parties[row.id]), tuple(people[row.id].items()), row.sources,
        )
        for row in rows
    ]  # fmt: skip


def _taking_part(connection: Connection, ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, dict[str, str | None]]]:
    """Sides by the number of reports that name them, and people, longest names first kept."""
    member = contact_members.c.contact_id
    counted = (
        select(member, item_parties.c.party, func.count().label("n"), func.min(item_parties.c.item_id).label("first"))
        .join(item_parties, item_parties.c.item_id == contact_members.c.item_id)
        .where(member.in_(ids), item_parties.c.role == "side")
        .group_by(member, item_parties.c.party)
        .order_by(member, func.count().desc(), func.min(item_parties.c.item_id), item_parties.c.party)
    )
    parties: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(counted):
        parties[row.contact_id].append(row.party)
    named = (
        select(member, item_people.c.name, item_people.c.folded, item_people.c.party)
        .join(item_people, item_people.c.item_id == contact_members.c.item_id)
        .where(member.in_(ids))
        .order_by(member, func.length(item_people.c.name).desc(), item_people.c.name)
    )
    people: dict[int, dict[str, str | None]] = defaultdict(dict)
    taken: dict[int, list[set[str]]] = defaultdict(list)
    for row in connection.execute(named):
        words = set(row.folded.split())
        if not any(words <= longer for longer in taken[row.contact_id]):
            taken[row.contact_id].append(words)
            people[row.contact_id][row.name] = row.party
    return parties, people


def contact(connection: Connection, id: int) -> ContactView:
    """A contact with its tellings, and the statements, positions, outcomes and events that are linked to it in its documents.

    Raises:
        MissingError: if there is no such contact.
    """
    rows = _contact_rows(connection, select(contacts).where(contacts.c.id == id))
    if not rows:
        raise MissingError(f"there is no contact {id}: `dragoman contacts` lists those there are")
    own = _findings(connection, items.c.id.in_(select(contact_members.c.item_id).where(contact_members.c.contact_id == id)))
    told = {(f.document, f.body["id"]) for f in own}
    others = _findings(connection, items.c.document_id.in_({f.document for f in own}), items.c.layer == "statements")
    linked = tuple(f for f in others if (f.document, f.body.get("contact")) in told)
    return ContactView(rows[0], {"contacts": tuple(own), "statements": linked})


# ---- findings
def said(connection: Connection, query: str | None, wanted: Filter) -> list[Finding]:
    """Statements, best match first, without a query newest first.

    A match by words and one by meaning count alike: their ranks are joined by reciprocal rank fusion.

    Args:
        query: words of the statement, or what it means; `wanted.about` is not looked at.
    """
    day = func.coalesce(items.c.first_day, func.substr(documents.c.published, 1, 10))
    conditions = [*within(wanted, day, func.coalesce(items.c.last_day, day))]
    conditions += (_party(party) for party in wanted.parties)
    if wanted.person:
        conditions.append(named(wanted.person))
    if wanted.kind:
        conditions.append(items.c.kind == wanted.kind)
    if wanted.source:
        conditions.append(_source(wanted.source))
    newest: tuple[Any, ...] = (day.is_(None), day.desc(), items.c.id)
    is_said = items.c.layer == "statements"
    if not query:
        # Their bodies are fetched when they are in order: to sort with them takes long.
        said_by = select(items.c.id).join(documents, documents.c.id == items.c.document_id).where(is_said, *conditions)
        return _findings(connection, items.c.id.in_(said_by.order_by(*newest).limit(wanted.limit)), order=newest)
    worded = _by_words(connection, query, conditions, newest)
    meant = meanings.closest(connection, query, conditions, _RANKED) if search.has_words(query) else []
    ranked = search.fused(worded, meant)[: wanted.limit]
    found = {f.id: f for f in _findings(connection, items.c.id.in_(ranked))}
    return [found[id] for id in ranked]


def _by_words(connection: Connection, query: str, conditions: Sequence[Any], order: Sequence[Any]) -> list[int]:
    """Of a word that very many statements have, the best of all are looked through first; without conditions they are all."""
    for most in (_HITS, ALL) if conditions else (_RANKED,):
        hits = search.matching(connection, "statements", query)
        best = hits.order_by(hits.selected_columns.rank).limit(most).subquery("hits")
        found = select(items.c.id).join(documents, documents.c.id == items.c.document_id).join(best, best.c.id == items.c.id)
        ranked = connection.execute(found.where(*conditions).order_by(best.c.rank, *order).limit(_RANKED)).scalars().all()
        if len(ranked) == _RANKED:
            break
    return list(ranked)


def _findings(
    connection: Connection, *conditions: Any, order: Sequence[Any] = (items.c.id,), limit: int | None = None
) -> list[Finding]:
    found = (
        select(
            items.c.id, items.c.layer, items.c.body, items.c.words, items.c.first_day, documents.c.id.label("document"),
            documents.c.key, documents.c.title, documents.c.published, documents.c.source, contact_members.c.contact_id,
            documents.c.copy_of,
        )
        .join(documents, documents.c.id == items.c.document_id)
        .outerjoin(contact_members, contact_members.c.item_id == items.c.id)
        .where(*conditions)
        .order_by(*order)
    )  # fmt: skip
    if limit is not None:
        found = found.limit(limit)
    return [
        Finding(
            row.id, row.layer, json.loads(row.body), row.words, row.first_day, row.document, row.key, row.title, row.published,
            row.source, row.contact_id, row.copy_of,
        )
        for row in connection.execute(found)
    ]  # fmt: skip


def finding(connection: Connection, document: int, item: str) -> Finding:
    """One finding of a document by its id in the record.

    Raises:
        MissingError: if there is none.
    """
    found = _findings(connection, items.c.document_id == document, items.c.item == item)
    if not found:
        reviews.finding(connection, reviews.document(connection, document), item)
        raise StoreError(f"{item} is shown with its document: `dragoman show D{document}`")
    return replace(found[0], corrections=tuple(corrections.listed(connection, document, item)))


def queue(connection: Connection, below: float = 0.5, layer: str | None = None, limit: int = 50) -> list[Finding]:
    """Findings of low score that no person has looked at, the least sure first, without those of copies.

    Args:
        below: score, 0 to 1, that they do not reach.
        layer: those of one layer only.
    """
    return _findings(connection, *_unseen(below, layer), order=(items.c.score, items.c.id), limit=limit)


def count_queue(connection: Connection, below: float = 0.5, layer: str | None = None) -> int:
    """How many findings there are in the whole queue."""
    return int(connection.execute(select(func.count()).select_from(items).where(*_unseen(below, layer))).scalar_one())


def _unseen(below: float, layer: str | None) -> list[ColumnElement[bool]]:
    of_layer = [] if layer is None else [items.c.layer == layer]
    # Copies are few, so that the index of the queue is gone through and not the documents.
    copies = select(documents.c.id).where(documents.c.copy_of.is_not(None))
    return [items.c.review.is_(None), items.c.score < below, items.c.document_id.not_in(copies), *of_layer]


# ---- documents and failures
def document(connection: Connection, id: int | str) -> Record:
    """The record of a document by its number or key.

    Raises:
        MissingError: if there is no such document.
    """
    condition = documents.c.id == id if isinstance(id, int) else documents.c.key == id
    row = connection.execute(select(documents.c.record, documents.c.text).where(condition)).one_or_none()
    if row is None:
        raise MissingError(f"there is no document {id}")
    return Record.from_dict({**json.loads(row.record), "text": row.text})


def keys(connection: Connection) -> list[tuple[int, str, str]]:
    """Number and key of every document and id of its record, in the order in which they came."""
    stored = select(documents.c.id, documents.c.key, documents.c.record).order_by(documents.c.id)
    found = connection.execute(stored.execution_options(yield_per=100))
    return [(row.id, row.key, json.loads(row.record)["id"]) for row in found]


def original(connection: Connection, id: int) -> tuple[int, str] | None:
    """Number and key of the document that this one is a copy of."""
    known = select(documents.c.copy_of).where(documents.c.id == id).scalar_subquery()
    row = connection.execute(select(documents.c.id, documents.c.key).where(documents.c.id == known)).one_or_none()
    return (row.id, row.key) if row else None


def records(connection: Connection, ids: Collection[int] | None = None) -> Iterator[tuple[str, Record]]:
    """Every document's key and record, in the order in which they came; only some of them by their numbers."""
    of_some = () if ids is None else (documents.c.id.in_(ids),)
    found = select(documents.c.key, documents.c.record, documents.c.text).where(*of_some).order_by(documents.c.id)
    for row in connection.execute(found.execution_options(yield_per=100)):
        yield row.key, Record.from_dict({**json.loads(row.record), "text": row.text})


def coordinates(connection: Connection, ids: Collection[int] | None = None) -> dict[int, tuple[float, float]]:
    """Contact -> latitude and longitude in degrees, of the place that it has; without those whose place is not known.

    Args:
        ids: only of these contacts.
    """
    of_some = () if ids is None else (contacts.c.id.in_(ids),)
    found = (
        select(contacts.c.id, items.c.lat, items.c.lon)
        .join(contact_members, contact_members.c.contact_id == contacts.c.id)
        .join(items, items.c.id == contact_members.c.item_id)
        .where(items.c.place == contacts.c.place, items.c.lat.is_not(None), *of_some)
        .order_by(items.c.id.desc())
    )
    return {row.id: (row.lat, row.lon) for row in connection.execute(found)}


def failed(connection: Connection) -> list[FailureRow]:
    """Reports that could not be read, in the order of their first failure."""
    columns = (failures.c.key, failures.c.origin, failures.c.kind, failures.c.message, failures.c.attempts, failures.c.failed_at)
    return [FailureRow(*row) for row in connection.execute(select(*columns).order_by(failures.c.id))]


# ---- conditions
def within(wanted: Filter, first: Any, last: Any) -> list[ColumnElement[bool]]:
    """That days, first to last, lie between the dates of a filter.

    Raises:
        StoreError: if one of them is no date.
    """
    return [
        *([last >= _day(wanted.since)[0]] if wanted.since else []),
        *([first <= _day(wanted.until)[1]] if wanted.until else []),
    ]


def _day(value: str) -> tuple[str, str]:
    found = days(value)
    if found is None:
        raise StoreError(f"{value!r} is not a date: use YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    return found


def _told_by(finding: Any, *conditions: Any) -> ColumnElement[bool]:
    """That one of the findings that tell of a contact is there with some conditions; `finding` is the column of its id."""
    found = select(contact_members.c.contact_id).join(finding.table, finding == contact_members.c.item_id)
    return contacts.c.id.in_(found.where(*conditions))


def _party(party: str) -> ColumnElement[bool]:
    return items.c.id.in_(select(item_parties.c.item_id).where(item_parties.c.party == party))


def named(name: str) -> ColumnElement[bool]:
    """That a finding names a person with all the words of a name."""
    return items.c.id.in_(select(item_people.c.item_id).where(_is_named(name)))


def _is_named(name: str) -> ColumnElement[bool]:
    return and_(true(), *(item_people.c.folded.contains(f" {word} ", autoescape=True) for word in folded(name).split()))


def _source(source: str) -> ColumnElement[bool]:
    return items.c.document_id.in_(select(documents.c.id).where(documents.c.source == source))


def _place(wanted: str, place: Any, country: Any) -> ColumnElement[bool]:
    return or_(func.lower(place) == wanted.lower(), country == wanted.upper())
