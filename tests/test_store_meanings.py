"""Statements are found by what they mean, by way of the signs of their vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, delete, select
from stored import record, statement
from test_store import address, engine, put, said

from dragoman.store import database, meanings, query
from dragoman.store.query import Filter
from dragoman.store.schema import documents, item_vectors, meaning_codes

__all__ = ["address", "engine"]  # fixtures

TEXTS = (
    "Flights between the two capitals will resume.",
    "Passenger planes may fly to Lima again.",
    "The harbour tolls are unfair.",
    "Prisoners will be exchanged at the border.",
)


@pytest.fixture
def store(engine: Engine, model: Path) -> Engine:
    for n, text in enumerate(TEXTS):
        party = "CHL" if n == 1 else "NOR"
        told = statement(content_spans=[(0, len(text))], source_span=None, cue_span=None, party=party, contact=None)
        put(engine, f"d{n}", record(f"d{n}", text=text, statements=[told]))
    return engine


def keys(found: list[query.Finding]) -> list[str]:
    return [finding.key for finding in found]


def test_statements_of_like_meaning_are_found_without_their_words(store: Engine) -> None:
    assert sorted(keys(said(store, "air travel"))) == ["d0", "d1"]
    assert said(store, "the price of grain in Rome") == []


@pytest.mark.parametrize("compared", [1, 2, 4000])
def test_a_filter_reaches_behind_those_that_are_nearest(store: Engine, compared: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "_COMPARED", compared)
    assert keys(said(store, "air travel", parties=("CHL",))) == ["d1"]


def test_signs_are_those_of_the_present_version(store: Engine) -> None:
    put(store, "d0", record("d0", text=TEXTS[0]), "2")
    assert keys(said(store, "air travel")) == ["d1"]
    with database.reading(store) as connection:
        packed = b"".join(connection.execute(select(meaning_codes.c.codes)).scalars())
        kept = connection.execute(select(item_vectors.c.item_id).order_by(item_vectors.c.item_id)).scalars().all()
        assert sorted(np.frombuffer(packed, meanings._CODE)["id"].tolist()) == kept
    with database.writing(store) as connection:
        connection.execute(delete(documents).where(documents.c.key == "d1"))
    with database.reading(store) as connection:
        assert query.said(connection, "air travel", Filter()) == []
