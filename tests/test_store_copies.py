"""A wire report that other papers print, whole or cut, is one source."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from stored import contact, record
from test_store import address, contacts, engine, put

from dragoman.store import copies, database, schema

__all__ = ["address", "engine"]  # fixtures

LEAD = "Norway and Chile held talks on harbour tolls in Oslo on Monday. "
WIRE = LEAD + (
    "Minister Kari Lund said after the talks that the tolls had been unfair for many years. "
    "Her guest Luis Soto answered that Chile would look at the tables with an open mind.\n\n"
    "The two sides agreed to send their experts to a second round in Lima in June. "
    "Fishermen in the north of Norway have waited for an agreement since the autumn storms. "
    "A ship of the Chilean line was turned away from Bergen for unpaid dues last week.\n\n"
    "The ministry in Santiago did not answer questions that were sent to it by letter."
)
CUT = WIRE[: WIRE.index("The ministry in Santiago")]
OTHER = LEAD + (
    "Our own reporter saw the delegates leave the old customs house shortly before midnight. "
    "Nobody wished to speak, and the driver of the guests had fallen asleep at the wheel. "
    "A baker across the street told this paper that the lights had burned for two nights. "
    "What the experts are to do in Lima in June remains for the two capitals to be settled."
)


def report(engine: Engine, key: str, text: str, published: str | None = "2031-03-04", digest: str = "1") -> None:
    put(engine, key, record(key, published, text=text, contacts=[contact(start="2031-03-03", evidence=[(0, 28)])]), digest)


def originals(engine: Engine) -> dict[str, str | None]:
    """Document -> what it is a copy of."""
    with database.reading(engine) as connection:
        rows = connection.execute(select(schema.documents.c.id, schema.documents.c.key, schema.documents.c.copy_of)).all()
    keys = {row.id: row.key for row in rows}
    return {row.key: keys.get(row.copy_of) for row in rows}


def test_copies_of_a_wire_report_are_one_source(engine: Engine) -> None:
    report(engine, "wire", WIRE)
    report(engine, "whole", WIRE.upper())
    report(engine, "cut", "By our staff.\n" + CUT, "2031-03-05")
    report(engine, "own", OTHER)
    assert originals(engine) == {"wire": None, "whole": "wire", "cut": "wire", "own": None}
    assert [row.sources for row in contacts(engine)] == [2]


def test_the_first_one_published_is_the_original_whenever_it_comes(engine: Engine) -> None:
    report(engine, "cut", CUT, "2031-03-05")
    report(engine, "undated", WIRE, None)
    report(engine, "wire", WIRE, "2031-03-04")
    assert originals(engine) == {"cut": "wire", "undated": "wire", "wire": None}
    assert [row.sources for row in contacts(engine)] == [1]


def test_a_changed_report_is_no_copy_any_more(engine: Engine) -> None:
    report(engine, "wire", WIRE)
    report(engine, "cut", CUT, "2031-03-05")
    report(engine, "whole", WIRE, "2031-03-06")
    report(engine, "wire", OTHER, digest="2")
    assert originals(engine) == {"wire": None, "cut": None, "whole": "cut"}
    assert [row.sources for row in contacts(engine)] == [2]
    report(engine, "cut", OTHER.replace("midnight", "one"), "2031-03-05", digest="2")
    assert originals(engine) == {"wire": None, "cut": "wire", "whole": None}


@pytest.mark.parametrize("text", [LEAD, "Stock phrase. " * 50, "", "“" * 9])
def test_what_has_too_few_sentences_is_no_copy(engine: Engine, text: str) -> None:
    text = text + " " * (40 - len(text)) + "x"
    report(engine, "a", text)
    report(engine, "b", text)
    assert originals(engine) == {"a": None, "b": None}


def test_the_same_words_months_later_are_about_something_else(engine: Engine) -> None:
    report(engine, "wire", WIRE)
    report(engine, "again", WIRE, "2031-06-04")
    assert originals(engine) == {"wire": None, "again": None}


def test_hashes_are_of_words_only() -> None:
    assert copies.hashes("One two three four, five six “seven” EIGHT.") == copies.hashes("one two three four five six seven eight")
    assert len(copies.hashes(WIRE)) == 7
    assert all(-(2**63) <= number < 2**63 for number in copies.hashes(WIRE))
