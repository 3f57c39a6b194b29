"""Telling English from the rest."""

import pytest

from dragoman import data
from dragoman.reading import language

ROWS = [(row["code"], sentence) for row in data.load_yaml(language.RULES)["languages"] for sentence in row["yes"]]


@pytest.mark.parametrize(("code", "sentence"), ROWS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(ROWS)])
def test_each_language_is_told_by_its_own_examples(code: str, sentence: str) -> None:
    assert language.detect(sentence) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("1 2 3 -- 2025-02-28", None, id="no letters"),
        pytest.param("Lavrov met Rubio.", "en", id="three words without any function word"),
        pytest.param("🤝 🕊️", None, id="emoji only"),
        pytest.param("Oslo Lima Riga Bonn Kyiv Doha Rome Bern Graz Lyon Cork Pisa Turku Malmo", None, id="a list of names"),
        pytest.param(
            "The minister said “мир” was the word used in the note, and that it was meant for both sides.",
            "en",
            id="a foreign word",
        ),
        pytest.param(
            "Der Minister sagte, „the deal is done“, und reiste nach dem Gespräch mit der Delegation ab.",
            "de",
            id="an English quotation",
        ),
        pytest.param("THE MINISTERS MET IN VIENNA AND AGREED TO MEET AGAIN IN THE SPRING.", "en", id="capitals"),
    ],
)
def test_cases_on_the_border(text: str, code: str | None) -> None:
    assert language.detect(text) == code


def test_a_long_text_is_told_quickly() -> None:
    assert language.detect("The envoy said that the talks would go on. " * 100_000) == "en"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Les ministres se sont vus.", "the text looks like French: Dragoman reads English only, so the record is empty"),
        ("Oslo Lima Riga", "the language of the text cannot be told: Dragoman reads English only, so the record is empty"),
        ("Привет, мир.", "the text is in Cyrillic letters: Dragoman reads English only, so the record is empty"),
        ("123", "the text holds no words, so the record is empty"),
    ],
)
def test_the_note_says_what_was_seen(text: str, words: str) -> None:
    code = language.detect(text)
    assert language.note(text, None if code == "en" else code) == words
