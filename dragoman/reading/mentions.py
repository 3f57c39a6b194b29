"""Finds what a text names: states, organisations, groups and people, by the encoder's names and the tables of knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman import knowledge
from dragoman.analysis import Analysis, Token
from dragoman.knowledge import Known
from dragoman.text import Span


@dataclass(frozen=True, slots=True)
class Match:
    """A name from the tables: words `first` up to, not including, `last`."""

    first: int
    last: int
    known: Known


def matches(tokens: Sequence[Token]) -> list[Match]:
    """Names of the tables in a text, longest match first from left to right; disjoint, in text order. Case counts."""
    lexicon = knowledge.lexicon()
    texts = [t.text.replace("’", "'") for t in tokens]
    found, at = [], 0
    while at < len(texts):
        for form, known in lexicon.get(texts[at], ()):
            if tuple(texts[at : at + len(form)]) == form:
                found.append(Match(at, at + len(form), known))
                at += len(form)
                break
        else:
            at += 1
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before it has an entity: `known` says what the tables have on it, `name` is its text without titles."""

    span: Span
    name: str
    person: bool
    known: Known | None


def find(analysis: Analysis) -> list[Found]:
    """Names in text order: people by the encoder, everything else by the tables, else by the encoder."""
    text = analysis.doc.text
    people = [n for n in analysis.names if n.type == "PER"]
    found = [Found(n.span, text[n.span.start : n.span.end], True, None) for n in people]
    for match in matches(analysis.tokens):
        span = Span(analysis.tokens[match.first].start, analysis.tokens[match.last - 1].end)
        if not any(span.overlaps(f.span) for f in found):
            found.append(Found(span, text[span.start : span.end], False, match.known))
    for name in analysis.names:
        if name.type == "ORG" and not any(name.span.overlaps(f.span) for f in found):
            found.append(Found(name.span, text[name.span.start : name.span.end], False, None))
    return sorted(found, key=lambda f: f.span)
