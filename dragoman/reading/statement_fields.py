"""What a statement tells beside its words: when, through which medium, to whom, and how much of it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, phrases, quotes
from dragoman.record import StatementKind, Time
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

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
    """The day on which something was said."""

    def __init__(self, doc: Document, a: Analysis, cast: Cast, times: Sequence[Time]) -> None:
        self.a = a
        self.times = [t for t in times if t.type in ("DATE", "TIME") and t.value and re.match(r"\d{4}", t.value)]
        self.contact_day = self._contact_day(doc, cast)

    def _contact_day(self, doc: Document, cast: Cast) -> str | None:
        """In a readout the day of the contact: the first day that its opening gives, else the day of publication."""
        if cast.publisher_party is None or not doc.published:
            return None
        opening = self.a.sentences[1].end if len(self.a.sentences) > 1 else len(doc.text)
        days = [t.value[:10] for t in self.times if t.value and t.span[0] < opening and re.match(r"\d{4}-\d\d-\d\d", t.value)]
        published = doc.published[:10]
        return next((d for d in days if d <= published), published)

    def of(self, cue: Span | None, content: Iterable[Span]) -> str | None:
        """The day of a statement: the time nearest to its cue, outside its content; else the day of the contact read out."""
        if cue is None:
            return self.contact_day
        sentence = self.a.sentence_at(cue.start)
        near = [
            (abs(t.span[0] - cue.start), str(t.value))
            for t in self.times
            if sentence and sentence.span.covers(t.span) and not any(c.overlaps(t.span) for c in content)
        ]
        return min(near)[1].split("T")[0] if near else self.contact_day


def medium(a: Analysis, verb: int | None, source: Span, hearer: Token | None) -> str | None:
    """How it was said: by a phrase on the cue ("in a statement"), the hearer ("reporters"), the source or the cue itself."""
    heads, hearers, verbs = cues.media()
    if verb is None:
        return None
    if hearer is not None and hearer.lemma in hearers:
        return hearers[hearer.lemma]
    for t in phrases.obliques(a, verb, ("in", "at", "on", "during", "via", "through", "by")):
        found = heads.get(_with_compound(a, t)) or heads.get(t.lemma) or heads.get(t.lower)
        if found:
            return found
    head = a.head_of(source)
    return (heads.get(head.lemma) if head else None) or verbs.get(a.tokens[verb].lemma)


def _with_compound(a: Analysis, t: Token) -> str:
    return " ".join([*(c.lower for c in a.children(t.i, "compound", "amod") if c.i == t.i - 1), t.lemma])
