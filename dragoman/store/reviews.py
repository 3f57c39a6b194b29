"""What persons say of the findings of a document: how it is kept, and the record that comes of it, in every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection, select, update

from dragoman import edits, entries, fields
from dragoman.edits import Body, Edit
from dragoman.errors import StoreError
from dragoman.record import Record
from dragoman.store import contacts, findings, log
from dragoman.store.schema import correction_keys, documents

ACTIONS: tuple[edits.Action, ...] = get_args(edits.Action)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the program read it and as it is shown."""

    id: int
    key: str
    machine: Record
    shown: Record


def document(connection: Connection, id: int) -> Document:
    """A document by its number.

    Raises:
        StoreError: if there is none.
    """
    return _document(connection, documents.c.id == id, f"there is no document {id}")


def _document(connection: Connection, condition: Any, missing: str) -> Document:
    columns = (documents.c.id, documents.c.key, documents.c.text, documents.c.record, documents.c.machine)
    row = connection.execute(select(*columns).where(condition)).one_or_none()
    if row is None:
        raise StoreError(missing)
    shown = findings.to_record(row.record, row.text)
    return Document(row.id, row.key, findings.to_record(row.machine, row.text) if row.machine else shown, shown)


# ---- what a person says, as it is kept
def named(connection: Connection, doc: Document, item: str) -> dict[str, Any]:
    """A finding as a correction names it: by its words, or by the first correction that named it.

    Raises:
        StoreError: if there is no such finding.
    """
    layer, body = finding(connection, doc, item)
    said = select(correction_keys.c.correction_id).where(correction_keys.c.key == doc.key, correction_keys.c.item == item)
    number = connection.execute(said.order_by(correction_keys.c.correction_id)).scalars().first()
    if number is not None:
        return {"key": doc.key, "layer": layer, "with": log.rows(connection, [number])[number].payload.get("with", number)}
    layer, body = edits.body(doc.machine, item) or (layer, body)
    return _target(doc, layer, body)


def finding(connection: Connection, doc: Document, item: str) -> tuple[str, Body]:
    """A finding by its id, with its layer.

    Raises:
        StoreError: if there is none; if a person rejected it, the message says so.
    """
    found = edits.body(doc.shown, item)
    if found is not None:
        return found
    said = select(correction_keys.c.correction_id).where(correction_keys.c.key == doc.key, correction_keys.c.item == item)
    last = connection.execute(said.order_by(correction_keys.c.correction_id.desc())).scalars().first()
    if last is not None:
        raise StoreError(f"D{doc.id}.{item} is not there by correction {last}: `dragoman undo {last}` brings it back")
    raise StoreError(f"document {doc.id} has no finding {item!r}: `dragoman show D{doc.id}` shows those it has")


def edited(connection: Connection, doc: Document, item: str, new: Mapping[str, Any]) -> dict[str, Any]:
    """New values of a finding's fields, with what follows from them.

    Args:
        new: by field, as JSON types.
    Raises:
        StoreError: if there is no such finding, or it has these values already.
        RecordError: if a value cannot be.
    """
    layer, body = finding(connection, doc, item)
    whole = entries.with_following(doc.shown, layer, body, new)
    checked = entries.check(doc.shown, layer, body, whole)
    given = {name: checked[name] for name in whole}
    if all(body[name] == given[name] for name in new):
        raise StoreError(f"D{doc.id}.{item} has this {' and '.join(new)} already")
    meant = sorted(given, key=lambda name: body[name] == given[name] or name not in new)
    names = edits.names(doc.machine, doc.shown)
    changed = edits.changes(names, doc.shown.text, layer, body, {name: given[name] for name in meant})
    return {**named(connection, doc, item), "fields": changed}


def inserted(doc: Document, layer: str, given: Mapping[str, Any], who: str) -> dict[str, Any]:
    """A finding that the program missed.

    Raises:
        RecordError: if a value cannot be, or a field is missing.
    """
    empty = entries.empty(layer, who)
    body = entries.check(doc.shown, layer, empty, entries.with_following(doc.shown, layer, empty, given))
    return _target(doc, layer, body)


def _target(doc: Document, layer: str, body: Body) -> dict[str, Any]:
    target = edits.target(edits.names(doc.machine, doc.shown), doc.shown.text, layer, body)
    return {"key": doc.key, "layer": layer, "target": target}


# ---- what comes of it
def settle(connection: Connection, key: str, machine: Record) -> Record:
    """The record that is shown, of one as it was read; notes which finding each correction is about."""
    found = edits.applied(machine, _edits(connection, key))
    for number, item in found.places.items():
        row = (correction_keys.c.correction_id == number, correction_keys.c.key == key)
        connection.execute(update(correction_keys).where(*row).values(item=item, unplaced=number in found.unplaced))
    return found.record


def _edits(connection: Connection, key: str) -> list[Edit]:
    rows = log.rows(connection, select(correction_keys.c.correction_id).where(correction_keys.c.key == key))
    hold = log.holding(rows)
    return [Edit(row.id, row.action, row.payload, row.who, row.id in hold) for row in rows.values() if row.action in ACTIONS]


def refresh(connection: Connection, key: str) -> set[int]:
    """Bring a document and all that is made of its findings to what persons say of it now; gives the contacts touched."""
    if connection.execute(select(documents.c.id).where(documents.c.key == key)).one_or_none() is None:
        return set()
    doc = _document(connection, documents.c.key == key, key)
    shown = settle(connection, key, doc.machine)
    if shown == doc.shown:
        return set()
    values = {"record": findings.to_json(shown), "machine": None if shown == doc.machine else findings.to_json(doc.machine)}
    connection.execute(update(documents).where(documents.c.id == doc.id).values(**values))
    done = findings.replace(connection, doc.id, findings.ready(shown, findings.stored_vectors(connection, doc.id)))
    touched = done.left | contacts.place_again(connection, done.retold)
    for contact in sorted(done.left):
        contacts.refresh(connection, contact)
    return touched


def said_of(payload: Mapping[str, Any], action: str, where: str) -> str:
    """What a correction of a finding says, in words.

    Args:
        where: the finding, as `show` names it, or its words.
    """
    if action == "edit":
        changed = payload["fields"].items()
        return f"{where} " + "; ".join(f"{name}: {entries.told(f['old'])} → {entries.told(f['new'])}" for name, f in changed)
    words = {"accept": "is right", "reject": "is wrong", "insert": "was missing"}
    return f"{where} {words[action]}"


def title(payload: Mapping[str, Any]) -> str:
    """A finding by its layer and its words."""
    main = payload["target"]["body"][fields.main(payload["layer"])]
    return f"{payload['layer'].removesuffix('s')} {entries.told(main)}"
