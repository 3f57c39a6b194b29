"""The cues of a contact's status (`rules/contacts/status.yaml`), and the prepositions and infinitives that they look for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.contact_triggers import group_before, is_preposition
from dragoman.record import ContactStatus

FILE = "rules/contacts/status.yaml"
_KEYS = "id cue where status particle preposition upos aux form dated yes no".split()


@dataclass(frozen=True)
class Cues:
    governor: dict[str, tuple[dict[str, Any], ...]]
    modifier: dict[str, dict[str, Any]]
    adverb: dict[str, dict[str, Any]]
    case: dict[str, dict[str, Any]]
    moods: dict[str, dict[str, Any]]


def rows() -> tuple[dict[str, Any], ...]:
    """Every cue row, in file order.

    Raises:
        RuleError: for a row with an unknown key.
    """
    found = tuple(data.load_yaml(FILE)["cues"])
    for row in found:
        data.check_keys(row, _KEYS, f"{FILE}: {row.get('id')}")
    return found


@cache
def cues() -> Cues:
    governor: dict[str, tuple[dict[str, Any], ...]] = {}
    other: dict[str, dict[str, dict[str, Any]]] = {"modifier": {}, "case": {}, "adverb": {}}
    for row in rows():
        for cue in row["cue"]:
            if row["where"] == "governor":
                governor[cue] = (*governor.get(cue, ()), row)
            else:
                other[row["where"]][cue] = row
    moods = {word: row for row in data.load_yaml(FILE)["moods"] for word in row["auxiliary"]}
    return Cues(governor, other["modifier"], other["adverb"], other["case"], moods)


def status_of(row: dict[str, Any]) -> ContactStatus | None:
    """The status of a row; "none" says that the words make no contact."""
    status: ContactStatus | None = None if row["status"] == "none" else row["status"]
    return status


def is_infinitive(analysis: Analysis, i: int) -> bool:
    """ "to meet", by the tree or by the word before it, over an adverb."""
    before = [t for t in analysis.tokens[max(i - 2, 0) : i] if t.upos != "ADV"]
    marked = bool(before) and before[-1].lower == "to" and before[-1].sent == analysis.tokens[i].sent
    return marked or phrases.infinitive(analysis, i)


def case(analysis: Analysis, noun: Token) -> str:
    """The preposition of a noun phrase, by the tree, else the word right before the phrase; "" if none."""
    if by_tree := phrases.case_of(analysis, noun.i):
        return by_tree
    return opens(analysis, noun)


def opens(analysis: Analysis, noun: Token) -> str:
    """The preposition right before the noun group; "" if none."""
    at = analysis.tokens_in(group_before(analysis, noun))[0].i - 1
    before = analysis.tokens[at] if at >= analysis.sentences[noun.sent].first else None
    return before.lower if before and is_preposition(before) else ""
