"""The learned choice of type for words that no lexicon knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dragoman.reading import attribution, cast, encoder, events, predicates, statements
from dragoman.reading.predicates import Predicate
from dragoman.reading.voices import Voices
from dragoman.text import Document, Span

BY = predicates.parsed(
    '{"types": ["AID", "NONE", "REQUEST"], "bias": [0, 1, 0],'
    ' "features": {"v:give": {"AID": 3}}, "scores": {"event:REQUEST": {"REQUEST": 2}}}'
)


def predicate(*features: str, **scores: float) -> Predicate:
    return Predicate(0, ("NOR",), Span(0, 4), features, {f"event:{name}": value for name, value in scores.items()})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (predicate("v:give"), ("AID", np.exp(3) / (np.exp(3) + np.e + 1))),
        (predicate("v:unknown", REQUEST=2.0), ("REQUEST", np.exp(4) / (np.exp(4) + np.e + 1))),
        (predicate(), ("AID", 1 / (np.e + 2))),
    ],
)
def test_type_is_that_of_the_highest_sum(asked: Predicate, expected: tuple[str, float]) -> None:
    type_, chance = predicates.classify(asked, BY)
    assert (type_, chance) == (expected[0], pytest.approx(expected[1]))


def test_what_is_only_said_is_an_act_of_speech() -> None:
    """Who says that another supplies boats gives no aid."""
    assert predicates.classify(replace(predicate("v:give"), spoken=True), BY)[0] == "REQUEST"


@pytest.mark.usefixtures("model")
def test_a_clause_is_weighed_as_told_of_its_subject_and_as_said_by_the_speaker() -> None:
    doc = Document("Norway said that Chile lacks the will to pursue peace.")
    analysis = encoder.analyse(doc)
    who = cast.build(doc, analysis)
    said = statements.find(doc, analysis, who, attribution.find(doc, analysis), ())
    told = [p for p in predicates.find(Voices(analysis, who, said)) if analysis.tokens[p.word].text == "lacks"]
    assert [(p.doers, p.spoken) for p in told] == [(("CHL",), False), (("NOR",), True)]
    assert {"said v:lack", "said cue:say", "said of party"} <= set(told[1].features)


def found(text: str) -> list[Predicate]:
    doc = Document(text)
    analysis = encoder.analyse(doc)
    return predicates.find(Voices(analysis, cast.build(doc, analysis)))


@pytest.mark.usefixtures("model")
def test_verbs_and_nouns_with_a_party_that_acts_are_weighed() -> None:
    text = "Norway will soon supply Chile with boats, and a storm hit the coast."
    told = {text[p.span.start :].split()[0]: p for p in found(text)}
    assert set(told) == {"supply"}
    assert told["supply"].doers == ("NOR",)
    assert {"v:supply", "aux:will", "o:chile", "named:1"} <= set(told["supply"].features)
    assert all(predicates.FLOOR / predicates.SCALE <= value <= 0 for value in told["supply"].scores.values())


@pytest.mark.usefixtures("model")
def test_shipped_weights_know_every_class_of_the_encoder() -> None:
    asked = found("Norway attacked Chile.")[0]
    assert {*asked.scores, *(f"said {name}" for name in asked.scores)} == set(predicates.weights().scores)
    assert {"ASSAULT", "CONSULT", "NONE"} <= set(predicates.weights().types) == set(predicates.weights().types) | {"AGREE"}


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("text", ["", "The weather in Norway is fine.", "A ferry sank."])
def test_nothing_is_told_of_where_nobody_acts(text: str) -> None:
    doc = Document(text)
    analysis = encoder.analyse(doc)
    assert events.find(doc, analysis, cast.build(doc, analysis), (), (), ()) == ()
