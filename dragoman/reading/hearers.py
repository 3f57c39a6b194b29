"""To whom something was said: the hearer of the cue, its object where that is who is urged or thanked, and whom "to" names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, phrases, reported, speakers
from dragoman.reading.cues import Cue
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_FILE = "rules/cues/acts.yaml"
_TO = frozenset(("to", "before"))
_OF = frozenset(("from", "of"))


@cache
def _acts(key: str) -> frozenset[str]:
    return frozenset(data.load_yaml(_FILE)["hearers"][key])


def find(
    doc: Document,
    a: Analysis,
    cast: Cast,
    act: str | None,
    row: Cue | None,
    verb: int | None,
    hearer: Token | None,
    content: Sequence[Span],
) -> str | None:
    """The fullest name of who was told, the words without their article where the text gives none; None if nobody is.

    Args:
        row: of the cue, in the table of cues; `verb`: index of its verb; `hearer`: head word of who is told, by the tree.
    """
    if verb is None or act is None or row is None:
        return None
    told = hearer if hearer is not None and "hearer" in row.takes else _heard(a, cast, act, row, verb, content)
    if told is None:
        return None
    span = _alone(a, reported.source_span(a, told, verb))
    return speakers.name(doc, a, cast, span).name or (None if told.upos == "PRON" else speakers.plain(doc[span]))


def _alone(a: Analysis, span: Span) -> Span:
    """Who is told without what for and without when: "urged [all parties] to return", "told [reporters] today"."""
    words = a.tokens_in(span)
    end = next((n for n, t in enumerate(words) if n and t.lower == "to" and t.upos == "PART"), len(words))
    while end > 1 and words[end - 1].lower in (*cues.calendar(), "on", "this", "last"):
        end -= 1
    return Span(span.start, words[end - 1].end) if words else span


def _heard(a: Analysis, cast: Cast, act: str, row: Cue, verb: int, content: Sequence[Span]) -> Token | None:
    """The first somebody among the words that can name who hears it."""
    return next((t for t in _candidates(a, act, row, verb, content) if _is_person(a, cast, t)), None)


def _is_person(a: Analysis, cast: Cast, t: Token) -> bool:
    return t.lower not in ("it", "which", "that") and (t.lower in ("him", "her", "them") or speakers.is_somebody(a, cast, t))


def _candidates(a: Analysis, act: str, row: Cue, verb: int, content: Sequence[Span]) -> Iterator[Token]:
    outside = [t for t in phrases.obliques(a, verb, _TO) if not any(c.covers(t.span) for c in content)]
    if act in _acts("objects") or "hearer" in row.takes:
        yield from (t for t in a.children(verb, "iobj", "obj") if t.i > verb)
        yield from phrases.obliques(a, verb, row.preps & {"on", "upon", "to"})
        yield from _before_infinitive(a, content)
    if act in _acts("receivers"):
        yield from outside
    if act in _acts("given") and "object" in row.takes:
        yield from (t for n in _objects(a, verb, content) for t in phrases.obliques(a, n.i, _TO))
    if act in _acts("asked_of"):
        yield from phrases.obliques(a, verb, _OF)
        yield from (t for n in _objects(a, verb, content) for t in phrases.obliques(a, n.i, frozenset(("from",))))


def _before_infinitive(a: Analysis, content: Sequence[Span]) -> list[Token]:
    """ "urged [Chile] to reopen the port", where the tree takes it for the subject of the infinitive."""
    words = a.tokens_in(content[0]) if content else ()
    to = next((n for n, t in enumerate(words) if t.lower == "to" and t.upos == "PART"), 0)
    head = a.head_of(Span(words[0].start, words[to - 1].end)) if to else None
    return [head] if head is not None and head.upos in ("NOUN", "PROPN", "PRON") else []


def _objects(a: Analysis, verb: int, content: Sequence[Span]) -> list[Token]:
    """The head of what was expressed or asked for."""
    head = a.head_of(content[0]) if content else None
    return [head] if head is not None and head.upos in ("NOUN", "PROPN") else a.children(verb, "obj")
