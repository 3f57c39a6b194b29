"""Second pass: anchor the fields of time expressions to the date of publication or to a date named before.

A bare weekday is the nearest such day on or before the publication, unless its clause looks ahead; a month or day without a
year is the nearest one that fits the tense. A history, which names years far from its own date, counts from the date named last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from dragoman.reading import calendar, timex_lengths
from dragoman.reading.timex_context import NO_ANCHOR, NO_DATE, NO_SUCH_DAY, UNTOLD, Context, Resolved
from dragoman.reading.timex_find import Found
from dragoman.reading.timex_tense import AHEAD, BACK
from dragoman.text import Span

# Neither back nor ahead: in a history the nearer date.
NEAREST = 2


def resolve(found: Found, context: Context) -> Resolved:
    """The value of one expression; `context` then knows it."""
    result = _RESOLVERS[found.kind](found, context)
    context.seen.pop(found.fields.get("forgets", ""), None)
    named = _named(found, result, context)
    if result.value and not result.compared and found.kind in ("calendar", "shift") and result.type in (None, "DATE", "TIME"):
        context.note(result.value, found.span)
    return _with_era(replace(result, named=named))


def _named(found: Found, result: Resolved, context: Context) -> Span | None:
    """Where the text names the date that a value counts from; None where that is the document's, or there is none."""
    if "base_date" in found.fields:
        return found.span
    own = context.published is not None and result.anchor == context.published.isoformat()
    return None if own or result.anchor is None else context.where.get(result.anchor)


def _with_era(result: Resolved) -> Resolved:
    if result.value is None or result.type == "DURATION" or not result.value[0].isdigit():
        return result
    value = "/".join(map(calendar.with_era, result.value.split("/")))
    return replace(result, value=value, anchor=calendar.with_era(result.anchor) if result.anchor else None)


# ---------------------------------------------------------------------------------------------------------------- calendar


def _calendar(found: Found, context: Context) -> Resolved:
    fields = found.fields
    if fields.get("holiday") in UNTOLD:
        return Resolved(None, None, UNTOLD[fields["holiday"]])
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
    held = Context(
        context.published, context.conventions, True, context.lean, last=first.value, seen=dict.fromkeys("DMQY", first.value)
    )
    last = _calendar(Found(found.span, found.rule, found.kind, found.type, end), held if "weekday" not in end else context)
    if last.value is None or last.value <= first.value:
        return Resolved(None, first.anchor, NO_SUCH_DAY)
    return Resolved(f"{first.value}/{last.value}", first.anchor)


def _bc(found: Found, context: Context) -> Resolved:
    year = calendar.bc_year(int(found.fields["bc"]))
    return Resolved(None, None, NO_SUCH_DAY) if year is None else _compose(year, found.fields, context, None)


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


def _assembly(found: Found, context: Context) -> Resolved:
    """A regular session of the UN General Assembly, from September to September; the second opened in 1947."""
    number = int(found.fields["assembly"][:2])
    return Resolved(f"{1945 + number}-09/{1946 + number}-09")


def _week_number(found: Found, context: Context) -> Resolved:
    year, week = int(found.fields["year"]), int(found.fields["week"])
    try:
        return Resolved(calendar.week_value(date.fromisocalendar(year, week, 4)))
    except ValueError:
        return Resolved(None, None, NO_SUCH_DAY)


_BY_FIELD: tuple[tuple[str, Callable[[Found, Context], Resolved]], ...] = (
    ("bc", _bc),
    ("bc_decade", _bc_decade),
    ("decade", _decade),
    ("decade_short", _decade),
    ("dword", _decade),
    ("century", _century),
    ("of_day", _week_of),
    ("assembly", _assembly),
    ("week", _week_number),
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
        base = (context.spoken_on(found.span.start) if fields.get("base") == "published" else None) or base
        anchor, day = base.isoformat(), calendar.add_days(base, rel)
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
    """ "The quarter", "the year-earlier period": the quarter named last, else the last full one, plus `reported` quarters."""
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
    unit = "D" if "weekday" in fields else "Y"
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
    if "nth" in fields:
        return _month_inferred(found, context)
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


def _month_inferred(found: Found, context: Context) -> Resolved:
    """ "On the 6th": of the month named last, else the nearest such day by tense."""
    told, number = context.base("context", "M"), _day_number(found.fields) or 0
    if told is None:
        return Resolved(None, None, NO_ANCHOR)
    if "M" in context.seen:
        return _in_month((told.year, told.month), found.fields, told.isoformat())
    days = [calendar.safe_date(*calendar.add_months(told.year, told.month, m), number) for m in (0, -1, 1)]
    lean, near = context.lean(found.span), [d for d in days if d is not None]
    return Resolved(min(near, key=lambda d: _distance(d, told, lean, found.fields)).isoformat(), told.isoformat())


def _year_inferred(found: Found, context: Context) -> Resolved:
    """The year in which the month, season or day lies nearest to the anchor in the direction of the tense."""
    anchor, direction = _year_anchor(found, context)
    if anchor is None:
        return Resolved(None, None, NO_DATE)
    options = [_compose(anchor.year + d, found.fields, context, anchor.isoformat()) for d in (0, -1, 1)]
    days = [(at, option) for option in options if option.value and (at := calendar.middle(option.value))]
    if not days:
        return Resolved(None, anchor.isoformat(), NO_SUCH_DAY)
    return min(days, key=lambda day: _distance(day[0], anchor, direction, found.fields))[1]


def _year_anchor(found: Found, context: Context) -> tuple[date | None, int]:
    """What a date without a year is counted from, and in which direction it lies."""
    if context.scene and (context.history or context.published is None):
        return calendar.middle(context.scene), NEAREST
    told = context.told_near(found.span.start)
    if told and "dom" in found.fields and context.lean(found.span) == BACK:
        return calendar.middle(told), NEAREST
    return context.published, context.lean(found.span)


def _distance(at: date, anchor: date, direction: int, fields: Mapping[str, str]) -> float:
    """Days between, those against the tense weighed heavier. A date of the anchor's own month or quarter is at no distance."""
    days = (at - anchor).days
    same = (at.year, at.month) == (anchor.year, anchor.month) and "month" in fields and _day_number(fields) is None
    if same:
        return 0
    if direction == NEAREST:
        return abs(days)
    if direction == AHEAD:
        return days if days >= 0 else -days * (_AGAINST_AHEAD if "quarter" not in fields else _AGAINST_UNKNOWN)
    return -days if days <= 0 else days * (_AGAINST_BACK if direction == BACK else _AGAINST_UNKNOWN)


# How much farther a date against the tense counts; news looks back where no tense is seen. Chosen on TimeBank and gold-train.
_AGAINST_BACK = 8.0
_AGAINST_UNKNOWN = 2.0
_AGAINST_AHEAD = 8.0


# ------------------------------------------------------------------------------------------------------------------ shifts


def _shift(found: Found, context: Context) -> Resolved:
    """ "two weeks ago": as fine as the unit that is counted."""
    fields = found.fields
    unit = fields["unit" if "unit" in fields else "units"]
    if "vague" in fields:
        return Resolved(timex_lengths.vague_value(unit), type="DURATION")
    count = float(fields["count"]) * int(fields["dir"])
    if count == -1 and unit == "Y" and context.quarter_told(found.span.start):
        return _reported_quarter(replace(found, fields={"reported": "-4"}), context)
    base = date(int(fields["base_date"]), 7, 1) if "base_date" in fields else context.base(fields.get("base", "published"), unit)
    if base is None:
        return Resolved(None, None, NO_ANCHOR if fields.get("base") == "context" else NO_DATE)
    return _shifted(base, count, unit, context)


def _shifted(base: date, count: float, unit: str, context: Context) -> Resolved:
    anchor = base.isoformat()
    _, letter, factor = timex_lengths.UNITS[unit]
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


def _value(found: Found, context: Context) -> Resolved:
    return Resolved(found.fields["value"])


_RESOLVERS: dict[str, Callable[[Found, Context], Resolved]] = {
    "calendar": _calendar,
    "shift": _shift,
    "duration": timex_lengths.duration,
    "set": timex_lengths.repetition,
    "value": _value,
}
