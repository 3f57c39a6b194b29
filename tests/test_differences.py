"""Differences: two statements of a hand-made document, at odds or not."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman.analysis import Analysis
from dragoman.reading import cast, differences, pipeline
from dragoman.record import Statement
from dragoman.text import Document

ACCUSED = (
    "Norway/PROPN/2/nsubj accused/VERB/0/root Chile/PROPN/2/obj of/SCONJ/5/mark closing/VERB/2/advcl "
    "the/DET/7/det harbour/NOUN/5/obj "
    "./PUNCT/2/punct"
)
DENIED = (
    "Chile/PROPN/2/nsubj denied/VERB/0/root that/SCONJ/7/mark Chile/PROPN/7/nsubj had/AUX/7/aux "
    "ever/ADV/7/advmod closed/VERB/2/ccomp "
    "the/DET/9/det harbour/NOUN/7/obj ./PUNCT/2/punct"
)
PRAISED = "Chile/PROPN/2/nsubj praised/VERB/0/root the/DET/4/det weather/NOUN/2/obj ./PUNCT/2/punct"


def stated(a: Analysis, number: int, party: str) -> Statement:
    """Sentence `number` as a statement: its first word speaks, its second is the cue, the rest is said."""
    words = a.sentence_tokens(a.sentences[number])
    return Statement.model_validate(
        {
            "id": f"s{number}",
            "speaker": None,
            "party": party,
            "source_span": words[0].span,
            "cue_span": words[1].span,
            "content_spans": [(words[2].start, words[-2].end)],
            "kind": "indirect",
            "found_by": "test",
            "score": 1,
        }
    )


@pytest.mark.parametrize(
    ("second", "parties"),
    [
        pytest.param(DENIED, ["NOR", "CHL"], id="an accusation denied"),
        pytest.param(PRAISED, [], id="another matter"),
    ],
)
def test_two_accounts(second: str, parties: list[str]) -> None:
    a = analysis(ACCUSED, second)
    statements = (stated(a, 0, "NOR"), stated(a, 1, "CHL"))
    found = differences.find(a.doc, a, cast.build(a.doc, a), statements, (), ())
    assert [x.party for d in found for x in d.accounts] == parties
    assert [d.about for d in found] == (["the harbour"] if parties else [])


def test_who_speaks_jointly_does_not_differ() -> None:
    a = analysis(ACCUSED, DENIED)
    statements = (stated(a, 0, "NOR & CHL"), stated(a, 1, "CHL"))
    assert differences.find(a.doc, a, cast.build(a.doc, a), statements, (), ()) == ()


def test_the_report_compares_two_accounts() -> None:
    a = analysis(
        "Chile/PROPN/2/nsubj opened/VERB/0/root the/DET/4/det harbour/NOUN/2/obj ./PUNCT/2/punct",
        "Norway/PROPN/4/nmod:poss 's/PART/1/case own/ADJ/4/amod statement/NOUN/5/nsubj made/VERB/0/root no/DET/7/det "
        "mention/NOUN/5/obj "
        "of/ADP/10/case the/DET/10/det harbour/NOUN/7/nmod of/ADP/12/case Chile/PROPN/10/nmod ./PUNCT/5/punct",
    )
    (found,) = differences.find(a.doc, a, cast.build(a.doc, a), (), (), ())
    assert [x.party for x in found.accounts] == ["NOR", "CHL"]
    assert a.doc[found.accounts[1].span] == "no mention of the harbour of Chile"


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway accuses Chile of dumping waste at sea. Chile denies the charge.", {"NOR", "CHL"}),
        ("Norway accuses Chile of dumping waste at sea, a charge that Chile denies.", {"NOR", "CHL"}),
        ("Norway accuses Chile of dumping waste at sea. Chile has opened a harbour.", None),
    ],
)
def test_a_denial_stands_against_the_last_charge(text: str, expected: set[str] | None) -> None:
    found = pipeline.read(Document(text, published="2025-03-04")).differences
    assert [{x.party for x in d.accounts} for d in found] == ([expected] if expected else [])
