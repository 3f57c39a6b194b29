"""Whether two reports tell of the same contact: a weight of evidence from sides, day, place, people, kind and round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman import data

FILE = "rules/merging.yaml"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report says of one contact, as far as it helps to know it again.

    Attributes:
        sides: parties.
        people: folded name and party of each person who takes part; see `dragoman.store.rows.folded`.
        days: first and last day, YYYY-MM-DD; None if the report does not tell.
        told: the day of the report; None if not known.
        place: folded city or country as written.
    """

    kind: str
    status: str
    sides: frozenset[str]
    people: tuple[tuple[str, str | None], ...]
    days: tuple[str, str] | None
    told: str | None
    place: str | None
    country: str | None
    ordinal: int | None


def weight(one: Telling, other: Telling) -> float | None:
    """How much speaks for one contact being told of: the sum of the weights of `rules/merging.yaml`.

    Returns:
        None if something rules it out: other sides, days too far apart, a call and a meeting, another round.
    """
    parts = (
        _sides(one, other),
        _kinds(one, other),
        _days(one, other),
        _places(one, other),
        _people(one, other),
        _rounds(one, other),
    )
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def threshold() -> float:
    """The least weight at which two tellings are of one contact."""
    return float(data.load_yaml(FILE)["threshold"])


def _w(name: str) -> float:
    return float(data.load_yaml(FILE)["weights"][name])


def _sides(one: Telling, other: Telling) -> float | None:
    shared = one.sides & other.sides
    if len(shared) < min(2, len(one.sides | other.sides)) or not shared:
        return None
    if one.sides == other.sides:
        return _w("same_sides")
    return _w("some_sides") if shared in (one.sides, other.sides) else None


def _kinds(one: Telling, other: Telling) -> float | None:
    if one.kind == other.kind:
        return _w("same_kind")
    groups = data.load_yaml(FILE)["kinds"]
    return 0.0 if any(one.kind in group and other.kind in group for group in groups) else None


def _days(one: Telling, other: Telling) -> float | None:
    if one.days is None or other.days is None:
        return _undated(one, other)
    first, last = max(one.days[0], other.days[0]), min(one.days[1], other.days[1])
    if first <= last:
        exact = one.days[0] == one.days[1] and other.days[0] == other.days[1]
        return _w("same_day") if exact else _w("days_fit")
    return _w("next_day") if _distance(last, first) <= 1 else None


def _undated(one: Telling, other: Telling) -> float | None:
    """A report that gives no day tells of what is near its own day."""
    mine, theirs = (t.days[0] if t.days else t.told for t in (one, other))
    if mine is None or theirs is None:
        return _w("no_day")
    return _w("no_day") if _distance(*sorted((mine, theirs))) <= data.load_yaml(FILE)["near"] else None


def _distance(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])) // timedelta(days=1)


def _places(one: Telling, other: Telling) -> float | None:
    if one.country and other.country and one.country != other.country:
        return None
    if one.place is None or other.place is None:
        return 0.0
    return _w("same_place") if one.place == other.place else _w("other_place")


def _people(one: Telling, other: Telling) -> float:
    """For each side that both name people of: the same person, or others."""
    total = 0.0
    for party in one.sides & other.sides:
        mine, theirs = _of(one.people, party), _of(other.people, party)
        if mine and theirs:
            total += _w("same_person") if any(same_person(a, b) for a in mine for b in theirs) else _w("other_person")
    return total


def _of(people: Iterable[tuple[str, str | None]], party: str) -> list[str]:
    return [name for name, side in people if side == party]


def same_person(one: str, other: str) -> bool:
    """Whether all words of the shorter folded name are in the longer: " lavrov " and " sergey lavrov "."""
    words = sorted((set(one.split()), set(other.split())), key=len)
    return words[0] <= words[1]


def _rounds(one: Telling, other: Telling) -> float | None:
    if one.ordinal is None or other.ordinal is None:
        return 0.0
    return _w("same_round") if one.ordinal == other.ordinal else None
