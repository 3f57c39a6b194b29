"""Paragraphs without marks that "the minister said:" leads to."""

from __future__ import annotations

import pytest

from dragoman import read

FIRST = "The bridge at Moss is open to every ship from today. It cost both of our countries ten years of work."
SECOND = "We will go on from here. The harbour comes next."

# text, then what the first statement with the cue "said" holds
TEXTS = [
    pytest.param(f"The Trade Minister, Ada Lund, said:\n\n{FIRST}\n\n{SECOND}", f"{FIRST}\n\n{SECOND}", id="to the end"),
    pytest.param(f"The Trade Minister, Ada Lund, said:\n\n{FIRST}\n\nNotes to editors\n\n{SECOND}", FIRST, id="up to the notes"),
    pytest.param(
        f"The Trade Minister, Ada Lund, said:\n\n{FIRST}\n\nLund added that the harbour would come next.",
        FIRST,
        id="the report again",
    ),
    pytest.param(
        f"The Trade Minister, Ada Lund, said:\n\n{FIRST}\n\nThe envoy Jon Berg said:\n\n{SECOND}", FIRST, id="somebody else"
    ),
    pytest.param(
        "The Trade Minister, Ada Lund, said:\n\n“We go.”\n\nThe port was shut.", "We go.", id="a quotation is its own end"
    ),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_blocks(text: str, expected: str) -> None:
    said = [x for x in read(text).statements if x.cue_span and text[slice(*x.cue_span)] == "said"]
    assert [text[s:e] for s, e in said[0].content_spans] == [expected]
    assert said[0].kind == "direct"
    assert said[0].speaker == "Ada Lund"
