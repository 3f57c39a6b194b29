"""Scores of the further fields of statements, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.evaluation import record

Doc = dict[str, Any]
TEXT = "Ada Lund reportedly told Jon Berg that the port was open."
CONTENT = [39, 56]


def doc(**fields: Any) -> Doc:
    """A document with one statement of these fields and one contact."""
    said = {"speaker": "Ada Lund", "party": "NOR", "kind": "indirect", "date": None, "content_spans": [CONTENT], **fields}
    met = {"id": "c1", "sides": [], "evidence": [[0, 8]], "start": None}
    layers = {layer: [] for layer in record.LAYERS}
    entities = [{"id": "e1", "name": "the Ministry of Ports"}, {"id": "e2", "name": "Peru"}]
    return {"id": "d", "text": TEXT, **layers, "statements": [said], "contacts": [met], "entities": entities}


@pytest.mark.parametrize(
    ("field", "gold", "found", "share"),
    [
        ("act", "say", "say", 100.0),
        ("act", "say", None, 0.0),
        ("negated", False, False, 100.0),
        ("certainty", None, None, 100.0),
        ("certainty", "probable", "certain", 0.0),
        ("addressee", "Jon Berg", "Mr. Berg", 100.0),
        ("addressee", None, "Jon Berg", 0.0),
        ("hedge", "reportedly", [9, 19], 100.0),
        ("hedge", "reportedly", [0, 8], 0.0),
        ("on_behalf_of", "Ministry of Ports", "e1", 100.0),
        ("on_behalf_of", "Ministry of Ports", "e2", 0.0),
        ("contact", 0, "c1", 100.0),
        ("contact", None, "c1", 0.0),
        ("contact", 0, None, 0.0),
    ],
)
def test_one_field(field: str, gold: object, found: object, share: float) -> None:
    scored = record.score([doc(**{field: gold})], {"d": doc(**{field: found})})
    assert scored[f"statements.{field}"] == share


def test_values_that_are_told() -> None:
    golds = [doc(medium="call"), doc(medium=None), doc(medium="letter")]
    founds = [doc(medium="call"), doc(medium="report"), doc(medium=None)]
    named = [{**d, "id": str(n)} for n, d in enumerate(golds)]
    scored = record.score(named, {str(n): d for n, d in enumerate(founds)})
    assert scored["statements.medium"] == pytest.approx(100 / 3)
    assert scored["statements.medium told F1"] == pytest.approx(50)


def test_fields_that_a_set_does_not_annotate_are_not_scored() -> None:
    assert "statements.act" not in record.score([doc()], {"d": doc(act="say")})
