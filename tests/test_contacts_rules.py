"""Every row of the contact rules does what its examples say; the tables have no clashes."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from dragoman.analysis import Analysis
from dragoman.reading import cast, contact_cues, contact_status, contact_triggers, contacts, encoder, timex, toponyms
from dragoman.record import Contact
from dragoman.text import Document

TRIGGERS = contact_triggers.rows()
CUES = contact_cues.rows()


@cache
def read(sentence: str) -> Analysis:
    return encoder.analyse(Document(sentence))


def find(sentence: str) -> tuple[Contact, ...]:
    analysis = read(sentence)
    doc = analysis.doc
    return contacts.find(doc, analysis, cast.build(doc, analysis), timex.find(doc, analysis), toponyms.find(doc, analysis))


@pytest.mark.parametrize(("row", "sentence"), [(r, s) for r in TRIGGERS for s in r.get("yes")], ids=lambda v: getattr(v, "id", v))
def test_trigger_found(row: contact_triggers.Row, sentence: str) -> None:
    assert row.id in [t.row.id for t in contact_triggers.find(read(sentence))]


@pytest.mark.parametrize(("row", "sentence"), [(r, s) for r in TRIGGERS for s in r.get("no")], ids=lambda v: getattr(v, "id", v))
def test_no_contact(row: contact_triggers.Row, sentence: str) -> None:
    assert row.id not in [c.found_by for c in find(sentence)]


YES = [(row["id"], s, status) for row in CUES for s, status in row["yes"].items()]


@pytest.mark.parametrize(("rule", "sentence", "status"), YES)
def test_status_cue(rule: str, sentence: str, status: str | None) -> None:
    analysis = read(sentence)
    found = [contact_status.read(analysis, t) for t in contact_triggers.find(analysis)]
    assert (rule, status) in [(r.rule, r.status) for r in found]


@pytest.mark.parametrize(("rule", "sentence"), [(row["id"], s) for row in CUES for s in row["no"]])
def test_status_cue_out_of_reach(rule: str, sentence: str) -> None:
    analysis = read(sentence)
    assert rule not in [contact_status.read(analysis, t).rule for t in contact_triggers.find(analysis)]


def test_every_row_has_examples() -> None:
    assert [r.id for r in TRIGGERS if not r.get("yes")] == []
    assert [r["id"] for r in CUES if not r["yes"]] == []


def test_ids_are_unique() -> None:
    ids = Counter([*(r.id for r in TRIGGERS), *(r["id"] for r in CUES)])
    assert [i for i, n in ids.items() if n > 1] == []
