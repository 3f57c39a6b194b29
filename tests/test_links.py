"""Statements linked to the contacts they are about, on items made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import at, contact, entity, side, statement
from tagged import analysis

from dragoman.analysis import Analysis
from dragoman.reading import links
from dragoman.reading.cast import Cast
from dragoman.record import Contact, ContactKind, Statement
from dragoman.text import paragraphs


def laid_out(text: str, title: str | None = None) -> Analysis:
    """The text with its paragraphs."""
    a = analysis(text, title=title)
    lines = paragraphs(a.doc.text)
    numbered = [replace(s, paragraph=next(n for n, p in enumerate(lines) if p.covers(s.span))) for s in a.sentences]
    return replace(a, sentences=tuple(numbered))


def linked(a: Analysis, contacts: tuple[Contact, ...], *statements: Statement) -> tuple[Statement, ...]:
    text = a.doc.text
    people = [p for c in contacts for s in c.sides for p in s.people]
    cast = Cast(a.doc, tuple(entity(f"e{n}", p, "person", at(text, p)) for n, p in enumerate(people, 1)), {})
    return links.link(statements, contacts, a.doc, a, cast)


LUND_AND_BERG = (side("NOR", "Ada Lund"), side("CHL", "Jon Berg"))
NEWS = (
    "Ada Lund met Jon Berg in Oslo on Monday. The port must open, Lund said. A Chilean union called for calm.\n"
    "The round in Lima failed, the union said.\nShips are waiting, Lund said.\n"
    "The last round was not the meeting in Oslo, the union said."
)


def news() -> tuple[Analysis, tuple[Contact, ...]]:
    """Lund and Berg met on a Monday; of a round of talks nobody is named."""
    a = laid_out(NEWS)
    text = a.doc.text
    met = contact("c1", LUND_AND_BERG, at(text, "met Jon Berg"), at(text, "the meeting in Oslo"), start="2025-03-03")
    return a, (
        met,
        contact("c2", (side("NOR"), side("CHL")), at(text, "The round in Lima"), at(text, "The last round"), kind="talks"),
    )


# words, their speaker, party and date; then the contact and the date in the end
ROWS = [
    pytest.param("The round in Lima failed", "union", "CHL", None, "c2", None, id="what the words tell of"),
    pytest.param("The port must open", "Ada Lund", "NOR", None, "c1", "2025-03-03", id="said beside the report by who took part"),
    pytest.param("The port must open", "Ada Lund", "NOR", "2025-03-03", "c1", "2025-03-03", id="the same day"),
    pytest.param("The port must open", "Ada Lund", "NOR", "2025-03-04", None, "2025-03-04", id="another day"),
    pytest.param("calm", "union", "CHL", None, None, None, id="by somebody who was not there"),
    pytest.param("Ships are waiting", "Ada Lund", "NOR", None, None, None, id="paragraphs away from the report"),
]


@pytest.mark.parametrize(("words", "speaker", "party", "date", "expected", "day"), ROWS)
def test_news(words: str, speaker: str, party: str, date: str | None, expected: str | None, day: str | None) -> None:
    a, contacts = news()
    (found,) = linked(a, contacts, statement("s1", speaker, party, at(NEWS, words), date=date))
    assert (found.contact, found.date) == (expected, day)
    assert ("contact" in found.unknown) == (expected is None)


def test_words_that_tell_of_several_contacts() -> None:
    a, contacts = news()
    (found,) = linked(a, contacts, statement("s1", "union", "CHL", at(NEWS, "The last round was not the meeting in Oslo")))
    assert found.contact is None
    assert "several" in found.unknown["contact"]


def test_no_contacts() -> None:
    a = laid_out(NEWS)
    (found,) = linked(a, (), statement("s1", "Ada Lund", "NOR", at(NEWS, "Ships are waiting")))
    assert found.contact is None
    assert found.unknown["contact"]


READOUT = (
    "Ada Lund met today with Jon Berg.\nThe minister thanked Chile for its help.\nNorway urged calm.\n"
    "She spoke of a visit to Lima in May.\nPeru asked for more."
)


@pytest.mark.parametrize(
    ("words", "speaker", "party", "date", "expected", "day"),
    [
        ("Chile for its help", "Ada Lund", "NOR", None, "c1", "2025-03-04"),
        ("Chile for its help", "Ada Lund", "NOR", "2025-03", "c1", "2025-03-04"),
        ("calm", "Norway", "NOR", None, "c1", "2025-03-04"),
        ("a visit to Lima in May", "Ada Lund", "NOR", None, "c1", "2025-03-04"),
        ("more", "Peru", "PER", None, None, None),
    ],
)
def test_readout(words: str, speaker: str, party: str, date: str | None, expected: str | None, day: str | None) -> None:
    a = laid_out(READOUT, title="Readout of Minister Lund’s Meeting with Minister Berg")
    text = a.doc.text
    met = contact("c1", LUND_AND_BERG, at(text, "met today with Jon Berg"), start="2025-03-04")
    visit = contact("c2", LUND_AND_BERG, at(text, "a visit to Lima"), kind="visit", status="planned", start="2025-05")
    (found,) = linked(a, (met, visit), statement("s1", speaker, party, at(text, words), date=date))
    assert (found.contact, found.date) == (expected, day)


@pytest.mark.parametrize(("kind", "medium"), [("meeting", "meeting"), ("call", "call"), ("summit", "meeting")])
def test_the_medium_of_what_is_read_out_is_the_contact(kind: ContactKind, medium: str) -> None:
    a = laid_out(READOUT, title="Readout of Minister Lund’s Meeting with Minister Berg")
    text = a.doc.text
    met = contact("c1", LUND_AND_BERG, at(text, "met today with Jon Berg"), kind=kind)
    said, asked = linked(
        a,
        (met,),
        statement("s1", "Ada Lund", "NOR", at(text, "Chile for its help")),
        statement("s2", "Peru", "PER", at(text, "more")),
    )
    assert (said.medium, asked.medium) == (medium, None)


def test_a_side_without_names_speaks_by_its_people() -> None:
    a = laid_out(READOUT, title="Readout of Minister Lund’s Meeting with Minister Berg")
    text = a.doc.text
    met = contact("c1", (side("NOR"), side("CHL", "Jon Berg")), at(text, "met today with Jon Berg"))
    others = statement("s1", "Ada Lund", "NOR", at(text, "calm")), statement("s2", "Eva Rojas", "CHL", at(text, "more"))
    cast = Cast(
        a.doc, tuple(entity(f"e{n}", p, "person", at(text, "Lund")) for n, p in enumerate(("Ada Lund", "Eva Rojas"), 1)), {}
    )
    assert [s.contact for s in links.link(others, (met,), a.doc, a, cast)] == ["c1", None]


def test_a_planned_contact_is_no_scene() -> None:
    a = laid_out(READOUT, title="Readout of Minister Lund’s Meeting with Minister Berg")
    text = a.doc.text
    met = contact("c1", LUND_AND_BERG, at(text, "met today with Jon Berg"), start="2025-03-04", status="planned")
    (found,) = linked(a, (met,), statement("s1", "Norway", "NOR", at(text, "calm")))
    assert (found.contact, found.date) == (None, None)


def test_the_day_of_an_old_contact_is_not_that_of_the_words() -> None:
    a = laid_out(READOUT, title="Readout of Minister Lund’s Meeting with Minister Berg")
    text = a.doc.text
    met = contact("c1", LUND_AND_BERG, at(text, "met today with Jon Berg"), start="2024-09-01")
    (found,) = linked(a, (met,), statement("s1", "Norway", "NOR", at(text, "calm")))
    assert (found.contact, found.date) == ("c1", None)
