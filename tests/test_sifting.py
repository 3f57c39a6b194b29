"""What is told like a statement and is none."""

from __future__ import annotations

import pytest

from dragoman import data, read

SILENCE = data.load_yaml("rules/cues/silence.yaml")


def told(text: str) -> list[str]:
    return [" … ".join(text[s:e] for s, e in x.content_spans) for x in read(text).statements]


@pytest.mark.parametrize("sentence", SILENCE["yes"])
def test_silence_is_no_statement(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize("sentence", SILENCE["no"])
def test_refusals_and_requests_are_statements(sentence: str) -> None:
    assert len(told(sentence)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Norwegian minister Ada Lund said that Norway had proposed a truce in May.",
            ["Norway had proposed a truce in May"],
            id="a state whose minister speaks",
        ),
        pytest.param(
            "Norway said it had offered a ship to the monitors.", ["it had offered a ship to the monitors"], id="the speaker"
        ),
        pytest.param(
            "Norwegian minister Ada Lund said that Chile had proposed a truce.",
            ["Chile had proposed a truce", "a truce"],
            id="somebody else",
        ),
        pytest.param("Statement by the Ministry of Trade on the floods in the north", [], id="a title"),
        pytest.param("The envoy stopped short of calling the raid a crime.", [], id="stopped short of"),
        pytest.param("The ministry has yet to announce that the port is open.", [], id="has yet to"),
        pytest.param("The envoy refrained from criticising the raid.", [], id="refrained from"),
    ],
)
def test_what_is_no_statement_of_its_own(text: str, expected: list[str]) -> None:
    assert told(text) == expected
