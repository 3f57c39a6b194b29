"""The event that a length is counted from: "two days after the vote", "hours before the truce began"."""

from __future__ import annotations

from dragoman.analysis import Analysis
from dragoman.text import Span

_LINKS = frozenset(("after", "before", "since", "following", "into"))


def counted_from(analysis: Analysis, span: Span) -> Span | None:
    """The words of the event right behind a length at `span`, by the tree; None if no such words follow it."""
    link = analysis.token_at(span.end + 1)
    if link is None or link.lower not in _LINKS or link.start != span.end + 1:
        return None
    head = analysis.tokens[link.head] if link.deprel.split(":")[0] in ("case", "mark", "advmod") else link
    event = [t for t in analysis.subtree(head.i) if t.i > link.i and t.sent == link.sent]
    while event and event[-1].upos == "PUNCT":
        event.pop()
    return Span(event[0].start, event[-1].end) if event and head.i >= link.i else None
