"""A record as rows of `items`: each finding with the fields that questions ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman import serial
from dragoman.reading.voices import split
from dragoman.record import Contact, Difference, Event, Item, Outcome, Place, Position, Record, Statement
from dragoman.store.days import days

_MARKS = re.compile(r"[^\w]+|_+")
# Between the verbatim phrases of one item in `words`.
BETWEEN = " … "


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as it goes into the store.

    Attributes:
        values: columns of `items`, all but the ids.
        parties: party and role.
        people: name and party.
    """

    values: dict[str, Any]
    parties: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Facts:
    kind: str | None
    words: str | None
    date: str | None = None
    status: str | None = None
    place: str | None = None
    country: str | None = None
    place_id: str | None = None
    evidence: tuple[tuple[int, int], ...] = ()
    parties: Iterable[tuple[str | None, str]] = field(default=())
    people: Iterable[tuple[str, str | None]] = field(default=())


def folded(name: str) -> str:
    """A name in lower case without accents and marks, with a blank before and after each word: " sergey lavrov "."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return f" {' '.join(_MARKS.sub(' ', plain.casefold()).split())} "


def phrases(words: str | None, evidence: int) -> list[str]:
    """The phrases that tell of a contact.

    Args:
        words: of its row; they begin with so many phrases of evidence.
    """
    return (words or "").split(BETWEEN)[:evidence]


def telling(of: Sequence[str]) -> str:
    """Of several phrases the first of three words or more, else the longest."""
    return next((p for p in of if p.count(" ") > 1), max(of, key=len, default=""))


def rows(record: Record) -> Iterator[Row]:
    """The rows of the layers that are asked for: contacts, statements, positions, outcomes, events, differences."""
    for layer, facts in _LAYERS.items():
        for item in getattr(record, layer):
            found = facts(record, item)
            yield _row(layer, item, found, _place(record, found))


def _place(record: Record, facts: _Facts) -> Place | None:
    """The resolved place of a finding: by its id, else the one of that name nearest to its words."""
    if facts.place_id is not None:
        return next((p for p in record.places if p.id == facts.place_id), None)
    named = [p for p in record.places if facts.place and record.text[p.span[0] : p.span[1]] == facts.place]
    at = facts.evidence[0][0] if facts.evidence else 0
    return min(named, key=lambda p: abs(p.span[0] - at), default=None)


def _row(layer: str, item: Item, facts: _Facts, place: Place | None) -> Row:
    covered = days(facts.date) or (None, None)
    values = {
        "layer": layer, "item": item.id, "kind": facts.kind, "status": facts.status,
        "first_day": covered[0], "last_day": covered[1],
        "place": facts.place, "country": facts.country or (place.country if place else None),
        **{name: getattr(place, name, None) for name in ("geonames_id", "lat", "lon")},
        "words": facts.words, "score": item.score, "review": item.review, "body": serial.dumps(item.model_dump(mode="json")),
    }  # fmt: skip
    parties = dict.fromkeys((p, role) for party, role in facts.parties for p in split(party))
    return Row(values, tuple(parties), tuple(dict(facts.people).items()))


def _verbatim(record: Record, spans: Iterable[tuple[int, int]]) -> str:
    return BETWEEN.join(dict.fromkeys(record.text[start:end] for start, end in spans))


def _contact(record: Record, c: Contact) -> _Facts:
    return _Facts(
        kind=c.kind,
        words=BETWEEN.join(filter(None, (_verbatim(record, c.evidence), *c.subjects))),
        date=c.start,
        status=c.status,
        place=c.place,
        country=c.country,
        place_id=c.place_id,
        parties=[*((side.party, "side") for side in c.sides), (c.mediator, "mediator")],
        people=[(name, side.party) for side in c.sides for name in side.people],
    )


def _statement(record: Record, s: Statement) -> _Facts:
    people = [(name, s.party) for name in s.speaker.split(" & ")] if s.speaker else ()
    return _Facts(kind=s.act, words=_verbatim(record, s.content_spans), date=s.date, parties=[(s.party, "speaker")], people=people)


def _position(record: Record, p: Position) -> _Facts:
    return _Facts(kind=p.stance, words=p.issue, parties=[(p.party, "holder")])


def _outcome(record: Record, o: Outcome) -> _Facts:
    return _Facts(
        kind=o.kind,
        words=o.what,
        date=o.when,
        status=o.status,
        place=o.where,
        evidence=(o.evidence,),
        parties=[(party, "party") for party in o.parties],
    )


def _event(record: Record, e: Event) -> _Facts:
    return _Facts(
        kind=e.type,
        words=_verbatim(record, [e.evidence]),
        date=e.date,
        status=e.mode,
        place=e.place,
        evidence=(e.evidence,),
        parties=[*((party, "actor") for party in e.actors), *((party, "recipient") for party in e.recipients)],
    )


def _difference(record: Record, d: Difference) -> _Facts:
    spans = [account.span for account in d.accounts]
    return _Facts(
        kind=None,
        words=BETWEEN.join((d.about, _verbatim(record, spans))),
        parties=[(account.party, "account") for account in d.accounts],
    )


_LAYERS: dict[str, Callable[[Record, Any], _Facts]] = {
    "contacts": _contact,
    "statements": _statement,
    "positions": _position,
    "outcomes": _outcome,
    "events": _event,
    "differences": _difference,
}
LAYERS = tuple(_LAYERS)
