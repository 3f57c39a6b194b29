"""One contact told of in many reports is one contact: each new telling joins the contact it is most like, or opens a new one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from dragoman.reading.voices import split
from dragoman.store import tellings
from dragoman.store.days import days, lasting
from dragoman.store.rows import folded
from dragoman.store.schema import contact_keys, contact_members, contacts, documents, items
from dragoman.store.tellings import Telling

# Tellings of a contact that a new one is compared with: the first; more of them tell little that is new.
_COMPARED = 12
# Sides that keys are made of.
_KEYED_SIDES = 6
# Parts of time that keys are made of, in days: days, weeks, about years; each with the length of a date that is too long for it.
_SIZES_UP_TO = {1: 5, 7: 70, 365: 10**7}
_SIZES = tuple(_SIZES_UP_TO)
_WITHIN, _UNDATED = "in ", "undated"
# Parts of one date that have keys: dates that go on for a century are mistakes.
_PARTS = 100


@dataclass(frozen=True, slots=True)
class Member:
    """A telling in the store."""

    item: int
    contact: int
    telling: Telling


def telling(body: Mapping[str, Any], published: str | None, source: str | None) -> Telling:
    """What the body of a contact in a record tells; `published` and `source` are its document's."""
    sides = body["sides"]
    return Telling(
        kind=body["kind"],
        status=body["status"],
        sides=frozenset(p for side in sides for p in split(side["party"])),
        people=tuple((folded(name), side["party"]) for side in sides for name in side["people"]),
        days=lasting(days(body["start"]), body["duration"]),
        told=published[:10] if published else None,
        place=folded(body["place"]) if body["place"] else None,
        country=body["country"],
        ordinal=body["ordinal"],
        channel=body["channel"],
        source=source,
    )


def members(connection: Connection, document: int) -> list[Member]:
    """The tellings of one document."""
    return list(_members(connection, contact_members.c.item_id.in_(select(items.c.id).where(items.c.document_id == document))))


def _members(connection: Connection, condition: Any) -> Iterator[Member]:
    found = (
        select(items.c.id, contact_members.c.contact_id, items.c.body, documents.c.published, documents.c.source)
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .join(documents, documents.c.id == items.c.document_id)
        .where(condition)
        .order_by(items.c.id)
    )
    for row in connection.execute(found):
        yield Member(row.id, row.contact_id, telling(json.loads(row.body), row.published, row.source))


def assign(connection: Connection, document: int, former: Sequence[Member]) -> set[int]:
    """Give each new contact of a document its place among the contacts of the store; gives the contacts touched.

    Args:
        former: the tellings that the document had in the version before; they are gone, but show which contacts its new ones are.
    """
    touched = {m.contact for m in former}
    touched |= _place(connection, (items.c.document_id == document) & (items.c.layer == "contacts"), former)
    for contact in sorted(touched):
        refresh(connection, contact)
    return touched


def _place(
    connection: Connection, condition: Any, former: Sequence[Member], homes: Mapping[int, int] = MappingProxyType({})
) -> set[int]:
    """Let findings that belong to no contact join one or open one; two of one document never join the same.

    Args:
        homes: finding -> contact that nobody tells of, which it opens again where it joins none.
    """
    own = (
        select(items.c.id, items.c.document_id, items.c.body, documents.c.published, documents.c.source)
        .join(documents, documents.c.id == items.c.document_id)
        .where(condition)
        .order_by(items.c.id)
    )
    rows = connection.execute(own).all()
    taken = {document: {m.contact for m in members(connection, document)} for document in {row.document_id for row in rows}}
    touched = set()
    for row in rows:
        told = telling(json.loads(row.body), row.published, row.source)
        found = _find(connection, told, former, taken[row.document_id])
        contact = found if found is not None else homes.get(row.id) or _new(connection, told)
        connection.execute(insert(contact_members).values(item_id=row.id, contact_id=contact))
        _add_keys(connection, contact, told)
        taken[row.document_id].add(contact)
        touched.add(contact)
    return touched


def place_again(connection: Connection, findings: Sequence[int]) -> set[int]:
    """Take findings out of their contacts, if they are in any, and let each find its place anew; gives the contacts touched.

    A contact that nobody else tells of keeps its number, unless its finding turns out to tell of another one.
    """
    chosen = contact_members.c.item_id.in_(findings)
    was = {row.item_id: row.contact_id for row in connection.execute(select(contact_members).where(chosen))}
    connection.execute(delete(contact_members).where(chosen))
    alone = set(was.values()) - _told_of(connection, set(was.values()))
    connection.execute(delete(contact_keys).where(contact_keys.c.contact_id.in_(alone)))
    homes = {item: contact for contact, item in {was[item]: item for item in sorted(was, reverse=True)}.items() if contact in alone}
    touched = set(was.values()) | _place(connection, items.c.id.in_(findings), (), homes)
    for contact in sorted(touched):
        refresh(connection, contact)
    return touched


def _told_of(connection: Connection, numbers: Collection[int]) -> set[int]:
    found = select(contact_members.c.contact_id).where(contact_members.c.contact_id.in_(numbers)).distinct()
    return set(connection.execute(found).scalars())


def move(connection: Connection, findings: Sequence[int], contact: int) -> set[int]:
    """Make findings tell of this contact, which is opened if there is none of the number; gives the contacts touched."""
    chosen = [m for m in _members(connection, contact_members.c.item_id.in_(findings)) if m.contact != contact]
    if not chosen:
        return set()
    if connection.execute(select(contacts.c.id).where(contacts.c.id == contact)).one_or_none() is None:
        _new(connection, chosen[0].telling, contact)
    for member in chosen:
        connection.execute(update(contact_members).where(contact_members.c.item_id == member.item).values(contact_id=contact))
        _add_keys(connection, contact, member.telling)
    touched = {contact, *(m.contact for m in chosen)}
    for number in sorted(touched):
        refresh(connection, number)
    return touched


def opened(connection: Connection, like: int) -> int:
    """A new contact that nobody tells of yet, for findings that are moved to it in the same transaction."""
    copied = select(contacts.c.kind, contacts.c.status, literal(0)).where(contacts.c.id == like)
    made = insert(contacts).from_select(["kind", "status", "sources"], copied).returning(contacts.c.id)
    return int(connection.execute(made).scalar_one())


def _find(connection: Connection, told: Telling, former: Sequence[Member], taken: set[int]) -> int | None:
    """The contact most like a telling, the oldest of several; none of those that the same document tells of already.

    A contact of whose tellings more than two thirds rule the new one out is not it, however like one of them is.
    """
    weights: dict[int, list[float | None]] = defaultdict(list)
    for member in _candidates(connection, told):
        weights[member.contact].append(tellings.weight(told, member.telling))
    fit = {contact: _fitting(found) for contact, found in weights.items()}
    for member in former:
        fit.setdefault(member.contact, []).extend(_fitting([tellings.weight(told, member.telling)]))
    like = {contact: max(found) for contact, found in fit.items() if found and contact not in taken}
    likely = [contact for contact, weight in like.items() if weight >= tellings.threshold()]
    return min(likely, key=lambda contact: (-like[contact], contact), default=None)


def _fitting(found: Sequence[float | None]) -> list[float]:
    fit = [weight for weight in found if weight is not None]
    return fit if 3 * len(fit) >= len(found) else []


def _candidates(connection: Connection, told: Telling) -> Iterator[Member]:
    """The first tellings of each contact that shares a key."""
    keys = list(dict.fromkeys(_keys(told, wide=True)))
    sharing = select(contact_keys.c.contact_id).where(contact_keys.c.key.in_(keys)).distinct()
    place = func.row_number().over(partition_by=contact_members.c.contact_id, order_by=contact_members.c.item_id)
    numbered = (
        select(contact_members.c.item_id, place.label("place"))
        .where(contact_members.c.contact_id.in_(sharing))
        .subquery("numbered")
    )
    yield from _members(connection, items.c.id.in_(select(numbered.c.item_id).where(numbered.c.place <= _COMPARED)))


def _keys(told: Telling, *, wide: bool) -> Iterator[str]:
    """Pairs of sides, each with parts of the time in which the contact was; and each side with its very day.

    Args:
        wide: the keys under which like contacts may be filed, not those to file this one under.
    """
    sides = sorted(told.sides)[:_KEYED_SIDES]
    pairs = list(combinations(sides, 2)) if len(sides) > 1 else [(side,) for side in sides]
    for period in _sought(told) if wide else _filed(told):
        yield from ("|".join((*pair, period)) for pair in pairs)
    if told.day:
        yield from (f"{side}|{told.day}" for side in sides)


def _filed(told: Telling) -> Iterator[str]:
    """Its days if they are few, else its weeks or its years; a finer one also as lying within the coarser ones."""
    covered = _covered(told)
    if covered is None:
        yield _UNDATED
        return
    size = _size(covered)
    yield from _parts(size, covered, "")
    for coarser in _SIZES[_SIZES.index(size) + 1 :]:
        yield from _parts(coarser, covered, _WITHIN)


def _sought(told: Telling) -> Iterator[str]:
    """Where what was within a day of it is filed: as finely as it is itself or more coarsely, or within its own parts of time."""
    covered = _covered(told, margin=1)
    if covered is None:
        yield _UNDATED
        return
    size = _size(covered)
    for coarser in _SIZES[_SIZES.index(size) :]:
        yield from _parts(coarser, covered, "")
    yield from _parts(size, covered, _WITHIN)


def _covered(told: Telling, margin: int = 0) -> tuple[int, int] | None:
    """First and last day on which it may have been, counted from 1 January of the year 1."""
    reach = tellings.reach(told)
    if reach is None:
        return None
    first, last = (date.fromisoformat(day).toordinal() for day in reach)
    return max(first - margin, 1), min(last + margin, date.max.toordinal())


def _size(covered: tuple[int, int]) -> int:
    return next(size for size, most in _SIZES_UP_TO.items() if covered[1] - covered[0] < most)


def _parts(size: int, covered: tuple[int, int], prefix: str) -> Iterator[str]:
    first, last = (day // size for day in covered)
    return (f"{prefix}{size}:{n}" for n in range(first, min(last, first + _PARTS) + 1))


def _new(connection: Connection, told: Telling, number: int | None = None) -> int:
    given = {} if number is None else {"id": number}
    made = insert(contacts).values(kind=told.kind, status=told.status, sources=0, **given).returning(contacts.c.id)
    return int(connection.execute(made).scalar_one())


def _add_keys(connection: Connection, contact: int, told: Telling) -> None:
    known = set(connection.execute(select(contact_keys.c.key).where(contact_keys.c.contact_id == contact)).scalars())
    missing = [{"contact_id": contact, "key": key} for key in dict.fromkeys(_keys(told, wide=False)) if key not in known]
    if missing:
        connection.execute(insert(contact_keys), missing)


def refresh(connection: Connection, contact: int) -> None:
    """Count and vote again after members came or went; a contact that nobody tells of any more is gone."""
    told = [m.telling for m in _members(connection, contact_members.c.contact_id == contact)]
    if not told:
        connection.execute(delete(contacts).where(contacts.c.id == contact))
        return
    rows = connection.execute(
        select(items.c.place, items.c.country, func.coalesce(documents.c.copy_of, documents.c.id).label("original"))
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .join(documents, documents.c.id == items.c.document_id)
        .where(contact_members.c.contact_id == contact)
        .order_by(items.c.id)
    ).all()
    span = _days(told)
    connection.execute(
        update(contacts)
        .where(contacts.c.id == contact)
        .values(
            kind=_most(t.kind for t in told),
            status=_status(told),
            first_day=span[0] if span else None,
            last_day=span[1] if span else None,
            place=_most(row.place for row in rows),
            country=_most(row.country for row in rows),
            sources=len({row.original for row in rows}),
        )
    )


def _most(values: Iterable[str | None]) -> str | None:
    """The value that most reports give, the first of several."""
    counted = Counter(v for v in values if v is not None)
    return counted.most_common(1)[0][0] if counted else None


def _days(told: Sequence[Telling]) -> tuple[str, str] | None:
    """The finest date that is given, and of like ones the most frequent."""
    given = Counter(t.days for t in told if t.days)
    return min(given, key=lambda d: (_length(d), -given[d], d)) if given else None


def _length(span: tuple[str, str]) -> int:
    return (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days


def _status(told: Sequence[Telling]) -> str:
    """What the latest report says: a planned meeting was held, or called off; what was held is planned no more."""
    happened = [t for t in told if t.status not in ("planned", "proposed")]
    latest = max(happened or told, key=lambda t: t.told or "")
    return latest.status
