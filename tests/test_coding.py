"""Coding: for whom phrases stand, on the shipped model, and leaders by their family name alone."""

from __future__ import annotations

import pytest

from dragoman import knowledge
from dragoman.reading import cast, coding, encoder, toponyms
from dragoman.text import Document


def coded(text: str, word: str, published: str | None = None) -> tuple[str, ...]:
    doc = Document(text=text, published=published)
    a = encoder.analyse(doc)
    coder = coding.Coder(a, cast.build(doc, a), toponyms.find(doc, a))
    token = a.token_at(text.index(word))
    assert token is not None
    return coder.of(token.i, joint=True).codes


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        pytest.param("Norwegian warplanes struck a village in Chile.", "warplanes", ("NOR",), id="adjective"),
        pytest.param("Norwegian warplanes struck a village in Chile.", "village", ("CHL",), id="place in the phrase"),
        pytest.param("Rebels shelled a market in Valparaíso on Monday.", "market", ("CHL",), id="town in the phrase"),
        pytest.param("The Norwegian-backed government of Chile resigned.", "government", ("CHL",), id="backers are not meant"),
        pytest.param("Canada and Norway signed the treaty.", "Canada", ("CAN", "NOR"), id="coordinated"),
        pytest.param("Kosovo thanked the Taliban.", "Kosovo", ("KSV",), id="CAMEO's code of Kosovo"),
        pytest.param("Kosovo thanked the Taliban.", "Taliban", ("AFGREB",), id="armed group"),
        pytest.param("Amnesty International criticised the court.", "International", ("NGO",), id="body without a party"),
        pytest.param("It rained for three days.", "days", (), id="nobody"),
    ],
)
def test_phrases(text: str, word: str, expected: tuple[str, ...]) -> None:
    assert coded(text, word) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        pytest.param("Erdogan praised the agreement.", None, ("TUR",), id="a leader's name without any date"),
        pytest.param("Erdogan praised the agreement.", "2024-03-01", ("TUR",), id="in office on the day"),
        pytest.param("Kim praised the agreement.", None, (), id="several leaders have the name"),
        pytest.param("Harris praised the agreement.", "2024-02-02", (), id="a former leader, and others of that name"),
    ],
)
def test_family_names(text: str, published: str | None, expected: tuple[str, ...]) -> None:
    assert coded(text, text.split()[0], published) == expected


def test_code() -> None:
    assert [knowledge.code(p) for p in ("NOR", "UN", "Hamas", "XKX", "a club")] == ["NOR", "IGOUNO", "PSEREBHMS", "KSV", "a club"]


@pytest.mark.parametrize(
    ("text", "name", "party"),
    [
        pytest.param("G7 leader Ada Rask of Norway arrived.", "Ada Rask", "NOR", id="a bloc is no one's own party"),
        pytest.param("Lea Bok, the prime minister of the U.N.-backed Libyan government, arrived.", "Lea Bok", "LBY", id="backers"),
        pytest.param(
            "Ada Rask, deputy assistant secretary of state, met Bo Falk.", "Ada Rask", "USA", id="a title without article"
        ),
        pytest.param("Talks with Amir Peretz went on.", "Amir Peretz", "ISR", id="a name that begins like a title"),
        pytest.param("U.S. Special Envoy for Yemen Bo Falk arrived.", "Bo Falk", "USA", id="an envoy acts for who sends him"),
        pytest.param("The spokesman for Hamas Bo Falk arrived.", "Bo Falk", "Hamas", id="spokesman for"),
        pytest.param("Critics of Norway spoke.", "Critics of Norway", None, id="against whom"),
    ],
)
def test_for_whom_people_act(text: str, name: str, party: str | None) -> None:
    doc = Document(text=text)
    found = {e.name: e.party for e in cast.build(doc, encoder.analyse(doc)).entities}
    assert name in found
    assert found[name] == party
