"""Places of words around a cue: in the tree and in quotations."""

from __future__ import annotations

import pytest

from dragoman.reading import standing
from dragoman.text import Span, words

BELOW, ABOVE = standing.BELOW, standing.ABOVE


def below(relation: str) -> int:
    return BELOW + standing.kind(relation)


def above(relation: str) -> int:
    return ABOVE + standing.kind(relation)


def test_below_the_cue() -> None:
    # The minister said that talks would resume .
    heads = [1, 2, 2, 6, 6, 6, 2, 2]
    rels = ["det", "nsubj", "root", "mark", "nsubj", "aux", "ccomp", "punct"]
    found = standing.branches(heads, [standing.kind(r) for r in rels], [0], (2, 3)).tolist()
    assert found == [below("nsubj")] * 2 + [standing.HEAD] + [below("ccomp")] * 4 + [below("punct")]


def test_above_the_cue_and_other_sentences() -> None:
    # Good . | Talks will resume , the envoy says . | Fine .
    heads = [0, 0, 4, 4, 4, 8, 7, 8, 4, 4, 10, 10]
    rels = ["root", "punct", "nsubj", "aux", "root", "punct", "det", "nsubj", "parataxis", "punct", "root", "punct"]
    found = standing.branches(heads, [standing.kind(r) for r in rels], [0, 2, 10], (8, 9)).tolist()
    assert found[:2] == [standing.EARLIER] * 2
    assert found[10:] == [standing.LATER] * 2
    assert found[2:5] == [above("parataxis")] * 3
    assert found[9] == above("parataxis")
    assert found[5:9] == [below("punct"), below("nsubj"), below("nsubj"), standing.HEAD]


def test_a_cue_of_several_words_has_one_head() -> None:
    # Oslo made clear that it agrees
    heads = [1, 1, 1, 5, 5, 1]
    rels = ["nsubj", "root", "xcomp", "mark", "nsubj", "ccomp"]
    found = standing.branches(heads, [standing.kind(r) for r in rels], [0], (1, 3)).tolist()
    assert found == [below("nsubj"), standing.HEAD, below("xcomp"), *[below("ccomp")] * 3]


def test_subtypes_and_unknown_relations() -> None:
    assert standing.kind("nsubj:pass") == standing.kind("nsubj")
    assert standing.kind("root") == standing.kind("dep") == standing.KINDS - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left .", "000"),
        ("“ We agree ” , he said", "1223000"),
        ('She said : " Never . "', "0001223"),
        ("“ We go on .", "12222"),
    ],
)
def test_marks(text: str, expected: str) -> None:
    spans = list(words(text))
    assert "".join(map(str, standing.marks(text, spans).tolist())) == expected


def test_marks_without_words() -> None:
    assert standing.marks("", list[Span]()).tolist() == []
