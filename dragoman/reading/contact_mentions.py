"""One mention of a contact: a trigger read in its clause, with the sides, time, place and channel that the clause tells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dragoman.analysis import Analysis
from dragoman.reading import (
    contact_cues,
    contact_fields,
    contact_merge,
    contact_people,
    contact_reading,
    contact_sides,
    contact_status,
    contact_triggers,
    phrases,
)
from dragoman.reading.cast import Cast
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_gate import Gate
from dragoman.reading.contact_merge import ContactMention
from dragoman.reading.contact_sides import Participants, is_group, joined
from dragoman.reading.contact_triggers import Trigger
from dragoman.record import Channel, ContactKind, Place, Side, Time
from dragoman.text import Document, Span

# Longer, in characters, than most phrases of place: "in the Democratic Republic of Congo".
_PLACE_LENGTH = 40
# GeoNames features of parts of the world, in which no state is alone.
_REGIONS = ("CONT", "RGN")


class MentionReader:
    """One document with what was found in it before."""

    def __init__(self, doc: Document, analysis: Analysis, cast: Cast, times: Sequence[Time], places: Sequence[Place]) -> None:
        self.doc, self.analysis, self.cast = doc, analysis, cast
        self.triggers = contact_triggers.find(analysis)
        self.reach = contact_fields.reach(analysis, self.triggers)
        self.all_times = sorted(times, key=lambda t: t.span)
        self.time_starts = [t.span[0] for t in self.all_times]
        self.times = contact_fields.times_of(self.reach, times)
        self.all_places = sorted(places, key=lambda p: p.span)
        self.places = contact_fields.places_of(self.reach, places)
        self.named = {e.party for e in cast.entities for m in e.mentions if Span(*m.span) not in cast.places}
        self.gate = Gate(analysis, cast, self.places)

    def mentions(self) -> list[ContactMention]:
        """What each trigger tells, in text order; triggers that turn out to be none are left out."""
        found: list[ContactMention] = []
        for trigger in self.triggers:
            found += self._mentions(trigger)
        return contact_people.carried(contact_merge.join_travel(found, self._is_purpose))

    def mention(self, trigger: Trigger) -> ContactMention:
        """What one trigger tells, also where its clause alone makes no contact."""
        return self._mention(trigger, self._participants(trigger), contact_status.read(self.analysis, trigger))

    def _is_purpose(self, journey: ContactMention, meeting: ContactMention) -> bool:
        """Whether a journey by verb is made for the contact told next in the same clause, with a partner of its own."""
        if (
            journey.kind != "visit"
            or journey.receives
            or journey.definiteness != "verb"
            or journey.sent != meeting.sent
            or meeting.kind == "visit"
        ):
            return self._is_round_of(journey, meeting)
        between = self.analysis.tokens[journey.token + 1 : meeting.token]
        token = self.analysis.tokens[meeting.token]
        case = ""
        if meeting.definiteness == "verb":
            aims = contact_cues.is_infinitive(self.analysis, token.i)
        else:
            case = contact_cues.case(self.analysis, token)
            aims = case == "for"
        apart = any(t.lower in ("and", "but", "where", "who") or t.text in (";", ":", "—") for t in between)
        received = journey.told and case == "for" and meeting.parties <= journey.parties
        return aims and (meeting.told or meeting.kind == "summit" or received) and not apart

    def _is_round_of(self, met: ContactMention, talks: ContactMention) -> bool:
        """Whether the second mention names what the first, a verb, was: "met in Oslo for a third round of talks"."""
        verb = met.definiteness == "verb" and met.kind in ("meeting", "talks", "summit") and met.sent == talks.sent
        received = met.receives and met.sent == talks.sent and (talks.kind == "visit") != (met.kind == "visit")
        if (
            not (verb or received)
            or (talks.kind in ("call", "visit", "correspondence") and not received)
            or talks.told
            or talks.parties - met.parties
        ):
            return False
        first = self.analysis.tokens_in(met.evidence)[-1].i if received else met.token
        between = self.analysis.tokens[first + 1 : talks.token]
        case = contact_cues.case(self.analysis, self.analysis.tokens[talks.token])
        apart = any(t.lower in ("and", "but", "where", "who", *rules()["apart"]) or t.text in (";", ":", "—") for t in between)
        return case in ("for", "in") and not apart and not any(t.upos == "VERB" for t in between)

    def _mentions(self, trigger: Trigger) -> list[ContactMention]:
        who = self._participants(trigger)
        reading = contact_status.read(self.analysis, trigger)
        if reading.status is None or not self.gate.takes_part(trigger, who):
            return []
        discussed = trigger.support is not None and self.analysis.tokens[trigger.support].lemma == "discuss"
        if discussed or (reading.status == "ongoing" and self._is_topic(trigger)):
            who = replace(who, maybe=())
        if (trigger.plural or self._is_apiece(trigger)) and len(split := self._split(trigger, who)) > 1:
            return [self._mention(trigger, one, reading) for one in split]
        return [self._mention(trigger, who, reading)]

    def _participants(self, trigger: Trigger) -> Participants:
        """By the tree; by word order where the tree shows fewer parties; the subject of one, the partner of the other."""
        by_tree = self._refined(trigger, contact_sides.find(self.analysis, trigger))
        by_order = self._refined(trigger, contact_sides.surface(self.analysis, trigger))
        if not by_tree.told and by_order.told and set(by_order.others) <= set(by_tree.spans):
            by_tree = replace(by_tree, others=by_order.others, told=True)
        if self._worth(by_tree) >= (True, 2):
            same = set(self.gate.parties(by_tree.spans)) == set(self.gate.parties(by_order.spans))
            return by_order if same and len(self.gate.people(by_order.spans)) > len(self.gate.people(by_tree.spans)) else by_tree
        mixed = replace(by_order, spans=tuple(dict.fromkeys((*by_tree.spans, *by_order.spans))))
        best = by_order if self._worth(by_order) > self._worth(by_tree) else by_tree
        return mixed if by_order.told and not by_tree.told and self._worth(mixed) > self._worth(best) else best

    def _refined(self, trigger: Trigger, who: Participants) -> Participants:
        """Spans as whole mentions; without a city before the noun, which is where, not who: "the Oslo talks with Turkey"."""
        located = self.places.get(trigger.token, [])
        cities = {Span(*p.span) for p, case in located if not case}
        inside = {Span(*p.span) for p, case in located if case}
        kept = tuple(s for s in who.spans if s not in inside and not any(s.covers(c) and s.end - c.end <= 1 for c in cities))
        return contact_sides.widened(self.cast, contact_sides.uncut_partners(self.analysis, replace(who, spans=kept)))

    def _worth(self, who: Participants) -> tuple[bool, int]:
        """How much a reading of the participants tells: is the other side it names a party, and how many parties are there."""
        abroad = self.gate.is_abroad(who)
        known = not who.told or bool(self.gate.people_or_parties(who.others)) or abroad
        return known, len(self.gate.parties(who.spans)) + abroad

    def _split(self, trigger: Trigger, who: Participants) -> list[Participants]:
        """Plural nouns are one contact a counterpart ("calls with A and B") or a group ("the EU and NATO summits")."""
        groups = [s for span in who.spans for s, e in self.cast.within(span) if e.party and is_group(e.party)]
        if trigger.row.kind in contact_merge.GROUP_KINDS and len(groups) > 1:
            return [replace(who, spans=(one,), others=(), told=False) for one in groups]
        other = [s for span in who.others for s in self._persons_in(span)]
        if len(other) < 2 and self._is_apiece(trigger):
            other = [s for span in who.others for s, e in self.cast.mentions_in(span) if e.kind == "state"]
        if len(other) < 2:
            return [who]
        same = tuple(s for s in who.spans if s not in who.others)
        return [replace(who, spans=(*same, one), others=(one,)) for one in other]

    def _is_topic(self, trigger: Trigger) -> bool:
        """Whether a verb only speaks of it: "discussed the ongoing talks"."""
        return trigger.support is not None and self.analysis.tokens[trigger.support].lemma in rules()["topics"]

    def _is_apiece(self, trigger: Trigger) -> bool:
        """ "Met with the presidents of Norway and Turkey separately"."""
        sentence = self.analysis.sentences[self.analysis.tokens[trigger.token].sent]
        return any(t.lower in rules()["apiece"] for t in self.analysis.children(trigger.anchor) if t.i < sentence.last)

    def _persons_in(self, span: Span) -> list[Span]:
        """Where each person with a party is named inside a phrase, also inside a mention of them all ("leaders A and B")."""
        people = dict(self.cast.people(span))
        named = {e.name: e for e in self.cast.entities if e.name in people and people[e.name] is not None}
        inside = [next((Span(*m.span) for m in e.mentions if span.covers(m.span)), None) for e in named.values()]
        return sorted(s for s in inside if s)

    def _is_carried(self, who: Participants) -> bool:
        """Whether those who act were named before: "they", "the delegation"."""
        acting = [self.analysis.head_of(s) for s in who.spans if s not in who.others]
        return any(head.lower in rules()["carried"] for head in acting if head)

    def _is_named(self, span: Span) -> bool:
        """Whether a phrase has a capital behind its first word: "President Lund", not "Leaders", "They"."""
        return any(t.text[:1].isupper() for t in self.analysis.tokens_in(span)[1:])

    def _is_today(self, trigger: Trigger) -> bool:
        """ "Today's summit"."""
        return any(t.lower in ("today", "today's") for t in self.analysis.children(trigger.token, "nmod:poss"))

    def _attends(self, trigger: Trigger, who: Participants) -> bool:
        """ "Also attended the meeting", "joined the talks": one told before, of which nothing else is said."""
        verb = self.analysis.tokens[trigger.support].lemma if trigger.support is not None else ""
        words = self.analysis.tokens_in(contact_triggers.group_before(self.analysis, self.analysis.tokens[trigger.token]))
        bare = len(words) == 2 and words[0].lower == "the"
        return bare and verb in rules()["attends"] and not who.told

    def _is_apposed(self, trigger: Trigger) -> bool:
        """Whether a noun behind a comma or dash says it again: ", the latest meeting between them", "— the fourth such meeting"."""
        group = contact_triggers.group_before(self.analysis, self.analysis.tokens[trigger.token])
        words = self.analysis.tokens_in(group)
        before = self.analysis.tokens[words[0].i - 1] if words[0].i else words[0]
        again = {w.lower for w in words} & {"such", "latest"}
        return trigger.row.form == "noun" and bool(again) and before.text in (",", "—", "–", "-", "--")

    def _mention(self, trigger: Trigger, who: Participants, reading: contact_reading.Reading) -> ContactMention:
        evidence = self._evidence(trigger, who)
        times = [*self.times.get(trigger.token, []), *((t, True) for t in self._times_at(trigger, evidence))]
        start, duration = contact_fields.start_and_duration([t for t, own in times if own], trigger.span.start)
        around, _ = contact_fields.start_and_duration([t for t, own in times if not own], trigger.span.start)
        channel = contact_fields.channel(self.analysis, trigger, evidence)
        place = self._place(trigger) if channel not in ("phone", "video") else None
        there = not who.told and contact_status.is_there(self.analysis, self.analysis.tokens[trigger.token])
        travels = there or trigger.row.kind == "visit"
        stops = contact_fields.stops(self.analysis, place, self.all_places) if place and travels else ()
        if there:
            who = replace(who, spans=(*contact_sides.acting(self.analysis, trigger), *who.spans))
        sides = self._sides(trigger, who, tuple(dict.fromkeys(p.country for p in stops if p.country)))
        if start is None and contact_fields.is_just_now(self.analysis, trigger) and self.doc.published:
            start = self.doc.published[:10]
        return ContactMention(
            token=trigger.token,
            sent=self.analysis.tokens[trigger.token].sent,
            rule=trigger.row.id,
            kind="visit" if there and stops else self._kind(trigger, who, sides, channel, evidence),
            neutral=bool(trigger.row.get("neutral")) and channel not in ("phone", "video"),
            decides=bool(trigger.row.get("decides")),
            several=trigger.plural and bool(sides) and trigger.row.kind in ("meeting", "call"),
            joint=bool(trigger.row.get("joint")) and not who.told,
            plain=not any(map(self._is_named, who.spans)),
            process=bool(trigger.row.get("process")),
            sides=sides,
            told=who.told,
            reading=contact_reading.by_date(reading, start, self.doc.published),
            definiteness=self.gate.definiteness(trigger),
            evidence=evidence,
            start=start,
            around=around,
            duration=duration,
            place=self.doc[Span(stops[0].span[0], stops[-1].span[1])] if len(stops) > 1 else place.name if place else None,
            place_id=place.id if place else None,
            city=bool(place and (place.feature or "").startswith("PPL")),
            country=place.country if place else None,
            venue=self._venue(trigger),
            ordinal=contact_fields.ordinal(self.analysis, trigger),
            channel=channel,
            subjects=tuple(contact_fields.about(self.analysis, trigger)),
            paired=not sides and self.gate.is_pair(who),
            apposed=self._is_apposed(trigger),
            abroad=self.gate.is_abroad(who),
            carried=self._is_carried(who),
            region=any(p.country is None and p.feature in _REGIONS for p, _ in self.places.get(trigger.token, ())),
            receives=bool(trigger.row.get("receives")),
            own=any(t.lower in ("his", "her") for t in self.analysis.children(trigger.token, "nmod:poss")),
            attends=self._attends(trigger, who),
            today=self._is_today(trigger),
            vague=trigger.row.get("needs") in ("own", "both") and self.gate.definiteness(trigger) != "name",
            mediators=self.gate.parties(who.mediators),
        )

    def _times_at(self, trigger: Trigger, evidence: Span) -> list[Time]:
        """Time expressions in the evidence behind the trigger or soon after it: "a meeting with President Lund in Oslo today"."""
        first = bisect_left(self.time_starts, trigger.span.end)
        last = bisect_left(self.time_starts, evidence.end + _PLACE_LENGTH + 1)
        behind = self.all_times[first:last]
        near = [t for t in behind if t.span[0] <= evidence.end + 4 or self._is_near(evidence.end, t.span[0])]
        apart = set(rules()["deeds"])
        return [t for t in near if not apart & {w.lower for w in self.analysis.tokens_in((trigger.span.end, t.span[0]))}]

    def _is_near(self, end: int, start: int) -> bool:
        """Whether at most the name of a place stands between."""
        if start - end > _PLACE_LENGTH:
            return False
        between = self.analysis.tokens_in((end, start))
        place = all(t.text[:1].isupper() or contact_triggers.is_preposition(t) or t.upos == "DET" for t in between)
        return place and not any(t.lower in rules()["apart"] for t in between)

    def _venue(self, trigger: Trigger) -> str | None:
        span = contact_fields.venue(self.analysis, trigger)
        return self.doc[span] if span else None

    def _place(self, trigger: Trigger) -> Place | None:
        """Where it takes place, a city before a country. Calls and letters have no place."""
        if trigger.row.kind in ("call", "correspondence"):
            return None
        found = [p for p, _ in self.places.get(trigger.token, []) if p.country or p.geonames_id]
        cities = [p for p in found if (p.feature or "").startswith("PPL")]
        return next(iter((*cities, *found)), None)

    def _sides(self, trigger: Trigger, who: Participants, visited: tuple[str, ...]) -> tuple[Side, ...]:
        if visited and trigger.row.form == "verb":
            who = replace(who, spans=tuple(s for s in who.spans if s not in who.others or self.gate.names_person(s)))
        sides = self._sides_of(who.spans)
        if len(sides) < 2 and who.maybe:
            more = self._sides_of((*who.maybe, *who.spans))
            sides = more if len(more) > 1 or trigger.support is not None or not self.gate.is_definite(trigger) else sides
        elif who.gathered:
            sides = self._with_people(sides, self._sides_of(who.maybe))
        if len(sides) < 2 and who.hosts:
            more = self._sides_of((*who.hosts, *who.spans))
            sides = more if len(more) > 1 else sides
        if len(sides) == 1 and who.told and (own := self._own_side(sides[0].party, who)):
            theirs = tuple(p for p in sides[0].people if p not in own.people)
            sides = (own, sides[0].model_copy(update={"people": theirs}))
        partnered = len(sides) == 1 and sides[0].party in self.gate.parties(who.others)
        if partnered and who.told and trigger.row.form != "verb":
            sides = (*self._implied(trigger, sides[0].party), *sides)
        if trigger.row.kind in contact_merge.GROUP_KINDS:
            sides = joined([*sides, *self.gate.attending(trigger)])
        acronym = contact_fields.acronym(self.analysis, trigger) if len(sides) < 2 else None
        sides = (*sides, *(Side(party=r) for r in self._regions(trigger, who) if sides and all(s.party != r for s in sides)))
        group = trigger.row.get("group") or contact_triggers.group_in(self.analysis, trigger) or acronym
        named = self._present(group) if isinstance(group, list) else [group] if group else []
        sides = (*sides, *(Side(party=g) for g in named if all(s.party != g for s in sides)))
        if visited and not sides and (visitor := self._own_side(visited[0], who)):
            sides = (visitor,)
        return (*sides, *(Side(party=v) for v in visited if all(s.party != v for s in sides)))

    def _regions(self, trigger: Trigger, who: Participants) -> list[str]:
        """Parts of the world whose leaders come, none of them named: "Caribbean leaders", "the U.S.-Nordic summit"."""
        regions = rules()["regions"]
        spans = [s for s in who.others if self.gate.is_abroad(replace(who, others=(s,))) and not self.gate.people((s,))]
        found = [pair for s in spans for pair in pairwise(self.analysis.tokens_in(s))]
        words = [t for t, after in found if after.upos == "NOUN"]
        if trigger.row.kind in contact_merge.GROUP_KINDS or self.gate.is_proper(trigger):
            words += self.analysis.tokens_in(contact_triggers.group_before(self.analysis, self.analysis.tokens[trigger.token]))
        return [regions[t.lower] for t in words if t.lower in regions]

    def _present(self, members: Sequence[str]) -> list[str]:
        """Those of a format's members whom the text names; all of them where it names none."""
        return [m for m in members if m in self.named] or list(members)

    def _with_people(self, sides: Sequence[Side], acting: Sequence[Side]) -> tuple[Side, ...]:
        """Sides without people with those of the same party who act in it: "Lund told Aksoy at the Norwegian-Turkish summit"."""
        people = {s.party: s.people for s in acting}
        return tuple(s if s.people else s.model_copy(update={"people": people.get(s.party, ())}) for s in sides)

    def _own_side(self, partner: str, who: Participants) -> Side | None:
        """In a readout, people who stand opposite to a foreign side belong to the side that publishes it."""
        publisher = self.cast.publisher_party
        others = self.gate.people(who.others)
        acting = [s for s in who.spans if s not in who.others]
        people = tuple(p for p in self.gate.people(acting) if p not in others)
        some = bool(people) or (bool(acting) and not self.gate.parties(acting))
        return Side(party=publisher, people=people) if some and publisher and publisher != partner else None

    def _implied(self, trigger: Trigger, partner: str) -> tuple[Side, ...]:
        """The side left unsaid in "talks with B": who acts in the clause, else who publishes, else the party named before it."""
        token = self.analysis.tokens[trigger.token]
        acting = [s for s in self._sides_of(contact_sides.acting(self.analysis, trigger)) if s.party != partner]
        if not contact_sides.sets_the_scene(self.analysis, trigger):
            acting = [Side(party=s.party) for s in acting]
        sentence = self.analysis.sentences[token.sent]
        before = self.cast.parties((sentence.start, token.start))
        publisher = (self.cast.publisher_party,) if self.cast.publisher_party else ()
        found = [p for p in (*publisher, *reversed(before)) if p != partner]
        return tuple(acting) or tuple(Side(party=p) for p in found[:1])

    def _sides_of(self, spans: Sequence[Span]) -> tuple[Side, ...]:
        found = [
            s
            for span in spans
            for s in contact_sides.sides(self.cast, (span,))
            or (contact_sides.is_first_person(self.analysis, span) and contact_sides.speaker(self.analysis, self.cast, span))
            or ()
        ]
        return joined(found)

    def _kind(
        self, trigger: Trigger, who: Participants, sides: Sequence[Side], channel: Channel | None, evidence: Span
    ) -> ContactKind:
        kind = trigger.row.kind
        words = {t.lower for t in self.analysis.tokens_in(evidence)}
        words |= {t.lower for s in who.spans for t in self.analysis.tokens_in(s)}
        if kind in ("meeting", "talks") and words & {"leaders", "leader", "leader-level"} and any(map(self._is_group, sides)):
            return "summit"
        if trigger.row.form == "name" and "summit" in words:
            return "summit"
        if kind in ("meeting", "talks") and channel in ("phone", "video"):
            return "call"
        return kind

    def _is_group(self, side: Side) -> bool:
        return is_group(side.party) and side.party not in rules()["regions"].values()

    def _until_comma(self, trigger: Trigger) -> Span:
        """The noun phrase of a trigger up to the first comma behind it; commas in the list of its partners are no end."""
        whole = phrases.noun_phrase(self.analysis, trigger.token)
        comma = next((t for t in self.analysis.tokens_in((trigger.span.end, whole.end)) if t.text == ","), None)
        return whole if comma is None else Span(whole.start, comma.start)

    def _evidence(self, trigger: Trigger, who: Participants) -> Span:
        """The trigger with its direct complement: from its verb, or the first word of its noun group, to the end of both."""
        analysis = self.analysis
        token = analysis.tokens[trigger.token]
        spans = [trigger.span, *(s for s in who.others if analysis.tokens_in(s)[0].sent == token.sent)]
        if trigger.row.form != "verb":
            group = contact_triggers.group_before(analysis, token)
            spans += [group, *(s for s in [self._until_comma(trigger)] if s.start >= group.start)]
        if trigger.support is not None and analysis.tokens[trigger.support].lemma not in rules()["topics"]:
            spans.append(analysis.tokens[trigger.support].span)
        place = self.places.get(trigger.token)
        if place and trigger.row.kind == "visit" and trigger.row.form == "verb":
            spans.append(Span(*place[0][0].span))
        return Span(min(s.start for s in spans), max(s.end for s in spans))
