"""The parts of a report: header, headline, dateline, paragraphs, and the publication date that they give.

Only a full calendar date at a place where reports carry one counts: nothing is guessed from the running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dragoman.text import Document, Span, paragraphs

# A headline is one line without a full stop: the longest in common use (ministries' readouts) have some thirty words.
HEADLINE_WORDS = 35
# Lines at the head of a report that may hold nothing but its date: headline, subtitle, office, date.
HEAD_LINES = 6
DATE_LINE_LENGTH = 120

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH_NAME = r"(?i:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|[a-z]+\b|\b))"
_MONTH = f"(?P<{{0}}>{_MONTH_NAME})"
_WEEKDAY = r"(?i:(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?)"
_DATE = (
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)(?:T(?P<clock>\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?))?(?!\d)"
    rf"|{_WEEKDAY}(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('month')},?\s+(?P<year>\d{{4}})(?!\d)"
    rf"|{_WEEKDAY}{_MONTH.format('month_us')}\s+(?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_us>\d{{4}})(?!\d)"
    r"|(?P<day_dots>\d{1,2})\.(?P<month_dots>\d{1,2})\.(?P<year_dots>\d{4})(?!\d))"
)
_AGENCY = r"(?:\([A-Z][\w .&’'/-]{1,40}\)|/[A-Z][\w .&’'-]{1,30}/\.?)"
_PLACE = rf"[^\W\d_a-z][\w.’'-]*(?:[ /](?!{_MONTH_NAME})(?:[^\W\d_a-z][\w.’'-]*|de|of|al|el|the)){{0,6}}"
_DASH = r"(?:—|–|--|-(?=\s))"

_HEADER = re.compile(rf"\s*(?i:(?:publication\s+)?date:?)\s+{_DATE}")
_DATE_LINE = re.compile(
    rf"(?:{_PLACE},\s+)?(?i:(?:date\s+)?(?:published|posted|issued|released|date)(?:\s+on)?\s*:?\s*)?{_DATE}"
    r"(?:[\s,]+(?:at\s+)?\d{1,2}[:.]\d\d.*|\s*[•|·/].*)?\.?"
)
_SPELLED = re.compile(rf"\s*{_DATE}")
_CLOCK_LINE = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?")
# "ISTANBUL, Feb 27 (Reuters) - ", "MOSCOW. February 27 /TASS/. ", "GENEVA, 3 March 2025 —", "Washington, D.C. – "
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:,\s+(?!{_MONTH_NAME}){_PLACE})?)"
    rf"(?P<date>[,.]?\s+(?:{_DATE}|\d{{1,2}}\s+{_MONTH_NAME}|{_MONTH_NAME}\s+\d{{1,2}}))?"
    rf"(?P<agency>[,.]?\s*{_AGENCY})?\s*[.:]?\s*(?P<dash>{_DASH})?\s+(?=[\"“‘'(]?[^\W_])"
)
DATELINE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a document, as spans of its text.

    Attributes:
        header: a line such as " date 2025-02-28 " in front of the report.
        headline: the report's title where it stands in the text.
        dateline: place, date and agency at the start of the first paragraph ("OSLO, Feb 27 (Reuters) -"), or a line with the date.
        paragraphs: the body in text order, without the lines above; the whole text is one paragraph if nothing divides it.
        published: ISO 8601 date that header or dateline gives, with the time of day if it has one; None without a full date.
        published_by: `header` or `dateline`; None without a date.
    """

    header: Span | None
    headline: Span | None
    dateline: Span | None
    paragraphs: tuple[Span, ...]
    published: str | None
    published_by: str | None


def find(doc: Document) -> Layout:
    """Tell the head of a report from its body.

    Args:
        doc: any document; a text without head, breaks or words is well.
    Returns:
        Its layout; parts that the text does not have are None, `paragraphs` is empty only for a text without words.
    """
    text = doc.text
    header, published = _header(text)
    lines = _after(header, paragraphs(text))
    dated, on = _date_line(text, lines)
    clock = next((b for a, b in pairwise(lines) if a == dated and _CLOCK_LINE.fullmatch(text, *b)), None)
    headline = _headline(text, lines, dated)
    heads = {headline, dated, clock}
    body = [line for line in lines if line not in heads]
    dateline, opening = _dateline(text, body)
    how = "header" if published else "dateline" if on or opening else None
    return Layout(header, headline, dated or dateline, tuple(body), published or on or opening, how)


def _header(text: str) -> tuple[Span | None, str | None]:
    """The field "date 2025-02-28" in front of a text, and its date."""
    match = _HEADER.match(text)
    found = _calendar(match) if match else None
    if match is None or found is None:
        return None, None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Span(start, match.end()), found


def _after(header: Span | None, lines: list[Span]) -> list[Span]:
    """The paragraphs behind the header; one that starts with it is cut."""
    if header is None:
        return lines
    first = lines[0]
    if first.end <= header.end:
        return lines[1:]
    return [Span(header.end + 1, first.end), *lines[1:]]


def _date_line(text: str, lines: list[Span]) -> tuple[Span | None, str | None]:
    """The line among the first that holds a date and nothing else, and its date."""
    for line in lines[:HEAD_LINES]:
        if line.end - line.start <= DATE_LINE_LENGTH:
            match = _DATE_LINE.fullmatch(text, line.start, line.end)
            found = _calendar(match) if match else None
            if found:
                return line, found
    return None, None


def _headline(text: str, lines: list[Span], dated: Span | None) -> Span | None:
    """The first line, if it is short, has no end mark and something longer or a date comes after it."""
    first = next((line for line in lines if line != dated), None)
    rest = [line for line in lines if line not in (first, dated)]
    if first is None or not rest:
        return None
    words = text[first.start : first.end]
    longer = any(line.end - line.start > len(words) for line in rest)
    if not longer or len(words.split()) > HEADLINE_WORDS or words[-1] in ".!:;,…" or "\n" in words:
        return None
    return None if _dateline(text, [first])[0] else first


def _dateline(text: str, body: list[Span]) -> tuple[Span | None, str | None]:
    """Place, date and agency at the start of the body, and the date if it is a full one.

    "The" and other words begin with a capital too, so a place counts with an agency or with two marks behind it, a city in
    capitals with one; up to four words with nothing but a dash ("Washington, D.C. – ") only if a sentence starts after it.
    """
    match = _DATELINE.match(text, body[0].start, min(body[0].end, body[0].start + DATELINE_LENGTH)) if body else None
    if match is None:
        return None, None
    place, marks = match["place"], sum(match[mark] is not None for mark in ("date", "agency", "dash"))
    strong = marks >= 2 or match["agency"] or (marks and place.isupper() and len(place) > 4)
    if not strong and not (match["dash"] and len(place.split()) <= 4 and not text[match.end()].islower()):
        return None, None
    return Span(match.start(), match.start() + len(match.group().rstrip())), _calendar(match)


def spelled_date(text: str) -> str | None:
    """The full date that a text begins with, in figures or words ("Thursday, February 27, 2025, 15:30"), as ISO 8601; else None."""
    match = _SPELLED.match(text)
    return _calendar(match) if match else None


def _calendar(match: re.Match[str]) -> str | None:
    """The date that `_DATE` matched, as ISO 8601; None if there is no such day."""
    if match["iso"]:
        return iso_date(match["iso"] + (f"T{match['clock']}" if match["clock"] else ""))
    for suffix in ("", "_us", "_dots"):
        if match[f"day{suffix}"]:
            month = match[f"month{suffix}"]
            number = int(month) if month.isdigit() else _month(month)
            return _day(int(match[f"year{suffix}"]), number, int(match[f"day{suffix}"]))
    return None


def _month(name: str) -> int:
    """The number of a month by its first three letters; 0 for a word that only begins like one ("Marching")."""
    short = name.rstrip(".").lower()
    fits = (n for n, month in enumerate(_MONTHS, 1) if month.startswith(short) or (short == "sept" and n == 9))
    return next(fits, 0)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?")


def iso_date(text: str) -> str | None:
    """A calendar date, with or without a time of day, in the record's form "YYYY-MM-DD" or "YYYY-MM-DDTHH:MM[:SS][zone]".

    Returns:
        None if `text` is anything else, or there is no such day or hour.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None or _day(int(match[1]), int(match[2]), int(match[3])) is None:
        return None
    if match[4] is None:
        return match.group()
    if int(match[4]) > 23 or int(match[5]) > 59 or int(match[6] or 0) > 59:
        return None
    seconds = f":{match[6]}" if match[6] else ""
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}{seconds}{match[7] or ''}"
