"""How other layers ask for actors: parties, people and speakers of a stretch of text, and who publishes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from tagged import analysis

from dragoman import data, knowledge
from dragoman.reading import cast, publishers
from dragoman.reading.cast import Cast
from dragoman.text import Document, Span


def built(marked: str, *people: str, **document: str | None) -> Cast:
    read = analysis(marked, people, **document)
    return cast.build(read.doc, read)


def span(found: Cast, words: str) -> Span:
    at = found.doc.text.index(words)
    return Span(at, at + len(words))


REPORT = (
    "Russian_J Foreign Minister Sergei Lavrov met_V U.S. diplomats in Istanbul. Moscow and Kyiv sent_V delegations. "
    "The White House declined_V. Lavrov said_V that he agreed_V. A letter from Hamas arrived_V. Both sides agreed_V."
)


@pytest.fixture(scope="module")
def report() -> Cast:
    return built(REPORT, "Sergei Lavrov", "Lavrov")


SPEAKERS = [
    ("Russian Foreign Minister Sergei Lavrov", "Sergei Lavrov", "RUS"),
    ("Sergei Lavrov", "Sergei Lavrov", "RUS"),
    ("Lavrov said", "Sergei Lavrov", "RUS"),
    ("he agreed", "Sergei Lavrov", "RUS"),
    ("The White House", "White House", "USA"),
    ("U.S. diplomats", "U.S. diplomats", "USA"),
    ("Moscow and Kyiv", "Moscow & Kyiv", "RUS & UKR"),
    ("A letter from Hamas", "Hamas", "Hamas"),
    ("agreed", "agreed", None),
]


@pytest.mark.parametrize(("words", "name", "party"), SPEAKERS, ids=[row[0] for row in SPEAKERS])
def test_speaker(report: Cast, words: str, name: str, party: str | None) -> None:
    assert report.speaker(span(report, words))[:2] == (name, party)


def test_speaker_has_the_id_of_its_entity(report: Cast) -> None:
    name, _, entity = report.speaker(span(report, "Sergei Lavrov"))
    assert next(e.name for e in report.entities if e.id == entity) == name


def test_parties_leave_out_the_place(report: Cast) -> None:
    assert report.parties(span(report, "Russian Foreign Minister Sergei Lavrov met U.S. diplomats in Istanbul")) == ("RUS", "USA")


def test_parties_of_groups_are_those_of_their_members(report: Cast) -> None:
    assert report.party(span(report, "Both sides")) == " & ".join(report.parties(span(report, "Both sides")))


def test_people(report: Cast) -> None:
    assert report.people(Span(0, len(report.doc.text))) == [("Sergei Lavrov", "RUS")]


def test_at_prefers_the_same_span_then_the_smallest_around(report: Cast) -> None:
    whole, inner = span(report, "Russian Foreign Minister Sergei Lavrov"), span(report, "Lavrov")
    assert report.at(whole) == report.at(inner)
    assert report.at(Span(0, 7)) is not None
    assert report.at(span(report, "met")) is None


def test_within_gives_the_outermost_in_text_order(report: Cast) -> None:
    found = report.within(Span(0, len(report.doc.text)))
    assert all(a.end <= b.start for (a, _), (b, _) in pairwise(found))
    assert report.doc[found[0][0]] == "Russian Foreign Minister Sergei Lavrov"


def test_entities_say_for_whom_they_act(report: Cast) -> None:
    lavrov = next(e for e in report.entities if e.name == "Sergei Lavrov")
    russia = next(e for e in report.entities if e.kind == "state" and e.party == "RUS" and e.name == "Russia")
    assert (lavrov.kind, lavrov.role, lavrov.actor_code, lavrov.affiliation) == ("person", "Foreign Minister", "RUSGOV", russia.id)
    assert lavrov.country == "RUS"


def test_every_id_is_met(report: Cast) -> None:
    ids = {e.id for e in report.entities}
    assert len(ids) == len(report.entities)
    assert {e.affiliation for e in report.entities if e.affiliation} <= ids
    assert {m for e in report.entities for m in e.members} <= ids


def test_unknown_party_has_a_reason() -> None:
    found = built("Bo Falk left_V.", "Bo Falk")
    assert [(e.party, list(e.unknown)) for e in found.entities] == [(None, ["party"])]


def test_an_office_without_a_state_is_the_publishers() -> None:
    found = built("Press Secretary Bo Falk spoke_V.", "Bo Falk", source="whitehouse.gov")
    assert found.party(span(found, "Bo Falk")) == "USA"


def test_a_title_of_one_state() -> None:
    found = built("Foreign Secretary Bo Falk spoke_V.", "Bo Falk")
    assert found.party(span(found, "Bo Falk")) == "GBR"


def test_office_holders_are_known_by_the_day() -> None:
    found = built("Marco Rubio spoke_V.", "Marco Rubio", published="2025-03-04")
    assert found.people(Span(0, 11)) == [("Marco Rubio", "USA")]


def test_a_phrase_cut_by_a_wrong_tree_still_finds_whom_it_names() -> None:
    found = built("Norway hosted_V President of Kenya Ruth Odhiambo of Nairobi.", "Ruth Odhiambo")
    assert found.people(span(found, "Kenya Ruth Odhiambo")) == [("Ruth Odhiambo", "KEN")]
    assert found.people(span(found, "President of Kenya Ruth")) == [("Ruth Odhiambo", "KEN")]
    assert found.parties(span(found, "Kenya")) == ("KEN",)


def test_a_political_party_is_a_party_of_its_own() -> None:
    read = analysis("The Social Freedom Party spoke_V. The SFP left_V.", (), ("Social Freedom Party",))
    found = cast.build(read.doc, read)
    assert found.party(span(found, "The SFP")) == "SFP"


PUBLISHERS: list[dict[str, Any]] = data.load_yaml("rules/actors/publishers.yaml")


@pytest.mark.parametrize(("party", "opening"), [(r["party"], o) for r in PUBLISHERS for o in r["yes"]])
def test_publisher_by_opening(party: str, opening: str) -> None:
    assert publishers.party(Document("", title=opening)) == party


@pytest.mark.parametrize("opening", [o for r in PUBLISHERS for o in r["no"]])
def test_no_publisher_by_opening(opening: str) -> None:
    assert publishers.party(Document(opening)) is None


@pytest.mark.parametrize(
    ("url", "party"),
    [
        ("http://en.kremlin.ru/events/president/news/1", "RUS"),
        ("https://www.whitehouse.gov/briefing-room/1", "USA"),
        ("https://www.president.gov.ua/en/news/1", "UKR"),
        ("https://www.gov.uk/government/news/1", "GBR"),
        ("https://notkremlin.ru.example.org/", None),
        ("https://example.org/whitehouse.gov", None),
    ],
)
def test_publisher_by_site(url: str, party: str | None) -> None:
    assert publishers.party(Document("", url=url)) == party


DERIVED: list[dict[str, Any]] = data.load_yaml("rules/actors/government_sites.yaml")


@pytest.mark.parametrize(("row", "given", "party"), [(r, given, party) for r in DERIVED for given, party in r["yes"].items()])
def test_publisher_that_no_row_names(row: dict[str, Any], given: str, party: str) -> None:
    assert (publishers.by_host if "host" in row else publishers.by_byline)(given) == party
    doc = Document("", url=f"https://{given}/news/1") if "host" in row else Document(f"{given}\n\nThe ministers met in Lima.")
    assert publishers.party(doc) == party


@pytest.mark.parametrize(("row", "given"), [(r, given) for r in DERIVED for given in r["no"]])
def test_no_publisher(row: dict[str, Any], given: str) -> None:
    assert (publishers.by_host if "host" in row else publishers.by_byline)(given) is None


def test_publisher_by_source() -> None:
    assert publishers.party(Document("They met.", source="Chilean Foreign Ministry via example.org")) == "CHL"
    assert publishers.party(Document("They met.", source="The Oslo Post")) is None


def test_publishers_are_known_parties() -> None:
    assert {row["party"] for row in PUBLISHERS} <= set(knowledge.party_names())


def test_people_are_those_whom_the_text_names() -> None:
    found = built("The Kenyan_J minister met_V Ada Rask.", "Ada Rask")
    assert found.people(Span(0, len(found.doc.text))) == [("Ada Rask", None)]
