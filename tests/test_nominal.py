"""Speech told by a noun."""

from __future__ import annotations

import pytest

from dragoman import data, read

ROWS = data.load_yaml("rules/cues/nominal.yaml")
# Trees come from a trained model, and each training misreads other sentences.
TOLERATED = 1


def told(text: str) -> list[str]:
    return [" … ".join(text[s:e] for s, e in x.content_spans) for x in read(text).statements]


def test_examples_give_the_content_in_brackets() -> None:
    failed = [s for s in ROWS["yes"] if s[s.index("[") + 1 : s.index("]")] not in told(s.replace("[", "").replace("]", ""))]
    assert len(failed) <= TOLERATED, failed


def test_false_friends_give_nothing() -> None:
    failed = [s for s in ROWS["no"] if told(s)]
    assert len(failed) <= TOLERATED, failed


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Norway's warning of grave consequences went unheard.", "Norway"),
        ("The call by the trade minister for a truce went unheard.", "the trade minister"),
        ("His claim that the port was open was false.", "His"),
    ],
)
def test_sources(text: str, source: str) -> None:
    assert [text[slice(*x.source_span)] for x in read(text).statements if x.source_span] == [source]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The launch was condemned by the European Union.", ["The launch"]),
        ("The tests have been widely criticised by Norway.", ["The tests"]),
        ("The launch was condemned on Monday.", []),
    ],
)
def test_passives_with_a_speaker(text: str, content: list[str]) -> None:
    assert told(text) == content
