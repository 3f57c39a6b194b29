"""How a report presents what it reports, by the examples of the rows and the shipped model."""

from __future__ import annotations

import pytest
from test_statements import TOLERATED, read

from dragoman import data
from dragoman.reading import encoder, hedging
from dragoman.record import Statement
from dragoman.text import Document

RULES = data.load_yaml("rules/cues/hedges.yaml")


def examples(name: str, key: str) -> list[tuple[str, str]]:
    """The sentences of a list's rows with the value of their row."""
    value = hedging.rows(name)
    return [(text, row.value) for row, raw in zip(value, RULES[name], strict=True) for text in raw[key]]


def outer(text: str) -> Statement | None:
    """The first statement of a sentence by its cue."""
    return next((s for s in read(text) if s.cue_span), None)


@pytest.mark.parametrize(("name", "field"), [("distances", "author_distance"), ("certainties", "certainty"), ("hedges", "hedge")])
def test_examples(name: str, field: str) -> None:
    """Sentences under `yes` have the value of their row, those under `no` another one."""
    yes = [(t, getattr(s, field, "no statement")) for t, v in examples(name, "yes") for s in [outer(t)] if not _has(s, field, v)]
    no = [(t, getattr(s, field, "no statement")) for t, v in examples(name, "no") for s in [outer(t)] if _has(s, field, v)]
    assert len(yes) + len(no) <= TOLERATED * len(examples(name, "yes")), (yes, no)


def _has(found: Statement | None, field: str, value: str) -> bool:
    if found is None:
        return False
    return getattr(found, field) == value if value else getattr(found, field) is not None


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("The minister did not say whether the talks would resume.", True),
        ("The minister never said that the talks would resume.", True),
        ("The minister declined to say when the port would open.", True),
        ("The envoy left without saying when the port would open.", True),
        ("The minister said that the talks would not resume.", False),
        ("The minister went on to say that the port was shut.", False),
    ],
)
def test_what_was_not_said(text: str, negated: bool) -> None:
    a = encoder.analyse(Document(text))
    verb = next(t for t in a.tokens if t.lemma == "say")
    assert hedging.negated(a, verb.i) == negated
