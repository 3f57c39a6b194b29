"""Months and years that neighbouring expressions share: "from March to May 2024", "the spring of 1943", "4 and 6 March"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.reading import calendar
from dragoman.reading.timex_find import Found

_BETWEEN = re.compile(r"\s?(?:,|,?\s(?:and|or|to|until|till|through)\s(?:the\s|in\s)?|[-–—/])\s?", re.IGNORECASE)
_INSIDE_YEAR = frozenset(("month", "season", "quarter", "half"))
_OWN_YEAR = frozenset(("year", "yy", "rel", "bc", "unit", "loose"))


def fill(text: str, found: Sequence[Found]) -> list[Found]:
    """The expressions, each with the month and year that only its neighbour names; a bare number beside no date is left out.

    The first of "December and January 1943" is of the year before.
    """
    filled = list(found)
    for i in range(len(filled) - 2):
        filled[i : i + 2] = _day_behind(text, *filled[i : i + 3])
    for i in range(len(filled) - 2, -1, -1):
        if _BETWEEN.fullmatch(text, filled[i].span.end, filled[i + 1].span.start):
            filled[i] = _from_after(filled[i], filled[i + 1])
    for i in range(1, len(filled)):
        if _shares(filled[i]) == "before" and _BETWEEN.fullmatch(text, filled[i - 1].span.end, filled[i].span.start):
            filled[i] = _from_before(filled[i], filled[i - 1])
    return [f for f in filled if not _shares(f)]


_OPENS, _CLOSES = re.compile(r",? \("), re.compile(r"\),? (?:on )?")
_CLOCK = frozenset(("hour", "hour12", "instant"))
_DAY = frozenset(("weekday", "month", "dom", "nth", "year"))


def _day_behind(text: str, a: Found, b: Found, day: Found) -> tuple[Found, Found]:
    """Both times of day with the day behind them: "8:30 a.m. (0630 GMT) on Sunday"."""
    clocks = a.fields.keys() & _CLOCK and b.fields.keys() & _CLOCK and not (a.fields.keys() | b.fields.keys()) & (_DAY | {"unit"})
    if not clocks or day.fields.keys() & _CLOCK or not day.fields.keys() & _DAY or day.kind != "calendar":
        return a, b
    if not _OPENS.fullmatch(text, a.span.end, b.span.start) or not _CLOSES.fullmatch(text, b.span.end, day.span.start):
        return a, b
    more = {k: v for k, v in day.fields.items() if k in _DAY or k in ("rel", "base", "unit")}
    return _with(a, more), _with(b, more)


def _shares(found: Found) -> str | None:
    return found.fields.get("shares")


def _with(found: Found, more: Mapping[str, str]) -> Found:
    return replace(found, fields={**{k: v for k, v in found.fields.items() if k not in ("shares", "yy_shared")}, **more})


def _from_after(a: Found, b: Found) -> Found:
    if _shares(a) == "after" and "month" in b.fields:
        return _with(a, {k: v for k, v in b.fields.items() if k in ("month", "year", "unit", "rel", "base")})
    if (
        _lacks_year(a)
        and b.kind == "calendar"
        and "year" in b.fields
        and (b.fields.keys() & _INSIDE_YEAR or _shares(b) == "before")
    ):
        year = int(b.fields["year"])
        return _with(a, {"year": str(year - 1 if _shares(b) != "before" and _place(a) > _place(b) else year)})
    return a


def _from_before(b: Found, a: Found) -> Found:
    if "yy_shared" in b.fields:
        year = a.fields.get("year", "")
        later = year[2:] < b.fields["yy_shared"]
        return _with(b, {"year": year[:2] + b.fields["yy_shared"]}) if later and a.fields.keys() == {"year"} else b
    if "month" not in a.fields or not a.fields.keys() & {"dom", "nth"}:
        return b
    own = {k: v for k, v in b.fields.items() if k != "shares"}
    return _with(b, {**{k: v for k, v in a.fields.items() if k in ("month", "year", "unit", "rel", "base")}, **own})


def _lacks_year(found: Found) -> bool:
    return found.kind == "calendar" and bool(found.fields.keys() & _INSIDE_YEAR) and not found.fields.keys() & _OWN_YEAR


def _place(found: Found) -> float:
    """Where in its year an expression lies, in months; 0 where it cannot be told, as for "winter"."""
    fields = found.fields
    if "month" in fields:
        return int(fields["month"])
    if "season" in fields:
        return calendar.SEASONS.index(fields["season"]) * 3
    return 0
