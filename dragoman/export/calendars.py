"""Contacts as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dragoman.export.events import name
from dragoman.store.query import ContactRow

# Octets of a line before it is folded.
_LINE = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def ics(rows: Iterable[ContactRow], stamp: str) -> Iterator[str]:
    """Lines, without their ends, of a calendar of the contacts that have a date; a week or month is an event of all its days.

    Args:
        stamp: when the calendar is made, `YYYYMMDDTHHMMSSZ`.
    """
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dragoman//contacts//EN")
    for row in rows:
        if row.first_day is not None and row.last_day is not None:
            for line in _event(row, row.first_day, row.last_day, stamp):
                yield from _folded(line)
    yield "END:VCALENDAR"


def _event(row: ContactRow, first: str, last: str, stamp: str) -> Iterator[str]:
    after = date.fromisoformat(last) + timedelta(days=1)
    people = ", ".join(f"{person} ({party})" if party else person for person, party in row.people)
    yield "BEGIN:VEVENT"
    yield f"UID:contact-{row.id}@dragoman"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{first.replace('-', '')}"
    yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield f"SUMMARY:{_text(f'{row.kind.capitalize()}: ' + ' – '.join(map(name, row.parties)))}"
    if row.place or row.country:
        yield f"LOCATION:{_text(row.place or name(row.country or ''))}"
    yield f"DESCRIPTION:{_text('. '.join(filter(None, (people, f'{row.sources} reports, contact C{row.id}'))))}"
    yield f"STATUS:{_STATUSES.get(row.status, 'CONFIRMED')}"
    yield "END:VEVENT"


_STATUSES = {"proposed": "TENTATIVE", "cancelled": "CANCELLED", "denied": "CANCELLED"}


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """A line of any length as lines of at most 75 octets, the later ones begun with a blank; no character is cut."""
    room, part = _LINE, ""
    for character in line:
        size = len(character.encode())
        if size > room:
            yield part
            part, room = " ", _LINE - 1
        part += character
        room -= size
    yield part
