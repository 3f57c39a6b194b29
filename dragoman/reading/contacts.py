"""Contacts: each meeting, call, visit, round, summit, conference and letter between representatives of states or other actors.

Triggers are found by rule (`contact_triggers`), each is read in its clause (`contact_mentions`, with `contact_sides`,
`contact_status`, `contact_fields`), mentions of one contact are merged (`contact_merge`), and what has no two sides is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.analysis import Analysis
from dragoman.reading import contact_fields, contact_heading, contact_merge, contact_people
from dragoman.reading.cast import Cast
from dragoman.reading.contact_mentions import MentionReader
from dragoman.reading.contact_merge import Group
from dragoman.reading.contact_reading import CUE, GUESS, TENSE, by_date
from dragoman.reading.contact_sides import is_group, joined
from dragoman.record import Channel, Contact, ContactStatus, Place, Side, Time
from dragoman.text import Document

_FACE_TO_FACE = frozenset(("meeting", "talks", "summit", "conference"))
_WHY = {
    "start": "the text gives no date for it",
    "place": "the text names no place for it",
    "country": "no place is known, or its country is not",
    "duration": "the text gives no length",
    "channel": "the text does not say how the sides were in touch",
}


def find(doc: Document, analysis: Analysis, cast: Cast, times: Sequence[Time], places: Sequence[Place]) -> tuple[Contact, ...]:
    """The contacts of a document, in the order of their first mention, with ids "c1", "c2" ...

    Args:
        cast: who is who in the document.
        times, places: as found in the document, resolved.
    Returns:
        One contact an event, however often it is mentioned; empty if the text tells of none.
    """
    reader = MentionReader(doc, analysis, cast, times, places)
    groups = contact_merge.inherit(contact_merge.merge(contact_heading.complete(reader, reader.mentions())))
    made = [g for g in groups if is_contact(g)]
    kinds = {g.kind for g in made if g.parties}
    kept = [g for g in made if g.parties or g.kind not in kinds]
    trip = next((g for g in kept if g.kind == "visit" and g.reading.status == "held"), None)
    writer = _Writer(reader, next((g for g in kept if g.kind != "visit"), kept[0]) if kept else None, trip)
    return writer.linked([writer.contact(f"c{n}", group) for n, group in enumerate(kept, 1)])


def is_contact(group: Group) -> bool:
    """Whether at least two sides took part, or a group of states met, or one went to a conference with a name."""
    if len(group.parties) >= 2:
        return True
    if not group.parties:
        occasion = any(m.definiteness == "name" and m.kind in contact_merge.GROUP_KINDS for m in group.mentions)
        if occasion and group.reading.status in ("planned", "proposed"):
            return True
        return any(
            m.kind in ("talks", "summit") and not m.own and m.place and m.definiteness != "verb" and not m.told
            for m in group.mentions
        )
    if any(m.process for m in group.mentions):
        return True
    named = any(m.definiteness == "name" for m in group.mentions)
    body = any(is_group(p) for p in group.parties)
    if group.kind == "visit" and group.people and any(m.region for m in group.mentions):
        return True
    if any(m.abroad and m.told and m.sides for m in group.mentions) or _is_offer(group):
        return True
    named = named and not any(m.told and m.sides for m in group.mentions)
    return (group.kind in contact_merge.GROUP_KINDS and (named or body)) or (group.kind == "meeting" and body)


def _is_offer(group: Group) -> bool:
    """Whether one side alone is said to want talks, or is wanted at them: "Norway stated the need to begin talks"."""
    partner = any(m.told or m.vague for m in group.mentions)
    return group.kind == "talks" and group.reading.status == "proposed" and group.reading.strength == CUE and not partner


class _Writer:
    """Makes the record's items of one document; `main` is the first contact, the one that a readout reports, `trip` a journey."""

    def __init__(self, reader: MentionReader, main: Group | None, trip: Group | None) -> None:
        self.doc, self.analysis, self.reach, self.main, self.trip = reader.doc, reader.analysis, reader.reach, main, trip
        self.companies = contact_people.companies(reader.analysis, reader.cast)
        self.roles = {e.name: e.role for e in reader.cast.entities if e.kind == "person"}
        self.readout = contact_fields.is_readout(reader.doc) or reader.cast.publisher_party is not None
        self.trigger_sentences = {reader.analysis.tokens[t.token].sent for t in reader.triggers}

    def contact(self, id: str, group: Group) -> Contact:
        """The record's item for one group of mentions."""
        fields = {n: group.first(n) for n in ("duration", "place", "place_id", "country", "venue", "ordinal", "channel")}
        fields.update(group.place())
        if group.kind == "call":
            fields.update(dict.fromkeys(("place", "place_id", "country")))
        fields["country"] = fields["country"] or self._seat(group)
        fields["channel"] = fields["channel"] or self._in_person(group)
        start, today = group.start, self._published(group)
        if today and (not isinstance(start, str) or today.startswith(start)):
            start = today
        around = group.first("around")
        finer = isinstance(start, str) and isinstance(around, str) and around.startswith(start)
        start = (around if isinstance(around, str) and (finer or not start) else start) or self._of_trip(group)
        sides = self._led(joined([s for m in group.mentions for s in m.sides]), {m.sent for m in group.mentions})
        first = group.mentions[0]
        helpers = [h for m in group.mentions for h in m.mediators if all(h != s.party for s in sides)]
        mediator = helpers[0] if helpers else None
        data = {
            **fields,
            "id": id,
            "kind": group.kind,
            "status": self._status(group, start if isinstance(start, str) else None),
            "sides": sides,
            "start": start,
            "subjects": self._subjects(group),
            "evidence": tuple(dict.fromkeys(m.evidence for m in group.mentions)),
            "date_precision": contact_fields.precision(start if isinstance(start, str) else None),
            "mediator": mediator,
            "format": "mediated" if mediator else _format(sides),
            "found_by": first.rule,
            "score": self._score(group, sides),
        }
        data["unknown"] = {name: why for name, why in _WHY.items() if data.get(name) is None}
        return Contact.model_validate(data)

    def _status(self, group: Group, start: str | None) -> ContactStatus | None:
        """As the words say; a meeting or call of a day gone by is over, whatever is said of it in the present tense."""
        said = group.reading
        over = said.status == "ongoing" and group.kind in ("meeting", "call") and start is not None and len(start) > 7
        return by_date(replace(said, strength=GUESS), start, self.doc.published).status if over else said.status

    def _score(self, group: Group, sides: Sequence[Side]) -> float:
        """How much speaks for it: two sides, their people, words that say it happens, more than one mention."""
        signs = (
            len(sides) > 1,
            any(s.people for s in sides),
            group.reading.strength >= TENSE,
            len(group.mentions) > 1 or group.first("start") is not None,
        )
        return 0.5 + 0.1 * sum(signs)

    def linked(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """The same contacts, each "on the margins of" another one marked as part of it."""
        wholes: dict[int, tuple[int, str]] = {}
        for contact in contacts:
            for start, _ in contact.evidence:
                token = self.analysis.token_at(start)
                before = self.analysis.tokens[max(token.i - 3, 0) : token.i] if token else ()
                if token and any(t.lower in contact_fields.rules()["margins"] for t in before):
                    wholes.setdefault(token.sent, (start, contact.id))
        return tuple(c.model_copy(update={"part_of": self._part_of(c, wholes)}) for c in contacts)

    def _part_of(self, contact: Contact, wholes: dict[int, tuple[int, str]]) -> str | None:
        """The contact told behind it in the same sentence, on whose margins it took place."""
        for start, _ in contact.evidence:
            token = self.analysis.token_at(start)
            whole = wholes.get(token.sent) if token else None
            if whole and start < whole[0] and whole[1] != contact.id:
                return whole[1]
        return None

    def _seat(self, group: Group) -> str | None:
        """The state of the first known house that the contact took place in."""
        states = (contact_fields.seat(m.venue) for m in group.mentions)
        return next((state for state in states if state), None)

    def _in_person(self, group: Group) -> Channel | None:
        """Sides that met in a named place, or "met" on a day, saw each other."""
        if group.kind not in _FACE_TO_FACE:
            return None
        met = any(m.definiteness == "verb" and m.kind == "meeting" for m in group.mentions)
        dated = group.first("start") or self._published(group)
        return (
            "in-person"
            if group.first("place") or group.first("venue") or (met and dated and group.reading.status == "held")
            else None
        )

    def _of_trip(self, group: Group) -> str | None:
        """In one side's account of a journey, meetings without a date of their own took place on it."""
        held = group.reading.status == "held" and group.kind == "meeting" and any(m.told for m in group.mentions)
        trip = self.trip.first("start") if self.readout and held and self.trip else None
        return trip if isinstance(trip, str) else None

    def _published(self, group: Group) -> str | None:
        """A readout without a date reports a contact of its own day; that of a journey, of the days of the journey."""
        if self._of_trip(group):
            return None
        if not self.readout or group is not self.main or not self.doc.published or group.reading.status != "held":
            return None
        return self.doc.published[:10] if group.mentions[0].sent <= 1 else None

    def _led(self, sides: Sequence[Side], sentences: set[int]) -> tuple[Side, ...]:
        """The sides with those who came along, each with its head."""
        full = contact_people.joined_by(sides, self.companies, sentences)
        return tuple(s.model_copy(update={"lead": contact_people.lead(s.people, self.roles)}) for s in full)

    def _subjects(self, group: Group) -> tuple[str, ...]:
        """Noun phrases of what it is about, from its own sentences and, in a readout, from all that follow the first contact."""
        own = {m.token for m in group.mentions}
        sentences = {m.sent for m in group.mentions}
        if self.readout and group is self.main:
            sentences |= set(range(len(self.analysis.sentences))) - (self.trigger_sentences - sentences)
        spans = [s for m in group.mentions for s in m.subjects]
        for sentence in sorted(sentences):
            tokens = self.analysis.sentence_tokens(self.analysis.sentences[sentence])
            mine = [t for t in tokens if not (owners := self.reach.owners(t.i)) or any(o.token in own for o in owners)]
            spans += contact_fields.subjects(self.analysis, mine)
        return tuple(dict.fromkeys(self.doc[s] for s in sorted(set(spans))))


def _format(sides: Sequence[Side]) -> str | None:
    if any(is_group(s.party) for s in sides) or len(sides) > 3:
        return "multilateral"
    return {2: "bilateral", 3: "trilateral"}.get(len(sides))
