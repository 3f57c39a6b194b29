"""Signs that two parties speak of the same thing and stand apart on it: both may well be told rightly."""

from __future__ import annotations

from typing import Literal

from dragoman import contradictions
from dragoman.accounts import Point, pattern, rules

Attitude = Literal[
    "wants", "wants not", "will", "will not", "rejects", "supports", "opposes", "claims", "claims not", "accuses", "denies"
]
# Attitudes that the words of a claim tell, the first that fits; and what a negation makes of some.
_TOLD: tuple[Attitude, ...] = ("rejects", "denies", "will not", "wants", "will")
_NEGATED: dict[Attitude, Attitude] = {"wants": "wants not", "claims": "claims not"}


def reason(a: Point, b: Point, closeness: float, shared: float) -> str | None:
    """How two parties stand apart on what both speak of; None if they need not, or if one party speaks in both.

    Args:
        closeness: of their matters, as `dragoman.alignment.closeness` gives it.
        shared: share of the shorter one's words that both have.
    """
    settings = rules("opposition")
    if len(a.speakers) != 1 or len(b.speakers) != 1 or a.speakers == b.speakers:
        return None
    if closeness < settings["closeness"] or shared < settings["words"]:
        return None
    mine, theirs = attitude(a), attitude(b)
    for one, other, told in settings["apart"]:
        if (mine, theirs) in ((one, other), (other, one)):
            return str(told)
    ends = settings["ends"]
    return contradictions.opposite(a, b) if mine in ends and theirs in ends else None


def attitude(p: Point) -> Attitude | None:
    """The attitude of who speaks to what is spoken of, by the act, and in a claim by its words: "would not be lowered"."""
    acts = rules("opposition")["acts"]
    found: Attitude | None = next((name for name, own in acts.items() if p.act in own), None)
    if found == "claims":
        found = next((name for name in _TOLD if pattern("opposition", name).search(p.matter)), found)
    return _NEGATED.get(found, found) if found and contradictions.denied(p) else found
