"""Short ways to make records by hand: a row of a test shows only what matters to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.record import (
    Account,
    Attribution,
    Contact,
    Difference,
    Entity,
    Event,
    Mention,
    Outcome,
    Place,
    Position,
    Record,
    Side,
    Statement,
    Time,
)

EXAMPLES = Path(__file__).parent.parent / "examples"
FOUND = {"found_by": "test.rule", "score": 0.9}


def at(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """The span of the nth time that `words` stand in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def record(text: str, **fields: Any) -> Record:
    """A record of `text`, checked."""
    made = Record(**{"id": "test", "text": text, "language": "en", "model": "test-1.0", **fields})
    made.check()
    return made


def time(id: str, span: tuple[int, int], value: str | None, type: str = "DATE", **fields: Any) -> Time:
    return Time(**{"id": id, "span": span, "type": type, "value": value, **FOUND, **fields})


def place(id: str, span: tuple[int, int], name: str, **fields: Any) -> Place:
    return Place(**{"id": id, "span": span, "name": name, **FOUND, **fields})


def entity(id: str, name: str, kind: str, *spans: tuple[int, int], **fields: Any) -> Entity:
    mentions = tuple(Mention(span=span, kind="name") for span in spans)
    return Entity(**{"id": id, "name": name, "kind": kind, "mentions": mentions, **FOUND, **fields})


def attribution(id: str, source: tuple[int, int], cue: tuple[int, int], content: tuple[int, int], **fields: Any) -> Attribution:
    return Attribution(**{"id": id, "source": (source,), "cue": (cue,), "content": (content,), "kind": "speech", **FOUND, **fields})


def statement(id: str, speaker: str | None, party: str | None, *content: tuple[int, int], **fields: Any) -> Statement:
    given = {"source_span": None, "cue_span": None, "kind": "indirect", **FOUND, **fields}
    return Statement(**{"id": id, "speaker": speaker, "party": party, "content_spans": content, **given})


def side(party: str, *people: str) -> Side:
    """One party with its people, the first of whom leads."""
    return Side(party=party, people=people, lead=people[0] if people else None)


def contact(id: str, sides: tuple[Side, ...], *evidence: tuple[int, int], **fields: Any) -> Contact:
    return Contact(**{"id": id, "kind": "meeting", "status": "held", "sides": sides, "evidence": evidence, **FOUND, **fields})


def position(id: str, party: str, stance: str, issue: str, evidence: tuple[int, int], **fields: Any) -> Position:
    return Position(**{"id": id, "party": party, "stance": stance, "issue": issue, "evidence": evidence, **FOUND, **fields})


def outcome(id: str, kind: str, parties: tuple[str, ...], what: str, evidence: tuple[int, int], **fields: Any) -> Outcome:
    given = {"status": "expected", **FOUND, **fields}
    return Outcome(**{"id": id, "kind": kind, "parties": parties, "what": what, "evidence": evidence, **given})


def event(
    id: str, type: str, actors: tuple[str, ...], recipients: tuple[str, ...], evidence: tuple[int, int], **fields: Any
) -> Event:
    return Event(**{"id": id, "type": type, "actors": actors, "recipients": recipients, "evidence": evidence, **FOUND, **fields})


def difference(id: str, about: str, *accounts: tuple[str, tuple[int, int]], **fields: Any) -> Difference:
    made = tuple(Account(party=party, span=span) for party, span in accounts)
    return Difference(**{"id": id, "about": about, "accounts": made, **FOUND, **fields})


def river_talks() -> Record:
    """The record of examples/river-talks.txt as a person would write it: every layer, every status."""
    text = (EXAMPLES / "river-talks.txt").read_text(encoding="utf-8")

    def w(words: str, nth: int = 0) -> tuple[int, int]:
        return at(text, words, nth)

    per, ecu = side("PER", "Rafael Quispe"), side("ECU", "Lucía Andrade")
    seven = w("for more than seven hours")
    held = w("met for more than seven hours in Montevideo on Thursday")
    return record(
        text,
        id="river-talks",
        published="2025-03-14",
        published_by="dateline",
        source="Andes Wire",
        entities=(
            entity("e1", "Peru", "state", w("Peru"), w("Lima"), party="PER", country="PER"),
            entity("e2", "Ecuador", "state", w("Ecuador"), party="ECU", country="ECU"),
            entity(
                "e3",
                "Lucía Andrade",
                "person",
                w("Lucía Andrade"),
                w("Andrade", 1),
                role="Deputy Foreign Minister",
                affiliation="e2",
                party="ECU",
                country="ECU",
                actor_code="ECUGOV",
            ),
            entity("e4", "Rafael Quispe", "person", w("Rafael Quispe"), role="Ambassador", affiliation="e1", party="PER"),
            entity("e5", "Inés Tello", "person", w("Inés Tello"), w("she"), role="spokeswoman", affiliation="e1", party="PER"),
        ),
        places=(
            place("pl1", w("MONTEVIDEO"), "Montevideo", geonames_id=3441575, lat=-34.9, lon=-56.19, feature="PPLC", country="URY"),
            place("pl2", w("Zarumilla river"), "Zarumilla river", unknown={"geonames_id": "not in the gazetteer"}),
            place("pl3", w("Quito"), "Quito", geonames_id=3652462, lat=-0.23, lon=-78.52, feature="PPLC", country="ECU"),
        ),
        times=(
            time("t1", w("14 March 2025"), "2025-03-14"),
            time("t2", (seven[0] + 4, seven[1]), "PT7H", "DURATION", mod="MORE_THAN"),
            time("t3", w("Thursday"), "2025-03-13", anchor="2025-03-14"),
            time("t4", w("Thursday evening"), "2025-03-13TEV", "TIME", anchor="2025-03-14"),
            time("t5", w("April"), "2025-04", anchor="2025-03-14"),
            time("t6", w("January"), "2025-01", anchor="2025-03-14"),
            time("t7", w("3 March"), "2025-03-03", anchor="2025-03-14"),
            time("t8", w("November 2024"), "2024-11"),
            time("t9", w("two days"), "P2D", "DURATION"),
            time("t10", w("February"), "2025-02", anchor="2025-03-14"),
            time("t11", w("late April"), "2025-04", mod="END", anchor="2025-03-14"),
            time("t12", w("the end of the year"), "2025", mod="END", anchor="2025-03-14"),
            time("t13", w("planting season"), None, unknown={"value": "no calendar for the season"}),
        ),
        attributions=(attribution("a1", w("Andrade", 1), w("told reporters"), w("We agreed on a joint measuring station")),),
        statements=(
            statement(
                "s1",
                "Lucía Andrade",
                "ECU",
                w("We agreed on a joint measuring station and on a calendar for opening the gates"),
                source_span=w("Andrade", 1),
                cue_span=w("told reporters"),
                kind="direct",
                date="2025-03-13",
                speaker_id="e3",
                on_behalf_of="e2",
                medium="press_conference",
                contact="c1",
                act="say",
            ),
            statement(
                "s2",
                "Lucía Andrade",
                "ECU",
                w("that Ecuador would publish its flow data from April"),
                source_span=w("She"),
                cue_span=w("said"),
                speaker_id="e3",
                act="promise",
            ),
            statement(
                "s3",
                "Peruvian Foreign Ministry",
                "PER",
                w("the two sides had “exchanged proposals” but that “no text was agreed”"),
                source_span=w("the Peruvian Foreign Ministry"),
                cue_span=w("said", 1),
                kind="mixed",
                contact="c1",
                medium="statement",
                on_behalf_of="e1",
            ),
            statement(
                "s4",
                "Rafael Quispe",
                "PER",
                w("A calendar cannot be agreed while farmers downstream are without water,"),
                source_span=w("Quispe", 1),
                cue_span=w("said", 2),
                kind="direct",
                speaker_id="e4",
            ),
            statement(
                "s5",
                "Inés Tello",
                "PER",
                w("reports that Quispe had met the Ecuadorian army chief on Wednesday"),
                source_span=w("Inés Tello"),
                cue_span=w("denied"),
                act="deny",
                speaker_id="e5",
                contact="c6",
            ),
            statement("s6", None, None, w("according to her office"), unknown={"speaker": "the office is not named"}),
        ),
        contacts=(
            contact(
                "c1",
                (per, ecu),
                held,
                w("the second round of talks on the waters of the Zarumilla river"),
                kind="talks",
                place="Montevideo",
                country="URY",
                venue="the Santos Palace",
                start="2025-03-13",
                date_precision="day",
                duration="PT7H",
                ordinal=2,
                channel="in-person",
                subjects=("the waters of the Zarumilla river",),
                format="bilateral",
                place_id="pl1",
            ),
            contact(
                "c2",
                (side("ECU", "Daniela Rosero"), side("PER", "Martín Salcedo")),
                w("a telephone call on 3 March"),
                kind="call",
                start="2025-03-03",
                date_precision="day",
                channel="phone",
                subjects=("the matter of compensation",),
                format="bilateral",
                unknown={"duration": "not in the text"},
            ),
            contact(
                "c3",
                (side("PER"), side("ECU")),
                w("The first round was held in Loja in November 2024"),
                kind="talks",
                place="Loja",
                country="ECU",
                start="2024-11",
                date_precision="month",
                duration="P2D",
                ordinal=1,
                format="bilateral",
            ),
            contact(
                "c4",
                (side("PER"), side("ECU")),
                w("A meeting of the two foreign ministers planned for February in Lima"),
                status="cancelled",
                place="Lima",
                country="PER",
                start="2025-02",
                date_precision="month",
                format="bilateral",
            ),
            contact(
                "c5",
                (side("ECU"), side("PER")),
                w("a third round would take place in Quito in late April"),
                kind="talks",
                status="planned",
                place="Quito",
                country="ECU",
                start="2025-04",
                date_precision="month",
                ordinal=3,
                place_id="pl3",
            ),
            contact(
                "c6",
                (side("PER", "Rafael Quispe"), side("ECU")),
                w("Quispe had met the Ecuadorian army chief"),
                status="denied",
                start="2025-03-12",
                date_precision="day",
            ),
            contact(
                "c7",
                (side("ECU", "Daniela Rosero"), side("PER", "Martín Salcedo")),
                w("host a meeting of the two presidents"),
                kind="summit",
                status="proposed",
                start="2025",
                date_precision="year",
                format="mediated",
                mediator="BRA",
                unknown={"place": "Brazil offers to host, no city is named"},
            ),
        ),
        positions=(
            position("p1", "PER", "blames", "closing the upper gates", w("accused Ecuador of closing the upper gates in January")),
            position(
                "p2",
                "PER",
                "demands",
                "be opened before the planting season",
                w("demanded that they be opened before the planting season"),
            ),
            position("p3", "ECU", "rejects", "the charge", w("Ecuador rejects the charge")),
            position("p4", "ECU", "commits", "publish its flow data", w("Ecuador would publish its flow data from April")),
        ),
        outcomes=(
            outcome(
                "o1", "agreement", ("ECU",), "a joint measuring station", w("We agreed on a joint measuring station"), status="done"
            ),
            outcome("o2", "no_agreement", ("PER", "ECU"), "no text was agreed", w("no text was agreed"), status="open"),
            outcome("o3", "next_step", ("PER", "ECU"), "continue the dialogue", w("continue the dialogue")),
            outcome(
                "o4",
                "next_step",
                ("ECU", "PER"),
                "a third round",
                w("a third round would take place"),
                when="2025-04",
                where="Quito",
            ),
        ),
        events=(
            event(
                "ev1",
                "CONSULT",
                ("PER", "ECU"),
                (),
                held,
                date="2025-03-13",
                place="Montevideo",
                cameo="046",
                quad=1,
                goldstein=7.0,
            ),
            event(
                "ev2",
                "ACCUSE",
                ("PER",),
                ("ECU",),
                w("accused Ecuador of closing the upper gates"),
                cameo="112",
                quad=3,
                goldstein=-2.0,
            ),
            event("ev3", "REQUEST", ("PER",), ("ECU",), w("demanded that they be opened"), cameo="102", quad=3, goldstein=-2.0),
        ),
        differences=(
            difference(
                "d1",
                "what was agreed",
                ("ECU", w("We agreed on a joint measuring station and on a calendar for opening the gates")),
                ("PER", w("no text was agreed")),
            ),
            difference(
                "d2",
                "what the call was about",
                ("ECU", w("the gates had been closed for repairs")),
                ("PER", w("raised the matter of compensation")),
            ),
        ),
    )
