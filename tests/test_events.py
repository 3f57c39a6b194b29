"""Events: deeds and acts of hand-made trees, contacts, and the examples of the lexicon on the shipped model."""

from __future__ import annotations

import pytest
from trees import analysis

from dragoman import data
from dragoman.reading import cast, deeds, encoder, events, pipeline
from dragoman.reading.coding import Coder
from dragoman.reading.voices import Voices
from dragoman.record import Contact
from dragoman.text import Document

BOMBED = "Norway/PROPN/2/nsubj bombed/VERB/0/root Chile/PROPN/2/obj ./PUNCT/2/punct"
PASSIVE = (
    "A/DET/2/det ship/NOUN/6/nsubj:pass of/ADP/4/case Chile/PROPN/2/nmod was/AUX/6/aux:pass "
    "seized/VERB/0/root/Tense=Past|VerbForm=Part "
    "by/ADP/8/case Norway/PROPN/6/obl:agent ./PUNCT/6/punct"
)
NOT = "Norway/PROPN/4/nsubj did/AUX/4/aux not/PART/4/advmod bomb/VERB/0/root Chile/PROPN/4/obj ./PUNCT/4/punct"
WILL = "Norway/PROPN/3/nsubj will/AUX/3/aux send/VERB/0/root food/NOUN/3/obj to/ADP/6/case Chile/PROPN/3/obl ./PUNCT/3/punct"
WILL_BOMB = "Norway/PROPN/3/nsubj will/AUX/3/aux bomb/VERB/0/root Chile/PROPN/3/obj ./PUNCT/3/punct"
NOUN = (
    "The/DET/2/det ministers/NOUN/3/nsubj discussed/VERB/0/root Norway/PROPN/6/nmod:poss 's/PART/4/case invasion/NOUN/3/obj "
    "of/ADP/8/case Chile/PROPN/6/nmod ./PUNCT/3/punct"
)
AGENTLESS = "The/DET/2/det ship/NOUN/4/nsubj:pass was/AUX/4/aux:pass seized/VERB/0/root/Tense=Past|VerbForm=Part ./PUNCT/4/punct"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(BOMBED, [("ASSAULT", ("NOR",), ("CHL",), 4)], id="active"),
        pytest.param(PASSIVE, [("COERCE", ("NOR",), ("CHL",), 4)], id="passive with its agent, the owner of the object suffers"),
        pytest.param(NOUN, [("ASSAULT", ("NOR",), ("CHL",), 4)], id="event noun with possessor"),
        pytest.param(WILL, [("AGREE", ("NOR",), ("CHL",), 1)], id="help announced is agreement"),
        pytest.param(WILL_BOMB, [("THREATEN", ("NOR",), ("CHL",), 3)], id="harm announced is a threat"),
        pytest.param(NOT, [], id="a denied deed is none"),
        pytest.param(AGENTLESS, [], id="without an actor there is no event"),
    ],
)
def test_deeds(sentence: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...], int]]) -> None:
    a = analysis(sentence)
    found = events.find(a.doc, a, cast.build(a.doc, a), (), (), ())
    assert [(e.type, e.actors, e.recipients, e.quad) for e in found] == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [("held", "CONSULT"), ("ongoing", "CONSULT"), ("planned", "AGREE"), ("denied", None), ("cancelled", None)],
)
def test_contacts_become_events(status: str, expected: str | None) -> None:
    a = analysis("Norway/PROPN/2/nsubj met/VERB/0/root Chile/PROPN/2/obj ./PUNCT/2/punct")
    contact = Contact.model_validate(
        {
            "id": "c1",
            "kind": "meeting",
            "status": status,
            "sides": [{"party": "NOR"}, {"party": "CHL"}],
            "start": "2025-03-03",
            "place": "Oslo",
            "evidence": [(7, 16)],
            "found_by": "test",
            "score": 1,
        }
    )
    found = events.find(a.doc, a, cast.build(a.doc, a), (), (contact,), ())
    assert [e.type for e in found] == ([expected] if expected else [])
    assert all((e.actors, e.recipients, e.date, e.place) == (("NOR", "CHL"), (), "2025-03-03", "Oslo") for e in found)


def test_every_deed_has_a_known_code() -> None:
    codes = {row["cameo"] for row in data.load_tsv("rules/plover/codes.tsv")}
    verbs, nouns = deeds.lexicon()
    assert {rule.cameo for rules in (*verbs.values(), *nouns.values()) for rule in rules} <= codes


def examples(key: str) -> list[tuple[str, str]]:
    """(rule id, sentence) of the lexicon's examples."""
    return [(row["id"], sentence) for row in data.load_yaml(deeds.FILE)["rows"] for sentence in row.get(key, ())]


def fired(sentence: str) -> list[str]:
    doc = Document(sentence, published="2025-03-04")
    found = encoder.analyse(doc)
    who = cast.build(doc, found)
    return [deed.rule.id for deed in deeds.find(Voices(found, who), Coder(found, who))]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("yes")])
def test_example_fires(rule: str, sentence: str) -> None:
    assert rule in fired(sentence)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("rule", "sentence"), [pytest.param(*e, id=f"{e[0]} {e[1][:40]}") for e in examples("no")])
def test_counterexample_does_not_fire(rule: str, sentence: str) -> None:
    assert rule not in fired(sentence)


def read(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(e.type, e.actors, e.recipients) for e in pipeline.read(Document(text, published="2025-03-04")).events]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway accuses Chile of dumping waste at sea. Kenya agrees. Chile denies the charge.", ("REJECT", ("CHL",), ("NOR",))),
        ("Norwegian jets struck a village in Chile on Monday.", ("ASSAULT", ("NOR",), ("CHL",))),
        ("The ministers discussed the sanctions imposed by Norway on Chile.", ("SANCTION", ("NOR",), ("CHL",))),
        ("The ministers praised Norway-Chile cooperation on rescue at sea.", ("COOPERATE", ("NOR", "CHL"), ())),
        ("Norway is offering to support Chile in its fight against fires.", ("AGREE", ("NOR",), ("CHL",))),
    ],
)
def test_actors_and_recipients_of(text: str, expected: tuple[str, tuple[str, ...], tuple[str, ...]]) -> None:
    assert expected in read(text)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Norway works with the industry on rescue at sea.", [], id="nobody works together with a thing"),
        pytest.param(
            "Norway and Chile agreed to continue to work together on rescue at sea.",
            [("AGREE", ("NOR", "CHL"), ())],
            id="work together that is promised",
        ),
        pytest.param("Norway cooperates with Chile on rescue at sea.", [("COOPERATE", ("NOR", "CHL"), ())], id="work together"),
        pytest.param("Peru said Chile will bomb Norway.", [], id="harm foretold by another is no threat"),
        pytest.param("The president of Norway resigned on Monday.", [], id="who resigns yields to nobody"),
    ],
)
def test_events_are_only(text: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    assert read(text) == expected
