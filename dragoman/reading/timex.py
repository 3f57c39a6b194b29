"""Time expressions of a document: found as their words say (`timex_find`), then anchored (`timex_resolve`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import cast

from dragoman.analysis import Analysis
from dragoman.reading import quotes, timex_event, timex_find, timex_resolve, timex_shared
from dragoman.reading.timex_context import Context, Resolved, is_history, plausible
from dragoman.reading.timex_find import Found
from dragoman.reading.timex_rules import Conventions
from dragoman.reading.timex_tense import lean
from dragoman.record import Time, TimexType
from dragoman.text import Document, Span

# Names of months and weekdays that are also names of people.
_PERSON_LIKE = frozenset(("timex.en.month", "timex.en.season", "timex.en.weekday", "timex.en.holiday"))


def find(doc: Document, analysis: Analysis | None, *, conventions: Conventions = "dragoman") -> tuple[Time, ...]:
    """Find and resolve all expressions of date, time of day, duration and repetition.

    "Last week", published on 2025-02-28, is 2025-W08; without a publication date it is found with value None.

    Args:
        doc: `published` is the anchor (TIMEX3 CREATION_TIME), an ISO date or date with time; only the day is used.
        analysis: tags and tree for the tense of clauses and names for people called May; None to go by words alone.
        conventions: "dragoman" for the record (no bare adverbs, ranges are one expression), "timeml" for TimeML corpora.
    Returns:
        In text order, disjoint; ids "t1", "t2" ... A value that cannot be told is None and `unknown` says why.
    Source: TimeML 1.2.1 (TIMEX3); two passes as in HeidelTime.
    """
    found = plausible([f for f in timex_find.find(doc.text, conventions) if not _names_person(f, analysis)])
    found = timex_shared.fill(doc.text, found)
    published = published_day(doc)
    history = is_history(found, published)

    def tense(span: Span) -> int:
        return lean(doc.text, span, analysis)

    context = Context(published, conventions, history, tense, _quotation_starts(doc.text), _opens_sentence(doc.text))
    return tuple(_time(i, f, timex_resolve.resolve(f, context), analysis) for i, f in enumerate(found, 1))


def _quotation_starts(text: str) -> Callable[[int], int | None]:
    """Where the quotation that holds an offset begins; the quotations are looked for at the first question."""
    index: list[quotes.Index] = []

    def start(offset: int) -> int | None:
        if not index:
            index.append(quotes.Index(quotes.find(text)))
        found = index[0].at(offset)
        return found.start if found else None

    return start


_OPENING = re.compile(
    r"(?:^|\n|[.!?][\"”’')]?\s)\s*(?:(?:in|by|during|since|from|until|throughout|on|after|before)\s+)?(?:the\s+)?"
    r"(?:(?:early|late|mid)[ -])?$",
    re.IGNORECASE,
)
_OPENING_REACH = 40


def _opens_sentence(text: str) -> Callable[[int], bool]:
    """Whether the words at an offset are the first of a sentence or heading, but for a preposition."""
    return lambda offset: _OPENING.search(text[max(0, offset - _OPENING_REACH) : offset]) is not None


def published_day(doc: Document) -> date | None:
    """The calendar day of publication; None if it is not known or no ISO date."""
    try:
        return date.fromisoformat((doc.published or "")[:10])
    except ValueError:
        return None


def _names_person(found: Found, analysis: Analysis | None) -> bool:
    if analysis is None or found.rule not in _PERSON_LIKE:
        return False
    return any(n.type == "PER" and n.span.overlaps(found.span) for n in analysis.names)


# Share of right values by how they came about: gold-train, and the TimeML train parts for `unsure`.
_SCORES = {"explicit": 0.98, "anchored": 0.9, "unsure": 0.6, "unknown": 0.5}


def _time(number: int, found: Found, resolved: Resolved, analysis: Analysis | None) -> Time:
    unsure = not resolved.sure or found.fields.get("base") == "context"
    grade = "unknown" if not resolved.value else "unsure" if unsure else "anchored" if resolved.anchor else "explicit"
    event = timex_event.counted_from(analysis, found.span) if analysis and found.kind == "duration" else None
    where = event or resolved.named
    return Time(
        id=f"t{number}",
        found_by=found.rule,
        score=_SCORES[grade],
        unknown={} if resolved.value else {"value": resolved.unknown or "not resolved"},
        span=(found.span.start, found.span.end),
        type=cast(TimexType, resolved.type or found.type),
        value=resolved.value,
        mod=None if resolved.value and "-H" in resolved.value else found.mod,
        anchor=resolved.anchor,
        anchor_kind="event" if event else "text" if resolved.named else "published" if resolved.anchor else None,
        anchor_span=(where.start, where.end) if where else None,
    )
