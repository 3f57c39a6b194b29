"""Quotations by their marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading import quotes
from dragoman.text import Span, paragraphs

# text, the outer quotations as lists of pieces
OUTER = [
    ('He said "we are ready" and left.', [['"we are ready"']]),
    ("He said “we are ready” and left.", [["“we are ready”"]]),
    ("„Wir kommen“, she said.", [["„Wir kommen“"]]),
    ("‘‘We come,’’ she said.", [["‘‘We come,’’"]]),
    ("“We come,“ she said.", [["“We come,“"]]),
    ("«We come,» she said.", [["«We come,»"]]),
    ("``We come,'' she said.", [["``We come,''"]]),
    ('"One." She paused. "Two."', [['"One."'], ['"Two."']]),
    ('"One," he said."Two," he added.', [['"One,"'], ['"Two,"']]),
    ("“The term ‘peace’ is abused,” he said.", [["“The term ‘peace’ is abused,”"]]),
    ("‘We will not leave,’ the envoy said.", [["‘We will not leave,’"]]),
    ("‘We keep the leaders’ promise,’ the envoy said.", [["‘We keep the leaders’ promise,’"]]),
    ("'We will not leave,' the envoy said.", [["'We will not leave,'"]]),
    ("The leaders’ talks and the ministers’ visit.", []),
    ("Don't say it's over in the '90s, 'twas said.", []),
    # an opening mark at the head of each paragraph, one closing mark at the end
    ('She wrote: "First.\n\n"Second.\n\n"Third." Then she left.', [['"First.', '"Second.', '"Third."']]),
    ("“First.\n“Second.”\n“A new one,” he said.", [["“First.", "“Second.”"], ["“A new one,”"]]),
    # one mark is missing
    (
        "“We never close this. He left.\n\nNothing.\n“Another,” he said.",
        [["“We never close this. He left."], ["“Another,”"]],
    ),
    ("“Unclosed. “Closed,” he said.", [["“Unclosed."], ["“Closed,”"]]),
    ("A stray mark” here and “a good one” there.", [["“a good one”"]]),
    ('A stray mark" here and "a good one" there.', [['"a good one"']]),
    ('The pipe of 24" is long. "Yes," he said.', [['"Yes,"']]),
    ("“ He spaced it oddly ” and went on.", [["“ He spaced it oddly ”"]]),
    ('" He spaced it oddly " and went on.', [['" He spaced it oddly "']]),
    # straight marks within straight marks
    ('"The word "peace" is abused," he said. "Yes."', [['"The word "peace" is abused,"'], ['"Yes."']]),
    ('"The word "peace is abused. He left. "Yes," he said.', [['"peace is abused.'], ['"Yes,"']]),
    # one mark is missing in the middle of a sentence: the quotation ends with the sentence
    ('He called it "a crime. Then he left. "Yes," he said.', [['"a crime.'], ['"Yes,"']]),
    ("He called it “a crime. Then he left.", [["“a crime."]]),
    ("He called it a crime“ and “left”.", [["“left”"]]),
    ("", []),
    ("”", []),
    ("“", []),
]


@pytest.mark.parametrize(("text", "expected"), OUTER)
def test_outer_quotations(text: str, expected: list[list[str]]) -> None:
    found = [[text[p.start : p.end] for p in q.pieces] for q in quotes.find(text) if q.depth == 0]
    assert found == expected


def test_a_quotation_inside_another_has_depth_one() -> None:
    text = "“She told me ‘never again’ twice,” he said."
    outer, nested = quotes.find(text)
    assert (outer.depth, nested.depth) == (0, 1)
    assert text[nested.start : nested.end] == "‘never again’"


def test_a_double_quotation_inside_a_single_one_has_depth_one() -> None:
    text = "‘She told me “never again” twice,’ he said."
    outer, nested = quotes.find(text)
    assert (outer.depth, nested.depth) == (0, 1)


def test_straight_marks_inside_straight_ones_have_depth_one() -> None:
    text = '"The word "peace" is abused," he said.'
    assert [(text[q.start : q.end], q.depth) for q in quotes.find(text)] == [('"The word "peace" is abused,"', 0), ('"peace"', 1)]


MARKED = (
    "The envoy said: “We are ready.” Nobody else spoke.\n\n"
    'He called it "a crime", and "a shame". "We go," he said.\n\n'
    "“The minister’s plan,” she said, “is ‘dead’.” They had the ministers’ word."
)


@given(st.integers(0, len(MARKED)), st.sampled_from("“”\"«»'‘’"))
def test_a_mark_too_many_changes_quotations_of_its_own_paragraph_only(at: int, mark: str) -> None:
    if "\n" in MARKED[max(at - 1, 0) : at + 1]:
        return
    text = MARKED[:at] + mark + MARKED[at:]
    for n, (before, after) in enumerate(zip(paragraphs(MARKED), paragraphs(text), strict=True)):
        if not before.start <= at <= before.end:
            assert _outer_in(MARKED, before) == _outer_in(text, after), n


@given(st.integers(0, len(MARKED) - 1))
def test_a_mark_too_few_changes_quotations_of_its_own_paragraph_only(at: int) -> None:
    if MARKED[at].isalnum() or MARKED[at].isspace():
        return
    text = MARKED[:at] + MARKED[at + 1 :]
    for n, (before, after) in enumerate(zip(paragraphs(MARKED), paragraphs(text), strict=True)):
        if not before.start <= at <= before.end:
            assert _outer_in(MARKED, before) == _outer_in(text, after), n


def _outer_in(text: str, paragraph: Span) -> list[str]:
    return [text[p.start : p.end] for q in quotes.find(text) if q.depth == 0 for p in q.pieces if paragraph.covers(p)]


def test_an_unclosed_quotation_says_so() -> None:
    assert [q.closed for q in quotes.find("“Open to the end.\n“Closed.”\n\n“Open.")] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“yes,”", "yes,"), ('" yes "', "yes"), ("‘yes’", "yes"), ("yes", "yes"), ("“the leaders’”", "the leaders’"), ("“”", "")],
)
def test_inner_leaves_out_the_marks(text: str, expected: str) -> None:
    span = quotes.inner(text, (0, len(text)))
    assert text[span.start : span.end] == expected


def test_index_finds_the_quotation_at_a_place() -> None:
    text = "“One,” he said. “Two.”"
    index = quotes.Index(quotes.find(text))
    assert index.at(2) is index.quotes[0]
    assert index.at(text.index("said")) is None
    assert index.piece_at(text.index("Two")) == index.quotes[1].pieces[0]
    assert [text[p.start : p.end] for p in index.within((0, len(text)))] == ["“One,”", "“Two.”"]


@given(st.text(alphabet="ab .,\n\"“”‘’'«»`", max_size=80))
def test_pieces_are_disjoint_and_within_one_paragraph(text: str) -> None:
    outer = sorted(p for q in quotes.find(text) if q.depth == 0 for p in q.pieces)
    assert all(0 <= p.start < p.end <= len(text) for p in outer)
    assert all(a.end <= b.start for a, b in pairwise(outer))
    whole = paragraphs(text)
    assert all(any(w.covers(p) for w in whole) for p in outer)
