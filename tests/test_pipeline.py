"""From a text to its record: what is promised of every reading."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.record import LAYERS, Record

NEWS = (
    "OSLO, 6 May 2024 — The foreign ministers of Norway and Chile met in Oslo on Monday. “We agreed on a joint survey of the "
    "fishing grounds”, the Norwegian minister, Kari Solberg, told reporters. Chile’s foreign ministry said the talks would "
    "resume in June."
)


@pytest.fixture(scope="module")
def record() -> Record:
    return dragoman.read(NEWS)


def test_a_report_gives_its_contact_with_sides_day_and_place(record: Record) -> None:
    held = [c for c in record.contacts if c.status == "held"]
    assert {side.party for side in held[0].sides} == {"NOR", "CHL"}
    assert (held[0].start, held[0].country) == ("2024-05-06", "NOR")


def test_a_report_gives_its_statements_with_the_words(record: Record) -> None:
    said = {s.party: record.text[slice(*s.content_spans[0])] for s in record.statements if s.content_spans}
    assert said["NOR"] == "We agreed on a joint survey of the fishing grounds"
    assert said["CHL"] == "the talks would resume in June"


def test_the_date_is_the_datelines(record: Record) -> None:
    assert (record.published, record.published_by) == ("2024-05-06", "dateline")


def test_same_text_same_record(record: Record) -> None:
    assert dragoman.read(NEWS) == record


def test_blank_lines_in_front_move_every_offset_and_change_nothing_else(record: Record) -> None:
    moved = dragoman.read("\n\n" + NEWS, published="2024-05-06")
    plain = dragoman.read(NEWS, published="2024-05-06")
    for layer in ("contacts", "statements", "times"):
        assert [shifted(i.model_dump(), 2) for i in getattr(plain, layer)] == [i.model_dump() for i in getattr(moved, layer)]


def shifted(value: object, by: int) -> object:
    """The same item with every span moved."""
    if isinstance(value, dict):
        return {k: shifted(v, by) for k, v in value.items()}
    if isinstance(value, tuple | list):
        if len(value) == 2 and all(isinstance(v, int) for v in value):
            return (value[0] + by, value[1] + by)
        return tuple(shifted(v, by) for v in value)
    return value


@given(st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_a_record_that_holds(text: str) -> None:
    framed = f"The ministers of Peru and Chile met on Monday. {text} They said that talks would go on."
    again = Record.from_dict(json.loads(json.dumps(dragoman.read(framed, published="2024-05-08").to_dict())))
    assert again.text == framed


def test_another_language_gives_an_empty_record_and_says_so() -> None:
    record = dragoman.read("Die Außenminister von Norwegen und Chile trafen sich in Oslo und sprachen über die Fischerei.")
    assert not any(getattr(record, layer) for layer in LAYERS)
    assert record.language == "de"
    assert "German" in record.notes[0]


def test_without_a_date_relative_times_stay_unresolved_and_the_record_says_so() -> None:
    record = dragoman.read("The ministers of Peru and Chile met on Monday.")
    assert [t.value for t in record.times] == [None]
    assert record.times[0].unknown["value"]
    assert "no publication date" in record.notes[0]


def test_without_a_date_nothing_is_said_where_nothing_needs_it() -> None:
    assert dragoman.read("The cat sat on the mat, and the dog was at the door of the house.").notes == ()


def test_a_title_may_end_with_a_noun_after_and() -> None:
    record = dragoman.read("Mr Lund spoke with them on Monday.", title="Readout of the Call with Allies and Ministers")
    assert record.title == "Readout of the Call with Allies and Ministers"
