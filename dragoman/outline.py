"""What a person is shown of a record, and in which order: the same sections for the terminal and the page.

Each finding becomes a card: what it is, its facts in words, the spans it came from. How it looks is left to `view` and `page`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from dragoman import wording
from dragoman.reading import layout
from dragoman.record import Contact, Entity, Event, Item, Outcome, Position, Record, Side, Statement, Time
from dragoman.text import Document, words

Offsets = tuple[int, int]
T = TypeVar("T", bound=Item)
NO_CONTACT = "No contact was found in this text."
# Characters that stand beside a label in a terminal of 80 columns.
ONE_LINE = 64


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of a finding: "where", "Montevideo, Uruguay"; without a label it needs none. `id` is the finding it names."""

    label: str
    value: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding.

    Attributes:
        kind: layer and colour: "contact", "statement" ...
        title: what it is in few words; may be text of the report.
        badge: its status or kind, one word or two.
        quotes: the words it came from, the main ones first.
        cue: the reporting words of a statement.
        missing: what is not known, and why.
    """

    id: str
    kind: str
    title: str
    badge: str
    facts: tuple[Fact, ...]
    quotes: tuple[Offsets, ...]
    cue: Offsets | None
    missing: tuple[Fact, ...]
    found_by: str
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one name, such as those of one party; `name` is "" where the section is not divided."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline.

    Attributes:
        value: ISO date.
        shown: the date in words.
        what: what happens then; "" for a date that no finding has.
        id: the finding, "" for the publication itself.
        span: the words.
    """

    value: str
    shown: str
    what: str
    id: str
    span: Offsets


def title(record: Record) -> str:
    """The report's headline: as given, or as it stands in the text, or else the record's id."""
    if record.title:
        return record.title
    doc = Document(record.text)
    headline = layout.find(doc).headline
    return doc[headline] if headline else record.id


def dateline(record: Record) -> tuple[str, ...]:
    """What is known of the report as a whole: its date and how that was found, its source, its length."""
    dated = f"{wording.when(record.published)}, {wording.dated(record.published_by)}" if record.published else "no date known"
    length = sum(any(c.isalnum() for c in record.text[start:end]) for start, end in words(record.text))
    return tuple(filter(None, (dated.rstrip(", "), record.source, record.url, f"{length:,} words")))


def is_without_contact(record: Record) -> bool:
    """Whether a text that was read has no contact in it; one in another language was not read, and its note says so."""
    return record.language == "en" and not record.contacts


def counts(record: Record) -> tuple[tuple[str, int], ...]:
    """How many findings each layer that a person looks for has; adjectives ("Turkish") are no places to look for."""
    layers = ("contacts", "statements", "positions", "outcomes", "differences", "events", "times")
    places = sum(place.use != "adjective" for place in record.places)
    return (*((layer, len(getattr(record, layer))) for layer in layers), ("places", places))


def contacts(record: Record) -> tuple[Group, ...]:
    """The contacts in text order, in one group."""
    return _undivided(_contact(found) for found in record.contacts)


def statements(record: Record) -> tuple[Group, ...]:
    """The statements by the party that speaks."""
    return _by_party(record.statements, lambda s: s.party, _statement)


def positions(record: Record) -> tuple[Group, ...]:
    """The positions by party."""
    return _by_party(record.positions, lambda p: p.party, _position)


def outcomes(record: Record) -> tuple[Group, ...]:
    """What was agreed, promised, left open, and what comes next."""
    return _undivided(map(_outcome, record.outcomes))


def events(record: Record) -> tuple[Group, ...]:
    """The events in text order."""
    return _undivided(map(_event, record.events))


def cast(record: Record) -> tuple[Group, ...]:
    """The people and bodies that act, by party; places and mere descriptions are left out."""
    named = [entity for entity in record.entities if entity.kind != "place" and any(m.kind == "name" for m in entity.mentions)]
    return _by_party(named, lambda entity: entity.party, _entity)


def differences(record: Record) -> tuple[tuple[Card, tuple[tuple[str, Offsets], ...]], ...]:
    """Each difference with its accounts: who, and the words."""
    return tuple(
        (
            _card(found, "difference", found.about, "", (), tuple(account.span for account in found.accounts)),
            tuple((wording.party(account.party), account.span) for account in found.accounts),
        )
        for found in record.differences
    )


def timeline(record: Record) -> tuple[Moment, ...]:
    """Dated contacts, outcomes and events, and the other dates of the text, in order of time."""
    moments = [
        *(
            _moment(c.start, _contact_title(c) + f", {c.status}", c.id, c.evidence[0])
            for c in record.contacts
            if c.start and c.evidence
        ),
        *(_moment(o.when, f"{wording.plain(o.kind)}: {o.what}", o.id, o.evidence) for o in record.outcomes if o.when),
        *(_moment(e.date, _event_title(e), e.id, e.evidence) for e in record.events if e.date and e.type != "CONSULT"),
    ]
    if record.published:
        moments.append(_moment(record.published, "this report was published", "", (0, 0)))
    taken = {moment.value[:10] for moment in moments}
    moments += [
        _moment(t.value, "", t.id, t.span, t.mod)
        for t in record.times
        if t.type in ("DATE", "TIME") and t.value and wording.is_date(t.value) and t.value[:10] not in taken
    ]
    return tuple(sorted(moments, key=lambda moment: (wording.order(moment.value), moment.span)))


def unresolved(record: Record) -> tuple[Time, ...]:
    """Expressions of time without a value."""
    return tuple(time for time in record.times if time.value is None)


def _moment(value: str | None, what: str, id: str, span: Offsets, mod: str | None = None) -> Moment:
    return Moment(value or "", wording.when(value, mod), what, id, span)


def _undivided(cards: Iterable[Card]) -> tuple[Group, ...]:
    made = tuple(cards)
    return (Group("", made),) if made else ()


def _by_party(items: Iterable[T], party: Callable[[T], str | None], card: Callable[[T], Card]) -> tuple[Group, ...]:
    """Cards grouped by party in the order of first mention; those of nobody known come last."""
    listed = list(items)
    rank = {name: n for n, name in reversed(list(enumerate(map(party, listed))))}
    ordered = sorted(listed, key=lambda item: (party(item) is None, rank[party(item)]))
    return tuple(
        Group(wording.party(name) if name else "Party not known", tuple(map(card, same)))
        for name, same in groupby(ordered, key=party)
    )


def _card(
    item: Item, kind: str, title: str, badge: str, facts: Iterable[Fact], quotes: tuple[Offsets, ...], cue: Offsets | None = None
) -> Card:
    missing = tuple(Fact(wording.plain(field), why) for field, why in item.unknown.items())
    known = tuple(fact for fact in facts if fact.value)
    return Card(item.id, kind, title, badge, known, quotes, cue, missing, item.found_by, item.score)


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))


def _contact_title(contact: Contact) -> str:
    return f"{contact.kind}: " + " – ".join(wording.party(side.party) for side in contact.sides)


def _sides(contact: Contact) -> Iterator[Fact]:
    """Who takes part: on one line if they fit, else one line for each side."""
    sides = [_side(side) for side in contact.sides]
    together = " – ".join(sides)
    for n, shown in enumerate([together] if len(together) <= ONE_LINE else sides):
        yield Fact("" if n else "who", shown)


def _side(side: Side) -> str:
    people = ", ".join(f"{person} [lead]" if person == side.lead and len(side.people) > 1 else person for person in side.people)
    return f"{wording.party(side.party)} ({people})" if people else wording.party(side.party)


def _contact(contact: Contact) -> Card:
    where = ", ".join(dict.fromkeys(filter(None, (contact.place, wording.party(contact.country) if contact.country else None))))
    lasted = f"lasted {wording.when(contact.duration)}" if contact.duration else None
    form = (
        contact.format and (f"mediated by {wording.party(contact.mediator)}" if contact.mediator else contact.format),
        contact.channel,
        f"{wording.ordinal(contact.ordinal)} of its kind" if contact.ordinal else None,
        f"part of {contact.part_of}" if contact.part_of else None,
    )
    facts = (
        *_sides(contact),
        Fact("when", _joined(wording.when(contact.start), lasted)),
        Fact("where", _joined(where, contact.venue)),
        Fact("how", _joined(*form)),
        Fact("about", "; ".join(contact.subjects)),
    )
    return _card(contact, "contact", contact.kind, contact.status, facts, contact.evidence)


def _statement(statement: Statement) -> Card:
    about = Fact("", f"about {statement.contact}" if statement.contact else "", statement.contact or "")
    addressee = f"to {statement.addressee}" if statement.addressee else ""
    medium = wording.plain(statement.medium) if statement.medium else ""
    plain = (Fact("", value or "") for value in (*_reservations(statement), medium, addressee, wording.when(statement.date)))
    facts = (*plain, about)
    speaker = statement.speaker or "speaker not known"
    return _card(statement, "statement", speaker, statement.kind, facts, statement.content_spans, statement.cue_span)


def _reservations(statement: Statement) -> Iterator[str]:
    """Whether it was said, how the report presents it and how sure the speaker is, each only where it is not the usual."""
    if statement.negated:
        yield "not said"
    if statement.hedge:
        yield "said to be so"
    if statement.author_distance != "neutral":
        yield {"distanced": "left open by the report", "endorsed": "taken as true by the report"}[statement.author_distance]
    if statement.certainty in ("probable", "possible"):
        yield f"called {statement.certainty}"


def _position(position: Position) -> Card:
    return _card(position, "position", position.issue, position.stance, (), (position.evidence,))


def _outcome(outcome: Outcome) -> Card:
    facts = (
        Fact("", " & ".join(map(wording.party, outcome.parties))),
        Fact("", wording.when(outcome.when)),
        Fact("", outcome.where or ""),
        Fact("", outcome.status),
    )
    return _card(outcome, "outcome", outcome.what, wording.plain(outcome.kind), facts, (outcome.evidence,))


def _event_title(event: Event) -> str:
    return f"{event.type}: {_arrow(event)}"


def _arrow(event: Event) -> str:
    sides = (" & ".join(map(wording.party, parties)) for parties in (event.actors, event.recipients))
    return " → ".join(filter(None, sides)) or "nobody named"


def _event(event: Event) -> Card:
    code = f"CAMEO {event.cameo}" if event.cameo else ""
    facts = (
        Fact("", value) for value in (event.mode or "", ", ".join(event.context), wording.when(event.date), event.place or "", code)
    )
    return _card(event, "event", _arrow(event), event.type, facts, (event.evidence,))


def _entity(entity: Entity) -> Card:
    names = tuple(mention.span for mention in entity.mentions if mention.kind == "name")
    times = len(entity.mentions)
    facts = (
        Fact("", entity.role or ""),
        Fact("", entity.actor_code or ""),
        Fact("", f"mentioned {times} times" if times > 1 else ""),
    )
    return _card(entity, "entity", entity.name, wording.plain(entity.kind), facts, names)
