"""Events in PLOVER's form: who did what to whom, each tied to the words that say so.

Contacts give CONSULT and, when planned, AGREE; speech acts and deeds give the other types. An act without a stated actor is no
event.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import acts, deeds
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.deeds import Deed
from dragoman.reading.voices import Voices, unique
from dragoman.record import Contact, Event, Statement, Time
from dragoman.text import Document, Span

_QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3,
    "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
_CONTACT_CODES = {"call": "041", "visit": "042", "talks": "046", "correspondence": "040"}


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


def _of_act(act: Act) -> Event | None:
    if act.event is None:
        return None
    return _event(act.event, act.holders, act.targets, act.evidence, act.rule.id, act.cameo)


def _of_deed(deed: Deed) -> Event:
    """A deed announced is AGREE, or THREATEN if it would harm."""
    type_, cameo = deed.rule.type, deed.rule.cameo
    if deed.future:
        type_, cameo = ("THREATEN", "130") if _QUAD[type_] == 4 else ("AGREE", "030")
    return _event(type_, deed.actors, deed.recipients, deed.evidence, deed.rule.id, cameo)


def find(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    times: Sequence[Time],
    contacts: Sequence[Contact],
    statements: Sequence[Statement],
) -> tuple[Event, ...]:
    """Find the events of `doc`.

    Returns:
        Events in text order with ids "ev1", "ev2" ...; empty if the text tells of none.
    """
    voices = Voices(analysis, cast, statements)
    found = [e for c in contacts if (e := _of_contact(c)) is not None]
    told = [Span(*s) for c in contacts for s in c.evidence]
    done = deeds.find(voices)
    of_words = {d.word for d in done}
    found += [_of_deed(d) for d in done if not _told(analysis, d.word, told)]
    said = [
        x for x in acts.find(voices) if not (x.word in of_words and x.rule.id == "act.future") and not _told(analysis, x.word, told)
    ]
    found += [e for x in said if (e := _of_act(x)) is not None]
    return _numbered(found)


def _told(a: Analysis, i: int, spans: list[Span]) -> bool:
    """Whether a contact's own words already tell of word `i`."""
    return any(s.covers(a.tokens[i].span) for s in spans)


def _numbered(found: list[Event]) -> tuple[Event, ...]:
    ordered = sorted(found, key=lambda e: e.evidence)
    return tuple(e.model_copy(update={"id": f"ev{n}"}) for n, e in enumerate(ordered, 1))
