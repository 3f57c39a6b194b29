"""Whether two contacts belong to one process, as far as the contacts themselves tell: by round, talks, name, or issue.

A link holds or does not hold for two contacts whatever else the store has, so that the order in which reports come changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import numpy as np

from dragoman.reading import meaning
from dragoman.store.tellings import name_words, same_person
from dragoman.store.topics import Reason, is_gathering, rules

# Kinds of which there are rounds.
_ROUNDS = frozenset({"talks", "meeting", "summit"})
_AHEAD = frozenset({"planned", "proposed"})
# Sides of a contact that is chained by its sides; a gathering of more is chained by its name and by what reports say.
SIDES = 6
# Common sides from which on one more makes no other contact.
_SEVERAL = 3
# Kinds that a gathering of many is of.
_GATHERINGS = frozenset({"summit", "conference"})
# Letters of a surname that a key has.
_LETTERS = 4
# A longer date is no date: days.
_COARSE = 31
# Length of a packed vector, squared.
_UNIT = 127 * 127


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as a report words it.

    Attributes:
        item: the finding that has it.
        vector: see `dragoman.reading.meaning.packed`.
    """

    item: int
    words: str
    vector: bytes


@dataclass(frozen=True, slots=True)
class Thread:
    """What chaining looks at in a contact.

    Attributes:
        first_day, last_day: of the contact, or where it has no day of the reports that tell of it.
        dated: whether the day is the contact's own.
        sides: parties that at least half of its reports name.
        rounds: ordinal -> finding that gives it.
        names: name of a process -> finding that gives it, with the phrase.
        people: side -> folded names of its people; see `dragoman.store.rows.folded`.
        phrases: finding -> a phrase that tells of the contact there; in the order of the findings.
    """

    contact: int
    kind: str
    status: str
    first_day: str | None
    last_day: str | None
    dated: bool
    sides: frozenset[str]
    rounds: dict[int, int] = field(default_factory=dict)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    phrases: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """Two contacts of one process, why, and the words that show it with the finding in which they stand."""

    contact: int
    other: int
    reason: Reason
    words: str
    item: int


# ---- what may be linked is filed under a common key
def keys(thread: Thread, *, wide: bool) -> Iterator[str]:
    """Keys of a contact: for each kind of link what both must have, with a month or a year.

    Args:
        wide: those under which contacts may be filed that may be linked with it, not those to file this one under.
    """
    if thread.first_day is None or thread.last_day is None:
        return
    first, last = date.fromisoformat(thread.first_day), date.fromisoformat(thread.last_day)
    pairs = ["|".join(pair) for pair in combinations(sorted(thread.sides), 2)] if len(thread.sides) <= SIDES else []
    yield from (
        f"name|{name}|{year}" for name in sorted(thread.names) for year in _years(first, last, _days("name") if wide else 0)
    )
    yield from (
        f"round|{pair}|{year}" for pair in pairs for year in range(first.year - wide, last.year + wide + 1) if thread.rounds
    )
    for reason, of in (
        ("talks", _talking(thread, pairs)),
        ("people", _persons(thread, pairs)),
        ("issue", pairs if thread.issues else []),
    ):
        yield from (f"{reason}|{what}|{month}" for month in _months(first, last, _days(reason) if wide else 0) for what in of)
    if not wide:
        yield from (dyad(pair, month) for month in _months(first, last, 0) for pair in pairs)


def dyad(pair: str, month: str) -> str:
    """The key of all contacts of two sides, "A|B" in the order of their codes, in a month."""
    return f"sides|{pair}|{month}"


def _talking(thread: Thread, pairs: Sequence[str]) -> list[str]:
    return ["|".join(sorted(thread.sides))] if thread.kind == "talks" and pairs else []


def _persons(thread: Thread, pairs: Sequence[str]) -> list[str]:
    """Pairs of sides with the beginnings of the surnames of two people, which all spellings have."""
    found = []
    for pair in pairs:
        one, other = ({n[-1][:_LETTERS] for n in map(name_words, thread.people.get(side, ())) if n} for side in pair.split("|"))
        found += [f"{pair}|{a}|{b}" for a in sorted(one) for b in sorted(other)]
    return found


def _years(first: date, last: date, around: int) -> list[str]:
    """Years of a span and of the days around it."""
    return sorted({month[:4] for month in _months(first, last, around)})


def _months(first: date, last: date, around: int) -> list[str]:
    """Months of a span and of the days around it."""
    begin, end = max(first.toordinal() - around, 1), min(last.toordinal() + around, date.max.toordinal())
    one, two = date.fromordinal(begin), date.fromordinal(end)
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(one.year * 12 + one.month - 1, two.year * 12 + two.month)]


def _days(reason: str) -> int:
    return int(rules()["days"][reason])


# ---- links
def links(one: Thread, other: Thread) -> Iterator[Link]:
    """Why two contacts belong together; the pair is in the order of their numbers."""
    one, other = (one, other) if one.contact < other.contact else (other, one)
    apart = distance(one, other)
    if apart is None:
        return
    for reason, find in _LINKS.items():
        found = find(one, other) if apart <= _days(reason) * _steps(reason, one, other) else None
        if found:
            yield Link(one.contact, other.contact, reason, *found)


def distance(one: Thread, other: Thread, coarse: int = _COARSE) -> int | None:
    """Days between two contacts, 0 if they overlap; None if one has no date, or one of more than `coarse` days."""
    spans = [(date.fromisoformat(t.first_day), date.fromisoformat(t.last_day)) for t in (one, other) if t.first_day and t.last_day]
    if len(spans) < 2 or any((last - first).days > coarse for first, last in spans):
        return None
    return max((max(s[0] for s in spans) - min(s[1] for s in spans)).days, 0)


def _steps(reason: Reason, one: Thread, other: Thread) -> int:
    """A round may come so many times later as there are rounds between."""
    if reason != "round" or not one.rounds or not other.rounds:
        return 1
    return max(abs(min(one.rounds) - min(other.rounds)), 1)


def _fits(one: Thread, other: Thread) -> bool:
    """The same two sides or more; one of the two may have one more."""
    least = min(one.sides, other.sides, key=len)
    return len(least) >= 2 and len(one.sides | other.sides) <= min(len(least) + 1, SIDES) and least == one.sides & other.sides


def _round(one: Thread, other: Thread) -> tuple[str, int] | None:
    """The second round and the third."""
    if not _fits(one, other) or not {one.kind, other.kind} <= _ROUNDS or not one.rounds or not other.rounds:
        return None
    mine, theirs = min(one.rounds), min(other.rounds)
    if mine == theirs or abs(mine - theirs) > 2 or (one.dated and other.dated and (mine < theirs) != _before(one, other)):
        return None
    later = one if mine > theirs else other
    return _phrase(later, later.rounds[max(mine, theirs)])


def _phrase(thread: Thread, item: int) -> tuple[str, int]:
    return thread.phrases.get(item, ""), item


def _before(one: Thread, other: Thread) -> bool:
    return (one.first_day or "") < (other.first_day or "")


def _talks(one: Thread, other: Thread) -> tuple[str, int] | None:
    """Talks of the same sides that follow each other soon."""
    if one.kind != "talks" or other.kind != "talks" or one.sides != other.sides or len(one.sides) < 2 or len(one.sides) > SIDES:
        return None
    later = other if _before(one, other) else one
    return _phrase(later, next(iter(later.phrases), 0))


def _people(one: Thread, other: Thread) -> tuple[str, int] | None:
    """The same people of two sides or more; of three and more sides one of the two may have one more."""
    if not _fits(one, other) or (one.sides != other.sides and len(one.sides & other.sides) < _SEVERAL):
        return None
    same = [side for side in one.sides & other.sides if _same_people(one.people.get(side, ()), other.people.get(side, ()))]
    later = other if _before(one, other) else one
    return _phrase(later, next(iter(later.phrases), 0)) if len(same) > 1 else None


def _same_people(some: Iterable[str], others: Collection[str]) -> bool:
    return any(same_person(a, b) for a in some for b in others)


def _name(one: Thread, other: Thread) -> tuple[str, int] | None:
    """Both are called by the name of the process."""
    common = _common_names(one, other, gathering=False)
    if not common or not (len(one.sides & other.sides) >= 2 or (one.sides == other.sides and one.sides)):
        return None
    return other.names[common[0]]


def _gathering(one: Thread, other: Thread) -> tuple[str, int] | None:
    """Both are called by the name of one gathering, and are no meetings of two at it."""
    if not {one.kind, other.kind} <= _GATHERINGS:
        return None
    common = _common_names(one, other, gathering=True)
    return other.names[common[0]] if common and one.sides & other.sides else None


def _common_names(one: Thread, other: Thread, *, gathering: bool) -> list[str]:
    """Names of gatherings or of processes that both are called by, the longest first."""
    common = (name for name in set(one.names) & set(other.names) if is_gathering(name) == gathering)
    return sorted(common, key=lambda name: (-len(name), name))


def _issue(one: Thread, other: Thread) -> tuple[str, int] | None:
    """Both are about the same, in the sides' usual contacts near in time."""
    if not _fits(one, other) or not one.issues or not other.issues:
        return None
    mine, theirs = (
        np.frombuffer(b"".join(i.vector for i in t.issues), np.int8).reshape(-1, meaning.WIDTH).astype(np.int32)
        for t in (one, other)
    )
    close = mine @ theirs.T
    row, column = np.unravel_index(int(np.argmax(close)), close.shape)
    if not alike(int(close[row, column]), "same" if one.sides == other.sides else "more"):
        return None
    first, second = one.issues[int(row)], other.issues[int(column)]
    words = first.words if first.words.lower() == second.words.lower() else f"{first.words} … {second.words}"
    return words, second.item


def alike(product: int, sides: str = "same") -> bool:
    """Whether two issues are alike, by the product of their packed vectors; more is needed where there is one more side."""
    return product >= float(rules()["alike"][sides]) * _UNIT


def _vectors(thread: Thread) -> np.ndarray:
    """Those of its issues as rows, in whole numbers, so that the products are exact."""
    packed = np.frombuffer(b"".join(issue.vector for issue in thread.issues), np.int8)
    return np.asarray(packed.reshape(-1, meaning.WIDTH), np.int32)


_LINKS: dict[Reason, Callable[[Thread, Thread], tuple[str, int] | None]] = {
    "round": _round,
    "talks": _talks,
    "people": _people,
    "name": _name,
    "gathering": _gathering,
    "issue": _issue,
}
