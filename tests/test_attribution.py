"""Attributions: the encoder's frames made whole, and quotations that no frame holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman import data
from dragoman.analysis import Analysis, AttributionFrame
from dragoman.reading import attribution, encoder, quoted, quotes
from dragoman.record import Attribution
from dragoman.text import Document, Span


def analysed(text: str) -> Analysis:
    """The text with words and trees but without frames: the rules are on their own."""
    return replace(encoder.analyse(Document(text)), frames=())


def words(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[s:e] for s, e in spans]


def found(text: str, analysis: Analysis | None = None) -> list[tuple[list[str], list[str], list[str]]]:
    a = analysis or analysed(text)
    return [(words(text, x.source), words(text, x.cue), words(text, x.content)) for x in attribution.find(a.doc, a)]


# text, then sources, cue, contents of each attribution found without any frame
QUOTED = [
    pytest.param("“We are ready,” the envoy said.", [(["the envoy"], ["said"], ["“We are ready,”"])], id="quotation first"),
    pytest.param(
        "The envoy said: “We are ready.”", [(["The envoy"], ["said:"], ["“We are ready.”"])], id="a colon belongs to the cue"
    ),
    pytest.param("But he went on: “We are ready.”", [(["he"], ["went on:"], ["“We are ready.”"])], id="a cue of two words"),
    pytest.param(
        "“We are ready,” the envoy said, “and we will stay here.”",
        [(["the envoy"], ["said"], ["“We are ready,”", "“and we will stay here.”"])],
        id="broken by its attribution",
    ),
    pytest.param(
        "“We are ready,” the envoy said. “We will stay until May.”",
        [(["the envoy"], ["said"], ["“We are ready,”", "“We will stay until May.”"])],
        id="goes on in the next sentence",
    ),
    pytest.param(
        "“We are ready,” the envoy said. “We stayed here for a week.\n\n“Nobody came to see us.”",
        [(["the envoy"], ["said"], ["“We are ready,”", "“We stayed here for a week.", "“Nobody came to see us.”"])],
        id="goes on in the next paragraph",
    ),
    pytest.param("From the ministry:\n“We are ready to go.”", [(["the ministry"], [], ["“We are ready to go.”"])], id="header"),
    pytest.param("“We are ready to go.” — Ada Lund", [(["Ada Lund"], [], ["“We are ready to go.”"])], id="dash"),
    pytest.param(
        "From the Port Authority:\n\n“We are ready to go.”",
        [(["the Port Authority"], [], ["“We are ready to go.”"])],
        id="header line",
    ),
    pytest.param("“We are ready to go” (Lund).", [(["Lund"], [], ["“We are ready to go”"])], id="brackets"),
    pytest.param("“We are ready to go” (applause).", [], id="brackets without a name"),
    pytest.param(
        "The envoy said: “We are ready.”\n\n“We are not ready.” — Ada Lund, Minister of Trade",
        [(["The envoy"], ["said:"], ["“We are ready.”"]), (["Ada Lund, Minister of Trade"], [], ["“We are not ready.”"])],
        id="a dash and a name before the speaker of the quotation above",
    ),
    pytest.param(
        "“Friends, we have come a long way.\n\n“We shall stay,” she said.",
        [(["she"], ["said"], ["“Friends, we have come a long way.", "“We shall stay,”"])],
        id="the cue is in the last paragraph",
    ),
    pytest.param(
        "The minister was not impressed: “Words, words, words.” He said the speech was long.",
        [(["The minister"], [], ["“Words, words, words.”"])],
        id="a clause without a cue leads to it with a colon",
    ),
    pytest.param(
        "The minister was blunt. “They gave us nothing at all.”",
        [(["The minister"], [], ["“They gave us nothing at all.”"])],
        id="the sentence before is about somebody",
    ),
    pytest.param(
        "Afterwards Ada Lund sounded tired.\n\n“They gave us nothing at all.”",
        [(["Ada Lund"], [], ["“They gave us nothing at all.”"])],
        id="the paragraph before ends with somebody",
    ),
    pytest.param("The bridge was shut.\n\n“They gave us nothing at all.”", [], id="the paragraph before ends with nobody"),
    pytest.param("“A matter of days”\n\nThe envoy left Oslo.", [], id="a heading between the paragraphs"),
    pytest.param("The so-called “partners in peace” met in Oslo.", [], id="a distanced word"),
    pytest.param("They met under the slogan “One sea for all of us”.", [], id="a slogan"),
    pytest.param("The port was open.", [], id="no quotation"),
    pytest.param("", [], id="no text"),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quotations_without_a_frame(text: str, expected: list[tuple[list[str], list[str], list[str]]]) -> None:
    assert found(text) == expected


def test_a_stray_mark_costs_only_its_own_quotation() -> None:
    text = "“We are lost, the envoy said.\n\n“We are ready to go,” the minister said."
    assert (["the minister"], ["said"], ["“We are ready to go,”"]) in found(text)


SCARE = data.load_yaml("rules/cues/scare.yaml")


@pytest.mark.parametrize(("sentence", "scare"), [*((s, True) for s in SCARE["yes"]), *((s, False) for s in SCARE["no"])])
def test_scare_quotes(sentence: str, scare: bool) -> None:
    (quote,) = quotes.find(sentence)
    assert quoted.is_scare(Document(sentence), quote.pieces[0]) is scare


def framed(text: str, source: str, cue: str, *content: str, speech: float = 0.9) -> list[Attribution]:
    """What becomes of one frame of the encoder."""

    def at(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    frame = AttributionFrame(at(cue), (at(source),), tuple(at(c) for c in content), speech, 0.8)
    a = replace(analysed(text), frames=(frame,))
    return list(attribution.find(a.doc, a))


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        pytest.param(
            "He said the port was open.", ("He", "said", "the port was"), ["the port was"], id="no more than the encoder's words"
        ),
        pytest.param("“We are ready,” he said.", ("he", "said", "We are"), ["“We are ready,”"], id="half a quotation"),
        pytest.param("He said “no.” Then he left.", ("He", "said", "no."), ["“no.”"], id="marks belong to the content"),
        pytest.param("He said it was late.", ("He", "said", "it was late."), ["it was late"], id="the full stop does not"),
        pytest.param("He flew to the U.S.", ("He", "flew", "to the U.S."), ["to the U.S."], id="that of an abbreviation does"),
        pytest.param("He said it was late.", ("He", "said", "said it was late"), ["it was late"], id="the cue is no content"),
        pytest.param(
            "He said it was late. We left.", ("He", "said", "it was late. We left"), ["it was late"], id="no more than one sentence"
        ),
        pytest.param(
            "He said “it is late. We go.”", ("He", "said", "it is late. We"), ["“it is late. We go.”"], id="but all of a quotation"
        ),
    ],
)
def test_frames_are_made_whole(text: str, parts: tuple[str, ...], expected: list[str]) -> None:
    (only,) = framed(text, *parts)
    assert words(text, only.content) == expected


@pytest.mark.parametrize(
    ("text", "parts", "speech", "kind"),
    [
        ("The envoy said the port was open.", ("The envoy", "said", "the port was open"), 0.9, "speech"),
        ("The envoy said the port was open.", ("The envoy", "said", "the port was open"), 0.1, "attitude"),
        ("The envoy believes the port is open.", ("The envoy", "believes", "the port is open"), 0.6, "attitude"),
        ("“It is open,” the envoy believes.", ("the envoy", "believes", "“It is open,”"), 0.6, "speech"),
        ("But he went on: “It is open.”", ("he", "went on:", "“It is open.”"), 0.05, "speech"),
        ("The envoy longed for an “open port”.", ("The envoy", "longed", "“open port”"), 0.05, "attitude"),
    ],
)
def test_speech_or_attitude(text: str, parts: tuple[str, ...], speech: float, kind: str) -> None:
    assert [x.kind for x in framed(text, *parts, speech=speech)] == [kind]


def test_a_heading_is_taken_from_a_far_frame() -> None:
    text = "The envoy said it was late.\n\n“A matter of days”\n\nShe left."
    a = framed(text, "The envoy", "said", "it was late", "“A matter of days”")
    assert [words(text, x.content) for x in a] == [["it was late"]]


def test_what_another_paragraph_leads_to_is_taken_from_a_far_frame() -> None:
    text = "The envoy said it was late.\n\nThe ministers were “surprised” by it."
    a = framed(text, "The envoy", "said", "it was late", "“surprised”")
    assert [words(text, x.content) for x in a] == [["it was late"]]


def test_a_quotation_with_a_cue_of_its_own_is_taken_from_a_far_frame() -> None:
    text = "The envoy said it was late. “We are ready to go,” the minister added."
    a = framed(text, "The envoy", "said", "it was late", "“We are ready to go,”")
    assert [words(text, x.content) for x in a] == [["it was late"], ["“We are ready to go,”"]]


def test_ids_are_in_text_order() -> None:
    text = "“Yes, we can,” she said. “No, we cannot,” he said. “Yes, we must,” she added."
    a = analysed(text)
    assert [x.id for x in attribution.find(a.doc, a)] == ["a1", "a2", "a3"]


def test_snap_leaves_whole_spans_alone() -> None:
    text = "He said “yes, we can” twice"
    index = quotes.Index(quotes.find(text))
    assert attribution.snap(text, index, Span(8, 21)) == Span(8, 21)
