"""Who said, wrote or thought what: the encoder's attributions, made whole by rules about quotation marks.

Form and boundaries follow PolNeAR: quotation marks and the comma before the closing one belong to the content, so does "that";
the final full stop does not; a colon belongs to the cue.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis, AttributionFrame, Sentence
from dragoman.reading import quotes, reported, stretches
from dragoman.reading.cues import attitudes
from dragoman.reading.reported import Report
from dragoman.record import Attribution
from dragoman.text import Document, Span

_WORD = re.compile(r"\w+")
_OPENING = "“„«\"‘'`"
_FINAL = ".!?…:;\"”’'"
_DASH_SOURCE = re.compile(r"\s*[—–-]{1,2}\s*(?P<source>[A-Z][^.!?;:\n]{2,80}?)\s*(?=[.\n]|$)")
_HEADER = re.compile(r"(?:^|(?<=\n)|(?<=[.!?]\s))(?:From |— )?(?P<source>(?:[A-Z]|(?<=From )\w)[^.:;!?\n“”\"]{2,80}):\s*$")
# Words: the clause after a quotation that is a sentence of its own, `"Why?" The minister asked.`, is short.
_LONGEST_TAG = 15
_RULE_SCORE = 0.6
# Code points; drafts are looked up by stretches of this length.
_STRETCH = 512


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution before it has its id; spans in text order."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speech: float
    score: float
    found_by: str


def find(doc: Document, analysis: Analysis) -> tuple[Attribution, ...]:
    """All attributions of a document by the start of their first span.

    The encoder's frames come first; then each quotation that none of them holds gets the cue beside it, the header before it,
    or the speaker of the quotation that it continues.
    """
    index = quotes.Index(quotes.find(doc.text))
    model = f"{analysis.model or 'encoder'}/attribution"
    drafts = [_from_frame(doc, analysis, index, frame, model) for frame in analysis.frames if frame.content]
    drafts = _Quotations(doc, analysis, index, drafts).complete()
    ordered = sorted(drafts, key=lambda d: min((*d.source, *d.cue, *d.content)))
    return tuple(_finished(analysis, index, n, draft) for n, draft in enumerate(ordered, 1))


def _finished(analysis: Analysis, index: quotes.Index, n: int, draft: Draft) -> Attribution:
    return Attribution(
        id=f"a{n}",
        found_by=draft.found_by,
        score=min(1.0, max(0.0, draft.score)),
        source=draft.source,
        cue=draft.cue,
        content=draft.content,
        kind="speech" if _is_speech(analysis, index, draft) else "attitude",
    )


def _is_speech(a: Analysis, index: quotes.Index, draft: Draft) -> bool:
    """The encoder's word on it; a whole quotation is speech, lemmas of attitude hardly ever are."""
    if draft.content and all((piece := index.piece_at(c.start)) and piece.covers(c) for c in draft.content):
        return draft.speech >= 0.2
    if any(t.lemma in attitudes() for cue in draft.cue for t in a.tokens_in(cue) if t.upos == "VERB"):
        return draft.speech > 0.9
    return draft.speech >= 0.5


# ---------------------------------------------------------------------------------------------------- frames
def _from_frame(doc: Document, a: Analysis, index: quotes.Index, frame: AttributionFrame, model: str) -> Draft:
    """A frame with whole phrases and whole quotations for content, free of cue and source."""
    verb = next((t.i for t in a.tokens_in(frame.cue) if t.upos == "VERB"), None)
    apart = (frame.cue, *frame.source)
    spans = [s for span in frame.content for s in [_without(span, apart)] if _WORD.search(doc.text, *s)]
    spans = [_whole_quotations(index, _one_sentence(a, index, s), frame.cue) for s in spans]
    spans = [stretches.stretch(a, s, verb, apart, over_boundaries=False) for s in spans]
    content = tuple(s for span in _merged(doc.text, spans) if (s := snap(doc.text, index, span)))
    return Draft(frame.source, (frame.cue,), content, frame.speech, frame.score, model)


def _without(span: Span, apart: Iterable[Span]) -> Span:
    """`span` up to the first of the spans that it must not hold, or after it if that stands at its start."""
    start, end = span
    for other in sorted(apart):
        if other.start <= start < other.end:
            start = other.end
        elif start < other.start < end:
            end = other.start
    return Span(start, max(start, end))


def _one_sentence(a: Analysis, index: quotes.Index, span: Span) -> Span:
    """`span` up to the end of its first sentence; only a quotation runs over several."""
    sentence = a.sentence_at(span.start)
    if sentence is None or span.end <= sentence.end or index.at(sentence.end) is not None:
        return span
    return Span(span.start, max(sentence.end, span.start + 1))


def _whole_quotations(index: quotes.Index, span: Span, cue: Span) -> Span:
    """`span` with all of the quotations that it begins or ends in."""
    first, last = index.piece_at(span.start), index.piece_at(span.end - 1)
    start = min(span.start, first.start) if first and not first.overlaps(cue) else span.start
    end = max(span.end, last.end) if last and not last.overlaps(cue) else span.end
    return Span(start, end)


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in text order, joined where they overlap or only a line break parts them that no sentence ends with."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and (span.start <= found[-1].end or _runs_on(text, found[-1], span)):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _runs_on(text: str, span: Span, following: Span) -> bool:
    """Whether only white space stands between two spans and the second goes on in the middle of a sentence."""
    return text[span.end : following.start].isspace() and text[span.end - 1] not in _FINAL and text[following.start].islower()


def snap(text: str, index: quotes.Index, span: Span) -> Span:
    """`span` with both marks of a quotation that it nearly holds, without white space and final full stop at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    first, last = index.piece_at(start), index.piece_at(end - 1)
    if start > 0 and text[start - 1] in _OPENING and (opened := index.piece_at(start - 1)) and opened.start == start - 1:
        first, start = opened, start - 1
    if last is not None and last.start >= start and 0 < last.end - end <= 2:
        end = last.end
    if first is None or not first.covers((start, end)):
        end = _without_stop(text, index, start, end)
    return Span(start, end)


def _without_stop(text: str, index: quotes.Index, start: int, end: int) -> int:
    """The end before the full stop or comma that closes the sentence outside of all quotations."""
    while end - 1 > start and text[end - 1] in ".,;" and index.piece_at(end - 1) is None:
        if text[end - 1] == "." and re.search(r"\b(?:[A-Z]|[A-Z]\.[A-Z]|Jr|Sr|Inc|Co|Corp)\.$", text[max(start, end - 6) : end]):
            break
        end -= 1
    return end


# ---------------------------------------------------------------------------------------------------- quotations
class _Quotations:
    """Gives each quotation of a document to an attribution; `drafts` grows and changes on the way."""

    def __init__(self, doc: Document, a: Analysis, index: quotes.Index, drafts: list[Draft]) -> None:
        self.doc = doc
        self.a = a
        self.index = index
        self.reports = [r for r in reported.find(a) if r.source and _may_quote(r) and index.at(r.cue_span.start) is None]
        self.starts = [r.cue_span.start for r in self.reports]
        self.cues = sorted({*(c for d in drafts for c in d.cue), *(r.cue_span for r in self.reports)})
        self.drafts = [replace(d, content=tuple(c for c in d.content if not self._is_stray(d, c))) for d in drafts]
        self.last: tuple[Span, int] | None = None  # the quotation before, and its draft
        self.places: dict[int, set[int]] = {}  # drafts by the stretches of text that they have spans in
        for n in range(len(self.drafts)):
            self._note(n)

    def _note(self, n: int) -> None:
        for span in (*self.drafts[n].cue, *self.drafts[n].content):
            for stretch in range(span.start // _STRETCH, span.end // _STRETCH + 1):
                self.places.setdefault(stretch, set()).add(n)

    def _near(self, span: Span) -> list[int]:
        """Drafts that may have a cue or a content in `span`, in order."""
        return sorted(set().union(*(self.places.get(s, set()) for s in range(span.start // _STRETCH, span.end // _STRETCH + 1))))

    def complete(self) -> list[Draft]:
        for quote in self.index.quotes:
            held: int | None = None
            for piece in quote.pieces if quote.depth == 0 else ():
                held = self._place(piece, held)
                if held is not None:
                    self.last = piece, held
        return self.drafts

    def _is_stray(self, draft: Draft, content: Span) -> bool:
        """Whether a quotation that a frame counts as its own stands in another sentence, with another cue."""
        piece = self.index.piece_at(content.start)
        if piece is None or not piece.covers(content) or len(draft.content) < 2:
            return False
        own = self._own(piece)
        around = Span(own[0].start, own[-1].end) if own else piece
        if any(around.overlaps(c) for c in draft.cue):
            return False
        near = self.cues[bisect_left(self.cues, Span(around.start, 0)) : bisect_left(self.cues, Span(around.end, 0))]
        return any(around.covers(c) and not piece.covers(c) for c in near)

    def _place(self, piece: Span, held: int | None) -> int | None:
        """The draft that holds `piece` in the end, if any; `held` has the piece of the same quotation a paragraph before."""
        at = self._holder(piece)
        if at is not None:
            return at
        if held is not None:
            return self._add(held, piece)
        if is_scare(self.doc, piece):
            return None
        at = self._by_cue(piece)
        at = self._by_name(piece) if at is None else at
        at = self._by_last(piece) if at is None else at
        return self._by_paraphrase(piece) if at is None else at

    def _by_paraphrase(self, piece: Span) -> int | None:
        """The speaker of the sentence before, in the same paragraph: a paraphrase is followed by its words."""
        sentence = self.a.sentence_at(piece.start)
        if sentence is None or sentence.i == 0 or sentence.start < piece.start or sentence.end > piece.end + 1:
            return None
        before = self.a.sentences[sentence.i - 1]
        if before.paragraph != sentence.paragraph:
            return None
        near = [(n, self.drafts[n]) for n in self._near(before.span)]
        spoken = [n for n, d in near if d.cue and d.source and before.span.covers(d.cue[0]) and d.speech >= 0.5]
        return self._add(spoken[-1], piece) if spoken else None

    def _holder(self, piece: Span) -> int | None:
        """The draft whose content has most of the words of `piece`; of nested ones the one with the longest content."""
        words = {m.start() for m in _WORD.finditer(self.doc.text, piece.start, piece.end)}
        found = []
        for n in self._near(piece):
            content = self.drafts[n].content
            shared = sum(1 for w in words if any(c.start <= w < c.end for c in content))
            if words and 2 * shared >= len(words):
                found.append((sum(c.end - c.start for c in content), n))
        return max(found)[1] if found else None

    def _add(self, at: int, piece: Span) -> int:
        kept = [c for c in self.drafts[at].content if not piece.covers(c)]
        self.drafts[at] = replace(self.drafts[at], content=tuple(sorted([*kept, piece])))
        self._note(at)
        return at

    def _new(self, source: Span, cue: tuple[Span, ...], piece: Span, rule: str) -> int:
        self.drafts.append(Draft((source,), cue, (piece,), 1.0, _RULE_SCORE, rule))
        self._note(len(self.drafts) - 1)
        return len(self.drafts) - 1

    def _by_cue(self, piece: Span) -> int | None:
        report = self._nearest(piece)
        if report is None or report.source is None:
            return None
        for n in self._near(report.cue_span):
            if any(c.overlaps(report.cue_span) for c in self.drafts[n].cue):
                return self._add(n, piece)
        colon = self.doc.text[report.cue_span.end : piece.start].startswith(":")
        cue = Span(report.cue_span.start, report.cue_span.end + colon)
        return self._new(reported.source_span(self.a, report.source, report.verb), (cue,), piece, "attribution.quote_cue")

    def _nearest(self, piece: Span) -> Report | None:
        """The cue nearest to a quotation among the sentences that can hold its cue."""
        near = self._around(piece)
        if not near:
            return None
        first, last = bisect_left(self.starts, near[0].start), bisect_left(self.starts, near[-1].end)
        found = [(_distance(r.cue_span, piece), n) for n, r in enumerate(self.reports[first:last], first)]
        return self.reports[min(found)[1]] if found else None

    def _own(self, piece: Span) -> tuple[Sentence, ...]:
        """The sentences that a quotation stands in."""
        first, last = self.a.sentence_at(piece.start), self.a.sentence_at(piece.end - 1)
        return self.a.sentences[first.i : last.i + 1] if first and last else ()

    def _around(self, piece: Span) -> tuple[Sentence, ...]:
        """The sentences of a quotation, a short one right after it ("Why?" The minister asked), one before that ends in a colon."""
        own = self._own(piece)
        if not own:
            return ()
        after = self.a.sentences[own[-1].i + 1 : own[-1].i + 2]
        if own[-1].end <= piece.end and any(s.paragraph == own[-1].paragraph and s.last - s.first <= _LONGEST_TAG for s in after):
            own = (*own, *after)
        if own[0].start >= piece.start and self.doc.text[max(own[0].start - 8, 0) : own[0].start].rstrip().endswith(":"):
            own = (*self.a.sentences[max(own[0].i - 1, 0) : own[0].i], *own)
        return own

    def _by_name(self, piece: Span) -> int | None:
        """A dash with a name after the quotation, or "From the ministry:" in front of it."""
        after = _DASH_SOURCE.match(self.doc.text, piece.end)
        if after:
            return self._new(Span(*after.span("source")), (), piece, "attribution.quote_dash")
        start = self.doc.text.rfind("\n", 0, max(piece.start - 1, 0)) + 1
        before = _HEADER.search(self.doc.text[start : piece.start])
        if before is None:
            return None
        return self._new(Span(start + before.start("source"), start + before.end("source")), (), piece, "attribution.quote_header")

    def _by_last(self, piece: Span) -> int | None:
        """The speaker goes on: the quotation is a sentence of its own, right after the one before or after the tag of that one."""
        sentence = self.a.sentence_at(piece.start)
        if self.last is None or sentence is None or sentence.start < piece.start:
            return None
        before, at = self.last
        tag, _, rest = self.doc.text[before.end : piece.start].partition("\n")
        if rest.strip() or len(_WORD.findall(tag)) > _LONGEST_TAG:
            return None
        return self._add(at, piece)


def _may_quote(report: Report) -> bool:
    return bool(report.cue.takes & {"clause", "quote", "hearer"})


def _distance(cue: Span, piece: Span) -> int:
    return piece.start - cue.end if cue.end <= piece.start else cue.start - piece.end


# ---------------------------------------------------------------------------------------------------- scare quotes
@cache
def _scare() -> tuple[int, re.Pattern[str]]:
    raw = data.load_yaml("rules/cues/scare.yaml")
    words = "|".join(re.escape(w) for w in sorted(raw["before"], key=len, reverse=True))
    return int(raw["longest"]), re.compile(rf"\b(?:{words})\W{{0,2}}$", re.IGNORECASE)


def is_scare(doc: Document, piece: Span) -> bool:
    """Whether a quotation is a name, a title or a distanced word ("the so-called “partners”") and not something said."""
    longest, before = _scare()
    if before.search(doc.text, max(piece.start - 40, 0), piece.start):
        return True
    inside = doc.text[piece.start : piece.end]
    return len(_WORD.findall(inside)) <= longest and not re.search(r"[.!?,][”\"’']*$", inside)
