"""A record as accounts: what each party tells of a contact, cut into points.

A readout is its publisher's account: each statement in it and each sentence on the talks is a point, whoever it has speak. In news
only what a side is quoted or reported as saying is its account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.reading import publishers
from dragoman.reading.voices import split
from dragoman.record import Contact, Record, Statement
from dragoman.text import Document, Span, sentences

FILE = "rules/compare.yaml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MARKS = " \t\r\n.,;:–—-"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that an account tells.

    Attributes:
        account: whose account it is, as a rule a party.
        record: id of the record it stands in.
        span: code points in that record's text.
        words: what stands there.
        matter: what it is about: the words without who says it and without the names of the sides.
        speakers: parties who say it there; () if the account tells it itself.
        act: as of a statement; None for what is only told.
        named: parties that the words name.
        days: YYYY-MM-DD of the days that they name.
    """

    account: str
    record: str
    span: tuple[int, int]
    words: str
    matter: str
    speakers: tuple[str, ...] = ()
    act: str | None = None
    named: frozenset[str] = frozenset()
    days: tuple[str, ...] = ()


def publisher(record: Record) -> str | None:
    """The party whose readout a record was read from, None if it is nobody's."""
    doc = Document(text=record.text, title=record.title, source=record.source, url=record.url)
    return publishers.party(doc)


def points(record: Record, contact: Contact, account: str | None) -> list[Point]:
    """What the accounts in a record tell of one of its contacts, in text order.

    Args:
        account: whose account the record is, if it is a readout; None for news, where each side's statements are its account.
    """
    return _Reader(record, contact).points(account)


class _Reader:
    """The points of one contact in one record."""

    def __init__(self, record: Record, contact: Contact) -> None:
        self._record = record
        self._contact = contact
        self._sides = frozenset(side.party for side in contact.sides)
        self._names = _names(record, self._sides)
        self._sentences = sentences(record.text)
        full = [s for s in self._sentences if self._is_full(s)]
        self._opening = next((s for s in full if any(s.overlaps(e) for e in contact.evidence)), None)
        self._starts = sorted(min(_spans(s))[0] for s in record.statements if _spans(s))

    def points(self, account: str | None) -> list[Point]:
        found = self._readout(account) if account else self._reported()
        return _outermost(sorted(found, key=lambda p: (p.span[0], -p.span[1])))

    def _readout(self, account: str) -> Iterator[Point]:
        """The statements, and what the rest of each sentence tells."""
        said: list[Span] = []
        sources = [Span(*s.source_span) for s in self._record.statements if s.source_span]
        for s in self._record.statements:
            pieces = list(self._pieces(s))
            said += (whole for whole, _ in pieces)
            if s.contact in (self._contact.id, None) and not s.negated:
                yield from (self._point(account, *piece, s) for piece in pieces)
        for sentence in self._sentences:
            first = min((s.start for s in said if sentence.overlaps(s)), default=sentence.end)
            for gap in _gaps(sentence, [*said, *(s for s in sources if s.end <= first)]):
                yield from (self._point(account, span, span) for span in self._told(gap, sentence, before=first))

    def _reported(self) -> Iterator[Point]:
        for s in self._record.statements:
            for party in _parties(s):
                if party in self._sides and not s.negated and self._is_about_it(s, party):
                    yield from (self._point(party, *piece, s) for piece in self._pieces(s))

    def _is_about_it(self, s: Statement, party: str) -> bool:
        """Whether a statement is on the contact: it is linked to it, or to none and its speaker's party has had no other."""
        if s.contact is not None:
            return s.contact == self._contact.id
        had = [c for c in self._record.contacts if c.status in ("held", "ongoing") and any(side.party == party for side in c.sides)]
        return had == [self._contact]

    def _point(self, account: str, whole: Span, matter: Span, s: Statement | None = None) -> Point:
        words = self._record.text[whole.start : whole.end]
        speakers, act = (_parties(s), s.act) if s else ((), None)
        named, days = self._named(whole), self._days(whole)
        return Point(account, self._record.id, (whole.start, whole.end), words, self._masked(matter), speakers, act, named, days)

    def _named(self, span: Span) -> frozenset[str]:
        entities = ((e.party, m) for e in self._record.entities if e.party for m in e.mentions if m.kind == "name")
        return frozenset(p for party, m in entities if span.covers(m.span) for p in party.split(" & "))

    def _days(self, span: Span) -> tuple[str, ...]:
        dates = (t.value[:10] for t in self._record.times if t.value and t.type in ("DATE", "TIME") and span.covers(t.span))
        return tuple(sorted({d for d in dates if _DAY.fullmatch(d)}))

    def _masked(self, span: Span) -> str:
        """The words without the names of the sides: all that is told of a contact has them."""
        at, kept = span.start, []
        for name in self._names:
            if at <= name.start and name.end <= span.end:
                kept.append(self._record.text[at : name.start])
                at = name.end
        kept.append(self._record.text[at : span.end])
        return " ".join("".join(kept).split())

    def _pieces(self, s: Statement) -> Iterator[tuple[Span, Span]]:
        """A statement by sentences and matters: its words there, the first with the cue that stands just before, and without it."""
        text = self._record.text
        parts = [Span(a + p.start, a + p.end) for a, b in s.content_spans for p in sentences(text[a:b])]
        for n, whole in enumerate(_joined(text, parts)):
            for m, content in enumerate(_parted(text, self._to_its_end(whole), "parting_said")):
                near = n == m == 0 and s.cue_span and 0 <= content.start - s.cue_span[1] <= int(_rules()["cue_reach"])
                yield Span(s.cue_span[0] if near and s.cue_span else content.start, content.end), content

    def _to_its_end(self, content: Span) -> Span:
        """With the rest of its sentence up to the next statement, where that only goes on with it."""
        end = next((s.end for s in self._sentences if s.covers(content)), content.end)
        starts = [start for start in self._starts if content.end <= start < end]
        stop = min([end, *starts])
        if not _pattern("going_on").match(self._record.text, content.end, stop):
            return content
        return Span(content.start, content.end + len(self._record.text[content.end : stop].rstrip(_MARKS + '”"')))

    def _tells(self, gap: Span, sentence: Span, before: int) -> bool:
        """Whether what is left of a sentence is all of it, or a clause before what is said at `before`, and long enough."""
        length = gap.end - gap.start
        if before == sentence.end:
            return gap == sentence and length >= int(_rules()["shortest"])
        return gap.end <= before and length >= int(_rules()["shortest_clause"])

    def _is_full(self, sentence: Span) -> bool:
        """Whether it ends as sentences do; a headline does not."""
        return self._record.text[sentence.start : sentence.end].rstrip("\"”’')]").endswith((".", "!", "?"))

    def _told(self, gap: Span, sentence: Span, before: int) -> Iterator[Span]:
        """The matters of a sentence that says what was talked about, or the sentence; not one that only says that they met."""
        text = self._record.text
        talked = _pattern("talking").search(text, gap.start, gap.end)
        if talked:
            found = _matters(text, Span(talked.end(), gap.end))
        else:
            found = [gap] if sentence != self._opening and self._is_full(sentence) and self._tells(gap, sentence, before) else []
        for span in found:
            words = _pattern("edges").sub("", text[span.start : span.end])
            if words and not _pattern("empty").search(words):
                start = text.index(words, span.start)
                yield Span(start, start + len(words))


def _outermost(found: Sequence[Point]) -> list[Point]:
    """Without those that lie in another of the same account."""
    kept: list[Point] = []
    for p in found:
        if not any(k.account == p.account and Span(*k.span).covers(p.span) for k in kept):
            kept.append(p)
    return kept


def _parties(s: Statement) -> tuple[str, ...]:
    return split(s.party)


def _spans(s: Statement) -> list[tuple[int, int]]:
    return [span for span in (s.source_span, s.cue_span, *s.content_spans) if span]


def _names(record: Record, sides: frozenset[str]) -> list[Span]:
    """Where the sides and their people are named, in text order."""
    named = (e for e in record.entities if set((e.party or "").split(" & ")) & sides)
    return sorted(Span(*m.span) for e in named for m in e.mentions if m.kind == "name")


def _joined(text: str, parts: Sequence[Span]) -> list[Span]:
    """Pieces of one sentence as one."""
    joined = list(parts[:1])
    for part in parts[1:]:
        if joined[-1].end <= part.start and len(sentences(text[joined[-1].start : part.end])) == 1:
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return joined


def _gaps(sentence: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """What of a sentence is not taken."""
    at = sentence.start
    for span in sorted(s for s in taken if sentence.overlaps(s)):
        if at < span.start:
            yield Span(at, span.start)
        at = max(at, span.end)
    if at < sentence.end:
        yield Span(at, sentence.end)


def _matters(text: str, told: Span) -> list[Span]:
    """What was talked about, by matters, up to where the sentence goes on to something else."""
    rest = _pattern("rest").search(text, told.start, told.end)
    return list(_parted(text, Span(told.start, rest.start() if rest else told.end), "parting"))


def _parted(text: str, whole: Span, marks: str) -> Iterator[Span]:
    """The stretches between marks, without the space and full stops at their ends."""
    found = list(_pattern(marks).finditer(text, whole.start, whole.end))
    for start, end in zip([whole.start, *(m.end() for m in found)], [*(m.start() for m in found), whole.end], strict=True):
        if words := text[start:end].rstrip(_MARKS):
            yield Span(start, start + len(words))


@cache
def rules(part: str) -> Any:
    """A part of `rules/compare.yaml`."""
    return data.load_yaml(FILE)[part]


def _rules() -> dict[str, Any]:
    return dict(rules("points"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The rows of a list of `points` as one pattern."""
    return re.compile("|".join(f"(?:{row})" for row in _rules()[name]), re.IGNORECASE)


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """The rows of a list of a part of `rules/compare.yaml` as whole words."""
    return whole_words(rules(part)[name])


def whole_words(rows: Iterable[str]) -> re.Pattern[str]:
    """Rows of which one must stand there; "n't" ends a word."""
    whole = (row if row.startswith(("n't", "n’t")) else rf"\b(?:{row})\b" for row in rows)
    return re.compile("|".join(whole), re.IGNORECASE)
