"""Years and days that neighbouring expressions share: "from March to May 2024", "the spring and summer of 1943"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.reading import calendar
from dragoman.reading.timex_find import Found

_BETWEEN = re.compile(r"\s?(?:,|,?\s(?:and|or|to|until|till|through)\s(?:the\s|in\s)?|[-–—/])\s?", re.IGNORECASE)
_INSIDE_YEAR = frozenset(("month", "season", "quarter", "half"))
_OWN_YEAR = frozenset(("year", "yy", "rel", "bc", "unit", "loose"))


def years(text: str, found: Sequence[Found]) -> list[Found]:
    """The expressions, each month, season or quarter without a year with that of the one it is joined to, if later words name it.

    The first of "December and January 1943" is of the year before.
    """
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        a, b = shared[i], shared[i + 1]
        if _lacks_year(a) and _has_year(b) and _BETWEEN.fullmatch(text, a.span.end, b.span.start):
            shared[i] = replace(a, fields={**a.fields, **_year_before(a, b)})
    return shared


def _lacks_year(found: Found) -> bool:
    return found.kind == "calendar" and bool(found.fields.keys() & _INSIDE_YEAR) and not found.fields.keys() & _OWN_YEAR


def _has_year(found: Found) -> bool:
    return found.kind == "calendar" and found.fields.keys() >= {"year"} and bool(found.fields.keys() & _INSIDE_YEAR)


def _year_before(a: Found, b: Found) -> dict[str, str]:
    year = int(b.fields["year"])
    return {"year": str(year - 1 if _place(a) > _place(b) else year)}


def _place(found: Found) -> float:
    """Where in its year an expression lies, in months; 0 where it cannot be told, as for "winter"."""
    fields = found.fields
    if "month" in fields:
        return int(fields["month"])
    if "season" in fields:
        return calendar.SEASONS.index(fields["season"]) * 3
    return 0
