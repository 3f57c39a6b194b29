"""Words without marks that a cue and a colon lead to: "The minister said:" and then paragraphs up to the end of the release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.analysis import Analysis
from dragoman.reading.drafts import Draft
from dragoman.text import Document, Span, paragraphs

# Where a release stops to quote.
_AFTER = re.compile(
    r"(?:Notes?(?: (?:to|for) editors?)?|Further information|Background|Media enquiries|Contacts?|ENDS|###?|\* ?\* ?\*)\b", re.I
)
_MARKS = "“\"„«‘'"


def widened(doc: Document, a: Analysis, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts in order; one that a colon at the end of a line leads to has all paragraphs that are its speaker's words."""
    leads = [d for d in drafts if _leads(doc, d)]
    return [replace(d, content=_block(doc, a, d, drafts), kind="direct") if d in leads else d for d in drafts]


def _leads(doc: Document, draft: Draft) -> bool:
    """Whether only a colon and a line break stand between cue and content, and no quotation mark."""
    if draft.cue is None or not draft.content:
        return False
    between = doc.text[draft.cue.end : draft.content[0].start]
    return bool(re.fullmatch(r"\s*:[ \t]*\n\s*", between)) and doc.text[draft.content[0].start] not in _MARKS


def _block(doc: Document, a: Analysis, draft: Draft, drafts: Sequence[Draft]) -> tuple[Span, ...]:
    """From the first word after the colon to the last paragraph before somebody else, or the report itself, speaks again."""
    start = end = draft.content[0].start
    for paragraph in paragraphs(doc.text):
        if paragraph.end <= start:
            continue
        if end > start and _resumes(doc, a, draft, drafts, paragraph):
            break
        end = paragraph.end
    return (Span(start, end),)


def _resumes(doc: Document, a: Analysis, draft: Draft, drafts: Sequence[Draft], paragraph: Span) -> bool:
    """Whether the report goes on: an end mark, a quotation, a line that leads to one, the speaker in the third person."""
    text = doc[paragraph]
    if text[0] in _MARKS or text.endswith(":") or _AFTER.match(text):
        return True
    names = {t.text for t in a.tokens_in(draft.source) if t.upos == "PROPN"} | {"He", "She"}
    told = [d for d in drafts if d.cue is not None and paragraph.covers(d.source)]
    return any(t.text in names for d in told for t in a.tokens_in(d.source))
