"""Events for event tables: one meeting is one event, however many reports tell of it.

Events of several reports are one if they are of one type and code, between the same parties, on the same day; an event without a
day is one with another of its report alone. Consultations that tell of one contact are one, whatever their words.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from dragoman import knowledge
from dragoman.store.schema import contact_members, documents, items


@dataclass(frozen=True, slots=True)
class Source:
    """One report of an event.

    Attributes:
        span: of its words, code points.
        sentence: number of the sentence in the report, from 1.
    """

    document: int
    key: str
    title: str | None
    published: str | None
    source: str | None
    words: str
    span: tuple[int, int]
    sentence: int
    people: tuple[str, ...]
    organizations: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event over all its reports; fields as of `dragoman.record.Event`, those of the first report that has them.

    Attributes:
        first_day, last_day: YYYY-MM-DD.
        lat, lon: degrees.
    """

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    quad: int | None
    goldstein: float | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    first_day: str | None
    last_day: str | None
    place: str | None
    country: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    score: float
    sources: tuple[Source, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Who acts on whom; those who meet each act on each other. A party alone acts on nobody: ""."""
        if not self.recipients:
            return tuple(permutations(self.actors, 2)) or tuple((a, "") for a in self.actors)
        return tuple((a, r) for a in self.actors for r in self.recipients)


def sectors(party: str) -> str:
    """The CAMEO sector of a party: what its code has after the country's three letters."""
    return knowledge.code(party)[3:] if country(party) else knowledge.code(party)


def country(party: str) -> str | None:
    """ISO 3166-1 alpha-3 of a party that is a state."""
    return party if knowledge.party_kinds().get(party) == "state" else None


def name(party: str) -> str:
    """The usual name of a party; the party itself if no table has it."""
    return knowledge.party_names().get(party, (party, None))[0]


def rows(connection: Connection, ids: Collection[int] | None = None, contacts: Collection[int] | None = None) -> list[EventRow]:
    """All events of the store that have an actor, by day, those without one last.

    Args:
        ids: of documents: only what these tell. `contacts`: only events that are of one of these contacts.
    """
    groups: dict[tuple[Any, ...], list[_Told]] = {}
    for told in _told(connection, ids):
        if contacts is not None and told.contact not in contacts:
            continue
        groups.setdefault(told.key, []).append(told)
    found = [_merged(group) for group in groups.values()]
    return sorted(found, key=lambda r: (r.first_day is None, r.first_day or "", r.sources[0].document, int(r.id[1:])))


@dataclass(frozen=True, slots=True)
class _Told:
    """An event as one report tells it."""

    item: int
    row: Any
    body: dict[str, Any]
    contact: int | None
    source: Source

    @property
    def key(self) -> tuple[Any, ...]:
        """What events that are one have in common."""
        if self.contact is not None:
            return "contact", self.contact, self.body["type"]
        sides = tuple(sorted(self.body["actors"])), tuple(sorted(self.body["recipients"]))
        day = self.row.first_day if self.row.first_day and self.row.first_day == self.row.last_day else None
        return self.body["type"], self.body["cameo"], sides, day, None if day else self.row.document_id


def _told(connection: Connection, ids: Collection[int] | None) -> Iterator[_Told]:
    of_some = () if ids is None else (items.c.document_id.in_(ids),)
    contacts = _contacts(connection, of_some)
    records: dict[int, dict[str, Any]] = {}
    found = (
        select(
            items,
            documents.c.key,
            documents.c.title,
            documents.c.published,
            documents.c.source,
            documents.c.text,
            documents.c.record,
        )
        .join(documents, documents.c.id == items.c.document_id)
        .where(items.c.layer == "events", *of_some)
        .order_by(items.c.id)
    )
    for row in connection.execute(found):
        body = json.loads(row.body)
        if not body["actors"]:
            continue
        if row.document_id not in records:
            records = {row.document_id: json.loads(row.record)}
        span = tuple(body["evidence"])
        yield _Told(
            row.id, row, body, _contact(contacts.get(row.document_id, ()), body, span), _source(row, records[row.document_id], span)
        )


def _contacts(connection: Connection, of_some: Iterable[ColumnElement[bool]]) -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """Document -> its contacts with their bodies."""
    found = select(items.c.document_id, items.c.body, contact_members.c.contact_id).where(*of_some)
    found = found.join(contact_members, contact_members.c.item_id == items.c.id)
    contacts: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for row in connection.execute(found.order_by(items.c.id)):
        contacts.setdefault(row.document_id, []).append((row.contact_id, json.loads(row.body)))
    return contacts


def _contact(contacts: Iterable[tuple[int, dict[str, Any]]], body: dict[str, Any], span: tuple[int, int]) -> int | None:
    """The contact that a consultation is, by its words."""
    if body["type"] != "CONSULT":
        return None
    held = (id for id, contact in contacts if any(a < span[1] and span[0] < b for a, b in contact["evidence"]))
    return next(held, None)


def _source(row: Any, record: dict[str, Any], span: tuple[int, int]) -> Source:
    from dragoman.text import sentences

    number = sum(1 for s in sentences(row.text[: span[0] + 1]))
    named: dict[str, list[str]] = {"person": [], "organization": []}
    for entity in record["entities"]:
        if entity["kind"] in named:
            named[entity["kind"]].append(entity["name"])
    return Source(
        row.document_id, row.key, row.title, row.published, row.source, row.text[span[0] : span[1]], span, max(number, 1),
        tuple(named["person"]), tuple(named["organization"]), tuple(dict.fromkeys(place["name"] for place in record["places"])),
    )  # fmt: skip


def _merged(group: list[_Told]) -> EventRow:
    first = max(group, key=lambda t: (t.row.first_day is not None, t.row.lat is not None, -t.item))
    body, row = first.body, first.row
    return EventRow(
        f"E{min(t.item for t in group)}", body["type"], body["mode"], tuple(body["context"]), body["cameo"], body["quad"],
        body["goldstein"], tuple(body["actors"]), tuple(body["recipients"]), row.first_day, row.last_day, row.place, row.country,
        row.geonames_id, row.lat, row.lon, max(t.row.score for t in group), tuple(t.source for t in group),
    )  # fmt: skip
