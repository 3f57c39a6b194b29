"""Which noun phrases there are, which mean the same, and whom pronouns mean, with the model that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dragoman.errors import ModelError
from dragoman.reading import cast, chains, coref_model, encoder, likeness, pairs
from dragoman.text import Document


def phrases(text: str) -> list[str]:
    doc = Document(text)
    return [doc[span] for span, _ in chains.find(doc, encoder.analyse(doc))]


def chained(text: str) -> list[list[str]]:
    """The chains of at least two phrases, with their words."""
    doc = Document(text)
    found: dict[int, list[str]] = {}
    for span, number in chains.find(doc, encoder.analyse(doc)):
        found.setdefault(number, []).append(doc[span])
    return [words for words in found.values() if len(words) > 1]


def meant(text: str, pronoun: str) -> str | None:
    """Whom the last `pronoun` of a text means; None if it means no actor."""
    doc = Document(text, published="2025-03-04")
    at = text.rindex(f" {pronoun} ") + 1
    found = cast.build(doc, encoder.analyse(doc)).entities
    return next((e.name for e in found for m in e.mentions if m.span == (at, at + len(pronoun))), None)


PHRASES = [
    ("On Friday the two ministers signed a treaty.", ["Friday", "the two ministers", "a treaty"]),
    ("Norway's envoy left.", ["Norway's envoy", "Norway's"]),
    ("The envoy who came from Kenya left his hotel.", ["The envoy who came from Kenya", "Kenya", "his hotel", "his"]),
    ("They spoke about the price of oil.", ["They", "the price of oil", "oil"]),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[row[0] for row in PHRASES])
def test_phrases_with_their_limits(text: str, expected: list[str]) -> None:
    assert sorted(phrases(text)) == sorted(expected)


def test_a_relative_pronoun_is_no_phrase() -> None:
    assert "which" not in phrases("The treaty, which Norway signed, covers fishing.")


CHAINS = [
    ("The ministers signed an agreement. The agreement covers trade and fishing.", ["an agreement", "The agreement"]),
    ("The talks lasted two days. They ended without a deal.", ["The talks", "They"]),
    ("The minister praised the treaty, saying that its terms were fair.", ["the treaty", "its"]),
    ("The rebels rejected the offer. They said they would fight on.", ["The rebels", "They", "they"]),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS, ids=[row[0] for row in CHAINS])
def test_chains(text: str, expected: list[str]) -> None:
    assert expected in chained(text)


TWO = "Norwegian President Ada Rask met Kenyan President Ruth Odhiambo in Oslo."
MEANT = [
    ("the subject", f"{TWO} Rask agreed to the plan. On Monday she left.", "she", "Ada Rask"),
    ("an object is not the subject", f"{TWO} Rask thanked her for the help.", "her", "Ruth Odhiambo"),
    ("an owner is the subject", f"{TWO} Rask called her envoy.", "her", "Ada Rask"),
    ("whose sex is known", "A spokeswoman, Ada Rask, denied that Peter Kip had left. Later she agreed.", "she", "Ada Rask"),
    ("a ministry", "The Foreign Ministry rejected the plan. On Friday it said the draft was unfair.", "it", "Foreign Ministry"),
    ("a state", "Kenya said on Monday that it would send an envoy to the talks.", "it", "Kenya"),
    ("a thing is no actor", "The ministers signed the agreement. They say it covers fishing.", "it", None),
    ("nothing at all", "Norway sent a note. On Friday it was not clear whether an answer had come.", "it", None),
    ("who is quoted", '"We will not sign," Peter Kip told reporters. "The draft is unfair," he said.', "he", "Peter Kip"),
    ("those who said it", "The rebels rejected the offer. They said they would fight on.", "they", "rebels"),
]


@pytest.mark.parametrize(("text", "pronoun", "name"), [row[1:] for row in MEANT], ids=[row[0] for row in MEANT])
def test_pronouns_of_actors(text: str, pronoun: str, name: str | None) -> None:
    assert meant(text, pronoun) == name


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Yes."])
def test_texts_without_phrases(text: str) -> None:
    doc = Document(text)
    assert chains.find(doc, encoder.analyse(doc)) == []


def test_the_likeliest_earlier_phrase_wins_if_it_beats_new() -> None:
    found = pairs.Pairs(np.array([1, 2, 2]), np.array([0, 1, 0]), np.zeros((3, 1), np.float32))
    scores, new = np.array([-1.0, 0.5, 2.0], np.float32), np.array([0.0, 0.0, 1.0], np.float32)
    assert list(likeness.antecedents(found, scores, new)) == [None, None, 0]


def test_weights_are_the_same_when_read_back(tmp_path: Path) -> None:
    filtering, ranker = coref_model.load()
    coref_model.write(tmp_path / "again.npz", filtering, ranker)
    again = coref_model.read(tmp_path / "again.npz")
    assert again[0] == filtering
    assert again[1].facts == ranker.facts
    assert np.array_equal(again[1].pair, ranker.pair)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "coref.npz").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"coref\.npz"):
        coref_model.read(tmp_path / "coref.npz")
