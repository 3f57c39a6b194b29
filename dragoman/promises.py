"""What was promised and what became of it, as far as reports say: kept, late, broken, overdue, or open. Nothing is guessed.

A planned contact is kept by reports that it was held, or by a contact of the same sides on the very day. A next step that names a
contact ("will meet again in June") is kept by such a contact of the same parties. Any other promise is kept or broken only by a
later report of the same deed in the same words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from dragoman import data
from dragoman.store.topics import gathering, gathering_names

FILE = "rules/promises.yaml"
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDING = re.compile(r"(?:ing|ed|es|s)$")
_AHEAD = ("planned", "proposed")
_HAPPENED = ("held", "ongoing")
_OFF = ("cancelled", "denied")
# Days of a month: a longer time is no time to look for a contact in.
_COARSE = 31
# Days of a contact that is dated well enough to be called late.
_WEEK = 7
# Kinds that a gathering of many is of.
_GATHERINGS = ("summit", "conference")

Verdict = Literal["kept", "late", "broken", "overdue", "open"]
VERDICTS: tuple[Verdict, ...] = ("kept", "late", "broken", "overdue", "open")


@dataclass(frozen=True, slots=True)
class Source:
    """Words of a report, and where they stand.

    Attributes:
        document, item: "D3.s4" is document 3, item "s4".
        day: of the report, YYYY-MM-DD.
    """

    document: int
    item: str
    words: str
    day: str | None
    key: str
    title: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a report tells of a contact.

    Attributes:
        place: as written, None if the report names none.
    """

    contact: int
    kind: str
    status: str
    days: tuple[str, str] | None
    sides: frozenset[str]
    source: Source
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a report says was promised, done or refused.

    Attributes:
        kind: of an outcome, type of an event, or stance of a position.
        rule: that found it.
        when: the days on which it is to be.
    """

    layer: str
    kind: str
    status: str | None
    rule: str
    parties: tuple[str, ...]
    when: tuple[str, str] | None
    source: Source


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what became of it.

    Attributes:
        kind: "contact" for a planned or proposed contact, else the kind of the outcome.
        due: first and last day by which it is to be kept; None if no report says.
        became: the words that show the verdict; None if it is open or overdue.
        contact: the contact that was promised or that kept the promise.
        repeated: further reports that say the same.
    """

    kind: str
    what: str
    parties: tuple[str, ...]
    due: tuple[str, str] | None
    verdict: Verdict
    source: Source
    became: Source | None = None
    contact: int | None = None
    repeated: int = 0


# ---- what promises are held against
Dated = tuple[tuple[str, str], Telling]


class Held:
    """What reports tell of contacts that took place, found by what a promise names."""

    def __init__(self, told: Iterable[Telling]) -> None:
        """Tellings in the order in which they are looked through."""
        happened = [t for t in told if t.status in _HAPPENED]
        self.gatherings = [t for t in happened if t.kind in _GATHERINGS]
        self._of: dict[frozenset[str], list[Telling]] = defaultdict(list)
        self._with: dict[str, list[Dated]] = defaultdict(list)
        for t in happened:
            self._of[t.sides].append(t)
        dated = [(t.days, t) for t in happened if t.days and t.days[1] <= _shifted(t.days[0], _WEEK)]
        for days, t in sorted(dated, key=lambda row: (row[0], row[1].source.document)):
            for party in t.sides:
                self._with[party].append((days, t))

    def of(self, sides: frozenset[str]) -> Sequence[Telling]:
        """Those of just these sides."""
        return self._of.get(sides, ())

    def since(self, after: str, until: str, parties: Collection[str], kinds: Collection[str]) -> list[Dated]:
        """Those that began after one day and until another, by their days: of these parties at least, dated to the day or week."""
        fewest = min((self._with.get(party, []) for party in parties), key=len)
        first, last = (bisect_right(fewest, day, key=lambda row: row[0][0]) for day in (after, until))
        return [(days, t) for days, t in fewest[first:last] if t.kind in kinds and t.sides.issuperset(parties)]


class Done:
    """What reports say was done or refused, in the order of their days, found by its words."""

    def __init__(self, deeds: Sequence[Deed]) -> None:
        self._deeds = deeds
        self._with: dict[str, list[int]] = defaultdict(list)
        for n, deed in enumerate(deeds):
            for word in words(deed.source.words):
                self._with[word].append(n)

    def like(self, deed: Deed) -> Deed | None:
        """The first later report of the same deed."""
        own, told, parties = words(deed.source.words), deed.source.day or "", set(deed.parties)
        common = Counter(n for word in own for n in self._with.get(word, ()))
        fit = (self._deeds[n] for n in sorted(n for n, times in common.items() if times >= int(_rules()["common"])))
        later = (other for other in fit if (other.source.day or "") > told and parties & set(other.parties))
        return next((other for other in later if alike(own, words(other.source.words))), None)


# ---- planned contacts
def of_contact(told: Sequence[Telling], others: Held, as_of: str) -> Promise | None:
    """What became of a contact that a report plans or proposes; None if none does.

    Args:
        told: what reports say of one contact, in the order of their days.
        others: what reports say of contacts that took place, this one among them.
        as_of: YYYY-MM-DD; a day that has passed by then makes what was not held overdue.
    """
    planning = [t for t in told if t.status in _AHEAD and not _is_off(t)]
    if not planning:
        return None
    planned = planning[0]
    due = next((t.days for t in planning if t.days and t.days[1] >= (t.source.day or "")), None)
    off = next((t for t in reversed(told) if _is_off(t) and _after(t, planned, due)), None)
    held = next((t for t in told if t.status in _HAPPENED and _after(t, planned, due)), None)
    held = (
        held
        or _on_the_day(planned, due, others.of(planned.sides))
        or _at_gathering(planned.source, due, others.gatherings)
        or _made_up(planned, due, others.of(planned.sides), off)
    )
    verdict: Verdict = ("late" if _late(due, held.days) else "kept") if held else "broken" if off else _waiting(due, as_of)
    became, kind = held or off, "contact" if planned.status == "planned" else "proposed"
    made = (kind, planned.source.words, tuple(sorted(planned.sides)), due, verdict, planned.source)
    return Promise(*made, became.source if became else None, (became or planned).contact)


def _is_off(t: Telling) -> bool:
    """Whether it is told to be cancelled, denied, put off or given up."""
    return t.status in _OFF or (t.status in _AHEAD and _pattern("off").search(t.source.words) is not None)


def _at_gathering(planned: Source, due: tuple[str, str] | None, gatherings: Sequence[Telling]) -> Telling | None:
    """A report that the gathering which the words name was held, on its days if they are known."""
    names = set(gathering_names(planned.words))
    after = (t for t in gatherings if names and (t.source.day or "") > (planned.day or ""))
    fit = (t for t in after if names & set(gathering_names(t.source.words)))
    return next((t for t in fit if due is None or _was(t, due[0], _shifted(due[1], int(_rules()["slack"])))), None)


def _after(t: Telling, planned: Telling, due: tuple[str, str] | None) -> bool:
    """Whether it is told after the plan, and not of a day before; on the same day only if the plan has a day."""
    told, before = t.source.day or "", planned.source.day or ""
    if t.days and t.days[1] < before:
        return False
    return told > before or (told == before and due is not None)


def _on_the_day(planned: Telling, due: tuple[str, str] | None, same: Sequence[Telling]) -> Telling | None:
    """A contact of the same sides in another report on the very day for which this one was planned, or in the days of a journey.

    Of a month or week it must be of the same kind.
    """
    if due is None or len(planned.sides) < 2 or due[1] > _shifted(due[0], _COARSE):
        return None
    exact = due[0] == due[1]
    last = _shifted(due[1], int(_rules()["journey"])) if exact and planned.kind == "visit" else due[1]
    fit = (t for t in same if exact or t.kind == planned.kind)
    return next((t for t in fit if t.source.document != planned.source.document and _was(t, due[0], last)), None)


def _made_up(planned: Telling, due: tuple[str, str] | None, same: Sequence[Telling], off: Telling | None) -> Telling | None:
    """A later contact of the same kind and sides, if the plan was put off, or named the same place."""
    if due is None or len(planned.sides) < 2:
        return None
    fit = (t for t in same if t.kind == planned.kind and _late(due, t.days))
    return next((t for t in fit if off or (t.place is not None and t.place == planned.place)), None)


def _was(t: Telling, first: str, last: str) -> bool:
    """Whether a contact was in these days; one without a day is of those just before its report."""
    told = t.source.day or ""
    return first <= t.days[0] and t.days[1] <= last if t.days else first <= told <= _shifted(last, int(_rules()["slack"]))


def _late(due: tuple[str, str] | None, held: tuple[str, str] | None) -> bool:
    """Some days after its last day; of what is told of a quite different time the day is not trusted."""
    if due is None or held is None or held[1] > _shifted(held[0], _WEEK):
        return False
    return _shifted(due[1], int(_rules()["slack"])) < held[0] <= _shifted(due[1], int(_rules()["late"]))


def _waiting(due: tuple[str, str] | None, as_of: str) -> Verdict:
    """A day counts as passed when the one after it has: midnight lies between clocks."""
    return "overdue" if due and _shifted(due[1], 1) < as_of else "open"


# ---- next steps and deeds
def of_deed(deed: Deed, contacts: Held, done: Done, as_of: str) -> Promise:
    """What became of a next step, a commitment or an agreement.

    The day of the report, or one that has passed, is not the day by which it is to be kept.

    Args:
        contacts: of the process.
    """
    over = deed.when is not None and deed.when[1] < (deed.source.day or "")
    due = _due(deed)
    deed = deed if due == deed.when else replace(deed, when=due)
    kinds = _kinds(deed)
    if kinds and gathering().search(deed.source.words):
        held = _at_gathering(deed.source, deed.when, contacts.gatherings)
        return _promise(
            deed, "kept" if held else _waiting(deed.when, as_of), held.source if held else None, held.contact if held else None
        )
    if kinds and (over or len(deed.parties) < 2):
        return _promise(deed, "open", None, None)
    if kinds:
        verdict, became = _by_contact(deed, kinds, contacts, as_of)
        return _promise(deed, verdict, became.source if became else None, became.contact if became else None)
    found = done.like(deed)
    if found:
        return _promise(deed, _turned_out(deed, found), found.source, None)
    return _promise(deed, _waiting(deed.when, as_of), None, None)


def _due(deed: Deed) -> tuple[str, str] | None:
    told = deed.source.day or ""
    over = deed.when is None or deed.when[1] < told or deed.when == (told, told)
    return None if over or (deed.kind != "next_step" and not _deadline().search(deed.source.words)) else deed.when


def _promise(deed: Deed, verdict: Verdict, became: Source | None, contact: int | None) -> Promise:
    return Promise(deed.kind, deed.source.words, deed.parties, deed.when, verdict, deed.source, became, contact)


def _kinds(deed: Deed) -> tuple[str, ...]:
    """Kinds of contact that keep a next step, that which it names first, or a promise to stay in touch; none for another."""
    if _pattern("touch").search(deed.source.words):
        return tuple(_rules()["contacts"][-1]["kinds"])
    if deed.kind != "next_step":
        return ()
    words = {word.lower() for word in deed.source.words.split()[: _rules()["looked_at"]]}
    return next((tuple(row["kinds"]) for row in _rules()["contacts"] if words & set(row["words"])), ())


def _by_contact(deed: Deed, kinds: Sequence[str], contacts: Held, as_of: str) -> tuple[Verdict, Telling | None]:
    """The first contact of the same parties in time, or soon after it; who misses a day and meets later meets on something else."""
    told = deed.source.day or ""
    if deed.when is None:
        until = _shifted(told, int(_rules()["soon"]))
        soon = (t for days, t in contacts.since(told, until, deed.parties, kinds) if days[1] <= until)
        found = next(soon, None)
        return ("kept", found) if found else ("open", None)
    first, last = _shifted(deed.when[0], -1), _shifted(deed.when[1], int(_rules()["journey"]) if kinds[0] == "visit" else 1)
    fit = contacts.since(told, _shifted(deed.when[1], int(_rules()["late"])), deed.parties, kinds)
    found = next((t for days, t in fit if first <= days[0] <= last), None)
    if found:
        return "kept", found
    coarse = deed.when[0] != deed.when[1]
    after = next((t for days, t in fit if coarse and days[0] > last and t.sides == set(deed.parties)), None)
    return ("late", after) if after else (_waiting(deed.when, as_of), None)


def _turned_out(deed: Deed, other: Deed) -> Verdict:
    if other.kind in ("rejects", "breakdown", "no_agreement"):
        return "broken"
    return "late" if deed.when and (other.source.day or "") > _shifted(deed.when[1], int(_rules()["late"])) else "kept"


def alike(own: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two wordings are of one matter, by the words that tell it from others."""
    common = len(own & theirs)
    return common >= int(_rules()["common"]) and common >= float(_rules()["share"]) * min(len(own), len(theirs))


@cache
def words(of: str) -> frozenset[str]:
    """The words that tell one deed from another, without their endings."""
    found = (word.lower() for word in _WORD.findall(of))
    return frozenset(_ENDING.sub("", word) for word in found if word not in _empty())


def repeats(promises: Iterable[Promise]) -> list[Promise]:
    """Each promise once, the first time that it was made, with how often it was made again."""
    first: dict[tuple[Any, ...], Promise] = {}
    again: dict[tuple[Any, ...], int] = {}
    for promise in promises:
        key = _same_promise(promise)
        again[key] = again.get(key, -1) + 1
        first.setdefault(key, promise)
    return [_again(promise, again[key]) for key, promise in first.items()]


def _same_promise(promise: Promise) -> tuple[Any, ...]:
    if promise.kind in ("contact", "proposed"):
        return promise.kind, promise.contact
    return promise.kind, promise.parties, words(promise.what), promise.due


def _again(promise: Promise, times: int) -> Promise:
    return replace(promise, repeated=times) if times else promise


# ---- rules
@cache
def _rules() -> dict[str, Any]:
    found: dict[str, Any] = data.load_yaml(FILE)
    return found


@cache
def _empty() -> frozenset[str]:
    return frozenset(_rules()["empty"])


@cache
def _deadline() -> re.Pattern[str]:
    before, after = ("|".join(_rules()[name]) for name in ("deadlines", "times"))
    return re.compile(rf"\b(?:{before}) (?:the )?(?:{after})", re.IGNORECASE)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_rules()[name])})\b", re.IGNORECASE)


def keeping() -> tuple[str, ...]:
    """Types of the events that may keep a promise."""
    return tuple(_rules()["keeping"])


def agreeing() -> tuple[str, ...]:
    """Rules of outcomes whose agreements are promises."""
    return tuple(_rules()["agreements"])


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (OverflowError, ValueError):
        return day
