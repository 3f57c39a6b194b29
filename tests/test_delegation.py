"""A state that speaks through a body: whose words its later words are."""

from __future__ import annotations

import pytest

from dragoman.reading import attribution, cast, encoder, statements, timex
from dragoman.text import Document

THROUGH = "Kenya, for its part, said in a statement through its foreign ministry that the ship had been searched twice."
THREAD = "The Kenyan ministry called the search lawful. Kenya insisted that the crew had agreed to it."
OTHER = "“We are patient”, said President Ruto. Kenya added that talks would go on."


def speakers(text: str) -> list[tuple[str, str | None]]:
    """Cue and speaker of each statement, in text order."""
    doc = Document(text, published="2024-05-01")
    a = encoder.analyse(doc)
    who = cast.build(doc, a)
    found = statements.find(doc, a, who, attribution.find(doc, a), timex.find(doc, a))
    return [(doc[s.cue_span].split()[0], s.speaker) for s in found if s.cue_span]


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        pytest.param(THROUGH, "said", "foreign ministry", id="the body that the state speaks through"),
        pytest.param(f"{THROUGH} {THREAD}", "insisted", "foreign ministry", id="goes on after the body was heard"),
        pytest.param(f"{THROUGH} {THREAD} {OTHER}", "added", "Kenya", id="another voice of the state ends it"),
        pytest.param(THREAD, "insisted", "Kenya", id="never without a word that the state speaks through it"),
    ],
)
def test_whose_words(text: str, cue: str, speaker: str) -> None:
    assert speaker in dict(speakers(f"Norway rejected the claim on Monday. {text}"))[cue]
