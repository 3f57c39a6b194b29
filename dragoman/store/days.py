"""Dates of any precision as the days they cover, so that a store can compare and sort them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?(?:T.*|-WE)?"
)
_DURATION = re.compile(r"P(?P<days>\d{1,3})D")
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}


def days(value: str | None) -> tuple[str, str] | None:
    """First and last day that an ISO 8601 or TIMEX3 value covers, `YYYY-MM-DD` each.

    "2025-02" is 1 to 28 February, "2025-W08" Monday to Sunday, "2016/2018" the first day of 2016 to the last of 2018; a winter is
    that which begins in its year.

    Returns:
        None for a value that names no year ("P3D", "XXXX-WXX-4"), or no day that exists.
    """
    if value is None:
        return None
    first, _, last = value.partition("/")
    if last:
        begun, ended = days(first), days(last)
        return (begun[0], ended[1]) if begun and ended and begun[0] <= ended[1] else None
    match = _FORM.fullmatch(value)
    try:
        return _days(match) if match else None
    except (ValueError, OverflowError):
        return None


def _days(match: re.Match[str]) -> tuple[str, str]:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"])).isoformat()
        return day, day
    first, last = _months(match)
    until = year + (last < first)
    return date(year, first, 1).isoformat(), date(until, last, monthrange(until, last)[1]).isoformat()


def _months(match: re.Match[str]) -> tuple[int, int]:
    """First and last month, 1 to 12; the last is the smaller where the new year lies between."""
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if match["season"]:
        return _SEASONS[match["season"]]
    if match["quarter"] or match["half"]:
        size = 3 if match["quarter"] else 6
        number = int(match["quarter"] or match["half"])
        return size * (number - 1) + 1, size * number
    return 1, 12


def lasting(span: tuple[str, str] | None, duration: str | None) -> tuple[str, str] | None:
    """An exact day with a duration in whole days, "P2D", as the days it covers; any other span as it is."""
    match = _DURATION.fullmatch(duration) if duration else None
    if span is None or match is None or span[0] != span[1]:
        return span
    try:
        return span[0], (date.fromisoformat(span[0]) + timedelta(days=max(int(match["days"]), 1) - 1)).isoformat()
    except OverflowError:
        return span


def begun(first: str | None, last: str | None) -> str | None:
    """The first day of what is dated by its first and last day; of a whole month or year only that: "2025-02"."""
    if first is None or last is None:
        return first
    return next((part for part in (first[:4], first[:7]) if days(part) == (first, last)), first)
