"""What persons said, as rows that are only ever added, and which of them hold: all that no undo that holds takes back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from dragoman import serial
from dragoman.store.schema import correction_keys, corrections

Action = Literal["merge", "split", "accept", "edit", "reject", "insert", "undo"]


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


def rows(connection: Connection) -> dict[int, Entered]:
    """All rows by their number, in the order in which they were made."""
    found = connection.execute(select(corrections).order_by(corrections.c.id))
    return {row.id: Entered(row.id, row.at, row.who, row.why, row.action, json.loads(row.payload)) for row in found}


def holding(rows: Mapping[int, Entered]) -> set[int]:
    """The numbers of those that hold."""
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
    values = {"at": now, "who": who, "why": why, "action": action, "payload": serial.dumps(payload)}
    number = int(connection.execute(insert(corrections).values(**values).returning(corrections.c.id)).scalar_one())
    named = [{"correction_id": number, "key": key, "unplaced": False} for key in dict.fromkeys(keys)]
    if named:
        connection.execute(insert(correction_keys), named)
    return number


def is_named(connection: Connection, key: str) -> bool:
    """Whether any row is about a document."""
    found = select(correction_keys.c.key).where(correction_keys.c.key == key).limit(1)
    return connection.execute(found).one_or_none() is not None
