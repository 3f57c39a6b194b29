"""Stretches that the encoder marks: decoded from scores made by hand, and whose they are on the shipped model."""

from __future__ import annotations

import numpy as np
import pytest
from tagged import analysis as tagged_by_hand

from dragoman.analysis import Analysis
from dragoman.reading import cast, encoder, scored, tagged
from dragoman.reading.voices import Voices
from dragoman.text import Document, Span

TEXT = "Norway wants a ban on nets in the strait from Chile ."
LABELS = {"issue": ("O", "B", "I"), "stance": ("NONE", "demands", "supports")}


def marked(marks: str, stances: str = "1" * 12, sure: float = 3.0, outside: float = 0.0) -> Analysis:
    """An analysis whose words are marked by digits: 0 outside, 1 begins, 2 goes on; their stance likewise.

    Args:
        outside: log-odds added to "outside".
    """
    one, by = np.eye(3, dtype=np.float32), np.array([outside, 0, 0], np.float32)
    scores = {"issue": sure * one[[int(m) for m in marks]] + by, "stance": sure * one[[int(s) for s in stances]]}
    return Analysis(Document(TEXT), (), (), scores=scores, labels=LABELS)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param("001222000000", [(2, 6)], id="one that begins and goes on"),
        pytest.param("002222000000", [(2, 6)], id="one whose beginning is not marked"),
        pytest.param("001221222000", [(2, 5), (5, 9)], id="two in a row"),
        pytest.param("001200000000", [], id="too short"),
        pytest.param("000000000122", [(9, 12)], id="to the end"),
        pytest.param("000000000000", [], id="none"),
    ],
)
def test_stretches(marks: str, expected: list[tuple[int, int]]) -> None:
    assert [(t.first, t.last) for t in tagged.find(marked(marks), "issue", "stance")] == expected


def test_what_is_hardly_marked_is_left_out() -> None:
    assert not list(tagged.find(marked("001222000000", sure=1.0, outside=1.45), "issue", "stance"))


def test_the_class_is_that_of_all_its_words() -> None:
    (found,) = tagged.find(marked("001222000000", "000122000000"), "issue", "stance")
    assert found.label == "supports"


def test_a_stretch_without_a_class_is_none() -> None:
    assert not list(tagged.find(marked("001222000000", "0" * 12), "issue", "stance"))


def test_without_scores_nothing_is_marked() -> None:
    assert not list(tagged.find(Analysis(Document(TEXT), (), ()), "issue", "stance"))


def weighed(head: str, labels: tuple[str, ...], scores: list[list[float]]) -> Analysis:
    """An analysis of TEXT with the scores of its first words; nothing is said of the others."""
    made = np.zeros((12, len(labels)), np.float32)
    made[: len(scores)] = scores
    tokens = tagged_by_hand(TEXT).tokens
    return Analysis(Document(TEXT), tokens, (), scores={head: made}, labels={head: labels})


@pytest.mark.parametrize(("outside", "expected"), [pytest.param(2.0, True, id="a chance"), pytest.param(6.0, False, id="none")])
def test_marks_veto_a_phrase(outside: float, expected: bool) -> None:
    found = weighed("issue", ("O", "B", "I"), [[0, 0, 0], [0, 0, 0], *[[outside, 0, 0]] * 4])
    assert tagged.likely(found, "issue", (13, 26)) is expected  # "a ban on nets"


def test_marks_veto_nothing_where_there_are_none() -> None:
    assert tagged.likely(Analysis(Document(TEXT), (), ()), "issue", (13, 26))


def test_the_likeliest_word_tells_of_an_event() -> None:
    found = weighed("deed", ("NONE", "REQUEST", "ASSAULT"), [[0, -8, -8], [0, 2, -8], [0, -3, -8]])
    assert scored.told(found, (0, 18), "REQUEST") == pytest.approx(1 / (1 + np.exp(-2)))
    assert scored.told(found, (0, 14), "ASSAULT") < scored.threshold("deed_veto")
    assert scored.told(Analysis(Document(TEXT), (), ()), (0, 18), "ASSAULT") == 1


@pytest.mark.usefixtures("model")
def test_whose_it_is_and_its_evidence() -> None:
    a = encoder.analyse(Document("Norway wants a ban on nets in the strait."))
    nets = next(t.i for t in a.tokens if t.text == "nets")
    tag = tagged.Tagged(nets - 3, nets + 1, "demands", 0.9)
    assert tagged.holders(Voices(a, cast.build(a.doc, a)), tag) == ("NOR",)
    assert a.doc[tagged.span(a, tag)] == "a ban on nets"
    assert tagged.evidence(a, tag) == Span(7, 26)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "word", "label", "expected"),
    [
        pytest.param("Norway is trying to persuade Chile to close the harbour.", "harbour", "demands", ("NOR",), id="who asks"),
        pytest.param(
            "Norway dropped Peru's demand that Chile close the harbour.", "harbour", "demands", ("PER",), id="whose demand"
        ),
        pytest.param("Chile is closing the harbour to all ships.", "harbour", "blames", (), id="not who is to blame"),
        pytest.param("Chile is closing the harbour to all ships.", "harbour", "commits", ("CHL",), id="who does it"),
    ],
)
def test_whose(text: str, word: str, label: str, expected: tuple[str, ...]) -> None:
    a = encoder.analyse(Document(text))
    last = next(t.i for t in a.tokens if t.text == word)
    tag = tagged.Tagged(last - 1, last + 1, label, 0.9)
    assert tagged.holders(Voices(a, cast.build(a.doc, a)), tag) == expected
