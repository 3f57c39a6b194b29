"""Transcripts: "President Ada Lund: Good afternoon. ..." gives one statement for each turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.analysis import Analysis
from dragoman.reading.drafts import Draft
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_SCORE = 0.8
# Words of a turn below which a name and a colon are a caption or a list.
_SHORTEST = 8
_PARTICLE = r"(?:of|the|and|for|to|in|on|de|al|bin|von|van|du|da)"
_NAME = rf"(?:[^\W\d_a-z][\w.’'-]*|{_PARTICLE}|\((?:re)?translated\))"
_HEAD = re.compile(rf"(?:^|(?<=[.!?…>*])\s|(?<=[.!?]”)\s)\s*(?P<who>{_NAME}(?:,? {_NAME}){{0,18}}) ?: (?=\S)", re.MULTILINE)
_TAIL = re.compile(r"\s*(?:<…>|<\.\.\.>|\* ?\* ?\*|\[…\])\s*$")


def find(doc: Document, analysis: Analysis, cast: Cast) -> list[Draft]:
    """The turns of a transcript, in text order; none unless a person named before a colon opens a paragraph or follows another."""
    heads = [m for m in _HEAD.finditer(doc.text) if _names_person(cast, Span(*m.span("who")))]
    if len(heads) < 2 and not any(_opens_paragraph(doc.text, m) for m in heads):
        return []
    return [_draft(source, content) for source, content in _turns(doc, heads) if len(doc[content].split()) >= _SHORTEST]


def _names_person(cast: Cast, span: Span) -> bool:
    return any(entity.kind == "person" for _, entity in cast.within(span))


def _opens_paragraph(text: str, match: re.Match[str]) -> bool:
    return match.start("who") == 0 or text[max(match.start("who") - 8, 0) : match.start("who")].rstrip(" \t").endswith("\n")


def _turns(doc: Document, heads: list[re.Match[str]]) -> Iterator[tuple[Span, Span]]:
    ends = [*(m.start("who") for m in heads[1:]), len(doc.text)]
    for match, end in zip(heads, ends, strict=True):
        words = doc.text[match.end() : end].rstrip()
        tail = _TAIL.search(words)
        yield Span(*match.span("who")), Span(match.end(), match.end() + len(words[: tail.start()] if tail else words))


def _draft(source: Span, content: Span) -> Draft:
    return Draft(source, None, (content,), None, None, None, _SCORE, "statements.turn", "direct")
