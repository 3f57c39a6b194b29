"""What the second pass knows while it goes through the time expressions of a text in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dragoman.reading import calendar
from dragoman.reading.timex_find import Found
from dragoman.reading.timex_rules import Conventions
from dragoman.text import Span

NO_DATE = "no publication date"
NO_ANCHOR = "no earlier date to count from"
NO_SUCH_DAY = "no such day in the calendar"
# Holidays whose day the calendar does not tell, by their code in lists.yaml.
UNTOLD = {"moon": "its day hangs on the sighting of the moon", "country": "which country's holiday is not said"}
# Code points for which a quarter named once holds; a report of earnings names it and compares for some paragraphs.
_QUARTER_REACH = 1500
# Code points for which the story of a day long past goes on.
_STORY = 1500
# Code points before a quotation within which a day named is that of its being said: "On Friday, the sheriff wrote: ..."
_LEAD = 120


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value, or None with the reason.

    Attributes:
        anchor: the ISO date it was counted from.
        named: the expression that named this date; None if it is the document's.
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
    named: Span | None = None


@dataclass
class Context:
    """What is known while going through the expressions in text order.

    Attributes:
        published: the document's day; None if not known.
        history: the text tells of years far from its own date.
        lean: tense of the clause around a span, see `timex_tense.lean`.
        quote: where the quotation that holds an offset begins; None outside quotations.
        opens: whether an expression at an offset begins its sentence.
        last: the value resolved last.
        scene: the value that a history tells of: the last one as fine as a season, or a year that begins its sentence ("In 1942,
            ..."); years named in passing leave it.
        seen: the value resolved last that is at least as fine as a day (D), month (M), year (Y), or is a quarter (Q).
        where: the expression that named a date, by the ISO date that is counted from it.
    """

    published: date | None
    conventions: Conventions
    history: bool
    lean: Callable[[Span], int]
    quote: Callable[[int], int | None] = lambda offset: None
    opens: Callable[[int], bool] = lambda offset: True
    last: str | None = None
    scene: str | None = None
    seen: dict[str, str] = field(default_factory=dict)
    where: dict[str, Span] = field(default_factory=dict)
    quarter_at: int = 0
    day_at: int = 0

    def note(self, value: str, span: Span) -> None:
        """Remember a resolved calendar value."""
        value, at = value.partition("/")[0], span.start
        if calendar.year_in(value) is None:
            return
        if len(value) > 4 or self.scene is None or self.opens(at) or value == self.last:
            self.scene = value
        self.last = value
        if middle := calendar.middle(value):
            self.where[middle.isoformat()] = span
        self.seen["Y"] = value
        if calendar.day_in(value):
            self.seen["D"], self.day_at = value, at
        if calendar.month_in(value):
            self.seen["M"] = value
        if calendar.quarter_in(value):
            self.seen["Q"], self.quarter_at = value, at

    def quarter_told(self, at: int) -> bool:
        """Whether the text before `at` tells of a quarter: "a year earlier" is then the same quarter of the year before."""
        return "Q" in self.seen and at - self.quarter_at < _QUARTER_REACH

    def told_near(self, at: int) -> str | None:
        """The day of a year long past that was named last, not far before `at`, if no later date was named since."""
        day = calendar.day_in(self.seen.get("D", ""))
        past = day is not None and self.published is not None and self.published.year - day.year > 1
        goes_on = past and at - self.day_at < _STORY and self.seen["D"][:4] == (self.last or "")[:4]
        return self.seen["D"] if goes_on else None

    def spoken_on(self, at: int) -> date | None:
        """The day on which a quotation around `at` was said, where the words that lead to it name one."""
        start = self.quote(at) if "D" in self.seen else None
        near = start is not None and 0 < start - self.day_at < _LEAD
        return calendar.day_in(self.seen["D"]) if near else None

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
