"""Statements by what they mean.

Every statement has a vector, and comparing a question with all of them would mean to read them all. The signs of a vector's numbers
take a bit each; packed for a few documents together they are soon read, and those that differ least lead to the few vectors that
are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, insert, literal_column, select

from dragoman.reading import meaning
from dragoman.store.schema import documents, item_vectors, items, meaning_codes

# A match must be at least so close in meaning, -1 to 1: sentences on different matters seldom are.
_CLOSE = 0.4
# Vectors that are compared at a time: of 87,000, the nearest so many by their signs held the 50 closest of each of 15 questions.
_COMPARED = 4_000
# Signs of 384 that may differ: all but one in a thousand that are close differ in fewer.
_DIFFERING = 165
# Documents whose signs are one row: fewer rows are sooner read, larger ones are longer in writing.
_BLOCK = 16
_CODE = np.dtype([("id", "<i4"), ("signs", "u1", meaning.WIDTH // 8)])


def pack(connection: Connection, document: int) -> None:
    """Keep the signs of a document's vectors, in place of those that it had; it shares a row with its neighbours."""
    block = document // _BLOCK
    connection.execute(delete(meaning_codes).where(meaning_codes.c.block == block))
    own = items.c.document_id.between(block * _BLOCK, (block + 1) * _BLOCK - 1)
    told = select(item_vectors.c.item_id, item_vectors.c.vector).join(items, items.c.id == item_vectors.c.item_id)
    rows = connection.execute(told.where(own).order_by(items.c.document_id, items.c.id)).all()
    if rows:
        codes = np.empty(len(rows), _CODE)
        codes["id"], codes["signs"] = [row.item_id for row in rows], _signs(_stacked(rows))
        connection.execute(insert(meaning_codes).values(block=block, codes=codes.tobytes()))


def closest(connection: Connection, query: str, conditions: Sequence[Any], most: int) -> list[int]:
    """Ids of the statements that are close to a query in meaning, closest first.

    Args:
        conditions: on `items` and `documents`.
    """
    asked = meaning.vectors([query])[0]
    near = _near(connection, asked)
    first, rest = near[:_COMPARED], near[_COMPARED:]
    found = _close(connection, first, asked)
    if conditions:
        told = select(items.c.id).join(documents, documents.c.id == items.c.document_id).where(*conditions)
        met = connection.execute(told.where(_among(items.c.id, found))).scalars()
        found = {id: found[id] for id in met}
        if len(found) < most and len(rest):
            met = connection.execute(told.where(items.c.layer == "statements")).scalars()
            found |= _close(connection, rest[np.isin(rest, met.all())][:_COMPARED], asked)
    return sorted(found, key=lambda id: (-found[id], id))[:most]


def _near(connection: Connection, asked: np.ndarray) -> np.ndarray:
    """Ids of those whose signs differ little from those of a vector, least first."""
    packed = connection.execute(select(meaning_codes.c.codes).order_by(meaning_codes.c.block)).scalars().all()
    codes = np.frombuffer(b"".join(packed), _CODE)
    signs, own = (np.ascontiguousarray(s).view(np.uint64) for s in (codes["signs"], _signs(asked[None])))
    differing = np.bitwise_count(signs ^ own).sum(axis=1, dtype=np.uint16)
    near = np.flatnonzero(differing <= _DIFFERING)
    return np.asarray(codes["id"][near[np.argsort(differing[near], kind="stable")]])


def _close(connection: Connection, some: np.ndarray, asked: np.ndarray) -> dict[int, float]:
    """How close those are to a vector that are close."""
    vectors = select(item_vectors.c.item_id, item_vectors.c.vector).where(_among(item_vectors.c.item_id, some))
    rows = connection.execute(vectors).all()
    found = meaning.closeness(_stacked(rows), asked)
    return {row.item_id: float(close) for row, close in zip(rows, found, strict=True) if close >= _CLOSE}


def _among(column: Any, numbers: Iterable[int]) -> Any:
    """That a number is among thousands: written out, for that many parameters take longer than the answer."""
    return column.op("IN")(literal_column(f"({', '.join(map(str, numbers)) or 'NULL'})"))


def _signs(vectors: np.ndarray) -> np.ndarray:
    """`(n, WIDTH)` numbers as `(n, WIDTH / 8)` uint8, a bit for each that is greater than zero."""
    return np.packbits(vectors > 0, axis=1)


def _stacked(rows: Sequence[Any]) -> np.ndarray:
    return np.frombuffer(b"".join(row.vector for row in rows), np.int8).reshape(len(rows), meaning.WIDTH)
