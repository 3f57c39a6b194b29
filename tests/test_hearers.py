"""To whom something was said, by the examples of the list and the shipped model."""

from __future__ import annotations

import pytest
from test_statements import read

from dragoman import data

EXAMPLES = data.load_yaml("rules/cues/acts.yaml")["hearers"]


@pytest.mark.parametrize(("text", "name"), EXAMPLES["yes"])
def test_heard(text: str, name: str) -> None:
    assert [s.addressee for s in read(text)] == [name]


@pytest.mark.parametrize("text", EXAMPLES["no"])
def test_nobody_is_told(text: str) -> None:
    assert [s.addressee for s in read(text)] == [None]


def test_the_fullest_name() -> None:
    found = read("Ada Lund met Jon Berg in Lima. President Lund urged President Berg to open the port.")
    assert [(s.speaker, s.addressee) for s in found] == [("Ada Lund", "Jon Berg")]


def test_several_who_are_told() -> None:
    (found,) = read("The council urged Norway and Chile to open the port.")
    assert found.addressee == "Norway & Chile"
