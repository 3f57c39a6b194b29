"""Who acts and at whom: invented sentences on the shipped model and weights, and the weights' own form."""

from __future__ import annotations

import pytest

from dragoman.evaluation import events
from dragoman.reading import dyads, main_event
from dragoman.text import Document


@pytest.mark.parametrize(
    ("text", "type_", "actors", "recipients"),
    [
        pytest.param("Norwegian troops shelled a village in Chile on Monday.", "ASSAULT", ("NOR",), ("CHL",), id="active"),
        pytest.param("Three Chilean fishermen were arrested by the Norwegian navy.", "COERCE", ("NOR",), ("CHL",), id="passive"),
        pytest.param("Chile's foreign minister met her Kenyan counterpart in Oslo.", "CONSULT", ("CHL",), ("KEN",), id="talks"),
        pytest.param("Kenya condemned Chile for the attack on its embassy.", "ACCUSE", ("KEN",), ("CHL",), id="reproach"),
        pytest.param("Norway imposed sanctions on Chile, the minister said.", "COERCE", ("NOR",), ("CHL",), id="sanctions"),
        pytest.param("The Taliban killed three Norwegian soldiers.", "ASSAULT", ("AFGREB",), ("NOR",), id="armed group"),
    ],
)
def test_main_event(text: str, type_: str, actors: tuple[str, ...], recipients: tuple[str, ...]) -> None:
    found = main_event.read(Document(text=text))
    assert found is not None
    assert found.dyad is not None
    assert (found.type, found.dyad.actor.codes, found.dyad.recipient.codes) == (type_, actors, recipients)
    assert 0 < found.dyad.chance <= 1


def test_no_event() -> None:
    assert main_event.read(Document(text="")) is None


def test_weights_have_the_features_of_both_sides() -> None:
    table = dyads.weights()
    assert table.actor["side:B"] > table.recipient["side:B"]
    assert all(isinstance(w, float) for w in (*table.actor.values(), *table.recipient.values(), *table.pair.values()))


def test_the_likeliest_pair() -> None:
    assert dyads.best([], {}, dyads.weights()) is None


def test_cross_validated_predictions_are_scored_as_events() -> None:
    rows = [
        {"id": "a", "predicted": "AID", "actors": ["NORGOV"], "recipients": ["CHL"]},
        {"id": "b", "predicted": "NONE", "actors": ["NOR"], "recipients": ["CHL"]},
    ]
    gold = [{"id": i, "events": [{"type": "AID", "quad": 2, "actors": ["NOR"], "recipients": ["CHLMIL"]}]} for i in ("a", "b")]
    figures = events.score(gold, events.cross_validated(rows))
    assert figures["dyad F1"] == 100
    assert figures["type+parties F1"] == pytest.approx(200 / 3)
