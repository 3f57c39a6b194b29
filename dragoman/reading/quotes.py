"""Finds quotations by their marks: straight and curly, nested, over several paragraphs, unclosed.

A mark that has no partner costs at most its own quotation: a quotation never runs past its paragraph unless the next one
opens with a mark again, as is the custom for long quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dragoman.text import Span, paragraphs

_OPEN = frozenset(("“", "„", "«", "``", "‘‘"))
_CLOSE = frozenset(("”", "»", "''", "’’"))
_MARK = re.compile(r"[“”„«»\"]|``|''|‘‘|’’")
_BEFORE_OPEN = re.compile(r"[\s(\[{—–‘/-]")
_AFTER_CLOSE = re.compile(r"[\s)\]},.;:!?…—–’'-]")
_SINGLE = re.compile(r"(?<![\w’'])(?<!['’]\s)[‘'](?=[\w\[…])")
# Words that begin with an apostrophe: no quotation opens there.
_ELISION = re.compile(r"[‘'’](?:\d0s|tis\b|twas\b|em\b|til\b|cause\b|n\b|round\b|bout\b|[st]\b)", re.IGNORECASE)
_SINGLE_END = re.compile(r"[’'](?!\w)")
# Code points; single marks more than a long paragraph apart are apostrophes.
_SINGLE_LONGEST = 2_000
_EDGE = '“”„«»"` \t\n\xa0'
_SENTENCE_FINAL = re.compile(r"[.!?…](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation.

    Attributes:
        pieces: one span per paragraph, marks included, in text order.
        depth: 0 for an outer quotation, 1 for one inside another.
        closed: False where the closing mark is missing.
    """

    pieces: tuple[Span, ...]
    depth: int
    closed: bool

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    def covers(self, span: tuple[int, int]) -> bool:
        """Whether `span` lies within one piece, marks counted in."""
        return any(p.covers(span) for p in self.pieces)


class _Part(NamedTuple):
    """A quotation within one paragraph."""

    span: Span
    closed: bool


class _Parts(NamedTuple):
    """The double-marked quotations of one paragraph: outer ones, and those inside them."""

    paragraph: Span
    outer: list[_Part]
    nested: list[Span]


def find(text: str) -> tuple[Quote, ...]:
    """All quotations of a text, outer ones before those inside them, in text order.

    Single marks count where they stand like quotation marks; an apostrophe never does ("the leaders’ talks").

    Args:
        text: any text; it need not be well formed.
    """
    parts = [_parts(text, paragraph) for paragraph in paragraphs(text)]
    doubles = [(tuple(pieces), closed) for pieces, closed in _joined(parts)]
    nested = [span for p in parts for span in p.nested]
    covered = [p for pieces, _ in doubles for p in pieces]
    singles = [(s, around) for s in _singles(text) if (around := _relation(s, covered)) != "crosses"]
    free = [s for s, relation in singles if relation == "free"]
    found = [Quote(pieces, int(_relation(pieces[0], free) == "inside"), closed) for pieces, closed in doubles]
    found += [Quote((s,), int(relation == "inside"), True) for s, relation in singles]
    found += [Quote((s,), 1, True) for s in nested]
    return tuple(sorted(found, key=lambda q: (q.start, -q.end)))


def _relation(span: Span, others: list[Span]) -> Literal["free", "inside", "crosses"]:
    """How `span` lies to disjoint spans in text order; one that overlaps without nesting had apostrophes for marks."""
    at = bisect_right(others, span)
    near = [o for o in others[max(at - 1, 0) : at + 1] if o.overlaps(span)]
    if any(o.covers(span) for o in near):
        return "inside"
    last = others[bisect_right(others, Span(span.end, span.end)) - 1] if others else span
    edges = [*near, last] if last.overlaps(span) else near
    return "free" if all(span.covers(o) for o in edges) else "crosses"


def _joined(paragraphs_of: Iterable[_Parts]) -> Iterator[tuple[list[Span], bool]]:
    """Double-marked quotations; one left open joins with the next paragraph if that opens with a mark."""
    pending: list[Span] = []
    for paragraph, parts, _ in paragraphs_of:
        goes_on = bool(pending) and bool(parts) and parts[0].span.start == paragraph.start
        if pending and not goes_on:
            yield pending, False
            pending = []
        for n, part in enumerate(parts):
            pieces = [*pending, part.span] if n == 0 and goes_on else [part.span]
            last = n == len(parts) - 1
            if not part.closed and last and part.span.end == paragraph.end:
                pending = pieces
            else:
                yield pieces, part.closed
                pending = []
    if pending:
        yield pending, False


def _parts(text: str, paragraph: Span) -> _Parts:
    """Double-marked stretches of one paragraph; one within another only if both are closed."""
    opened: list[int] = []
    closed: list[Span] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        role = _role(text, match, paragraph, bool(opened))
        if role == "open":
            opened.append(match.start())
        elif role == "close" and opened:
            closed.append(Span(opened.pop(), match.end()))
    closed.sort(key=lambda s: (s.start, -s.end))
    outer = [s for n, s in enumerate(closed) if not any(o.covers(s) for o in closed[:n])]
    starts = sorted([*opened, *(s.start for s in outer), paragraph.end])
    cut = [part for start in opened for part in _cut_short(text, start, starts[bisect_right(starts, start)], paragraph)]
    nested = [s for s in closed if s not in outer]
    return _Parts(paragraph, sorted([*(_Part(s, True) for s in outer), *cut]), nested)


def _role(text: str, match: re.Match[str], paragraph: Span, inside: bool) -> Literal["open", "close", "none"]:
    """Whether a mark opens or closes; by its form and its neighbours, else by what is open."""
    opens = _opens(text, match.start(), match.end(), paragraph)
    closes = _closes(text, match.start(), match.end(), paragraph)
    # A form against its neighbours is a slip: “like this“ or ”like this”
    if match.group() in _OPEN:
        stray = closes and not opens
        return "open" if not stray else "close" if inside else "none"
    if match.group() in _CLOSE:
        return "open" if not inside and opens and not closes else "close"
    if opens != closes:
        return "open" if opens else "close"
    return "close" if inside else "open"


def _opens(text: str, start: int, end: int, paragraph: Span) -> bool:
    before = start == paragraph.start or bool(_BEFORE_OPEN.match(text[start - 1]))
    return before and end < paragraph.end and not text[end].isspace()


def _closes(text: str, start: int, end: int, paragraph: Span) -> bool:
    after = end == paragraph.end or bool(_AFTER_CLOSE.match(text[end]))
    return after and start > paragraph.start and not text[start - 1].isspace()


def _cut_short(text: str, start: int, limit: int, paragraph: Span) -> Iterator[_Part]:
    """An unclosed stretch: to the end of the paragraph; before another one and in the middle of a sentence to a sentence end.

    Nothing where `limit`, at which another quotation begins, comes before a sentence ends.
    """
    ends = [m.end() for m in _SENTENCE_FINAL.finditer(text, start + 1, limit)]
    if _within_sentence(text, start, paragraph) and ends:
        limit = ends[0]
    elif limit < paragraph.end:
        limit = ends[-1] if ends else start
    if limit - start > 1:
        yield _Part(Span(start, limit), False)


def _within_sentence(text: str, start: int, paragraph: Span) -> bool:
    """Whether a mark stands between two words of a sentence: `called it "a crime`."""
    before = text[paragraph.start : start].rstrip()[-1:]
    return (before.isalnum() or before in ("'", "’")) and text[start + 1 : start + 2].islower()


def _singles(text: str) -> Iterator[Span]:
    """Single-marked quotations, each within its paragraph."""
    for paragraph in paragraphs(text):
        at = paragraph.start
        while match := _SINGLE.search(text, at, paragraph.end):
            at = match.end()
            if _ELISION.match(text, match.start()):
                continue
            end = _single_end(text, match.end(), paragraph.end)
            if end is not None:
                yield Span(match.start(), end)
                at = end


def _single_end(text: str, start: int, limit: int) -> int | None:
    """Where a single-marked quotation ends: at a mark after punctuation, else at one that cannot be a plural possessive."""
    possessive = None
    for match in _SINGLE_END.finditer(text, start, min(limit, start + _SINGLE_LONGEST)):
        if text[match.start() - 1].isspace():
            continue
        plural = text[match.start() - 1] in "sS" and re.match(r"\s+[a-z]", text[match.end() : match.end() + 3])
        if not plural:
            return match.end()
        possessive = possessive or match.end()
    return possessive


def inner(text: str, span: tuple[int, int]) -> Span:
    """`span` without the marks and white space at its ends; an apostrophe that belongs to a word stays."""
    start, end = span
    while start < end and (text[start] in _EDGE or (text[start] in "‘'" and not _ELISION.match(text, start))):
        start += 1
    while end > start and (text[end - 1] in _EDGE or (text[end - 1] in "’'" and text[start - 1 : start] in ("‘", "'"))):
        end -= 1
    return Span(start, end)


class Index:
    """Quotations of one document, to be asked for the one at a place."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self.quotes = tuple(quotes)
        self._pieces = sorted((p, n) for n, q in enumerate(self.quotes) if q.depth == 0 for p in q.pieces)
        self._starts = [p.start for p, _ in self._pieces]

    def at(self, offset: int) -> Quote | None:
        """The outer quotation that holds the character at `offset`, its marks counted in."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._pieces[at][0].end:
            return None
        return self.quotes[self._pieces[at][1]]

    def piece_at(self, offset: int) -> Span | None:
        """The part, within one paragraph, of the outer quotation at `offset`."""
        quote = self.at(offset)
        return next((p for p in quote.pieces if p.start <= offset < p.end), None) if quote else None

    def within(self, span: tuple[int, int]) -> list[Span]:
        """The pieces of outer quotations that overlap `span`, in text order."""
        return [p for p, _ in self._pieces if p.overlaps(span)]
