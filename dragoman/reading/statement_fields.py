"""What a statement tells beside its words: when, through which medium, to whom, and how much of it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from dragoman.analysis import Analysis
from dragoman.reading import contact_fields, cues, phrases, quotes, reported
from dragoman.record import StatementKind, Time
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Days before publication in which a readout's contact took place.
_WEEK = 7
_YEAR = re.compile(r"\d{4}")
_VERBAL = frozenset(("VERB", "AUX"))
_WORD = re.compile(r"\w+")


def kind(doc: Document, index: quotes.Index, content: Iterable[Span], cue: Span | None) -> StatementKind:
    """direct = all of it quoted, mixed = some, indirect = none; a quotation that holds the cue too does not count."""
    inside = outside = 0
    for span in content:
        for word in _WORD.finditer(doc.text, *span):
            piece = index.piece_at(word.start())
            if piece is not None and not (cue is not None and piece.covers(cue)):
                inside += 1
            else:
                outside += 1
    if inside and not outside:
        return "direct"
    return "mixed" if inside else "indirect"


class Dates:
    """The day on which something was said: told beside the cue, of the contact read out, or of the speaker's one appearance."""

    def __init__(self, doc: Document, a: Analysis, cast: Cast, times: Sequence[Time]) -> None:
        self.a = a
        self.published = doc.published[:10] if doc.published else None
        self.contact_day = self._contact_day(doc, cast, times)
        self._by_verb: dict[int, Time] = {}
        for time in times:
            verb = self._verb_of(time)
            if verb is not None:
                self._by_verb.setdefault(verb, time)

    def _contact_day(self, doc: Document, cast: Cast, times: Sequence[Time]) -> str | None:
        """In a readout the day of the contact: the first day of the last week that its opening gives, else that of publication."""
        if self.published is None or (cast.publisher_party is None and not contact_fields.is_page(doc)):
            return None
        opening = self.a.sentences[1].end if len(self.a.sentences) > 1 else len(doc.text)
        past = [t for t in times if t.value and t.span[0] < opening and _DAY.match(t.value) and not self._is_planned(t)]
        days = [t.value[:10] for t in past if t.value and 0 <= _days_before(self.published, t.value[:10]) <= _WEEK]
        return next(iter(days), self.published if contact_fields.is_readout(doc) else None)

    def _is_planned(self, time: Time) -> bool:
        head = self.a.head_of(time.span)
        verbs = [t for t in self.a.ancestors(head.i) if t.upos == "VERB"] if head else []
        return bool(verbs) and reported.is_planned(self.a, verbs[0])

    def _verb_of(self, time: Time) -> int | None:
        """The verb that a time hangs on, None if the time is not a past or present date or hangs on a noun."""
        if time.type not in ("DATE", "TIME") or not time.value or not _YEAR.match(time.value):
            return None
        if self.published is not None and time.value[: len(self.published)] > self.published[: len(time.value)]:
            return None
        head = self.a.head_of(time.span)
        if head is None:
            return None
        above = next((t.i for t in self.a.ancestors(head.i) if t.upos in _VERBAL), None)
        after = self.a.tokens[head.i : self.a.sentences[head.sent].last]
        return above if above is not None else next((t.i for t in after if t.upos == "VERB"), None)

    def of(self, verb: int | None, content: Iterable[Span]) -> str | None:
        """The day told with the cue `verb` or a verb that it is joined to ("met on Friday, [saying] ..."), outside `content`."""
        at = verb
        while at is not None and at not in self._by_verb:
            t = self.a.tokens[at]
            at = t.head if t.head != at and t.deprel.split(":")[0] in ("conj", "advcl", "xcomp", "parataxis") else None
        told = self._by_verb.get(at) if at is not None else None
        if self.contact_day is not None or told is None or any(c.overlaps(told.span) for c in content):
            return self.contact_day
        return _day(told)

    def appearances(self, cast: Cast) -> dict[str, str]:
        """For each speaker (id of the entity) with one dated appearance in the document, its day."""
        days: dict[str, set[str]] = {}
        for verb, time in self._by_verb.items():
            subject = phrases.subject(self.a, verb)
            entity = cast.at(subject.span) if subject and self.a.tokens[verb].lemma in cues.appearances() else None
            if entity is not None:
                days.setdefault(entity.id, set()).add(_day(time))
        return {entity: min(found) for entity, found in days.items() if len(found) == 1}


def _days_before(day: str, earlier: str) -> int:
    """Days from one ISO date to another, negative if `earlier` is later."""
    return (date.fromisoformat(day) - date.fromisoformat(earlier)).days


def _day(time: Time) -> str:
    """The value of a time without its time of day."""
    return (time.value or "").split("T")[0]
