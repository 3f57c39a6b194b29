"""A mention of an actor as its own words show it, and the closed lists that mentions and coreference read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from dragoman import data
from dragoman.knowledge import Known, NounClass, Office

MentionType = NounClass | Literal["known", "organization"]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One mention; words are indexes, stretches run up to, not including, their second word.

    Attributes:
        first, last: the whole phrase with determiner, titles, "of"-phrase and apposition.
        head: its head word.
        core: the name without titles, or the description without determiner.
        known: what the tables have for a name that stands in them.
        party: the party that the phrase itself states for a person or body.
        offices: the offices it gives, as in "Foreign Minister X"; `role` is the title as written.
        count: how many "both" or "the three" are.
        gender: m, f or None; "n" for "it".
        grammatical: 1 or 2 for "I", "we" and "you", else 3.
        place: stands after a preposition of place ("in Moscow") or is negated ("anti-Taliban") and so does not act.
    """

    first: int
    last: int
    head: int
    core: tuple[int, int]
    kind: Literal["name", "nominal", "pronoun"]
    type: MentionType
    known: Known | None = None
    party: str | None = None
    offices: tuple[Office, ...] = ()
    role: str | None = None
    plural: bool = False
    count: int | None = None
    gender: str | None = None
    definite: bool = True
    grammatical: int = 3
    place: bool = False


@cache
def rules() -> dict[str, Any]:
    """The closed lists of rules/actors/words.yaml, plain lists as sets."""
    loaded: dict[str, Any] = data.load_yaml("rules/actors/words.yaml")
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in loaded.items()}
