"""Turns of transcripts, and headlines that say who said it."""

from __future__ import annotations

import pytest

from dragoman.reading import cast, encoder, turns
from dragoman.text import Document

BODY = "Foreign Minister Ada Lund met her colleague on Monday. The talks took two hours."

# text, then source, content, kind of each draft
TEXTS = [
    pytest.param(
        "Q: Will there be a deal this year?\n\nMR. BERG: I will not guess. Our team is in Oslo.\n\n"
        "Q    And the bridge?\n\nTHE PRESIDENT: It will be built. (Laughter.)",
        [("MR. BERG", "I will not guess. Our team is in Oslo.", "direct"), ("THE PRESIDENT", "It will be built.", "direct")],
        id="questions end a turn and are none",
    ),
    pytest.param(
        "Question: Is it late?\nSpokesperson: Not yet.\nQuestion: And now?\nSpokesperson: Our position has not changed.",
        [("Spokesperson", "Not yet.", "direct"), ("Spokesperson", "Our position has not changed.", "direct")],
        id="speakers by their part",
    ),
    pytest.param(
        "SECRETARY BERG: Good morning, everybody. It is a pleasure to be in Oslo.\n\nWe talked about fish.\n\n"
        "FOREIGN MINISTER LUND: Thank you, Jon. Norway stands by all of its friends.\n\nMODERATOR: One question, please.",
        [
            ("SECRETARY BERG", "Good morning, everybody. It is a pleasure to be in Oslo.\n\nWe talked about fish.", "direct"),
            ("FOREIGN MINISTER LUND", "Thank you, Jon. Norway stands by all of its friends.", "direct"),
        ],
        id="a turn of several paragraphs",
    ),
    pytest.param("OSLO: Norway's foreign minister said on Monday that the bridge would be built.", [], id="a place is no speaker"),
    pytest.param("Participants: Norway, Chile, Oman\n\n" + BODY, [], id="a list"),
    pytest.param("Timeline: how the talks failed\n\n" + BODY, [], id="a label"),
    pytest.param("The minister arrived. Nobody knew: it was late.", [], id="a colon in a sentence"),
    pytest.param(
        "Norway ready for more talks: foreign minister\n\n" + BODY,
        [("foreign minister", "Norway ready for more talks", None)],
        id="headline, speaker last",
    ),
    pytest.param(
        "Norway ready for more talks — Lund\n\n" + BODY, [("Lund", "Norway ready for more talks", None)], id="headline with a dash"
    ),
    pytest.param(
        "Minister: no deal before the vote\n\n" + BODY,
        [("Minister", "no deal before the vote", None)],
        id="headline, speaker first",
    ),
    pytest.param("Lund: “We will not sign”\n\n" + BODY, [("Lund", "We will not sign", "direct")], id="headline with a quotation"),
    pytest.param("Talks in Oslo: two hours, no result\n\n" + BODY, [], id="headline of two parts"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_turns_and_headlines(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    doc = Document(text)
    analysis = encoder.analyse(doc)
    found = turns.find(doc, analysis, cast.build(doc, analysis))
    assert [(doc[d.source], doc[d.content[0]], d.kind) for d in found] == expected
