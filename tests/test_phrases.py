"""Phrases and grammatical relations of hand-made trees."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman.reading import phrases

SUPPORT = (
    "Norway/PROPN/2/nsubj expressed/VERB/0/root its/PRON/4/nmod:poss support/NOUN/2/obj for/ADP/7/case the/DET/7/det "
    "people/NOUN/4/nmod of/ADP/9/case Chile/PROPN/7/nmod who/PRON/11/nsubj suffer/VERB/7/acl:relcl ./PUNCT/2/punct"
)
URGE = (
    "Norway/PROPN/2/nsubj urged/VERB/0/root Chile/PROPN/2/obj to/PART/5/mark reopen/VERB/2/xcomp/VerbForm=Inf the/DET/7/det "
    "harbour/NOUN/5/obj because/SCONJ/10/mark ships/NOUN/10/nsubj wait/VERB/5/advcl ./PUNCT/2/punct"
)
PASSIVE = (
    "The/DET/2/det ship/NOUN/4/nsubj:pass was/AUX/4/aux:pass seized/VERB/0/root/Tense=Past|VerbForm=Part "
    "by/ADP/6/case Norway/PROPN/4/obl:agent"
)
MET = (
    "They/PRON/2/nsubj met/VERB/0/root and/CCONJ/5/cc will/AUX/5/aux sign/VERB/2/conj a/DET/7/det treaty/NOUN/5/obj ./PUNCT/2/punct"
)


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        pytest.param(SUPPORT, 6, "the people of Chile", id="the relative clause is left out"),
        pytest.param(SUPPORT, 3, "its support for the people of Chile", id="prepositional phrases stay"),
        pytest.param(URGE, 4, "reopen the harbour", id="a verb phrase has no mark and no reason"),
        pytest.param(MET, 4, "sign a treaty", id="a coordinated verb without its auxiliary"),
    ],
)
def test_phrase(sentence: str, word: int, expected: str) -> None:
    a = analysis(sentence)
    assert a.doc[phrases.phrase(a, word)] == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        pytest.param(URGE, 4, "Chile", id="the object of the verb above"),
        pytest.param(MET, 4, "They", id="shared by coordinated verbs"),
        pytest.param(SUPPORT, 10, "people", id="the noun of a relative clause"),
        pytest.param(PASSIVE, 3, "ship", id="of a passive"),
    ],
)
def test_subject(sentence: str, word: int, expected: str) -> None:
    a = analysis(sentence)
    subject = phrases.subject(a, word)
    assert subject is not None
    assert subject.text == expected


def test_passive_agent_and_auxiliaries() -> None:
    a = analysis(PASSIVE)
    agent = phrases.agent(a, 3)
    assert phrases.is_passive(a, 3)
    assert agent is not None
    assert agent.text == "Norway"
    assert phrases.auxiliaries(analysis(MET), 4) == ("will",)


@pytest.mark.parametrize(("be", "auxiliary"), [("is", "will"), ("were", "would")])
def test_what_is_to_be_is_no_infinitive(be: str, auxiliary: str) -> None:
    a = analysis(f"Chile/PROPN/4/nsubj {be}/AUX/4/aux to/PART/4/mark sign/VERB/0/root the/DET/6/det treaty/NOUN/4/obj")
    assert not phrases.infinitive(a, 3)
    assert phrases.auxiliaries(a, 3) == (auxiliary,)
    assert phrases.infinitive(analysis(URGE), 4)


def test_negation_is_the_verb_s_own() -> None:
    a = analysis(
        "Norway/PROPN/4/nsubj does/AUX/4/aux not/PART/4/advmod support/VERB/0/root the/DET/6/det plan/NOUN/4/obj ./PUNCT/4/punct",
        "No/DET/2/det side/NOUN/3/nsubj agreed/VERB/0/root ./PUNCT/3/punct",
        "Norway/PROPN/2/nsubj agreed/VERB/0/root ./PUNCT/2/punct",
    )
    assert [phrases.negated(a, i) for i in (3, 9, 12)] == [True, True, False]


LED = (
    "Norway/PROPN/2/nsubj said/VERB/0/root it/PRON/5/nsubj:pass was/AUX/5/aux:pass led/VERB/2/ccomp by/ADP/7/case "
    "Lund/PROPN/5/obl:agent and/CCONJ/9/cc revealed/VERB/2/conj more/ADJ/9/obj"
)


@pytest.mark.parametrize(
    ("sentence", "source", "cue", "elsewhere"),
    [(LED, 6, 8, True), (LED, 0, 8, False), (LED, 6, 4, False), (PASSIVE, 5, 3, False)],
)
def test_the_agent_of_another_verb_is_no_source(sentence: str, source: int, cue: int, elsewhere: bool) -> None:
    a = analysis(sentence)
    assert phrases.acts_elsewhere(a, a.tokens[source].span, a.tokens[cue].span) is elsewhere
