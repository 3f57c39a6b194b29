"""Corrections by a person: of findings, and of which reports tell of one contact.

A correction is a row that is only ever added, with who made it, when and why; taking it back is one more row. It names findings by
their document and their words, not by numbers, so that it holds again when a document is read anew. What the program read is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from dragoman.errors import StoreError
from dragoman.store import contacts, log, merges, processes, reviews
from dragoman.store.log import Action, Entered
from dragoman.store.schema import contacts as contact_table
from dragoman.store.schema import correction_contacts, correction_keys, documents
from dragoman.store.schema import corrections as correction_table

_number = correction_table.c.id


@dataclass(frozen=True, slots=True)
class Correction:
    """One row.

    Attributes:
        at: ISO 8601 time.
        what: "C1 and C2 are one", "D3 is not on C1", "D3.s4 speaker: Kari Lund → Per Berg", "not 4".
        undone: whether it does not hold any more.
        unplaced: whether it holds and has no effect, because the report does not have its words any more.
        document, item: of one of a finding: the number of the document, if it is there, and the id of the finding in it.
        contacts: of a merge or split: the numbers that it names.
    """

    id: int
    at: str
    who: str
    why: str
    action: Action
    what: str
    undone: bool
    unplaced: bool = False
    document: int | None = None
    item: str | None = None
    contacts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a correction: its number, the contacts that it touched and that there are now, and its finding ("s3")."""

    correction: int
    contacts: tuple[int, ...]
    item: str | None = None


# ---- what a person says of findings
def accept(connection: Connection, document: int, item: str, *, who: str, why: str, now: str) -> Made:
    """A finding is right as it is shown.

    Args:
        connection: in a transaction that writes; so for all functions here.
        item: its id in the record: "s3".
        now: ISO 8601 time.
    Raises:
        StoreError: if there is no such finding.
    """
    payload = reviews.named(connection, reviews.document(connection, document), item)
    return _make(connection, "accept", payload, who, why, now)


def edit(connection: Connection, document: int, item: str, new: Mapping[str, Any], *, who: str, why: str, now: str) -> Made:
    """Fields of a finding have other values; what follows from them (the id of a new speaker) changes too.

    Args:
        new: by field, as JSON types; `dragoman.entries.value` makes them from words.
    Raises:
        StoreError: if there is no such finding, or it has these values already.
        RecordError: if a value cannot be.
    """
    payload = reviews.edited(connection, reviews.document(connection, document), item, new)
    return _make(connection, "edit", payload, who, why, now)


def reject(connection: Connection, document: int, item: str, *, who: str, why: str, now: str) -> Made:
    """A finding is none.

    Raises:
        StoreError: if there is no such finding.
    """
    payload = reviews.named(connection, reviews.document(connection, document), item)
    return _make(connection, "reject", payload, who, why, now)


def add(connection: Connection, document: int, layer: str, given: Mapping[str, Any], *, who: str, why: str, now: str) -> Made:
    """The program missed a finding.

    Args:
        given: by field, as JSON types; those that are left out are null or as in a record that says nothing of them.
    Raises:
        StoreError: if there is no such document.
        RecordError: if a value cannot be, or one is missing.
    """
    payload = reviews.inserted(reviews.document(connection, document), layer, given, who)
    return _make(connection, "insert", payload, who, why, now)


# ---- what a person says of contacts
def merge(connection: Connection, into: int, other: int, *, who: str, why: str, now: str) -> Made:
    """Two contacts are one; it bears the number of `into`.

    Raises:
        StoreError: if there is no such contact, or both are the same.
    """
    if into == other:
        raise StoreError(f"C{into} is one contact already")
    payload = {"into": into, "other": other, "kept": merges.own(connection, into), "moved": merges.own(connection, other)}
    return _make(connection, "merge", payload, who, why, now)


def split(connection: Connection, contact: int, document: int, *, who: str, why: str, now: str) -> Made:
    """What a document tells is another contact than this one.

    Raises:
        StoreError: if there is no such contact, the document does not tell of it, or no other does.
    """
    told = merges.tellings(connection, contact)
    key = connection.execute(select(documents.c.key).where(documents.c.id == document)).scalar_one_or_none()
    moved = [anchor for anchor in told if anchor["key"] == key]
    kept = [anchor for anchor in told if anchor["key"] != key]
    if not moved or not kept:
        why_not = f"D{document} does not tell of C{contact}" if not moved else f"only D{document} tells of C{contact}"
        raise StoreError(f"{why_not}: `dragoman show C{contact}` shows its reports")
    opened = contacts.opened(connection, contact)
    payload = {"contact": contact, "document": document, "opened": opened, "kept": kept, "moved": moved}
    return _make(connection, "split", payload, who, why, now)


# ---- taking back
def undo(connection: Connection, correction: int, *, who: str, why: str, now: str) -> Made:
    """A correction does not hold; taking back an undo makes the correction hold again.

    Raises:
        StoreError: if there is no such correction, or it is undone already.
    """
    rows = log.rows(connection, [correction])
    if correction not in rows:
        raise StoreError(f"there is no correction {correction}: `dragoman show corrections` lists those there are")
    if correction not in log.holding(rows):
        raise StoreError(f"correction {correction} is undone already: undo the row that did it")
    return _make(connection, "undo", {"of": correction}, who, why, now)


# ---- all of them
def listed(connection: Connection, document: int | None = None, item: str | None = None) -> list[Correction]:
    """All corrections in the order in which they were made.

    Args:
        document: only those of its findings; `item`: only those of this finding in it.
    """
    return _listed(connection, _wanted(document, item))


def newest(connection: Connection, document: int | None, limit: int, offset: int) -> list[Correction]:
    """The same, the last first: so many, after so many that are left out."""
    some = _wanted(document).order_by(_number.desc()).limit(limit).offset(offset)
    return _listed(connection, some)[::-1]


def count(connection: Connection, document: int | None = None) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(_wanted(document).subquery())).scalar_one())


def of_contact(connection: Connection, contact: int, told_by: Collection[int] = ()) -> list[Correction]:
    """The merges and splits that name a contact, in the order in which they were made.

    Args:
        told_by: documents; the corrections of their findings are given too.
    """
    named = select(correction_contacts.c.correction_id).where(correction_contacts.c.contact_id == contact)
    said = [documents.c.id.in_(told_by), correction_table.c.action.in_(reviews.ACTIONS)]
    return _listed(connection, select(_number).where(or_(_number.in_(named), _number.in_(_of_documents(*said)))))


def _wanted(document: int | None, item: str | None = None) -> Select[tuple[int]]:
    if document is None:
        return select(_number)
    of_finding = [] if item is None else [correction_keys.c.item == item]
    return _of_documents(documents.c.id == document, correction_table.c.action.in_(reviews.ACTIONS), *of_finding)


def _of_documents(*conditions: Any) -> Select[tuple[int]]:
    named = select(_number).join(correction_keys, correction_keys.c.correction_id == _number)
    return named.join(documents, documents.c.key == correction_keys.c.key).where(*conditions)


def _listed(connection: Connection, some: Select[tuple[int]]) -> list[Correction]:
    numbers = sorted(row.id for row in connection.execute(some))
    rows = log.rows(connection, some)
    hold = log.holding(rows)
    rows |= log.rows(connection, {row.payload["with"] for row in rows.values() if "with" in row.payload} - set(rows))
    columns = (correction_keys, documents.c.id.label("document"))
    places = select(*columns).outerjoin(documents, documents.c.key == correction_keys.c.key)
    placed = {row.correction_id: row for row in connection.execute(places.where(correction_keys.c.correction_id.in_(some)))}
    return [_correction(rows, number, number in hold, placed.get(number)) for number in numbers]


def _correction(rows: Mapping[int, Entered], number: int, holds: bool, place: Any) -> Correction:
    row = rows[number]
    given = (row.id, row.at, row.who, row.why, row.action)
    if row.action not in reviews.ACTIONS:
        return Correction(*given, _what(row.payload), not holds, contacts=log.contacts(row.payload))
    whole = rows[row.payload.get("with", number)].payload
    where = (
        f"D{place.document}.{place.item}" if place.document and place.item else f"{reviews.title(whole)} in {row.payload['key']}"
    )
    what = reviews.said_of(row.payload, row.action, where)
    return Correction(*given, what, not holds, holds and place.unplaced, place.document, place.item)


def _what(payload: Mapping[str, Any]) -> str:
    if "of" in payload:
        return f"not {payload['of']}"
    if "into" in payload:
        return f"C{payload['into']} and C{payload['other']} are one"
    return f"D{payload['document']} is not on C{payload['contact']}, but on C{payload['opened']}"


def _make(connection: Connection, action: Action, payload: Mapping[str, Any], who: str, why: str, now: str) -> Made:
    before = log.holding(log.rows(connection, [payload["of"]])) if "of" in payload else set()
    keys = [payload["key"]] if "key" in payload else [anchor["key"] for anchor in merges.anchors(payload)]
    number = log.enter(connection, action, payload, keys, who=who, why=why, now=now)
    touched = _bring_about(connection, number, before)
    item = select(correction_keys.c.item).where(correction_keys.c.correction_id == number, correction_keys.c.item.is_not(None))
    return Made(number, tuple(sorted(touched)), connection.execute(item).scalars().first())


def _bring_about(connection: Connection, number: int, before: set[int]) -> set[int]:
    """Make the store such as a new correction wants it; of those that it is about, those in `before` held."""
    rows = log.rows(connection, [number])
    hold = log.holding(rows)
    touched: set[int] = set()
    for gone in sorted(before - hold, reverse=True):
        if rows[gone].action in merges.ACTIONS:
            touched |= merges.take_back(connection, rows[gone].action, rows[gone].payload)
    changed = sorted(before ^ hold)
    for key in dict.fromkeys(rows[n].payload["key"] for n in changed if rows[n].action in reviews.ACTIONS):
        touched |= reviews.refresh(connection, key)
    touched |= merges.settle(connection)
    processes.chain(connection, touched)
    return _those_left(connection, touched)


def apply_to(connection: Connection, key: str) -> set[int]:
    """Let merges and splits hold again, after a document that some of them name was read anew; gives the contacts touched."""
    return merges.settle(connection) if log.is_named(connection, key) else set()


def _those_left(connection: Connection, numbers: set[int]) -> set[int]:
    return set(connection.execute(select(contact_table.c.id).where(contact_table.c.id.in_(numbers))).scalars())
