"""What a mention says of the status of its contact, and what speaks against it: the date, and other mentions of the contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.record import ContactStatus

# How sure a reading is; the surer one speaks for a contact of several mentions.
CUE, TENSE, DATE, GUESS = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one mention says. `status` None: it denies or merely frames the contact and makes none; `dated`: if it has a day."""

    status: ContactStatus | None
    strength: int
    rule: str
    dated: ContactStatus | None = None


def by_date(reading: Reading, start: str | None, published: str | None) -> Reading:
    """Let the date speak where the words only guess: a contact after the publication day is planned, one before it held.

    Args:
        start: ISO 8601 of any precision; None leaves the reading as it is.
        published: ISO 8601 day.
    """
    if reading.dated and start and len(start) == 10:
        return Reading(reading.dated, CUE, reading.rule)
    if not start or not published or reading.status not in ("held", "planned", "ongoing"):
        return reading
    day = week(published[:10]) if "W" in start else published[:10]
    if reading.strength == CUE and reading.status == "held" and start > day[: len(start)]:
        return reading
    if reading.strength >= TENSE and reading.status == "held" and _is_next_day(day, start):
        return reading
    if start > day[: len(start)] and reading.status in ("held", "ongoing"):
        return Reading("planned", DATE, "status.date")
    over = start < day[: len(start)]
    if over and (reading.strength <= DATE or (reading.status == "planned" and len(start) == 10)):
        return Reading("held", DATE, "status.date")
    return reading


def _is_next_day(day: str, start: str) -> bool:
    """Whether `start` is the day after `day`: a page is dated where it was written, a meeting where it was held."""
    return len(start) == 10 and "W" not in day and date.fromisoformat(day) + timedelta(days=1) == date.fromisoformat(start)


def week(day: str) -> str:
    """The ISO week of a day: "2031-W07"."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def surest(readings: Iterable[Reading]) -> Reading:
    """The reading that speaks for several mentions: a called-off or denied contact stays so, else the first sure one.

    Raises:
        ValueError: without any reading.
    """
    found = list(readings)
    for status in ("cancelled", "denied"):
        for reading in found:
            if reading.status == status:
                return reading
    return max(found, key=lambda r: min(r.strength, TENSE))
