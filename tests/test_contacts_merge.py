"""Which mentions are one contact: hand-made mentions, one reason a row."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.reading.contact_merge import ContactMention, inherit, join_travel, merge
from dragoman.reading.contact_reading import CUE, GUESS, TENSE, Reading, by_date, surest
from dragoman.record import Side
from dragoman.text import Span

HELD, PLANNED, GUESSED = Reading("held", TENSE, "t"), Reading("planned", TENSE, "t"), Reading("held", GUESS, "t")


def mention(*parties: str, **changed: Any) -> ContactMention:
    """A meeting held between `parties`, by its verb; `people` is a dict from party to names."""
    people = changed.pop("people", {})
    fields: dict[str, Any] = {
        "token": 0, "sent": 0, "rule": "r", "kind": "meeting", "neutral": False, "told": bool(parties), "reading": HELD,
        "definiteness": "verb", "evidence": Span(0, 1),
    }  # fmt: skip
    sides = tuple(Side(party=p, people=tuple(people.get(p, ()))) for p in parties)
    return ContactMention(sides=sides, **{**fields, **changed})


NOR_TUR = ("NOR", "TUR")
ROWS = [
    ("the same sides", mention(*NOR_TUR), mention(*NOR_TUR), 1),
    ("the talks after a meeting", mention(*NOR_TUR), mention(kind="talks", definiteness="definite", reading=GUESSED), 1),
    ("another meeting", mention(*NOR_TUR), mention(*NOR_TUR, definiteness="other"), 2),
    ("other sides", mention(*NOR_TUR), mention("NOR", "JPN"), 2),
    ("other people of the same states", mention(*NOR_TUR, people={"NOR": ["Lund"], "TUR": ["Aksoy"]}),
     mention(*NOR_TUR, people={"NOR": ["Berg"], "TUR": ["Demir"]}), 2),
    ("another day", mention(*NOR_TUR, start="2031-05-02"), mention(*NOR_TUR, start="2031-05-03"), 2),
    ("the month of the same day", mention(*NOR_TUR, start="2031-05-02"), mention(*NOR_TUR, start="2031-05"), 1),
    ("one held, one to come", mention(*NOR_TUR), mention(*NOR_TUR, reading=PLANNED), 2),
    ("a guess does not tell them apart", mention(*NOR_TUR, reading=PLANNED), mention(definiteness="definite", reading=GUESSED), 1),
    ("another round", mention(*NOR_TUR, ordinal=1, kind="talks"), mention(*NOR_TUR, ordinal=2, kind="talks"), 2),
    ("a call is no meeting", mention(*NOR_TUR), mention(*NOR_TUR, kind="call"), 2),
    ("a letter is no meeting", mention(*NOR_TUR), mention(*NOR_TUR, kind="correspondence"), 2),
    ("a meeting without sides, with an indefinite article", mention(*NOR_TUR), mention(definiteness="indefinite"), 2),
    ("another city", mention(*NOR_TUR, place="Oslo", country="NOR", city=True),
     mention(*NOR_TUR, place="Bergen", country="NOR", city=True), 2),
    ("a city and its country", mention(*NOR_TUR, place="Oslo", country="NOR", city=True),
     mention(*NOR_TUR, place="Norway", country="NOR"), 1),
    ("another country", mention(*NOR_TUR, place="Norway", country="NOR"), mention(*NOR_TUR, place="Turkey", country="TUR"), 2),
    ("told again in apposition", mention(*NOR_TUR), mention(*NOR_TUR, definiteness="indefinite", apposed=True, sent=0), 1),
    ("a wish after a meeting", mention(*NOR_TUR, reading=GUESSED), mention(*NOR_TUR, reading=Reading("proposed", CUE, "t")), 2),
    ("a denial is not about a plan", mention(*NOR_TUR, reading=PLANNED), mention(*NOR_TUR, reading=Reading("denied", CUE, "t")), 2),
    ("who spoke did not meet by that", mention(*NOR_TUR, kind="call", neutral=True), mention(*NOR_TUR), 2),
    ("a dialogue with a name", mention(*NOR_TUR), mention(*NOR_TUR, kind="talks", definiteness="name"), 2),
    ("a talk during a visit", mention(*NOR_TUR, kind="visit", people={"TUR": ["Aksoy"]}),
     mention(*NOR_TUR, kind="talks", neutral=True, definiteness="indefinite", people={"TUR": ["Aksoy"]}), 1),
    ("the talks of who spoke", mention(*NOR_TUR, kind="call", neutral=True), mention(kind="talks", neutral=True), 1),
    ("a summit is not the meeting at it", mention("NOR", "TUR", "NATO"),
     mention("NATO", kind="summit", definiteness="definite", reading=GUESSED), 2),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "contacts"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_merge(first: ContactMention, second: ContactMention, contacts: int) -> None:
    assert len(merge([first, second])) == contacts


def test_merge_keeps_every_mention_once() -> None:
    mentions = [mention(*NOR_TUR), mention("NOR", "JPN"), mention(definiteness="definite"), mention("JPN", "TUR")]
    grouped = [m for g in merge(mentions) for m in g.mentions]
    assert sorted(map(id, grouped)) == sorted(map(id, mentions))


@pytest.mark.parametrize(
    ("readings", "status"),
    [
        ([HELD, Reading("cancelled", CUE, "c")], "cancelled"),
        ([GUESSED, PLANNED], "planned"),
        ([HELD, PLANNED], "held"),
    ],
)
def test_surest(readings: list[Reading], status: str) -> None:
    assert surest(readings).status == status


@pytest.mark.parametrize(
    ("reading", "start", "published", "status"),
    [
        (GUESSED, "2031-05-03", "2031-05-02", "planned"),
        (PLANNED, "2031-05-03", "2031-05-02", "planned"),
        (HELD, "2031-05", "2031-05-02", "held"),
        (HELD, "2031-06", "2031-05-02", "planned"),
        (HELD, "2031-05-03", "2031-05-02", "held"),
        (HELD, "2031-05-04", "2031-05-02", "planned"),
        (GUESSED, "2031-W18", "2031-05-12", "held"),
        (Reading("ongoing", GUESS, "g"), "2031-04", "2031-05-02", "held"),
        (HELD, None, "2031-05-02", "held"),
        (HELD, "2031-06", None, "held"),
    ],
)
def test_by_date(reading: Reading, start: str | None, published: str | None, status: str) -> None:
    assert by_date(reading, start, published).status == status


def test_next_meeting_inherits_the_parties() -> None:
    groups = inherit(merge([mention(*NOR_TUR, people={"NOR": ["Lund"]}), mention(definiteness="other", reading=PLANNED)]))
    assert [sorted(g.parties) for g in groups] == [["NOR", "TUR"], ["NOR", "TUR"]]
    assert groups[1].people == frozenset()


@pytest.mark.parametrize(("reading", "definiteness", "vague"), [(PLANNED, "other", True), (HELD, "indefinite", False)])
def test_nothing_to_inherit(reading: Reading, definiteness: str, vague: bool) -> None:
    second = mention(definiteness=definiteness, reading=reading, vague=vague)
    assert inherit(merge([mention(*NOR_TUR), second]))[1].parties == frozenset()


@pytest.mark.parametrize(("status", "kind"), [(PLANNED, "visit"), (HELD, "meeting")])
def test_journey_to_a_meeting(status: Reading, kind: str) -> None:
    journey = mention(*NOR_TUR, kind="visit", reading=status, people={"NOR": ["Lund"]})
    meeting = mention(*NOR_TUR, reading=PLANNED, people={"TUR": ["Aksoy"]})
    (group,) = merge(join_travel([journey, meeting], lambda first, second: True))
    assert (group.kind, group.people) == (kind, {"Lund", "Aksoy"})
