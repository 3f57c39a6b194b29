"""Reported speech by hand-made trees: cue, source, content, hearer."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman.errors import RuleError
from dragoman.reading import cues, reported

THAT = (
    "The/DET/2/det envoy/NOUN/3/nsubj said/VERB/0/root that/SCONJ/7/mark the/DET/6/det truce/NOUN/7/nsubj "
    "held/VERB/3/ccomp ./PUNCT/3/punct"
)
URGE = (
    "Oman/PROPN/2/nsubj urged/VERB/0/root Chile/PROPN/2/obj to/PART/5/mark reopen/VERB/2/xcomp/VerbForm=Inf the/DET/7/det "
    "port/NOUN/5/obj on/ADP/9/case Friday/PROPN/2/obl ./PUNCT/2/punct"
)
TELL = (
    "She/PRON/2/nsubj told/VERB/0/root reporters/NOUN/2/obj the/DET/5/det port/NOUN/6/nsubj reopened/VERB/2/ccomp ./PUNCT/2/punct"
)
FRONTED = (
    "The/DET/2/det port/NOUN/3/nsubj reopened/VERB/0/root ,/PUNCT/7/punct the/DET/6/det envoy/NOUN/7/nsubj "
    "said/VERB/3/parataxis ./PUNCT/3/punct"
)
SPLIT = (
    "The/DET/2/det port/NOUN/8/nsubj ,/PUNCT/6/punct the/DET/5/det envoy/NOUN/6/nsubj said/VERB/8/parataxis ,/PUNCT/6/punct "
    "reopened/VERB/0/root ./PUNCT/8/punct"
)
CALL_FOR = (
    "Oman/PROPN/2/nsubj called/VERB/0/root for/ADP/5/case an/DET/5/det end/NOUN/2/obl to/ADP/8/case "
    "the/DET/8/det raids/NOUN/5/nmod ./PUNCT/2/punct"
)
THANK = (
    "He/PRON/2/nsubj thanked/VERB/0/root Oman/PROPN/2/obj for/ADP/6/case its/PRON/6/nmod:poss help/NOUN/2/obl "
    "in/ADP/8/case May/PROPN/2/obl ./PUNCT/2/punct"
)
ADDING = (
    "She/PRON/2/nsubj said/VERB/0/root the/DET/4/det talks/NOUN/5/nsubj failed/VERB/2/ccomp ,/PUNCT/7/punct "
    "adding/VERB/5/advcl/VerbForm=Ger "
    "that/SCONJ/10/mark Oman/PROPN/10/nsubj left/VERB/7/ccomp ./PUNCT/2/punct"
)
BOTH = "He/PRON/2/nsubj condemned/VERB/0/root and/CCONJ/4/cc rejected/VERB/2/conj the/DET/6/det raid/NOUN/4/obj ./PUNCT/2/punct"
WENT_ON = (
    "He/PRON/2/nsubj went/VERB/0/root on/ADP/2/compound:prt to/PART/5/mark thank/VERB/2/xcomp/VerbForm=Inf "
    "Oman/PROPN/5/obj ./PUNCT/2/punct"
)
CLEAR = (
    "He/PRON/2/nsubj made/VERB/0/root it/PRON/2/expl clear/ADJ/2/xcomp that/SCONJ/7/mark Oman/PROPN/7/nsubj "
    "agreed/VERB/2/ccomp ./PUNCT/2/punct"
)

# sentence, then for each report: cue, source, words of the cue, content, hearer
FOUND = [
    pytest.param(THAT, ("say", "The envoy", "said", ["the truce held"], None), id="that is left out"),
    pytest.param(URGE, ("urge", "Oman", "urged", ["Chile to reopen the port"], None), id="the time is not what was urged"),
    pytest.param(TELL, ("tell", "She", "told", ["the port reopened"], "reporters"), id="the hearer is no content"),
    pytest.param(FRONTED, ("say", "the envoy", "said", ["The port reopened"], None), id="content before the cue"),
    pytest.param(SPLIT, ("say", "the envoy", "said", ["The port", "reopened"], None), id="content on both sides of the cue"),
    pytest.param(CALL_FOR, ("call for", "Oman", "called for", ["an end to the raids"], None), id="a cue of two words"),
    pytest.param(THANK, ("thank", "He", "thanked", ["Oman for its help"], None), id="whom and what for"),
    pytest.param(WENT_ON, ("thank", "He", "went on to thank", ["Oman"], None), id="an infinitive that happened"),
    pytest.param(CLEAR, ("make it clear", "He", "made it clear", ["Oman agreed"], None), id="a cue of three words"),
]


@pytest.mark.parametrize(("sentence", "expected"), FOUND)
def test_report(sentence: str, expected: tuple[str, str, str, list[str], str | None]) -> None:
    a = analysis(sentence)
    found = [r for r in reported.find(a) if r.content]
    assert [_shown(a, r) for r in found[:1]] == [expected]


def _shown(a: object, r: reported.Report) -> tuple[object, ...]:
    text = a.doc.text  # type: ignore[attr-defined]
    source = reported.source_span(a, r.source, r.verb)  # type: ignore[arg-type]
    cue = " ".join([r.cue.lemma, *r.cue.rest])
    content = [text[c.start : c.end] for c in r.content]
    return cue, text[source.start : source.end], text[r.cue_span.start : r.cue_span.end], content, r.hearer and r.hearer.text


def test_adding_starts_a_report_of_its_own_by_the_same_source() -> None:
    a = analysis(ADDING)
    said, added = reported.find(a)
    assert [a.doc[c] for c in said.content] == ["the talks failed"]
    assert [a.doc[c] for c in added.content] == ["Oman left"]
    assert added.source is said.source


def test_coordinated_cues_share_the_object() -> None:
    a = analysis(BOTH)
    assert [[a.doc[c] for c in r.content] for r in reported.find(a)] == [["the raid"], ["the raid"]]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("He/PRON/4/nsubj did/AUX/4/aux not/PART/4/advmod say/VERB/0/root so/ADV/4/advmod", id="denied"),
        pytest.param("He/PRON/3/nsubj will/AUX/3/aux urge/VERB/0/root peace/NOUN/3/obj", id="planned"),
        pytest.param("Peace/NOUN/3/nsubj:pass was/AUX/3/aux:pass urged/VERB/0/root", id="a passive without an agent"),
        pytest.param(
            "He/PRON/2/nsubj hopes/VERB/0/root to/PART/4/mark urge/VERB/2/xcomp/VerbForm=Inf peace/NOUN/4/obj", id="wished"
        ),
    ],
)
def test_speech_that_did_not_happen(sentence: str) -> None:
    assert [r for r in reported.find(analysis(sentence)) if r.content] == []


def test_the_table_of_cues_is_sound() -> None:
    table = cues.table()
    rows = [c for cs in table.values() for c in cs]
    assert len({c.id for c in rows}) == len(rows) > 250
    assert all(c.preps or "about" not in c.takes or c.rest for c in rows)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"cue": "say", "act": "say", "takes": ["clause"], "colour": 1}, "unknown key 'colour'"),
        ({"cue": "say", "act": "sing", "takes": ["clause"]}, "unknown act 'sing'; known: say"),
        ({"cue": "say", "act": "say", "takes": ["song"]}, "unknown way of taking content 'song'"),
        ({"cue": "say", "act": "say", "takes": ["object"], "objects": "songs"}, "unknown list 'songs'"),
    ],
)
def test_a_malformed_row_is_refused(row: dict[str, object], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        cues._cue(row, {}, frozenset(["say"]), "here")
