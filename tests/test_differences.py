"""Differences: statements at odds or not, what the report itself contrasts, and how the signs are weighed."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman.analysis import Analysis
from dragoman.reading import cast, claims, clashes, contrasts, differences, pipeline, said
from dragoman.reading.claims import Claim, cues
from dragoman.reading.clashes import Clash
from dragoman.reading.voices import Voices
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
    assert found.found_by == "differences.report"
    assert a.doc[found.accounts[1].span] == "no mention of the harbour of Chile"


def parties(text: str) -> list[set[str]]:
    """The parties of each difference in a text."""
    return [{x.party for x in d.accounts} for d in pipeline.read(Document(text, published="2025-03-04")).differences]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Norway accuses Chile of dumping waste at sea. Chile denies the charge.", {"NOR", "CHL"}, id="denied"),
        pytest.param("Norway accuses Chile of dumping waste at sea, a charge that Chile denies.", {"NOR", "CHL"}, id="in a clause"),
        pytest.param("Norway accuses Chile of dumping waste at sea. Chile has opened a harbour.", None, id="not answered"),
        pytest.param(
            "Norway says Chile is secretly building torpedoes. Chile insists its shipyard is only for peaceful purposes.",
            {"NOR", "CHL"},
            id="what it is for",
        ),
        pytest.param("Norway offered Chile a loan for the harbour. Chile rejected the offer.", None, id="an offer refused"),
        pytest.param(
            "Chile said the collapse was not its fault, an assertion that Norway disputes.",
            {"NOR", "CHL"},
            id="doubted by the report",
        ),
        pytest.param(
            "There has been grumbling from Chile about its exclusion from the fishery talks. "
            "Norwegian diplomats said Chile would have a seat at the table later.",
            {"NOR", "CHL"},
            id="a complaint answered",
        ),
        pytest.param(
            "The Norwegian government apparently aimed to win over investors, "
            "saying it wanted to trade with every country on equal terms.",
            {"NOR", "author"},
            id="a motive read into it",
        ),
    ],
)
def test_what_is_a_difference(text: str, expected: set[str] | None) -> None:
    assert parties(text) == ([expected] if expected else [])


def told(*sentences: str, who: tuple[str, ...]) -> tuple[Voices, list[Claim]]:
    """The claims of hand-made sentences, each a statement of one party."""
    a = analysis(*sentences)
    voices = Voices(a, cast.build(a.doc, a), [stated(a, n, party) for n, party in enumerate(who)])
    return voices, claims.find(voices, said.find(voices))


def test_claims_know_whom_they_reproach_and_what_they_deny() -> None:
    _, (first, second) = told(ACCUSED, DENIED, who=("NOR", "CHL"))
    assert (first.against, first.cue, first.denies) == ({"CHL"}, "accuse", False)
    assert (second.cue, second.denies, second.topic) == ("deny", True, {"deny", "close", "harbour"})


def test_signs_of_a_clash() -> None:
    voices, found = told(ACCUSED, DENIED, who=("NOR", "CHL"))
    (clash,) = clashes.find(voices, said.find(voices), found)
    assert {"apart:1", "near", "denial", "reproaches the second", "denial+near", "topic"} <= set(clash.signs)
    assert clash.signs["shared"] > 0


def test_signs_that_are_joined_are_signs() -> None:
    voices, found = told(ACCUSED, DENIED, who=("NOR", "CHL"))
    (clash,) = clashes.find(voices, said.find(voices), found)
    joined = {f"{x}+{y}" for x, y in cues()["joined"]}
    assert {s for s in clash.signs if "+" in s} <= joined
    assert {s for s in clashes.weights() if "+" in s} <= joined


def test_the_chance_grows_with_the_weights() -> None:
    voices, found = told(ACCUSED, DENIED, who=("NOR", "CHL"))
    (clash,) = clashes.find(voices, said.find(voices), found)
    assert clashes.chance(clash, {"": 0.0}) == 0.5
    assert clashes.chance(clash, {"": 0.0, "denial": 1.0}) > 0.7 > 0.3 > clashes.chance(clash, {"": 0.0, "denial": -1.0})


def test_of_the_same_parties_the_likeliest_pair_is_taken() -> None:
    _, (first, second) = told(ACCUSED, DENIED, who=("NOR", "CHL"))
    strong, weak = Clash(first, second, {"strong": 1.0}), Clash(first, second, {})
    assert [c for c, _ in differences.chosen([weak, strong], {"": -2.0, "strong": 4.0})] == [strong]
    assert not list(differences.chosen([weak, strong], {"": -6.0}))


def test_mutual_reproach_is_one_account_of_each() -> None:
    a = analysis(
        "Norway/PROPN/4/nsubj and/CCONJ/3/cc Chile/PROPN/1/conj blame/VERB/0/root each/DET/6/det other/ADJ/4/obj "
        "for/ADP/9/case the/DET/9/det collapse/NOUN/4/obl ./PUNCT/4/punct"
    )
    v = Voices(a, cast.build(a.doc, a))
    acts = said.find(v)
    found = [c for c in claims.find(v, acts) if set(c.parties) == {"NOR", "CHL"}]
    mutual = [c for c in clashes.find(v, acts, found) if "mutual" in c.signs]
    assert [(c.one.parties, c.other.parties) for c in mutual] == ([(("NOR",), ("CHL",))] if found and found[0].accuses else [])


def test_contrasts_have_two_parties() -> None:
    a = analysis(PRAISED)
    assert contrasts.find(Voices(a, cast.build(a.doc, a)), []) == []
