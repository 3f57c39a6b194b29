"""Events in PLOVER's form: who did what to whom, each tied to the words that say so.

Contacts give CONSULT and, when planned, AGREE; speech acts and deeds give the other types. An act without a stated actor is no
event.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import deeds, phrases, predicates, said, scored
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
# What a denial or refusal answers, and the steps that only guess at whom it is aimed.
_CHARGES = frozenset(("ACCUSE", "REQUEST", "THREATEN"))
_GUESSED = ("+sentence", "+document", "+sides", "+none", "/predicates")
# What parties do together; one alone does not.
_TOGETHER = frozenset(("CONSULT", "COOPERATE"))
# Where the recipients of speech, and of deeds, stand.
_WHOM = (
    ("object", "iobject", "on:to", "on:with", "on:against"),
    ("object", "owner", "iobject", "on:against", "on:on", "on:to", "on:from", "on:in"),
)


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


def _of_deed(deed: Deed, when: _When, aims: Aims) -> Event | None:
    """A deed announced is AGREE, or THREATEN if it would harm; what harm another says will be done is no event."""
    type_, cameo = deed.rule.type, deed.rule.cameo
    if deed.future and _QUAD[type_] == 4 and not set(deed.actors) <= set(when.voices.speaker(deed.word) or deed.actors):
        return None
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
    deeds_told = (_of_deed(d, when, aims) for d in done if not _told(analysis, d.word, told))
    found += _with_victims([e for e in deeds_told if e is not None], analysis)
    for act in said.find(voices):
        known = (act.word in of_words and act.rule.id == "act.future") or _told(analysis, act.word, told)
        event = None if known else _of_act(act, when, aims)
        found += [event] if event is not None and _likely(voices, act, event) else []
    found += _of_predicates(voices, found, when, aims, coder)
    return _numbered(_answered([e for e in found if _told_at_all(analysis, e)]))


def _told_at_all(a: Analysis, e: Event) -> bool:
    """Whether some word leaves an event a chance; a contact speaks for its own."""
    return e.found_by.startswith("events.contact") or scored.told(a, e.evidence, e.type) >= scored.threshold("deed_veto")


def _answered(found: list[Event]) -> list[Event]:
    """A denial that does not say whose charge it denies answers the last act before it that was aimed at who denies."""
    kept = []
    for e in found:
        guessed = not e.recipients or e.found_by.endswith(_GUESSED)
        before = [o for o in found if o.type in _CHARGES and o.evidence[0] < e.evidence[0] and set(e.actors) <= set(o.recipients)]
        if e.type == "REJECT" and guessed and before:
            last = max(before, key=lambda o: o.evidence[0])
            e = e.model_copy(update={"recipients": last.actors})
        kept.append(e)
    return kept


def _likely(v: Voices, act: Act, event: Event) -> bool:
    """Whether the encoder's scores leave the type of an act a chance, in its statement or else its sentence."""
    a = v.analysis
    said_in = v.statement_of_cue(act.word) or v.around(act.word)
    span = scored.whole(said_in.cue_span, said_in.content_spans) if said_in else a.sentences[a.tokens[act.word].sent].span
    return scored.chance(a, "event", span, event.type) >= scored.threshold("event_veto")


def _of_predicates(v: Voices, found: Sequence[Event], when: _When, aims: Aims, coder: Coder) -> list[Event]:
    """What other words tell of by the learned choice of `predicates`, the surest first, where nothing was found."""
    a, by = v.analysis, predicates.weights()
    weighed = [(*predicates.classify(p, by), p) for p in predicates.find(v)]
    kept: list[Event] = []
    for type_, chance, p in sorted(weighed, key=lambda w: (-w[1], w[2].word)):
        word = a.tokens[p.word]
        if chance < scored.threshold("predicate"):
            break
        if any(Span(*e.evidence).covers(word.span) or (e.type == type_ and p.span.overlaps(e.evidence)) for e in (*found, *kept)):
            continue
        actors, recipients = _sides(v, type_, p, aims, coder)
        if type_ in _TOGETHER and len(actors) < 2:
            continue
        date, place = when.of_deed(p.word)
        kept.append(
            _event(type_, actors, recipients, p.span, f"{a.model}/predicates", None, date=date, place=place, score=round(chance, 3))
        )
    return kept


def _sides(v: Voices, type_: str, p: predicates.Predicate, aims: Aims, coder: Coder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and recipients of an act that only the scores know."""
    others = tuple(q for q in v.cast.parties(p.span) if q not in p.doers)
    if type_ in _TOGETHER:
        return unique((*p.doers, *others)), ()
    named = deeds.recipients(v, coder, v.analysis.tokens[p.word], _WHOM[_QUAD[type_] == 4 or type_ in ("AID", "RETREAT")], p.doers)
    return p.doers, named or aims.find(type_, p.word, p.span, p.doers)[0]


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
