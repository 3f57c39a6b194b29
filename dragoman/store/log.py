"""What persons said, as rows that are only ever added, and which of them hold: all that no undo that holds takes back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, insert, or_, select

from dragoman import serial
from dragoman.store.schema import correction_contacts, correction_keys, corrections

Action = Literal["merge", "split", "accept", "edit", "reject", "insert", "undo"]
# Fields of a merge or split that name contacts.
_CONTACTS = ("into", "other", "contact", "opened")


@dataclass(frozen=True, slots=True)
class Entered:
    """One row.

    Attributes:
        at: ISO 8601 time.
        payload: what it is about: documents by their keys, findings by their words.
    """

    id: int
    at: str
    who: str
    why: str
    action: Action
    payload: Mapping[str, Any]


def rows(connection: Connection, some: Collection[int] | Select[tuple[int]]) -> dict[int, Entered]:
    """Rows by their number, in the order in which they were made: some, and all that it takes to tell which of them hold.

    Args:
        some: their numbers, or the question that gives them.
    """
    linked = select(corrections.c.id, corrections.c.undoes).where(corrections.c.id.in_(some)).cte("linked", recursive=True)
    beside = or_(corrections.c.undoes == linked.c.id, corrections.c.id == linked.c.undoes)
    linked = linked.union(select(corrections.c.id, corrections.c.undoes).join(linked, beside))
    found = select(corrections).where(corrections.c.id.in_(select(linked.c.id))).order_by(corrections.c.id)
    return {
        row.id: Entered(row.id, row.at, row.who, row.why, row.action, json.loads(row.payload)) for row in connection.execute(found)
    }


def numbers(actions: Collection[str]) -> Select[tuple[int]]:
    """The numbers of the rows of some actions."""
    return select(corrections.c.id).where(corrections.c.action.in_(actions))


def contacts(payload: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of the contacts that a merge or split names."""
    return tuple(payload[name] for name in _CONTACTS if name in payload)


def holding(rows: Mapping[int, Entered]) -> set[int]:
    """The numbers of those that hold; what takes one of them back must be among them."""
    hold = set(rows)
    for number in sorted(rows, reverse=True):
        if number in hold and rows[number].action == "undo":
            hold.discard(rows[number].payload["of"])
    return hold


def enter(
    connection: Connection, action: Action, payload: Mapping[str, Any], keys: Iterable[str], *, who: str, why: str, now: str
) -> int:
    """Add a row; gives its number.

    Args:
        keys: of the documents that it is about.
    """
    values = {"at": now, "who": who, "why": why, "action": action, "payload": serial.dumps(payload), "undoes": payload.get("of")}
    number = int(connection.execute(insert(corrections).values(**values).returning(corrections.c.id)).scalar_one())
    named = [{"correction_id": number, "key": key, "unplaced": False} for key in dict.fromkeys(keys)]
    if named:
        connection.execute(insert(correction_keys), named)
    about = [{"correction_id": number, "contact_id": contact} for contact in dict.fromkeys(contacts(payload))]
    if about:
        connection.execute(insert(correction_contacts), about)
    return number


def is_named(connection: Connection, key: str) -> bool:
    """Whether any row is about a document."""
    found = select(correction_keys.c.key).where(correction_keys.c.key == key).limit(1)
    return connection.execute(found).one_or_none() is not None
