"""Events in PLOVER's form: who did what to whom, each tied to the words that say so.

Contacts give CONSULT and, when planned, AGREE; speech acts and deeds give the other types. An act without a stated actor is no
event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import deeds, main_event, phrases, said, scored
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.coding import Coder
from dragoman.reading.deeds import Deed
from dragoman.reading.recipients import Aims
from dragoman.reading.voices import Voices, split, unique
from dragoman.record import Contact, Event, Place, Statement, Time
from dragoman.text import Document, Span

_QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3,
    "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
_CONTACT_CODES = {"call": "041", "visit": "042", "talks": "046", "correspondence": "040"}
# What a statement can be without any deed.
_SPOKEN = frozenset(("AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))


@cache
def _codes() -> dict[str, dict[str, str]]:
    return {row["cameo"]: row for row in data.load_tsv("rules/plover/codes.tsv")}


def _event(
    type_: str,
    actors: tuple[str, ...],
    recipients: tuple[str, ...],
    evidence: Span,
    found_by: str,
    cameo: str | None,
    **more: object,
) -> Event:
    code = _codes().get(cameo or "", {})
    actors = unique(p for joined in actors for p in split(joined))
    recipients = tuple(p for p in unique(p for joined in recipients for p in split(joined)) if p not in actors)
    return Event.model_validate(
        {
            "id": "ev0",
            "type": type_,
            "actors": actors,
            "recipients": recipients,
            "evidence": evidence,
            "cameo": cameo,
            "mode": (code.get("mode") or None) if code.get("type") == type_ else None,
            "context": (code["context"],) if code.get("context") else (),
            "quad": _QUAD[type_],
            "goldstein": float(code["goldstein"]) if code.get("goldstein") else None,
            "found_by": found_by,
            "score": 0.5,
            **more,
        }
    )


def _of_contact(c: Contact) -> Event | None:
    """Held and ongoing contacts are CONSULT, planned ones AGREE; the others are left to the speech act that tells of them."""
    parties = unique(s.party for s in c.sides if s.party)
    if not parties or c.status not in ("held", "ongoing", "planned") or not c.evidence:
        return None
    type_, cameo = ("AGREE", "036") if c.status == "planned" else ("CONSULT", _CONTACT_CODES.get(c.kind, "040"))
    return _event(type_, parties, (), Span(*c.evidence[0]), f"events.contact.{c.status}", cameo, date=c.start, place=c.place)


def _of_act(act: Act, when: _When, aims: Aims) -> Event | None:
    if act.event is None:
        return None
    date, place = when.of_speech(act.word)
    suffered = act.event == "ACCUSE" and act.rule.target == "owner" and aims.is_attack_by_nobody(act.evidence)
    targets, step = () if suffered else act.targets, ""
    if not targets and "aimed" in act.rule.flags:
        return None
    if not targets and "strict" in act.rule.flags:
        named = aims.voices.first_named((act.evidence,), act.holders)
        targets, step = named or aims.of_content(act.word, act.holders), "words"
    elif not targets:
        targets, step = aims.find(act.event, act.word, act.evidence, act.holders)
    rule = act.rule.id + ("+" + step if step else "")
    return _event(act.event, act.holders, targets, act.evidence, rule, act.cameo, date=date, place=place)


def _of_deed(deed: Deed, when: _When, aims: Aims) -> Event:
    """A deed announced is AGREE, or THREATEN if it would harm."""
    type_, cameo = deed.rule.type, deed.rule.cameo
    if deed.future:
        type_, cameo = ("THREATEN", "130") if _QUAD[type_] == 4 else ("AGREE", "030")
    date, place = when.of_deed(deed.word)
    recipients, step = (deed.recipients, "") if deed.recipients else aims.find(type_, deed.word, deed.evidence, deed.actors)
    if type_ == "ASSAULT" and not recipients:
        recipients, step = aims.victims(deed.word, deed.actors), "victim"
    rule = deed.rule.id + ("+" + step if step else "")
    return _event(type_, deed.actors, recipients, deed.evidence, rule, cameo, date=date, place=place)


class _When:
    """Date and place of an act: from its own clause, else, of what is said at a contact, those of statement and contact."""

    def __init__(self, voices: Voices, times: Sequence[Time], contacts: Sequence[Contact]) -> None:
        self.voices = voices
        self.times = [t for t in times if t.type in ("DATE", "TIME") and t.value and t.value[0].isdigit()]
        held = [c for c in contacts if c.status == "held"] if voices.cast.publisher_party else []
        self.at = (held[0].start, held[0].place) if held else (None, None)

    def of_deed(self, i: int) -> tuple[str | None, str | None]:
        a = self.voices.analysis
        clause = phrases.clause(a, i)
        dates = [t.value.split("T")[0] for t in self.times if t.value and clause.covers(t.span)]
        places = [h for h in phrases.obliques(a, i, ("in", "at", "near", "into")) if h.upos == "PROPN"]
        return (dates[0] if dates else None), (a.doc[phrases.noun_phrase(a, places[0].i)] if places else None)

    def of_speech(self, i: int) -> tuple[str | None, str | None]:
        date, _ = self.of_deed(i)
        said = self.voices.statement_of_cue(i) or self.voices.around(i)
        return date or (said.date if said else None) or self.at[0], self.at[1]


def find(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    times: Sequence[Time],
    contacts: Sequence[Contact],
    statements: Sequence[Statement],
    places: Sequence[Place] = (),
) -> tuple[Event, ...]:
    """Find the events of `doc`.

    Args:
        places: where things are that stand for a state ("a village in Chile").
    Returns:
        Events in text order with ids "ev1", "ev2" ...; empty if the text tells of none.
    """
    held = [c for c in contacts if c.status in ("held", "ongoing")]
    voices = Voices(analysis, cast, statements, unique(p for s in held[0].sides for p in split(s.party)) if held else ())
    found = [e for c in contacts if (e := _of_contact(c)) is not None]
    told = [Span(*s) for c in contacts for s in c.evidence]
    when, aims, coder = _When(voices, times, contacts), Aims(voices, contacts), Coder(analysis, cast, places)
    done = deeds.find(voices, coder)
    of_words = {d.word for d in done}
    found += _with_victims([_of_deed(d, when, aims) for d in done if not _told(analysis, d.word, told)], analysis)
    for act in said.find(voices):
        known = (act.word in of_words and act.rule.id == "act.future") or _told(analysis, act.word, told)
        event = None if known else _of_act(act, when, aims)
        found += [event] if event is not None and _likely(voices, act, event) else []
    found += _of_scores(voices, statements, found, when, aims)
    found += _of_sentences(coder, found, when)
    return _numbered(found)


def _likely(v: Voices, act: Act, event: Event) -> bool:
    """Whether the encoder's scores leave the type of an act a chance, in its statement or else its sentence."""
    a = v.analysis
    said_in = v.statement_of_cue(act.word) or v.around(act.word)
    span = scored.whole(said_in.cue_span, said_in.content_spans) if said_in else a.sentences[a.tokens[act.word].sent].span
    return scored.chance(a, "event", span, event.type) >= scored.threshold("event_veto")


def _of_scores(v: Voices, statements: Sequence[Statement], found: Sequence[Event], when: _When, aims: Aims) -> Iterator[Event]:
    """Statements in which the lexicon found no act of their speaker, but the encoder's scores do."""
    a = v.analysis
    for s in statements:
        span, speakers = scored.whole(s.cue_span, s.content_spans), split(s.party)
        words = a.tokens_in(s.cue_span or span)
        if not speakers or not words or any(e.actors == speakers and span.overlaps(e.evidence) for e in found):
            continue
        type_, chance = scored.classify(a, "event", span)
        if type_ in _SPOKEN and chance >= scored.threshold("event"):
            date, place = when.of_speech(words[0].i)
            recipients, _ = aims.find(type_, words[0].i, span, speakers)
            yield _event(type_, speakers, recipients, span, f"{a.model}/event", None, date=date, place=place)


def _of_sentences(coder: Coder, found: Sequence[Event], when: _When) -> Iterator[Event]:
    """The main events of sentences in which nothing else was found, where both parties are known."""
    a = coder.analysis
    taken = [Span(*e.evidence) for e in found]
    for sentence in a.sentences:
        if any(sentence.span.overlaps(t) for t in taken):
            continue
        main = main_event.find(coder, sentence.span)
        if main is None or main.dyad is None or main.chance < scored.threshold("sentence"):
            continue
        actors, recipients = main.dyad.actor.parties, main.dyad.recipient.parties
        if not actors or not set(recipients) - set(actors):
            continue
        if main.type == "CONSULT":
            actors, recipients = unique((*actors, *recipients)), ()
        date, place = when.of_deed(main.dyad.told)
        evidence = phrases.phrase(a, main.dyad.told)
        yield _event(main.type, actors, recipients, evidence, f"{a.model}/dyads", None, date=date, place=place)


def _told(a: Analysis, i: int, spans: list[Span]) -> bool:
    """Whether a contact's own words already tell of word `i`."""
    return any(s.covers(a.tokens[i].span) for s in spans)


def _with_victims(done: list[Event], a: Analysis) -> list[Event]:
    """An attack told without its victim ("the invasion") is the one told with it elsewhere; one by a noun alone is none else."""
    victims = {e.actors: e.recipients for e in reversed(done) if e.type == "ASSAULT" and e.recipients}
    kept = []
    for e in done:
        bare = e.type == "ASSAULT" and not e.recipients
        head = a.head_of(e.evidence) if bare else None
        if bare and e.actors in victims:
            kept.append(e.model_copy(update={"recipients": victims[e.actors]}))
        elif head is None or not phrases.nominal(head):
            kept.append(e)
    return kept


def _distinct(found: list[Event]) -> list[Event]:
    """Without an act whose words lie inside those of the same act: "condemned [Chile's violations]"."""

    def key(e: Event) -> tuple[object, ...]:
        return (e.type, e.actors, e.recipients)

    kept: list[Event] = []
    for e in sorted(found, key=lambda e: e.evidence[0] - e.evidence[1]):
        if not any(key(k) == key(e) and Span(*k.evidence).covers(e.evidence) for k in kept):
            kept.append(e)
    return kept


def _numbered(found: list[Event]) -> tuple[Event, ...]:
    ordered = sorted(_distinct(found), key=lambda e: e.evidence)
    return tuple(e.model_copy(update={"id": f"ev{n}"}) for n, e in enumerate(ordered, 1))


def classify(analysis: Analysis, span: tuple[int, int]) -> tuple[str | None, float]:
    """The PLOVER type of a stretch by the encoder's scores alone, with its probability; see `scored.classify`."""
    return scored.classify(analysis, "event", span)
