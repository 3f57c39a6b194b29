"""On whose behalf somebody speaks, by the examples of the list and the shipped model."""

from __future__ import annotations

import pytest

from dragoman import data
from dragoman.reading import attribution, behalf, cast, encoder, statements, timex
from dragoman.text import Document

EXAMPLES = data.load_yaml("rules/cues/speakers.yaml")["behalf"]


def spoken_for(text: str) -> list[str | None]:
    """The names of whom the speakers of a text speak for."""
    doc = Document(text)
    a = encoder.analyse(doc)
    who = cast.build(doc, a)
    names = {e.id: e.name for e in who.entities}
    found = statements.find(doc, a, who, attribution.find(doc, a), timex.find(doc, a))
    return [names.get(s.on_behalf_of or "") for s in found]


@pytest.mark.parametrize(("text", "name"), EXAMPLES["yes"])
def test_spoken_for(text: str, name: str) -> None:
    found = spoken_for(text)
    assert found
    assert found[0] in (name, {"Norwegian": "Norway"}.get(name))


@pytest.mark.parametrize("text", EXAMPLES["no"])
def test_for_themselves(text: str) -> None:
    assert spoken_for(text) == [None]


@pytest.mark.parametrize(
    ("role", "head"),
    [
        ("President", True), ("Prime Minister", True), ("President of the Senate", True), ("Vice President", False),
        ("Deputy Prime Minister", False), ("Foreign Minister", False), ("Secretary-General", True), ("ambassador", False),
    ],
)  # fmt: skip
def test_heads(role: str, head: bool) -> None:
    assert behalf._is_head(role) == head
