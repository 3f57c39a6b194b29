"""Outcomes: agreements, promises and failures of hand-made trees, planned contacts, and the lexicon's examples on the model."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman import data
from dragoman.reading import cast, contacts, encoder, outcomes, timex, toponyms
from dragoman.record import Contact
from dragoman.text import Document

AGREED = (
    "Norway/PROPN/4/nsubj and/CCONJ/3/cc Chile/PROPN/1/conj agreed/VERB/0/root to/PART/6/mark continue/VERB/4/xcomp/VerbForm=Inf "
    "contacts/NOUN/6/obj ./PUNCT/4/punct"
)
PLEDGED = (
    "Norway/PROPN/2/nsubj pledged/VERB/0/root to/PART/4/mark reopen/VERB/2/xcomp/VerbForm=Inf "
    "the/DET/6/det harbour/NOUN/4/obj ./PUNCT/2/punct"
)
ACCUSED = (
    "Norway/PROPN/2/nsubj said/VERB/0/root Chile/PROPN/5/nsubj had/AUX/5/aux agreed/VERB/2/ccomp/VerbForm=Part to/PART/7/mark "
    "sell/VERB/5/xcomp/VerbForm=Inf ships/NOUN/7/obj ,/PUNCT/11/punct and/CCONJ/11/cc accused/VERB/2/conj/VerbForm=Fin "
    "Peru/PROPN/11/obj of/SCONJ/14/mark delaying/VERB/11/advcl the/DET/8/det ./PUNCT/2/punct"
)
SIGNED = "Norway/PROPN/4/nsubj and/CCONJ/3/cc Chile/PROPN/1/conj signed/VERB/0/root a/DET/6/det treaty/NOUN/4/obj ./PUNCT/4/punct"
FAILED = (
    "Norway/PROPN/4/nsubj and/CCONJ/3/cc Chile/PROPN/1/conj failed/VERB/0/root to/PART/6/mark reach/VERB/4/xcomp/VerbForm=Inf "
    "a/DET/8/det deal/NOUN/6/obj ./PUNCT/4/punct"
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(AGREED, [("next_step", "expected", ("NOR", "CHL"), "continue contacts")], id="more talk is a next step"),
        pytest.param(PLEDGED, [("commitment", "expected", ("NOR",), "reopen the harbour")], id="a promise"),
        pytest.param(
            SIGNED, [("signing", "done", ("NOR",), "a treaty"), ("signing", "done", ("CHL",), "a treaty")], id="one per signer"
        ),
        pytest.param(ACCUSED, [("agreement", "done", ("CHL",), "sell ships")], id="another's clause is cut off"),
        pytest.param(FAILED, [("no_agreement", "open", ("NOR", "CHL"), "Norway and Chile failed to reach a deal")], id="no result"),
    ],
)
def test_outcomes(sentence: str, expected: list[tuple[str, str, tuple[str, ...], str]]) -> None:
    a = analysis(sentence)
    found = outcomes.find(a.doc, a, cast.build(a.doc, a), (), ())
    assert [(o.kind, o.status, o.parties, o.what) for o in found] == expected


def test_a_planned_contact_is_a_next_step() -> None:
    a = analysis("Norway/PROPN/3/nsubj will/AUX/3/aux meet/VERB/0/root Chile/PROPN/3/obj ./PUNCT/3/punct")
    planned = {
        "id": "c1",
        "kind": "meeting",
        "status": "planned",
        "sides": [{"party": "NOR"}, {"party": "CHL"}],
        "start": "2025-03-09",
        "place": "Oslo",
        "evidence": [(7, 22)],
        "found_by": "test",
        "score": 1,
    }
    (found,) = outcomes.find(a.doc, a, cast.build(a.doc, a), (), (Contact.model_validate(planned),))
    assert (found.kind, found.parties, found.when, found.where) == ("next_step", ("NOR", "CHL"), "2025-03-09", "Oslo")


def examples(key: str) -> list[tuple[str, str]]:
    """(rule id, sentence) of the lexicon's examples."""
    return [(row["id"], sentence) for row in data.load_yaml(outcomes.FILE)["rows"] for sentence in row.get(key, ())]


def fired(sentence: str) -> list[str]:
    """Kinds of the outcomes of a sentence."""
    doc = Document(sentence, published="2025-03-04")
    found = encoder.analyse(doc)
    who, times, places = cast.build(doc, found), timex.find(doc, found), toponyms.find(doc, found)
    return [o.kind for o in outcomes.find(doc, found, who, times, contacts.find(doc, found, who, times, places))]


def kind_of(rule: str) -> str:
    return next(str(row["kind"]) for row in data.load_yaml(outcomes.FILE)["rows"] if row["id"] == rule)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("yes")])
def test_example_fires(rule: str, sentence: str) -> None:
    assert kind_of(rule) in fired(sentence)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("no")])
def test_counterexample_does_not_fire(rule: str, sentence: str) -> None:
    assert kind_of(rule) not in fired(sentence)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Norway and Chile signed the treaty. Norway signed it in Oslo.", ["signing", "signing"], id="one a signer"),
        pytest.param("Norway signed a new law.", [], id="a law of its own"),
        pytest.param("Norway and Chile want to narrow the gaps and reach a deal.", [], id="a deal that is wanted"),
        pytest.param("Norway agrees with the report.", [], id="one alone agrees nothing"),
        pytest.param("Norway and Chile agreed to hand over the ships.", ["agreement"], id="agreed to do"),
        pytest.param("Norway regrets Chile's decision to expel its envoy.", [], id="a decision is no promise"),
        pytest.param("Norway is providing $200 million in loans to Chile.", ["commitment"], id="a sum"),
        pytest.param("Norway said that it will continue to do so.", [], id="verbs that say nothing"),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert fired(text) == expected


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Norway pledged to reopen the harbour that Chile closed in 2019.", None, id="a date long past is another's"),
        pytest.param("Norway pledged to reopen the harbour in 2026.", "2026", id="its own"),
    ],
)
def test_when(text: str, expected: str | None) -> None:
    doc = Document(text, published="2025-03-04")
    found = encoder.analyse(doc)
    times = timex.find(doc, found)
    assert [o.when for o in outcomes.find(doc, found, cast.build(doc, found), times, ())] == [expected]


@pytest.mark.usefixtures("model")
def test_an_agreement_is_of_the_day_of_the_contact() -> None:
    doc = Document("The presidents of Norway and Chile spoke on 3 March. They agreed on a truce.", published="2025-03-04")
    found = encoder.analyse(doc)
    times, who = timex.find(doc, found), cast.build(doc, found)
    met = contacts.find(doc, found, who, times, ())
    assert [(o.kind, o.when) for o in outcomes.find(doc, found, who, times, met)] == [("agreement", "2025-03-03")]


@pytest.mark.usefixtures("model")
def test_who_calls_off_and_with_whom() -> None:
    doc = Document("Norway cancelled the visit of the minister of Chile.")
    found = encoder.analyse(doc)
    (outcome,) = outcomes.find(doc, found, cast.build(doc, found), (), ())
    assert (outcome.kind, outcome.status, outcome.parties) == ("breakdown", "done", ("NOR", "CHL"))
