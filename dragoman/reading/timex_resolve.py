"""Second pass: anchor the fields of time expressions to the date of publication or to a date named before.

A bare weekday is the nearest such day on or before the publication, unless its clause looks ahead; a month or day without a
year is the nearest one that fits the tense. A history, which names years far from its own date, counts from the date named last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dragoman.reading import calendar
from dragoman.reading.timex_find import Found
from dragoman.reading.timex_rules import Conventions
from dragoman.reading.timex_tense import AHEAD, BACK, UNKNOWN
from dragoman.text import Span

NO_DATE = "no publication date"
NO_ANCHOR = "no earlier date to count from"
NO_SUCH_DAY = "no such day in the calendar"
# Code points for which a quarter named once holds; a report of earnings names it and compares for some paragraphs.
_QUARTER_REACH = 1500


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value, or None with the reason.

    Attributes:
        anchor: the ISO date it was counted from.
        type: where it differs from that of the rule.
        sure: False where the anchor is only likely.
        compared: named for comparison only ("a year earlier"); what follows does not count from it.
    """

    value: str | None
    anchor: str | None = None
    unknown: str | None = None
    type: str | None = None
    sure: bool = True
    compared: bool = False


@dataclass
class Context:
    """What is known while going through the expressions in text order.

    Attributes:
        published: the document's day; None if not known.
        history: the text tells of years far from its own date.
        lean: tense of the clause around a span, see `timex_tense.lean`.
        last: the value resolved last.
        seen: the value resolved last that is at least as fine as a day (D), month (M), year (Y), or is a quarter (Q).
    """

    published: date | None
    conventions: Conventions
    history: bool
    lean: Callable[[Span], int]
    last: str | None = None
    seen: dict[str, str] = field(default_factory=dict)
    quarter_at: int = 0

    def note(self, value: str, at: int) -> None:
        """Remember a resolved calendar value."""
        value = value.partition("/")[0]
        if calendar.year_in(value) is None:
            return
        self.last = value
        self.seen["Y"] = value
        if calendar.day_in(value):
            self.seen["D"] = value
        if calendar.month_in(value):
            self.seen["M"] = value
        if calendar.quarter_in(value):
            self.seen["Q"], self.quarter_at = value, at

    def quarter_told(self, at: int) -> bool:
        """Whether the text before `at` tells of a quarter: "a year earlier" is then the same quarter of the year before."""
        return "Q" in self.seen and at - self.quarter_at < _QUARTER_REACH

    def base(self, name: str, unit: str) -> date | None:
        """The day to count from: of publication, or of the date named last that is fine enough for `unit`."""
        known = self.seen.get({"W": "D", "WE": "D"}.get(unit, unit if unit in ("D", "M", "Q") else "Y"))
        if name == "context" or (name == "near" and self.history):
            return calendar.middle(known) if known else (None if self.history else self.published)
        if self.history and self.last:
            return calendar.middle(known) if known else calendar.middle(self.last)
        return self.published


def is_history(found: Sequence[Found], published: date | None) -> bool:
    """Whether a text tells of years far from its own date: 4 of 5 years named are over three years off, and few weekdays."""
    years = [int(f.fields["year"]) for f in found if f.fields.get("year", "").isdigit() and "loose" not in f.fields]
    years += [0 for f in found if "bc" in f.fields]
    if published is None or len(years) < _HISTORY_YEARS:
        return False
    far = sum(abs(y - published.year) > 3 for y in years)
    deictic = sum("weekday" in f.fields or f.fields.get("base") == "published" for f in found)
    return far >= 0.8 * len(years) and deictic < 0.1 * len(found)


def plausible(found: Sequence[Found]) -> list[Found]:
    """Without the bare numbers ("1745") that no year named surely in the text is near to."""
    sure = sorted(int(f.fields["year"]) for f in found if f.fields.get("year", "").isdigit() and "loose" not in f.fields)
    return [f for f in found if "loose" not in f.fields or _near_any(int(f.fields["year"]), sure)]


def _near_any(year: int, years: Sequence[int]) -> bool:
    at = bisect_left(years, year)
    return any(abs(year - y) <= _LIFETIME for y in years[max(0, at - 1) : at + 1])


# A history names at least so many years; a bare number is a year within so many years of one.
_HISTORY_YEARS = 4
_LIFETIME = 60


def resolve(found: Found, context: Context) -> Resolved:
    """The value of one expression; `context` then knows it."""
    result = _RESOLVERS[found.kind](found, context)
    if result.value and not result.compared and found.kind in ("calendar", "shift") and result.type in (None, "DATE", "TIME"):
        context.note(result.value, found.span.start)
    return result


# ---------------------------------------------------------------------------------------------------------------- calendar


def _calendar(found: Found, context: Context) -> Resolved:
    fields = found.fields
    if found.end is not None or fields.keys() & {"dom_end", "year_end", "yy_end"}:
        return _range(found, context)
    for key, resolver in _BY_FIELD:
        if key in fields:
            return resolver(found, context)
    if "reported" in fields:
        return _reported_quarter(found, context)
    if "unit" in fields:
        return _by_unit(found, context)
    if "rel" in fields:
        return _named_relative(found, context)
    if _year(fields) is not None:
        return _compose(_year(fields) or 0, fields, context, None)
    return _inferred(found, context)


def _range(found: Found, context: Context) -> Resolved:
    """Both ends of "8-9 March 2023", "2016-18", "July 8 to July 11"."""
    start = {k: v for k, v in found.fields.items() if k not in ("dom_end", "year_end", "yy_end")}
    end = {**start, **(found.end or {})}
    if found.end and "year" in found.end:
        start.setdefault("year", found.end["year"])
    if "dom_end" in found.fields:
        end["dom"] = found.fields["dom_end"]
    if "year_end" in found.fields:
        end["year"] = found.fields["year_end"]
    if "yy_end" in found.fields:
        end["year"] = start["year"][:2] + found.fields["yy_end"]
    first = _calendar(Found(found.span, found.rule, found.kind, found.type, start), context)
    if first.value is None:
        return first
    held = Context(context.published, context.conventions, True, context.lean, first.value, seen=dict.fromkeys("DMQY", first.value))
    last = _calendar(Found(found.span, found.rule, found.kind, found.type, end), held if "weekday" not in end else context)
    if last.value is None or last.value <= first.value:
        return Resolved(None, first.anchor, NO_SUCH_DAY)
    return Resolved(f"{first.value}/{last.value}", first.anchor)


def _bc(found: Found, context: Context) -> Resolved:
    value = f"BC{int(found.fields['bc']):04}"
    if "month" in found.fields:
        value += f"-{int(found.fields['month']):02}"
    elif "season" in found.fields:
        value += f"-{found.fields['season']}"
    return Resolved(value)


def _bc_decade(found: Found, context: Context) -> Resolved:
    return Resolved(f"BC{int(found.fields['bc_decade']) // 10:03}")


def _decade(found: Found, context: Context) -> Resolved:
    """Three digits, "199"; a decade without its century is the last one that began before the anchor."""
    fields = found.fields
    if "decade" in fields:
        return Resolved(fields["decade"][:3])
    tens = int(fields.get("decade_short", fields.get("dword", "0"))[0])
    anchor = context.base("published", "Y")
    now = anchor.year if anchor else 1999
    century = now // 100
    return Resolved(f"{century if century * 100 + tens * 10 <= now else century - 1}{tens}")


def _century(found: Found, context: Context) -> Resolved:
    number = int("".join(c for c in found.fields["century"] if c.isdigit())) - 1
    return Resolved(f"{'BC' if 'bc_century' in found.fields else ''}{number:02}")


def _week_of(found: Found, context: Context) -> Resolved:
    fields = {k: v for k, v in found.fields.items() if k not in ("unit", "of_day")}
    day = _calendar(Found(found.span, found.rule, found.kind, found.type, fields), context)
    at = calendar.day_in(day.value) if day.value else None
    return Resolved(calendar.week_value(at), day.anchor) if at else day


def _clock_only(found: Found, context: Context) -> Resolved:
    """A time of day without a day belongs to the day named last, else to that of publication."""
    day = context.base("context", "D")
    if day is None:
        return Resolved(None, None, NO_ANCHOR)
    return Resolved(day.isoformat() + _time_of_day(found.fields, context), day.isoformat(), sure=False)


_BY_FIELD: tuple[tuple[str, Callable[[Found, Context], Resolved]], ...] = (
    ("bc", _bc),
    ("bc_decade", _bc_decade),
    ("decade", _decade),
    ("decade_short", _decade),
    ("dword", _decade),
    ("century", _century),
    ("of_day", _week_of),
)


def _year(fields: Mapping[str, str]) -> int | None:
    """The year that the words name; of two digits those above 30 are of the 20th century."""
    if "year" in fields:
        return int(fields["year"])
    if "yy" in fields:
        short = int(fields["yy"])
        return short + (1900 if short > 30 else 2000)
    if "spoken" in fields:
        return int(fields["spoken"]) + sum(int(fields.get(k, 0)) for k in ("tens", "teens", "ones"))
    return None


def _day_number(fields: Mapping[str, str]) -> int | None:
    for key in ("dom", "nth", "ordinal"):
        if key in fields:
            return int("".join(c for c in fields[key] if c.isdigit()))
    return None


def _compose(year: int, fields: Mapping[str, str], context: Context, anchor: str | None) -> Resolved:
    """The finest value that the fields give inside `year`."""
    day = _day_number(fields)
    if "holiday" in fields:
        at = calendar.holiday(fields["holiday"], year)
        return Resolved(at.isoformat() + _time_of_day(fields, context), anchor) if at else Resolved(None, anchor, NO_SUCH_DAY)
    if "month" in fields and day is not None:
        at = calendar.safe_date(year, int(fields["month"]), day)
        return Resolved(at.isoformat() + _time_of_day(fields, context), anchor) if at else Resolved(None, anchor, NO_SUCH_DAY)
    if "month" in fields:
        return Resolved(f"{year:04}-{int(fields['month']):02}", anchor)
    if "quarter" in fields:
        return Resolved(f"{year:04}-Q{''.join(c for c in fields['quarter'] if c.isdigit())}", anchor)
    if "season" in fields:
        return Resolved(f"{year:04}-{fields['season']}", anchor)
    if "half" in fields:
        return Resolved(f"{year:04}-H{fields['half']}", anchor)
    return Resolved(f"{year:04}", anchor)


def _time_of_day(fields: Mapping[str, str], context: Context) -> str:
    """The "T..." part of a value, "" if the words tell none."""
    if "instant" in fields:
        return f"T{fields['instant']}"
    hour = fields.get("hour", fields.get("hour12", fields.get("ones", fields.get("teens"))))
    if hour is None:
        return f"T{fields['part']}" if "part" in fields else ""
    number = int(hour)
    half = fields.get("ampm", fields.get("ampm_phrase")) or {"AF": "p", "EV": "p"}.get(fields.get("part", ""))
    if half == "p" and number < 12:
        number += 12
    if half == "a" and number == 12:
        number = 0
    zone = "Z" if fields.get("zone") == "Z" and context.conventions == "timeml" else ""
    return f"T{number:02}:{fields.get('minute', '00')}{zone}"


# ------------------------------------------------------------------------------------------------- "last week", "that year"


def _by_unit(found: Found, context: Context) -> Resolved:
    """`rel` units from the base, with the finer fields inside ("Tuesday of last week", "May 7 last year")."""
    fields, unit, rel = found.fields, found.fields["unit"], int(found.fields.get("rel", 0))
    base = context.base(fields.get("base", "published"), unit)
    if base is None:
        return Resolved(None, None, NO_DATE if fields.get("base") != "context" else NO_ANCHOR)
    anchor = base.isoformat()
    if unit == "D":
        day = calendar.add_days(base, rel)
        return Resolved(day.isoformat() + _time_of_day(fields, context), anchor) if day else Resolved(None, anchor, NO_SUCH_DAY)
    if unit == "W":
        return _in_week(base, rel, fields, context)
    if unit == "WE":
        return _weekend(base, found, context)
    if unit == "M":
        return _in_month(calendar.add_months(base.year, base.month, rel), fields, anchor)
    if unit == "Q":
        year, quarter = calendar.add_quarters(base.year, calendar.quarter_of(base.month), rel)
        return Resolved(f"{year:04}-Q{quarter}", anchor)
    if unit == "DE":
        return Resolved(f"{base.year // 10 + rel}", anchor)
    if unit == "CE":
        return Resolved(f"{base.year // 100 + rel}", anchor)
    return _compose(base.year + rel, fields, context, anchor)


def _reported_quarter(found: Found, context: Context) -> Resolved:
    """ "The quarter", "the year-earlier period": the quarter named last, else the last full one; `reported` counts quarters from it."""
    named = calendar.quarter_in(context.seen.get("Q", ""))
    if named is None and context.published is None:
        return Resolved(None, None, NO_DATE)
    if named is None and context.published is not None:
        if found.fields["reported"] == "-4":
            return Resolved(f"{context.published.year - 1:04}", context.published.isoformat(), compared=True)
        named = calendar.add_quarters(context.published.year, calendar.quarter_of(context.published.month), -1)
    year, quarter = named or (0, 0)
    if found.fields["reported"] == "year":
        return Resolved(f"{found.fields['year']}-Q{quarter}", compared=True)
    year, quarter = calendar.add_quarters(year, quarter, int(found.fields["reported"]))
    anchor = context.published.isoformat() if context.published else None
    return Resolved(f"{year:04}-Q{quarter}", anchor, compared=found.fields["reported"] != "0")


def _in_week(base: date, rel: int, fields: Mapping[str, str], context: Context) -> Resolved:
    day = calendar.add_days(calendar.monday_of(base), 7 * rel)
    if day is None:
        return Resolved(None, base.isoformat(), NO_SUCH_DAY)
    if "weekday" in fields:
        at = calendar.add_days(day, int(fields["weekday"]) - 1) or day
        return Resolved(at.isoformat() + _time_of_day(fields, context), base.isoformat())
    return Resolved(calendar.week_value(day), base.isoformat())


def _in_month(month: tuple[int, int], fields: Mapping[str, str], anchor: str) -> Resolved:
    day = _day_number(fields)
    if day is None:
        return Resolved(f"{month[0]:04}-{month[1]:02}", anchor)
    at = calendar.safe_date(*month, day)
    return Resolved(at.isoformat(), anchor) if at else Resolved(None, anchor, NO_SUCH_DAY)


def _weekend(base: date, found: Found, context: Context) -> Resolved:
    """ "This weekend" is that of the current week; "the weekend" the last or the next one, by tense."""
    monday = calendar.monday_of(base)
    weeks = int(found.fields.get("rel", 0))
    if "lean" in found.fields and context.lean(found.span) != AHEAD and base.isoweekday() < 6:
        weeks = -1
    saturday = calendar.add_days(monday, 5 + 7 * weeks)
    if saturday is None:
        return Resolved(None, base.isoformat(), NO_SUCH_DAY)
    return Resolved(calendar.weekend_value(saturday, context.conventions == "dragoman"), base.isoformat())


def _named_relative(found: Found, context: Context) -> Resolved:
    """ "last Friday", "next spring", "this March", "the following Monday"."""
    fields, rel = found.fields, int(found.fields["rel"])
    unit = "D" if "weekday" in fields else "M"
    base = context.base(fields.get("base", "published"), unit)
    if base is None:
        return Resolved(None, None, NO_DATE if fields.get("base") != "context" else NO_ANCHOR)
    if "weekday" in fields:
        return _weekday_relative(base, rel, fields, context)
    if "month" not in fields and "season" not in fields and "holiday" not in fields:
        return Resolved(base.isoformat(), base.isoformat())
    year = base.year
    if rel != 0:
        own = calendar.middle(_compose(year, fields, context, None).value or "")
        same_month = own is not None and (own.year, own.month) == (base.year, base.month) and "holiday" not in fields
        if own is not None and (same_month or (own > base if rel < 0 else own < base)):
            year += rel
    return _compose(year, fields, context, base.isoformat())


def _weekday_relative(base: date, rel: int, fields: Mapping[str, str], context: Context) -> Resolved:
    weekday, anchor = int(fields["weekday"]), base.isoformat()
    if rel == 0:
        day = calendar.add_days(calendar.monday_of(base), weekday - 1) or base
    else:
        day = calendar.weekday_near(base, weekday, rel, include_today=False)
    if "week_on" in fields:
        day = calendar.add_days(day, 7) or day
    return Resolved(day.isoformat() + _time_of_day(fields, context), anchor)


# ------------------------------------------------------------------------------------------------- no year, no direction


def _inferred(found: Found, context: Context) -> Resolved:
    """A weekday, month, day, quarter or season without a year."""
    fields = found.fields
    if fields.keys() & {"month", "quarter", "season", "half", "holiday"}:
        return _year_inferred(found, context)
    if "weekday" in fields:
        return _weekday_inferred(found, context)
    if "nth" in fields or "ordinal" in fields:
        return Resolved(None, None, NO_ANCHOR)
    return _clock_only(found, context)


def _weekday_inferred(found: Found, context: Context) -> Resolved:
    day = context.base("published", "D")
    if day is None:
        return Resolved(None, None, NO_DATE)
    direction = AHEAD if context.lean(found.span) == AHEAD else BACK
    at = calendar.weekday_near(day, int(found.fields["weekday"]), direction)
    if "week_on" in found.fields:
        at = calendar.add_days(at, 7) or at
    return Resolved(at.isoformat() + _time_of_day(found.fields, context), day.isoformat())


def _year_inferred(found: Found, context: Context) -> Resolved:
    """The year in which the month, season or day lies nearest to the anchor in the direction of the tense."""
    anchor, direction = _year_anchor(found, context)
    if anchor is None:
        return Resolved(None, None, NO_DATE)
    options = [_compose(anchor.year + d, found.fields, context, anchor.isoformat()) for d in (-1, 0, 1)]
    days = [(calendar.middle(o.value), o) for o in options if o.value]
    if not days:
        return Resolved(None, anchor.isoformat(), NO_SUCH_DAY)
    return min(((_distance(at, anchor, direction, found.fields), i, o) for i, (at, o) in enumerate(days) if at), default=(0, 0, options[1]))[2]


def _year_anchor(found: Found, context: Context) -> tuple[date | None, int]:
    """What a date without a year is counted from, and in which direction it lies."""
    if context.last and (context.history or context.published is None):
        return calendar.middle(context.last), UNKNOWN
    return context.published, context.lean(found.span) or BACK


def _distance(at: date, anchor: date, direction: int, fields: Mapping[str, str]) -> float:
    """Days between, those against the tense weighed heavier. A date of the anchor's own month or quarter is at no distance."""
    days = (at - anchor).days
    same = (at.year, at.month) == (anchor.year, anchor.month) and "month" in fields and _day_number(fields) is None
    if same:
        return 0
    if direction == AHEAD:
        return days if days >= 0 else -days * (_AGAINST_AHEAD if "quarter" not in fields else _AGAINST_BACK)
    if direction == BACK:
        return -days if days <= 0 else days * _AGAINST_BACK
    return abs(days)


# How much farther a date against the tense counts. Chosen on TimeBank: "Dec. 15" in a text of October 30 lies ahead.
_AGAINST_BACK = 3.0
_AGAINST_AHEAD = 8.0


# ------------------------------------------------------------------------------------------------------ shifts and lengths

_DURATION_UNITS = {
    "TS": ("PT", "S", 1), "TM": ("PT", "M", 1), "TH": ("PT", "H", 1), "D": ("P", "D", 1), "N": ("P", "D", 1), "WE": ("P", "D", 2),
    "W": ("P", "W", 1), "FN": ("P", "W", 2), "M": ("P", "M", 1), "Q": ("P", "Q", 1), "Y": ("P", "Y", 1), "DE": ("P", "Y", 10),
    "CE": ("P", "Y", 100), "ML": ("P", "Y", 1000),
}  # fmt: skip
_HALVES = {"Y": "6M", "H": "30M", "M": "30S"}


def length_value(count: float, unit: str) -> str:
    """The TIMEX3 value of a length: 2.5 years "P2Y6M", half an hour "PT30M", two decades "P20Y"."""
    prefix, letter, factor = _DURATION_UNITS[unit]
    count *= factor
    whole, rest = int(count), count - int(count)
    half = _HALVES.get(letter) if letter != "M" or prefix == "PT" else None
    if rest == 0.5 and half is not None:
        return f"{prefix}{f'{whole}{letter}' if whole else ''}{half}"
    return f"{prefix}{count:g}{letter}"


def vague_value(unit: str) -> str:
    prefix, letter, _ = _DURATION_UNITS[unit]
    return f"{prefix}X{letter}"


def _duration(found: Found, context: Context) -> Resolved:
    fields = found.fields
    count, unit = fields.get("count"), fields["unit" if "unit" in fields else "units"]
    if count in (None, "auto") and "vague" not in fields:
        count = "1"
    if fields.get("vague") == "auto":
        return Resolved(vague_value(unit) if "units" in fields else length_value(1, unit))
    if count == "auto" or count is None:
        return Resolved(vague_value(unit))
    return Resolved(length_value(float(count) + float(fields.get("plus", 0)), unit))


def _shift(found: Found, context: Context) -> Resolved:
    """ "two weeks ago": as fine as the unit that is counted."""
    fields = found.fields
    unit = fields["unit" if "unit" in fields else "units"]
    if "vague" in fields:
        return Resolved(vague_value(unit), type="DURATION")
    count = float(fields["count"]) * int(fields["dir"])
    if count == -1 and unit == "Y" and context.quarter_told(found.span.start):
        return _reported_quarter(replace(found, fields={"reported": "-4"}), context)
    base = context.base(fields.get("base", "published"), unit)
    if base is None:
        return Resolved(None, None, NO_ANCHOR if fields.get("base") == "context" else NO_DATE)
    return _shifted(base, count, unit, context)


def _shifted(base: date, count: float, unit: str, context: Context) -> Resolved:
    anchor = base.isoformat()
    _, letter, factor = _DURATION_UNITS[unit]
    if unit in ("TS", "TM", "TH"):
        return Resolved(anchor, anchor, sure=False)
    if unit == "WE":
        factor, letter = 7, "D"
    if letter in ("D", "W"):
        day = calendar.add_days(base, round(count * factor * (7 if letter == "W" else 1)))
        if day is None:
            return Resolved(None, anchor, NO_SUCH_DAY)
        return Resolved(calendar.week_value(day) if letter == "W" else day.isoformat(), anchor)
    months = round(count * factor * {"M": 1, "Q": 3, "Y": 12}[letter])
    year, month = calendar.add_months(base.year, base.month, months)
    if not 1 <= year <= 9999:
        return Resolved(None, anchor, NO_SUCH_DAY)
    if letter == "Y" and count == int(count):
        return Resolved(f"{year:04}", anchor)
    return Resolved(f"{year:04}-Q{calendar.quarter_of(month)}" if letter == "Q" else f"{year:04}-{month:02}", anchor)


def _set(found: Found, context: Context) -> Resolved:
    fields = found.fields
    if "adverb_unit" in fields or "value" in fields:
        return Resolved(fields.get("adverb_unit") or fields["value"])
    part = f"T{fields['parts']}" if "parts" in fields else ""
    weekday = fields.get("weekday", fields.get("weekdays"))
    if weekday:
        return Resolved(f"XXXX-WXX-{weekday}{part}")
    if "month" in fields:
        return Resolved(f"XXXX-{int(fields['month']):02}")
    if season := fields.get("season", fields.get("seasons")):
        return Resolved(f"XXXX-{season}")
    if part_of_day := fields.get("part", fields.get("set_parts")):
        return Resolved(f"XXXX-XX-XXT{part_of_day}")
    if "holiday" in fields:
        return Resolved(f"XXXX-{fields['holiday']}" if fields["holiday"][:2].isdigit() else "P1Y")
    unit = fields["unit" if "unit" in fields else "units"]
    return Resolved(length_value(float(fields.get("count", 1)), unit))


def _value(found: Found, context: Context) -> Resolved:
    return Resolved(found.fields["value"])


_RESOLVERS: dict[str, Callable[[Found, Context], Resolved]] = {
    "calendar": _calendar,
    "shift": _shift,
    "duration": _duration,
    "set": _set,
    "value": _value,
}
