"""Who said, wrote or thought what: the encoder's attributions, made whole by rules about quotation marks.

Form and boundaries follow PolNeAR: quotation marks and the comma before the closing one belong to the content, so does "that";
the final full stop does not; a colon belongs to the cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman.analysis import Analysis, AttributionFrame
from dragoman.reading import quotes
from dragoman.reading.cues import attitudes
from dragoman.reading.quoted import Draft, Quotations
from dragoman.record import Attribution
from dragoman.text import Document, Span

_WORD = re.compile(r"\w+")
_OPENING = "“„«\"‘'`"
# A quotation of more than a word or two that ends like a sentence: “We are ready,” “We are ready.”
_SENTENCE = re.compile(r"\w\W+\w.*[.!?,…][”\"’'»“]*$", re.DOTALL)
_FINAL = ".!?…:;\"”’'"


def find(doc: Document, analysis: Analysis) -> tuple[Attribution, ...]:
    """All attributions of a document by the start of their first span.

    The encoder's frames come first; then each quotation that none of them holds gets the cue beside it, the header before it,
    or the speaker of the quotation that it continues.
    """
    index = quotes.Index(quotes.find(doc.text))
    model = f"{analysis.model or 'encoder'}/attribution"
    drafts = [_from_frame(doc, analysis, index, frame, model) for frame in analysis.frames if frame.content]
    drafts = Quotations(doc, analysis, index, drafts).complete()
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
    """The encoder's word on it; a quotation of whole sentences is speech, lemmas of attitude hardly ever are."""
    if draft.content and all((piece := index.piece_at(c.start)) and piece.covers(c) for c in draft.content):
        return draft.speech >= 0.2 or any(_SENTENCE.search(a.doc[c]) for c in draft.content)
    if any(t.lemma in attitudes() for cue in draft.cue for t in a.tokens_in(cue) if t.upos == "VERB"):
        return draft.speech > 0.9
    return draft.speech >= 0.5


# ---------------------------------------------------------------------------------------------------- frames
def _from_frame(doc: Document, a: Analysis, index: quotes.Index, frame: AttributionFrame, model: str) -> Draft:
    """A frame with whole quotations for content, free of cue and source."""
    apart = (frame.cue, *frame.source)
    spans = [s for span in frame.content for s in [_without(span, apart)] if _WORD.search(doc.text, *s)]
    spans = [_whole_quotations(index, _one_sentence(a, index, s), frame.cue) for s in spans]
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
