"""Signs that two points which tell of the same thing contradict each other. Few are taken: a false alarm is worse than a miss."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from dragoman.accounts import Point, pattern, rules, whole_words

_NUMBER = re.compile(r"\b(\d[\d,]*(?:\.\d+)?|[a-z]+)(?:[ -](?:new|more|other|additional|further))?[ -]([a-z]{4,})", re.IGNORECASE)


def reason(a: Point, b: Point, closeness: float, shared: float) -> str | None:
    """Why two points contradict each other, None if they need not.

    Args:
        closeness: of their matters, as `dragoman.alignment.closeness` gives it.
        shared: share of the shorter one's words that both have.
    """
    if _blame_each_other(a, b):
        return "each blames the other"
    settings = rules("contradiction")
    if closeness < settings["closeness"]:
        return None
    if not _of_one_speaker(a, b):
        return _negated(a, b) if shared >= settings["words"] and _claim_of_both(a, b) else None
    found = _days(a, b) or _numbers(a, b)
    if found or shared < settings["words"]:
        return found
    return opposite(a, b) or _negated(a, b)


def _of_one_speaker(a: Point, b: Point) -> bool:
    """Whether they may tell of one act: what one side says and the other denies is no contradiction of accounts."""
    return not a.speakers or not b.speakers or bool(set(a.speakers) & set(b.speakers))


def _claim_of_both(a: Point, b: Point) -> bool:
    """Whether both claim something, and the one that does not deny it claims it of both sides: "both sides had agreed"."""
    told = b if denied(a) else a
    return (
        a.act in rules("contradiction")["claims"]
        and b.act in rules("contradiction")["claims"]
        and bool(pattern("contradiction", "joint").search(told.matter))
    )


def _blame_each_other(a: Point, b: Point) -> bool:
    if len(a.speakers) != 1 or len(b.speakers) != 1 or a.speakers == b.speakers:
        return False
    return all(_blames(p) and q.speakers[0] in p.named for p, q in ((a, b), (b, a)))


def _blames(p: Point) -> bool:
    return p.act in rules("contradiction")["blame"] and bool(pattern("contradiction", "blaming").search(p.words))


def _days(a: Point, b: Point) -> str | None:
    """One day each, and not the same."""
    if len(a.days) != 1 or len(b.days) != 1:
        return None
    apart = abs((date.fromisoformat(a.days[0]) - date.fromisoformat(b.days[0])).days)
    return f"{a.days[0]} or {b.days[0]}" if apart > rules("contradiction")["days"] else None


def _numbers(a: Point, b: Point) -> str | None:
    """A different number of the same things."""
    mine, theirs = _counted(a.matter), _counted(b.matter)
    for noun in mine.keys() & theirs.keys():
        if len(mine[noun]) == len(theirs[noun]) == 1 and mine[noun] != theirs[noun]:
            return f"{min(mine[noun]):g} or {min(theirs[noun]):g} {noun}"
    return None


def _counted(words: str) -> dict[str, set[float]]:
    """Things -> how many of them."""
    found: dict[str, set[float]] = {}
    for match in _NUMBER.finditer(words):
        given = match[1].lower()
        value = float(given.replace(",", "")) if given[0].isdigit() else rules("numbers").get(given)
        if value is not None:
            found.setdefault(match[2].lower().rstrip("s"), set()).add(float(value))
    return found


def opposite(a: Point, b: Point) -> str | None:
    """One has one of two opposites, the other the other, and neither is denied."""
    for left, right in _opposites():
        for p, q in ((a, b), (b, a)):
            one, other = left.search(p.words), right.search(q.words)
            if one and other and not (left.search(q.words) or right.search(p.words)) and not (denied(p) or denied(q)):
                return f"“{one.group()}” or “{other.group()}”"
    return None


def _negated(a: Point, b: Point) -> str | None:
    if denied(a) == denied(b):
        return None
    return "one denies what the other tells"


def denied(p: Point) -> bool:
    return bool(pattern("contradiction", "negation").search(pattern("contradiction", "no_negation").sub("", p.words)))


@cache
def _opposites() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(whole_words([left]), whole_words([right])) for left, right in rules("contradiction")["opposites"]]
