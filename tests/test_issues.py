"""Issues: short, in one sentence and one quotation; who says, does and suffers what in invented sentences."""

from __future__ import annotations

import pytest

from dragoman.reading import encoder, issues, pipeline
from dragoman.text import Document, Span

pytestmark = pytest.mark.usefixtures("model")


def layers(sentence: str) -> dict[str, list[tuple[object, ...]]]:
    doc = Document(sentence, published="2025-03-04")
    found = pipeline.find(doc, encoder.analyse(doc))
    return {
        "positions": [(p.party, p.stance, p.issue) for p in found["positions"]],
        "events": [(e.type, e.actors, e.recipients) for e in found["events"]],
    }


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        pytest.param("Chile wants but not the old tolls.", "but not the old tolls", "the old tolls", id="no opening conjunction"),
        pytest.param("Chile shares his view.", "his view", None, id="a pronoun and a noun"),
        pytest.param("Chile wants it.", "it", None, id="a pronoun"),
        pytest.param("Chile asked for a “joint plan” soon.", "a “joint plan", "a “joint plan”", id="a quotation is finished"),
        pytest.param("The plan” failed, Chile said.", "plan” failed", "plan", id="nothing beyond a closing mark"),
        pytest.param("Chile insisted on last Thursday.", "last Thursday", None, id="a day"),
        pytest.param("Chile wants Peru’s old tolls.", "’s old tolls", "old tolls", id="no opening genitive"),
        pytest.param("Chile praised Peru’s old toll plans.", "Peru’s", "Peru’s old toll plans", id="an owner with what is owned"),
        pytest.param("Chile praised Peru’s.", "Peru’s", "Peru", id="an owner with nothing after it"),
    ],
)
def test_name(sentence: str, words: str, expected: str | None) -> None:
    a = encoder.analyse(Document(sentence))
    start = sentence.index(words)
    found = issues.name(a, Span(start, start + len(words)))
    assert (a.doc[found] if found else None) == expected


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        pytest.param(
            "Chile pledged to reopen the harbour and free the sailors.",
            "reopen the harbour and free the sailors",
            ["reopen the harbour", "free the sailors"],
            id="two deeds",
        ),
        pytest.param(
            "Chile wants an end to the siege and a return to the talks.",
            "an end to the siege and a return to the talks",
            ["an end to the siege", "a return to the talks"],
            id="two things with their articles",
        ),
        pytest.param(
            "Chile supports the unity and independence of Peru.",
            "the unity and independence of Peru",
            ["the unity and independence of Peru"],
            id="one thing under two names",
        ),
        pytest.param(
            "Chile wants to keep and widen the trade.", "keep and widen the trade", ["keep and widen the trade"], id="short"
        ),
    ],
)
def test_parts(sentence: str, words: str, expected: list[str]) -> None:
    a = encoder.analyse(Document(sentence))
    start = sentence.index(words)
    assert [a.doc[part] for part in issues.parts(a, Span(start, start + len(words)))] == expected


def test_a_long_issue_is_cut() -> None:
    text = "the reopening of the harbour " + "for the ships of the towns " * 6 + "."
    a = encoder.analyse(Document("Chile supports " + text))
    found = issues.name(a, Span(15, 15 + len(text) - 2))
    assert found is not None
    assert len(a.tokens_in(found)) <= issues.LONGEST


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "The Chilean minister spoke at noon, insisting: “We want to build dialogue with our neighbours.”",
            [("CHL", "supports", "build dialogue with our neighbours")],
            id="one position an act",
        ),
        pytest.param(
            "Peru insisted the difficulties were not its fault.",
            [("PER", "blames", "the difficulties")],
            id="a fact insisted on is no demand, but blames another",
        ),
        pytest.param(
            "The Chilean president said Chile will not hesitate to close the harbour.",
            [("CHL", "commits", "close the harbour")],
            id="not hesitate",
        ),
        pytest.param(
            "Peru denied reports that Garcia had met the Chilean minister.",
            [("PER", "rejects", "Garcia had met the Chilean minister")],
            id="what is told, not the word for telling",
        ),
        pytest.param("“Russia will never succeed,” the American president said.", [], id="what others will not do"),
        pytest.param("Chile pledged to work with Peru to end the war.", [("CHL", "commits", "end the war")], id="what work is for"),
        pytest.param("Celebrating the 30th anniversary of diplomatic relations, Chile and Peru met.", [], id="anniversaries"),
        pytest.param(
            "“Corruption erodes public trust and undermines the rule of law,” the American president said.", [], id="impersonal"
        ),
        pytest.param(
            "The Chilean president agreed with Peru to work together on fishing.",
            [("CHL", "commits", "work together on fishing")],
            id="agreed to do",
        ),
        pytest.param(
            "Chile said that all rules must be respected at sea.",
            [("CHL", "demands", "all rules must be respected at sea")],
            id="a passive duty is whole",
        ),
        pytest.param("Chile said it would be wrong should the papers be published.", [], id="should as a condition"),
        pytest.param("Chile criticized Peru, and later Norway.", [], id="a party alone is no issue"),
        pytest.param("Chile stands with Norway.", [("CHL", "supports", "Norway")], id="unless it is stood by"),
        pytest.param(
            "Chile praised Norway's leadership of the mission.",
            [("CHL", "supports", "Norway's leadership of the mission")],
            id="leadership is what a party does",
        ),
        pytest.param("The Chilean president asked his minister to travel to Oslo.", [], id="no order to the own side"),
        pytest.param("The Chilean attack will affirm the need for help.", [], id="a thing holds no stance"),
        pytest.param("Chile offered its condolences to Peru.", [], id="courtesy is no offer"),
        pytest.param("Crimes committed by Chile were listed.", [], id="crimes are not promised"),
        pytest.param(
            "Chile said that Peru failed to release the sailors.",
            [("CHL", "blames", "failed to release the sailors")],
            id="a failure of another",
        ),
        pytest.param(
            "Chile will not tolerate attacks on its ships.",
            [("CHL", "opposes", "attacks on its ships")],
            id="what is not tolerated",
        ),
        pytest.param(
            "Chile denied that it supports the rebels.",
            [("CHL", "rejects", "it supports the rebels")],
            id="a denial, not what is denied",
        ),
        pytest.param(
            "Chile voiced concern about actions that endanger the peace.",
            [("CHL", "opposes", "actions that endanger the peace")],
            id="a bare noun with its clause",
        ),
        pytest.param(
            "The Chilean government is to launch an inquiry into the collision.",
            [("CHL", "commits", "launch an inquiry into the collision")],
            id="is to do",
        ),
        pytest.param("Chile said that it will do it.", [], id="a verb that says nothing"),
        pytest.param("Chile said that it will continue to do so.", [], id="verbs that say nothing"),
        pytest.param("Chile said that its minister will be tested on Friday.", [], id="what is done to somebody"),
        pytest.param(
            "The Chilean president underscored the urgency of the drought.",
            [("CHL", "raises", "the drought")],
            id="urgency of a thing",
        ),
        pytest.param("This will end if Peru agrees to free the sailors.", [], id="a condition"),
        pytest.param("Chile called on Peru to do the same.", [], id="what others do"),
        pytest.param(
            "Chile expressed appreciation to the king of Norway for his work on the truce.",
            [("CHL", "supports", "his work on the truce")],
            id="what for, not whom",
        ),
        pytest.param(
            "Chile wants to begin talks to end the strike.",
            [("CHL", "supports", "begin talks to end the strike")],
            id="a short deed with what it is for",
        ),
        pytest.param(
            "Chile accused Peru of “stealing” its fish.", [("CHL", "blames", "“stealing” its fish")], id="a marked term goes on"
        ),
        pytest.param("Chile condemned these attacks.", [("CHL", "opposes", "these attacks")], id="a pointing word before a deed"),
    ],
)
def test_positions(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert layers(sentence)["positions"] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "Canada reiterated its support for Ukraine in its struggle against Russia’s war of aggression.",
            [("SUPPORT", ("CAN",), ("UKR",)), ("ASSAULT", ("RUS",), ("UKR",))],
            id="the victim is who is named before",
        ),
        pytest.param("Canada deplored Russia’s aggression.", [("ACCUSE", ("CAN",), ("RUS",))], id="no attack without a victim"),
        pytest.param("Chile condemned the invasion of Kenya.", [("ACCUSE", ("CHL",), ())], id="the victim is not accused"),
        pytest.param("Chile condemned the bombing of a church in Kenya.", [("ACCUSE", ("CHL",), ())], id="nor is the place"),
        pytest.param(
            "Chile condemned Norway's invasion of Kenya.",
            [("ACCUSE", ("CHL",), ("NOR",)), ("ASSAULT", ("NOR",), ("KEN",))],
            id="the attacker is",
        ),
    ],
)
def test_events(sentence: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    assert layers(sentence)["events"] == expected
