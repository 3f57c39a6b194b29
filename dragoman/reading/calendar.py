"""Calendar arithmetic on TIMEX3 values. Everything is the proleptic Gregorian calendar; weeks are ISO 8601 (Monday first)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

SEASONS = ("WI", "SP", "SU", "FA")


# Years before Christ are counted as 3999 minus their number, so that the arithmetic below holds for them and decades and
# centuries stay whole: 480 BC is the year 3519, the next one 3520. Only years later than this one are meant so.
_BC_FROM = 2500
_BC_ZERO = 3999


def bc_year(number: int) -> int | None:
    """The counted year of a year BC; None before 1499 BC."""
    year = _BC_ZERO - number
    return year if _BC_FROM < year < _BC_ZERO else None


def with_era(value: str) -> str:
    """A value in TIMEX3's form: "3519-08" is "BC0480-08", the decade "351" "BC048", the century "35" "BC04"; others stay."""
    match = re.match(r"\d{2,4}(?!\d)", value)
    if match is None or int(match.group().ljust(4, "0")) <= _BC_FROM:
        return value
    digits = len(match.group())
    return f"BC{int('3999'[:digits]) - int(match.group()):0{digits}}{value[digits:]}"


def safe_date(year: int, month: int, day: int) -> date | None:
    """The day, None if there is no such day or its year is outside 1 to 9999."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_days(day: date, days: int) -> date | None:
    """`day` plus `days`; None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def week_value(day: date) -> str:
    """The ISO week of a day: 2025-02-28 gives "2025-W09"."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def quarter_of(month: int) -> int:
    """1 for January to March."""
    return (month - 1) // 3 + 1


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Year and month after `months` more (or, negative, before)."""
    total = year * 12 + month - 1 + months
    return total // 12, total % 12 + 1


def add_quarters(year: int, quarter: int, quarters: int) -> tuple[int, int]:
    total = year * 4 + quarter - 1 + quarters
    return total // 4, total % 4 + 1


def weekday_near(day: date, weekday: int, direction: int, include_today: bool = True) -> date:
    """The nearest such weekday before (`direction` below 0) or after (above 0) `day`.

    Args:
        weekday: 1 for Monday to 7 for Sunday.
        include_today: whether `day` itself counts.
    """
    step = -1 if direction < 0 else 1
    at = day if include_today else day + timedelta(days=step)
    while at.isoweekday() != weekday:
        at += timedelta(days=step)
    return at


def weekend_value(saturday: date, as_range: bool) -> str:
    """A weekend as "2025-02-22/2025-02-23", or in TIMEX3's own form "2025-W08-WE"."""
    if as_range:
        return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"
    return f"{week_value(saturday)}-WE"


def easter(year: int) -> date:
    """Easter Sunday of the Western churches. Source: the Gregorian algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def pascha(year: int) -> date:
    """Easter Sunday of the Eastern churches. Source: the Julian algorithm of Meeus."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def rosh_hashanah(year: int) -> date:
    """The first day of the Jewish year that begins in `year`. Source: Reingold and Dershowitz, Calendrical Calculations."""
    number = year + 3761
    before, own, after = (_days_of_jewish_years(number + n) for n in (-1, 0, 1))
    late = 2 if after - own == 356 else 1 if own - before == 382 else 0
    return date.fromordinal(own + late - 1373427)


def _days_of_jewish_years(number: int) -> int:
    months = (235 * number - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _kislev(year: int) -> date:
    """25 Kislev: the month before has 30 days in long years, else 29."""
    start = rosh_hashanah(year)
    long = (rosh_hashanah(year + 1) - start).days % 10 == 5
    return start + timedelta(days=84 if long else 83)


# New year's days of the Chinese calendar, as month and day. Source: the Hong Kong Observatory's conversion tables.
_CHINA = {
    2000: (2, 5), 2001: (1, 24), 2002: (2, 12), 2003: (2, 1), 2004: (1, 22), 2005: (2, 9), 2006: (1, 29), 2007: (2, 18),
    2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19),
    2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip


def _china(year: int) -> date | None:
    return date(year, *_CHINA[year]) if year in _CHINA else None


_FEASTS: dict[str, Callable[[int], date | None]] = {
    "easter": easter,
    "pascha": pascha,
    "rosh": rosh_hashanah,
    "pesach": lambda year: rosh_hashanah(year) - timedelta(days=163),
    "kislev": _kislev,
    "china": _china,
}


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month; -1 is the last."""
    if n < 0:
        next_year, next_month = add_months(year, month, 1)
        return weekday_near(date(next_year, next_month, 1), weekday, -1, include_today=False)
    return weekday_near(date(year, month, 1), weekday, 1) + timedelta(weeks=n - 1)


def holiday(code: str, year: int) -> date | None:
    """The day of a holiday in a year; for the codes see the list `holiday` of lists.yaml."""
    if match := re.fullmatch(r"([a-z]+)([+-]\d+)", code):
        feast = _FEASTS[match.group(1)](year)
        return feast and feast + timedelta(days=int(match.group(2)))
    if match := re.fullmatch(r"(\d\d)-(\d\d)", code):
        return safe_date(year, int(match.group(1)), int(match.group(2)))
    if match := re.fullmatch(r"(\d\d)-2-e", code):  # the Tuesday after the first Monday
        return nth_weekday(year, int(match.group(1)), 1, 1) + timedelta(days=1)
    match = re.fullmatch(r"(\d\d)-(\d)-(-?\d)", code)
    return nth_weekday(year, int(match.group(1)), int(match.group(2)), int(match.group(3))) if match else None


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?!\d)")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)")


def day_in(value: str) -> date | None:
    """The calendar day a value names, None if it is coarser."""
    match = _DAY.match(value)
    return safe_date(*map(int, match.groups())) if match else None


def month_in(value: str) -> tuple[int, int] | None:
    """Year and month of a value at least as fine as a month."""
    match = _MONTH.match(value)
    if match and 1 <= int(match.group(2)) <= 12:
        return int(match.group(1)), int(match.group(2))
    return None


def quarter_in(value: str) -> tuple[int, int] | None:
    """Year and quarter of a value that names a quarter."""
    match = _QUARTER.match(value)
    return (int(match.group(1)), int(match.group(2))) if match else None


def year_in(value: str) -> int | None:
    """The year of a value at least as fine as a year."""
    match = re.match(r"(\d{4})(?!\d)", value)
    return int(match.group(1)) if match else None


def middle(value: str) -> date | None:
    """A day in the middle of what a value names, to tell which dates are near; None if it names no year."""
    if day := day_in(value):
        return day
    if match := _WEEK.match(value):
        try:
            return date.fromisocalendar(int(match.group(1)), int(match.group(2)), 4)
        except ValueError:
            return None
    if month := month_in(value):
        return safe_date(*month, 15)
    if quarter := quarter_in(value):
        return safe_date(quarter[0], quarter[1] * 3 - 1, 15)
    if match := _SEASON.match(value):
        return safe_date(int(match.group(1)), SEASONS.index(match.group(2)) * 3 + 1, 15)
    year = year_in(value)
    return safe_date(year, 7, 1) if year else None
