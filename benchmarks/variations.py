"""Many more reports out of some: copies told of other days, for measuring a store that grows."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

# Days from one copy to the next: no whole number of weeks, so that the names of days change as well.
STEP = 37
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d1>\d{{1,2}}) (?P<m1>{_MONTH})(?: (?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:, (?P<y2>\d{{4}}))?)\b"
)
_DAY = re.compile(rf"\b(?:{'|'.join(DAYS)})\b")


def rows(pool: Sequence[dict[str, Any]], total: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many reports: those of the pool and copies of them, well mixed, so that any thousand is like any other."""
    numbers = list(range(total))
    random.Random(seed).shuffle(numbers)
    return (varied(pool[number % len(pool)], number // len(pool)) for number in numbers)


def varied(row: dict[str, Any], copy: int) -> dict[str, Any]:
    """The copy of a report: all of its days lie `copy` steps later; its id and address are its own. Copy 0 is the report."""
    if not copy:
        return row
    published = row.get("published")
    year = int(published[:4]) if published else 2000
    changed = {
        "id": f"{row['id']}-{copy}",
        "text": shifted(row["text"], copy * STEP, year),
        "published": _later(published[:10], copy * STEP) + published[10:] if published else None,
        "url": f"{row['url']}#{copy}" if row.get("url") else None,
    }
    return {**row, **changed}


def shifted(text: str, days: int, year: int) -> str:
    """A text with its days and their names later.

    Args:
        year: of dates that name none.
    """

    def later(match: re.Match[str]) -> str:
        if match["iso"]:
            return _later(match["iso"], days)
        number, month = match["d1"] or match["d2"], match["m1"] or match["m2"]
        given = match["y1"] or match["y2"]
        day = _day(int(given or year), MONTHS.index(month) + 1, int(number), days)
        if day is None:
            return match.group()
        end = "" if given is None else f", {day.year}" if match["y2"] else f" {day.year}"
        return f"{day.day} {MONTHS[day.month - 1]}{end}" if match["d1"] else f"{MONTHS[day.month - 1]} {day.day}{end}"

    text = _DAY.sub(lambda match: DAYS[(DAYS.index(match.group()) + days) % 7], text)
    return _DATE.sub(later, text)


def _later(day: str, days: int) -> str:
    found = _day(int(day[:4]), int(day[5:7]), int(day[8:10]), days)
    return found.isoformat() if found else day


def _day(year: int, month: int, day: int, later: int) -> date | None:
    try:
        return date(year, month, day) + timedelta(days=later)
    except (ValueError, OverflowError):
        return None
