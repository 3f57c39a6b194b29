"""A report in slightly other words is a copy; readouts of different calls are none, however alike they are."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from stored import contact, record, side
from test_store import address, contacts, engine, put
from test_store_copies import CUT, WIRE, originals, report

from dragoman.store import rewording

__all__ = ["address", "engine"]  # fixtures

# One or two words of each sentence are others: no sentence is the same.
EDITED = WIRE
for _old, _new in {
    "held talks on": "discussed", "had been unfair": "were unfair", "look at": "study", "agreed to send": "will send",
    "have waited": "had waited", "was turned away": "was sent away", "did not answer": "left unanswered",
}.items():  # fmt: skip
    EDITED = EDITED.replace(_old, _new)
READOUT = (
    "President Ivar Holm spoke today with {who} of {state} to thank {state} for its steady part in the talks on harbour tolls. "
    "The leaders went over the latest steps towards an agreement and welcomed the work of their experts. They agreed that ships "
    "must be let through at once and that dues must be paid into a common fund. The President made clear that Norway will go on "
    "working with its partners to bring the matter to an end, and the leaders agreed to stay in close touch in the days ahead."
)


def readout(engine: Engine, key: str, who: str, state: str, party: str, day: str = "2031-03-03") -> None:
    told = contact(kind="call", start=day, sides=[side("NOR", "Ivar Holm"), side(party, who)], evidence=[(0, 28)])
    put(engine, key, record(key, "2031-03-04", text=READOUT.format(who=who, state=state), contacts=[told]))


def test_an_edited_report_is_a_copy(engine: Engine) -> None:
    report(engine, "wire", WIRE)
    report(engine, "edited", EDITED, "2031-03-05")
    report(engine, "edited and cut", EDITED[: len(CUT)], "2031-03-05")
    assert originals(engine) == {"wire": None, "edited": "wire", "edited and cut": "wire"}
    assert [row.sources for row in contacts(engine)] == [1]


def test_readouts_of_different_calls_are_no_copies(engine: Engine) -> None:
    readout(engine, "first", "President Luis Soto", "Chile", "CHL")
    readout(engine, "second", "Prime Minister Ana Paz", "Peru", "PER")
    readout(engine, "third", "Luis Soto", "Chile", "CHL", "2031-02-20")
    assert set(originals(engine).values()) == {None}
    assert len(contacts(engine)) == 3


def test_the_same_readout_on_another_page_is_a_copy(engine: Engine) -> None:
    readout(engine, "first", "President Luis Soto", "Chile", "CHL")
    readout(engine, "again", "Luis Soto", "Chile", "CHL")
    assert originals(engine) == {"first": None, "again": "first"}


@pytest.mark.parametrize("tag", ["OSLO, March 3 (Reuters) - ", "OSLO (AP) — ", "Reuters – ", "OSLO – "])
def test_an_agency_before_the_first_words_makes_no_difference(engine: Engine, tag: str) -> None:
    report(engine, "wire", WIRE[: WIRE.index("Fishermen")])
    report(engine, "tagged", tag + WIRE[: WIRE.index("Fishermen")])
    assert originals(engine) == {"wire": None, "tagged": "wire"}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/talks",
        "http://www.example.org/news/talks/",
        "https://m.example.org/news/talks?utm_source=feed&utm_medium=rss#top",
        " https://EXAMPLE.org:443/news/talks?fbclid=x ",
    ],
)
def test_addresses_of_one_page(url: str) -> None:
    assert rewording.address(url) == "example.org/news/talks"


def test_addresses_of_other_pages() -> None:
    assert rewording.address("https://example.org/?id=1&utm_source=x") == "example.org?id=1"
    assert rewording.address("https://example.org/?id=2") == "example.org?id=2"
    assert rewording.address("http://[") == "http://["


def test_short_texts_have_no_marks() -> None:
    assert rewording.marks("Norway and Chile met.", "https://example.org/a") == ()
    assert len(rewording.marks(WIRE, None)) == 16
    assert set(rewording.marks(WIRE, "https://example.org/a")) > set(rewording.marks(WIRE, None))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("3 March: ships wait", "4 March: ships wait", True),
        ("Talks, round 2", "Talks", True),
        ("Talks on 3 March", "On 3 March, talks", False),
        (None, "Round 2", False),
    ],
)
def test_numbers_in_titles_tell_reports_apart(one: str | None, other: str | None, apart: bool) -> None:
    assert rewording.are_numbered_apart(one, other) is apart
