"""Quotations that no frame of the encoder holds: to whom each belongs.

The cue beside it, a dash or a header with a name, the speaker of the quotation or paraphrase before it, whom the sentence that
leads to it is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis, Sentence, Token
from dragoman.reading import phrases, quotes, reported, speakers
from dragoman.reading.reported import Report
from dragoman.text import Document, Span

_WORD = re.compile(r"\w+")
_DASH_SOURCE = re.compile(r"\s*[—–-]{1,2}\s*(?P<source>[A-Z][^.!?;:\n]{2,80}?)\s*(?=[.\n]|$)")
_HEADER = re.compile(r"(?:^|(?<=\n)|(?<=[.!?]\s))(?:From |— )?(?P<source>(?:[A-Z]|(?<=From )\w)[^.:;!?\n“”\"]{2,80}):\s*$")
# “We are ready” (Lund)
_BRACKET_SOURCE = re.compile(r"\s*[,.]?\s*\((?P<source>[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]+){0,4})\)(?=\W|$)")
_WHOLE = re.compile(r"[.!?…][”\"’'»]*$")
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


class Quotations:
    """Gives each quotation of a document to an attribution; `drafts` grows and changes on the way."""

    def __init__(self, doc: Document, a: Analysis, index: quotes.Index, drafts: list[Draft]) -> None:
        self.doc = doc
        self.a = a
        self.index = index
        reports = [r for r in reported.find(a) if r.source and _may_quote(r)]
        self.reports = [r for r in reports if index.at(r.cue_span.start) is None]
        self.cues_inside = [r.cue_span for r in reports if index.at(r.cue_span.start) is not None]
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
            if quote.depth == 0:
                self._place_all(quote.pieces)
        return self.drafts

    def _place_all(self, pieces: Sequence[Span]) -> None:
        """Place the pieces of one quotation; those before the first that has an attribution go with it."""
        held: int | None = None
        before: list[Span] = []
        for piece in pieces:
            at = self._place(piece, held)
            at = self._by_subject(piece) if at is None and piece == pieces[-1] == pieces[0] else at
            if at is None:
                before.append(piece)
                continue
            for early in before:
                if not self._holds_its_cue(early):
                    self._add(at, early)
            before, held, self.last = [], at, (piece, at)

    def _holds_its_cue(self, piece: Span) -> bool:
        """Whether the last words of an unclosed quotation are its attribution: “We are lost, the envoy said."""
        near = [c for c in self.cues_inside if piece.covers(c)]
        return bool(near) and len(_WORD.findall(self.doc.text, near[-1].end, piece.end)) <= 1

    def _is_stray(self, draft: Draft, content: Span) -> bool:
        """Whether a quotation that a frame counts as its own stands in another sentence, with another cue or a dash and a name."""
        piece = self.index.piece_at(content.start)
        if self._is_elsewhere(draft, content, piece) or (piece is not None and _DASH_SOURCE.match(self.doc.text, piece.end)):
            return True
        if piece is None or not piece.covers(content) or len(draft.content) < 2:
            return False
        own = self._own(piece)
        around = Span(own[0].start, own[-1].end) if own else piece
        if any(around.overlaps(c) for c in draft.cue):
            return False
        near = self.cues[bisect_left(self.cues, Span(around.start, 0)) : bisect_left(self.cues, Span(around.end, 0))]
        return any(around.covers(c) and not piece.covers(c) for c in near)

    def _is_elsewhere(self, draft: Draft, content: Span, piece: Span | None) -> bool:
        """Whether a content is not its cue's: led to by a colon, or in another paragraph and no quotation by itself."""
        sentence = self.a.sentence_at(content.start)
        cues = [s for c in draft.cue if (s := self.a.sentence_at(c.start)) is not None]
        if sentence is None or not cues or sentence in cues:
            return False
        if any(c.paragraph == sentence.paragraph for c in cues):
            lead = self.doc.text[sentence.start : content.start].rstrip(' “"')
            return len(cues) == 1 and sentence.start < cues[0].start and lead.endswith(":")
        opened = any(self.doc[c.span].endswith(":") and sentence.i == c.i + 1 for c in cues)
        return not opened and (piece is None or sentence.start < piece.start or is_heading(self.doc, piece))

    def _place(self, piece: Span, held: int | None) -> int | None:
        """The draft that holds `piece` in the end, if any; `held` has the piece of the same quotation a paragraph before."""
        at = self._holder(piece)
        if at is not None:
            return at
        if held is not None:
            return self._add(held, piece)
        if is_heading(self.doc, piece):
            return None
        at = self._by_name_after(piece)
        if at is not None or is_scare(self.doc, piece):
            return at
        rules = (self._by_cue, self._by_colon, self._by_header, self._by_last, self._by_paraphrase)
        return next((at for rule in rules if (at := rule(piece)) is not None), None)

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
        tag = any(s.paragraph == own[-1].paragraph and s.last - s.first <= _LONGEST_TAG for s in after)
        if tag and own[-1].end <= piece.end and not self._lead(own[0], piece):
            own = (*own, *after)
        if own[0].start >= piece.start and self.doc.text[max(own[0].start - 8, 0) : own[0].start].rstrip().endswith(":"):
            own = (*self.a.sentences[max(own[0].i - 1, 0) : own[0].i], *own)
        return own

    def _lead(self, sentence: Sentence, content: Span) -> bool:
        """Whether what stands before a quotation in its sentence leads to it with a colon."""
        return self.doc.text[sentence.start : content.start].rstrip(' “"').endswith(":")

    def _by_name_after(self, piece: Span) -> int | None:
        """A dash or brackets with a name after a quotation that is a sentence of its own."""
        if not re.search(r"(?:^|[\n.!?…:”\"])\s*$", self.doc.text[max(piece.start - 3, 0) : piece.start]):
            return None
        after = _DASH_SOURCE.match(self.doc.text, piece.end) or _BRACKET_SOURCE.match(self.doc.text, piece.end)
        return self._new(Span(*after.span("source")), (), piece, "attribution.quote_dash") if after else None

    def _by_header(self, piece: Span) -> int | None:
        """ "From the ministry:" in front of the quotation, in its line or as the line before."""
        lead = self.doc.text[: piece.start].rstrip() if self._opens_paragraph(piece) else self.doc.text[: piece.start]
        start = lead.rfind("\n") + 1
        before = _HEADER.search(lead[start:])
        source = Span(start + before.start("source"), start + before.end("source")) if before else None
        if source is None or any("VerbForm=Fin" in t.feats for t in self.a.tokens_in(source)):
            return None
        return self._new(source, (), piece, "attribution.quote_header")

    def _opens_paragraph(self, piece: Span) -> bool:
        return not self.doc.text[: piece.start].rpartition("\n")[2].strip()

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

    def _by_colon(self, piece: Span) -> int | None:
        """Whose clause leads to the quotation with a colon: "[The senator] was not impressed: “Words, words.”" """
        sentence = self.a.sentence_at(piece.start)
        if sentence is None or not self._lead(sentence, piece):
            return None
        return self._by_subject_of(sentence, piece, "attribution.quote_colon")

    def _by_subject(self, piece: Span) -> int | None:
        """Whom the sentence before a quotation of whole sentences is about: "[Lund] was blunt. “They gave us nothing.”" """
        sentence = self.a.sentence_at(piece.start)
        if sentence is None or sentence.i == 0 or sentence.start < piece.start or not _WHOLE.search(self.doc.text[slice(*piece)]):
            return None
        before = self.a.sentences[sentence.i - 1]
        alone = before.paragraph == sentence.paragraph or self.doc.text[piece.end : piece.end + 1] in ("", "\n")
        if not alone or self.index.piece_at(before.end - 1) is not None or before.paragraph + 1 < sentence.paragraph:
            return None
        return self._by_subject_of(before, piece, "attribution.quote_subject")

    def _by_subject_of(self, sentence: Sentence, piece: Span, rule: str) -> int | None:
        """The subject of a sentence's main clause as the source, if it is somebody."""
        root = next((t for t in self.a.tokens[sentence.first : sentence.last] if t.deprel == "root"), None)
        subject = phrases.subject_child(self.a, root.i) if root is not None else None
        if root is None or subject is None or subject.end > piece.start or not _is_somebody(self.a, subject):
            return None
        return self._new(reported.source_span(self.a, subject, root.i), (), piece, rule)


def _is_somebody(a: Analysis, t: Token) -> bool:
    """Whether a word names a person or stands for one; the names tell persons from others."""
    if t.lower in ("he", "she"):
        return True
    named = any(n.type == "PER" and n.span.covers(t.span) for n in a.names)
    return named or t.lemma in speakers.people()


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


def is_heading(doc: Document, piece: Span) -> bool:
    """Whether a quotation is all of its paragraph and ends without a full stop: 'A matter of days'."""
    text = doc.text
    alone = not text[: piece.start].rpartition("\n")[2].strip() and not text[piece.end :].partition("\n")[0].strip()
    return alone and not re.search(r"[.!?…,:][”\"’'»]*$", text[piece.start : piece.end]) and _is_closed(text, piece)


def _is_closed(text: str, piece: Span) -> bool:
    return text[piece.end - 1] in "”\"’'»“"


def is_scare(doc: Document, piece: Span) -> bool:
    """Whether a quotation is a name, a title or a distanced word ("the so-called “partners”") and not something said."""
    longest, before = _scare()
    if before.search(doc.text, max(piece.start - 40, 0), piece.start):
        return True
    inside = doc.text[piece.start : piece.end]
    return len(_WORD.findall(inside)) <= longest and not re.search(r"[.!?,][”\"’']*$", inside)
