"""The accounts of one contact side by side: what several tell, what only one tells, where they stand apart or contradict.

Every cell is a stretch of a source, with the record and the code points where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dragoman import accounts, alignment, characterisation, facts
from dragoman.accounts import Point
from dragoman.alignment import Row
from dragoman.characterisation import Characterisation
from dragoman.errors import CompareError
from dragoman.facts import Fact
from dragoman.record import Contact, Record
from dragoman.store.days import days


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account it is, and the records that it was read from.

    Attributes:
        name: the party; with the record where all are one party's.
    """

    name: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The accounts of one contact.

    Attributes:
        rows: in the order of the first account.
        characterisations: how each calls the talks; an account may call them nothing.
    """

    accounts: tuple[Account, ...]
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    characterisations: tuple[Characterisation, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON types."""
        found = asdict(self)
        found["rows"] = [{**row, "cells": {a: [_cell(p) for p in ps] for a, ps in row["cells"].items()}} for row in found["rows"]]
        return found


def _cell(point: dict[str, Any]) -> dict[str, Any]:
    return {name: point[name] for name in ("record", "span", "words", "speakers", "act")}


def compare(record: Record, other: Record, *more: Record, of: Sequence[str | None] = ()) -> Comparison:
    """Set the accounts of the contact that records tell of side by side: of the best match in the first and each other one.

    Args:
        of: whose account each record is, in their order; for None, and where it ends, the publisher's if known, else it is news.
    Raises:
        CompareError: if they tell of no common contact, or hold one account only.
    """
    mine, theirs = _common_contact(record, other)
    rest = [(extra, _common_contact(record, extra)[1]) for extra in more]
    return of_contact([(record, mine), (other, theirs), *rest], of)


def _common_contact(record: Record, other: Record) -> tuple[Contact, Contact]:
    """The contacts of two records that are most likely one, the most important ones first.

    Raises:
        CompareError: if none of them can be one.
    """
    pairs = [(_likeness(a, b) - 0.1 * (i + j), -i, -j) for i, a in enumerate(record.contacts) for j, b in enumerate(other.contacts)]
    best = max(pairs, default=(0.0, 0, 0))
    if best[0] <= 0:
        raise CompareError(f"{record.id} and {other.id} tell of no contact between the same sides at the same time")
    return record.contacts[-best[1]], other.contacts[-best[2]]


def _likeness(a: Contact, b: Contact) -> float:
    """Common sides count most; 0 without two of them, or if the days are far apart."""
    common = {s.party for s in a.sides} & {s.party for s in b.sides}
    if len(common) < 2 or facts.apart([a.start, b.start]):
        return 0.0
    same_day = bool(a.start and b.start and days(a.start) and days(b.start))
    return len(common) + same_day + 0.5 * (a.kind == b.kind) + 0.5 * (a.status == b.status)


def of_contact(tellings: Sequence[tuple[Record, Contact]], of: Sequence[str | None] = ()) -> Comparison:
    """Set the accounts in several records of one contact side by side, in the order in which they come.

    Readouts of one party are one account, unless they are all there is.

    Args:
        of: as of `compare`.
    Raises:
        CompareError: if there is one account only.
    """
    points: dict[str, list[Point]] = defaultdict(list)
    called: list[Characterisation] = []
    told: list[tuple[str, Record, Contact]] = []
    names = _names([record for record, _ in tellings], of)
    for (record, contact), name in zip(tellings, names, strict=True):
        for point in accounts.points(record, contact, name):
            points[point.account].append(point)
        called += characterisation.find(record, contact, name)
        told += [(name, record, contact)] if name else []
    if len(points) < 2:
        raise CompareError(_one_only(points, [record for record, _ in tellings]))
    return Comparison(
        tuple(Account(name, tuple(dict.fromkeys(p.record for p in own))) for name, own in points.items()),
        tuple(facts.find([row for row in told if row[0] in points])),
        tuple(alignment.align(list(points.values()))),
        tuple(c for c in called if c.account in points),
    )


def _names(records: Sequence[Record], of: Sequence[str | None]) -> list[str | None]:
    """What the account of each readout is called: its party, or with the record where there is one party only; None for news."""
    given = [*of, *[None] * len(records)]
    parties = [party or accounts.publisher(record) for party, record in zip(given, records, strict=False)]
    if len(set(parties)) == 1 and len(records) > 1:
        return [f"{party} ({record.id})" if party else None for party, record in zip(parties, records, strict=True)]
    return parties


def _one_only(points: dict[str, list[Point]], records: Sequence[Record]) -> str:
    names = ", ".join(record.id for record in records)
    if points:
        return f"{names}: there is the account of {next(iter(points))} only; give the readout of another side too"
    return f"{names}: there is no account of a side: neither a readout nor a statement of a side on the contact"
