"""Whether two reports tell of the same contact: a weight of evidence from sides, day, place, people, kind, channel and round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from dragoman import data

FILE = "rules/merging.yaml"
_REMOTE = frozenset({"phone", "video"})
_AHEAD = frozenset({"planned", "proposed"})
# Kinds whose first is the first round; a "first call" is the first in a while, which another report may count on.
_ROUNDS = frozenset({"talks", "summit", "conference"})
# Kinds of which a report may name one side only.
_GATHERINGS = frozenset({"summit", "conference", "visit"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Least likeness, 0 to 100, of two spellings of a surname ("zelenskyy", "zelensky"), and least letters for them to count.
_SPELLING, _LONG = 85, 6


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report says of one contact, as far as it helps to know it again.

    Attributes:
        sides: parties.
        people: folded name and party of each person who takes part; see `dragoman.store.rows.folded`.
        days: first and last day, YYYY-MM-DD; None if the report does not tell.
        told: the day of the report; None if not known.
        place: folded city or country as written.
        channel: as in a record.
        source: who published the report.
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
    channel: str | None = None
    source: str | None = None

    @property
    def day(self) -> str | None:
        """Its day, if the report tells it exactly."""
        return self.days[0] if self.days and self.days[0] == self.days[1] else None


def weight(one: Telling, other: Telling) -> float | None:
    """How much speaks for one contact being told of: the sum of the weights of `rules/merging.yaml`.

    Returns:
        None if something rules it out: other sides, days too far apart, a call and a visit, another round.
    """
    total = 0.0
    for part in (_sides, _kinds, _days, _status, _channels, _places, _people, _rounds):
        found = part(one, other)
        if found is None:
            return None
        total += found
    return total


def threshold() -> float:
    """The least weight at which two tellings are of one contact."""
    return float(_rules()["threshold"])


def reach(told: Telling) -> tuple[str, str] | None:
    """First and last day on which a contact may have been that a report tells of; None if nothing tells.

    A report that gives no day tells of what was shortly before it, or is planned for soon after.
    """
    if told.days:
        return told.days
    if told.told is None:
        return None
    near = _rules()["near"]
    before, after = (1, near["planned"]) if told.status in _AHEAD else (near["held"], near["held"] if _goes_on(told) else 1)
    return _shifted(told.told, -before), _shifted(told.told, after)


def _goes_on(told: Telling) -> bool:
    return told.status == "ongoing"


@cache
def _rules() -> dict[str, Any]:
    found: dict[str, Any] = data.load_yaml(FILE)
    return found


def _w(name: str) -> float:
    return float(_rules()["weights"][name])


@cache
def _pairs() -> dict[frozenset[str], float]:
    return {frozenset(row["pair"]): float(row["weight"]) for row in _rules()["kinds"]}


# ---- sides
def _sides(one: Telling, other: Telling) -> float | None:
    """The same sides; or all sides of one are among those of the other, of which two at least, or one on the very day."""
    shared = one.sides & other.sides
    if not shared or shared not in (one.sides, other.sides):
        return None
    if len(shared) == 1 and not (one.sides == other.sides and {one.kind, other.kind} <= _GATHERINGS):
        return _w("one_side") if one.day and one.day == other.day else None
    if one.sides == other.sides:
        return _w("same_sides")
    return _w("some_sides") + (_w("all_named") if _all_named(one) and _all_named(other) else 0.0)


def _all_named(told: Telling) -> bool:
    """Whether the report names somebody of each side: then it hardly leaves a side out."""
    return told.sides <= {party for _, party in told.people}


# ---- kind and channel
def _kinds(one: Telling, other: Telling) -> float | None:
    return _w("same_kind") if one.kind == other.kind else _pairs().get(frozenset((one.kind, other.kind)))


def _channels(one: Telling, other: Telling) -> float | None:
    """A call is none that people travelled to; what was planned in person may be held by video."""
    mine, theirs = _remote(one), _remote(other)
    if mine is None or theirs is None:
        alone = "meeting" in (one.kind, other.kind) and "call" in (one.kind, other.kind)
        return None if alone else 0.0
    if mine == theirs:
        return 0.0
    return _w("other_channel") if (one.status in _AHEAD) != (other.status in _AHEAD) else None


def _remote(told: Telling) -> bool | None:
    if told.kind == "call" or told.channel in _REMOTE:
        return True
    return False if told.channel == "in-person" or told.kind == "visit" or told.place else None


# ---- time
def _days(one: Telling, other: Telling) -> float | None:
    if one.days is None or other.days is None:
        return _undated(one, other)
    first, last = max(one.days[0], other.days[0]), min(one.days[1], other.days[1])
    if first <= last:
        return _fit(one, other)
    return _w("next_day") if _distance(last, first) <= 1 and _may_differ(one, other) else None


def _fit(one: Telling, other: Telling) -> float:
    if one.day and other.day:
        return _w("same_day")
    longest = max(_distance(*span) for span in (one.days, other.days) if span)
    return _w("days_fit") if longest < _rules()["coarse"] else _w("long_fit")


def _may_differ(one: Telling, other: Telling) -> bool:
    """Midnight lies between the clocks of two publishers, not of one; what is planned may come a day later."""
    return one.source is None or one.source != other.source or (one.status in _AHEAD) != (other.status in _AHEAD)


def _undated(one: Telling, other: Telling) -> float | None:
    mine, theirs = reach(one), reach(other)
    if mine is None or theirs is None:
        return _w("no_day")
    if max(mine[0], theirs[0]) > min(mine[1], theirs[1]):
        return None
    if one.days or other.days or one.told is None or other.told is None:
        return _w("no_day")
    return _w("told_together") if _distance(*sorted((one.told, other.told))) <= _rules()["together"] else _w("no_day")


def _distance(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])) // timedelta(days=1)


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def _status(one: Telling, other: Telling) -> float:
    """Much that is proposed never comes to be: what took place is something else, unless the day is the same."""
    apart = "proposed" in (one.status, other.status) and not {one.status, other.status} <= _AHEAD
    return _w("proposed") if apart and not (one.day and one.day == other.day) else 0.0


# ---- place
def _places(one: Telling, other: Telling) -> float | None:
    """Where a call was made from is told now of one side, now of the other."""
    if "call" in (one.kind, other.kind):
        return 0.0
    if one.country and other.country and one.country != other.country:
        return None
    if one.place is None or other.place is None:
        return 0.0
    return _w("same_place") if one.place in other.place or other.place in one.place else _w("other_place")


# ---- people
def _people(one: Telling, other: Telling) -> float:
    """For each side that both name people of: the same person, or others. A person whose side is not told may be of any."""
    total = 0.0
    for party in one.sides & other.sides:
        mine, theirs = _of(one.people, party), _of(other.people, party)
        if mine and theirs:
            total += max(_same(a, b) for a in mine for b in theirs)
    return total + _strangers(one, other) + _strangers(other, one)


def _strangers(one: Telling, other: Telling) -> float:
    unknown, names = [name for name, party in one.people if party is None], [name for name, _ in other.people]
    return _w("same_person") * any(same_person(a, b) for a in unknown for b in names)


def _of(people: Iterable[tuple[str, str | None]], party: str) -> list[str]:
    return [name for name, side in people if side == party]


def _same(one: str, other: str) -> float:
    found = same_person(one, other)
    return 0.0 if found is None else _w("same_person") if found else _w("other_person")


def same_person(one: str, other: str) -> bool | None:
    """Whether two folded names may be of one person: " lavrov " and " sergey lavrov ", " joe biden " and " joseph r biden jr ".

    Returns:
        None if it cannot be told: the same surname with other given names, which may be a short form ("Tony" of "Antony").
    """
    mine, theirs = name_words(one), name_words(other)
    if not mine or not theirs:
        return None
    if set(mine) <= set(theirs) or set(theirs) <= set(mine):
        return True
    if not _alike(mine[-1], theirs[-1]):
        return False
    return True if len(mine) == 1 or len(theirs) == 1 or mine[0][0] == theirs[0][0] else None


def name_words(name: str) -> tuple[str, ...]:
    """The words of a folded name without "jr" and the like, the surname last."""
    return tuple(word for word in name.split() if word not in _SUFFIXES)


def _alike(one: str, other: str) -> bool:
    """Two spellings of one surname."""
    return one == other or (min(len(one), len(other)) >= _LONG and fuzz.ratio(one, other) >= _SPELLING)


# ---- rounds
def _rounds(one: Telling, other: Telling) -> float | None:
    if one.ordinal is None or other.ordinal is None:
        return 0.0
    if one.ordinal == other.ordinal:
        return _w("same_round")
    return None if 1 not in (one.ordinal, other.ordinal) or {one.kind, other.kind} <= _ROUNDS else 0.0
