"""Positions: the speech acts of hand-made trees, and the examples of the lexicon on the shipped model."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import act_rules, acts, cast, encoder, positions
from dragoman.reading.voices import Voices
from dragoman.record import Statement
from dragoman.text import Document

URGE = (
    "Norway/PROPN/2/nsubj urged/VERB/0/root Chile/PROPN/2/obj to/PART/5/mark reopen/VERB/2/xcomp/VerbForm=Inf the/DET/7/det "
    "harbour/NOUN/5/obj ./PUNCT/2/punct"
)
JOINT = (
    "Norway/PROPN/4/nsubj and/CCONJ/3/cc Chile/PROPN/1/conj condemned/VERB/0/root the/DET/6/det seizure/NOUN/4/obj of/ADP/9/case "
    "the/DET/9/det ship/NOUN/6/nmod ./PUNCT/4/punct"
)
NOT = "Norway/PROPN/4/nsubj does/AUX/4/aux not/PART/4/advmod support/VERB/0/root the/DET/6/det plan/NOUN/4/obj ./PUNCT/4/punct"
NOUN = (
    "Norway/PROPN/2/nsubj reaffirmed/VERB/0/root its/PRON/4/nmod:poss commitment/NOUN/2/obj to/SCONJ/6/mark reopening/VERB/4/acl "
    "the/DET/8/det harbour/NOUN/6/obj ./PUNCT/2/punct"
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(URGE, [("NOR", "demands", "reopen the harbour")], id="urged X to do"),
        pytest.param(
            JOINT,
            [("NOR", "opposes", "the seizure of the ship"), ("CHL", "opposes", "the seizure of the ship")],
            id="once per party",
        ),
        pytest.param(NOT, [("NOR", "opposes", "the plan")], id="negation turns the stance"),
        pytest.param(NOUN, [("NOR", "commits", "reopening the harbour")], id="a noun under its light verb"),
    ],
)
def test_positions(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    a = analysis(sentence)
    found = positions.find(a.doc, a, cast.build(a.doc, a), (), ())
    assert [(p.party, p.stance, p.issue) for p in found] == expected
    assert [p.id for p in found] == [f"p{n}" for n in range(1, len(found) + 1)]


def test_target_is_who_is_asked() -> None:
    a = analysis(URGE)
    (act,) = acts.find(Voices(a, cast.build(a.doc, a)))
    assert (act.event, act.holders, act.targets) == ("REQUEST", ("NOR",), ("CHL",))
    assert a.doc[act.evidence] == "urged Chile to reopen the harbour"


def examples(key: str) -> list[tuple[str, str]]:
    """(rule id, sentence) of the lexicon's examples."""
    return [(row["id"], sentence) for row in data.load_yaml(act_rules.FILE)["rows"] for sentence in row.get(key, ())]


def fired(sentence: str) -> list[str]:
    doc = Document(sentence, published="2025-03-04")
    found = encoder.analyse(doc)
    return [act.rule.id for act in acts.find(Voices(found, cast.build(doc, found), spoken(found)))]


def spoken(found: Analysis) -> tuple[Statement, ...]:
    """What stands after "said that" in an example, as the statement of its subject."""
    said = next((t for t in found.tokens if t.lower == "said"), None)
    if said is None:
        return ()
    start = found.tokens[said.i + 2].start
    statement = {
        "id": "s1",
        "speaker": None,
        "party": "NOR",
        "source_span": (0, 6),
        "cue_span": said.span,
        "content_spans": [(start, len(found.doc.text) - 1)],
        "kind": "indirect",
        "found_by": "test",
        "score": 1,
    }
    return (Statement.model_validate(statement),)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("yes")])
def test_example_fires(rule: str, sentence: str) -> None:
    assert rule in fired(sentence)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("no")])
def test_counterexample_does_not_fire(rule: str, sentence: str) -> None:
    assert rule not in fired(sentence)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The President of Norway spoke with the President of Chile. It was stressed that Chile violates the truce.",
            [("NOR", "blames", "violates the truce")],
            id="without an agent the side that acts first reports",
        ),
        pytest.param(
            "Norway pledged to reopen the harbour to widen trade.",
            [("NOR", "commits", "reopen the harbour to widen trade")],
            id="a purpose is a last resort",
        ),
        pytest.param("Norway discussed ways of widening trade.", [], id="a subject is no stance"),
        pytest.param(
            "Norway and Chile,\nWelcoming the truce;\nCondemning the blockade;",
            [
                ("NOR", "supports", "the truce"),
                ("CHL", "supports", "the truce"),
                ("NOR", "opposes", "the blockade"),
                ("CHL", "opposes", "the blockade"),
            ],
            id="participles of a declaration",
        ),
        pytest.param(
            "Norway ruled out talks unless Chile lifts the ban and frees the sailors.",
            [("NOR", "rejects", "talks"), ("NOR", "demands", "lifts the ban"), ("NOR", "demands", "frees the sailors")],
            id="a condition is a demand",
        ),
        pytest.param(
            "Norway will not trade with Chile as long as Chile supports the rebels.",
            [("NOR", "rejects", "trade with Chile as long")],
            id="who stands in a condition takes no stance",
        ),
        pytest.param("The minister of Norway will visit Chile on Monday.", [], id="a journey is no stance"),
        pytest.param("Norway wants to thank Chile.", [], id="nor is a courtesy"),
        pytest.param("Norway declined to comment on the plan.", [], id="nor is reticence"),
        pytest.param(
            "The plan is a ban on fishing that Norway opposes.", [("NOR", "opposes", "a ban on fishing")], id="an object left out"
        ),
        pytest.param(
            "Norway promised a deal aimed at bringing Chile closer to the union.",
            [("NOR", "commits", "a deal aimed at bringing Chile closer to the union")],
            id="a participle with its purpose",
        ),
        pytest.param(
            "The envoys of Norway and Chile discussed our shared commitment to the security of Peru.",
            [("NOR", "supports", "the security of Peru"), ("CHL", "supports", "the security of Peru")],
            id="a shared commitment is that of all who speak of it",
        ),
        pytest.param(
            "Norway said that it will respond if Peru attacks Chile.",
            [("NOR", "commits", "respond if Peru attacks Chile")],
            id="no blame for a case",
        ),
        pytest.param("Norway criticised his detention.", [("NOR", "opposes", "his detention")], id="somebody's detention"),
    ],
)
def test_positions_of_a_text(text: str, expected: list[tuple[str, str, str]]) -> None:
    doc = Document(text, published="2025-03-04")
    found = encoder.analyse(doc)
    who = cast.build(doc, found)
    assert [(p.party, p.stance, p.issue) for p in positions.find(doc, found, who, (), ())] == expected
