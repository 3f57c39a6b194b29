"""Corrections by a person: two contacts are one, or a report tells of another contact than the store took it for.

A correction is a row that is only ever added, with who made it, when and why; taking it back is one more row. It names tellings by
their document and the words that tell, not by numbers, so that it holds again when a document is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from dragoman import serial
from dragoman.errors import StoreError
from dragoman.store import contacts, processes
from dragoman.store.schema import contact_members, correction_keys, corrections, documents, items
from dragoman.store.schema import contacts as contact_table

Action = Literal["merge", "split", "undo"]
# A telling as a correction names it: "key" of the document, "spans" of the evidence in code points, and their "words".
Anchor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """One row.

    Attributes:
        at: ISO 8601 time.
        what: "C1 and C2 are one", "D3 is not on C1", "not 4".
        undone: whether it does not hold any more.
    """

    id: int
    at: str
    who: str
    why: str
    action: str
    what: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a correction: its number, and the contacts that it touched and that there are now."""

    correction: int
    contacts: tuple[int, ...]


# ---- what a person does
def merge(connection: Connection, into: int, other: int, *, who: str, why: str, now: str) -> Made:
    """Two contacts are one; it bears the number of `into`.

    Args:
        connection: in a transaction that writes.
        now: ISO 8601 time.
    Raises:
        StoreError: if there is no such contact, or both are the same.
    """
    if into == other:
        raise StoreError(f"C{into} is one contact already")
    payload = {"into": into, "other": other, "kept": _own(connection, into), "moved": _own(connection, other)}
    return _make(connection, "merge", payload, who, why, now)


def split(connection: Connection, contact: int, document: int, *, who: str, why: str, now: str) -> Made:
    """What a document tells is another contact than this one.

    Raises:
        StoreError: if there is no such contact, the document does not tell of it, or no other does.
    """
    told = _tellings(connection, contact)
    key = connection.execute(select(documents.c.key).where(documents.c.id == document)).scalar_one_or_none()
    moved = [anchor for anchor in told if anchor["key"] == key]
    kept = [anchor for anchor in told if anchor["key"] != key]
    if not moved or not kept:
        why_not = f"D{document} does not tell of C{contact}" if not moved else f"only D{document} tells of C{contact}"
        raise StoreError(f"{why_not}: `dragoman show C{contact}` shows its reports")
    opened = contacts.opened(connection, contact)
    payload = {"contact": contact, "document": document, "opened": opened, "kept": kept, "moved": moved}
    return _make(connection, "split", payload, who, why, now)


def undo(connection: Connection, correction: int, *, who: str, why: str, now: str) -> Made:
    """A correction does not hold; taking back an undo makes the correction hold again.

    Raises:
        StoreError: if there is no such correction, or it is undone already.
    """
    rows = _rows(connection)
    if correction not in rows:
        raise StoreError(f"there is no correction {correction}: `dragoman show corrections` lists those there are")
    if correction not in _holding(rows):
        raise StoreError(f"correction {correction} is undone already: undo the row that did it")
    return _make(connection, "undo", {"of": correction}, who, why, now)


def listed(connection: Connection) -> list[Correction]:
    """All corrections in the order in which they were made."""
    rows = _rows(connection)
    holding = _holding(rows)
    return [Correction(n, r.at, r.who, r.why, r.action, _what(json.loads(r.payload)), n not in holding) for n, r in rows.items()]


def _what(payload: Mapping[str, Any]) -> str:
    if "of" in payload:
        return f"not {payload['of']}"
    if "into" in payload:
        return f"C{payload['into']} and C{payload['other']} are one"
    return f"D{payload['document']} is not on C{payload['contact']}, but on C{payload['opened']}"


def _make(connection: Connection, action: Action, payload: Mapping[str, Any], who: str, why: str, now: str) -> Made:
    before = _holding(_rows(connection))
    row = {"at": now, "who": who, "why": why, "action": action, "payload": serial.dumps(payload)}
    number = int(connection.execute(insert(corrections).values(**row).returning(corrections.c.id)).scalar_one())
    keys = dict.fromkeys(anchor["key"] for anchor in _anchors(payload))
    if keys:
        connection.execute(insert(correction_keys), [{"correction_id": number, "key": key} for key in keys])
    return Made(number, tuple(sorted(_bring_about(connection, before))))


def _bring_about(connection: Connection, before: Iterable[int]) -> set[int]:
    """Make the contacts such as the corrections that hold now want them, after those in `before` held."""
    rows = _rows(connection)
    holding = _holding(rows)
    touched: set[int] = set()
    for number in sorted(set(before) - holding, reverse=True):
        touched |= _take_back(connection, rows[number].action, json.loads(rows[number].payload))
    touched |= _settle(connection, rows, holding)
    processes.chain(connection, touched)
    return _those_left(connection, touched)


def apply_to(connection: Connection, key: str) -> set[int]:
    """Let corrections hold again, after a document that some of them name was read anew; gives the contacts touched."""
    if connection.execute(select(correction_keys.c.key).where(correction_keys.c.key == key).limit(1)).one_or_none() is not None:
        rows = _rows(connection)
        return _settle(connection, rows, _holding(rows))
    return set()


def _settle(connection: Connection, rows: Mapping[int, Any], holding: set[int]) -> set[int]:
    """Apply all corrections in their order, so that a later one wins, until another time changes nothing.

    Once more is needed where a merged contact brings along what an earlier merge brought to it.
    """
    touched: set[int] = set()
    before = None
    for _ in range(len(holding) + 1):
        for number in sorted(holding):
            touched |= _apply(connection, rows[number].action, json.loads(rows[number].payload))
        now = _named(connection)
        if now == before:
            break
        before = now
    return touched


def _named(connection: Connection) -> dict[int, int]:
    """Each telling of the documents that corrections name -> its contact."""
    named = select(correction_keys.c.key).distinct()
    found = (
        select(contact_members.c.item_id, contact_members.c.contact_id)
        .join(items, items.c.id == contact_members.c.item_id)
        .join(documents, documents.c.id == items.c.document_id)
        .where(documents.c.key.in_(named))
    )
    return {row.item_id: row.contact_id for row in connection.execute(found)}


# ---- which hold
def _rows(connection: Connection) -> dict[int, Any]:
    return {row.id: row for row in connection.execute(select(corrections).order_by(corrections.c.id))}


def _holding(rows: Mapping[int, Any]) -> set[int]:
    """Those that no undo that holds takes back."""
    holding = set(rows)
    for number in sorted(rows, reverse=True):
        if number in holding and rows[number].action == "undo":
            holding.discard(json.loads(rows[number].payload)["of"])
    return holding


# ---- what they do
def _apply(connection: Connection, action: str, payload: Mapping[str, Any]) -> set[int]:
    """Make one correction hold; nothing changes where it does. Gives the contacts that it changed."""
    if action == "undo":
        return set()
    kept, moved = _found(connection, payload["kept"]), _found(connection, payload["moved"])
    if action == "merge":
        home = payload["into"] if payload["into"] in kept.values() else min(kept.values(), default=None)
        return set() if home is None else contacts.move(connection, [*kept, *moved], home)
    together = [item for item, contact in moved.items() if contact in kept.values()]
    return contacts.move(connection, together, payload["opened"])


def _take_back(connection: Connection, action: str, payload: Mapping[str, Any]) -> set[int]:
    """Bring what a correction moved back to where it was; what was told since then finds its place by itself."""
    if action == "undo":
        return set()
    kept, moved = _found(connection, payload["kept"]), _found(connection, payload["moved"])
    if action == "split":
        home = next(iter(kept.values()), None)
        return set() if home is None else contacts.move(connection, list(moved), home)
    together = [item for item, contact in moved.items() if contact in kept.values()]
    later = [item for contact in set(kept.values()) for item in _items(connection, contact) if item not in kept | moved]
    touched = contacts.move(connection, together, payload["other"])
    return touched | contacts.place_again(connection, later)


# ---- tellings by their words
def _own(connection: Connection, contact: int) -> list[dict[str, Any]]:
    """A contact's tellings without those that merges brought, so that each merge can be taken back by itself."""
    rows = _rows(connection)
    merges = [json.loads(rows[n].payload) for n in sorted(_holding(rows)) if rows[n].action == "merge"]
    brought = {item for payload in merges for item in _found(connection, payload["moved"])}
    return _tellings(connection, contact, brought) or _tellings(connection, contact)


def _tellings(connection: Connection, contact: int, without: Collection[int] = ()) -> list[dict[str, Any]]:
    """A contact's tellings as anchors.

    Raises:
        StoreError: if there is no such contact.
    """
    rows = connection.execute(
        select(items.c.id, documents.c.key, documents.c.text, items.c.body)
        .join(items, items.c.document_id == documents.c.id)
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .where(contact_members.c.contact_id == contact)
        .order_by(items.c.id)
    ).all()
    if not rows:
        raise StoreError(f"there is no contact {contact}: `dragoman contacts` lists those there are")
    return [_anchor(row.key, row.text, json.loads(row.body)["evidence"]) for row in rows if row.id not in without]


def _anchor(key: str, text: str, spans: list[list[int]]) -> dict[str, Any]:
    return {"key": key, "spans": spans, "words": [text[start:end] for start, end in spans]}


def _anchors(payload: Mapping[str, Any]) -> Iterator[Anchor]:
    yield from payload.get("kept", ())
    yield from payload.get("moved", ())


def _found(connection: Connection, anchors: Sequence[Anchor]) -> dict[int, int]:
    """The tellings that are meant -> their contact now; those that a document does not tell any more are left out."""
    found: dict[int, int] = {}
    for anchor in anchors:
        rows = connection.execute(
            select(items.c.id, items.c.body, contact_members.c.contact_id, documents.c.text)
            .join(contact_members, contact_members.c.item_id == items.c.id)
            .join(documents, documents.c.id == items.c.document_id)
            .where(documents.c.key == anchor["key"])
            .order_by(items.c.id)
        ).all()
        spans = _where(rows[0].text, anchor) if rows else []
        shared = [(_shared(spans, json.loads(row.body)["evidence"]), row) for row in rows if row.id not in found]
        most, row = max(shared, key=lambda pair: (pair[0], -pair[1].id), default=(0, None))
        if row is not None and most > 0:
            found[row.id] = row.contact_id
    return found


def _where(text: str, anchor: Anchor) -> list[tuple[int, int]]:
    """Where the words of an anchor stand in a text that may have changed since: the nearest place, none if they are gone."""
    found = []
    for (start, _), words in zip(anchor["spans"], anchor["words"], strict=True):
        places = [at for at in (text.rfind(words, 0, start + len(words)), text.find(words, start)) if at >= 0]
        if places:
            at = min(places, key=lambda place: abs(place - start))
            found.append((at, at + len(words)))
    return found


def _shared(spans: Iterable[tuple[int, int]], evidence: Sequence[Sequence[int]]) -> int:
    """Characters that stretches of an anchor and of a telling have in common."""
    return sum(max(0, min(span[1], e[1]) - max(span[0], e[0])) for span in spans for e in evidence)


def _items(connection: Connection, contact: int) -> list[int]:
    members = select(contact_members.c.item_id).where(contact_members.c.contact_id == contact).order_by(contact_members.c.item_id)
    return list(connection.execute(members).scalars())


def _those_left(connection: Connection, numbers: set[int]) -> set[int]:
    return set(connection.execute(select(contact_table.c.id).where(contact_table.c.id.in_(numbers))).scalars())
