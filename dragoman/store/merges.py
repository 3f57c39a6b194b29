"""Merges and splits of contacts: which tellings they name, and what they do to contacts.

They name tellings by their document and the words that tell, not by numbers, so that they hold again when a document is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from dragoman.errors import StoreError
from dragoman.store import contacts, log
from dragoman.store.schema import contact_members, correction_keys, documents, items

# A telling as a correction names it: "key" of the document, "spans" of the evidence in code points, and their "words".
Anchor = Mapping[str, Any]
ACTIONS = ("merge", "split")


def settle(connection: Connection) -> set[int]:
    """Apply all that hold in their order, so that a later one wins, until another time changes nothing; gives the contacts touched.

    Once more is needed where a merged contact brings along what an earlier merge brought to it.
    """
    rows = log.rows(connection, log.numbers(ACTIONS))
    hold = log.holding(rows)
    some = [row for row in rows.values() if row.id in hold and row.action in ACTIONS]
    touched: set[int] = set()
    if not some:
        return touched
    before = None
    for _ in range(len(some) + 1):
        for row in some:
            touched |= _apply(connection, row.action, row.payload)
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


# ---- what they do
def _apply(connection: Connection, action: str, payload: Mapping[str, Any]) -> set[int]:
    """Make one correction hold; nothing changes where it does. Gives the contacts that it changed."""
    kept, moved = _found(connection, payload["kept"]), _found(connection, payload["moved"])
    if action == "merge":
        home = payload["into"] if payload["into"] in kept.values() else min(kept.values(), default=None)
        return set() if home is None else contacts.move(connection, [*kept, *moved], home)
    together = [item for item, contact in moved.items() if contact in kept.values()]
    return contacts.move(connection, together, payload["opened"])


def take_back(connection: Connection, action: str, payload: Mapping[str, Any]) -> set[int]:
    """Bring what a correction moved back to where it was; what was told since then finds its place by itself."""
    kept, moved = _found(connection, payload["kept"]), _found(connection, payload["moved"])
    if action == "split":
        home = next(iter(kept.values()), None)
        return set() if home is None else contacts.move(connection, list(moved), home)
    together = [item for item, contact in moved.items() if contact in kept.values()]
    later = [item for contact in set(kept.values()) for item in _items(connection, contact) if item not in kept | moved]
    touched = contacts.move(connection, together, payload["other"])
    return touched | contacts.place_again(connection, later)


# ---- tellings by their words
def own(connection: Connection, contact: int) -> list[dict[str, Any]]:
    """A contact's tellings without those that merges brought, so that each merge can be taken back by itself."""
    rows = log.rows(connection, log.numbers(["merge"]))
    merges = [rows[n].payload for n in sorted(log.holding(rows)) if rows[n].action == "merge"]
    brought = {item for payload in merges for item in _found(connection, payload["moved"])}
    return tellings(connection, contact, brought) or tellings(connection, contact)


def tellings(connection: Connection, contact: int, without: Collection[int] = ()) -> list[dict[str, Any]]:
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


def anchors(payload: Mapping[str, Any]) -> Iterator[Anchor]:
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
