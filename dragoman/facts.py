"""When, where, how long and with whom a contact was, as each account has it; and where that cannot all be right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.accounts import rules
from dragoman.record import Contact, Record
from dragoman.store.days import days
from dragoman.text import sentences

FIELDS = ("status", "kind", "date", "place", "country", "duration", "ordinal", "people")
_DURATION = re.compile(r"P(?:(?P<d>\d+(?:\.\d+)?)D)?(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?)?")
# Statuses that cannot both be true of one contact.
_NOT_HELD = frozenset({"cancelled", "denied"})
_HELD = frozenset({"held", "ongoing"})


@dataclass(frozen=True, slots=True)
class Told:
    """What one account has for a field.

    Attributes:
        value: as in the record; people as "PARTY: name, name".
        span: where it stands in the text of the record `record`, None where it is concluded.
        words: what stands there.
    """

    value: str
    record: str
    span: tuple[int, int] | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the contact as each account has it.

    Attributes:
        told: account -> what it has; accounts that do not have it are left out.
        contradict: whether they cannot all be right.
        reason: why not, None if they can.
    """

    field: str
    told: dict[str, Told]
    contradict: bool = False
    reason: str | None = None


def find(tellings: Sequence[tuple[str, Record, Contact]]) -> list[Fact]:
    """The fields that an account has, in the order of `FIELDS`. Of an account's reports the first that has a field counts.

    Args:
        tellings: account, record, and the contact in it.
    """
    facts = []
    for field in FIELDS:
        told: dict[str, Told] = {}
        for account, record, contact in tellings:
            value = _value(contact, field)
            if value is not None and account not in told:
                span = next(_spans(record, contact, field, value), None)
                told[account] = Told(value, record.id, span, record.text[span[0] : span[1]] if span else None)
        if told:
            reason = _reason(field, [t.value for t in told.values()])
            facts.append(Fact(field, told, reason is not None, reason))
    return facts


def _value(contact: Contact, field: str) -> str | None:
    if field == "people":
        return "; ".join(f"{s.party}: {', '.join(s.people)}" for s in contact.sides if s.people) or None
    value = getattr(contact, {"date": "start"}.get(field, field))
    return None if value is None else str(value)


def _spans(record: Record, contact: Contact, field: str, value: str) -> Iterator[tuple[int, int]]:
    """Where a value stands, the most telling place first."""
    if field in ("status", "kind"):
        yield from contact.evidence[:1]
    elif field in ("date", "duration"):
        beside = [s for s in sentences(record.text) if any(s.overlaps(e) for e in contact.evidence)]
        yield from (t.span for t in record.times if (t.value or "").startswith(value) and any(s.covers(t.span) for s in beside))
    elif field in ("place", "country"):
        yield from (p.span for p in record.places if p.id == contact.place_id)
        yield from _named(record, contact.place)
    elif field == "people":
        yield from _named(record, next((name for s in contact.sides for name in s.people), None))


def _named(record: Record, name: str | None) -> Iterator[tuple[int, int]]:
    at = record.text.find(name) if name else -1
    if name and at >= 0:
        yield (at, at + len(name))


def _reason(field: str, values: Sequence[str]) -> str | None:
    """Why the values cannot all be right, None if they can."""
    if len(set(values)) < 2:
        return None
    clash = {"status": _statuses, "date": apart, "duration": _durations, "country": _differ, "ordinal": _differ}.get(field)
    return f"{field}: {' or '.join(dict.fromkeys(values))}" if clash and clash(values) else None


def _differ(values: Sequence[str]) -> bool:
    return True


def _statuses(values: Sequence[str]) -> bool:
    return bool(_NOT_HELD & set(values) and _HELD & set(values))


def apart(values: Sequence[str | None]) -> bool:
    """Whether dates of any precision are further apart than time zones can make them."""
    spans = [found for value in values if (found := days(value))]
    if not spans:
        return False
    last_begin, first_end = max(first for first, _ in spans), min(last for _, last in spans)
    return date.fromisoformat(last_begin) - date.fromisoformat(first_end) > timedelta(days=int(rules("contradiction")["days"]))


def _durations(values: Sequence[str]) -> bool:
    """Whether one is more than a third longer than the other; nearer ones are "more than an hour" and "an hour and a quarter"."""
    hours = [h for value in values if (h := _hours(value))]
    return bool(hours) and max(hours) > min(hours) * 4 / 3


def _hours(value: str) -> float | None:
    match = _DURATION.fullmatch(value)
    if match is None:
        return None
    return float(match["d"] or 0) * 24 + float(match["h"] or 0) + float(match["m"] or 0) / 60
