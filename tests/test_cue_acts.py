"""What is done by speaking, by the examples of the table and the shipped model."""

from __future__ import annotations

from test_statements import TOLERATED, read

from dragoman import data
from dragoman.reading import cue_acts

RULES = data.load_yaml("rules/cues/acts.yaml")


def acts(text: str) -> list[str | None]:
    return [s.act for s in read(text)][:1]


def test_examples() -> None:
    """Sentences under `yes` have the act of their row, those under `no` another one."""
    yes = [(row["yes"], acts(row["yes"])) for row in RULES["nouns"] if acts(row["yes"]) != [row["act"]]]
    no = [row["no"] for row in RULES["nouns"] if "no" in row and acts(row["no"]) in ([row["act"]], [])]
    asked = [(text, act) for act, texts in RULES["asked"].items() for text in texts if acts(text) != [act]]
    assert len(yes) + len(no) + len(asked) <= TOLERATED * 3 * len(RULES["nouns"]), (yes, no, asked)


def test_acts_are_those_of_the_cues() -> None:
    known = set(data.load_yaml("rules/cues/speech.yaml")["acts"])
    assert set(cue_acts.nouns().values()) <= known
    assert set(RULES["light"]) <= known
