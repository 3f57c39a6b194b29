"""All noun phrases of a document with their chains of coreference, things and times as well as actors.

The record keeps only actors (`cast`); this is the layer that coreference is measured on.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.analysis import Analysis
from dragoman.reading import coref, likeness, mentions, noun_phrases, sides
from dragoman.reading.noun_phrases import Phrase
from dragoman.reading.pronouns import Publication
from dragoman.reading.telling import Telling
from dragoman.text import Document, Span


def find(doc: Document, analysis: Analysis) -> list[tuple[Span, int]]:
    """Every noun phrase, in the order of heads, with the number of its chain."""
    phrases = noun_phrases.find(analysis)
    numbers = likeness.chains(given(doc, analysis, phrases))
    return [(span(analysis, p), number) for p, number in zip(phrases, numbers, strict=True)]


def span(analysis: Analysis, phrase: Phrase) -> Span:
    return Span(analysis.tokens[phrase.first].start, analysis.tokens[phrase.last - 1].end)


def given(doc: Document, analysis: Analysis, phrases: Sequence[Phrase]) -> sides.Sides:
    """What the phrases are by themselves."""
    words, found = mentions.find(analysis, doc.published[:10] if doc.published else None)
    quoted = sides.quoted(doc, words.tokens)
    resolver = coref.Resolver(analysis, words, quoted, Publication(), Telling(analysis))
    resolver.people(found)
    return resolver.reader(found).read(phrases)
