"""Many more reports out of some: copies told of other days, for measuring a store that grows.

`rows` makes texts that have to be read. `replayed` makes records out of records, for measuring the store alone: what was found
stays where it was, its days lie later, and half of the words are others of the same length, so that no two copies share their
sentences, their words or what they mean.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dragoman.partitions import Row

# Days from one copy to the next: no whole number of weeks, so that the names of days change as well.
STEP = 37
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d1>\d{{1,2}}) (?P<m1>{_MONTH})(?: (?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:, (?P<y2>\d{{4}}))?)\b"
)
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DAY = re.compile(rf"\b(?:{'|'.join(DAYS)})\b")
# What a copy of a record changes: longer words in lower case, and fields that are a day or a month, with or without a time.
_WORD = re.compile(r"\b[a-z]{4,}\b")
_FIELD = re.compile(r"(?P<month>\d{4}-\d\d)(?P<day>-\d\d)?(?P<rest>T.*)?")


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


# ---- of records
Words = Mapping[int, Sequence[str]]
"""Words by their length, each as often as the texts have it."""


def replayed(read: Sequence[Row], total: int, seed: int = 1) -> Iterator[Row]:
    """So many records: those given and copies of them, well mixed, so that any thousand is like any other."""
    texts = [row.record["text"] for row in read if row.record]
    found = vocabulary(texts)
    numbers = list(range(total))
    random.Random(seed).shuffle(numbers)
    return (copied(read[number % len(read)], number // len(read), found) for number in numbers)


def vocabulary(texts: Iterable[str]) -> Words:
    found = defaultdict(list)
    for text in texts:
        for word in _WORD.findall(text):
            found[len(word)].append(word)
    return found


def others(text: str, words: Words, share: float, draw: random.Random) -> str:
    """A text in which so many of the longer words in lower case are others of the same length."""

    def other(match: re.Match[str]) -> str:
        return draw.choice(words[len(match.group())]) if draw.random() < share else match.group()

    return _WORD.sub(other, text)


def copied(row: Row, copy: int, words: Words) -> Row:
    """The copy of what was read: its days lie `copy` steps later, half of its words are others of the same length."""
    if not copy or row.record is None:
        return row
    text = others(row.record["text"], words, 0.5, random.Random(f"{row.key} {copy}"))
    later = _fields_later(row.record, copy * STEP)
    return replace(
        row,
        key=f"{row.key}#{copy}",
        digest=f"{row.digest}-{copy}",
        record={**later, "id": f"{row.record['id']}-{copy}", "text": text},
    )


def _fields_later(value: Any, days: int) -> Any:
    """A part of a record with every field later that is a day or a month."""
    if isinstance(value, dict):
        return {name: _fields_later(part, days) for name, part in value.items()}
    if isinstance(value, list):
        return [_fields_later(part, days) for part in value]
    match = _FIELD.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    day = _later(match["month"] + (match["day"] or "-15"), days)
    return (day if match["day"] else day[:7]) + (match["rest"] or "")
