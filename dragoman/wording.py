"""The record's codes in words: dates, durations, parties, kinds, as a person reads them in the terminal and on the page."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from dragoman import data, knowledge

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_PARTS = {
    "MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime", "MI": "midday",
    "SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter",
    "Q1": "first quarter of", "Q2": "second quarter of", "Q3": "third quarter of", "Q4": "fourth quarter of",
    "H1": "first half of", "H2": "second half of",
}  # fmt: skip
_FIRST_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}
_REFERENCES = {"PRESENT_REF": "now", "PAST_REF": "in the past", "FUTURE_REF": "in the future"}
_UNITS = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "TH": "hour",
    "TM": "minute",
    "TS": "second",
    "E": "decade",
    "Q": "quarter",
}
_MODS = {
    "START": "start of", "MID": "middle of", "END": "end of", "APPROX": "about", "MORE_THAN": "more than", "LESS_THAN": "less than",
    "EQUAL_OR_MORE": "at least", "EQUAL_OR_LESS": "at most", "BEFORE": "before", "AFTER": "after", "ON_OR_BEFORE": "up to",
    "ON_OR_AFTER": "from",
}  # fmt: skip
_HOW_DATED = {
    "user": "as given", "jsonld": "from the page’s data", "meta": "from the page’s data", "feed": "from the feed",
    "warc": "from the archive", "header": "from the header", "dateline": "from the dateline",
}  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?:-(?P<weekend>WE))?|(?P<part>[SFWQH][PUAI1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
    r"(?:T(?P<clock>\d\d(?::\d\d)?|[A-Z]{2})\S*)?"
)
_DURATION = re.compile(r"P(?P<date>(?:[\dX.]+[YMWDEQ])*)(?:T(?P<time>(?:[\dX.]+[HMS])+))?")
_AMOUNT = re.compile(r"([\dX.]+)([A-Z])")


def when(value: str | None, mod: str | None = None) -> str:
    """A TIMEX3 or ISO value in words: "2025-03-13" as "13 March 2025", "PT7H" as "7 hours"; "" for None.

    A value with no words of its own is given as it is.
    """
    if value is None:
        return ""
    return " ".join(filter(None, (_MODS.get(mod or ""), _plain(value))))


def _plain(value: str) -> str:
    if value in _REFERENCES:
        return _REFERENCES[value]
    if "/" in value:
        return " to ".join(_plain(part) for part in value.split("/"))
    if duration := _DURATION.fullmatch(value):
        return _duration(duration)
    match = _VALUE.fullmatch(value)
    return (_date(match) if match else None) or value


def _duration(match: re.Match[str]) -> str:
    amounts = [(n, unit) for n, unit in _AMOUNT.findall(match["date"])] + [
        (n, f"T{unit}") for n, unit in _AMOUNT.findall(match["time"] or "")
    ]
    return ", ".join(f"some {_UNITS[unit]}s" if "X" in n else f"{n} {_UNITS[unit]}{'' if n == '1' else 's'}" for n, unit in amounts)


def _date(match: re.Match[str]) -> str | None:
    day = _day(match)
    if day is None:
        return None
    clock = match["clock"]
    return f"{day}, {_PARTS.get(clock, clock)}" if clock else day


def _day(match: re.Match[str]) -> str | None:
    year, month = match["year"], int(match["month"] or 0)
    if match["week"]:
        return _week(int(year), int(match["week"]), bool(match["weekend"]))
    if match["part"]:
        return f"{_PARTS[match['part']]} {year}" if match["part"] in _PARTS else None
    if month > len(_MONTHS):
        return None
    parts = (str(int(match["day"])) if match["day"] else "", _MONTHS[month - 1] if month else "", year)
    return " ".join(filter(None, parts))


def _week(year: int, week: int, weekend: bool) -> str | None:
    try:
        first = date.fromisocalendar(year, week, 6 if weekend else 1)
    except ValueError:
        return None
    return f"{'weekend' if weekend else 'week'} of {first.day} {_MONTHS[first.month - 1]} {first.year}"


def order(value: str) -> tuple[int, int, int, str]:
    """A key that sorts dates of different precision: a month before its days, a week at its Monday, a season or quarter at its
    first month; what is no date comes last.
    """
    match = _VALUE.match(value)
    if match is None:
        return (9999, 99, 99, value)
    if match["week"]:
        try:
            first = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
        except ValueError:
            return (int(match["year"]), 99, 99, value)
        return (first.year, first.month, first.day, value)
    month = int(match["month"] or 0) or _FIRST_MONTHS.get(match["part"] or "", 0)
    return (int(match["year"]), month, int(match["day"] or 0), value)


def is_date(value: str | None) -> bool:
    """Whether a value is a day, month, year or another point that can stand on a line of time."""
    return bool(value and _VALUE.match(value))


def dated(how: str | None) -> str:
    """How a publication date was found."""
    return _HOW_DATED.get(how or "", how or "")


def ordinal(number: int) -> str:
    """1 as "first"; above ten in figures, "11th"."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


@cache
def _states() -> dict[str, str]:
    return {row["iso3"]: row["name"] for row in data.load_tsv("gazetteer/states.tsv")}


def party(code: str | None) -> str:
    """The name of a party: "United States" for "USA", "Peru & Ecuador" for "PER & ECU", "unknown" for None; else itself."""
    if code is None:
        return "unknown"
    return " & ".join(_states().get(part, part) for part in code.split(" & "))


@cache
def _blocs() -> dict[str, str]:
    return {party.lower(): party for party, kind in knowledge.party_kinds().items() if kind != "state"}


def titled(name: str) -> str:
    """A name that is kept in small letters, as it is written: "harbour dialogue" is "Harbour Dialogue"."""
    return " ".join(_blocs().get(word) or word[:1].upper() + word[1:] for word in name.split())


def plain(code: str) -> str:
    """A kind of the record in words: "next_step" as "next step"."""
    return code.replace("_", " ")
